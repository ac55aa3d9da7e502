"""Geometries of a large file: placed, checked and put in order of place, part by part. Pure.

The file is cut into parts that lie together. Each part is checked with the neighbours around it, so
that a fault across the cut is found once, and no more than one part stands in memory as geometries.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow as pa
import shapely
from numpy.typing import NDArray

from diaban.geo import crs
from diaban.geo.crs import System
from diaban.imports import shapes
from diaban.imports.findings import Finding
from diaban.imports.layer import TYPES, Geometries, Layer, Rules
from diaban.imports.placing import Place

PART = 40_000
"""Geometries that are looked at together."""
_AROUND = 2e-4
"""Degrees around a part from which neighbours are looked at too: about 20 m."""

Step = Callable[[float], None]


@dataclass(slots=True)
class Placed:
    """All geometries in WGS 84 (WKB), in order of place, and what was found.

    `order` gives for each the position in the file; `outside` are positions outside of the place;
    `measured_m2` are areas on the VN-2000 grid, in the order of the file.
    """

    order: NDArray[np.int64]
    wkb: pa.ChunkedArray
    bounds: NDArray[np.float64]
    measured_m2: NDArray[np.float64]
    outside: NDArray[np.int64]
    findings: list[Finding] = field(default_factory=list)


def place(
    wkb: pa.ChunkedArray,
    rows: NDArray[np.int64],
    names: pa.Array | None,
    system: System,
    where: Place,
    declared_m2: NDArray[np.float64] | None,
    step: Step,
) -> Placed:
    """Transform and check every geometry."""
    bounds = _bounds(wkb, system)
    middle = np.column_stack(((bounds[:, 0] + bounds[:, 2]) / 2, (bounds[:, 1] + bounds[:, 3]) / 2))
    order, cuts = _cut(middle)
    outside = np.flatnonzero(np.asarray(wkb.is_valid()) & ~where.contains(middle))
    measured = np.full(len(rows), np.nan)
    found: list[Finding] = []
    pieces: list[pa.Array] = []
    for number, (start, end) in enumerate(cuts):
        own = order[start:end]
        both = np.concatenate((own, _around(own, order, bounds)))
        both.sort()
        geometries, readable = _geometries(wkb, both, system)
        is_own = np.isin(both, own, assume_unique=True)
        told, areas = _check(geometries, both, readable, rows, names, declared_m2)
        mine = set(rows[own].tolist())
        found += [one for one in told if one.row in mine or one.row == 0]
        measured[both[is_own]] = areas[is_own]
        at = np.searchsorted(both, own)
        pieces.append(pa.array(shapely.to_wkb(geometries[at]), pa.binary()))
        step((number + 1) / len(cuts))
    return Placed(order, pa.chunked_array(pieces, pa.binary()), bounds, measured, outside, found)


def _bounds(wkb: pa.ChunkedArray, system: System) -> NDArray[np.float64]:
    """West, south, east, north of every geometry in WGS 84, exact enough to sort by."""
    boxes = np.full((len(wkb), 4), np.nan)
    at = 0
    for start in range(0, len(wkb), PART):
        part = wkb.slice(start, PART).to_numpy(zero_copy_only=False)
        box = shapely.bounds(shapely.from_wkb(part, on_invalid="ignore"))
        boxes[at : at + len(box)] = box
        at += len(box)
    if system.code == crs.WGS84:
        return boxes
    low, high = (crs.to_wgs84(boxes[:, columns], system)[0] for columns in ([0, 1], [2, 3]))
    return np.column_stack((np.minimum(low, high), np.maximum(low, high)))


def _cut(middle: NDArray[np.float64]) -> tuple[NDArray[np.int64], list[tuple[int, int]]]:
    """An order in which neighbours lie near each other, and where its parts begin and end."""
    count = len(middle)
    strips = max(1, int(np.ceil(np.sqrt(count / PART))))
    by_x = np.argsort(middle[:, 0], kind="stable")
    order = np.concatenate(
        [
            strip[np.argsort(middle[strip, 1], kind="stable")]
            for strip in np.array_split(by_x, strips)
        ]
    )
    cuts: list[tuple[int, int]] = []
    start = 0
    for strip in np.array_split(by_x, strips):
        for piece in np.array_split(np.arange(len(strip)), strips):
            if len(piece):
                cuts.append((start + int(piece[0]), start + int(piece[-1]) + 1))
        start += len(strip)
    return order.astype(np.int64), cuts


def _around(
    own: NDArray[np.int64], order: NDArray[np.int64], bounds: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Positions outside a part whose boxes touch its box, a little enlarged."""
    box = bounds[own]
    box = box[np.isfinite(box).all(axis=1)]
    if not len(box):
        return np.empty(0, np.int64)
    west, south = box[:, :2].min(axis=0) - _AROUND
    east, north = box[:, 2:].max(axis=0) + _AROUND
    touching = (
        (bounds[:, 0] <= east)
        & (bounds[:, 2] >= west)
        & (bounds[:, 1] <= north)
        & (bounds[:, 3] >= south)
    )
    touching[own] = False
    return np.flatnonzero(touching)


def _geometries(
    wkb: pa.ChunkedArray, positions: NDArray[np.int64], system: System
) -> tuple[Geometries, NDArray[np.int64]]:
    """Geometries in WGS 84, and which of them could not be built."""
    raw = wkb.take(pa.array(positions)).to_numpy(zero_copy_only=False)
    built = shapely.from_wkb(raw, on_invalid="ignore")
    missing = shapely.is_missing(built)
    present = np.array([value is not None for value in raw])
    if shapely.has_z(built).any() or shapely.has_m(built).any():
        built = shapely.force_2d(built)
    if system.code != crs.WGS84:
        lonlat = crs.to_wgs84(shapely.get_coordinates(built), system)[0]
        built = shapely.set_coordinates(built, np.nan_to_num(lonlat))
    return np.asarray(built, dtype=object), np.flatnonzero(missing & present)


def _check(
    geometries: Geometries,
    positions: NDArray[np.int64],
    unreadable: NDArray[np.int64],
    rows: NDArray[np.int64],
    names: pa.Array | None,
    declared_m2: NDArray[np.float64] | None,
) -> tuple[list[Finding], NDArray[np.float64]]:
    told = None if names is None else names.take(pa.array(positions)).to_pylist()
    layer = Layer.of(geometries, rows[positions], told)
    kinds = set(map(int, shapely.get_type_id(geometries[~shapely.is_missing(geometries)])))
    expected = next((name for name, ids in TYPES.items() if kinds and kinds <= set(ids)), None)
    measured = np.full(len(positions), np.nan)
    found = shapes.check(
        layer,
        replace(Rules(), expected=expected),
        unreadable=unreadable,
        declared_m2=None if declared_m2 is None else declared_m2[positions],
        measured_m2=measured,
    )
    return found, measured
