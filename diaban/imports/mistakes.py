"""The mistakes that coordinates from Viet Nam come with, each as something that can be tried. Pure.

A `Reading` is the data under the assumption of some mistakes. Trying them shows where the data
would land; nothing is mended, the words are for the person who decides.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from django.utils.translation import gettext as _

from diaban.geo.crs import Coordinates, System

FALSE_EASTING = 500_000.0
ZONE_PREFIXES = (18, 19, 48, 49, 481, 482, 491)
"""Zone numbers written before the easting: Gauss-Krüger (HN-72), UTM, and VN-2000's TM-3 zones."""

_EAST = np.array([FALSE_EASTING, 0.0])
_NORTH = np.array([0.0, FALSE_EASTING])
_LARGEST_ANGLE = 400.0
_HALF_GRID = 180_000.0
_MANY = 8


@dataclass(frozen=True, slots=True)
class Reading:
    """Coordinates (n, 2) under assumed mistakes (codes, in the order in which they were undone)."""

    mistakes: tuple[str, ...]
    xy: Coordinates


def are_degrees(xy: Coordinates) -> bool:
    """Whether the numbers are small enough to be angles; they may still be packed otherwise."""
    return bool(np.nanmax(np.abs(xy), initial=0.0) <= _LARGEST_ANGLE)


def readings(xy: Coordinates, system: System) -> Iterator[Reading]:
    """The ways in which `xy` (n, 2, finite) may have to be read to be coordinates of `system`."""
    for order in ((), ("axes_swapped",) if system.projected else ("lat_lon_swapped",)):
        turned = xy[:, ::-1] if order else xy
        found = _grid(turned, system) if system.projected else _angles(turned)
        for mistakes, changed in found:
            yield Reading((*order, *mistakes), changed)


def explanation(code: str) -> str:
    """What a mistake is, in words."""
    return {
        "axes_swapped": _(
            "X and Y are exchanged: in Vietnamese surveying X is the northing and Y the easting."
        ),
        "lat_lon_swapped": _("Latitude stands where longitude should."),
        "zone_prefix": _("The number of the zone is written before the easting."),
        "false_easting_missing": _("The eastings lack the 500 000 m of the grid."),
        "false_easting_twice": _("The 500 000 m of the grid are in the eastings twice."),
        "false_northing": _(
            "The 500 000 m are in the northing instead of the easting, as the deprecated"
            " definitions EPSG:6956 to 6959 have it."
        ),
        "kilometres": _("The numbers are kilometres."),
        "millimetres": _("The numbers are millimetres, as in some drawings."),
        "packed_dms": _("Degrees, minutes and seconds are written as one number."),
    }[code]


def remedy(code: str) -> str:
    """What would put a mistake right, in words."""
    return {
        "axes_swapped": _("Exchange the two columns when mapping them."),
        "lat_lon_swapped": _("Exchange the two columns when mapping them."),
        "zone_prefix": _("Accept the eastings without the zone number, and name the zone."),
        "false_easting_missing": _("Accept 500 000 m more on the eastings, or correct the file."),
        "false_easting_twice": _("Accept 500 000 m less on the eastings, or correct the file."),
        "false_northing": _(
            "Export the file again in the system that replaced the deprecated one."
        ),
        "kilometres": _("Accept the numbers times 1000, or export the file in metres."),
        "millimetres": _("Accept the numbers divided by 1000, or export the file in metres."),
        "packed_dms": _("Accept the numbers as degrees, minutes and seconds."),
    }[code]


def _grid(xy: Coordinates, system: System) -> Iterator[tuple[tuple[str, ...], Coordinates]]:
    """Readings of a projected grid; only those that the size of the numbers suggests."""
    yield (), xy
    east, north = np.median(np.abs(xy), axis=0)
    if north > 1e8:
        yield ("millimetres",), xy / 1000
    if north < 5_000 and east < 2_000:
        yield ("kilometres",), xy * 1000
    if system.scale is None:
        return
    if np.isin(xy[:, 0] // 1e6, ZONE_PREFIXES).all():
        yield ("zone_prefix",), np.column_stack([xy[:, 0] % 1e6, xy[:, 1]])
    if east < _HALF_GRID:
        yield ("false_easting_missing",), xy + _EAST
        yield ("false_northing",), xy + _EAST - _NORTH
    if FALSE_EASTING + _HALF_GRID < east < 2 * FALSE_EASTING + _HALF_GRID:
        yield ("false_easting_twice",), xy - _EAST


def _angles(xy: Coordinates) -> Iterator[tuple[tuple[str, ...], Coordinates]]:
    """Readings of longitude and latitude."""
    if are_degrees(xy):
        yield (), xy
        packed = np.round(np.abs(xy) * 10_000, 6)
        # Decimal degrees look packed by chance; many with odd seconds do not.
        enough = len(np.unique(packed[packed % 100 > 0])) >= _MANY
    else:
        packed = np.abs(xy)
        enough = True
    minutes, seconds = packed // 100 % 100, packed % 100
    if enough and (minutes < 60).all() and (seconds < 60).all() and packed.max() < 3_600_000:
        yield ("packed_dms",), np.sign(xy) * (packed // 10_000 + minutes / 60 + seconds / 3600)
