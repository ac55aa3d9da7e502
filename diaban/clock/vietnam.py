"""The national calendar of state offices: `holidays`, corrected by the notices. Pure.

The library knows the holidays of the Labour Code 2019, Art. 111–112, by the solar and the lunar
calendar, and most swaps. What a notice says of a year stands above it (`NOTICES`); it was missing
the swap of 2 January 2026. Years without a notice follow the law's pattern and are unconfirmed.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import holidays

from diaban.clock.calendar import Day, DayKind
from diaban.clock.saying import gettext_noop
from diaban.clock.versions import Change, Version

FIRST_YEAR, LAST_YEAR = 2000, 2079
CONFIRMED_UNTIL = date(2024, 12, 31)
"""Without a notice; each notice confirms its own year."""

LABOUR_CODE = "BLLĐ 2019, Điều 112"
LABOUR_CODE_MAKE_UP = "BLLĐ 2019, Điều 111 khoản 3"
FIVE_DAY_WEEK = "QĐ 188/1999/QĐ-TTg (tuần làm việc 40 giờ)"

NOTICES: tuple[Version, ...] = (
    Version(
        code="vn-2025",
        recorded=date(2024, 11, 26),
        basis="CV 8726/VPCP-KGVX ngày 26/11/2024; TB 6150/TB-BLĐTBXH",
        trust="S-H",
        confirms_until=date(2025, 12, 31),
        changes=(
            Change(
                date(2025, 5, 2), DayKind.SWAP, "Nghỉ hoán đổi với 26/4", "Swapped with 26 April"
            ),
            Change(date(2025, 4, 26), DayKind.MAKE_UP, "Làm bù cho 02/5", "Worked for 2 May"),
        ),
    ),
    Version(
        code="vn-2026",
        recorded=date(2025, 10, 15),
        basis="TB 9441/TB-BNV; CV 3383/BNV-CVL",
        trust="S-H",
        confirms_until=date(2026, 12, 31),
        note=gettext_noop("The day of issue is from memory (M-M)."),
        changes=(
            Change(
                date(2026, 8, 31), DayKind.SWAP, "Nghỉ hoán đổi với 22/8", "Swapped with 22 August"
            ),
            Change(date(2026, 8, 22), DayKind.MAKE_UP, "Làm bù cho 31/8", "Worked for 31 August"),
        ),
    ),
    Version(
        code="vn-2026-new-year",
        recorded=date(2025, 12, 25),
        basis="CV 12729/VPCP-KGVX ngày 25/12/2025",
        trust="S-H",
        changes=(
            Change(
                date(2026, 1, 2), DayKind.SWAP, "Nghỉ hoán đổi với 10/01", "Swapped with 10 January"
            ),
            Change(date(2026, 1, 10), DayKind.MAKE_UP, "Làm bù cho 02/01", "Worked for 2 January"),
        ),
    ),
    Version(
        code="vn-culture-day",
        recorded=date(2026, 7, 1),
        basis="NQ 28/2026/QH16, Điều 2",
        trust="S-H",
        note=gettext_noop(
            "Recorded on the day from which it holds; outside Art. 112, so no make-up day."
        ),
        changes=tuple(
            Change(
                date(year, 11, 24), DayKind.HOLIDAY, "Ngày Văn hóa Việt Nam", "Vietnam Cultural Day"
            )
            for year in range(2026, LAST_YEAR + 1)
            if date(year, 11, 24).weekday() < 5
        ),
    ),
)

_NOTICED_DAYS = frozenset(change.day for notice in NOTICES for change in notice.changes)


@lru_cache(maxsize=1)
def by_law() -> tuple[Day, ...]:
    """Days off by the Labour Code and older swaps, as the library has them, without `NOTICES`."""
    years = range(FIRST_YEAR, LAST_YEAR + 1)
    vietnamese = holidays.country_holidays("VN", years=years, language="vi")
    english = holidays.country_holidays("VN", years=years, language="en_US")
    days = [
        _day(day, name, english[day])
        for day, name in sorted(vietnamese.items())
        if day.weekday() < 5 and day not in _NOTICED_DAYS
    ]
    days += [
        Day(day, DayKind.MAKE_UP, LABOUR_CODE_MAKE_UP, "Làm bù", "Worked in exchange", trust="S-M")
        for day in sorted(vietnamese.weekend_workdays)
        if day not in _NOTICED_DAYS
    ]
    return tuple(days)


def _day(day: date, name_vi: str, name_en: str) -> Day:
    if "substituted" in name_en:
        return Day(day, DayKind.SWAP, LABOUR_CODE_MAKE_UP, name_vi, name_en, trust="S-M")
    if "observed" in name_en:
        return Day(day, DayKind.SUBSTITUTE, LABOUR_CODE_MAKE_UP, name_vi, name_en, trust="S-H")
    return Day(day, DayKind.HOLIDAY, LABOUR_CODE, name_vi, name_en, trust="S-H")
