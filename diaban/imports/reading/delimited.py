"""CSV and other delimited text. Runs in the confined process only; every value stays text."""

from __future__ import annotations

import csv
import itertools
from collections.abc import Iterator
from typing import TextIO

import pyarrow as pa
import shapely

from diaban.imports.reading import tables
from diaban.imports.reading.dataset import (
    GEOMETRY,
    CoordinateColumns,
    Description,
    Encoding,
    LayerName,
    Note,
)
from diaban.imports.reading.sink import Request, Sink
from diaban.imports.reading.words import encoding_of_bytes

_BATCH = 20_000
_DELIMITERS = ",;\t|"
_SAMPLE = 50_000
_SAMPLES = 20


def read(request: Request, sink: Sink) -> Description:
    """All rows of the text.

    Raises:
        Refused: there is no row of names or no data, or a limit is passed.
    """
    encoding = _encoding(request)
    notes: list[Note] = []
    csv.field_size_limit(request.limits.cell_characters)
    with request.path.open(encoding=_python_name(encoding, request), newline="") as file:
        rows = _rows(file, request)
        top = list(itertools.islice(rows, tables.LOOKED_AT))
        header = tables.find_header(top, request.header_row)
        if header is None:
            raise request.refuse("no_header")
        notes += tables.about_header(header, top)
        columns = request.chosen(header.names)
        samples = [cells for number, cells in top if number > header.last][:_SAMPLES]
        place = tables.coordinate_columns(header.names, samples)
        body = tables.body(itertools.chain(top, rows), header, notes)
        write_text(body, header, columns, place, request, sink, notes)
    if not sink.rows:
        raise request.refuse("no_data")
    name = request.path.stem if request.name == request.path.name else request.name
    return Description(
        request.kind.value, name, (LayerName(name),), None, encoding, place, tuple(notes)
    )


def write_text(
    body: Iterator[tables.Row],
    header: tables.Header,
    columns: list[str],
    place: CoordinateColumns | None,
    request: Request,
    sink: Sink,
    notes: list[Note],
) -> None:
    """Pass rows of text on in batches; empty cells are null, WKT becomes geometry."""
    positions = {name: header.names.index(name) for name in columns}
    wkt = header.names.index(place.geometry) if place and place.geometry else None
    while batch := list(itertools.islice(body, _BATCH)):
        named = {
            name: pa.array(
                [(cells[at] or None) if at < len(cells) else None for _, cells in batch],
                pa.string(),
            )
            for name, at in positions.items()
        }
        numbers = [number for number, _ in batch]
        if wkt is not None:
            texts = [cells[wkt] if wkt < len(cells) else None for _, cells in batch]
            named[GEOMETRY] = geometries(texts, numbers, notes)
        sink.write(pa.RecordBatch.from_pydict(named), numbers)


def geometries(texts: list[str | None], numbers: list[int], notes: list[Note]) -> pa.Array:
    """WKB of WKT; what cannot be read is null, with a note that names the row."""
    values = [None if text is None else text.split(";", 1)[-1].strip() or None for text in texts]
    shapes = shapely.from_wkt(values, on_invalid="ignore")
    for number, value, shape in zip(numbers, values, shapes, strict=True):
        if value is not None and shape is None:
            notes.append(Note("geometry_unreadable", {"row": number, "sample": value[:60]}))
    return pa.array(shapely.to_wkb(shapes), pa.binary())


def _rows(file: TextIO, request: Request) -> Iterator[tables.Row]:
    sample = file.read(_SAMPLE)
    file.seek(0)
    reader = csv.reader(file, delimiter=_delimiter(sample))
    limits = request.limits
    try:
        while True:
            start = reader.line_num + 1
            cells = next(reader)
            if len(cells) > limits.columns:
                raise request.refuse("too_many_columns", count=len(cells), limit=limits.columns)
            yield start, cells
    except StopIteration:
        return
    except csv.Error as error:
        if "field larger" in str(error):
            raise request.refuse(
                "cell_too_long", row=reader.line_num, limit=limits.cell_characters
            ) from error
        raise request.refuse("damaged", detail=str(error)) from error


def _delimiter(sample: str) -> str:
    """The one that cuts most lines into the same number of cells, more than one."""
    best, best_score = ",", (0, 0)
    for delimiter in _DELIMITERS:
        lines = csv.reader(sample.splitlines(keepends=True), delimiter=delimiter)
        try:
            widths = [len(cells) for cells in lines if len(cells) > 1]
        except csv.Error:  # told with its row when the rows are read
            continue
        if not widths:
            continue
        usual = max(set(widths), key=widths.count)
        score = (widths.count(usual), usual)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _encoding(request: Request) -> Encoding:
    with request.path.open("rb") as file:
        head = file.read(4)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Encoding("utf-16", "declared")
    return encoding_of_bytes(request.path, "utf-8" if head.startswith(b"\xef\xbb\xbf") else None)


def _python_name(encoding: Encoding, request: Request) -> str:
    """UTF-8 may begin with a byte-order mark, which belongs to no column's name."""
    return "utf-8-sig" if encoding.name == "utf-8" else encoding.name
