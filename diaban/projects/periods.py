"""Reporting periods and where they are cut off. The rules are data. Pure.

The calendar quarter ends with its third month. The statistical quarter (Nghị định 09/2019/NĐ-CP,
Art. 12) runs from the 15th of the month before the quarter to the 14th of its last month, the year
from 15 December to 14 December.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

CALENDAR, STATISTICAL = "calendar", "statistical"
_PERIOD = re.compile(r"(\d{4})(?:-Q([1-4]))?")


@dataclass(frozen=True, slots=True)
class Cutoff:
    """A named rule: how many days before the calendar's a period begins and ends."""

    name: str
    basis_vi: str
    basis_en: str
    trust: str
    begins_on: int  # day of the month in which the period begins
    months_before: int  # that month, counted back from the period's first


CUTOFFS: Mapping[str, Cutoff] = {
    CALENDAR: Cutoff(CALENDAR, "Quý dương lịch", "Calendar quarter", "S-H", 1, 0),
    STATISTICAL: Cutoff(
        STATISTICAL,
        "Kỳ báo cáo theo Điều 12 Nghị định 09/2019/NĐ-CP (từ ngày 15 đến ngày 14)",
        "Reporting period of Decree 09/2019/NĐ-CP, Art. 12 (from the 15th to the 14th)",
        "M-H",
        15,
        1,
    ),
}


@dataclass(frozen=True, slots=True)
class Period:
    """A quarter ("2025-Q1") or a year ("2025") under a rule; both days are inside it."""

    name: str
    cutoff: str
    first: date
    last: date

    @property
    def before(self) -> date:
        """The last day before the period."""
        return self.first - timedelta(days=1)


def period(name: str, cutoff: str = CALENDAR) -> Period:
    """The period of this name.

    Raises:
        ValueError: there is no such period or rule.
    """
    match = _PERIOD.fullmatch(name)
    if not match or cutoff not in CUTOFFS or not 1900 < int(match[1]) < 2200:
        raise ValueError(f"no period {name!r} under {cutoff!r}")
    year, quarter = int(match[1]), int(match[2] or 0)
    month, months = (3 * quarter - 2, 3) if quarter else (1, 12)
    rule = CUTOFFS[cutoff]
    return Period(
        name,
        cutoff,
        _boundary(year, month - rule.months_before, rule.begins_on),
        _boundary(year, month + months - rule.months_before, rule.begins_on) - timedelta(days=1),
    )


def _boundary(year: int, month: int, day: int) -> date:
    """A day in a month that may be counted past either end of the year."""
    years, index = divmod(month - 1, 12)
    return date(year + years, index + 1, day)


def quarter_of(day: date) -> str:
    return f"{day.year}-Q{(day.month + 2) // 3}"


def last_finished(today: date, cutoff: str = CALENDAR) -> Period:
    """The quarter that ended last before today."""
    candidates = [
        period(f"{year}-Q{quarter}", cutoff)
        for year in (today.year - 1, today.year)
        for quarter in (1, 2, 3, 4)
    ]
    return [one for one in candidates if one.last < today][-1]
