"""What is wrong with coordinates whose system is declared: traps, and nothing changed. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import shapely
from django.utils.translation import gettext as _
from numpy.typing import NDArray
from pyproj import Transformer
from shapely.geometry.base import BaseGeometry

from diaban.geo import crs
from diaban.geo.crs import Coordinates, System
from diaban.imports import mistakes
from diaban.imports.placing import MOST, Candidate, Place, candidates, landing
from diaban.imports.traps import Trap

_CLEARLY_MORE = 0.3
_OFF_M = 100.0
_DATUM_SHIFT_M = (150.0, 300.0)
_SHIFT_DIFFERS_M = 0.5
_M_PER_DEGREE = 111_320.0
_SHOWN = 5
_STRAYS_TRIED = 300
_OUTSIDE = ("outside",)


def diagnose(
    xy: Coordinates, declared: System, where: Place, known: Coordinates | None = None
) -> list[Trap]:
    """Why a whole file (n, 2) in its declared system is not where it should be.

    `known` (n, 2) is where the same things are already known, longitude and latitude, NaN where
    not: it reveals what a box cannot, such as a neighbouring meridian or a datum left out.
    An empty list means that nothing was recognised as wrong.
    """
    traps = declaration(declared, where)
    rows = np.isfinite(xy).all(axis=1)
    if not rows.any():
        return traps
    if declared.family == "unstated":
        return traps
    if (units := _units(xy[rows], declared)) is not None:
        found = _elsewhere(xy, declared, where, known)
        explained = any(trap.code == "packed_dms" for trap in found)
        return [*traps, *([] if explained else [units]), *found]
    reading = mistakes.Reading((), xy[rows])
    now = landing(reading, declared, where, None if known is None else known[rows])
    return traps if _well(now, known) else [*traps, *_elsewhere(xy, declared, where, known, now)]


def declaration(declared: System, where: Place) -> list[Trap]:
    """What is wrong with a declared system by itself, whatever the coordinates are."""
    traps = []
    if declared.use_instead:
        words = _("%(old)s is deprecated: it has the 500 000 m on the northing.")
        instead = _("Use %(new)s; check on the map which of the two the numbers were made with.")
        new = crs.system(declared.use_instead).label
        sample = (declared.label, new)
        traps.append(
            _whole(
                "deprecated_definition",
                words % {"old": declared.label},
                instead % {"new": new},
                (sample,),
            )
        )
    if declared.family == "unstated":
        alike = crs.grid_like(declared)
        explanation = _("The definition names an ellipsoid but no datum, so its place is open.")
        words = _("If the file is in VN-2000, declare %s.") % (alike.label if alike else "VN-2000")
        traps.append(_whole("datum_unstated", explanation, words))
    if (metres := _shift_difference(declared, where)) > _SHIFT_DIFFERS_M:
        words = _(
            "The file's own TOWGS84 parameters give places %(metres).1f m from those of EPSG:6960:"
            " the signs of the rotations depend on a convention, or the values differ."
        )
        traps.append(
            _whole(
                "own_shift_parameters",
                words % {"metres": metres},
                _("EPSG:6960 is used. Check with the sender if a metre matters."),
            )
        )
    return traps


def stray_rows(
    xy: Coordinates,
    system: System,
    where: Place,
    parents: Sequence[BaseGeometry | None] | None = None,
    tolerance_m: float = 500.0,
) -> list[Trap]:
    """Single rows that lie outside, in a file that lies right; by the mistake that explains them.

    `parents` gives per row the outline (longitude, latitude) of the unit that the row itself names:
    a row must lie in it or within `tolerance_m`. Rows whose mistake is not recognised come last, as
    "outside". Rows without coordinates are not looked at.
    """
    lonlat = crs.to_wgs84(xy, system)[0]
    stray = np.isfinite(xy).all(axis=1) & ~_at_home(lonlat, where, parents, None, tolerance_m)
    by_code: dict[tuple[str, ...], dict[int, tuple[str, str]]] = {}
    for count, row in enumerate(np.flatnonzero(stray)):
        # One row at a time, as each may have its own mistake; past the limit the file is at fault.
        tried = count < _STRAYS_TRIED
        reading, place = (
            _mended(xy[[row]], system, where, parents, int(row), tolerance_m)
            if tried
            else (_OUTSIDE, None)
        )
        sample = _numbers(xy[row]), _degrees(place if place is not None else lonlat[row])
        by_code.setdefault(reading, {})[int(row)] = sample
    return [_rows(codes, found) for codes, found in sorted(by_code.items(), reverse=True)]


# ── a whole file ─────────────────────────────────────────────────────────────────────────────────


def _well(now: Candidate | None, known: Coordinates | None) -> bool:
    if now is None or now.share < MOST:
        return False
    return now.off_m is None or now.off_m <= _OFF_M


def _units(xy: Coordinates, declared: System) -> Trap | None:
    degrees = mistakes.are_degrees(xy)
    if declared.projected and degrees:
        explanation = _("The declared system counts in metres, but the numbers are degrees.")
        code = "degrees_as_metres"
    elif not declared.projected and not degrees:
        explanation = _("The declared system counts in degrees, but the numbers are metres.")
        code = "metres_as_degrees"
    else:
        return None
    remedy = _("Declare the system that the numbers are in; the candidates below say which.")
    return _whole(code, explanation, remedy, ((_numbers(xy[0]), declared.label),))


def _elsewhere(
    xy: Coordinates,
    declared: System,
    where: Place,
    known: Coordinates | None,
    now: Candidate | None = None,
) -> list[Trap]:
    """The readings that would put the file right, the declared system's own before others."""
    own = None if declared in crs.usual() else declared
    systems = [*crs.usual(), *([own] if own else [])]
    found = candidates(
        *(xy, where.bounds),
        name=where.name,
        area=where.area,
        usual=where.usual,
        known=known,
        systems=systems,
    )
    better = [one for one in found if _better(one, now)]
    if not better:
        return [_nowhere(now, declared, where)]
    plain = [one for one in better if not one.mistakes and not one.far]
    same = [one for one in better if one.system.code == declared.code]
    best = (plain or same or better)[0]
    if not best.mistakes:
        return [_other_system(declared, best, plain[1:], now)]
    traps = [
        _whole(code, mistakes.explanation(code), mistakes.remedy(code), (_move(now, best),))
        for code in best.mistakes
    ]
    is_declared = best.system.code in (declared.code, declared.use_instead)
    return traps if is_declared else [*traps, _other_system(declared, best, [], now)]


def _better(one: Candidate, now: Candidate | None) -> bool:
    if now is not None and now.share >= MOST:
        return one.off_m is not None and now.off_m is not None and one.off_m < 0.2 * now.off_m
    return one.share >= min(MOST, (now.share if now else 0.0) + _CLEARLY_MORE)


def _other_system(
    declared: System, best: Candidate, others: Sequence[Candidate], now: Candidate | None
) -> Trap:
    metres = None if now is None else float(np.hypot(*_between(now, best)))
    values = {"declared": declared.label, "best": best.system.label}
    if declared.use_instead == best.system.code:
        code = "replacement_fits"
        explanation = _("The numbers were made with %(best)s, which replaced %(declared)s.")
    elif declared.is_tm3 and best.system.is_tm3:
        code = "wrong_meridian"
        explanation = _("Declared with central meridian %(old)s; with %(new)s the points lie here.")
        values |= {"old": _angle(declared.meridian), "new": _angle(best.system.meridian)}
    elif metres is not None and _DATUM_SHIFT_M[0] < metres < _DATUM_SHIFT_M[1]:
        code = "datum_confused"
        explanation = _(
            "All points lie %(metres).1f m off, as when VN-2000 is taken for WGS 84 or the reverse."
        )
    else:
        code = "wrong_system"
        explanation = _("In %(declared)s the points lie elsewhere; in %(best)s they lie here.")
    remedy = _("If the sender agrees, declare %(best)s.") % values
    if others:
        names = ", ".join(one.system.label for one in others[:_SHOWN])
        remedy += " " + _("Also possible: %s.") % names
    words = explanation % {**values, "metres": metres or 0.0}
    return _whole(code, words, remedy, (_move(now, best),))


def _nowhere(now: Candidate | None, declared: System, where: Place) -> Trap:
    explanation = _(
        "In %(system)s the points do not lie in %(place)s, and no known mistake explains it."
    )
    remedy = _("Ask the sender for the system of the file, or look at the points on the map.")
    values = {"system": declared.label, "place": where.name or _("the area")}
    sample = (declared.label, "?" if now is None else _degrees(np.array(now.centre)))
    return _whole("lands_elsewhere", explanation % values, remedy, (sample,))


def _shift_difference(declared: System, where: Place) -> float:
    """Metres between the file's own TOWGS84, as programs read it, and EPSG:6960."""
    if declared.shift is None or declared.family != "vn2000":
        return 0.0
    middle = np.array([where.middle])
    own = Transformer.from_pipeline(
        "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad +step +proj=push +v_3"
        " +step +proj=cart +ellps=WGS84 +step +proj=helmert +convention=position_vector"
        " +x={} +y={} +z={} +rx={} +ry={} +rz={} +s={}".format(*declared.shift)
        + " +step +inv +proj=cart +ellps=WGS84 +step +proj=pop +v_3"
        " +step +proj=unitconvert +xy_in=rad +xy_out=deg"
    )
    theirs = np.column_stack(own.transform(middle[:, 0], middle[:, 1]))
    ours = crs.to_wgs84(middle, crs.VN2000)[0]
    return float(np.hypot(*crs.offsets(ours, theirs)[0]))


# ── single rows ──────────────────────────────────────────────────────────────────────────────────


def _mended(
    xy: Coordinates,
    system: System,
    where: Place,
    parents: Sequence[BaseGeometry | None] | None,
    row: int,
    tolerance_m: float,
) -> tuple[tuple[str, ...], Coordinates | None]:
    """The mistakes that would bring one row home, and where; ("outside",) if none would."""
    others = [grid for grid in crs.provincial() if system.is_tm3 and grid.code != system.code]
    for grid in (system, *others):
        for reading in mistakes.readings(xy, grid):
            lonlat = crs.to_wgs84(reading.xy, grid)[0]
            if _at_home(lonlat, where, parents, row, tolerance_m)[0]:
                codes = (
                    reading.mistakes if grid is system else (*reading.mistakes, "wrong_meridian")
                )
                return codes, lonlat[0]
    return _OUTSIDE, None


def _at_home(
    lonlat: Coordinates,
    where: Place,
    parents: Sequence[BaseGeometry | None] | None,
    row: int | None,
    tolerance_m: float,
) -> NDArray[np.bool_]:
    inside = where.contains(lonlat)
    if parents is None:
        return inside
    wanted = np.array(list(parents) if row is None else [parents[row]], dtype=object)
    named = np.array([parent is not None for parent in wanted])
    finite = np.isfinite(lonlat).all(axis=1)
    check = named & finite
    near = np.zeros(len(lonlat), dtype=np.bool_)
    near[check] = shapely.dwithin(
        wanted[check], shapely.points(lonlat[check]), tolerance_m / _M_PER_DEGREE
    )
    return np.where(named, near, inside)


def _rows(codes: tuple[str, ...], found: dict[int, tuple[str, str]]) -> Trap:
    numbers = ", ".join(str(row + 1) for row in list(found)[:20]) + (
        " …" if len(found) > 20 else ""
    )
    if codes == _OUTSIDE:
        explanation = _("The point lies outside the area or outside the unit that its row names.")
        remedy = _("Correct the coordinates or the name in the file.")
    elif codes[-1] == "wrong_meridian":
        explanation = _("The point lies in its place only with another central meridian.")
        remedy = _("Ask the sender which meridian these rows were surveyed with.")
    else:
        explanation = " ".join(mistakes.explanation(code) for code in codes)
        remedy = " ".join(mistakes.remedy(code) for code in codes)
    samples = tuple(found.values())[:_SHOWN]
    trap = _whole(codes[0], explanation, remedy, samples)
    return replace(trap, where=_("rows %s") % numbers, rows=tuple(found))


# ── words ────────────────────────────────────────────────────────────────────────────────────────


def _whole(
    code: str, explanation: str, remedy: str, samples: tuple[tuple[str, str], ...] = ()
) -> Trap:
    return Trap(code, _("the whole file"), explanation, remedy, samples)


def _move(now: Candidate | None, best: Candidate) -> tuple[str, str]:
    before = "?" if now is None else _degrees(np.array(now.centre))
    return before, _degrees(np.array(best.centre))


def _between(one: Candidate, other: Candidate) -> Coordinates:
    moved: Coordinates = crs.offsets(np.array([one.centre]), np.array([other.centre]))[0]
    return moved


def _angle(degrees: float | None) -> str:
    whole, minutes = divmod(round((degrees or 0.0) * 60), 60)
    return f"{whole}°{minutes:02d}'"


def _numbers(xy: Coordinates) -> str:
    return f"{xy[0]:.10g}; {xy[1]:.10g}"


def _degrees(lonlat: Coordinates) -> str:
    return f"{lonlat[0]:.5f}°, {lonlat[1]:.5f}°"
