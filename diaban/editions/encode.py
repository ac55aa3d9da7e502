"""A layer's table in the form in which it is read: typed columns, coordinate arrays, ready GeoJSON
features.

Columns whose name starts with `_` are the reader's own:

- `_feature`  the whole GeoJSON Feature as UTF-8 bytes, rounded to 1e-7 degrees (1 cm), and a comma;
- `_type`     0 no location, 1 points, 2 lines, 3 polygons;
- `_bbox`     west, south, east, north in degrees (NaN without location);
- `_parts`    points, lines or rings: lists of lon, lat in degrees; rings closed, exteriors
  clockwise on the map, so that they wind as vector tiles want once the y axis points down;
- `_holes`    1 for each part that is a hole of the exterior before it;
- `_from`, `_to`  days since 1970 of `valid_from` and `valid_to`, open ends as the smallest and the
  largest int32.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.compute as pc
import shapely
from numpy.typing import NDArray

from diaban.editions.errors import InvalidSnapshot
from diaban.editions.model import IDENTITY_COLUMNS, SUMMARY_COLUMNS, LayerInput
from diaban.editions.words import gettext as _

OPEN_START = np.iinfo(np.int32).min
OPEN_END = np.iinfo(np.int32).max
HILBERT_ABOVE = 5_000
"""Layers larger than this are stored along a Hilbert curve, so that neighbours share memory pages.
"""

_BATCH = 50_000
"""Rows that stand in memory as geometries, or as Python's values, at once."""
_COLUMN_TYPES: dict[str, pa.DataType] = {
    "valid_from": pa.date32(),
    "valid_to": pa.date32(),
    "geometry": pa.binary(),
    "aliases": pa.list_(pa.string()),
    "localities": pa.list_(pa.string()),
    "stale_since": pa.date32(),
    "conflict": pa.bool_(),
    "completeness": pa.float64(),
    "accuracy_m": pa.float64(),
    "area_ha": pa.float64(),
    "free_ha": pa.float64(),
    "port_km": pa.float64(),
}
_FIELD_TYPES: dict[str, pa.DataType] = {
    "text": pa.string(),
    "words": pa.string(),
    "integer": pa.int64(),
    "decimal": pa.float64(),
    "date": pa.date32(),
    "choice": pa.string(),
    "reference": pa.string(),
    "references": pa.list_(pa.string()),
    "list": pa.list_(pa.string()),
    "boolean": pa.bool_(),
}
_GEOMETRY_KINDS = {0: 1, 1: 2, 2: 2, 3: 3, 4: 1, 5: 2, 6: 3}


def public_columns(names: list[str]) -> list[str]:
    """Column names without the reader's own."""
    return [name for name in names if not name.startswith("_")]


def normalise(layer: LayerInput) -> pa.Table:
    """The layer's public columns in a fixed order and in fixed types; NaN becomes unknown.

    Raises:
        InvalidSnapshot: a column is missing or of a wrong type, a key is missing or stands twice.
    """
    table = layer.table
    types = {name: _COLUMN_TYPES.get(name, pa.string()) for name in IDENTITY_COLUMNS}
    types |= {name: _COLUMN_TYPES.get(name, pa.string()) for name in SUMMARY_COLUMNS}
    for info in layer.fields:
        for column in info.columns:
            types.setdefault(column, _FIELD_TYPES[info.type])
    columns: dict[str, Any] = {}
    for name, wanted in types.items():
        if name not in table.column_names:
            if name in ("key", "name_vi", "geometry"):
                raise InvalidSnapshot(
                    _("Layer %(layer)s has no column %(column)s.")
                    % {"layer": layer.name, "column": name}
                )
            columns[name] = pa.nulls(len(table), wanted)
            continue
        columns[name] = _cast(layer.name, name, table[name], wanted)
    _refuse_bad_keys(layer.name, columns["key"])
    return pa.table(columns)


def _cast(layer: str, name: str, column: Any, wanted: pa.DataType) -> Any:
    try:
        column = column.cast(wanted)
    except pa.ArrowInvalid as error:
        raise InvalidSnapshot(
            _("Layer %(layer)s, column %(column)s: %(reason)s")
            % {"layer": layer, "column": name, "reason": error}
        ) from None
    if pa.types.is_floating(wanted):
        column = pc.if_else(pc.is_nan(column), pa.scalar(None, wanted), column)
    return column


def _refuse_bad_keys(layer: str, keys: Any) -> None:
    if keys.null_count:
        raise InvalidSnapshot(_("Layer %(layer)s has a row without a key.") % {"layer": layer})
    counts = pc.value_counts(keys)
    twice = counts.filter(pc.greater(counts.field("counts"), 1))
    if len(twice):
        raise InvalidSnapshot(
            _("Layer %(layer)s has the key %(key)s twice.")
            % {"layer": layer, "key": twice.field("values")[0].as_py()}
        )


def batches(table: pa.Table) -> Iterator[pa.Table]:
    """The rows a part at a time, in order."""
    return (table.slice(start, _BATCH) for start in range(0, len(table), _BATCH))


@dataclass(frozen=True, slots=True)
class Places:
    """Where the rows lie: the type of each geometry (-1 unknown or empty) and its box (NaN)."""

    type_ids: NDArray[np.int32]
    bounds: NDArray[np.float64]

    @property
    def located(self) -> NDArray[np.bool_]:
        return np.asarray(self.type_ids >= 0)

    def take(self, order: NDArray[np.int64]) -> Places:
        """The same in another order."""
        return Places(self.type_ids[order], self.bounds[order])


def places(layer: str, table: pa.Table) -> Places:
    """Where the rows of a table lie. Raises InvalidSnapshot for what `decode_geometry` refuses."""
    type_ids = np.full(len(table), -1, dtype=np.int32)
    bounds = np.full((len(table), 4), np.nan)
    start = 0
    for batch in batches(table):
        geometries = decode_geometry(layer, batch)
        stop = start + len(batch)
        type_ids[start:stop] = shapely.get_type_id(geometries)
        bounds[start:stop] = shapely.bounds(geometries)
        start = stop
    return Places(type_ids, bounds)


def decode_geometry(layer: str, table: pa.Table) -> NDArray[np.object_]:
    """The table's WKB as 2-D Shapely geometries; None where the location is unknown or empty."""
    wkb = table["geometry"].to_numpy()
    try:
        geometries = shapely.from_wkb(wkb)
    except shapely.errors.GEOSException as error:
        raise InvalidSnapshot(
            _("Layer %(layer)s has a geometry that cannot be read: %(reason)s")
            % {"layer": layer, "reason": error}
        ) from None
    if shapely.has_z(geometries).any() or shapely.has_m(geometries).any():
        geometries = shapely.force_2d(geometries)
    if (shapely.get_type_id(geometries) == 7).any():
        raise InvalidSnapshot(
            _("Layer %(layer)s has a geometry collection; store points, lines or polygons.")
            % {"layer": layer}
        )
    geometries[shapely.is_empty(geometries)] = None
    bounds = shapely.bounds(geometries)
    located = ~shapely.is_missing(geometries)
    if not np.isfinite(bounds[located]).all():
        raise InvalidSnapshot(_("Layer %(layer)s has an infinite coordinate.") % {"layer": layer})
    return np.asarray(geometries, dtype=object)


def hilbert_order(bounds: NDArray[np.float64]) -> NDArray[np.int64]:
    """Row order along a Hilbert curve through the boxes' centres; unknown places come last."""
    located = np.asarray(np.isfinite(bounds).all(axis=1))
    centres = np.where(
        located[:, None], (bounds[:, :2] + bounds[:, 2:]) / 2, np.nanmin(bounds, axis=0)[:2]
    )
    low = centres.min(axis=0)
    span = np.maximum(centres.max(axis=0) - low, 1e-12)
    cell = ((centres - low) / span * 65535).astype(np.uint32)
    distance = _hilbert_distance(cell[:, 0], cell[:, 1])
    return np.lexsort((distance, ~located)).astype(np.int64)


def _hilbert_distance(x: NDArray[np.uint32], y: NDArray[np.uint32]) -> NDArray[np.uint64]:
    x, y = x.astype(np.int64), y.astype(np.int64)
    distance = np.zeros(len(x), dtype=np.int64)
    side = 1 << 15
    while side:
        right, up = (x & side) > 0, (y & side) > 0
        distance += side * side * ((3 * right) ^ up)
        flip = ~up & right
        x, y = np.where(flip, 65535 - x, x), np.where(flip, 65535 - y, y)
        x, y = np.where(up, x, y), np.where(up, y, x)
        side >>= 1
    return distance.astype(np.uint64)


@dataclass(frozen=True, slots=True)
class Paths:
    """The points, lines or rings of some rows, as flat arrays and the size of each list."""

    coordinates: NDArray[np.float64]
    sizes: NDArray[np.int64]
    of_rows: NDArray[np.int64]
    holes: NDArray[np.uint8]


def paths(geometries: NDArray[np.object_]) -> Paths:
    """The geometries taken apart; rings wound as `_parts` has them."""
    parts, part_row = shapely.get_parts(geometries, return_index=True)
    polygons = shapely.get_type_id(parts) == 3
    paths_per_part = np.where(polygons, 1 + shapely.get_num_interior_rings(parts), 1)
    first_path = np.concatenate(([0], np.cumsum(paths_per_part)))
    paths = np.empty(first_path[-1], dtype=object)
    holes = np.ones(first_path[-1], dtype=np.uint8)
    holes[first_path[:-1]] = 0
    is_ring = np.repeat(polygons, paths_per_part)
    paths[~is_ring] = parts[~polygons]
    paths[is_ring] = shapely.get_rings(shapely.orient_polygons(parts[polygons], exterior_cw=True))
    return Paths(
        shapely.get_coordinates(paths),
        shapely.get_num_coordinates(paths).astype(np.int64),
        np.bincount(np.repeat(part_row, paths_per_part), minlength=len(geometries)),
        holes,
    )


def geometry_columns(where: Places, taken: Sequence[Paths]) -> dict[str, Any]:
    """`_type`, `_bbox`, `_parts` and `_holes` of all rows, from the paths of each batch."""
    kinds = np.zeros(len(where.type_ids), dtype=np.uint8)
    for type_id, kind in _GEOMETRY_KINDS.items():
        kinds[where.type_ids == type_id] = kind
    coordinates = _joined([one.coordinates.ravel() for one in taken], np.float64)
    holes = _joined([one.holes for one in taken], np.uint8)
    pairs = pa.FixedSizeListArray.from_arrays(pa.array(coordinates), 2)
    path_offsets = _offsets(_joined([one.sizes for one in taken], np.int64))
    row_offsets = pa.array(_offsets(_joined([one.of_rows for one in taken], np.int64)))
    path_lists = pa.LargeListArray.from_arrays(pa.array(path_offsets), pairs)
    return {
        "_type": pa.array(kinds),
        "_bbox": pa.FixedSizeListArray.from_arrays(pa.array(where.bounds.ravel()), 4),
        "_parts": pa.LargeListArray.from_arrays(row_offsets, path_lists),
        "_holes": pa.LargeListArray.from_arrays(row_offsets, pa.array(holes)),
    }


def _joined(arrays: Sequence[NDArray[Any]], dtype: type) -> NDArray[Any]:
    return np.concatenate([np.empty(0, dtype), *arrays])


def _offsets(sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.concatenate(([0], np.cumsum(sizes))).astype(np.int64)


def validity_columns(table: pa.Table) -> dict[str, Any]:
    """`_from` and `_to`: validity as plain numbers, so that a day is compared without a copy."""
    start = pc.fill_null(
        table["valid_from"].cast(pa.int32()), pa.scalar(int(OPEN_START), pa.int32())
    )
    end = pc.fill_null(table["valid_to"].cast(pa.int32()), pa.scalar(int(OPEN_END), pa.int32()))
    return {"_from": start, "_to": end}


def drawn_columns(
    layer: str,
    table: pa.Table,
    where: Places,
    progress: Callable[[int], None] | None = None,
) -> dict[str, Any]:
    """`geometry_columns` and `_feature`: the rows as GeoJSON Features and a comma each.

    Properties are without the unknown ones. The text grows in one piece of memory, and only a batch
    of rows stands beside it as geometries.
    """
    taken: list[Paths] = []
    sizes: list[NDArray[np.int64]] = []
    content = bytearray()
    done = 0
    for batch in batches(table):
        geometries = decode_geometry(layer, batch)
        taken.append(paths(geometries))
        encoded = list(_encode(layer, batch, geometries))
        sizes.append(np.fromiter(map(len, encoded), np.int64, len(encoded)))
        content += b"".join(encoded)
        done += len(batch)
        if progress is not None:
            progress(done)
    offsets = pa.py_buffer(_offsets(_joined(sizes, np.int64)))
    buffers = [None, offsets, pa.py_buffer(content)]
    return geometry_columns(where, taken) | {
        "_feature": pa.Array.from_buffers(pa.large_binary(), len(table), buffers)
    }


def _encode(layer: str, table: pa.Table, geometries: NDArray[np.object_]) -> Iterator[bytes]:
    names = [name for name in table.column_names
             if name != "geometry" and table[name].null_count < len(table)]  # fmt: skip
    columns = [[layer] * len(table), *(table[name].to_pylist() for name in names)]
    whole = not any(table[name].null_count for name in names)
    names.insert(0, "layer")
    for key, outline, row in zip(
        columns[1], _geojson(geometries), zip(*columns, strict=True), strict=True
    ):
        properties = dict(zip(names, row, strict=True))
        if not whole:
            properties = {name: value for name, value in properties.items() if value is not None}
        yield b'{"type":"Feature","id":%b,"geometry":%b,"properties":%b},' % (
            orjson.dumps(key),
            outline,
            orjson.dumps(properties),
        )


def _geojson(geometries: NDArray[np.object_]) -> list[bytes]:
    rounded = shapely.transform(geometries, lambda pairs: np.round(pairs, 7))
    outward = shapely.orient_polygons(rounded, exterior_cw=False)
    return [b"null" if text is None else text.encode() for text in shapely.to_geojson(outward)]
