"""Where a petition points to on the map: read as people type it, judged, and said in words. Pure.

Degrees, WGS 84. A point far from the park that was chosen is not refused, it is said.
"""

from __future__ import annotations

from dataclasses import dataclass

from pyproj import Geod

WEST, SOUTH, EAST, NORTH = 102.0, 6.0, 118.0, 23.6
"""Viet Nam with its islands and waters, roughly: what lies outside is a slip of the pen."""
FAR_M = 15_000.0
"""A point further than this from the park's centre is asked about before it is kept."""
DIRECTIONS = ("n", "ne", "e", "se", "s", "sw", "w", "nw")

_EARTH = Geod(ellps="WGS84")


@dataclass(frozen=True, slots=True)
class Fault(Exception):
    """Why a point cannot be; `part` is the field. `code`: half, number, swapped, outside."""

    code: str
    part: str


@dataclass(frozen=True, slots=True)
class Offset:
    """From a place to the point: metres, and one of `DIRECTIONS`."""

    metres: float
    direction: str

    @property
    def is_far(self) -> bool:
        return self.metres > FAR_M


def read(longitude: str, latitude: str) -> tuple[float, float] | None:
    """(longitude, latitude) as typed, with a decimal point or comma; None where both are empty.

    Raises:
        Fault: one is missing, is no number, lies outside Viet Nam, or both stand in each other's
            place.
    """
    told = {"longitude": longitude.strip(), "latitude": latitude.strip()}
    if not any(told.values()):
        return None
    found = {}
    for part, text in told.items():
        if not text:
            raise Fault("half", part)
        found[part] = _degrees(text, part)
    lon, lat = found["longitude"], found["latitude"]
    if not inside(lon, lat):
        if inside(lat, lon):
            raise Fault("swapped", "longitude")
        raise Fault("outside", "latitude" if WEST <= lon <= EAST else "longitude")
    return lon, lat


def _degrees(text: str, part: str) -> float:
    compact = text.replace(" ", "").replace("°", "").replace(",", ".")
    try:
        value = float(compact)
    except ValueError:
        raise Fault("number", part) from None
    if not -180 <= value <= 180:  # nan and infinities are no numbers of degrees either
        raise Fault("outside" if abs(value) < float("inf") else "number", part)
    return round(value, 6)


def inside(lon: float, lat: float) -> bool:
    return WEST <= lon <= EAST and SOUTH <= lat <= NORTH


def offset(place: tuple[float, float], point: tuple[float, float]) -> Offset:
    """How far and in which direction the point lies from the place."""
    azimuth, _back, metres = _EARTH.inv(*place, *point)
    return Offset(float(metres), DIRECTIONS[round(azimuth / 45) % 8])
