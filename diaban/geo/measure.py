"""Areas, distances and soundness of geometries. Pure: Shapely and pyproj only.

Geometries are in EPSG:4326, longitude first. Survey areas in Viet Nam are measured in VN-2000 with
the central meridian of the province; for Quảng Ninh that is EPSG:5899 (VN-2000 / TM-3 107-45).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Geod, Transformer
from shapely.geometry.base import BaseGeometry

QUANG_NINH_VN2000 = 5899
M2_PER_HA = 10_000.0
_WGS84 = Geod(ellps="WGS84")


def grid_area_ha(geometry: BaseGeometry, epsg: int = QUANG_NINH_VN2000) -> float:
    """Area in hectares on the VN-2000 grid `epsg`: the figure that land documents carry."""
    projected = shapely.transform(geometry, lambda xy: _project(xy, epsg))
    return float(shapely.area(projected)) / M2_PER_HA


def geodesic_area_ha(geometry: BaseGeometry) -> float:
    """Area in hectares on the WGS 84 ellipsoid: without the distortion of any grid."""
    return abs(_WGS84.geometry_area_perimeter(geometry)[0]) / M2_PER_HA


def circle_radius_m(area_ha: float) -> float:
    """Radius in metres of the circle that has this area.

    Raises:
        ValueError: the area is negative or not a number.
    """
    if not area_ha >= 0:
        raise ValueError(f"an area cannot be {area_ha} ha")
    return math.sqrt(area_ha * M2_PER_HA / math.pi)


def distance_m(from_lon: float, from_lat: float, to_lon: float, to_lat: float) -> float:
    """Geodesic distance in metres on WGS 84."""
    return float(_WGS84.inv(from_lon, from_lat, to_lon, to_lat)[2])


def nearest_m(points: NDArray[np.float64], targets: NDArray[np.float64]) -> NDArray[np.float64]:
    """Geodesic metres from each of n points to the nearest of m targets; NaN where there is none.

    `points` and `targets` are (n, 2) and (m, 2) of lon, lat; rows with NaN are unknown places.
    """
    targets = targets[np.isfinite(targets).all(axis=1)]
    answer = np.full(len(points), np.nan)
    known = np.isfinite(points).all(axis=1)
    if not len(targets) or not known.any():
        return answer
    asked = points[known]
    lon, lat = np.repeat(asked[:, 0], len(targets)), np.repeat(asked[:, 1], len(targets))
    to_lon, to_lat = np.tile(targets[:, 0], len(asked)), np.tile(targets[:, 1], len(asked))
    metres = _WGS84.inv(lon, lat, to_lon, to_lat)[2].reshape(len(asked), len(targets))
    answer[known] = metres.min(axis=1)
    return answer


def centre(points: Sequence[tuple[float, float]]) -> tuple[float, float, float]:
    """Lon, lat of the middle of some points, and metres to the farthest of them.

    The mean of longitudes and latitudes, which is exact enough within a province and wrong across
    the antimeridian.

    Raises:
        ValueError: there is no point.
    """
    if not points:
        raise ValueError("no point to find the middle of")
    lon = sum(point[0] for point in points) / len(points)
    lat = sum(point[1] for point in points) / len(points)
    return lon, lat, max(distance_m(lon, lat, *point) for point in points)


def unsound(geometry: BaseGeometry) -> tuple[str, tuple[float, float] | None] | None:
    """Why a geometry cannot be used, and where (lon, lat) if it is one place; None if it is sound.

    The reason is one of "empty", "self_crossing", "too_few_points", "not_finite",
    "hole_outside", "nested", "other".
    """
    if geometry.is_empty:
        return "empty", None
    if not np.isfinite(shapely.get_coordinates(geometry)).all():
        return "not_finite", None
    if geometry.is_valid:
        return None
    words = str(shapely.is_valid_reason(geometry))
    place = None
    if "[" in words:
        lon, lat = words[words.index("[") + 1 : words.index("]")].split()[:2]
        place = (float(lon), float(lat))
    return _REASONS.get(words.split("[")[0].strip(), "other"), place


_REASONS = {
    "Self-intersection": "self_crossing",
    "Ring Self-intersection": "self_crossing",
    "Too few points in geometry component": "too_few_points",
    "Invalid Coordinate": "not_finite",
    "Hole lies outside shell": "hole_outside",
    "Nested shells": "nested",
    "Holes are nested": "nested",
    "Nested holes": "nested",
}


def _project(xy: NDArray[np.float64], epsg: int) -> NDArray[np.float64]:
    return np.column_stack(_transformer(epsg).transform(xy[:, 0], xy[:, 1]))


@lru_cache(maxsize=8)
def _transformer(epsg: int) -> Transformer:
    return Transformer.from_crs(4326, epsg, always_xy=True)
