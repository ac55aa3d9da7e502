"""The leadership's week in at most ten lines: what is late, what will be, what moved. Pure.

Lines are weighed, not cut off at random: of each kind only so many are taken, the most pressing
first, and the last line says how many were left out and where they stand.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

MOST = 10
LATE, DUE, ALERT, FORECAST, QUIET = "late", "due", "alert", "forecast", "quiet"
SHARES = {LATE: 1, DUE: 2, ALERT: 3, FORECAST: 2, QUIET: 1}
"""The lines that each kind has for sure, in their order: nine, and one to say what is left out."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line in words; `weight` orders lines of a kind, the heaviest first."""

    kind: str
    text: str
    weight: float = 0.0


@dataclass(frozen=True, slots=True)
class Letter:
    """The lines that are said, and how many of which kind were left out."""

    lines: tuple[Line, ...]
    left_out: int


def choose(lines: Iterable[Line]) -> Letter:
    """The lines of the letter: all of ten; of more nine, so that the tenth says what is left out.

    Each kind has its share first; free lines go to what presses most, in the order of kinds.
    """
    order = list(SHARES)
    ranked = sorted(lines, key=lambda one: (order.index(one.kind), -one.weight))
    if len(ranked) <= MOST:
        return Letter(tuple(ranked), 0)
    taken = dict.fromkeys(SHARES, 0)
    shared: list[int] = []
    free: list[int] = []
    for number, line in enumerate(ranked):
        taken[line.kind] += 1
        (shared if taken[line.kind] <= SHARES[line.kind] else free).append(number)
    chosen = sorted((shared + free)[: MOST - 1])
    return Letter(tuple(ranked[number] for number in chosen), len(ranked) - len(chosen))


def week_of(day: date) -> date:
    """The Monday of the ISO week in which the day lies."""
    return day - timedelta(days=day.weekday())


def week_name(monday: date) -> str:
    """2026-W48, as ISO 8601 names it."""
    year, week, _day = monday.isocalendar()
    return f"{year}-W{week:02d}"
