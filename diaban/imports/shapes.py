"""Are the geometries of a layer sound, and do they agree with each other and with what is said?

Pure: Shapely, NumPy and pyproj. Geometries are arrays (n,) in EPSG:4326, longitude first; metres
and square metres are measured on a VN-2000 grid (Quảng Ninh: EPSG:5899), as land documents do.
Every function works on whole arrays; only what is found is looked at one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from django.utils.functional import Promise
from numpy.typing import NDArray

from diaban.geo.measure import QUANG_NINH_VN2000, unsound
from diaban.imports.coverage import neighbours
from diaban.imports.findings import ERROR, NOTE, WARNING, Finding
from diaban.imports.layer import TYPES, Geometries, Layer, Positions, Rules, place_of, to_grid

__all__ = ["Layer", "Rules", "check", "measured_m2"]

_DEGREES_EXACT = 1e-9
_METRES_EXACT = 0.005
_DUPLICATE_DECIMALS = 8
_UNSOUND_CHECKED = 10_000


def check(
    layer: Layer,
    rules: Rules | None = None,
    *,
    unreadable: Sequence[int] | Positions = (),
    parent: Any = None,
    parent_name: str | Promise = "",
    declared_m2: NDArray[np.float64] | None = None,
    measured_m2: NDArray[np.float64] | None = None,
) -> list[Finding]:
    """Every finding about a layer, by row.

    Args:
        unreadable: positions whose geometry could not be built (`Dataset.unreadable`).
        parent: a geometry, or an array of n, within which the rows should lie.
        declared_m2: (n,) areas as declared; NaN where none is.
        measured_m2: (n,) to be filled with the areas on the grid, where they are sound areas.
    """
    rules = rules or Rules()
    found, is_sound = soundness(layer, rules, unreadable)
    polygonal = is_sound & np.isin(shapely.get_type_id(layer.geometries), TYPES["polygon"])
    positions = np.flatnonzero(polygonal)
    metres = to_grid(layer.geometries[positions], rules.epsg)
    if measured_m2 is not None:
        measured_m2[positions] = shapely.area(metres)
    twins, duplicated = duplicates(layer, is_sound)
    found += twins
    found += thin_parts(layer, positions, metres, rules)
    found += bounding_boxes(layer, positions, metres)
    # A copy overlaps all that its original overlaps; saying it once is enough.
    single = ~np.isin(positions, duplicated)
    found += neighbours(layer, positions[single], metres[single], rules)
    if parent is not None:
        found += outside(layer, is_sound, parent, parent_name, rules)
    if declared_m2 is not None:
        found += areas(layer, positions, metres, declared_m2, rules)
    return sorted(found, key=lambda finding: (finding.row, finding.code))


def soundness(
    layer: Layer, rules: Rules, unreadable: Sequence[int] | Positions = ()
) -> tuple[list[Finding], NDArray[np.bool_]]:
    """Null, empty, self-crossing, of the wrong type or dimension; and which are fit for more."""
    shapes = layer.geometries
    broken = set(map(int, unreadable))
    missing = shapely.is_missing(shapes)
    empty = ~missing & shapely.is_empty(shapes)
    invalid = ~missing & ~empty & ~shapely.is_valid(shapes)
    found = [
        layer.finding(
            "unreadable_geometry" if at in broken else "missing_geometry", at, None, ERROR
        )
        for at in map(int, np.flatnonzero(missing))
    ]
    found += [layer.finding("empty", int(at), None, ERROR) for at in np.flatnonzero(empty)]
    for at in np.flatnonzero(invalid)[:_UNSOUND_CHECKED]:
        reason, place = unsound(shapes[at]) or ("other", None)
        found.append(layer.finding(reason, int(at), place or _somewhere(shapes[at]), ERROR))
    if rules.expected is not None:
        kinds = shapely.get_type_id(shapes)
        for at in np.flatnonzero(~missing & ~empty & ~np.isin(kinds, TYPES[rules.expected])):
            kind, place = shapes[at].geom_type, _somewhere(shapes[at])
            code = f"{rules.expected}_expected"
            found.append(layer.finding(code, int(at), place, ERROR, found=kind))
    counts = shapely.get_num_coordinates(shapes)
    for at in np.flatnonzero(counts > rules.vertices):
        numbers = {"count": int(counts[at]), "limit": rules.vertices}
        place = _somewhere(shapes[at])
        found.append(layer.finding("too_many_vertices", int(at), place, WARNING, **numbers))
    raised = np.flatnonzero(shapely.has_z(shapes) | shapely.has_m(shapes))
    if len(raised):
        first = int(raised[0])
        place = _somewhere(shapes[first])
        found.append(layer.finding("extra_dimension", first, place, NOTE, count=len(raised)))
    return found, ~missing & ~empty & ~invalid


def duplicates(layer: Layer, is_sound: NDArray[np.bool_]) -> tuple[list[Finding], Positions]:
    """Geometries equal within about a millimetre, wherever their rings begin; and the copies."""
    positions = _in_equal_boxes(layer.geometries, np.flatnonzero(is_sound))
    rounded = shapely.transform(
        shapely.force_2d(layer.geometries[positions]),
        lambda xy: np.round(xy, _DUPLICATE_DECIMALS),
    )
    first: dict[bytes, int] = {}
    found, copies = [], []
    for at, wkb in zip(
        map(int, positions), shapely.to_wkb(shapely.normalize(rounded)), strict=True
    ):
        other = first.setdefault(wkb, at)
        if other != at:
            numbers = {"other": layer.names[other], "other_row": int(layer.rows[other])}
            place = _somewhere(layer.geometries[at])
            found.append(layer.finding("duplicate", at, place, WARNING, **numbers))
            copies.append(at)
    return found, np.array(copies, np.int64)


def thin_parts(
    layer: Layer, positions: Positions, metres: Geometries, rules: Rules
) -> list[Finding]:
    """Parts of polygons narrower than the tolerance: what is left when areas are cut."""
    parts, owner = shapely.get_parts(metres, return_index=True)
    area = shapely.area(parts)
    # Of a long strip, area over half the length around is its width.
    width = np.divide(2 * area, shapely.length(parts), out=np.zeros_like(area), where=area > 0)
    found = []
    for part in np.flatnonzero(width < rules.tolerance_m):
        numbers = {"width_m": float(width[part]), "area_m2": float(area[part])}
        place = place_of(parts[part], rules.epsg)
        at = int(positions[owner[part]])
        found.append(layer.finding("thin_part", at, place, WARNING, **numbers))
    return found


def bounding_boxes(layer: Layer, positions: Positions, metres: Geometries) -> list[Finding]:
    """Rectangles exactly along the axes, of longitude and latitude or of the grid.

    No surveyed boundary is one: somebody drew a frame, or a program exported the extent.
    """
    shapes = shapely.force_2d(layer.geometries[positions])
    is_box = _is_frame(shapes, _DEGREES_EXACT) | _is_frame(metres, _METRES_EXACT)
    return [
        layer.finding("bounding_box", at, _somewhere(layer.geometries[at]), WARNING)
        for at in map(int, positions[is_box])
    ]


def _is_frame(shapes: Geometries, tolerance: float) -> NDArray[np.bool_]:
    """Polygons of four corners that fill their bounds; `tolerance` in the unit of the shapes."""
    answer = np.zeros(len(shapes), np.bool_)
    few = np.flatnonzero(shapely.get_num_coordinates(shapes) == 5)
    west, south, east, north = shapely.bounds(shapes[few]).T
    wide, high = east - west, north - south
    missing = np.abs(wide * high - shapely.area(shapes[few]))
    answer[few] = missing <= tolerance * (wide + high)
    return answer


def _in_equal_boxes(shapes: Geometries, positions: Positions) -> Positions:
    """Those of `positions` that share their bounds with another: only they can be copies."""
    bounds = np.round(shapely.bounds(shapes[positions]), _DUPLICATE_DECIMALS - 1)
    order = np.lexsort(bounds.T)
    same = (np.diff(bounds[order], axis=0) == 0).all(axis=1)
    is_shared = np.zeros(len(positions), np.bool_)
    is_shared[order[1:][same]] = True
    is_shared[order[:-1][same]] = True
    return positions[is_shared]


def outside(
    layer: Layer, is_sound: NDArray[np.bool_], parent: Any, parent_name: str | Promise, rules: Rules
) -> list[Finding]:
    """What lies beyond its parent by more than the tolerance."""
    positions = np.flatnonzero(is_sound)
    parents = np.broadcast_to(np.asarray(parent, dtype=object), layer.geometries.shape)[positions]
    shapes = layer.geometries[positions]
    shapely.prepare(parents)
    beyond = ~shapely.is_missing(parents) & ~shapely.covers(parents, shapes)
    inner, outer = to_grid(shapes[beyond], rules.epsg), to_grid(parents[beyond], rules.epsg)
    left = shapely.difference(inner, shapely.buffer(outer, rules.tolerance_m, quad_segs=4))
    found = []
    for at, shape, whole, rest in zip(positions[beyond], inner, outer, left, strict=True):
        if rest.is_empty:
            continue
        distance = float(shapely.distance(shape, whole))
        if distance > 0:
            numbers: dict[str, Any] = {"distance_m": distance}
            code, severity = "far_outside", ERROR
        else:
            area = float(shapely.difference(shape, whole).area)
            points = shapely.points(shapely.get_coordinates(rest))
            share = 100 * area / shape.area if shape.area else 100.0
            farthest = float(shapely.distance(points, whole).max())
            numbers = {"area_m2": area, "percent": share, "distance_m": farthest}
            code, severity = "outside_parent", WARNING
        place = place_of(rest, rules.epsg)
        found.append(layer.finding(code, int(at), place, severity, parent=parent_name, **numbers))
    return found


def areas(
    layer: Layer,
    positions: Positions,
    metres: Geometries,
    declared_m2: NDArray[np.float64],
    rules: Rules,
) -> list[Finding]:
    """Measured against declared area, where they differ by more than is tolerated."""
    measured = shapely.area(metres)
    declared = np.asarray(declared_m2, np.float64)[positions]
    known = np.isfinite(declared)
    found = [
        layer.finding("area_not_positive", int(at), None, ERROR, declared_m2=f"{value:g}")
        for at, value in zip(positions[known], declared[known], strict=True)
        if value <= 0
    ]
    difference = measured - declared
    allowed = np.maximum(rules.area_m2, np.abs(declared) * rules.area_percent / 100)
    for index in np.flatnonzero(known & (declared > 0) & (np.abs(difference) > allowed)):
        at = int(positions[index])
        found.append(
            layer.finding(
                "area_differs",
                at,
                _somewhere(layer.geometries[at]),
                WARNING,
                measured_m2=float(measured[index]),
                declared_m2=float(declared[index]),
                difference_m2=float(difference[index]),
                percent=float(100 * difference[index] / declared[index]),
            )
        )
    return found


def measured_m2(geometries: Geometries, epsg: int = QUANG_NINH_VN2000) -> NDArray[np.float64]:
    """(n,) areas on the VN-2000 grid; NaN where there is no geometry or no sound one."""
    usable = shapely.is_valid(geometries)
    answer = np.full(len(geometries), np.nan)
    answer[usable] = shapely.area(to_grid(geometries[usable], epsg))
    return answer


def _somewhere(shape: Any) -> tuple[float, float] | None:
    """A vertex of a geometry in longitude and latitude, for those too unsound for more."""
    first = shapely.get_coordinates(shape)[:1]
    if not len(first) or not np.isfinite(first).all():
        return None
    if shape.is_valid:
        point = shapely.point_on_surface(shape)
        return float(point.x), float(point.y)
    return float(first[0, 0]), float(first[0, 1])
