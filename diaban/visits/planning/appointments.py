"""The hours at which stops are planned, and those that calendars with an older copy still show."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from diaban.visits.models import Stop, Visit

GONE = "gone"
"""Under this name the event of a change keeps the appointments that it took away."""


def of(visit: Visit) -> dict[int, list[Any]]:
    """The appointments of a visit by their stops, as an event keeps those that go."""
    return {
        one.pk: [one.pk, one.place, one.project, one.planned_at.isoformat()]
        for one in visit.stops.all()
        if one.planned_at
    }


def gone(visit: Visit) -> list[Stop]:
    """Stops that had an hour once and have none now, with the hour that they had last; most of
    them are rows of the table no longer."""
    still = of(visit)
    found: dict[int, Stop] = {}
    for event in visit.events.all():
        for pk, place, project, at in event.data.get(GONE, ()):
            moment = datetime.fromisoformat(at)
            found[pk] = Stop(pk=pk, place=place, project=project, planned_at=moment)
    return [stop for pk, stop in found.items() if pk not in still]
