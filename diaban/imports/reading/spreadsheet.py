"""XLSX workbooks. Runs in the confined process only; values computed by formulas are read."""

from __future__ import annotations

import datetime as dt
import itertools
import re
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl
import pyarrow as pa
from openpyxl.utils.cell import range_boundaries
from openpyxl.utils.exceptions import InvalidFileException

from diaban.imports.reading import delimited, tables
from diaban.imports.reading.dataset import GEOMETRY, Description, Encoding, LayerName, Note
from diaban.imports.reading.sink import Request, Sink

_PIECE = 1 << 20
_OVERLAP = 200
_MERGE = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=\"([A-Z]{1,3}\d+:[A-Z]{1,3}\d+)\"")
_FORMULA_ALONE = re.compile(
    rb"</(?:\w+:)?f>\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_ERRORS = frozenset(
    {"#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#GETTING_DATA"}
)
_MERGES = 50_000
_CHUNK = 20_000
_DAMAGE = (
    InvalidFileException,
    zipfile.BadZipFile,
    ParseError,
    KeyError,
    ValueError,
    TypeError,
    IndexError,
    AttributeError,
    OSError,
)
"""What openpyxl lets through when a workbook is not what it says."""


def read(request: Request, sink: Sink) -> Description:
    """All rows of one sheet.

    Raises:
        Refused: the sheet is not there or not named, has no names or no data, or passes a limit.
    """
    try:
        book = openpyxl.load_workbook(request.path, read_only=True, data_only=True)
    except _DAMAGE as error:
        raise request.refuse("damaged", detail=str(error)[:200]) from error
    try:
        return _read(book, request, sink)
    finally:
        book.close()


def _read(book: Any, request: Request, sink: Sink) -> Description:
    notes: list[Note] = []
    sheet, layers = _choose(book, request, notes)
    merges, alone = _survey(request, sheet)
    if alone:
        notes.append(Note("formulas_without_values", {"count": alone}))
    rows = _Merged(merges).fill(_rows(sheet, request))
    top = list(itertools.islice(rows, tables.LOOKED_AT))
    header = tables.find_header(top, request.header_row)
    if header is None:
        raise request.refuse("no_header" if top else "no_data")
    notes += tables.about_header(header, top)
    in_body = sum(1 for _, first, _, last in merges if last > header.last and last > first)
    if in_body:
        notes.append(Note("merged_cells", {"count": in_body}))
    columns = request.chosen(header.names)
    samples = [cells for number, cells in top if number > header.last][:_CHUNK]
    place = tables.coordinate_columns(header.names, samples)
    body = tables.body(itertools.chain(top, rows), header, notes)
    numbers, table, errors = _columns(body, header, columns)
    if not numbers:
        raise request.refuse("no_data")
    if errors:
        notes.append(Note("error_cells", {"count": errors}))
    if place and place.geometry:
        texts = table.get(place.geometry)
        if texts is not None:
            table[GEOMETRY] = delimited.geometries(texts.to_pylist(), numbers, notes)
    sink.expected = len(numbers)
    sink.write(pa.RecordBatch.from_pydict(table), numbers)
    return Description(
        request.kind.value,
        sheet.title,
        layers,
        None,
        Encoding("utf-8", "format"),
        place,
        tuple(notes),
    )


def _choose(book: Any, request: Request, notes: list[Note]) -> tuple[Any, tuple[LayerName, ...]]:
    """The sheet asked for, or the only visible one with data."""
    layers = tuple(LayerName(sheet.title) for sheet in book.worksheets)
    found = ", ".join(layer.name for layer in layers[:20])
    if request.layer is not None:
        for sheet in book.worksheets:
            if sheet.title == request.layer:
                return sheet, layers
        raise request.refuse("no_such_layer", layer=request.layer, found=found)
    hidden = [sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible"]
    if hidden:
        notes.append(Note("hidden_sheets", {"found": ", ".join(hidden[:20])}))
    filled = [
        sheet
        for sheet in book.worksheets
        if sheet.sheet_state == "visible" and _has_data(sheet, request)
    ]
    if not filled:
        raise request.refuse("no_data")
    if len(filled) > 1:
        names = ", ".join(sheet.title for sheet in filled[:20])
        raise request.refuse("choose_layer", count=len(filled), found=names)
    return filled[0], layers


def _has_data(sheet: Any, request: Request) -> bool:
    top = itertools.islice(_rows(sheet, request), tables.LOOKED_AT)
    return sum(1 for _, cells in top if any(cell is not None for cell in cells)) >= 2


def _rows(sheet: Any, request: Request) -> Iterator[tables.Row]:
    """Rows as wide as they really are: the size that a sheet announces is not believed."""
    limits = request.limits
    sheet.reset_dimensions()
    try:
        for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
            if number > limits.rows:
                raise request.refuse("too_many_rows", limit=limits.rows)
            if len(cells) > limits.columns and any(
                cell is not None for cell in cells[limits.columns :]
            ):
                raise request.refuse("too_many_columns", count=len(cells), limit=limits.columns)
            yield number, cells
    except _DAMAGE as error:
        if type(error).__name__ == "Refused":
            raise
        raise request.refuse("damaged", detail=str(error)[:200]) from error


def _survey(request: Request, sheet: Any) -> tuple[list[tuple[int, int, int, int]], int]:
    """Merged ranges (first column, first row, last column, last row), formulas without a value.

    openpyxl reads rows without loading the sheet, but then knows of neither; both are found in the
    sheet's own XML, which is walked through in pieces.
    """
    merges: list[tuple[int, int, int, int]] = []
    alone = 0
    with zipfile.ZipFile(request.path) as archive, archive.open(sheet._worksheet_path) as stream:
        tail = b""
        while piece := stream.read(_PIECE):
            text = tail + piece
            last = 0
            for match in _MERGE.finditer(text):
                merges.append(range_boundaries(match[1].decode()))
                last = match.end()
            for match in _FORMULA_ALONE.finditer(text):
                alone += 1
                last = max(last, match.end())
            if len(merges) > _MERGES:
                raise request.refuse("damaged", detail=f"more than {_MERGES} merged cells")
            tail = text[max(last, len(text) - _OVERLAP) :]
    return merges, alone


class _Merged:
    """Gives the value of a merged cell to every row and column that it covers."""

    def __init__(self, merges: Sequence[tuple[int, int, int, int]]) -> None:
        self._starting = sorted(merges, key=lambda merge: merge[1], reverse=True)

    def fill(self, rows: Iterator[tables.Row]) -> Iterator[tables.Row]:
        open_ranges: list[tuple[tuple[int, int, int, int], Any]] = []
        for number, cells in rows:
            open_ranges = [item for item in open_ranges if item[0][3] >= number]
            while self._starting and self._starting[-1][1] <= number:
                merge = self._starting.pop()
                value = cells[merge[0] - 1] if merge[0] <= len(cells) else None
                open_ranges.append((merge, value))
            if open_ranges:
                wide = list(cells)
                for (left, _, right, _), value in open_ranges:
                    wide += [None] * (min(right, 500) - len(wide))
                    wide[left - 1 : right] = [value] * len(wide[left - 1 : right])
                cells = wide
            yield number, cells


def _columns(
    body: Iterator[tables.Row], header: tables.Header, columns: list[str]
) -> tuple[list[int], dict[str, pa.Array], int]:
    """Row numbers, columns each of one type, and how many cells held an error."""
    positions = {name: header.names.index(name) for name in columns}
    chunks: dict[str, list[pa.Array]] = {name: [] for name in columns}
    numbers: list[int] = []
    errors = 0
    while batch := list(itertools.islice(body, _CHUNK)):
        numbers += [number for number, _ in batch]
        for name, at in positions.items():
            values = [cells[at] if at < len(cells) else None for _, cells in batch]
            bad = sum(1 for value in values if isinstance(value, str) and value in _ERRORS)
            if bad:
                errors += bad
                values = [None if value in _ERRORS else value for value in values]
            chunks[name].append(typed(values))
    if not numbers:
        return [], {}, 0
    return numbers, {name: _one_type(parts) for name, parts in chunks.items()}, errors


def typed(values: Sequence[Any]) -> pa.Array:
    """The narrowest type that holds all cells as they are; mixed cells become text.

    >>> typed([1, 2.5, None]).type, typed([1, "1,5"]).to_pylist()
    (DataType(double), ['1', '1,5'])
    """
    values = [None if isinstance(value, str) and not value.strip() else value for value in values]
    kinds = {type(value) for value in values if value is not None}
    if not kinds:
        return pa.nulls(len(values))
    if kinds == {bool}:
        return pa.array(values, pa.bool_())
    if kinds == {int} and all(value is None or abs(value) < 1 << 63 for value in values):
        return pa.array(values, pa.int64())
    if kinds <= {int, float}:
        return pa.array([None if value is None else float(value) for value in values])
    if kinds <= {dt.datetime, dt.date}:
        days = [value.date() if isinstance(value, dt.datetime) else value for value in values]
        if all(value is None or _is_midnight(value) for value in values):
            return pa.array(days, pa.date32())
        return pa.array([_moment(value) for value in values], pa.timestamp("ms"))
    return pa.array([None if value is None else as_text(value) for value in values], pa.string())


def as_text(value: Any) -> str:
    """A cell among text: whole numbers without a fraction, days as 2026-11-23."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, dt.datetime) and _is_midnight(value):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, dt.date | dt.time) else str(value)


def _one_type(parts: list[pa.Array]) -> pa.Array:
    kinds = {part.type for part in parts if not pa.types.is_null(part.type)}
    if len(kinds) <= 1:
        kind = kinds.pop() if kinds else pa.string()
    elif kinds <= {pa.int64(), pa.float64()}:
        kind = pa.float64()
    else:
        kind = pa.string()
        parts = [
            typed([as_text(v) if v is not None else None for v in p.to_pylist()]) for p in parts
        ]
    return pa.concat_arrays([part.cast(kind) for part in parts])


def _is_midnight(value: dt.date) -> bool:
    return not isinstance(value, dt.datetime) or value.time() == dt.time()


def _moment(value: dt.date | None) -> dt.datetime | None:
    if value is None or isinstance(value, dt.datetime):
        return value
    return dt.datetime.combine(value, dt.time())
