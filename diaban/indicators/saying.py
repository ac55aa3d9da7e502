"""Figures as they are printed in Vietnamese and English: separators, units, ranks. Pure.

Vietnamese writes 1.105,9 ha, 56,06%, 10,367 tỷ USD, thứ 3; English 1,105.9 ha, 56.06%,
USD 10.367 billion, 3rd. A ratio shows all its decimals (40,70%), every other figure none that are
idle. What is unknown is never formatted here: the caller says so in words.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Protocol

from babel.numbers import format_decimal

from diaban.design import formats
from diaban.design.formats import NO_BREAK

RANK, PERCENT = "rank", "%"
_ONE: Mapping[str, str] = {
    "dossiers": "dossier",
    "petitions": "petition",
    "projects": "project",
    "units": "unit",
    "visits": "visit",
    "commitments": "commitment",
    "people": "person",
    "visitors": "visitor",
}
_SCALES = ("million", "billion")


class Unit(Protocol):
    """What of a definition decides the form (`reading.Definition`, `definitions.Definition`)."""

    @property
    def unit(self) -> str: ...
    @property
    def decimals(self) -> int: ...
    @property
    def kind(self) -> str: ...


def number(value: Decimal, of: Unit, language: str) -> str:
    """The number alone, rounded half up to the definition's decimals."""
    exact = value.quantize(Decimal(1).scaleb(-of.decimals), rounding=ROUND_HALF_UP)
    digits = ("0" if of.kind == "ratio" else "#") * of.decimals
    return str(format_decimal(exact, f"#,##0.{digits}" if digits else "#,##0", locale=language))


def printed(value: Decimal, of: Unit, language: str, *, unit: bool = True) -> str:
    """The number with its unit on one line. Without `unit` a per cent sign, hectares, money and a
    rank still stand: only the name of what is counted ("hồ sơ") is left out.
    """
    shown = number(value, of, language)
    if of.unit == RANK:
        return f"thứ {shown}" if language == "vi" else ordinal(int(value))
    if of.unit == PERCENT:
        return f"{shown}%"
    scale, _space, currency = of.unit.partition(" ")
    if scale in _SCALES and language != "vi":
        return f"{currency}{NO_BREAK}{shown}{NO_BREAK}{scale}"
    counted = of.unit in _ONE
    if counted and not unit:
        return shown
    called = formats.unit(of.unit, language)
    if counted and language != "vi" and abs(value) == 1:
        called = _ONE[of.unit]
    return f"{shown}{NO_BREAK}{called}"


def ordinal(value: int) -> str:
    """1st, 2nd, 3rd, 4th, 11th, 21st."""
    ending = {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")
    return f"{value:,}{'th' if value % 100 in (11, 12, 13) else ending}"


def difference(value: Decimal, of: Unit, language: str) -> str:
    """A difference between two values, without its sign: of percentages in percentage points."""
    if of.unit == PERCENT:
        points = "điểm phần trăm" if language == "vi" else "percentage points"
        return f"{number(abs(value), of, language)}{NO_BREAK}{points}"
    if of.unit == RANK:
        places = "bậc" if language == "vi" else "places" if abs(value) != 1 else "place"
        return f"{abs(int(value))}{NO_BREAK}{places}"
    return printed(abs(value), of, language)
