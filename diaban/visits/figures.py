"""The figures of visits in a period. Pure.

A visit counts when it was begun, in the period of its first day; one that was planned or called off
counts nowhere. A stop counts when something was recorded there and it was
not put off to another day.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Seen:
    """A stop of a visit that was begun. `findings` are the categories of what was found, `became`
    how many of them have become something else; `recorded` whether anything is on record."""

    visit: int
    day: date
    place: str
    project: str = ""
    recorded: bool = True
    findings: tuple[str, ...] = ()
    became: int = 0


@dataclass(frozen=True, slots=True)
class AtPlace:
    """What happened at one place: different visits, stops and findings."""

    visits: int
    stops: int
    findings: int


@dataclass(frozen=True, slots=True)
class Figures:
    visits: int = 0
    stops: int = 0
    places: int = 0
    """Different places where a stop counts."""
    projects: int = 0
    """Different projects where a stop counts."""
    findings: int = 0
    became: int = 0
    by_category: Mapping[str, int] = field(default_factory=dict)
    by_place: Mapping[str, AtPlace] = field(default_factory=dict)
    """Only of stops whose place is known: the rest is in the totals alone."""


def figures(seen: Iterable[Seen], start: date, end: date) -> Figures:
    """The figures of the days `start` to `end`, both included."""
    ours = [one for one in seen if start <= one.day <= end]
    counted = [one for one in ours if one.recorded]
    categories = Counter(category for one in counted for category in one.findings)
    return Figures(
        visits=len({one.visit for one in ours}),
        stops=len(counted),
        places=len({one.place for one in counted if one.place}),
        projects=len({one.project for one in counted if one.project}),
        findings=categories.total(),
        became=sum(one.became for one in counted),
        by_category=dict(sorted(categories.items())),
        by_place=_by_place(counted),
    )


def _by_place(counted: Iterable[Seen]) -> dict[str, AtPlace]:
    places: dict[str, list[Seen]] = {}
    for one in counted:
        if one.place:
            places.setdefault(one.place, []).append(one)
    return {
        place: AtPlace(
            len({one.visit for one in there}), len(there), sum(len(one.findings) for one in there)
        )
        for place, there in sorted(places.items())
    }
