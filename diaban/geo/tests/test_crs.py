"""VN-2000 becomes WGS 84 by the transformation that we name, or not at all."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import CRS

from diaban.geo import crs

HA_LONG = (107.07, 20.95)
PLACES = st.tuples(st.floats(106.4, 108.6), st.floats(20.4, 21.75))
QUANG_NINH_PROJ = "+proj=tmerc +lat_0=0 +lon_0=107.75 +k=0.9999 +x_0=500000 +y_0=0 +ellps=WGS84"


def helmert(lon: float, lat: float) -> tuple[float, float]:
    """EPSG:6960 by hand (EPSG method 9607, coordinate frame), with Bowring's way back."""
    a, f = 6378137.0, 1 / 298.257223563
    e2 = f * (2 - f)
    phi, lam = math.radians(lat), math.radians(lon)
    n = a / math.sqrt(1 - e2 * math.sin(phi) ** 2)
    x, y = n * math.cos(phi) * math.cos(lam), n * math.cos(phi) * math.sin(lam)
    z = n * (1 - e2) * math.sin(phi)
    rx, ry, rz = (math.radians(angle / 3600) for angle in crs.VN2000_SHIFT[3:6])
    m = 1 + crs.VN2000_SHIFT[6] * 1e-6
    tx, ty, tz = crs.VN2000_SHIFT[:3]
    x2 = tx + m * (x + rz * y - ry * z)
    y2 = ty + m * (-rz * x + y + rx * z)
    z2 = tz + m * (ry * x - rx * y + z)
    p = math.hypot(x2, y2)
    b = a * (1 - f)
    theta = math.atan2(z2 * a, p * b)
    top = z2 + e2 / (1 - e2) * b * math.sin(theta) ** 3
    lat2 = math.atan2(top, p - e2 * a * math.cos(theta) ** 3)
    return math.degrees(math.atan2(y2, x2)), math.degrees(lat2)


def one(lon: float, lat: float) -> np.ndarray:
    return np.array([[lon, lat]])


@given(PLACES)
def test_vn2000_moves_as_the_seven_parameters_say(place: tuple[float, float]) -> None:
    moved, used = crs.to_wgs84(one(*place), crs.VN2000)
    off = crs.offsets(moved, one(*helmert(*place)))
    assert np.hypot(*off[0]) < 0.001
    assert used.code == "EPSG:6960"


def test_the_shift_in_quang_ninh_is_about_224_metres_and_not_nothing() -> None:
    metres = np.hypot(*crs.datum_shift(one(*HA_LONG))[0])
    assert metres == pytest.approx(224.5, abs=0.3)


def test_name_and_accuracy_of_the_transformation_are_recorded() -> None:
    used = crs.transformation("EPSG:5899")
    assert (used.name, used.code, used.accuracy_m) == ("VN-2000 to WGS 84 (2)", "EPSG:6960", 1.0)
    assert "helmert" in used.pipeline


@pytest.mark.parametrize("grid", [*crs.provincial(), *map(crs.system, crs.UTM[:2])])
def test_every_vn2000_grid_uses_that_one_transformation(grid: crs.System) -> None:
    assert crs.transformation(grid).code == "EPSG:6960"


@pytest.mark.parametrize(
    "code", ["EPSG:4326", "EPSG:3857", "EPSG:32648", "EPSG:32649", "OGC:CRS84"]
)
def test_wgs84_is_only_unprojected(code: str) -> None:
    used = crs.transformation(code)
    assert (used.code, used.accuracy_m) == (None, 0.0)
    assert "helmert" not in used.pipeline


def test_all_eighteen_provincial_meridians_are_known() -> None:
    meridians = [grid.meridian for grid in crs.provincial()]
    assert meridians == [
        *(102, 103, 104, 104.5, 104.75, 105, 105.5, 105.75, 106, 106.25),
        *(106.5, 107, 107.25, 107.5, 107.75, 108, 108.25, 108.5),
    ]
    assert all(grid.is_tm3 and grid.false_easting == 500_000 for grid in crs.provincial())
    assert "Quang Ninh" in crs.system(5899).places


@given(PLACES, st.sampled_from([system.definition for system in crs.usual()]))
def test_there_and_back_is_the_same_place(place: tuple[float, float], code: str) -> None:
    there, _ = crs.from_wgs84(one(*place), code)
    back, _ = crs.to_wgs84(there, code)
    assert np.hypot(*crs.offsets(back, one(*place))[0]) < 0.001


def test_a_grid_without_a_datum_is_refused_not_passed_through() -> None:
    drawn = crs.system(QUANG_NINH_PROJ)
    assert drawn.family == "unstated"
    with pytest.raises(crs.NoTransformation):
        crs.to_wgs84(one(429_000, 2_317_000), drawn)
    alike = crs.grid_like(drawn)
    assert alike is not None
    assert alike.code == "EPSG:5899"


@pytest.mark.parametrize("flavour", ["WKT1_ESRI", "WKT1_GDAL", "WKT2_2019"])
@pytest.mark.parametrize("code", [5899, 3405, 9210, 4756])
def test_a_prj_file_is_recognised_by_what_it_defines(code: int, flavour: str) -> None:
    written = crs.system(CRS(code).to_wkt(flavour))
    assert written.family == "vn2000"
    assert crs.transformation(written).code == "EPSG:6960"
    if written.projected:
        assert written.code == f"EPSG:{code}"


def test_a_definition_with_towgs84_is_vn2000_and_its_parameters_are_kept() -> None:
    shift = ",".join(map(str, crs.VN2000_SHIFT))
    written = crs.system(f"{QUANG_NINH_PROJ} +towgs84={shift}")
    assert written.code == "EPSG:5899"
    assert written.shift == pytest.approx(crs.VN2000_SHIFT, abs=1e-8)


def test_a_meridian_of_its_own_is_still_vn2000() -> None:
    own = crs.system(QUANG_NINH_PROJ.replace("107.75", "107.6") + " +towgs84=-191.9,-39.3,-111.45")
    assert (own.code, own.meridian, own.is_tm3) == (None, 107.6, True)
    there, used = crs.from_wgs84(one(*HA_LONG), own)
    back, _ = crs.to_wgs84(there, own)
    assert used.code == "EPSG:6960"
    assert np.allclose(back, one(*HA_LONG), atol=1e-8)


@pytest.mark.parametrize(("old", "new"), crs.REPLACED.items())
def test_deprecated_definitions_say_what_to_use(old: str, new: str) -> None:
    """EPSG gave them the 500 000 m on the northing instead of the easting."""
    wrong, right = crs.system(old), crs.system(new)
    assert wrong.use_instead == new
    assert (wrong.false_easting, wrong.false_northing) == (0, 500_000)
    assert (right.false_easting, right.false_northing) == (500_000, 0)
    assert wrong.meridian == right.meridian
    assert wrong not in crs.usual()


@pytest.mark.parametrize("text", ["EPSG:9203", "VN-2000 gì đó", ""])
def test_a_code_that_does_not_exist_is_refused(text: str) -> None:
    with pytest.raises(crs.UnknownSystem):
        crs.system(text)


def test_points_without_a_place_come_back_as_nan_and_keep_their_rows() -> None:
    xy = np.array([[np.nan, 1.0], [429_087.568, 2_317_570.853], [1e30, 1e30]])
    lonlat, _ = crs.to_wgs84(xy, "EPSG:5899")
    assert np.isnan(lonlat[[0, 2]]).all()
    assert np.allclose(lonlat[1], HA_LONG)


def test_heights_in_the_declaration_do_not_hide_the_grid() -> None:
    assert crs.system("EPSG:5899+5773").code == "EPSG:5899"
