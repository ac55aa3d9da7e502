"""Which body answers a petition, and why. Pure: routes are data, versions of them have dates.

A route says: petitions of this category, at this place, from this kind of petitioner, go to this
lead body and these co-ordinating bodies, within this term. The most particular route that holds on
the day of filing wins: first the nearer place, then the named petitioner, then the later version.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Route:
    """One version of one route. `place` is "" (anywhere), "in_zone", "outside_zone" or a subject's
    key; `petitioner` "" is any kind. Terms are in working days, None where none is set.
    """

    category: str
    lead: str
    coordinating: tuple[str, ...] = ()
    place: str = ""
    petitioner: str = ""
    term_days: int | None = None
    first_answer_days: int | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    basis: str = ""
    trust: str = ""
    id: int | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: `places` are the keys of where it is, the nearest first (project, park, zone);
    empty where it lies outside every zone.
    """

    category: str
    on: date
    places: tuple[str, ...] = ()
    petitioner: str = ""


@dataclass(frozen=True, slots=True)
class Considered:
    """A route that was looked at. `why_not` is None for the winner; else `other_category`,
    `other_place`, `other_petitioner`, `not_yet`, `no_longer`, `less_particular` or `older`.
    """

    route: Route
    why_not: str | None


@dataclass(frozen=True, slots=True)
class Routing:
    """The route chosen, None where none fits, and every route that was looked at."""

    route: Route | None
    considered: tuple[Considered, ...]


def choose(routes: Iterable[Route], question: Question) -> Routing:
    """The route of a petition, with the reason for every other one."""
    judged = [(route, misfit(route, question)) for route in routes]
    fitting = [route for route, reason in judged if reason is None]
    winner = min(fitting, key=lambda one: _rank(one, question), default=None)
    considered = [
        Considered(route, reason or (None if route is winner else _lost(route, winner, question)))
        for route, reason in judged
    ]
    considered.sort(key=lambda one: (one.why_not is not None, _NEARNESS.index(one.why_not)))
    return Routing(winner, tuple(considered))


def misfit(route: Route, question: Question) -> str | None:
    """Why a route does not concern the question at all; None if it does."""
    if route.category != question.category:
        return "other_category"
    if _distance(route.place, question.places) is None:
        return "other_place"
    if route.petitioner and route.petitioner != question.petitioner:
        return "other_petitioner"
    if route.valid_from and question.on < route.valid_from:
        return "not_yet"
    if route.valid_to and question.on >= route.valid_to:
        return "no_longer"
    return None


_NEARNESS = (None, "older", "less_particular", "no_longer", "not_yet", "other_petitioner",
             "other_place", "other_category")  # fmt: skip


def _distance(place: str, places: Sequence[str]) -> int | None:
    """How near a route's place is: 0 for the nearest key; None where it is another place."""
    if place in places:
        return places.index(place)
    if place == ("in_zone" if places else "outside_zone"):
        return len(places)
    return len(places) + 1 if not place else None


def _rank(route: Route, question: Question) -> tuple[int, bool, int, int]:
    """The smaller, the more particular; then the later version, then the one entered first."""
    distance = _distance(route.place, question.places)
    assert distance is not None  # only fitting routes are ranked
    began = route.valid_from.toordinal() if route.valid_from else 0
    return distance, not route.petitioner, -began, route.id or 0


def _lost(route: Route, winner: Route | None, question: Question) -> str:
    assert winner is not None  # a fitting route that lost has a winner
    same = _rank(route, question)[:2] == _rank(winner, question)[:2]
    return "older" if same else "less_particular"
