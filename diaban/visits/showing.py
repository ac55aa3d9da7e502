"""Visits as pages show them: rows, the route with its kilometres, the small map."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from diaban.accounts.models import User
from diaban.geo import locator
from diaban.petitions.places import names
from diaban.projects.models import Project
from diaban.visits import over, wording
from diaban.visits.models import Stop, Visit, VisitEvent
from diaban.visits.planning.candidates import Map, read_map
from diaban.visits.planning.route import Point, Route, along
from diaban.visits.stops import known
from diaban.visits.wording import language

REACH = 6000
"""A map shows at least so many metres to each side."""
MARK = 3.0
"""Radius of a stop's mark with its rim, in the map's own units of line width."""


@dataclass(frozen=True, slots=True)
class Row:
    """A stop in the order of the visit. `leg` is the way to it in km, None unknown."""

    stop: Stop
    title: str
    place: str
    reasons: list[dict[str, str]]
    leg: float | None
    point: Point | None
    has_records: bool


@dataclass(frozen=True, slots=True)
class Journey:
    """The stops with their ways: from the office and back, where the office is known."""

    rows: list[Row]
    route: Route
    office: Point | None

    @property
    def total(self) -> float:
        return self.route.total

    @property
    def is_complete(self) -> bool:
        return self.route.is_complete


def office() -> Point | None:
    """Where task forces set out from, as the installation says."""
    found: Point | None = settings.DIABAN_OFFICE
    return found


def journey(visit: Visit, where: Map | None = None) -> Journey:
    stops = list(
        visit.stops.select_related("organisation").annotate(
            seen=Count("fields", distinct=True) + Count("findings", distinct=True)
            + Count("commitments", distinct=True)
        )
    )  # fmt: skip
    named, projects = names(language()), known.projects_of(stops)
    where = where or read_map()
    points = [where.of_stop(stop, projects) for stop in stops]
    route = along(points, range(len(points)), office())
    rows = [
        Row(
            stop, known.title(stop, named, projects), named.get(stop.place, stop.place),
            wording.lines(stop.reasons), leg, point, stop.seen > 0,
        )
        for stop, leg, point in zip(stops, route.legs, points, strict=True)
    ]  # fmt: skip
    return Journey(rows, route, office())


def titled(stops: Sequence[Stop]) -> list[tuple[Stop, str]]:
    """Stops with what they are called."""
    if not stops:
        return []
    named, projects = names(language()), known.projects_of(stops)
    return [(stop, known.title(stop, named, projects)) for stop in stops]


def drawn(
    points: Sequence[tuple[str, Point | None]], start: Point | None, start_name: str = ""
) -> dict[str, Any] | None:
    """The route on a small map: numbered stops, the way between them, home again; None where no
    place is known."""
    numbered = [(str(n), name, point) for n, (name, point) in enumerate(points, 1) if point]
    if not numbered:
        return None
    marks = [locator.mark(*point, "stop", number, main=True) for number, _name, point in numbered]
    if start is not None:
        marks.append(locator.mark(*start, "start", start_name or _("Start"), main=True))
    frame = locator.locate(marks, reach_m=REACH)
    assert frame is not None  # there is a mark
    # Once more, now that the size of a mark is known: none is cut off by the frame.
    wide = [replace(mark, uncertainty=MARK * frame.unit) for mark in marks]
    ground = locator.locate(wide, reach_m=REACH)
    planes = [locator.to_plane(*point) for _number, _name, point in numbered]
    if start is not None:
        home = locator.to_plane(*start)
        planes = [home, *planes, home]
    path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in planes)
    return {
        "ground": ground,
        "path": path if len(planes) > 1 else "",
        "stops": [
            {"number": number, "name": name, "x": mark.x, "y": mark.y}
            for (number, name, _point), mark in zip(numbered, marks, strict=False)
        ],
        "start": marks[-1] if start is not None else None,
    }


def brief(visits: Iterable[Visit]) -> list[dict[str, Any]]:
    """Visits as a list shows them."""
    found = list(visits)
    named = names(language())
    stops = [stop for visit in found for stop in visit.stops.all()]
    projects = known.projects_of(stops)
    return [
        {
            "visit": visit,
            "state": visit.get_state_display(),
            "badge": wording.BADGES[visit.state],
            "waits": visit.state in over.OPEN and visit.last_day < timezone.localdate(),
            "titles": [known.title(stop, named, projects) for stop in visit.stops.all()],
            "more": len(visit.stops.all()) - 1,
        }
        for visit in found
    ]


def team(visit: Visit) -> list[User]:
    """Who goes, the leader first and nobody twice."""
    members = visit.members.order_by("last_name", "username")
    others = [one for one in members if one.pk != visit.leader_id]
    return [*([visit.leader] if visit.leader else []), *others]


def story(events: Iterable[VisitEvent]) -> list[dict[str, Any]]:
    """What happened to a visit, newest first."""
    return [
        {
            "at": event.at,
            "label": wording.EVENTS[event.kind],
            "why": event.why,
            "by": str(event.by) if event.by else "",
            "changed": [
                str(wording.CHANGED[name]) for name in event.data if name in wording.CHANGED
            ],
        }
        for event in events
    ][::-1]


def place_name(key: str, named: Mapping[str, str], projects: Mapping[str, Project]) -> str:
    """What a candidate's key is called."""
    if key.startswith("project:"):
        project = projects.get(key.removeprefix("project:"))
        return str(project) if project else key
    return named.get(key, key)
