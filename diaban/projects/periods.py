"""Reporting periods and where they are cut off. The rules are data. Pure.

A month ("2025-03"), a quarter ("2025-Q1"), a half-year ("2025-H1", sáu tháng), the first nine
months ("2025-9M") or a year ("2025"). By the calendar each ends with its last month. The
statistical ones (Nghị định 09/2019/NĐ-CP, Art. 12) begin on the 15th of the month before their
first one and end on the 14th of their last: the year from 15 December to 14 December. Of nine
months the decree says nothing: they are taken to be the first three quarters of the same rule.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

CALENDAR, STATISTICAL = "calendar", "statistical"
MONTH, QUARTER, HALF, NINE_MONTHS, YEAR = "month", "quarter", "half", "nine_months", "year"
LONGER = (HALF, NINE_MONTHS, YEAR)
"""What is made of whole quarters, several of them."""
MONTHS: Mapping[str, int] = {MONTH: 1, QUARTER: 3, HALF: 6, NINE_MONTHS: 9, YEAR: 12}
_PERIOD = re.compile(r"(\d{4})(?:-(Q[1-4]|H[12]|9M|0[1-9]|1[0-2]))?")


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
    """A period of any kind under a rule; both days are inside it."""

    name: str
    cutoff: str
    first: date
    last: date

    @property
    def before(self) -> date:
        """The last day before the period."""
        return self.first - timedelta(days=1)


def kind_of(name: str) -> str:
    """Whether it is a month, a quarter, a half-year, nine months or a year.

    Raises:
        ValueError: there is no such period.
    """
    return _parsed(name)[0]


def period(name: str, cutoff: str = CALENDAR) -> Period:
    """The period of this name.

    Raises:
        ValueError: there is no such period or rule.
    """
    if cutoff not in CUTOFFS:
        raise ValueError(f"no period {name!r} under {cutoff!r}")
    kind, year, number = _parsed(name)
    months = MONTHS[kind]
    month = months * (number - 1) + 1
    rule = CUTOFFS[cutoff]
    return Period(
        name,
        cutoff,
        _boundary(year, month - rule.months_before, rule.begins_on),
        _boundary(year, month + months - rule.months_before, rule.begins_on) - timedelta(days=1),
    )


def step(name: str, by: int) -> str:
    """The period of the same kind that many later; the nine months of the next year follow these.

    >>> step("2025-Q1", -1), step("2025-H2", 1), step("2025-9M", 1), step("2025-12", 1)
    ('2024-Q4', '2026-H1', '2026-9M', '2026-01')
    """
    kind, year, number = _parsed(name)
    a_year = a_year_has(kind)
    count = a_year * year + number - 1 + by
    return _named(kind, count // a_year, count % a_year + 1)


def a_year_has(kind: str) -> int:
    """How many periods of a kind a year has."""
    return 12 // MONTHS[kind]


def holding(kind: str, month: int, year: int) -> str:
    """The period of a kind in which a month of the calendar lies; after September the nine months
    of the next year, the first that can tell of it.

    >>> holding("half", 7, 2025), holding("nine_months", 10, 2025)
    ('2025-H2', '2026-9M')
    """
    number, a_year = (month - 1) // MONTHS[kind], a_year_has(kind)
    return _named(kind, year + number // a_year, number % a_year + 1)


def quarters_of(name: str) -> list[str]:
    """The quarters that a half-year, nine months or a year is made of; a quarter itself; of a month
    the one in which it lies.

    >>> quarters_of("2025-H2"), quarters_of("2025-03")
    (['2025-Q3', '2025-Q4'], ['2025-Q1'])
    """
    kind, year, number = _parsed(name)
    first = MONTHS[kind] * (number - 1) // 3 + 1
    return [f"{year}-Q{first + more}" for more in range(max(1, MONTHS[kind] // 3))]


def _parsed(name: str) -> tuple[str, int, int]:
    """Kind, year, and which of the year it is, counted from one."""
    match = _PERIOD.fullmatch(name)
    if not match or not 1900 < int(match[1]) < 2200:
        raise ValueError(f"no period {name!r}")
    year, mark = int(match[1]), match[2] or ""
    if not mark:
        return YEAR, year, 1
    if mark == "9M":
        return NINE_MONTHS, year, 1
    if mark[0] == "Q":
        return QUARTER, year, int(mark[1])
    return (HALF, year, int(mark[1])) if mark[0] == "H" else (MONTH, year, int(mark))


def _named(kind: str, year: int, number: int) -> str:
    marks = {
        MONTH: f"-{number:02d}", QUARTER: f"-Q{number}", HALF: f"-H{number}", NINE_MONTHS: "-9M",
        YEAR: "",
    }  # fmt: skip
    return f"{year:04d}{marks[kind]}"


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
