"""Coordinate systems of Vietnamese maps, and how each becomes WGS 84. Pure: pyproj and NumPy only.

VN-2000 (EPSG:4756) lies about 224.5 m from WGS 84 in Quảng Ninh, on the same ellipsoid, so a
library that knows no better passes coordinates through unchanged and nobody notices. Here the
transformation is chosen by its EPSG code and its name and accuracy come back with every result; a
system from which only a guess ("ballpark") leads to WGS 84 is refused.

Coordinates are arrays (n, 2): easting, northing in metres, or longitude, latitude in degrees. That
is the mathematicians' order; Vietnamese surveyors call the northing X and the easting Y.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS, Geod, Transformer
from pyproj.crs import ProjectedCRS
from pyproj.database import query_crs_info
from pyproj.enums import PJType, TransformDirection
from pyproj.exceptions import CRSError
from pyproj.transformer import TransformerGroup

VN2000 = "EPSG:4756"
WGS84 = "EPSG:4326"
WEB_MERCATOR = "EPSG:3857"
UTM = ("EPSG:3405", "EPSG:3406", "EPSG:32648", "EPSG:32649")
VN2000_TO_WGS84 = 6960
"""EPSG code of "VN-2000 to WGS 84 (2)": seven parameters, all of mainland Viet Nam, about 1 m."""
VN2000_SHIFT = (
    -191.90441429,
    -39.30318279,
    -111.45032835,
    -0.00928836,
    0.01975479,
    -0.00427372,
    0.252906278,
)
"""EPSG:6960: metres, arc-seconds (coordinate frame rotation), parts per million."""
REPLACED = {
    "EPSG:6956": "EPSG:5896",
    "EPSG:6957": "EPSG:5897",
    "EPSG:6958": "EPSG:5898",
    "EPSG:6959": "EPSG:5899",
}
"""Deprecated definitions, which have the 500 000 m on the northing, and what took their place."""

_TM3_SCALE = 0.9999
_VN2000_NAMES = {"vietnam2000", "vn2000", "dvietnam2000", "dvn2000", "gcsvn2000"}
_NEAR_SHIFT_M = 5.0
_ELLIPSOID = Geod(ellps="WGS84")

Coordinates = NDArray[np.float64]


class UnknownSystem(ValueError):
    """The text names no coordinate system: no such code, or no definition that can be read."""


class NoTransformation(ValueError):
    """The system is understood, but how it lies on the Earth is not, so it cannot become WGS 84."""


@dataclass(frozen=True, slots=True)
class System:
    """A coordinate system.

    Attributes:
        code: "EPSG:5899", or None for a definition that has no code.
        family: "vn2000", "wgs84", "other", or "unstated" (a grid without a datum).
        meridian: central meridian in degrees east, of transverse Mercator grids.
        scale: scale factor on the central meridian.
        false_easting, false_northing: metres.
        places: where the system is meant for, in EPSG's words.
        box: that area's west, south, east, north in degrees, or None.
        shift: the TOWGS84 parameters that a file's own definition carried, or None.
        definition: what pyproj makes the system from.
    """

    code: str | None
    name: str
    family: str
    projected: bool
    meridian: float | None
    scale: float | None
    false_easting: float | None
    false_northing: float | None
    places: str
    box: tuple[float, float, float, float] | None
    shift: tuple[float, ...] | None
    definition: str

    @property
    def use_instead(self) -> str | None:
        """The code that replaces a deprecated one."""
        return REPLACED.get(self.code or "")

    @property
    def is_tm3(self) -> bool:
        """Whether this is a 3-degree grid of VN-2000, standard or with its own meridian."""
        return self.family == "vn2000" and self.scale == _TM3_SCALE

    @property
    def label(self) -> str:
        """Name with code, as a person would look it up."""
        return f"{self.name} ({self.code})" if self.code else self.name


@dataclass(frozen=True, slots=True)
class Transformation:
    """How coordinates became WGS 84: kept with the data, because accuracy depends on it.

    Attributes:
        code: "EPSG:6960", or None where only a projection was undone.
        accuracy_m: stated accuracy in metres; 0 where the datum stays; None where none is stated.
        scope: what EPSG says the transformation is for.
        pipeline: the PROJ pipeline, for whoever wants to repeat it.
    """

    name: str
    code: str | None
    accuracy_m: float | None
    scope: str
    pipeline: str


def system(given: str | int | CRS) -> System:
    """The system that a code, WKT, PROJ text or pyproj CRS means.

    A VN-2000 grid that a file spells out is recognised by its parameters and gets its EPSG code.

    Raises:
        UnknownSystem: nothing can be made of it.
    """
    if isinstance(given, CRS):
        given = given.to_wkt()
    return _system(f"EPSG:{given}" if isinstance(given, int) else given.strip())


@cache
def provincial() -> tuple[System, ...]:
    """Every TM-3 grid of VN-2000 in force, by central meridian, as PROJ's database has them."""
    codes = {  # the database lists a grid once for each of its areas of use
        f"EPSG:{info.code}"
        for info in query_crs_info("EPSG", [PJType.PROJECTED_CRS], allow_deprecated=False)
        if info.name.startswith("VN-2000 / TM-3")
    }
    return tuple(sorted(map(_system, codes), key=lambda grid: grid.meridian or 0.0))


@cache
def usual() -> tuple[System, ...]:
    """The systems in which data from Viet Nam comes; deprecated ones are left out."""
    rest = (VN2000, WGS84, *UTM, WEB_MERCATOR)
    return (*provincial(), *(_system(code) for code in rest))


def grid_like(other: System) -> System | None:
    """The usual VN-2000 grid with the projection parameters of `other`, whatever datum that has."""
    return _by_parameters().get(_parameters(other))


def to_wgs84(xy: Coordinates, source: System | str | int) -> tuple[Coordinates, Transformation]:
    """Longitude and latitude (n, 2) in degrees of WGS 84, and the transformation that was used.

    Rows that are not finite, or have no place in the system, come back as NaN.

    Raises:
        UnknownSystem, NoTransformation: see there.
    """
    transformer, used = _route(_as_system(source).definition)
    lonlat = _run(transformer, xy, TransformDirection.FORWARD)
    lonlat[(np.abs(lonlat) > (360.0, 90.0)).any(axis=1)] = np.nan  # degrees that no place has
    return lonlat, used


def from_wgs84(
    lonlat: Coordinates, target: System | str | int
) -> tuple[Coordinates, Transformation]:
    """The inverse of `to_wgs84`: (n, 2) in the units of `target`."""
    transformer, used = _route(_as_system(target).definition)
    return _run(transformer, lonlat, TransformDirection.INVERSE), used


def transformation(source: System | str | int) -> Transformation:
    """What `to_wgs84` would use.

    Raises:
        UnknownSystem, NoTransformation: see there.
    """
    return _route(_as_system(source).definition)[1]


def datum_shift(lonlat: Coordinates) -> Coordinates:
    """Metres east and north (n, 2) from a VN-2000 position to the same numbers read as WGS 84.

    In Quảng Ninh about 224.5 m: what is lost when VN-2000 is taken for WGS 84. `lonlat` is VN-2000.
    """
    moved = to_wgs84(lonlat, VN2000)[0]
    return offsets(moved, lonlat)


def offsets(origin: Coordinates, target: Coordinates) -> Coordinates:
    """Geodesic metres east and north (n, 2) from each origin to its target; WGS 84 lon, lat."""
    azimuth, _, metres = _ELLIPSOID.inv(origin[:, 0], origin[:, 1], target[:, 0], target[:, 1])
    angle = np.radians(azimuth)
    return np.column_stack([metres * np.sin(angle), metres * np.cos(angle)])


def _as_system(given: System | str | int) -> System:
    return given if isinstance(given, System) else system(given)


@lru_cache(maxsize=256)
def _system(definition: str) -> System:
    try:
        crs = CRS.from_user_input(definition)
    except CRSError as error:
        raise UnknownSystem(definition) from error
    crs = _horizontal(crs)
    shift = _declared_shift(crs)
    base = crs.source_crs if crs.is_bound and crs.source_crs is not None else crs
    code = base.to_epsg(min_confidence=100)
    found = _describe(base, f"EPSG:{code}" if code else None, shift)
    if found.family == "vn2000" and found.projected and not code:
        return _standard(found, base)
    return found


def _horizontal(crs: CRS) -> CRS:
    """Without heights, which a drawing may declare and a map of the registry does not keep."""
    return crs.sub_crs_list[0] if crs.is_compound else crs.to_2d()


def _describe(crs: CRS, code: str | None, shift: tuple[float, ...] | None) -> System:
    area = crs.area_of_use
    values = _projection(crs)
    return System(
        code=code,
        name=crs.name,
        family=_family(crs, shift),
        projected=crs.is_projected,
        meridian=values.get("Longitude of natural origin"),
        scale=values.get("Scale factor at natural origin"),
        false_easting=values.get("False easting"),
        false_northing=values.get("False northing"),
        places=area.name if area else "",
        box=area.bounds if area else None,
        shift=shift,
        definition=code or crs.to_wkt(),
    )


def _standard(found: System, crs: CRS) -> System:
    """A VN-2000 grid written out in a file: with EPSG's code where the parameters are EPSG's."""
    known = _by_parameters().get(_parameters(found))
    if known is not None:
        return known if found.shift is None else _with_shift(known, found.shift)
    grid = ProjectedCRS(
        conversion=crs.coordinate_operation, geodetic_crs=CRS(VN2000), name=crs.name
    )
    return _describe(grid, None, found.shift)


def _with_shift(known: System, shift: tuple[float, ...]) -> System:
    return System(**{**{name: getattr(known, name) for name in System.__slots__}, "shift": shift})


@cache
def _by_parameters() -> dict[tuple[object, ...], System]:
    grids = (*map(_system, (*UTM[:2], *REPLACED)), *provincial())
    return {_parameters(grid): grid for grid in grids}


def _parameters(grid: System) -> tuple[object, ...]:
    values = grid.meridian, grid.scale, grid.false_easting, grid.false_northing
    if None in values:
        return (grid.definition,)
    return tuple(round(value or 0.0, 6) for value in values)


def _projection(crs: CRS) -> dict[str, float]:
    operation = crs.coordinate_operation
    if not crs.is_projected or operation is None or operation.method_code != "9807":
        return {}
    values = {parameter.name: float(parameter.value) for parameter in operation.params}
    return {} if values.get("Latitude of natural origin") else values


def _family(crs: CRS, shift: tuple[float, ...] | None) -> str:
    geodetic = crs.geodetic_crs
    datum = crs.datum.name if crs.datum else ""
    if _VN2000_NAMES & {_plain(datum), _plain(geodetic.name if geodetic else "")}:
        return "vn2000"
    if shift is not None and np.allclose(shift[:3], VN2000_SHIFT[:3], atol=_NEAR_SHIFT_M):
        return "vn2000"
    if datum.lower().startswith(("unknown", "not specified", "unnamed")):
        return "unstated"
    if _plain(datum).startswith(("worldgeodeticsystem1984", "wgs84", "wgs1984", "dwgs1984")):
        return "wgs84"
    return "other"


def _plain(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter.isalnum())


def _declared_shift(crs: CRS) -> tuple[float, ...] | None:
    if not crs.is_bound or crs.coordinate_operation is None:
        return None
    values = tuple(crs.coordinate_operation.towgs84)
    return values + (0.0,) * (7 - len(values)) if len(values) in (3, 7) else None


@lru_cache(maxsize=64)
def _route(definition: str) -> tuple[Transformer, Transformation]:
    found = _system(definition)
    if found.family == "unstated":
        raise NoTransformation(found.label)
    with warnings.catch_warnings():
        # PROJ warns that the best of its transformations may be missing; the choice is ours below.
        warnings.simplefilter("ignore", UserWarning)
        group = TransformerGroup(found.definition, WGS84, always_xy=True, allow_ballpark=False)
    for transformer in group.transformers:
        used = _recorded(transformer)
        if found.family != "vn2000" or used.code == f"EPSG:{VN2000_TO_WGS84}":
            return transformer, used
    raise NoTransformation(found.label)


def _recorded(transformer: Transformer) -> Transformation:
    for operation in transformer.operations or ():
        identity = operation.to_json_dict().get("id") or {}
        if operation.type_name == "Transformation" and identity:
            code = f"EPSG:{identity['code']}" if "EPSG" in identity.get("authority", "") else None
            accuracy = operation.accuracy if operation.accuracy >= 0 else None
            return Transformation(
                operation.name, code, accuracy, operation.scope or "", transformer.definition
            )
    return Transformation("No change of datum", None, 0.0, "", transformer.definition)


def _run(transformer: Transformer, xy: Coordinates, direction: TransformDirection) -> Coordinates:
    given = np.asarray(xy, dtype=np.float64).reshape(-1, 2)
    answer = np.column_stack(
        transformer.transform(given[:, 0], given[:, 1], direction=direction, errcheck=False)
    )
    answer[~np.isfinite(answer).all(axis=1) | ~np.isfinite(given).all(axis=1)] = np.nan
    return answer
