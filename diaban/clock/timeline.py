"""The three ways in which time is counted, behind one small interface. Pure.

A point on a line of days is an ordinal, on the line of office minutes an absolute minute.
"""

from __future__ import annotations

from typing import Protocol

from diaban.clock.calendar import MINUTES_A_DAY, Calendar
from diaban.clock.rules import Unit


class Timeline(Protocol):
    """Counts steps (days, or minutes for terms in hours) between points."""

    steps: int
    """Steps in one unit: 1 for days, 60 for hours."""
    by_days: bool

    def point(self, minute: int) -> int:
        """The point in which an absolute minute lies."""

    def count(self, after: int, until: int) -> int:
        """Steps in (after, until]."""

    def advance(self, after: int, steps: int) -> int | None:
        """The earliest point by which so many steps (≥ 1) lie after `after`; None: no calendar."""

    def roll(self, point: int) -> int | None:
        """The first point at which the office is open, not before `point`; None: no calendar."""


class WorkingDays:
    """Days on which the office works (ngày làm việc)."""

    steps, by_days = 1, True

    def __init__(self, calendar: Calendar) -> None:
        self.count = calendar.worked_in
        self.advance = calendar.nth_worked
        self.roll = calendar.worked_from

    def point(self, minute: int) -> int:
        return minute // MINUTES_A_DAY


class CalendarDays:
    """Every day (ngày). A last day that is a rest day rolls on: Civil Code 2015, Art. 148.5."""

    steps, by_days = 1, True

    def __init__(self, calendar: Calendar) -> None:
        self.roll = calendar.worked_from

    def point(self, minute: int) -> int:
        return minute // MINUTES_A_DAY

    def count(self, after: int, until: int) -> int:
        return max(until - after, 0)

    def advance(self, after: int, steps: int) -> int | None:
        return after + steps


class OfficeMinutes:
    """Minutes at which the office is open, for terms in hours (giờ làm việc)."""

    steps, by_days = 60, False

    def __init__(self, calendar: Calendar) -> None:
        self._open_before = calendar.open_minutes_before
        self._at = calendar.minute_at
        self.roll = calendar.open_from

    def point(self, minute: int) -> int:
        return minute

    def count(self, after: int, until: int) -> int:
        return self._open_before(until) - self._open_before(after) if until > after else 0

    def advance(self, after: int, steps: int) -> int | None:
        return self._at(self._open_before(after) + steps)


def timeline(calendar: Calendar, unit: Unit | None) -> Timeline:
    """The line on which a term of this unit is counted; working days where no term is known."""
    if unit is Unit.CALENDAR_DAYS:
        return CalendarDays(calendar)
    if unit is Unit.HOURS:
        return OfficeMinutes(calendar)
    return WorkingDays(calendar)
