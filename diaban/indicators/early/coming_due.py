"""What will be late next week if nothing is done: by day, over every kind of thing. Pure.

Next week is Monday to Sunday after today's week. A thing is late when its day has passed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from diaban.clock import Calendar

DOSSIER, PETITION, COMMITMENT = "dossier", "petition", "commitment"
KINDS = (DOSSIER, PETITION, COMMITMENT)


@dataclass(frozen=True, slots=True)
class Item:
    """One thing with a day by which it is due; None: no day is known for it."""

    kind: str
    number: str
    title: str
    due: date | None
    href: str
    who: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """A day of next week, whether it is worked, and what is due on it."""

    on: date
    worked: bool
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Outlook:
    """Everything open by when it is due; each item stands in exactly one of the lists."""

    monday: date
    overdue: tuple[Item, ...]
    this_week: tuple[Item, ...]
    days: tuple[Day, ...]
    later: int
    undated: tuple[Item, ...]

    @property
    def next_week(self) -> tuple[Item, ...]:
        return tuple(item for day in self.days for item in day.items)


def next_monday(today: date) -> date:
    return today + timedelta(days=7 - today.weekday())


def outlook(items: Iterable[Item], today: date, calendar: Calendar) -> Outlook:
    """Sort what is open by its day; within a day by kind and number."""
    monday = next_monday(today)
    week = [monday + timedelta(days=number) for number in range(7)]
    overdue: list[Item] = []
    this_week: list[Item] = []
    undated: list[Item] = []
    by_day: dict[date, list[Item]] = {day: [] for day in week}
    later = 0
    for item in sorted(
        items, key=lambda one: (one.due or date.max, KINDS.index(one.kind), one.number)
    ):
        if item.due is None:
            undated.append(item)
        elif item.due < today:
            overdue.append(item)
        elif item.due < monday:
            this_week.append(item)
        elif item.due in by_day:
            by_day[item.due].append(item)
        else:
            later += 1
    days = tuple(
        Day(day, calendar.is_worked(day), tuple(by_day[day]))
        for day in week
        if by_day[day] or calendar.is_worked(day)
    )
    return Outlook(monday, tuple(overdue), tuple(this_week), days, later, tuple(undated))
