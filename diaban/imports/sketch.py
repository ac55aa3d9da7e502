"""Where an import lies: features for the preview map, and the same as a drawing in SVG. Pure.

The drawing needs no script and prints; the map is laid over it where scripts run. Both say by line
and number, not by colour alone, what is new, what was there, what ends and what was found.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import shapely
from shapely.geometry import mapping as as_geojson

MOST = 2_000
"""So many outlines are drawn; of larger imports the first."""
_DETAIL = 600
"""Corners closer than this part of the whole extent are left out of the drawing."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """One thing to draw. `role`: added, changed, old, removed, unchanged or finding."""

    role: str
    label: str
    geometry: Any
    number: int = 0


def drawn(changes: Iterable[Any], findings: Iterable[Any]) -> list[Drawn]:
    """What changes (`ImportChange`) and findings (`ImportFinding`) show on a map, EPSG:4326."""
    found: list[Drawn] = []
    for change in changes:
        if len(found) >= MOST:
            break
        places = [each for each in change.fields if each["field"] in ("outline", "location")]
        # A place that only an outline gives needs no point beside it.
        places.sort(key=lambda each: each["field"] != "outline")
        for each in places[:1]:
            if (old := _shape(each["old"])) is not None and each["effect"] != "agrees":
                found.append(Drawn("old", change.name, old))
            if (new := _shape(each["new"])) is not None:
                found.append(Drawn(change.action, change.name, new))
        if not places and change.lon is not None:
            found.append(Drawn(change.action, change.name, shapely.Point(change.lon, change.lat)))
    numbered = (one for one in findings if one.lon is not None)
    for number, one in enumerate(numbered, 1):
        if number > MOST:
            break
        found.append(Drawn("finding", one.code, shapely.Point(one.lon, one.lat), number))
    return found


def _shape(value: Mapping[str, Any] | None) -> Any:
    if not value:
        return None
    if "lon" in value:
        return shapely.Point(value["lon"], value["lat"])
    if "coordinates" in value:
        return shapely.from_geojson(_only_geometry(value))
    return None


def _only_geometry(value: Mapping[str, Any]) -> str:
    return json.dumps({"type": value["type"], "coordinates": value["coordinates"]})


def extent(things: Sequence[Drawn]) -> tuple[float, float, float, float] | None:
    """West, south, east, north of everything, with a margin; None where nothing is drawn."""
    if not things:
        return None
    west, south, east, north = shapely.total_bounds([one.geometry for one in things])
    margin = max(east - west, north - south, 0.002) * 0.06
    return west - margin, south - margin, east + margin, north + margin


def collection(things: Sequence[Drawn]) -> dict[str, Any]:
    """As a GeoJSON FeatureCollection for the map."""
    box = extent(things)
    finest = 0.0 if box is None else max(box[2] - box[0], box[3] - box[1]) / (_DETAIL * 4)
    return {
        "type": "FeatureCollection",
        "bbox": list(box) if box else None,
        "features": [
            {
                "type": "Feature",
                "geometry": as_geojson(shapely.simplify(one.geometry, finest)),
                "properties": {"role": one.role, "label": one.label, "number": one.number or None},
            }
            for one in things
        ],
    }


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing: its size in units, and paths and points with their roles."""

    width: float
    height: float
    paths: list[dict[str, Any]]
    points: list[dict[str, Any]]
    wide_km: float


def figure(things: Sequence[Drawn], width: float = 800.0) -> Figure | None:
    """The things on a plane that is true to scale in the middle of the extent."""
    box = extent(things)
    if box is None:
        return None
    west, south, east, north = box
    stretch = math.cos(math.radians((south + north) / 2))
    scale = width / ((east - west) * stretch)
    height = min(max((north - south) * scale, 160.0), 900.0)
    paths, points = [], []
    finest = max(east - west, north - south) / _DETAIL

    def place(corner: Sequence[float]) -> tuple[float, float]:
        return (corner[0] - west) * stretch * scale, (north - corner[1]) * scale

    for one in things:
        if one.geometry.geom_type == "Point":
            x, y = place(one.geometry.coords[0])
            points.append({"role": one.role, "label": one.label, "number": one.number,
                           "x": f"{x:.1f}", "y": f"{y:.1f}"})  # fmt: skip
        else:
            line = _path(shapely.simplify(one.geometry, finest), place)
            paths.append({"role": one.role, "label": one.label, "d": line})
    order = ["unchanged", "removed", "old", "added", "changed"]
    paths.sort(key=lambda path: order.index(path["role"]) if path["role"] in order else len(order))
    return Figure(width, round(height, 1), paths, points, (east - west) * stretch * 111.32)


def _path(geometry: Any, place: Any) -> str:
    parts = []
    for part in shapely.get_parts(geometry):
        closed = part.geom_type == "Polygon"
        rings = [part.exterior, *part.interiors] if closed else [part]
        for ring in rings:
            corners = [place(corner) for corner in ring.coords]
            text = "L".join(f"{x:.1f} {y:.1f}" for x, y in corners)
            parts.append(f"M{text}{'Z' if closed else ''}")
    return "".join(parts)
