"""Were procedures announced and updated in time? The deadlines of index 766. Pure.

Index 766/QĐ-TTg, 1.1: the decision that announces a procedure is signed at least five working days
before it takes effect; 1.2: it is made public within five working days of the decision (trust S-M:
from a transcription of the scoring rules).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from diaban.clock import Calendar

WORKING_DAYS = 5
ANNOUNCED, PUBLIC = "announced", "public"
KEPT, MISSED, DUE, UNKNOWN = "kept", "missed", "due", "unknown"


@dataclass(frozen=True, slots=True)
class Watched:
    """One deadline: `what` is announced or public; `state` kept, missed, due or unknown."""

    what: str
    deadline: date | None
    done: date | None
    state: str
    left: int | None = None
    """Working days left, while due."""


def announced(valid_from: date, decided_on: date | None, calendar: Calendar) -> Watched:
    """Was the decision signed five working days before the effect?"""
    deadline = working_days_before(valid_from, WORKING_DAYS, calendar)
    if decided_on is None or deadline is None:
        return Watched(ANNOUNCED, deadline, decided_on, UNKNOWN)
    return Watched(ANNOUNCED, deadline, decided_on, KEPT if decided_on <= deadline else MISSED)


def made_public(
    decided_on: date | None, published_on: date | None, today: date, calendar: Calendar
) -> Watched:
    """Was the version made public within five working days of its decision?"""
    if decided_on is None:
        return Watched(PUBLIC, None, published_on, UNKNOWN)
    number = calendar.nth_worked(decided_on.toordinal(), WORKING_DAYS)
    deadline = date.fromordinal(number) if number is not None else None
    if deadline is None:
        return Watched(PUBLIC, None, published_on, UNKNOWN)
    if published_on is not None:
        return Watched(PUBLIC, deadline, published_on, KEPT if published_on <= deadline else MISSED)
    if today > deadline:
        return Watched(PUBLIC, deadline, None, MISSED)
    left = calendar.worked_in(today.toordinal(), deadline.toordinal())
    return Watched(PUBLIC, deadline, None, DUE, left)


def working_days_before(day: date, count: int, calendar: Calendar) -> date | None:
    """The last day with at least `count` working days between it and `day`, `day` not counted."""
    worked = calendar.worked_in(calendar.begin - 1, day.toordinal() - 1)
    if worked < count:
        return None
    return date.fromordinal(calendar.numbers[worked - count] - 1)
