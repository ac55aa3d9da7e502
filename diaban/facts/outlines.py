"""Outlines (ranh giới) as values: sound GeoJSON geometries in EPSG:4326. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import shapely
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from diaban.facts.refusal import ValueRefused
from diaban.geo.measure import unsound

ALLOWED = ("Polygon", "MultiPolygon", "LineString", "MultiLineString")
DECIMALS = 8
"""Digits kept of a degree: about a millimetre."""


def clean_outline(raw: Any) -> dict[str, Any]:
    """The outline as a GeoJSON geometry; `raw` is a geometry, GeoJSON, or WKT.

    Raises:
        ValueRefused: it cannot be read, is no outline, or crosses itself (the place is named).
    """
    geometry = shapely.force_2d(_read(raw))
    if geometry.geom_type not in ALLOWED:
        raise ValueRefused(
            "not_an_outline",
            _("A %(type)s is not an outline.") % {"type": geometry.geom_type},
            _("Draw a polygon or a line; a point stands in locations.csv."),
        )
    if fault := unsound(geometry):
        raise _refusal(*fault)
    west, south, east, north = geometry.bounds
    if west < -180 or south < -90 or east > 180 or north > 90:
        raise ValueRefused(
            "outside_bounds",
            _("The outline has coordinates that are not longitude and latitude in degrees."),
            _("Transform it to EPSG:4326, longitude first."),
        )
    rounded: dict[str, Any] = _rounded(json.loads(shapely.to_geojson(geometry)))
    return rounded


def geometry_of(value: Mapping[str, Any]) -> BaseGeometry:
    """The Shapely geometry of a stored outline."""
    return shapely.from_geojson(
        json.dumps({"type": value["type"], "coordinates": value["coordinates"]})
    )


def _read(raw: Any) -> BaseGeometry:
    try:
        if isinstance(raw, BaseGeometry):
            return raw
        if isinstance(raw, Mapping):
            return shapely.from_geojson(json.dumps(raw))
        text = str(raw).strip()
        return shapely.from_geojson(text) if text.startswith("{") else shapely.from_wkt(text)
    except (shapely.errors.ShapelyError, TypeError, ValueError) as error:
        raise ValueRefused(
            "bad_geometry",
            _("The outline cannot be read: %(reason)s") % {"reason": str(error)[:200]},
            _("Write a WKT or GeoJSON polygon or line in EPSG:4326."),
        ) from None


def _refusal(reason: str, place: tuple[float, float] | None) -> ValueRefused:
    if reason == "self_crossing":
        where = f"{place[0]:.6f} {place[1]:.6f}" if place else "?"
        return ValueRefused(
            "self_crossing",
            _("The outline crosses itself at %(place)s (longitude, latitude).") % {"place": where},
            _("Move or delete the corner at that place, so that the line meets itself nowhere."),
        )
    words = {
        "empty": _("The outline is empty."),
        "too_few_points": _("A ring of the outline has too few points."),
        "not_finite": _("A coordinate of the outline is not a number."),
        "hole_outside": _("A hole of the outline lies outside of it."),
        "nested": _("A part of the outline lies within another part."),
    }
    return ValueRefused(
        "bad_geometry",
        words.get(reason, _("The outline is not a sound polygon or line.")),
        _("Draw the outline again."),
    )


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, DECIMALS)
    if isinstance(value, list):
        return [_rounded(item) for item in value]
    if isinstance(value, dict):
        return {name: _rounded(item) for name, item in value.items()}
    return value
