"""Where data would land, for every coordinate system that it may be in. Pure.

A file that does not declare its system is never given one silently: the candidates are ranked by
where the points would land, each with its transformation and a sentence, and a person chooses.
Neighbouring grids lie kilometres apart and VN-2000 lies 224.5 m from WGS 84, so a box around a
province rarely decides; places that are already known do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
from django.utils.translation import gettext as _
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from diaban.geo import crs
from diaban.geo.crs import Coordinates, System, Transformation
from diaban.geo.measure import distance_m
from diaban.imports import mistakes
from diaban.imports.traps import Trap

__all__ = ["Candidate", "Place", "Placing", "Trap", "candidates", "landing", "place"]

SAMPLE = 2_000
"""Points that are tried; more tell nothing more about a whole file."""
MOST = 0.95
"""Share of points inside from which a file counts as lying in the place."""
_SOME = 0.5
_SAME_PLACE_M = 2.0
_KNOWN_NEAR_M = 100.0
_FAR_TM3, _FAR_UTM = 2.5, 3.5  # degrees of longitude
_FAR_COUNTS = 3  # a grid stretched so far is less likely than any usual mistake


@dataclass(frozen=True, slots=True)
class Place:
    """Where the data should land.

    Attributes:
        bounds: west, south, east, north in degrees of WGS 84: the pack's.
        name: for the sentences.
        area: outlines of the localities, where they are known; else the box counts.
        usual: codes of the systems that senders here use, the more usual first.
    """

    bounds: tuple[float, float, float, float]
    name: str = ""
    area: BaseGeometry | None = None
    usual: tuple[str, ...] = ()

    @property
    def middle(self) -> tuple[float, float]:
        """Longitude and latitude of the middle of the box."""
        west, south, east, north = self.bounds
        return (west + east) / 2, (south + north) / 2

    def contains(self, lonlat: Coordinates) -> NDArray[np.bool_]:
        """Which points (n, 2) lie inside; NaN lies nowhere."""
        west, south, east, north = self.bounds
        lon, lat = lonlat[:, 0], lonlat[:, 1]
        inside = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
        if self.area is not None:
            shapely.prepare(self.area)
            inside[inside] = shapely.intersects_xy(self.area, lon[inside], lat[inside])
        return np.asarray(inside, dtype=np.bool_)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One system that the data may be in, with the mistakes that this would presuppose.

    Attributes:
        share: of the points, inside the place (0–1).
        centre: longitude and latitude of the middle of the points (their median).
        distance_km: from there to the middle of the place.
        far: whether they lie so far from the central meridian that the grid is not used there.
        off_m: median metres to where the same things are already known, or None.
        sentence: all of it in words.
    """

    system: System
    mistakes: tuple[str, ...]
    share: float
    centre: tuple[float, float]
    distance_km: float
    far: bool
    off_m: float | None
    transformation: Transformation
    sentence: str

    @property
    def swapped(self) -> bool:
        """Whether the two columns have to be exchanged."""
        return bool({"axes_swapped", "lat_lon_swapped"} & set(self.mistakes))


@dataclass(frozen=True, slots=True)
class Placing:
    """The candidates, best first, and whether the first stands alone; the choice is a person's."""

    candidates: tuple[Candidate, ...]
    unambiguous: bool
    sentence: str


def candidates(
    xy: Coordinates,
    bounds: tuple[float, float, float, float],
    *,
    name: str = "",
    area: BaseGeometry | None = None,
    usual: Sequence[str] = (),
    known: Coordinates | None = None,
    systems: Sequence[System] | None = None,
) -> list[Candidate]:
    """Systems that `xy` (n, 2) may be in, ranked by where the points would land.

    First come those near where things are already known (`known`, (n, 2) longitude and latitude,
    NaN where not), then those with the larger share inside, with fewer mistakes presupposed, more
    usual here, nearer to the middle. Those that put nothing inside are left out, unless all do.
    """
    where = Place(bounds, name, area, tuple(usual))
    rows = _sampled(xy)
    known = known[rows] if known is not None else None
    found = [
        candidate
        for system in (systems if systems is not None else crs.usual())
        for reading in (mistakes.readings(xy[rows], system) if len(rows) else ())
        if (candidate := landing(reading, system, where, known)) is not None
    ]
    found.sort(key=lambda candidate: _rank(candidate, where.usual))
    return [candidate for candidate in found if candidate.share > 0] or found[:5]


def place(xy: Coordinates, bounds: tuple[float, float, float, float], **more: object) -> Placing:
    """`candidates`, and whether one of them stands alone; the arguments are the same."""
    ranked = candidates(xy, bounds, **more)  # type: ignore[arg-type]
    if not ranked:
        return Placing((), False, _("There is no point to place."))
    best, rivals = ranked[0], _rivals(ranked)
    if best.share == 0:
        return Placing(tuple(ranked), False, _("No known system puts these points here."))
    if best.share < MOST:
        words = _("No system puts nearly all points here; the best puts %(share)d %% here.")
        return Placing(tuple(ranked), False, words % {"share": round(best.share * 100)})
    if rivals:
        words = _("%(count)d readings put the points here, %(metres)s apart or more. Say which.")
        apart = min(_apart(best, rival) for rival in rivals)
        answer = words % {"count": len(rivals) + 1, "metres": _metres(apart)}
        return Placing(tuple(ranked), False, answer)
    if best.mistakes:
        words = _(
            "Only one reading puts the points here, and it presupposes a mistake. Confirm it."
        )
        return Placing(tuple(ranked), False, words)
    return Placing(tuple(ranked), True, _("Only one system puts the points here."))


def landing(
    reading: mistakes.Reading, system: System, where: Place, known: Coordinates | None = None
) -> Candidate | None:
    """Where a reading in a system lies; None if it lies nowhere on the Earth."""
    lonlat, used = crs.to_wgs84(reading.xy, system)
    finite = np.isfinite(lonlat).all(axis=1)
    if not finite.any():
        return None
    share = float(where.contains(lonlat).mean())
    lon, lat = np.median(lonlat[finite], axis=0)
    distance_km = distance_m(float(lon), float(lat), *where.middle) / 1000
    bare = Candidate(
        system=system,
        mistakes=reading.mistakes,
        share=share,
        centre=(float(lon), float(lat)),
        distance_km=distance_km,
        far=_is_far(system, float(lon)),
        off_m=None if known is None else _off(lonlat, known),
        transformation=used,
        sentence="",
    )
    return replace(bare, sentence=_sentence(bare, where))


def _sampled(xy: Coordinates) -> NDArray[np.intp]:
    rows = np.flatnonzero(np.isfinite(xy).all(axis=1))
    return rows[np.unique(np.linspace(0, len(rows) - 1, SAMPLE).astype(int))] if len(rows) else rows


def _rank(candidate: Candidate, usual: Sequence[str]) -> tuple[float, ...]:
    code = candidate.system.code
    place_in_usual = usual.index(code) if code in usual else len(usual)
    off = 0.0 if candidate.off_m is None else round(candidate.off_m / 5)
    return (
        off,
        -round(candidate.share, 2),
        len(candidate.mistakes) + (_FAR_COUNTS if candidate.far else 0),
        place_in_usual,
        candidate.distance_km,
    )


def _rivals(ranked: Sequence[Candidate]) -> list[Candidate]:
    """Candidates that put the data here too, but somewhere else than the best does."""
    best = ranked[0]
    rivals = [one for one in ranked[1:] if one.share >= _SOME * best.share and not one.far]
    if best.off_m is not None and best.off_m <= _KNOWN_NEAR_M:
        limit = max(3 * best.off_m, best.off_m + _KNOWN_NEAR_M / 2)
        rivals = [one for one in rivals if one.off_m is not None and one.off_m <= limit]
    return [one for one in rivals if _apart(best, one) > _SAME_PLACE_M]


def _apart(one: Candidate, other: Candidate) -> float:
    return distance_m(*one.centre, *other.centre)


def _off(lonlat: Coordinates, known: Coordinates) -> float | None:
    both = np.isfinite(lonlat).all(axis=1) & np.isfinite(known).all(axis=1)
    if not both.any():
        return None
    return float(np.median(np.hypot(*crs.offsets(lonlat[both], known[both]).T)))


def _is_far(system: System, lon: float) -> bool:
    """Whether a point lies well outside the zone (3° or 6° wide) that the grid is made for."""
    if system.meridian is None:
        return False
    return abs(lon - system.meridian) > (_FAR_TM3 if system.is_tm3 else _FAR_UTM)


def _sentence(one: Candidate, where: Place) -> str:
    words = _("%(system)s: %(share)d %% of the points lie in %(place)s, %(km)d km from its middle.")
    values = {
        "system": one.system.label,
        "share": round(one.share * 100),
        "place": where.name or _("the area"),
        "km": round(one.distance_km),
    }
    parts = [words % values]
    if one.off_m is not None:
        words = _("They lie %s from where the same things are known.")
        parts.append(words % _metres(one.off_m))
    if one.far:
        parts.append(_("That is too far from the central meridian for this grid."))
    if (used := one.transformation).code:
        accuracy = "?" if used.accuracy_m is None else f"{used.accuracy_m:g}"
        words = _("Transformation: %(name)s (%(code)s), accurate to %(metres)s m.")
        parts.append(words % {"name": used.name, "code": used.code, "metres": accuracy})
    parts.extend(mistakes.explanation(code) for code in one.mistakes)
    return " ".join(parts)


def _metres(value: float) -> str:
    return f"{value / 1000:.1f} km" if value >= 2_000 else f"{value:.1f} m"
