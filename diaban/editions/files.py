"""The files of one layer: GeoParquet to take along, Arrow to read in place, an R-tree and a key
table.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from geoindex_rs import rtree
from numpy.typing import NDArray

from diaban.editions import durable, encode, keys
from diaban.editions.model import LayerInput
from diaban.facts.periods import first_day

_GEOPARQUET_NAMES = (
    "Point",
    "LineString",
    "LineString",
    "Polygon",
    "MultiPoint",
    "MultiLineString",
    "MultiPolygon",
)


def write_layer(
    folder: Path, layer: LayerInput, progress: Callable[[int], None] | None = None
) -> dict[str, Any]:
    """Write the layer's files into `folder`; returns its entry in the manifest."""
    table = encode.normalise(layer)
    where = encode.places(layer.name, table)
    if len(table) > encode.HILBERT_ABOVE and where.located.any():
        order = encode.hilbert_order(where.bounds)
        table, where = table.take(order), where.take(order)
    bounds, located = where.bounds, where.located
    durable.write_file(
        folder / f"{layer.name}.parquet",
        lambda handle: _write_geoparquet(handle, table, where),
    )
    _write_query_table(folder / f"{layer.name}.arrow", layer.name, table, where, progress)
    durable.write_bytes(folder / f"{layer.name}.rtree", _packed_tree(bounds[located]))
    durable.write_bytes(
        folder / f"{layer.name}.keys", keys.build(_keys(table), np.arange(len(table)))
    )
    return {
        "name": layer.name,
        "kind": layer.kind,
        "title_vi": layer.title_vi,
        "title_en": layer.title_en,
        "count": len(table),
        "located": int(located.sum()),
        "bounds": _total_bounds(bounds, located),
        "widest": _widest(bounds[located]),
        "fields": [info.to_json() for info in layer.fields],
        **({"licence": dict(layer.licence)} if layer.licence else {}),
        **_dates(table, layer),
    }


def _write_query_table(
    path: Path,
    name: str,
    table: pa.Table,
    where: encode.Places,
    progress: Callable[[int], None] | None,
) -> None:
    """The table that is read in place; it is gone from memory when it is written."""
    columns: dict[str, Any] = {column: table[column] for column in table.column_names}
    drawn = encode.drawn_columns(name, table, where, progress)
    columns |= {column: drawn[column] for column in ("_type", "_bbox", "_parts", "_holes")}
    columns |= encode.validity_columns(table)
    columns["_feature"] = drawn["_feature"]
    full = pa.table(columns).combine_chunks()
    durable.write_file(path, lambda handle: _write_arrow(handle, full))


def _keys(table: pa.Table) -> Iterator[str]:
    return chain.from_iterable(batch["key"].to_pylist() for batch in encode.batches(table))


def _write_arrow(handle: Any, table: pa.Table) -> None:
    with pa.ipc.new_file(handle, table.schema) as writer:
        for batch in table.to_batches() or [_no_rows(table.schema)]:
            writer.write_batch(batch)


def _no_rows(schema: pa.Schema) -> pa.RecordBatch:
    return pa.RecordBatch.from_pylist([], schema=schema)


def _packed_tree(boxes: NDArray[np.float64]) -> bytes:
    builder = rtree.RTreeBuilder(len(boxes))
    if len(boxes):
        builder.add(np.ascontiguousarray(boxes))
    return bytes(builder.finish())


def _write_geoparquet(handle: Any, table: pa.Table, where: encode.Places) -> None:
    corners = [pa.array(where.bounds[:, i], mask=~where.located) for i in range(4)]
    box = pa.StructArray.from_arrays(corners, names=["xmin", "ymin", "xmax", "ymax"])
    table = table.append_column("bbox", box)
    schema = table.schema.with_metadata({b"geo": json.dumps(_geo(where)).encode()})
    pq.write_table(
        table.cast(schema), handle, compression="zstd", row_group_size=65_536, version="2.6"
    )


def _geo(where: encode.Places) -> dict[str, Any]:
    """GeoParquet 1.1 metadata; without `crs` it means longitude, latitude on WGS 84 (OGC:CRS84)."""
    types = {
        "LineString" if type_id == 2 else _GEOPARQUET_NAMES[type_id]
        for type_id in np.unique(where.type_ids[where.located]).tolist()
    }
    corners = {corner: ["bbox", corner] for corner in ("xmin", "ymin", "xmax", "ymax")}
    column: dict[str, Any] = {
        "encoding": "WKB",
        "geometry_types": sorted(types),
        "covering": {"bbox": corners},
    }
    total = _total_bounds(where.bounds, where.located)
    if total is not None:
        column["bbox"] = total
    return {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}


def _total_bounds(bounds: NDArray[np.float64], located: NDArray[np.bool_]) -> list[float] | None:
    if not located.any():
        return None
    low, high = bounds[located].min(axis=0), bounds[located].max(axis=0)
    return [float(low[0]), float(low[1]), float(high[2]), float(high[3])]


def _widest(boxes: NDArray[np.float64]) -> float:
    """Degrees that the largest box measures, across or up."""
    sides = boxes[:, 2:] - boxes[:, :2]
    return float(sides.max()) if len(boxes) else 0.0


def _dates(table: pa.Table, layer: LayerInput) -> dict[str, Any]:
    """How old the layer is: the newest date a source gives, and the newest check of any of its
    facts.
    """
    as_of: list[str] = []
    checked: list[str] = []
    for records in layer.facts.values():
        for record in records:
            if record.get("as_of"):
                as_of.append(str(record["as_of"]))
            day = (record.get("freshness") or {}).get("checked_on")
            if day:
                checked.append(str(day))
    stale = pc.sum(pc.equal(table["freshness"], "stale")).as_py() or 0
    conflicts = pc.sum(table["conflict"]).as_py() or 0
    return {
        "newest_as_of": max(as_of, key=first_day, default=None),
        "oldest_as_of": min(as_of, key=first_day, default=None),
        "newest_check": max(checked, default=None),
        "stale": stale,
        "conflicts": conflicts,
    }
