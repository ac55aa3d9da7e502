"""One published layer: questions about place, time and key, answered from memory-mapped files.

Rows are numbered from 0; every answer is an array of row numbers. Coordinates are degrees in
EPSG:4326, distances are metres on the WGS 84 ellipsoid. Nothing is copied out of the files but what
is asked for.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pyarrow as pa
import shapely
from geoindex_rs import rtree
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from diaban.editions import encode, keys
from diaban.editions.distance import Outlines, box_around
from diaban.editions.model import FieldInfo

Rows = NDArray[np.uint32]
Metres = NDArray[np.float64]

_EPOCH = dt.date(1970, 1, 1)
_NO_ROWS: Rows = np.empty(0, dtype=np.uint32)
_NO_METRES: Metres = np.empty(0, dtype=np.float64)
_FOUR_BYTES = np.dtype("<u4")
_OUTSIDE, _ONES, _THREE = np.array([0x01010000, 0x01010101, 0x03000000], _FOUR_BYTES)
_FEW = 8
"""Up to so many geometries are looked at one by one sooner than all together."""
_SPARE = 5
"""How many more neighbours than asked are looked at first: the tree measures in degrees, the answer
in metres.
"""


class Layer:
    """A layer of one edition, as `files.write_layer` wrote it."""

    def __init__(self, folder: Path, entry: Mapping[str, Any]) -> None:
        self.name: str = entry["name"]
        self.kind: str = entry["kind"]
        self.title_vi: str = entry["title_vi"]
        self.title_en: str = entry["title_en"]
        self.licence: dict[str, str] | None = entry.get("licence")
        self.entry = entry
        self.fields = {data["name"]: FieldInfo.from_json(data) for data in entry["fields"]}
        self._widest = float(entry.get("widest", math.inf))
        bounds = entry["bounds"]
        self.bounds: tuple[float, float, float, float] | None = tuple(bounds) if bounds else None
        path = str(folder / f"{self.name}.arrow")
        self.table = pa.ipc.open_file(pa.memory_map(path)).read_all()
        self.column_names = encode.public_columns(self.table.column_names)
        self._key_table = keys.KeyTable(folder / f"{self.name}.keys")
        self._tree = keys.map_file(folder / f"{self.name}.rtree")
        self._located = _rows_in_tree(entry, self.array("_type"))
        boxes = self.array("_bbox")
        self.boxes: NDArray[np.float64] = boxes.values.to_numpy().reshape(-1, 4)
        parts = self.array("_parts")
        self.holes: NDArray[np.uint8] = self.array("_holes").values.to_numpy()
        self.outlines = Outlines(
            kinds=self.array("_type").to_numpy(),
            part_offsets=parts.offsets.to_numpy(),
            coordinate_offsets=parts.values.offsets.to_numpy(),
            points=parts.values.values.values.to_numpy().view(np.complex128),
            single=len(parts.values) == entry["count"] and self._located is None,
        )
        self.valid_from_days = self.array("_from").to_numpy()
        self.valid_to_days = self.array("_to").to_numpy()
        feature = self.array("_feature")
        self._feature_offsets = np.frombuffer(feature.buffers()[1], dtype=np.int64)
        self._feature_bytes = memoryview(feature.buffers()[2] or b"")
        geometry = self.array("geometry")
        self._wkb_offsets = np.frombuffer(geometry.buffers()[1], dtype=np.int32)
        self._wkb_bytes = memoryview(geometry.buffers()[2] or b"")

    def __len__(self) -> int:
        return int(self.table.num_rows)

    def __repr__(self) -> str:
        return f"<Layer {self.name}: {len(self)}>"

    def array(self, name: str) -> Any:
        """A column as one array, the reader's own columns included, read in place."""
        column = self.table[name]
        return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()

    # Place

    def candidates(self, west: float, south: float, east: float, north: float) -> Rows:
        """Rows whose bounding box meets the box: the fast path, unsorted and not exact."""
        found = np.asarray(rtree.search(self._tree, west, south, east, north))
        return found if self._located is None else self._located[found]

    def within_box(self, west: float, south: float, east: float, north: float) -> Rows:
        """Rows whose geometry meets the box, ascending. A box with west > east crosses the 180th
        meridian.
        """
        if west > east:
            left = self.within_box(west, south, 180.0, north)
            return np.union1d(left, self.within_box(-180.0, south, east, north))
        rows = np.sort(self.candidates(west, south, east, north))
        unsure = _unsure(self.boxes.take(rows, axis=0), west, south, east, north)
        if len(unsure) > _FEW:
            corners = rows[unsure].astype(np.intp)
            unsure = unsure[~self.outlines.has_point_in(corners, west, south, east, north)]
        elif len(unsure):
            alone = [
                place
                for place in unsure.tolist()
                if not self.outlines.has_one_in(int(rows[place]), west, south, east, north)
            ]
            unsure = np.array(alone, dtype=np.intp)
        if not len(unsure):
            return rows
        meets = shapely.intersects(
            shapely.box(west, south, east, north), self._geometries(rows[unsure])
        )
        if meets.all():
            return rows
        kept = np.ones(len(rows), dtype=bool)
        kept[unsure] = meets
        return rows[kept]

    def within_polygon(self, polygon: BaseGeometry) -> Rows:
        """Rows whose geometry meets the polygon, ascending."""
        if polygon.is_empty:
            return _NO_ROWS
        rows = np.sort(self.candidates(*polygon.bounds))
        shapely.prepare(polygon)
        return rows[shapely.intersects(polygon, self._geometries(rows))]

    def nearest(
        self,
        lon: float,
        lat: float,
        k: int,
        max_m: float | None = None,
        where: NDArray[np.bool_] | None = None,
    ) -> tuple[Rows, Metres]:
        """The k rows nearest to a place and their distances, nearest first (ties: lower row first).

        `max_m` leaves out what is farther; `where` (one boolean for each row of the layer) leaves
        out the rest before counting.
        """
        count = len(self) if self._located is None else len(self._located)
        if k < 1 or not count:
            return _NO_ROWS, _NO_METRES
        asked = k + _SPARE
        while True:
            found = np.asarray(
                rtree.neighbors(self._tree, lon, lat, max_results=asked, max_distance=None)
            )
            rows = found if self._located is None else self._located[found]
            first, last = int(rows[0]), int(rows[-1])
            complete = len(rows) < asked
            if where is not None:
                rows = rows[where[rows]]
            if len(rows) >= k or complete:
                break
            asked *= 4
        # The tree names boxes around the place first: if the first is not, none is.
        surrounded = self._degrees_to(first, lon, lat) == 0
        degrees = self._degrees_to(last, lon, lat)
        rows, metres = self._ranked(rows, lon, lat, surrounded, degrees + self._widest)
        if not complete and metres[k - 1] > self._reach(degrees, lat):
            # Something the tree has not named may be nearer: look at all within the k-th distance.
            radius = float(metres[k - 1]) * (1 + 1e-5) + 0.02
            rows, metres = self.within_distance(lon, lat, radius, where)
        if max_m is not None:
            k = min(k, int(np.searchsorted(metres, max_m, side="right")))
        return rows[:k], metres[:k]

    def within_distance(
        self, lon: float, lat: float, metres: float, where: NDArray[np.bool_] | None = None
    ) -> tuple[Rows, Metres]:
        """Rows that lie wholly or partly within `metres` of a place and their distances, nearest
        first.
        """
        west, south, east, north = box_around(lon, lat, metres)
        rows = self.candidates(west, south, east, north)
        if west < -180 or east > 180:
            turn = 360.0 if west < -180 else -360.0
            rows = np.union1d(rows, self.candidates(west + turn, south, east + turn, north))
        if where is not None:
            rows = rows[where[rows]]
        rows, away = self._ranked(rows, lon, lat)
        stop = int(np.searchsorted(away, metres, side="right"))
        return rows[:stop], away[:stop]

    def metres_from(self, lon: float, lat: float, rows: NDArray[Any]) -> Metres:
        """Distance from a place to each row; NaN for a row whose location is unknown."""
        rows = np.asarray(rows, dtype=np.intp)
        away = np.full(len(rows), np.nan)
        known = self.outlines.kinds[rows] > 0
        if known.any():
            away[known] = self._metres(rows[known], lon, lat)
        return away

    def _turned(self, lon: float) -> bool:
        """Whether the layer reaches more than half around the globe from the place."""
        return self.bounds is None or max(self.bounds[2] - lon, lon - self.bounds[0]) > 180

    def _metres(
        self,
        rows: NDArray[np.intp],
        lon: float,
        lat: float,
        surrounded: bool = True,
        within_degrees: float = math.inf,
    ) -> Metres:
        if not self._turned(lon):
            return self.outlines.metres(rows, lon, lat, surrounded, within_degrees)
        turns = [self.outlines.metres(rows, lon + turn, lat) for turn in (-360.0, 0.0, 360.0)]
        return np.minimum.reduce(turns)

    def _ranked(
        self,
        rows: NDArray[Any],
        lon: float,
        lat: float,
        surrounded: bool = True,
        within_degrees: float = math.inf,
    ) -> tuple[Rows, Metres]:
        if not len(rows):
            return _NO_ROWS, _NO_METRES
        metres = self._metres(rows.astype(np.intp), lon, lat, surrounded, within_degrees)
        order = np.lexsort((rows, metres))
        return rows.take(order), metres.take(order)

    def _degrees_to(self, row: int, lon: float, lat: float) -> float:
        """Distance in degrees to the row's box; 0 inside, and where the layer is turned around."""
        if self._turned(lon):
            return 0.0
        west, south, east, north = self.boxes[row].tolist()
        return math.hypot(max(west - lon, lon - east, 0.0), max(south - lat, lat - north, 0.0))

    @staticmethod
    def _reach(degrees: float, lat: float) -> float:
        """Metres within which the tree has named everything, if its last box lay so far away.

        A way of r metres never leads farther than r / (metres in the narrowest degree it can meet).
        """
        narrowest = max(math.cos(math.radians(min(abs(lat) + degrees, 90.0))), 0.0)
        return degrees * 110_500.0 * narrowest * 0.999

    # Time

    def valid_on(self, day: dt.date, rows: NDArray[Any] | None = None) -> NDArray[np.bool_]:
        """Which rows (of `rows`, or of the whole layer) hold on a day; `valid_to` is the first day
        after.
        """
        number = (day - _EPOCH).days
        start, end = (
            (self.valid_from_days, self.valid_to_days)
            if rows is None
            else (self.valid_from_days[rows], self.valid_to_days[rows])
        )
        return np.asarray((start <= number) & (number < end))

    # Key and content

    @property
    def keys(self) -> Any:
        """The key of every row."""
        return self.array("key")

    def row(self, key: str) -> int | None:
        """The row of a key, or None."""
        for row in self._key_table.candidates(key):
            if self.table["key"][row].as_py() == key:
                return row
        return None

    def column(self, name: str) -> Any:
        """A column of the layer, read in place. Raises KeyError for an unknown name."""
        if name not in self.column_names:
            raise KeyError(name)
        return self.table[name]

    def geometry(self, row: int) -> BaseGeometry | None:
        """The exact geometry of a row, None where the location is unknown."""
        wkb = self.table["geometry"][int(row)].as_py()
        return None if wkb is None else shapely.from_wkb(wkb)

    def _geometries(self, rows: NDArray[Any]) -> NDArray[np.object_]:
        """Shapely geometries of rows that have a location."""
        rows = np.asarray(rows, dtype=np.intp)
        starts = self._wkb_offsets.take(rows).tolist()
        stops = self._wkb_offsets.take(rows + 1).tolist()
        content = self._wkb_bytes
        wkb = np.empty(len(rows), dtype=object)
        wkb[:] = [content[a:b].tobytes() for a, b in zip(starts, stops, strict=True)]
        return np.asarray(shapely.from_wkb(wkb))

    def feature(self, row: int) -> bytes:
        """The row as a GeoJSON Feature in UTF-8."""
        start, stop = self._feature_offsets[row : row + 2].tolist()
        return self._feature_bytes[start : stop - 1].tobytes()

    def features(self, rows: NDArray[Any]) -> list[bytes]:
        """The rows as GeoJSON Features in UTF-8, in the given order."""
        rows = np.asarray(rows, dtype=np.intp)
        starts = self._feature_offsets[rows].tolist()
        stops = (self._feature_offsets[rows + 1] - 1).tolist()
        content = self._feature_bytes
        return [content[a:b].tobytes() for a, b in zip(starts, stops, strict=True)]

    def features_json(self, rows: NDArray[Any]) -> bytes:
        """The rows as GeoJSON Features joined by commas: the inside of a "features" array.

        Each feature is stored with a comma behind it, so that a run of rows is one piece of memory.
        """
        return b"".join(self.feature_runs(rows))

    def feature_runs(self, rows: NDArray[Any]) -> list[memoryview]:
        """The pieces of memory that `features_json` joins."""
        rows = np.asarray(rows)
        if not len(rows):
            return []
        starts = self._feature_offsets.take(rows)
        stops = self._feature_offsets.take(rows + 1)
        breaks = starts[1:] != stops[:-1]
        first = [int(starts[0]), *starts[1:][breaks].tolist()]
        last = [*stops[:-1][breaks].tolist(), int(stops[-1]) - 1]
        content = self._feature_bytes
        return [content[a:b] for a, b in zip(first, last, strict=True)]

    def record(self, row: int) -> dict[str, Any]:
        """Every column of a row, JSON-able: dates as ISO text, `geometry` as GeoJSON, unknown as
        None.
        """
        feature = orjson.loads(self.feature(int(row)))
        known = feature["properties"] | {"geometry": feature["geometry"]}
        return {name: known.get(name) for name in self.column_names}


def _unsure(
    boxes: NDArray[np.float64], west: float, south: float, east: float, north: float
) -> NDArray[np.intp]:
    """Which geometries may miss a box, judging by bounding boxes that all meet it.

    Where a bounding box sticks out on one side at most, the outermost point of the geometry on the
    opposite side lies in the box. Only at a corner, or right across, it may still miss the box.
    """
    beyond = boxes >= np.array((west, south, east, north))
    # Four booleans are one number of four bytes (the last two are turned round, as they say that
    # a side lies outside); multiplied by ones, its highest byte counts them.
    inside = beyond.view(_FOUR_BYTES).ravel()
    inside ^= _OUTSIDE
    inside *= _ONES
    return (inside < _THREE).nonzero()[0]


def _rows_in_tree(entry: Mapping[str, Any], kinds: Any) -> Rows | None:
    """Row numbers of the boxes in the R-tree; None when they are the same numbers."""
    if entry["located"] == entry["count"]:
        return None
    return np.flatnonzero(kinds.to_numpy()).astype(np.uint32)
