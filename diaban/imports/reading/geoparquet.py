"""GeoParquet, through Arrow. Runs in the confined process only."""

from __future__ import annotations

import json
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from diaban.imports.reading import tables
from diaban.imports.reading.dataset import (
    GEOMETRY,
    CoordinateColumns,
    DeclaredCrs,
    Description,
    Encoding,
    LayerName,
    Note,
)
from diaban.imports.reading.sink import Request, Sink

_BATCH = 16_384
_DEFAULT_CRS = "OGC:CRS84"
"""What GeoParquet 1.x means by saying nothing; JSON null says "unknown"."""


def read(request: Request, sink: Sink) -> Description:
    """All rows; without GeoParquet's own description it is a plain table.

    Raises:
        Refused: the file is damaged, a geometry is not WKB, or a limit is passed.
    """
    try:
        return _read(request, sink)
    except (pa.ArrowException, OSError) as error:
        raise request.refuse("damaged", detail=" ".join(str(error).split())[:200]) from error


def _read(request: Request, sink: Sink) -> Description:
    notes: list[Note] = []
    with pq.ParquetFile(request.path, memory_map=False) as file:
        described = _description(request, file.schema_arrow.metadata)
        geometry = described.get("primary_column") if described else None
        names = [name for name in file.schema_arrow.names if name != geometry]
        columns = request.chosen(names)
        sink.expected = file.metadata.num_rows
        if sink.expected > request.limits.rows:
            raise request.refuse("too_many_rows", limit=request.limits.rows)
        wanted = [*columns, geometry] if geometry else columns
        for batch in file.iter_batches(_BATCH, columns=wanted, use_threads=False):
            named = {name: batch.column(name) for name in columns}
            if geometry:
                named[GEOMETRY] = batch.column(geometry).cast(pa.binary())
            sink.write(pa.RecordBatch.from_pydict(named))
    if not sink.rows:
        raise request.refuse("no_data")
    crs = None
    place: CoordinateColumns | None = None
    if described and geometry:
        crs = _crs(described["columns"].get(geometry, {}))
        if crs is None:
            notes.append(Note("no_declared_crs"))
    else:
        place = tables.coordinate_columns(names, [])
    name = request.path.stem
    encoding = Encoding("utf-8", "format")
    return Description(
        request.kind.value, name, (LayerName(name),), crs, encoding, place, tuple(notes)
    )


def _description(request: Request, metadata: dict[bytes, bytes] | None) -> dict[str, Any] | None:
    raw = (metadata or {}).get(b"geo")
    if raw is None:
        return None
    try:
        described = json.loads(raw)
        column = described["columns"][described["primary_column"]]
        encoding = column["encoding"]
    except (ValueError, KeyError, TypeError) as error:
        raise request.refuse("damaged", detail=f"geo metadata: {error!r}"[:200]) from error
    if encoding != "WKB":
        raise request.refuse("damaged", detail=f"geometry is encoded as {encoding!r:.40}, not WKB")
    return described


def _crs(column: dict[str, Any]) -> DeclaredCrs | None:
    if "crs" not in column:
        return DeclaredCrs(_DEFAULT_CRS, "format")
    if column["crs"] is None:
        return None
    code = column["crs"].get("id") if isinstance(column["crs"], dict) else None
    if code and "authority" in code and "code" in code:
        return DeclaredCrs(f"{code['authority']}:{code['code']}", "file")
    return DeclaredCrs(json.dumps(column["crs"]), "file")
