"""Metres on the WGS 84 ellipsoid from one place to many outlines held in coordinate arrays.

An edge is straight in longitude and latitude, as GeoJSON means it. The nearest point of each
outline is found in a plane around the place: to scale at the place below 0.15°, by geodesic azimuth
and distance beyond. The distance to that point is then taken in that plane below 300 m, by the
Gauss mid-latitude formula below 10 km (both within 1 cm) and by the geodesic beyond. Inside a
polygon the distance is 0.

Points of the plane are complex numbers, east + i·north: one multiplication by a conjugate gives the
dot product (how far along an edge) and the cross product (on which side of it).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pyproj import Geod

Rows = NDArray[np.intp]
Metres = NDArray[np.float64]
Points = NDArray[np.complex128]

GEOD = Geod(ellps="WGS84")
_A = 6378137.0
_E2 = 0.0066943799901413165
_RADIAN = math.pi / 180
_FLAT_BELOW = 300.0
_SERIES_BELOW = 10_000.0
_PLANE_BELOW = 0.15
_POLYGON = 3
_MANY = 30  # points from which arrays are faster than a loop


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
    """Coordinate arrays of a layer (see `encode`): row → parts → coordinates, all read in place.

    `single` says that every row has exactly one part, so that row numbers are part numbers.
    """

    kinds: NDArray[np.uint8]
    part_offsets: NDArray[np.int64]
    coordinate_offsets: NDArray[np.int64]
    points: Points  # lon + i·lat in degrees
    single: bool

    def has_one_in(self, row: int, west: float, south: float, east: float, north: float) -> bool:
        """Whether a row has a point or corner in a box in degrees: `has_point_in` for one row."""
        first, last = row, row + 1
        if not self.single:
            first, last = self.part_offsets[first], self.part_offsets[last]
        begin, end = self.coordinate_offsets.item(first), self.coordinate_offsets.item(last)
        if end - begin > _MANY:
            return bool(self.has_point_in(np.array([row]), west, south, east, north)[0])
        for point in self.points[begin:end].tolist():
            if west <= point.real <= east and south <= point.imag <= north:
                return True
        return False

    def has_point_in(
        self, rows: Rows, west: float, south: float, east: float, north: float
    ) -> NDArray[np.bool_]:
        """Which rows have a point or corner in a box in degrees; all must have a location."""
        first, last = rows, rows + 1
        if not self.single:
            first, last = self.part_offsets.take(rows), self.part_offsets.take(last)
        begin = self.coordinate_offsets.take(first)
        counts = self.coordinate_offsets.take(last) - begin
        starts = counts.cumsum() - counts
        count = int(counts.sum())
        points = self.points.take((begin - starts).repeat(counts) + _count_to(count))
        lon, lat = points.real, points.imag
        inside = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
        return np.asarray(np.logical_or.reduceat(inside, starts))

    def metres(
        self,
        rows: Rows,
        lon: float,
        lat: float,
        surrounded: bool = True,
        within_degrees: float = math.inf,
    ) -> Metres:
        """Geodesic distance from the place to each row; every row must have a location.

        `surrounded=False` says that the place surely lies in none of the rows, `within_degrees`
        that nothing of them is farther away: both only save time.
        """
        first, last = rows, rows + 1
        if not self.single:
            first, last = self.part_offsets.take(rows), self.part_offsets.take(last)
        begin = self.coordinate_offsets.take(first)
        counts = self.coordinate_offsets.take(last) - begin
        stops = counts.cumsum()
        starts = stops - counts
        total = int(stops[-1])
        if total == len(rows):  # nothing but single points
            return _measure(self.points[begin] - complex(lon, lat), lon, lat)
        away = self.points.take((begin - starts).repeat(counts) + _count_to(total))
        away -= complex(lon, lat)
        near = (
            within_degrees < _PLANE_BELOW
            or np.maximum.reduce(np.abs(away.view(np.float64))) < _PLANE_BELOW
        )
        plane = _to_scale(away, lat) if near else _azimuthal(away, lon, lat)
        ends = self._ends(first, last, begin, starts)
        edge = np.empty_like(plane)
        np.subtract(plane[1:], plane[:-1], out=edge[:-1])
        edge[ends] = 0
        conjugate = edge.conj()
        turned = plane * conjugate
        along = (edge * conjugate).real
        np.subtract(-1e-300, along, out=along)
        np.divide(turned.real, along, out=along)
        np.maximum(along, 0.0, out=along)
        np.minimum(along, 1.0, out=along)
        metres = self._to_nearest(plane + along * edge, away, along, starts, counts, lon, lat, near)
        inside = _surrounded(plane, edge, turned, ends, starts) if surrounded else None
        if inside is not None:
            metres[inside & (self.kinds[rows] == _POLYGON)] = 0.0
        return metres

    def _to_nearest(
        self,
        nearest: Points,
        away: Points,
        along: Metres,
        starts: NDArray[np.int64],
        counts: NDArray[np.int64],
        lon: float,
        lat: float,
        near: bool,
    ) -> Metres:
        """The smallest distance of each group, as exact as its size asks for."""
        flat = np.abs(nearest)
        metres = np.minimum.reduceat(flat, starts)
        farthest = np.maximum.reduce(metres)
        if near and farthest < _FLAT_BELOW:
            return metres
        if near and farthest < _SERIES_BELOW:
            return np.sqrt(np.minimum.reduceat(_square(nearest, lat), starts))
        hits = np.flatnonzero(flat == metres.repeat(counts))
        pick = hits[np.searchsorted(hits, starts)]
        after = np.minimum(pick + 1, len(away) - 1)
        share = np.where(along[pick] > 0, along[pick], 0.0)
        return _measure(away[pick] + share * (away[after] - away[pick]), lon, lat)

    def _ends(
        self,
        first: NDArray[np.int64],
        last: NDArray[np.int64],
        begin: NDArray[np.int64],
        starts: NDArray[np.int64],
    ) -> NDArray[np.int64]:
        """Positions of the coordinates that start no edge: the last of each part."""
        if self.single:
            return starts - 1  # the first start is 0: position -1 is the last coordinate
        parts = last - first
        stops = parts.cumsum()
        part = (first - (stops - parts)).repeat(parts) + np.arange(int(stops[-1]))
        return self.coordinate_offsets[part + 1] + (starts - begin).repeat(parts) - 1


_COUNT = np.arange(4096)


def _count_to(number: int) -> NDArray[np.intp]:
    """0 … number - 1, without making it anew for the usual small numbers."""
    return _COUNT[:number] if number <= len(_COUNT) else np.arange(number)


def _surrounded(
    plane: Points,
    edge: Points,
    turned: Points,
    ends: NDArray[np.int64],
    starts: NDArray[np.int64],
) -> NDArray[np.bool_] | None:
    """For each outline whether an odd number of edges crosses the ray to the east."""
    above = plane.imag > 0
    spans = np.zeros(len(plane), dtype=bool)
    np.not_equal(above[1:], above[:-1], out=spans[:-1])
    spans[ends] = False
    spans &= (turned.imag < 0) == (edge.imag > 0)
    odd: NDArray[np.bool_] = np.logical_xor.reduceat(spans, starts)
    return odd if odd.any() else None


def _to_scale(away: Points, lat: float) -> Points:
    """Degrees from the place as metres east and north, by the scale at the place."""
    kx, ky = scale_at(lat)
    plane = away * ky
    east = plane.real
    east *= kx / ky
    return plane


def _azimuthal(away: Points, lon: float, lat: float) -> Points:
    """Degrees from the place as metres east and north, distances and azimuths from it true."""
    azimuth, _back, metres = GEOD.inv(
        np.full(len(away), lon), np.full(len(away), lat), lon + away.real, lat + away.imag
    )
    angle = np.radians(azimuth)
    return np.asarray(metres * np.sin(angle) + 1j * (metres * np.cos(angle)))


def _square(scaled: Points, lat: float) -> Metres:
    """Squared distance to points of the plane to scale, by the scale at the middle latitude."""
    sine, cosine = math.sin(lat * _RADIAN), math.cos(lat * _RADIAN)
    w2 = 1 - _E2 * sine * sine
    meridian = _A * (1 - _E2) / (w2 * math.sqrt(w2))
    # Relative change of both scales for half a metre of latitude: d(N cos φ) = -M sin φ dφ and
    # dM = 3 M e² sin φ cos φ / w² dφ.
    across = -0.5 * sine / max(cosine, 1e-9) * math.sqrt(w2) / _A
    along = 1.5 * _E2 * sine * cosine / (w2 * meridian)
    x, y = scaled.real, scaled.imag
    x = x * (1 + across * y)
    y = y * (1 + along * y)
    x *= x
    y *= y
    x += y
    return x


def _measure(away: Points, lon: float, lat: float) -> Metres:
    """Metres to points given in degrees from the place."""
    metres = np.sqrt(_square(_to_scale(away, lat), lat))
    far = ~(metres < _SERIES_BELOW * 0.999)
    if far.any():
        x, y = lon + away.real[far], lat + away.imag[far]
        metres[far] = GEOD.inv(np.full(len(x), lon), np.full(len(x), lat), x, y)[2]
    return metres
