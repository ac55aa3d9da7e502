"""Figures as Vietnamese and English say them in a sentence. Pure.

2.717 ha, 56,06%, 10,367 tỷ USD, 132.134 tỷ đồng, thứ 3; 2,717 ha, 56.06%, USD 10.367 billion,
VND 132,134 billion, 3rd. Rounding is half up and happens here only.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from diaban.design import formats
from diaban.projects.periods import period as calendar_period

UNKNOWN = {"vi": "chưa có số liệu", "en": "no figure yet"}
SCALES: Mapping[str, tuple[str, int]] = {
    "USD": ("USD", 0), "million USD": ("USD", 6), "billion USD": ("USD", 9),
    "VND": ("VND", 0), "million VND": ("VND", 6), "billion VND": ("VND", 9),
    "m2": ("area", 0), "ha": ("area", 4), "km2": ("area", 6),
}  # fmt: skip
"""Unit → what it measures and by which power of ten it exceeds that measure's smallest unit."""
PREFIXED = ("USD", "VND")


class UnitsDiffer(ValueError):
    """A value was asked in a unit of another measure."""


def converted(value: Decimal, unit: str, wanted: str) -> Decimal:
    """`value` of `unit` in `wanted`, exactly.

    Raises:
        UnitsDiffer: hectares are no dollars.

    >>> converted(Decimal("10367000000"), "USD", "billion USD")
    Decimal('10.367000000')
    """
    if unit == wanted:
        return value
    have, want = SCALES.get(unit), SCALES.get(wanted)
    if have is None or want is None or have[0] != want[0]:
        raise UnitsDiffer(f"{unit} is not measured in {wanted}")
    return value.scaleb(have[1] - want[1])


def rounded(value: Decimal, digits: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)


def number(value: Decimal, language: str, digits: int = 2, padded: bool = False) -> str:
    """With at most `digits` decimals, or exactly so many where it is no whole number.

    >>> number(Decimal("1105.9"), "vi"), number(Decimal("40.7"), "en", 2, padded=True)
    ('1.105,9', '40.70')
    """
    exact = rounded(value, digits)
    if not padded or exact == exact.to_integral_value():
        return formats.number(exact, language, digits)  # type: ignore[arg-type]
    whole = formats.number(exact, language, digits)  # type: ignore[arg-type]
    mark = "," if language == "vi" else "."
    head, _mark, tail = whole.partition(mark)
    return f"{head}{mark}{tail.ljust(digits, '0')}"


def aligned(value: Decimal, language: str, digits: int) -> str:
    """With exactly so many decimals, whole numbers too: for a column of figures.

    >>> aligned(Decimal(2717), "vi", 2), aligned(Decimal("1972.7"), "en", 2)
    ('2.717,00', '1,972.70')
    """
    mark = "," if language == "vi" else "."
    head, _mark, tail = number(value, language, digits).partition(mark)
    return f"{head}{mark}{tail.ljust(digits, '0')}" if digits else head


def quantity(value: Decimal, unit: str, language: str, digits: int = 2,
             padded: bool = False) -> str:  # fmt: skip
    """A number with its unit, kept on one line.

    >>> quantity(Decimal("10.367"), "billion USD", "en", 3).replace(chr(160), " ")
    'USD 10.367 billion'
    """
    said = number(value, language, digits, padded)
    if unit == "%":
        return f"{said}%"
    if unit == "rank" or not unit:
        return said
    if language == "en":
        scale, _space, currency = unit.rpartition(" ")
        if currency in PREFIXED:
            return formats.NO_BREAK.join(part for part in (currency, said, scale) if part)
    return f"{said}{formats.NO_BREAK}{unit_words(unit, value, language)}"


def unit_words(unit: str, value: Decimal, language: str) -> str:
    """The unit beside its number; English says one of a thing in the singular."""
    words = formats.unit(unit, language)
    if language == "en" and value == 1 and words in ("dossiers", "petitions", "projects",
                                                      "industrial parks", "units"):  # fmt: skip
        return words.removesuffix("s")
    return words


def noun(value: Decimal, forms: str, language: str, digits: int = 0) -> str:
    """A counted noun: "dossier/dossiers" in English, one form in Vietnamese.

    >>> noun(Decimal(1), "dossier/dossiers", "en").replace(chr(160), " ")
    '1 dossier'
    """
    one, _slash, many = forms.partition("/")
    word = one if value == 1 or not many else many
    return f"{number(value, language, digits)}{formats.NO_BREAK}{word}"


def ordinal(value: int, language: str) -> str:
    """thứ 3, 3rd; eleven to thirteen take "th".

    >>> [ordinal(n, "en") for n in (1, 2, 3, 4, 11, 12, 13, 21, 112)]
    ['1st', '2nd', '3rd', '4th', '11th', '12th', '13th', '21st', '112th']
    """
    if language == "vi":
        return f"thứ{formats.NO_BREAK}{value}"
    teens = 11 <= value % 100 <= 13
    ending = "th" if teens else {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")
    return f"{value}{ending}"


def period(name: str, language: str, start: bool = False) -> str:
    """quý I/2025, năm 2025; the first quarter of 2025, 2025. `start`: at a sentence's beginning."""
    if "-Q" in name:
        if language == "vi":
            said = formats.period(name, "vi")
        else:
            which = ("first", "second", "third", "fourth")[int(name[-1]) - 1]
            said = f"the {which} quarter of {name[:4]}"
    else:
        said = f"năm {name}" if language == "vi" else name
    return said[0].upper() + said[1:] if start else said


def before(name: str) -> str:
    """The period before: 2024-Q4 for 2025-Q1, 2024 for 2025.

    >>> before("2025-Q1"), before("2025-Q3"), before("2025")
    ('2024-Q4', '2025-Q2', '2024')
    """
    year, _mark, quarter = name.partition("-Q")
    if not quarter:
        return str(int(year) - 1)
    number_ = int(quarter)
    return f"{int(year) - 1}-Q4" if number_ == 1 else f"{year}-Q{number_ - 1}"


def year_before(name: str) -> str:
    """The same period of the year before."""
    return f"{int(name[:4]) - 1}{name[4:]}"


def day(iso: str, language: str) -> str:
    """31/03/2025; 31 March 2025."""
    return formats.day(iso, language)


def days(name: str) -> tuple[str, str]:
    """The first and the last day of a calendar period. Raises ValueError for none."""
    found = calendar_period(name)
    return found.first.isoformat(), found.last.isoformat()


def change(now: Decimal | None, then: Decimal | None, unit: str, than: str, language: str,
           digits: int = 2, in_points: bool = False) -> str:  # fmt: skip
    """What became of a figure, in words: "tăng 335 ha so với quý IV/2024".

    `than` is the earlier period in words; `in_points`: the difference of two percentages.
    """
    vi = language == "vi"
    if now is None or then is None:
        return f"chưa so sánh được với {than}" if vi else f"not comparable with {than}"
    difference = rounded(now, digits) - rounded(then, digits)
    if difference == 0:
        return f"không đổi so với {than}" if vi else f"unchanged from {than}"
    size = abs(difference)
    if in_points:
        points = "điểm phần trăm" if vi else "percentage points"
        said = f"{number(size, language, digits)}{formats.NO_BREAK}{points}"
    else:
        said = quantity(size, unit, language, digits)
    if vi:
        return f"{'tăng' if difference > 0 else 'giảm'} {said} so với {than}"
    return f"{'up' if difference > 0 else 'down'} {said} on {than}"
