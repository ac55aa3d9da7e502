"""A dossier's events as the deadline ledger reads them. Pure.

The lifecycle knows more than the clock (who proposed, who signed); the clock counts the time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Any

from diaban import clock
from diaban.clock.calendar import VIETNAM
from diaban.dossiers.lifecycle import CLOSES, ENDS, OPENS, Event, Kind, Wait, agency_of
from diaban.dossiers.outcome import Case, Ending, Used

CLOCK_KINDS: Mapping[Kind, clock.Kind] = {
    Kind.RECEIVED: clock.Kind.RECEIVED,
    Kind.SUPPLEMENT_REQUESTED: clock.Kind.SUPPLEMENT_REQUESTED,
    Kind.SUPPLIED: clock.Kind.SUPPLIED,
    Kind.SENT_TO_AGENCY: clock.Kind.SENT_TO_AGENCY,
    Kind.RETURNED_BY_AGENCY: clock.Kind.RETURNED,
    Kind.OBLIGATION_RAISED: clock.Kind.OBLIGATION_RAISED,
    Kind.OBLIGATION_MET: clock.Kind.OBLIGATION_MET,
    Kind.SUSPENDED: clock.Kind.SUSPENDED,
    Kind.RESUMED: clock.Kind.RESUMED,
    Kind.EXTENSION_AGREED: clock.Kind.EXTENDED,
    Kind.COMPLETED: clock.Kind.COMPLETED,
    Kind.HANDED_OVER: clock.Kind.HANDED_OVER,
    Kind.WITHDRAWN: clock.Kind.WITHDRAWN,
    Kind.STOPPED: clock.Kind.STOPPED,
}
_MINUTES_A_DAY_OF_WORK = 8 * 60


def clock_event(event: Event) -> clock.Event | None:
    """The event as the clock reads it; None for what does not concern it."""
    kind = CLOCK_KINDS.get(event.kind)
    if kind is None:
        return None
    promised = event.data.get("promised")
    return clock.Event(
        kind,
        event.at,
        note=str(event.data.get("why") or ""),
        agency=agency_of(event.data),
        amount=int(event.data.get("days") or 0),
        agreed=bool(event.data.get("agreed")),
        promised=date.fromisoformat(promised) if promised else None,
    )


def clock_events(events: Iterable[Event]) -> list[clock.Event]:
    """What the clock reads of a history: from the receipt on, in order."""
    found = [one for one in map(clock_event, events) if one is not None]
    kinds = [one.kind for one in found]
    return found[kinds.index(clock.Kind.RECEIVED) :] if clock.Kind.RECEIVED in kinds else []


def last_moment(ledger: clock.Ledger) -> datetime | None:
    """The last moment that is in time, with its zone; None while no date is known."""
    if ledger.due_at is not None:
        return ledger.due_at.replace(tzinfo=VIETNAM)
    if ledger.due is None:
        return None
    return datetime.combine(ledger.due, time(23, 59, 59), VIETNAM)


def used_share(ledger: clock.Ledger) -> float | None:
    """How much of the present term is used: 0 nothing, 1 all; None where no term is known."""
    if ledger.limit is None or ledger.received is None:
        return None
    return ledger.used / ledger.limit if ledger.limit else float(ledger.used > 0)


def pauses(events: list[Event], rule: clock.Rule, calendar: clock.Calendar) -> tuple[float, ...]:
    """Of each time that something was waited for, the share of the term used by then."""
    found = []
    for index, event in enumerate(events):
        if event.kind in _WAITS:
            before = clock.replay(clock_events(events[: index + 1]), rule, calendar, event.at)
            share = used_share(before)
            if share is not None:
                found.append(share)
    return tuple(found)


_WAITS = frozenset(
    {Kind.SUPPLEMENT_REQUESTED, Kind.SENT_TO_AGENCY, Kind.OBLIGATION_RAISED, Kind.SUSPENDED}
)
_ENDINGS = {
    clock.State.COMPLETED: Ending.COMPLETED,
    clock.State.HANDED_OVER: Ending.COMPLETED,
    clock.State.REFUSED: Ending.RETURNED,
    clock.State.STOPPED: Ending.RETURNED,
    clock.State.WITHDRAWN: Ending.WITHDRAWN,
}


def case(
    events: list[Event],
    rule: clock.Rule,
    calendar: clock.Calendar,
    at: datetime,
    *,
    buckets_only: bool = False,
    **more: Any,
) -> Case | None:
    """A dossier as it stood at the moment `at`, for the figures; None if not received by then.

    `buckets_only`: what flags and index 766 need besides is left out, at a third of the price.
    """
    known = [event for event in events if event.at <= at]
    ledger = clock.replay(clock_events(known), rule, calendar, at)
    if ledger.received is None:
        return None
    moment = last_moment(ledger)
    if buckets_only:
        return Case(
            received=ledger.received,
            due=moment.replace(tzinfo=None) if moment else None,
            ended=ledger.ended,
            ending=_ENDINGS.get(ledger.state),
            waiting=ledger.timing == clock.Timing.WAITING,
            timing=ledger.timing,
            **more,
        )
    asked = open_request(known) if ledger.ended is None else None
    ending = next((one for one in known if one.kind in ENDS), None)
    return Case(
        received=ledger.received,
        due=moment.replace(tzinfo=None) if moment else None,
        ended=ledger.ended,
        ending=_ENDINGS.get(ledger.state),
        waiting=ledger.timing == clock.Timing.WAITING,
        timing=ledger.timing,
        recorded=ending.recorded.astimezone(VIETNAM).replace(tzinfo=None)
        if ending and ending.recorded
        else None,
        asked=asked is not None,
        scored_in_time=scored(known, rule, calendar, at, asked),
        requests=sum(event.kind == Kind.SUPPLEMENT_REQUESTED for event in known),
        pauses=pauses(known, rule, calendar),
        used=used(ledger),
        **more,
    )


def open_request(events: Iterable[Event]) -> Event | None:
    """The request for a supplement that is not answered yet."""
    found = None
    for event in events:
        if event.kind == Kind.SUPPLEMENT_REQUESTED:
            found = event
        elif event.kind == Kind.SUPPLIED:
            found = None
    return found


def scored(
    events: list[Event],
    rule: clock.Rule,
    calendar: clock.Calendar,
    at: datetime,
    asked: Event | None,
) -> bool | None:
    """Whether index 766 takes the dossier as in time; None where it counts as the clock does.

    Only waiting for the applicant is subtracted; `asked`, a request that is still open, is taken as
    the end (DOMAIN §2.4).
    """
    if asked is None and not any(event.kind in _NOT_SUBTRACTED for event in events):
        return None
    if asked is not None:
        events, at = events[: events.index(asked)], asked.at
    kept = clock_events(event for event in events if event.kind not in _NOT_SUBTRACTED)
    return clock.replay(kept, rule, calendar, at).timing in _SCORED


_NOT_SUBTRACTED = frozenset(
    kind for kind, wait in (OPENS | CLOSES).items() if wait != Wait.APPLICANT
)
_SCORED = frozenset({clock.Timing.EARLY, clock.Timing.ON_TIME, clock.Timing.IN_TIME})


def used(ledger: clock.Ledger) -> Used:
    """The three clocks in days of the rule's unit, and the calendar days lived."""
    if ledger.unit is None:
        return Used(lived=float(ledger.clocks.lived))
    step = _MINUTES_A_DAY_OF_WORK if ledger.unit == clock.Unit.HOURS else 1
    return Used(
        authority=ledger.clocks.authority / step,
        applicant=ledger.clocks.applicant / step,
        agency=ledger.clocks.agencies / step,
        lived=float(ledger.clocks.lived),
    )
