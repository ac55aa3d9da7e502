"""One plot of the EU deforestation regulation: `diaban.imports.eudr` names the rules. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import shapely
from babel import Locale
from babel.core import get_global

from diaban.geo.measure import geodesic_area_ha, unsound
from diaban.imports.findings import ERROR, NOTE, WARNING, Finding

POINT_LIMIT_HA = 4.0
DECIMALS = 6
AREA_PERCENT = 10.0
"""How far a polygon may measure from its declared Area before it is worth a word."""
VIET_NAM = (102.0, 6.0, 118.0, 23.5)
"""West, south, east, north of the mainland, Hoàng Sa and Trường Sa, with a margin."""


_PROPERTIES = ("ProducerName", "ProducerCountry", "ProductionPlace", "Area")
_ALLOWED = ("Point", "MultiPoint", "Polygon", "MultiPolygon", "GeometryCollection")
_DEEPEST_COLLECTION = 4


@dataclass(frozen=True, slots=True)
class Plot:
    """One feature. `area_ha` is as declared, `measured_ha` of the polygon on the ellipsoid.

    `geometry` is None where it cannot be built; `row` counts features from 1.
    """

    row: int
    name: str
    producer: str
    country: str
    place: str
    area_ha: float | None
    measured_ha: float | None
    geometry: Any


class Written(float):
    """A number that knows with how many decimals it was written; slim, as a file has millions."""

    __slots__ = ("decimals",)
    decimals: int


def written(text: str) -> Written:
    number = Written(text)
    digits, _, exponent = text.lower().partition("e")
    number.decimals = max(0, len(digits.partition(".")[2]) - int(exponent or 0))
    return number


class Checker:
    """One feature, step by step; a step that fails leaves the later ones what they can use."""

    def __init__(self, row: int, feature: Any, cattle: bool) -> None:
        self.row = row
        self.feature = feature
        self.cattle = cattle
        self.name = f"#{row}"
        self.place: tuple[float, float] | None = None
        self.found: list[Finding] = []

    def run(self) -> tuple[Plot, list[Finding]]:
        if not isinstance(self.feature, dict) or self.feature.get("type") != "Feature":
            self.add("eudr_not_a_feature")
            return Plot(self.row, self.name, "", "", "", None, None, None), self.found
        values = self.properties()
        self.name = values["ProductionPlace"] or values["ProducerName"] or self.name
        geometry = self.geometry(self.feature.get("geometry"))
        if geometry is not None:
            point = shapely.point_on_surface(geometry)
            self.place = (float(point.x), float(point.y))
        self.country(values["ProducerCountry"], geometry)
        area, measured = self.area(values["Area"], geometry)
        plot = Plot(
            self.row,
            self.name,
            values["ProducerName"],
            values["ProducerCountry"],
            values["ProductionPlace"],
            area,
            measured,
            geometry,
        )
        # Names and places become known on the way: every finding carries them in the end.
        return plot, [
            replace(
                each,
                numbers={**each.numbers, "name": self.name},
                place=each.place or self.place,
            )
            for each in self.found
        ]

    def add(self, code: str, severity: str = ERROR, place: Any = None, **numbers: Any) -> None:
        self.found.append(Finding(code, self.row, place, severity, {"name": self.name, **numbers}))

    def properties(self) -> dict[str, Any]:
        """The four properties; those with wrong capitals are reported and read all the same."""
        given = self.feature.get("properties")
        given = given if isinstance(given, dict) else {}
        values: dict[str, Any] = {}
        for wanted in _PROPERTIES:
            value = given.get(wanted)
            if wanted not in given:
                for key in given:
                    if key.replace("_", "").lower() == wanted.lower():
                        self.add("eudr_property_misnamed", found=key[:60], wanted=wanted)
                        value = given[key]
            is_text = wanted != "Area"
            values[wanted] = ("" if value is None else str(value).strip()) if is_text else value
        return values

    def country(self, country: str, geometry: Any) -> None:
        if not country:
            self.add("eudr_country_missing")
            return
        if country not in _countries():
            wanted = _two_letters(country)
            if wanted:
                self.add("eudr_country_misspelt", found=country[:40], wanted=wanted)
            else:
                self.add("eudr_country_unknown", found=country[:40])
            return
        if country == "VN" and geometry is not None:
            west, south, east, north = shapely.bounds(geometry)
            if (
                west < VIET_NAM[0]
                or south < VIET_NAM[1]
                or east > VIET_NAM[2]
                or north > VIET_NAM[3]
            ):
                self.add("eudr_outside_country", x=f"{west:g}", y=f"{south:g}")

    def area(self, given: Any, geometry: Any) -> tuple[float | None, float | None]:
        """Declared and measured hectares."""
        area = None
        if given is not None:
            is_number = isinstance(given, int | float) and not isinstance(given, bool)
            if is_number and math.isfinite(given) and given > 0:
                area = float(given)
            else:
                self.add("eudr_area_damaged", found=str(given)[:40])
        if geometry is None:
            return area, None
        if geometry.geom_type in ("Point", "MultiPoint"):
            if area is None and given is None:
                self.add("eudr_area_assumed", NOTE)
            elif area is not None and area > POINT_LIMIT_HA and not self.cattle:
                self.add("eudr_point_too_large", area=f"{area:g}")
            return area, None
        measured = geodesic_area_ha(geometry)
        percent = 100 * (measured - area) / area if area else 0.0
        if area and abs(percent) > AREA_PERCENT:
            numbers = {"area": f"{area:g}", "measured": measured, "percent": percent}
            self.add("eudr_area_differs", WARNING, **numbers)
        return area, measured

    # --- Geometry ---------------------------------------------------------------------------------

    def geometry(self, data: Any, depth: int = 0) -> Any:
        """The geometry, if it can be built; its violations are noted."""
        if not isinstance(data, dict) or not data.get("type"):
            self.add("eudr_geometry_missing")
            return None
        kind = data["type"]
        if kind not in _ALLOWED or depth > _DEEPEST_COLLECTION:
            self.add("eudr_geometry_type", found=str(kind)[:40])
            return None
        if kind == "GeometryCollection":
            members = data.get("geometries")
            if not isinstance(members, list) or not members:
                self.add("eudr_geometry_missing")
                return None
            parts = [self.geometry(member, depth + 1) for member in members]
            built = [part for part in parts if part is not None]
            return shapely.GeometryCollection(built) if built else None
        coordinates = data.get("coordinates")
        if not isinstance(coordinates, list) or not coordinates:
            self.add("eudr_geometry_missing")
            return None
        positions = list(_positions(coordinates))
        if not self.positions(positions):
            return None
        try:
            return self.points(kind, coordinates) or self.polygons(kind, coordinates)
        except (TypeError, IndexError, ValueError, shapely.errors.ShapelyError):
            self.add("eudr_coordinates_damaged")
            return None

    def positions(self, positions: Sequence[Any]) -> bool:
        """Whether every position is one on Earth; the first that is not is named."""
        if not positions or not all(map(_is_position, positions)):
            self.add("eudr_coordinates_damaged")
            return False
        for x, y, *_rest in positions:
            if abs(x) <= 180 and abs(y) <= 90:
                continue
            shown = {"x": f"{float(x):.10g}", "y": f"{float(y):.10g}"}
            if abs(x) <= 90 and abs(y) <= 180:
                self.add("eudr_swapped", **shown)
            elif abs(x) > 1000 or abs(y) > 1000:
                self.add("eudr_metres", **shown)
            else:
                self.add("eudr_out_of_range", **shown)
            return False
        if any(len(position) > 2 for position in positions):
            self.add("eudr_altitude", NOTE)
        self.decimals(positions)
        return True

    def decimals(self, positions: Sequence[Any]) -> None:
        """One ordinate in ten ends in 0 and loses a digit; half of them do not by chance."""
        written = [
            number.decimals if isinstance(number, Written) else 0
            for position in positions
            for number in position[:2]
            if isinstance(number, int | Written)
        ]
        few = [decimals for decimals in written if decimals < DECIMALS]
        if written and len(few) * 2 > len(written):
            self.add("eudr_too_few_decimals", WARNING, decimals=max(few))

    def points(self, kind: str, coordinates: Any) -> Any:
        if kind == "Point":
            return shapely.Point(*map(float, coordinates[:2]))
        if kind == "MultiPoint":
            return shapely.MultiPoint([tuple(map(float, each[:2])) for each in coordinates])
        return None

    def polygons(self, kind: str, coordinates: Any) -> Any:
        parts = []
        is_whole = True
        for rings in [coordinates] if kind == "Polygon" else coordinates:
            if not isinstance(rings, list) or not rings:
                self.add("eudr_geometry_missing")
                return None
            lines = [[(float(each[0]), float(each[1])) for each in ring] for ring in rings]
            if len(lines) > 1:
                place = lines[1][0] if lines[1] else None
                self.add("eudr_hole", place=place, count=len(lines) - 1)
            for line in lines:
                is_whole &= self.ring(line)
            if is_whole:
                parts.append(shapely.Polygon(lines[0], lines[1:]))
        if not is_whole:
            return None
        built = parts[0] if kind == "Polygon" else shapely.MultiPolygon(parts)
        return built if self.is_sound(built) else None

    def ring(self, line: Sequence[tuple[float, float]]) -> bool:
        is_closed = bool(line) and line[0] == line[-1]
        if not is_closed:
            self.add("eudr_ring_open", place=line[-1] if line else None)
        if len(line) < 4:
            self.add("eudr_ring_too_short", place=line[0] if line else None, count=len(line))
        return is_closed and len(line) >= 4

    def is_sound(self, built: Any) -> bool:
        fault = unsound(built)
        if fault is not None:
            reason, place = fault
            if built.convex_hull.area == 0:  # a figure of eight may measure 0 as well
                self.add("eudr_no_area", place=place)
            elif reason == "self_crossing":
                self.add("eudr_crossing", place=place)
            else:
                self.add("eudr_unsound", place=place, reason=reason)
            return False
        return True


def _positions(coordinates: Any) -> Iterator[Any]:
    """The innermost lists: positions, or whatever stands in their place."""
    pending = [coordinates]
    while pending:
        item = pending.pop()
        if isinstance(item, list) and item and isinstance(item[0], list):
            pending += reversed(item)
        else:
            yield item


def _is_position(item: Any) -> bool:
    return (
        isinstance(item, list)
        and len(item) >= 2
        and all(isinstance(n, int | float) and not isinstance(n, bool) for n in item)
        and all(map(math.isfinite, item[:2]))
    )


@cache
def _countries() -> frozenset[str]:
    """Two-letter codes of ISO 3166-1, as CLDR knows them."""
    territories: Mapping[str, str] = Locale("en").territories
    private = {"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"}
    return frozenset(
        code for code in territories if len(code) == 2 and code.isalpha() and code not in private
    )


def _two_letters(country: str) -> str | None:
    """ "VNM" and "vn" → "VN"; None for what is no country."""
    if country.upper() in _countries():
        return country.upper()
    aliases = get_global("territory_aliases").get(country.upper(), [])
    return aliases[0] if len(aliases) == 1 and aliases[0] in _countries() else None
