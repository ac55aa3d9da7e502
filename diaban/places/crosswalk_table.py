"""A table of figures of former communes, read and converted, for page and command alike. Pure.

The column of the units is found by its values, by code or by name; figures are the columns that
hold numbers. What cannot be added up (a rate, an average, a year) is left out and said so.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from diaban.imports.numbers_and_angles import DECIMAL_COMMA, DECIMAL_POINT, Column, read_column
from diaban.imports.reading.tables import fold
from diaban.places.conversion import Line, Old, convert

MOST_ROWS = 5_000
_TYPES = ("phuong ", "xa ", "thi tran ", "tt ", "p ", "x ")
_DISTRICT_TYPES = ("thanh pho ", "thi xa ", "huyen ", "tp ", "tx ", "h ")
_NOT_ADDED = re.compile(
    r"\b(ty le|ti le|mat do|binh quan|trung binh|toc do|chi so|rate|ratio|density|average|mean|per|"
    r"index|nam|year|kinh do|vi do|lon|lat|longitude|latitude|stt|tt|no)\b"
)
_CODE = re.compile(r"\d{4,5}")


@dataclass(frozen=True, slots=True)
class Problem:
    """A row (from 1, below the names of the columns) or column that is not used, and why."""

    row: int | None
    what: str
    reason: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Converted:
    """The lines with the names of their figures, and everything that should be known about them.

    `totals` are of all rows, `unplaced` of the rows whose unit was not recognised: lines and
    unplaced together are the totals.
    """

    by: str
    unit_column: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    problems: tuple[Problem, ...]
    left_out: tuple[str, ...]
    totals: tuple[Decimal, ...]
    unplaced: tuple[Decimal, ...]
    rows: int


class TableRefused(ValueError):
    """A table that cannot be converted at all, in words for whoever sent it."""


def convert_table(
    header: Sequence[str],
    rows: Sequence[Sequence[str | None]],
    units: Mapping[str, Old],
    by: str,
    *,
    districts: Mapping[str, str] | None = None,
    unit: str | None = None,
    add: Sequence[str] = (),
) -> Converted:
    """Convert a table of texts.

    Args:
        districts: code of a former district → its name, for names that stand several times.
        unit: the column of the units, if it is not to be found by its values.
        add: columns to add up although their names sound like rates.

    Raises:
        TableRefused: no column has units, or none has figures.
    """
    if not rows:
        raise TableRefused(_("The table has no rows below the names of its columns."))
    if len(rows) > MOST_ROWS:
        raise TableRefused(
            _("The table has more than %(limit)d rows. Divide it.") % {"limit": MOST_ROWS}
        )
    cells = [[_cell(row, at) for at in range(len(header))] for row in rows]
    finder = _Finder(units, districts or {})
    at = _unit_column(header, cells, finder, unit)
    figures, left_out, problems = _figures(header, cells, at, add)
    if not figures:
        raise TableRefused(_("No column holds figures that can be added up."))
    names = tuple(header[column] for column in figures)
    placed, totals, unplaced = [], [Decimal(0)] * len(figures), [Decimal(0)] * len(figures)
    for number, row in enumerate(cells):
        values = [column[number] for column in figures.values()]
        old = finder.find(row, at)
        known = [value or Decimal(0) for value in values]
        totals = [total + value for total, value in zip(totals, known, strict=True)]
        if isinstance(old, Old):
            placed.append((old.code, values))
            continue
        unplaced = [total + value for total, value in zip(unplaced, known, strict=True)]
        problems.append(Problem(number + 1, row[at], *old))
    problems += finder.doubts(placed, header, cells, at)
    return Converted(
        by, header[at], names, tuple(convert(placed, units, by)), tuple(problems),
        tuple(left_out), tuple(totals), tuple(unplaced), len(rows),
    )  # fmt: skip


def _cell(row: Sequence[str | None], at: int) -> str:
    return " ".join(str(row[at]).split()) if at < len(row) and row[at] is not None else ""


# ── units ────────────────────────────────────────────────────────────────────────────────────────


class _Finder:
    """Former communes by code and by name."""

    def __init__(self, units: Mapping[str, Old], districts: Mapping[str, str]) -> None:
        self.units = units
        self.districts = {code: _plain(name, _DISTRICT_TYPES) for code, name in districts.items()}
        self.by_name: dict[str, list[Old]] = defaultdict(list)
        for old in units.values():
            for name in {fold(old.name), _plain(old.name, _TYPES)}:
                self.by_name[name].append(old)

    def knows(self, text: str) -> bool:
        return bool(self._candidates(text))

    def _candidates(self, text: str) -> list[Old]:
        code = text.zfill(5) if _CODE.fullmatch(text) else ""
        if code in self.units:
            return [self.units[code]]
        exact = self.by_name.get(fold(text), [])
        return exact or self.by_name.get(_plain(text, _TYPES), [])

    def find(self, row: Sequence[str], at: int) -> Old | tuple[str, str]:
        """The commune of a row, or (reason, remedy)."""
        found = self._candidates(row[at])
        if len(found) > 1:
            told = {_plain(cell, _DISTRICT_TYPES) for place, cell in enumerate(row) if place != at}
            found = [one for one in found if self.districts.get(one.district) in told] or found
        if len(found) == 1:
            return found[0]
        if not found:
            return (
                _("No commune of before 1 July 2025 is called so or has this code."),
                _("Write its code, or its name as it was on 30 June 2025."),
            )
        places = ", ".join(
            f"{one.name} ({self.districts.get(one.district, one.district)}, {one.code})"
            for one in found
        )
        return (
            _("Several communes were called so: %(places)s.") % {"places": places},
            _("Write the code, or add a column with the former district."),
        )

    def doubts(
        self,
        placed: Sequence[tuple[str, object]],
        header: Sequence[str],
        cells: Sequence[Sequence[str]],
        at: int,
    ) -> list[Problem]:
        """Codes stayed when units did not: a table that is new already looks like an old one."""
        if not all(_CODE.fullmatch(row[at]) for row in cells):
            return []
        heirs = {heir for old in self.units.values() for heir in old.heirs}
        codes = {row[at].zfill(5) for row in cells}
        if len(codes) > 10 and codes <= heirs:
            return [
                Problem(
                    None, header[at],
                    _("Every code of the table is also the code of a unit of today: it may be new "
                      "already."),
                    _("If its figures are of today's units, there is nothing to convert."),
                )
            ]  # fmt: skip
        return []


def _plain(text: str, types: Sequence[str]) -> str:
    folded = fold(text)
    return next((folded.removeprefix(one) for one in types if folded.startswith(one)), folded)


def _unit_column(
    header: Sequence[str], cells: Sequence[Sequence[str]], finder: _Finder, unit: str | None
) -> int:
    if unit is not None:
        if unit not in header:
            raise TableRefused(
                _("There is no column “%(unit)s”. There are: %(names)s.")
                % {"unit": unit, "names": ", ".join(header)}
            )
        return list(header).index(unit)
    scores = [sum(1 for row in cells if finder.knows(row[at])) for at in range(len(header))]
    best = max(range(len(header)), key=lambda at: scores[at], default=0)
    if not scores or scores[best] * 2 < len(cells):
        raise TableRefused(
            _("No column holds codes or names of communes of before 1 July 2025. Write them as "
              "they were on 30 June 2025.")
        )  # fmt: skip
    # Codes are certain where names may stand twice.
    codes = [at for at in range(len(header))
             if scores[at] * 10 >= scores[best] * 9
             and all(_CODE.fullmatch(row[at]) for row in cells if row[at])]  # fmt: skip
    return codes[0] if codes else best


# ── figures ──────────────────────────────────────────────────────────────────────────────────────


def _figures(
    header: Sequence[str], cells: Sequence[Sequence[str]], unit: int, add: Sequence[str]
) -> tuple[dict[int, list[Decimal | None]], list[str], list[Problem]]:
    """Columns of figures as numbers; names of those left out; cells that are no numbers."""
    found: dict[int, list[Decimal | None]] = {}
    left_out: list[str] = []
    problems: list[Problem] = []
    for at, name in enumerate(header):
        texts = [row[at] or None for row in cells]
        if at == unit or not any(texts):
            continue
        read = read_column(texts, name)
        filled = sum(1 for text in texts if text)
        if len(read.unreadable) * 2 > filled or all(
            _CODE.fullmatch(text) and text.startswith("0") for text in texts if text
        ):
            continue
        sounds_like_a_rate = _NOT_ADDED.search(fold(name)) or re.search(r"[%‰/]", name)
        if name not in add and sounds_like_a_rate:
            left_out.append(name)
            continue
        found[at] = [_number(text, read.style) for text in texts]
        problems += [
            Problem(number + 1, name, _("“%(text)s” is no number; it counts as unknown.")
                    % {"text": texts[number]}, _("Write the number, or leave the cell empty."))
            for number in read.unreadable
        ]  # fmt: skip
        if unclear := _unclear(read):
            taken = found[at][unclear[0]]
            said = {"text": texts[unclear[0]], "number": "–" if taken is None else f"{taken:f}"}
            told = _("Its numbers can be read in two ways; “%(text)s” was taken as %(number)s.")
            problems.append(Problem(
                None, name,
                told % said,
                _("If that is wrong, write the numbers without marks between thousands."),
            ))  # fmt: skip
    return found, left_out, problems


def _unclear(read: Column) -> list[int]:
    """Rows that would be another number in the other way of writing, if that fits too."""
    others = read.otherwise or read.values
    return [at for at, pair in enumerate(zip(read.values, others, strict=True)) if len({*pair}) > 1]


def _number(text: str | None, style: str | None) -> Decimal | None:
    if text is None:
        return None
    plain = re.sub(r"[\s'\u00a0\u202f]", "", text)
    if style == DECIMAL_COMMA:
        plain = plain.replace(".", "").replace(",", ".")
    elif style == DECIMAL_POINT or style is None:
        plain = plain.replace(",", "")
    try:
        number = Decimal(plain)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
