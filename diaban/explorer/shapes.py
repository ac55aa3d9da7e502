"""Areas that a reader draws: WKT or GeoJSON text to a Shapely polygon, with limits. Pure."""

from __future__ import annotations

import shapely

from diaban.explorer.parameters import Malformed, shorten
from diaban.explorer.phrases import phrase as _

MAX_VERTICES = 1000
MAX_CHARACTERS = 24_000


def area(text: str) -> shapely.Polygon | shapely.MultiPolygon:
    """A polygon or multipolygon in degrees (EPSG:4326), longitude first.

    Raises `Malformed` for anything else: unreadable, too long, crossing itself, off the Earth.
    """
    text = text.strip()
    if len(text) > MAX_CHARACTERS:
        raise Malformed(
            "too-long",
            _("The area has %(count)s characters.", count=len(text)),
            _("Use at most %(count)s characters: fewer corners.", count=MAX_CHARACTERS),
        )
    shape = _read(text)
    if not isinstance(shape, shapely.Polygon | shapely.MultiPolygon) or shape.is_empty:
        raise Malformed(
            "not-a-polygon",
            _("It is not an area but a %(kind)s.", kind=getattr(shape, "geom_type", "null")),
            _("Give a Polygon or MultiPolygon that encloses something."),
        )
    corners = int(shapely.get_num_coordinates(shape))
    if corners > MAX_VERTICES:
        raise Malformed(
            "too-many-vertices",
            _("The area has %(count)s corners.", count=corners),
            _("Simplify it to at most %(count)s corners.", count=MAX_VERTICES),
        )
    west, south, east, north = shape.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise Malformed(
            "out-of-range",
            _("The area is not on the Earth."),
            _("Give degrees, longitude before latitude, in EPSG:4326."),
        )
    if not shape.is_valid:
        raise Malformed(
            "invalid-polygon",
            _("The area is not valid: %(why)s.", why=shapely.is_valid_reason(shape)),
            _("Draw each ring without crossing itself."),
        )
    return shapely.force_2d(shape)


def _read(text: str) -> shapely.Geometry | None:
    try:
        if text.startswith("{"):
            return shapely.from_geojson(text)
        return shapely.from_wkt(text)
    except (shapely.errors.ShapelyError, ValueError, TypeError):
        raise Malformed(
            "malformed",
            _("“%(text)s” is neither WKT nor a GeoJSON geometry.", text=shorten(text)),
            _("Write for example POLYGON((107 20.8,107.2 20.8,107.2 21,107 20.8))."),
        ) from None


def write_area(shape: shapely.Geometry) -> str:
    """WKT with at most 6 decimals (0.1 m)."""
    return str(shapely.to_wkt(shape, rounding_precision=6, trim=True))
