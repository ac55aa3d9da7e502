"""`replay(events, rule, calendar)`: the ledger of a dossier. Pure, total, deterministic."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from diaban.clock.calendar import Calendar, minute_of
from diaban.clock.events import Event
from diaban.clock.ledger import Ledger, Refusal
from diaban.clock.rules import Rule
from diaban.clock.run import Run


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
