"""Cut projected paths at the edge of a tile and bring them onto its grid.

Coordinates are tile units: x to the east, y to the south, 0 … `EXTENT` inside the tile. `Paths`
holds rings without their closing point, lines, or points (one path of one coordinate each).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from diaban.editions import ragged

EXTENT = 4096
BUFFER = 64
PIXEL = 8
"""Tile units of one screen pixel: maps draw a tile 512 pixels wide."""

_TINY = 16
"""Rings with less area than this (a quarter of a pixel) are dropped, in square tile units."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Paths:
    """Coordinate lists, each owned by a feature (ascending) and, for rings, by an exterior ring."""

    x: NDArray[Any]
    y: NDArray[Any]
    sizes: ragged.Sizes
    owner: NDArray[np.int64]
    hole: NDArray[np.uint8]
    exterior: NDArray[np.int64]

    def select(self, keep: NDArray[np.bool_]) -> Paths:
        """The paths for which `keep` is true."""
        if keep.all():
            return self
        coordinates = keep.repeat(self.sizes)
        return Paths(
            self.x[coordinates],
            self.y[coordinates],
            self.sizes[keep],
            self.owner[keep],
            self.hole[keep],
            self.exterior[keep],
        )

    def thinned(self, keep: NDArray[np.bool_]) -> Paths:
        """The coordinates for which `keep` is true, without the paths that lose all of them."""
        sizes = ragged.sums(keep, self.sizes)
        left = replace(self, x=self.x[keep], y=self.y[keep], sizes=sizes)
        return left.select(sizes > 0)


def points(paths: Paths) -> Paths:
    """The points inside the tile or its buffer, on the grid."""
    inside = _inside(paths.x, paths.y)
    kept = paths.select(inside)
    return replace(kept, x=_on_grid(kept.x, 1), y=_on_grid(kept.y, 1))


def lines(paths: Paths, grid: int = 1) -> Paths:
    """The pieces of the lines inside the tile or its buffer, on the grid, two points or more."""
    cut = paths if _inside(paths.x, paths.y).all() else _cut_lines(paths)
    snapped = replace(cut, x=_on_grid(cut.x, grid), y=_on_grid(cut.y, grid))
    if not len(snapped.sizes):
        return snapped
    same = np.zeros(len(snapped.x), dtype=bool)
    same[1:] = (np.diff(snapped.x) == 0) & (np.diff(snapped.y) == 0)
    same[ragged.starts(snapped.sizes)] = False
    thinned = snapped.thinned(~same)
    return thinned.select(thinned.sizes > 1)


def rings(paths: Paths, grid: int = 1) -> Paths:
    """The rings inside the tile or its buffer, on the grid; exteriors have positive area, holes
    negative.

    Rings that have become tiny are dropped, and holes with their exterior. A polygon smaller than a
    pixel of which nothing would be left is drawn as one pixel by the tile that holds its middle.
    """
    if not len(paths.sizes):
        return paths
    cut = _cut_rings(paths)
    snapped = replace(cut, x=_on_grid(cut.x, grid), y=_on_grid(cut.y, grid))
    kept = _worth_drawing(snapped)
    gone = ~np.isin(paths.owner, kept.owner)
    return _merged(kept, _pixels(paths.select(gone))) if gone.any() else kept


def _on_grid(values: Floats, grid: int) -> NDArray[np.int64]:
    if grid > 1:
        return np.rint(values / grid).astype(np.int64) * grid
    return np.rint(values).astype(np.int64)


def _inside(x: Floats, y: Floats) -> NDArray[np.bool_]:
    low, high = -BUFFER, EXTENT + BUFFER
    return np.asarray((x >= low) & (x <= high) & (y >= low) & (y <= high))


def _boxes(paths: Paths) -> tuple[Floats, Floats, Floats, Floats]:
    begin = ragged.starts(paths.sizes)
    return (
        np.minimum.reduceat(paths.x, begin),
        np.minimum.reduceat(paths.y, begin),
        np.maximum.reduceat(paths.x, begin),
        np.maximum.reduceat(paths.y, begin),
    )


def _cut_rings(paths: Paths) -> Paths:
    """Sutherland–Hodgman at four sides, for the rings that cross one."""
    west, north, east, south = _boxes(paths)
    low, high = -BUFFER, EXTENT + BUFFER
    meets = (east >= low) & (west <= high) & (south >= low) & (north <= high)
    within = (west >= low) & (east <= high) & (north >= low) & (south <= high)
    if within.all():
        return paths
    crossing = paths.select(meets & ~within)
    for across, limit, sign in (
        (False, low, 1),
        (False, high, -1),
        (True, low, 1),
        (True, high, -1),
    ):
        if len(crossing.sizes):
            crossing = _half_plane(crossing, across, limit, sign)
    return _merged(paths.select(within), crossing)


def _half_plane(paths: Paths, across: bool, limit: int, sign: int) -> Paths:
    """The part of each ring on one side of a limit of x (or of y, if `across`)."""
    a, b = (paths.y, paths.x) if across else (paths.x, paths.y)
    before = ragged.previous(paths.sizes)
    inside = (a - limit) * sign >= 0
    crosses = inside != inside[before]
    if not crosses.any():
        return paths.select(inside[ragged.starts(paths.sizes)])
    produced = inside.astype(np.int64) + crosses
    place = ragged.starts(produced)
    out_a = np.empty(int(produced.sum()))
    out_b = np.empty_like(out_a)
    from_a, from_b = a[before][crosses], b[before][crosses]
    share = (limit - from_a) / (a[crosses] - from_a)
    out_a[place[crosses]] = limit
    out_b[place[crosses]] = from_b + share * (b[crosses] - from_b)
    own = (place + crosses)[inside]
    out_a[own], out_b[own] = a[inside], b[inside]
    x, y = (out_b, out_a) if across else (out_a, out_b)
    sizes = ragged.sums(produced, paths.sizes)
    return replace(paths, x=x, y=y, sizes=sizes).select(sizes > 0)


def _worth_drawing(paths: Paths) -> Paths:
    if not len(paths.sizes):
        return paths
    before = ragged.previous(paths.sizes)
    moved = (paths.x != paths.x[before]) | (paths.y != paths.y[before])
    paths = paths.thinned(moved)
    if not len(paths.sizes):
        return paths
    before = ragged.previous(paths.sizes)
    twice = ragged.sums(paths.x[before] * paths.y - paths.x * paths.y[before], paths.sizes)
    signed = np.where(paths.hole == 1, -twice, twice)
    keep = (paths.sizes > 2) & (signed > 2 * _TINY)
    alive = np.isin(paths.exterior, paths.exterior[keep & (paths.hole == 0)])
    return paths.select(keep & alive)


def _pixels(paths: Paths) -> Paths:
    """One pixel for each feature whose exteriors are all smaller than a pixel."""
    west, north, east, south = _boxes(paths)
    features, first = np.unique(paths.owner, return_index=True)
    if not len(features):
        return paths
    west, north = np.minimum.reduceat(west, first), np.minimum.reduceat(north, first)
    east, south = np.maximum.reduceat(east, first), np.maximum.reduceat(south, first)
    x, y = (west + east) / 2, (north + south) / 2
    small = (np.maximum(east - west, south - north) < PIXEL) & (x >= 0) & (x < EXTENT)
    small &= (y >= 0) & (y < EXTENT)
    count = int(small.sum())
    half = PIXEL // 2
    corners_x = _on_grid(x[small], 1)[:, None] + np.array([-half, half, half, -half])
    corners_y = _on_grid(y[small], 1)[:, None] + np.array([-half, -half, half, half])
    return Paths(
        corners_x.ravel(),
        corners_y.ravel(),
        np.full(count, 4),
        features[small],
        np.zeros(count, dtype=np.uint8),
        paths.exterior[first][small],
    )


def _merged(one: Paths, other: Paths) -> Paths:
    """Both sets of paths, in the order of their exteriors (and so of their features)."""
    if not len(other.sizes):
        return one
    if not len(one.sizes):
        return other
    sizes = np.concatenate((one.sizes, other.sizes))
    exterior = np.concatenate((one.exterior, other.exterior))
    hole = np.concatenate((one.hole, other.hole))
    order = np.lexsort((hole, exterior))
    take = ragged.positions(ragged.starts(sizes)[order], sizes[order])
    return Paths(
        np.concatenate((one.x, other.x))[take],
        np.concatenate((one.y, other.y))[take],
        sizes[order],
        np.concatenate((one.owner, other.owner))[order],
        hole[order],
        exterior[order],
    )


def _cut_lines(paths: Paths) -> Paths:
    """Liang–Barsky for every segment; a line that leaves and returns becomes several."""
    begins = np.ones(len(paths.x), dtype=bool)
    begins[ragged.starts(paths.sizes) + paths.sizes - 1] = False
    start = np.flatnonzero(begins)
    x, y = paths.x[start], paths.y[start]
    dx, dy = paths.x[start + 1] - x, paths.y[start + 1] - y
    enter, leave = np.zeros(len(start)), np.ones(len(start))
    for origin, delta in ((x, dx), (y, dy)):
        low, high = -BUFFER - origin, EXTENT + BUFFER - origin
        with np.errstate(divide="ignore", invalid="ignore"):
            near = np.where(delta > 0, low / delta, high / delta)
            far = np.where(delta > 0, high / delta, low / delta)
        still = delta == 0
        out = still & ((low > 0) | (high < 0))
        enter = np.maximum(enter, np.where(still, np.where(out, 2.0, 0.0), near))
        leave = np.minimum(leave, np.where(still, 1.0, far))
    kept = np.flatnonzero(enter <= leave)
    if not len(kept):
        return paths.select(np.zeros(len(paths.sizes), dtype=bool))
    enter, leave = enter[kept], leave[kept]
    # A piece goes on where the segment before it was kept whole up to its end.
    goes_on = np.zeros(len(kept), dtype=bool)
    goes_on[1:] = (np.diff(start[kept]) == 1) & (leave[:-1] >= 1) & (enter[1:] <= 0)
    x, y, dx, dy = x[kept], y[kept], dx[kept], dy[kept]
    points_of = np.where(goes_on, 1, 2)
    ends = points_of.cumsum() - 1
    out_x, out_y = np.empty(int(points_of.sum())), np.empty(int(points_of.sum()))
    out_x[ends], out_y[ends] = x + leave * dx, y + leave * dy
    new = ~goes_on
    out_x[ends[new] - 1] = (x + enter * dx)[new]
    out_y[ends[new] - 1] = (y + enter * dy)[new]
    path_of = np.repeat(np.arange(len(paths.sizes)), paths.sizes)[start[kept]][new]
    piece = new.cumsum() - 1
    sizes = np.bincount(piece, weights=points_of).astype(np.int64)
    return Paths(
        out_x, out_y, sizes, paths.owner[path_of], paths.hole[path_of], paths.exterior[path_of]
    )
