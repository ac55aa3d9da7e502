"""Numbers, dates and units in the reader's language. Pure: no Django, no request.

Vietnamese writes 1.105,9 ha and 31/03/2025; English writes 1,105.9 ha and 31 March 2025.
An unknown value (`None`) is never formatted here: the caller says "unknown" in words.
"""

from __future__ import annotations

import re
from datetime import date, datetime

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal

from diaban.design.units import UNITS

PERIOD = re.compile(r"^(\d{4})(?:-(?:Q([1-4])|(H[12]|9M)|(\d{2})))?$")
LONGER = {
    "H1": ("6 tháng đầu năm {}", "first half of {}"),
    "H2": ("6 tháng cuối năm {}", "second half of {}"),
    "9M": ("9 tháng đầu năm {}", "first nine months of {}"),
}
SHORT = {
    "H1": ("6T đầu/{}", "H1 {}"),
    "H2": ("6T cuối/{}", "H2 {}"),
    "9M": ("9T/{}", "9M {}"),
}
"""Half-years and nine months on the axis of a drawing, where their words have no room."""
DATE_PATTERNS = {"vi": "dd/MM/yyyy", "en": "d MMMM y"}
MOMENT_PATTERNS = {"vi": "dd/MM/yyyy HH:mm", "en": "d MMMM y, HH:mm"}
NO_BREAK = "\u00a0"


def number(value: float, language: str, digits: int = 2) -> str:
    """`value` with the language's separators and at most `digits` decimals, no padding."""
    pattern = "#,##0." + "#" * digits if digits else "#,##0"
    return format_decimal(value, pattern, locale=language)


def day(value: date | str, language: str) -> str:
    """A date or its ISO form; a year, half-year, quarter or month is said as such."""
    if isinstance(value, str):
        if PERIOD.match(value):
            return period(value, language)
        value = date.fromisoformat(value[:10])
    return format_date(value, DATE_PATTERNS.get(language, "long"), locale=language)


def moment(value: datetime | str, language: str) -> str:
    """A point in time in the zone it carries."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value.replace("Z", "+00:00"))
    zone = value.tzinfo
    return format_datetime(
        value, MOMENT_PATTERNS.get(language, "long"), tzinfo=zone, locale=language
    )


def period(value: str, language: str) -> str:
    """Q1 2025 for "2025-Q1", quý I/2025 in Vietnamese; first half of 2025 for "2025-H1".

    What is no period comes back as it is.
    """
    match = PERIOD.match(value)
    if not match:
        return value
    year, quarter, longer, month = match.groups()
    if longer:
        return LONGER[longer][0 if language == "vi" else 1].format(year)
    if quarter:
        roman = ("I", "II", "III", "IV")[int(quarter) - 1]
        return f"quý {roman}/{year}" if language == "vi" else f"Q{quarter} {year}"
    if month:
        if language == "vi":
            return f"tháng {int(month)}/{year}"
        return format_date(date(int(year), int(month), 1), "MMMM y", locale=language)
    return year


def short_period(value: str, language: str) -> str:
    """A period where there is little room: 9T/2025 or 9M 2025; a quarter is short as it is."""
    year, _dash, mark = value.partition("-")
    words = SHORT.get(mark)
    return words[0 if language == "vi" else 1].format(year) if words else period(value, language)


def unit(token: str, language: str) -> str:
    """How a unit token ("m3/day") is written; a token that nobody described is shown as it is."""
    words = UNITS.get(token)
    return words[0 if language == "vi" else 1] if words else token


def quantity(value: float, measure: str | None, language: str, digits: int = 2) -> str:
    """A number and its unit, kept on one line by a no-break space."""
    shown = number(value, language, digits)
    if not measure:
        return shown
    if measure == "%":
        return f"{shown}%"
    return f"{shown}{NO_BREAK}{unit(measure, language)}"


def distance(metres: float, language: str) -> str:
    """Metres as people say them: 850 m, 3,4 km, 48 km."""
    if metres < 1000:
        return quantity(round(metres, -1), "m", language, 0)
    return quantity(metres / 1000, "km", language, 1 if metres < 20_000 else 0)
