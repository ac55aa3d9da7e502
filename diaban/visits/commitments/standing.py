"""A commitment with what its events make of it, and the columns that repeat it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.conf import settings
from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from diaban.clock import Calendar
from diaban.procedures.catalogue import calendars
from diaban.visits import access
from diaban.visits.commitments import promises
from diaban.visits.commitments.promises import Event, Kind, Promise
from diaban.visits.models import Commitment, CommitmentEvent

IN_ORDER = ("recorded_at", "pk")
"""The order of the record: what was said later is replayed later, whatever day it is about."""


@dataclass(frozen=True, slots=True)
class Standing:
    commitment: Commitment
    promise: Promise

    @property
    def state(self) -> promises.State:
        return self.promise.state


def calendar() -> Calendar:
    """The authority's working calendar with every version that is known now."""
    return calendars().latest()


def silence() -> int:
    """Working days after its day until a promise of which nobody speaks counts as broken."""
    return int(settings.DIABAN_COMMITMENT_SILENCE)


def event_of(row: CommitmentEvent) -> Event:
    """As the replay counts it; who wrote it down changes no figure."""
    said = timezone.localdate(row.recorded_at)
    return Event(Kind(row.kind), row.on, said, row.until, row.text)


def events_of(commitment: Commitment) -> list[Event]:
    """What was said of it, in the order of the record."""
    return _told(commitment, commitment.events.select_related("by").order_by(*IN_ORDER))


def _told(commitment: Commitment, rows: Iterable[CommitmentEvent]) -> list[Event]:
    return [
        replace(event_of(row), by_desk=access.written_by_desk(commitment, row.kind, row.by))
        for row in rows
    ]


def of(commitment: Commitment, at: date | None = None) -> Standing:
    """What `commitment` is at the end of the day `at` (today)."""
    return _standing(commitment, events_of(commitment), calendar(), at or timezone.localdate())


def _standing(commitment: Commitment, events: list[Event], days: Calendar, at: date) -> Standing:
    # A machine's clock may be a little ahead of another's: the making is always known.
    found = promises.replay(events, days, max(at, events[0].said), broken_after=silence())
    assert found is not None  # a commitment is written together with its making
    return Standing(commitment, found)


def standings(commitments: QuerySet[Commitment], at: date | None = None) -> Iterable[Standing]:
    """Each commitment made by the end of `at` (today), as it stood then, with two queries."""
    day, days = at or timezone.localdate(), calendar()
    said = CommitmentEvent.objects.select_related("by").order_by(*IN_ORDER)
    ordered = Prefetch("events", said, "in_order")
    for one in commitments.prefetch_related(ordered):
        events = _told(one, one.in_order)  # type: ignore[attr-defined]
        if events and events[0].said <= day:
            yield _standing(one, events, days, day)


def renew(commitment: Commitment) -> Standing:
    """Write the columns that repeat the promise; inside the caller's transaction."""
    found = of(commitment)
    commitment.due_on = found.promise.due
    commitment.first_due_on = found.promise.first_due
    commitment.is_open = found.promise.is_owed
    commitment.save(update_fields=["due_on", "first_due_on", "is_open"])
    return found


def figures(first: date, last: date, commitments: QuerySet[Commitment]) -> promises.Figures:
    """How the promises due in [first, last] stand today."""
    return promises.figures((one.promise for one in standings(commitments)), first, last)
