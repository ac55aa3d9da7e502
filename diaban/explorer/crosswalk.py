"""A converted table in words: what a page, a CSV file and the command line show alike."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diaban.design import formats
from diaban.editions.store import Edition
from diaban.explorer import csv_table, wording
from diaban.places.conversion import (
    AREA,
    POPULATION,
    UNDIVIDED,
    WHOLE,
    Line,
    Old,
    Part,
    old_units,
)  # fmt: skip
from diaban.places.crosswalk_table import Converted, TableRefused, convert_table

MOST_CHARACTERS = 2_000_000
BASES = {
    WHOLE: gettext_lazy("whole"),
    AREA: gettext_lazy("by area"),
    POPULATION: gettext_lazy("by population"),
    UNDIVIDED: gettext_lazy("not divided"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One line for people: figures as text, how they came about, and what breaks the series."""

    code: str
    name: str
    key: str
    figures: tuple[str, ...]
    known: tuple[str, ...]
    how: str
    made_of: str
    warnings: tuple[str, ...]
    is_exact: bool

    @property
    def cells(self) -> list[tuple[str, str]]:
        """For each figure, itself ("" where it is unknown) and the part that is known."""
        return list(zip(self.figures, self.known, strict=True))


def units_of(edition: Edition) -> dict[str, Old]:
    """Former communes as an edition knows them."""
    return old_units(edition.crosswalk, edition.document("crosswalk_shares") or ())


def convert_text(
    edition: Edition, text: str, by: str, *, unit: str | None = None, add: Sequence[str] = ()
) -> Converted:
    """Convert delimited text (CSV; comma, semicolon or tab), as pasted from a spreadsheet.

    Raises:
        TableRefused
    """
    if len(text) > MOST_CHARACTERS:
        raise TableRefused(_("The table is longer than 2 million characters. Divide it."))
    header, rows = _parsed(text)
    return convert_rows(edition, header, rows, by, unit=unit, add=add)


def convert_rows(
    edition: Edition,
    header: Sequence[str],
    rows: Sequence[Sequence[str | None]],
    by: str,
    *,
    unit: str | None = None,
    add: Sequence[str] = (),
) -> Converted:
    """Convert rows that somebody has read already. Raises `TableRefused`."""
    units = units_of(edition)
    if not units:
        raise TableRefused(_("This edition has no crosswalk."))
    districts = {old.district: place_name(edition, old.district) for old in units.values()}
    return convert_table(header, rows, units, by, districts=districts, unit=unit, add=add)


def _parsed(text: str) -> tuple[list[str], list[list[str]]]:
    lines = text.lstrip("\ufeff").replace("\x00", "").splitlines()
    filled = [line for line in lines if line.strip(" ,;\t")]
    if not filled:
        raise TableRefused(_("The table is empty. Paste it with the names of its columns."))
    delimiter = max("\t;,", key=filled[0].count)
    try:
        rows = list(csv.reader(filled, delimiter=delimiter))
    except csv.Error as error:
        raise TableRefused(
            _("The text cannot be read as a table: %(reason)s.") % {"reason": error}
        ) from None
    names = [" ".join(cell.split()) or f"({at})" for at, cell in enumerate(rows[0], start=1)]
    return names, rows[1:]


def place_name(edition: Edition, code: str) -> str:
    """The name of a locality in the reader's language; its code where it has none."""
    found = edition.find(f"locality:{code}")
    if found is None:
        return code
    layer, row = found
    halves = ("name_vi", "name_en", "code")
    return wording.name({half: layer.column(half)[row].as_py() for half in halves})


def rows(edition: Edition, converted: Converted) -> list[Row]:
    """Every line for people, in the order of the codes."""
    return [_row(edition, line) for line in converted.lines]


def _row(edition: Edition, line: Line) -> Row:
    key = f"locality:{line.code}"
    name = place_name(edition, line.code) if line.is_new else line.parts[0].old.name
    bases = dict.fromkeys(part.basis for part in line.parts)
    is_lacking = bool(line.absent) or any(line.unknown)
    return Row(
        code=line.code,
        name=name,
        key=key if line.is_new and edition.find(key) else "",
        figures=tuple("" if value is None else number_text(value) for value in line.values),
        known=tuple("" if value is None else number_text(value) for value in _known(line)),
        how=_("incomplete") if is_lacking else ", ".join(str(BASES[basis]) for basis in bases),
        made_of="; ".join(_part(part) for part in line.parts),
        warnings=tuple(_warnings(line)),
        is_exact=line.is_exact,
    )


def _known(line: Line) -> list[Decimal | None]:
    """For each figure the sum of what is known; None, and not zero, where nothing is."""
    return [
        value if lacking < len(line.parts) else None
        for value, lacking in zip(line.known, line.unknown, strict=True)
    ]


def number_text(value: Decimal) -> str:
    """In the reader's language, with as many decimals as it has."""
    exponent = value.as_tuple().exponent
    decimals = max(0, -exponent) if isinstance(exponent, int) else 0
    return formats.number(float(value), wording.language(), decimals)


def _part(part: Part) -> str:
    if part.share is None:
        return part.old.name
    percent = formats.number(float(part.share.value * 100), wording.language(), 1)
    return f"{part.old.name} ({percent} %, {BASES[part.basis]})"


def _warnings(line: Line) -> Iterator[str]:
    """Why the figures before and after do not make one series."""
    if not line.is_new:
        yield _("It was divided and nobody knows by which shares: its figures stay with it.")
    if line.absent:
        names = ", ".join(old.name for old in line.absent[:6])
        yield _("The table lacks %(names)s, which belongs to it too.") % {"names": names}
    if any(line.unknown):
        yield _("A figure of one of its former units is unknown.")
    estimated = [part for part in line.parts if part.share is not None]
    if estimated:
        yield _("The series breaks here: %(names)s was divided, and its part is an estimate.") % {
            "names": ", ".join(dict.fromkeys(part.old.name for part in estimated))
        }


def csv_lines(edition: Edition, converted: Converted) -> Iterator[str]:
    """The result as a CSV file: plain numbers, every line with how it came about."""
    header = [_("code"), _("name")]
    for column in converted.columns:
        header += [column, _("%(column)s (known part)") % {"column": column}]
    header += [_("how"), _("made of"), _("warnings")]
    return csv_table.lines(header, _cells(edition, converted))


def _cells(edition: Edition, converted: Converted) -> Iterable[list[Any]]:
    for line, row in zip(converted.lines, rows(edition, converted), strict=True):
        cells: list[Any] = [row.code, row.name]
        for value, known in zip(line.values, _known(line), strict=True):
            cells += [value, known]
        yield [*cells, row.how, row.made_of, " ".join(row.warnings)]
    if any(converted.unplaced):
        blank: list[Any] = ["", _("Rows whose unit was not recognised")]
        for value in converted.unplaced:
            blank += [None, value]
        yield [*blank, "", "", ""]


def as_json(edition: Edition, converted: Converted) -> dict[str, Any]:
    """The result for programs; numbers as decimal text, so that nothing is rounded."""
    return {
        "edition": edition.id,
        "by": converted.by,
        "unit_column": converted.unit_column,
        "columns": list(converted.columns),
        "left_out": list(converted.left_out),
        "totals": [f"{value:f}" for value in converted.totals],
        "unplaced": [f"{value:f}" for value in converted.unplaced],
        "lines": [
            {
                "code": line.code,
                "name": row.name,
                "new": line.is_new,
                "exact": line.is_exact,
                "values": [None if value is None else f"{value:f}" for value in line.values],
                "known": [None if value is None else f"{value:f}" for value in _known(line)],
                "parts": [
                    {
                        "old_code": part.old.code,
                        "name": part.old.name,
                        "basis": part.basis,
                        "share": None if part.share is None else f"{part.share.value:f}",
                        "trust": part.share.trust if part.share else None,
                    }
                    for part in line.parts
                ],
                "absent": [old.code for old in line.absent],
                "warnings": list(row.warnings),
            }
            for line, row in zip(converted.lines, rows(edition, converted), strict=True)
        ],
        "problems": [
            {"row": one.row, "what": one.what, "reason": one.reason, "remedy": one.remedy}
            for one in converted.problems
        ],
    }


def example(edition: Edition, most: int = 3) -> str:
    """The beginning of a table as it is wanted, made of this edition's own crosswalk."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([_("code"), _("commune"), _("population")])
    for old in list(units_of(edition).values())[:most]:
        writer.writerow([old.code, old.name, ""])
    return out.getvalue()
