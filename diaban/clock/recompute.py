"""Counting many dossiers again, such as after a change of the calendar. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from diaban.clock.events import Event
from diaban.clock.ledger import Ledger
from diaban.clock.replay import local_day, replay
from diaban.clock.rules import Rule
from diaban.clock.versions import CalendarHistory

Step = Callable[[int], None]
"""Called with how many are done."""
EVERY = 1000


@dataclass(frozen=True, slots=True)
class Case:
    """A dossier to be counted: its code, its events and the rule that it keeps."""

    code: str
    events: tuple[Event, ...]
    rule: Rule


@dataclass(frozen=True, slots=True)
class Move:
    """A due date (or, while waiting, a projected one) that is another after the change."""

    code: str
    before: date | None
    after: date | None


def recount(
    cases: Iterable[Case], history: CalendarHistory, now: datetime, step: Step | None = None
) -> Iterator[tuple[Case, Ledger]]:
    """The ledgers of open dossiers by the calendar as known now; `step` tells of the progress."""
    calendar = history.known_at(local_day(now))
    done = 0
    for case in cases:
        yield case, replay(case.events, case.rule, calendar, now)
        done += 1
        if step is not None and done % EVERY == 0:
            step(done)
    if step is not None:
        step(done)


def moves(
    cases: Iterable[Case],
    before: CalendarHistory,
    after: CalendarHistory,
    now: datetime,
    step: Step | None = None,
) -> Iterator[Move]:
    """Of the open dossiers those whose date moves when `after` takes the place of `before`."""
    calendar = before.known_at(local_day(now))
    for case, ledger in recount(cases, after, now, step):
        old = replay(case.events, case.rule, calendar, now)
        was, will_be = old.due or old.projected, ledger.due or ledger.projected
        if was != will_be:
            yield Move(case.code, was, will_be)
