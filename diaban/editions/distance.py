"""Metres on the WGS 84 ellipsoid from one place to many outlines held in coordinate arrays.

An edge is straight in longitude and latitude, as GeoJSON means it. The nearest point of each
outline is found in a plane around the place (Gauss mid-latitude scale up to 200 km, geodesic
azimuth and distance beyond); the distance to that point is then taken by the mid-latitude series
below 10 km (within 1 cm) and by the geodesic beyond. Inside a polygon the distance is 0.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pyproj import Geod

Rows = NDArray[np.intp]
Metres = NDArray[np.float64]

GEOD = Geod(ellps="WGS84")
_A = 6378137.0
_E2 = 0.0066943799901413165
_RADIAN = math.pi / 180
_SERIES_BELOW = 10_000.0
_PLANE_BELOW_DEGREES = 2.0
_POINT, _LINE, _POLYGON = 1, 2, 3


def scale_at(lat: float) -> tuple[float, float]:
    """Metres per degree of longitude and of latitude at a latitude in degrees."""
    sine = math.sin(lat * _RADIAN)
    w2 = 1 - _E2 * sine * sine
    prime = _A / math.sqrt(w2)
    return (
        prime * math.cos(lat * _RADIAN) * _RADIAN,
        prime * (1 - _E2) / w2 * _RADIAN,
    )


def box_around(lon: float, lat: float, metres: float) -> tuple[float, float, float, float]:
    """A box in degrees that surely holds everything within `metres`; it may reach beyond ±180°."""
    up = metres / 110_500.0  # the shortest degree of latitude is 110 574 m
    south, north = max(lat - up, -90.0), min(lat + up, 90.0)
    widest = max(abs(lat - up), abs(lat + up))
    if widest >= 89.9:
        return -180.0, south, 180.0, north
    # Half the width of a spherical circle, on the smallest radius of the ellipsoid.
    sine = math.sin(min(metres / 6_335_000.0, math.pi / 2)) / math.cos(lat * _RADIAN)
    if sine >= 1:
        return -180.0, south, 180.0, north
    across = math.asin(sine) / _RADIAN
    return lon - across, south, lon + across, north


@dataclass(frozen=True, slots=True)
class Outlines:
    """Coordinate arrays of a layer (see `encode`): row → parts → coordinates, all read in place."""

    kinds: NDArray[np.uint8]
    part_offsets: NDArray[np.int64]
    coordinate_offsets: NDArray[np.int64]
    coordinates: NDArray[np.float64]  # (n, 2), lon and lat in degrees

    def metres(self, rows: Rows, lon: float, lat: float) -> Metres:
        """Geodesic distance from the place to each row; every row must have a location."""
        first, last = self.part_offsets[rows], self.part_offsets[rows + 1]
        begin = self.coordinate_offsets[first]
        counts = self.coordinate_offsets[last] - begin
        stops = counts.cumsum()
        starts = stops - counts
        total = int(stops[-1]) if len(stops) else 0
        if total == len(rows):  # nothing but single points
            away = self.coordinates[begin] - (lon, lat)
            return _measure(away[:, 0], away[:, 1], lon, lat)
        away = self.coordinates[(begin - starts).repeat(counts) + np.arange(total)]
        away -= (lon, lat)
        dx, dy = away[:, 0], away[:, 1]
        ends = self._edge_ends(rows, first, last, begin, starts, total)
        nearest_x, nearest_y, plane2 = _nearest_on_edges(dx, dy, ends, lon, lat)
        best = np.minimum.reduceat(plane2, starts)
        if best.max() >= _SERIES_BELOW**2:
            pick = _first_equal(plane2, best, starts, counts)
            best_metres = _measure(nearest_x[pick], nearest_y[pick], lon, lat)
        else:
            best_metres = np.sqrt(best)
        return self._zero_inside(rows, best_metres, dx, dy, ends, starts)

    def _edge_ends(
        self,
        rows: Rows,
        first: NDArray[np.int64],
        last: NDArray[np.int64],
        begin: NDArray[np.int64],
        starts: NDArray[np.int64],
        total: int,
    ) -> NDArray[np.bool_]:
        """True where a coordinate starts no edge, because it is the last of its part."""
        ends = np.zeros(total, dtype=bool)
        parts = last - first
        if int(parts.sum()) == len(rows):
            ends[starts[1:] - 1] = True
        else:
            stops = parts.cumsum()
            part = (first - (stops - parts)).repeat(parts) + np.arange(int(stops[-1]))
            shift = (starts - begin).repeat(parts)
            ends[self.coordinate_offsets[part + 1] + shift - 1] = True
        ends[-1] = True
        return ends

    def _zero_inside(
        self,
        rows: Rows,
        metres: Metres,
        dx: NDArray[np.float64],
        dy: NDArray[np.float64],
        ends: NDArray[np.bool_],
        starts: NDArray[np.int64],
    ) -> Metres:
        """0 for polygons around the place: an odd number of edges crosses the ray to the east."""
        ax, ay, bx, by = dx[:-1], dy[:-1], dx[1:], dy[1:]
        above = dy > 0
        spans = above[:-1] != above[1:]
        spans &= ~ends[:-1]
        if not spans.any():
            return metres
        crosses = np.zeros(len(dx), dtype=np.uint8)
        cross = ax * by - ay * bx
        crosses[:-1] = spans & ((cross > 0) == (by > ay))
        odd = np.add.reduceat(crosses, starts, dtype=np.int64) & 1
        if odd.any():
            metres[(odd == 1) & (self.kinds[rows] == _POLYGON)] = 0.0
        return metres


def _nearest_on_edges(
    dx: NDArray[np.float64],
    dy: NDArray[np.float64],
    ends: NDArray[np.bool_],
    lon: float,
    lat: float,
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """For each edge its point nearest to the origin, in degrees from it, and the square of the
    metres.
    """
    kx, ky = scale_at(lat)
    near = max(-dy.min(), dy.max(), dx.max(), -dx.min()) < _PLANE_BELOW_DEGREES
    px, py = _plane(dx, dy, kx, ky, lat) if near else _azimuthal(dx, dy, lon, lat)
    vx, vy = np.empty_like(px), np.empty_like(py)
    np.subtract(px[1:], px[:-1], out=vx[:-1])
    np.subtract(py[1:], py[:-1], out=vy[:-1])
    vx[ends] = 0.0
    vy[ends] = 0.0
    t = px * vx
    t += py * vy
    square = vx * vx
    square += vy * vy
    square += 1e-300
    t /= -square
    np.maximum(t, 0.0, out=t)
    np.minimum(t, 1.0, out=t)
    if near:
        # The true point of the edge, so that what is measured lies on the outline.
        t[ends] = 0.0
        x, y = dx.copy(), dy.copy()
        x[:-1] += t[:-1] * (dx[1:] - dx[:-1])
        y[:-1] += t[:-1] * (dy[1:] - dy[:-1])
        px, py = _plane(x, y, kx, ky, lat)
        px *= px
        py *= py
        px += py
        return x, y, px
    t[ends] = 0.0
    x, y = dx.copy(), dy.copy()
    x[:-1] += t[:-1] * (dx[1:] - dx[:-1])
    y[:-1] += t[:-1] * (dy[1:] - dy[:-1])
    return x, y, (px + t * vx) ** 2 + (py + t * vy) ** 2


def _plane(
    dx: NDArray[np.float64], dy: NDArray[np.float64], kx: float, ky: float, lat: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Metres east and north by the scale at the middle latitude, to second order in the latitude."""
    x1, x2, y1, y2 = _slopes(kx, ky, lat)
    return dx * (kx + dy * (x1 + dy * x2)), dy * (ky + dy * (y1 + dy * y2))


def _slopes(kx: float, ky: float, lat: float) -> tuple[float, float, float, float]:
    """Taylor terms of the scales in half steps of latitude, by central differences."""
    step = 0.05
    north_x, north_y = scale_at(lat + step)
    south_x, south_y = scale_at(lat - step)
    return (
        (north_x - south_x) / (2 * step) / 2,
        (north_x - 2 * kx + south_x) / (step * step) / 8,
        (north_y - south_y) / (2 * step) / 2,
        (north_y - 2 * ky + south_y) / (step * step) / 8,
    )


def _azimuthal(
    dx: NDArray[np.float64], dy: NDArray[np.float64], lon: float, lat: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    azimuth, _back, metres = GEOD.inv(
        np.full(len(dx), lon), np.full(len(dx), lat), lon + dx, lat + dy
    )
    angle = np.radians(azimuth)
    return metres * np.sin(angle), metres * np.cos(angle)


def _measure(dx: NDArray[np.float64], dy: NDArray[np.float64], lon: float, lat: float) -> Metres:
    """Metres to points given in degrees from the place."""
    kx, ky = scale_at(lat)
    px, py = _plane(dx, dy, kx, ky, lat)
    metres = np.asarray(np.sqrt(px * px + py * py))
    far = metres >= _SERIES_BELOW
    if far.any():
        x, y = lon + dx[far], lat + dy[far]
        metres[far] = GEOD.inv(np.full(len(x), lon), np.full(len(x), lat), x, y)[2]
    return metres


def _first_equal(
    values: NDArray[np.float64],
    best: NDArray[np.float64],
    starts: NDArray[np.int64],
    counts: NDArray[np.int64],
) -> NDArray[np.intp]:
    """For each group the position of its best value."""
    hits = np.flatnonzero(values == best.repeat(counts))
    return hits[np.searchsorted(hits, starts)]
