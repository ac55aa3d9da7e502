"""`replay(events, rule, calendar)`: the ledger of a dossier. Pure, total, deterministic."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from diaban.clock.calendar import MINUTES_A_DAY, Calendar, minute_of
from diaban.clock.events import Event
from diaban.clock.ledger import Ledger, Refusal
from diaban.clock.rules import Rule
from diaban.clock.run import Run
from diaban.clock.versions import CalendarHistory


def replay(
    events: Iterable[Event],
    rule: Rule,
    calendar: Calendar,
    as_of: datetime | None = None,
    *,
    promise_calendar: Calendar | None = None,
) -> Ledger:
    """The ledger of a dossier at `as_of` (the last event, if not given).

    `promise_calendar`: the calendar as it was known on the day of receipt, from which the first
    promise is computed where the receipt does not carry it. Events that cannot be are left out
    and listed in `refused`; everything else is counted.
    """
    now = minute_of(as_of) if as_of is not None else None
    run = Run(rule, calendar)
    refused: list[Refusal] = []
    for index, event in enumerate(events):
        if (code := run.take(event, now)) is not None:
            refused.append(Refusal(index, event, code))
    return run.ledger(now, tuple(refused), promise_calendar or calendar)


def judge(
    events: Iterable[Event],
    new: Event,
    rule: Rule,
    calendar: Calendar,
    now: datetime | None = None,
) -> str | None:
    """Why `new` cannot follow `events` (a code for `words.refusal`); None when it can."""
    until = minute_of(now) if now is not None else None
    run = Run(rule, calendar)
    for event in events:
        run.take(event, None)
    return run.take(new, until)


def standing_on(events: Iterable[Event], rule: Rule, calendar: Calendar, at: datetime) -> Ledger:
    """The ledger as it stood at `at`: what happened later was not known."""
    until = minute_of(at)
    known = [event for event in events if minute_of(event.at) <= until]
    return replay(known, rule, calendar, at)


def replay_as_known(
    events: Iterable[Event], rule: Rule, history: CalendarHistory, as_of: datetime
) -> tuple[Ledger, Calendar]:
    """The ledger by the calendars that were known, and the calendar by which it was counted.

    The promise by the calendar of the day of receipt; an open dossier by the calendar of the day
    of the look, so that a swap announced late moves its date; a closed one by that of its end, so
    that nothing announced afterwards makes it late.
    """
    events = tuple(events)
    calendar = history.known_at(local_day(as_of))
    ledger = replay(events, rule, calendar, as_of)
    if ledger.received is None:
        return ledger, calendar
    promise = history.known_at(ledger.received.date())
    if ledger.ended is not None:
        calendar = history.known_at(ledger.ended.date())
    elif promise is calendar:
        return ledger, calendar
    return replay(events, rule, calendar, as_of, promise_calendar=promise), calendar


def local_day(moment: datetime) -> date:
    """The Vietnamese day of a moment."""
    return date.fromordinal(minute_of(moment) // MINUTES_A_DAY)
