"""Vector tiles of a published layer: cut on demand, or when publishing where too much lies in one
tile.
"""

from __future__ import annotations

import gzip
import math
import threading
from collections import OrderedDict
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pmtiles.tile import (
    Compression,
    Entry,
    TileType,
    deserialize_directory,
    deserialize_header,
    find_tile,
    zxy_to_tileid,
)
from pmtiles.writer import Writer

from diaban.editions import clip, durable, keys, mvt, ragged
from diaban.editions.clip import BUFFER, EXTENT, Paths

if TYPE_CHECKING:
    from diaban.editions.layer import Layer

MAX_ZOOM = 22
DENSE = 5_000
"""A tile that would hold more features than this is generalised and cut when publishing."""

_CACHE_BYTES = 16_000_000
_PRECUT_GRID = 4
_STRINGS = ("key", "name_vi", "name_en", "kind", "status", "confidence", "freshness", "commodity")
_NUMBERS = ("accuracy_m", "area_ha", "completeness")

Rows = NDArray[np.int64]


class TileCutter:
    """The tiles of one layer of one edition, the last few kept in memory."""

    def __init__(self, layer: Layer, archive: Path) -> None:
        self._layer = layer
        self._archive = Archive(archive) if archive.exists() else None
        self._kept: OrderedDict[tuple[int, int, int], bytes] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def tile(self, z: int, x: int, y: int) -> bytes:
        """The tile, not compressed; empty where nothing lies. Raises ValueError if there is none
        such.
        """
        if not (0 <= z <= MAX_ZOOM and 0 <= x < 1 << z and 0 <= y < 1 << z):
            raise ValueError(f"there is no tile {z}/{x}/{y}")
        with self._lock:
            known = self._kept.get((z, x, y))
            if known is not None:
                self._kept.move_to_end((z, x, y))
                return known
        made = self._archive.get(z, x, y) if self._archive else None
        if made is None:
            made = cut(self._layer, z, x, y)
        self._keep((z, x, y), made)
        return made

    def _keep(self, name: tuple[int, int, int], content: bytes) -> None:
        with self._lock:
            if name not in self._kept:
                self._kept[name] = content
                self._bytes += len(content)
            while self._bytes > _CACHE_BYTES:
                self._bytes -= len(self._kept.popitem(last=False)[1])


class Archive:
    """A PMTiles file read in place."""

    def __init__(self, path: Path) -> None:
        self._content = keys.map_file(path)
        self._header = deserialize_header(self._content[:127])
        self._directory = lru_cache(maxsize=64)(self._read_directory)

    def _read_directory(self, offset: int, length: int) -> list[Entry]:
        return list(deserialize_directory(self._content[offset : offset + length]))

    def get(self, z: int, x: int, y: int) -> bytes | None:
        """The tile, decompressed; None if the archive does not have it."""
        number = zxy_to_tileid(z, x, y)
        offset, length = self._header["root_offset"], self._header["root_length"]
        while True:
            entry = find_tile(self._directory(offset, length), number)
            if entry is None:
                return None
            if entry.run_length:
                start = self._header["tile_data_offset"] + entry.offset
                return gzip.decompress(self._content[start : start + entry.length])
            offset = self._header["leaf_directory_offset"] + entry.offset
            length = entry.length


def tile_bounds(z: int, x: int, y: int, buffer: float = 0.0) -> tuple[float, float, float, float]:
    """West, south, east, north of a tile in degrees, widened by `buffer` (a share of its side)."""
    side = 1 / (1 << z)

    def latitude(row: float) -> float:
        return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * row * side))))

    return (
        (x - buffer) * side * 360 - 180,
        latitude(y + 1 + buffer),
        (x + 1 + buffer) * side * 360 - 180,
        latitude(y - buffer),
    )


def rows_in(layer: Layer, z: int, x: int, y: int) -> Rows:
    """Rows whose box meets the tile with its buffer, ascending."""
    return np.sort(layer.candidates(*tile_bounds(z, x, y, BUFFER / EXTENT))).astype(np.int64)


def cut(layer: Layer, z: int, x: int, y: int, rows: Rows | None = None, grid: int = 1) -> bytes:
    """The tile of the given rows, or of all rows that lie in it, coordinates on the given grid."""
    if rows is None:
        rows = rows_in(layer, z, x, y)
    kinds = layer.outlines.kinds[rows]
    geometries: list[mvt.Geometries] = []
    drawn: list[Rows] = []
    for kind in (mvt.POLYGON, mvt.LINE, mvt.POINT):
        of_kind = rows[kinds == kind]
        if not len(of_kind):
            continue
        paths = _paths(layer, of_kind, kind, z, x, y)
        if kind == mvt.POINT:
            paths = clip.points(paths)
        else:
            paths = (clip.rings if kind == mvt.POLYGON else clip.lines)(paths, grid)
        if len(paths.sizes):
            geometry = mvt.commands(kind, paths)
            geometries.append(geometry)
            drawn.append(of_kind[geometry.owner])
    if not drawn:
        return b""
    shown = np.concatenate(drawn)
    return mvt.tile(layer.name, geometries, shown, _columns(layer, shown))


def _paths(layer: Layer, rows: Rows, kind: int, z: int, x: int, y: int) -> Paths:
    """The rows' paths in tile units; rings without their closing point."""
    outlines = layer.outlines
    first = outlines.part_offsets[rows]
    parts = outlines.part_offsets[rows + 1] - first
    part = ragged.positions(first, parts)
    begin = outlines.coordinate_offsets[part]
    sizes = outlines.coordinate_offsets[part + 1] - begin
    if kind == mvt.POLYGON:
        sizes -= 1
    places = outlines.points[ragged.positions(begin, sizes)]
    scale = float(EXTENT << z)
    east = (places.real / 360 + 0.5) * scale - x * EXTENT
    limited = np.clip(np.sin(np.radians(places.imag)), -0.9999999, 0.9999999)
    south = (0.5 - np.arctanh(limited) / (2 * math.pi)) * scale - y * EXTENT
    hole = layer.holes[part]
    return Paths(east, south, sizes, np.arange(len(rows)).repeat(parts), hole, (hole == 0).cumsum())


def _columns(layer: Layer, rows: Rows) -> dict[str, Any]:
    take = pa.array(rows)
    columns: dict[str, Any] = {}
    for name in _STRINGS:
        columns[name] = layer.array(name).take(take)
    for name in _NUMBERS:
        if name not in layer.column_names:
            continue  # an edition from before this column
        taken = layer.array(name).take(take)
        columns[name] = taken.to_numpy(zero_copy_only=False)
    columns["valid_from"] = _as_number(layer.valid_from_days[rows])
    columns["valid_to"] = _as_number(layer.valid_to_days[rows])
    return columns


def _as_number(days: NDArray[np.int32]) -> NDArray[np.int64]:
    """Days since 1970 as yyyymmdd; 0 where the end is open."""
    distinct, index = np.unique(days, return_inverse=True)
    ends = np.iinfo(np.int32)
    numbers = [
        0
        if day in (ends.min, ends.max)
        else int(str(np.datetime64(int(day), "D")).replace("-", ""))
        for day in distinct.tolist()
    ]
    return np.array(numbers, dtype=np.int64)[index]


def thin(layer: Layer, rows: Rows, z: int, x: int, y: int) -> Rows:
    """At most `DENSE` of the rows: the largest of each cell of a grid over the tile, ascending."""
    west, south, east, north = tile_bounds(z, x, y)
    boxes = layer.boxes[rows]
    across = ((boxes[:, 0] + boxes[:, 2]) / 2 - west) / (east - west)
    down = (north - (boxes[:, 1] + boxes[:, 3]) / 2) / (north - south)
    size = (boxes[:, 2] - boxes[:, 0]) + (boxes[:, 3] - boxes[:, 1])
    smallest_first = np.argsort(-size, kind="stable")[::-1]
    for cells in (512, 256, 128, 64, 32):
        column = np.clip(across * cells, -1, cells).astype(np.int64)
        row = np.clip(down * cells, -1, cells).astype(np.int64)
        cell = (row + 1) * (cells + 2) + column + 1
        largest = np.full((cells + 2) ** 2, -1)
        largest[cell[smallest_first]] = smallest_first  # what is put in last stays
        shown = largest[largest >= 0]
        if len(shown) <= DENSE:
            break
    return np.sort(rows[shown])


def precut(layer: Layer, path: Path) -> dict[str, Any] | None:
    """Cut the tiles that are too dense to be cut on demand into a PMTiles file; None if none is."""
    if layer.entry["located"] <= DENSE:
        return None
    made: list[tuple[int, bytes]] = []
    level = [(0, 0, 0)]
    zoom = 0
    while level:
        dense = []
        for z, x, y in level:
            rows = rows_in(layer, z, x, y)
            if len(rows) <= DENSE:
                continue
            content = cut(layer, z, x, y, thin(layer, rows, z, x, y), _PRECUT_GRID)
            made.append((zxy_to_tileid(z, x, y), gzip.compress(content, 6, mtime=0)))
            dense.append((z, x, y))
            zoom = z
        level = [
            (z + 1, 2 * x + right, 2 * y + below)
            for z, x, y in dense
            if z < MAX_ZOOM
            for right in (0, 1)
            for below in (0, 1)
        ]
    made.sort()
    durable.write_file(path, lambda handle: _write_archive(handle, layer, made, zoom))
    return {"max_zoom": zoom, "count": len(made)}


def _write_archive(handle: Any, layer: Layer, made: list[tuple[int, bytes]], zoom: int) -> None:
    writer = Writer(handle)
    for number, content in made:
        writer.write_tile(number, content)
    west, south, east, north = (round(side * 1e7) for side in layer.bounds or (0, 0, 0, 0))
    header = {
        "tile_type": TileType.MVT,
        "tile_compression": Compression.GZIP,
        "min_lon_e7": west,
        "min_lat_e7": south,
        "max_lon_e7": east,
        "max_lat_e7": north,
        "center_zoom": zoom,
        "center_lon_e7": (west + east) // 2,
        "center_lat_e7": (south + north) // 2,
    }
    metadata = {"name": layer.title_vi, "vector_layers": [{"id": layer.name, "fields": {}}]}
    writer.finalize(header, metadata)
