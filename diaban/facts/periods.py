"""Days, and the years, half-years, quarters and months that sources give instead of one. Pure."""

from __future__ import annotations

from datetime import date


def first_day(period: str) -> date:
    """The first day of a period as `values.clean_period` returns it.

    What is given for a whole year counts from its first day: it never looks newer than it may be.
    """
    year, _dash, mark = period.partition("-")
    if mark[:1] in ("Q", "H"):
        months = 3 if mark[0] == "Q" else 6
        return date(int(year), months * (int(mark[1]) - 1) + 1, 1)
    if mark == "9M":
        return date(int(year), 1, 1)
    return date.fromisoformat(period + {4: "-01-01", 7: "-01", 10: ""}[len(period)])


def split(period: str) -> tuple[date, str]:
    """The first day of a period, and the period itself: "" where it is a single day."""
    day = first_day(period)
    return day, "" if period == day.isoformat() else period


def as_given(day: date | None, period: str) -> str | None:
    """What `split` took apart, as it was given: "2025-Q1", "2025-03-31"; None for no day."""
    return period or (day.isoformat() if day else None)
