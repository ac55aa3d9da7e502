"""Neighbours of one layer: overlaps, slivers along common boundaries, gaps between them. Pure.

One pass of GEOS over the whole coverage finds the edges that do not fit; only polygons with such
edges are compared with their neighbours, so a layer without faults costs that one pass.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np
import shapely

from diaban.imports.findings import NOTE, WARNING, Finding
from diaban.imports.layer import Geometries, Layer, Positions, Rules, place_of, width_of

_PLACES_OF_A_PAIR = 50


def neighbours(
    layer: Layer, positions: Positions, metres: Geometries, rules: Rules
) -> list[Finding]:
    """Overlaps, slivers and gaps between polygons that should share a boundary.

    `metres` are the polygons at `positions` on the grid. One pass over the coverage finds the edges
    that do not fit; only polygons with such edges are compared with each other.
    """
    found: list[Finding] = []
    if len(metres) > 1:
        misfits = shapely.coverage_invalid_edges(metres, gap_width=rules.tolerance_m)
        reach = rules.tolerance_m
        if rules.is_coverage:
            # Looking for wide gaps only, GEOS overlooks narrow ones: it is asked for both.
            reach = max(rules.tolerance_m, rules.open_gap_m)
            wide = shapely.coverage_invalid_edges(metres, gap_width=reach)
            misfits = shapely.union(misfits, wide)
        suspects = np.flatnonzero(~shapely.is_empty(misfits))
        if len(suspects):
            found += _pairs(layer, positions, metres, misfits, suspects, reach, rules)
    if rules.is_coverage and len(metres):
        found += _gaps(layer, positions, metres, rules)
    return found


def _pairs(
    layer: Layer,
    positions: Positions,
    metres: Geometries,
    misfits: Geometries,
    suspects: Positions,
    reach: float,
    rules: Rules,
) -> list[Finding]:
    asked, met = shapely.STRtree(metres).query(
        metres[suspects], predicate="dwithin", distance=reach
    )
    pairs = np.sort(np.column_stack((suspects[asked], met)), axis=1)
    pairs = np.unique(pairs[pairs[:, 0] < pairs[:, 1]], axis=0)
    first, second = pairs[:, 0], pairs[:, 1]
    common = shapely.intersection(metres[first], metres[second])
    core = shapely.buffer(common, -rules.tolerance_m / 2, quad_segs=2)
    is_overlap = ~shapely.is_empty(core)
    found = [
        _overlap(layer, positions, metres, int(a), int(b), shape, rules)
        for a, b, shape in zip(
            first[is_overlap], second[is_overlap], common[is_overlap], strict=True
        )
    ]
    for a, b in zip(first[~is_overlap], second[~is_overlap], strict=True):
        found += _slivers(layer, positions, metres, misfits, int(a), int(b), reach, rules)
    return found


def _overlap(
    layer: Layer,
    positions: Positions,
    metres: Geometries,
    a: int,
    b: int,
    common: Any,
    rules: Rules,
) -> Finding:
    parts = [part for part in shapely.get_parts(common) if part.area > 0]
    largest = max(parts, key=lambda part: part.area)
    area = sum(part.area for part in parts)
    return layer.finding(
        "overlap",
        int(positions[a]),
        place_of(largest, rules.epsg),
        WARNING,
        other=layer.names[positions[b]],
        other_row=int(layer.rows[positions[b]]),
        area_m2=float(area),
        width_m=width_of(largest, rules.tolerance_m),
        percent=float(100 * area / min(metres[a].area, metres[b].area)),
    )


def _slivers(
    layer: Layer,
    positions: Positions,
    metres: Geometries,
    misfits: Geometries,
    a: int,
    b: int,
    reach: float,
    rules: Rules,
) -> list[Finding]:
    """Each place where the boundaries of two neighbours differ without a wide overlap."""
    sides = [
        (shapely.intersection(edges, shapely.buffer(other, reach, quad_segs=2)), other)
        for edges, other in ((misfits[a], metres[b]), (misfits[b], metres[a]))
    ]
    both = shapely.union_all([edges for edges, _ in sides])
    if both.is_empty:
        return []
    found = []
    for place in shapely.get_parts(shapely.buffer(both, reach, quad_segs=2))[:_PLACES_OF_A_PAIR]:
        longest, width = both, 0.0
        length = 0.0
        for edges, other in sides:
            here = shapely.intersection(edges, place)
            if shapely.length(here) == 0:
                continue
            points = shapely.points(shapely.get_coordinates(shapely.segmentize(here, reach)))
            width = max(width, float(shapely.distance(points, shapely.boundary(other)).max()))
            if shapely.length(here) > length:
                length, longest = float(shapely.length(here)), here
        found.append(
            layer.finding(
                "sliver",
                int(positions[a]),
                place_of(longest, rules.epsg),
                WARNING if max(length, width) > rules.tolerance_m else NOTE,
                other=layer.names[positions[b]],
                other_row=int(layer.rows[positions[b]]),
                length_m=length,
                width_m=width,
            )
        )
    return found


def _gaps(layer: Layer, positions: Positions, metres: Geometries, rules: Rules) -> list[Finding]:
    """Holes that the polygons leave between them, wider than the tolerance."""
    whole = shapely.get_parts(shapely.union_all(metres))
    rings = [ring for part in whole for ring in part.interiors]
    holes = shapely.polygons(rings) if rings else np.empty(0, dtype=object)
    core = shapely.buffer(holes, -rules.tolerance_m / 2, quad_segs=2)
    holes = holes[~shapely.is_empty(core)]
    beside = defaultdict(list)
    for hole, at in shapely.STRtree(metres).query(holes, predicate="intersects").T:
        beside[int(hole)].append(int(positions[at]))
    found = []
    for number, hole in enumerate(holes):
        around = sorted(beside[number], key=lambda at: layer.rows[at])
        if len(around) < 2:
            continue  # a hole in one polygon is drawn on purpose
        names = ", ".join(layer.names[at] for at in around[:4])
        found.append(
            layer.finding(
                "gap",
                around[0],
                place_of(hole, rules.epsg),
                WARNING,
                others=names,
                other_rows=[int(layer.rows[at]) for at in around],
                area_m2=float(hole.area),
                width_m=width_of(hole, rules.tolerance_m),
            )
        )
    return found
