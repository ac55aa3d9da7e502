"""Rows of a sheet or of delimited text become columns: where the names stand, what holds the place.

Pure. Vietnamese tables have titles above the names, names in two rows with merged cells ("Tọa độ"
over "X" and "Y"), and a row that numbers the columns beneath them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from diaban.imports.reading.dataset import CoordinateColumns, Note

Row = tuple[int, Sequence[Any]]
"""The number of a row in its file, from 1, and its cells (None: empty)."""
LOOKED_AT = 40
"""Rows among which the names are looked for."""

_NUMBER = re.compile(r"^[-+]?[\d.,\s]*\d[\d.,\s]*%?$")
_COLUMN_NUMBER = re.compile(r"^[\[(]?\s*(\d{1,3}|[A-Za-z])\s*[\])]?$")
_TOTALS = ("tong", "tong cong", "tong so", "cong", "total", "sum", "grand total")

_EASTINGS = ("lon", "long", "lng", "longitude", "kinh do", "easting", "toa do dong")
_NORTHINGS = ("lat", "latitude", "vi do", "northing", "toa do bac")
_GEOMETRIES = ("wkt", "geometry", "geom", "the geom", "shape wkt", "wkt geom")
_WKT = re.compile(
    r"^\s*(SRID=\d+;)?\s*(MULTI)?(POINT|LINESTRING|POLYGON|GEOMETRYCOLLECTION)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Header:
    """Names of the columns, and the rows of the file that they were found in (from 1)."""

    names: tuple[str, ...]
    first: int
    last: int


def find_header(rows: Sequence[Row], wanted: int | None = None) -> Header | None:
    """The row, or two rows, of column names among the first rows of a table.

    The names are the first row that is nearly as wide as the table, holds words only, and has
    something beneath it. `wanted` is the row that somebody has pointed at instead.
    """
    width = _usual_width(rows)
    for position, (number, cells) in enumerate(rows):
        if wanted is not None and number != wanted:
            continue
        filled = [cell for cell in cells if _is_filled(cell)]
        # A title merged over all columns says the same in each.
        is_wide = len(set(map(_text, filled))) >= max(1, round(width * 0.6))
        if wanted is None and not (is_wide and all(_is_word(cell) for cell in filled)):
            continue
        beneath = rows[position + 1] if position + 1 < len(rows) else None
        if wanted is None and beneath is None and len(rows) > 1:
            return None
        if beneath is not None and _continues(cells, beneath[1]):
            names = _joined(cells, beneath[1], width)
            return Header(_unique(names), number, beneath[0])
        return Header(_unique([_text(cell) for cell in _trimmed(cells)]), number, number)
    return None


def is_numbering(cells: Sequence[Any]) -> bool:
    """Whether a row only numbers the columns: (1) (2) (3), or A B 1 2."""
    filled = [_text(cell) for cell in cells if _is_filled(cell)]
    bare = [text.strip("()[] ") for text in filled]
    # Two bare numbers are as likely to be data.
    if len(filled) < (3 if filled == bare else 2):
        return False
    if not all(_COLUMN_NUMBER.match(text) for text in filled):
        return False
    numbers = [int(text) for text in bare if text.isdigit()]
    return len(numbers) >= 2 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def is_total(cells: Sequence[Any]) -> bool:
    """Whether a row adds up the rows above it, by its first word."""
    first = next((_text(cell) for cell in cells if _is_filled(cell)), "")
    return fold(first).rstrip(":. ") in _TOTALS


def coordinate_columns(
    names: Sequence[str], samples: Sequence[Sequence[Any]]
) -> CoordinateColumns | None:
    """The columns that hold the place, by their names; WKT by its first values too."""
    folded = [_last_part(name) for name in names]
    for name, short in zip(names, folded, strict=True):
        values = [row[names.index(name)] for row in samples if names.index(name) < len(row)]
        texts = [str(value) for value in values if _is_filled(value)]
        if texts and all(_WKT.match(text) for text in texts):
            return CoordinateColumns(geometry=name, is_certain=True)
        if short in _GEOMETRIES and not texts:
            return CoordinateColumns(geometry=name, is_certain=False)
    easting = _named(names, folded, _EASTINGS)
    northing = _named(names, folded, _NORTHINGS)
    if easting and northing:
        return CoordinateColumns(easting, northing, None, True)
    x, y = _named(names, folded, ("x",)), _named(names, folded, ("y",))
    if x and y:
        # Named as a mathematician would; a surveyor means it the other way round.
        return CoordinateColumns(x, y, None, False)
    return None


def fold(text: str) -> str:
    """Lower case, without diacritics, single spaces: how names are compared."""
    text = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    text = "".join(letter for letter in text if not unicodedata.combining(letter))
    return " ".join(re.sub(r"[_\W]+", " ", text.lower()).split())


def body(rows: Iterator[Row], header: Header, notes: list[Note]) -> Iterator[Row]:
    """The rows beneath the names; empty ones and one that numbers the columns are left out."""
    ragged, first_ragged, is_first = 0, 0, True
    for number, cells in rows:
        if number <= header.last or not any(_is_filled(cell) for cell in cells):
            continue
        if is_first and is_numbering(cells):
            notes.append(Note("numbering_row", {"row": number}))
            is_first = False
            continue
        is_first = False
        if any(_is_filled(cell) for cell in cells[len(header.names) :]):
            ragged += 1
            first_ragged = first_ragged or number
        if is_total(cells):
            notes.append(Note("total_row", {"row": number}))
        yield number, cells
    if ragged:
        notes.append(Note("ragged_rows", {"count": ragged, "row": first_ragged}))


def about_header(header: Header, rows: Sequence[Row]) -> list[Note]:
    """What was left out above the names."""
    above = sum(
        1 for number, cells in rows if number < header.first and any(map(_is_filled, cells))
    )
    notes = []
    if above:
        notes.append(Note("rows_above_header", {"count": above}))
    if header.last > header.first:
        notes.append(Note("header_rows", {"first": header.first, "last": header.last}))
    return notes


def _usual_width(rows: Sequence[Row]) -> int:
    widths = sorted(sum(1 for cell in cells if _is_filled(cell)) for _, cells in rows)
    widths = [width for width in widths if width]
    return widths[len(widths) * 3 // 4] if widths else 0


def _continues(upper: Sequence[Any], lower: Sequence[Any]) -> bool:
    """Whether the lower row completes the names: words only, and only where the upper is merged.

    A merged cell has its value in the first column it covers; a reader has filled it to the right,
    so a name that stands twice in a row, or a hole, shows where two rows belong together.
    """
    filled = [cell for cell in lower if _is_filled(cell)]
    if not filled or not all(_is_word(cell) for cell in filled) or is_numbering(lower):
        return False
    names = [_text(cell) for cell in upper]
    spread = {name for name in names if name and names.count(name) > 1}
    for position, cell in enumerate(lower):
        if not _is_filled(cell):
            continue
        name = names[position] if position < len(names) else ""
        if name and name not in spread and name != _text(cell):
            return False
    return bool(spread) or any(not name for name in names[: len(lower)])


def _joined(upper: Sequence[Any], lower: Sequence[Any], width: int) -> list[str]:
    names = []
    for position in range(max(len(upper), len(lower))):
        above = _text(upper[position]) if position < len(upper) else ""
        below = _text(lower[position]) if position < len(lower) else ""
        both = f"{above} / {below}" if above and below and above != below else above or below
        names.append(both)
    return list(_trimmed(names))


def _trimmed(cells: Sequence[Any]) -> Sequence[Any]:
    end = len(cells)
    while end and not _is_filled(cells[end - 1]):
        end -= 1
    return cells[:end]


def _unique(names: Sequence[str]) -> tuple[str, ...]:
    """Names that differ: an empty one is called by its number, a repeated one gets a suffix."""
    seen: set[str] = set()
    answer = []
    for number, name in enumerate(names, start=1):
        base = " ".join(name.split()) or f"column {number}"
        unique, copy = base, 2
        while unique in seen:
            unique, copy = f"{base} ({copy})", copy + 1
        seen.add(unique)
        answer.append(unique)
    return tuple(answer)


def _named(names: Sequence[str], folded: Sequence[str], wanted: Sequence[str]) -> str | None:
    found = [name for name, short in zip(names, folded, strict=True) if short in wanted]
    return found[0] if len(found) == 1 else None


def _last_part(name: str) -> str:
    """The folded name without the merged cell above it and without a unit in brackets."""
    return fold(re.sub(r"[\[(].*?[\])]", " ", name.rsplit(" / ", 1)[-1]))


def _is_filled(cell: Any) -> bool:
    return cell is not None and (not isinstance(cell, str) or bool(cell.strip()))


def _is_word(cell: Any) -> bool:
    return isinstance(cell, str) and not _NUMBER.match(cell.strip())


def _text(cell: Any) -> str:
    return "" if cell is None else " ".join(str(cell).split())
