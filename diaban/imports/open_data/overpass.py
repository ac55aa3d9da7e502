"""What OpenStreetMap's Overpass service answers (`[out:json]` with `out geom`) as features. Pure.

A node is a point, a way a line (or, closed and with a tag that means ground, an area), a relation
of type multipolygon the areas between its outer and inner ways. OpenStreetMap's own rules for what
is an area: wiki.openstreetmap.org/wiki/Area.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

_GROUND = ("landuse", "natural", "leisure", "amenity", "building", "aeroway", "place", "industrial")
Record = tuple[dict[str, Any], BaseGeometry | None]


def records(answer: Mapping[str, Any]) -> Iterator[Record]:
    """Tags (with `osm_id`, as "way/123") and geometry of each element, in the answer's order.

    Elements without tags only carry others and are left out; a geometry that cannot be built is
    None, so that the review shows the element and says so.
    """
    for element in answer.get("elements", ()):
        tags = element.get("tags")
        if tags:
            yield {**tags, "osm_id": f"{element['type']}/{element['id']}"}, _geometry(element, tags)


def _geometry(element: Mapping[str, Any], tags: Mapping[str, str]) -> BaseGeometry | None:
    match element["type"]:
        case "node":
            return shapely.Point(element["lon"], element["lat"])
        case "way":
            return _way(_line(element), tags)
        case _relation:
            return _relation_area(element)


def _line(element: Mapping[str, Any]) -> list[tuple[float, float]]:
    # Where the answer is cut to a box, positions outside of it are null.
    return [(point["lon"], point["lat"]) for point in element.get("geometry", ()) if point]


def _way(line: list[tuple[float, float]], tags: Mapping[str, str]) -> BaseGeometry | None:
    if len(line) < 2:
        return None
    is_closed = len(line) >= 4 and line[0] == line[-1]
    is_ground = tags.get("area") == "yes" or (
        tags.get("area") != "no" and any(key in tags for key in _GROUND)
    )
    return shapely.Polygon(line) if is_closed and is_ground else shapely.LineString(line)


def _relation_area(element: Mapping[str, Any]) -> BaseGeometry | None:
    """Outer ways joined to rings, less the inner ones; None where they do not close."""
    lines: dict[str, list[BaseGeometry]] = {"outer": [], "inner": []}
    for member in element.get("members", ()):
        line = _line(member)
        if member.get("type") == "way" and len(line) >= 2:
            role = "inner" if member.get("role") == "inner" else "outer"
            lines[role].append(shapely.LineString(line))
    outer = shapely.union_all(list(shapely.polygonize(lines["outer"]).geoms))
    inner = shapely.union_all(list(shapely.polygonize(lines["inner"]).geoms))
    area = shapely.difference(outer, inner)
    return None if area.is_empty else area
