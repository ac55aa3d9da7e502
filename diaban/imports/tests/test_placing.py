"""Coordinates without a system are ranked and asked about; traps are named and not mended."""

from __future__ import annotations

import csv
import json
import time
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from diaban.geo import crs
from diaban.imports import diagnosis, mistakes
from diaban.imports.placing import Place, candidates, place

BOUNDS = (106.4, 20.4, 108.6, 21.75)
USUAL = ("EPSG:5899", "EPSG:4326", "EPSG:4756", "EPSG:3405")
HERE = Place(BOUNDS, "Quảng Ninh", None, USUAL)
DATA = Path(__file__).parents[4] / "shared/data"
GRID = crs.system(5899)

# Some places of the province, WGS 84 to 0.01°.
LON = [107.07, 106.77, 107.33, 107.97, 107.60, 107.76, 106.60, 107.51, 107.42, 107.18]
LAT = [20.95, 21.03, 21.01, 21.53, 21.33, 20.97, 21.08, 21.07, 20.93, 21.19]
PLACES = np.column_stack([LON, LAT])
EAST = np.array([500_000.0, 0.0])
ZONE = np.array([1e6, 0.0])


def made(system: str | int, lonlat: np.ndarray = PLACES) -> np.ndarray:
    return crs.from_wgs84(lonlat, system)[0]


def codes(traps: list) -> list[str]:
    return [trap.code for trap in traps]


def best(xy: np.ndarray, **more):
    return candidates(xy, BOUNDS, name="Quảng Ninh", usual=USUAL, **more)[0]


# ── no declared system ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("code", ["EPSG:5899", "EPSG:4326", "EPSG:3405", "EPSG:32649", "EPSG:3857"])
def test_where_things_are_known_the_right_system_is_found_first(code: str) -> None:
    ranked = candidates(made(code), BOUNDS, known=PLACES)
    assert ranked[0].system.code == code
    assert ranked[0].off_m == pytest.approx(0, abs=0.01)
    assert not ranked[0].mistakes
    assert place(made(code), BOUNDS, known=PLACES).unambiguous


def test_a_box_alone_never_settles_the_meridian_silently() -> None:
    placing = place(made(5899), BOUNDS, name="Quảng Ninh", usual=USUAL)
    landing_here = {one.system.code for one in placing.candidates if one.share == 1}
    assert placing.candidates[0].system.code == "EPSG:5899"
    assert {"EPSG:5899", "EPSG:5898"} <= landing_here
    assert not placing.unambiguous
    assert "Say which" in placing.sentence


def test_vn2000_and_wgs84_degrees_are_both_offered_224_metres_apart() -> None:
    placing = place(PLACES, BOUNDS, usual=USUAL)
    assert {one.system.code for one in placing.candidates[:2]} == {"EPSG:4326", "EPSG:4756"}
    assert not placing.unambiguous
    assert "224.4 m" in placing.sentence


def test_web_mercator_is_the_only_one_with_its_numbers() -> None:
    placing = place(made(3857), BOUNDS)
    assert placing.unambiguous
    assert placing.candidates[0].system.code == "EPSG:3857"


def test_points_of_another_country_are_placed_nowhere() -> None:
    placing = place(np.array([[2.35, 48.85]]), BOUNDS)
    assert not placing.unambiguous
    assert placing.candidates[0].share == 0


def test_no_points_give_no_candidates() -> None:
    assert place(np.full((3, 2), np.nan), BOUNDS).candidates == ()
    assert candidates(np.empty((0, 2)), BOUNDS) == []


def test_a_candidate_names_system_share_transformation_and_accuracy() -> None:
    sentence = best(made(5899)).sentence
    assert "VN-2000 / TM-3 107-45 (EPSG:5899)" in sentence
    assert "100 %" in sentence
    assert "VN-2000 to WGS 84 (2) (EPSG:6960), accurate to 1 m" in sentence


def test_outlines_tell_more_than_the_box() -> None:
    land = shapely.union_all([shapely.Point(p).buffer(0.02) for p in PLACES])
    ranked = candidates(made(5899), BOUNDS, area=land)
    assert ranked[0].system.code == "EPSG:5899"
    assert ranked[0].share == 1
    assert all(one.share < 0.5 for one in ranked[1:] if one.system.is_tm3)


def test_a_million_points_are_ranked_by_a_sample() -> None:
    xy = np.tile(made(5899), (100_000, 1))
    started = time.perf_counter()
    assert best(xy).system.code == "EPSG:5899"
    assert time.perf_counter() - started < 10


# ── the traps ────────────────────────────────────────────────────────────────────────────────────

PACKED = np.array([[1070412.0, 205700.0], [1064612.0, 210148.0], [1072000.0, 210036.5]])
TRAPS = {
    "axes_swapped": (made(5899)[:, ::-1], 5899),
    "lat_lon_swapped": (PLACES[:, ::-1], 4326),
    "zone_prefix": (made(5899) + 48 * ZONE, 5899),
    "false_easting_missing": (made(5899) - EAST, 5899),
    "false_easting_twice": (made(5899) + EAST, 5899),
    "false_northing": (made(6959), 5899),
    "kilometres": (made(5899) / 1000, 5899),
    "millimetres": (made(5899) * 1000, 5899),
    "packed_dms": (PACKED, 4326),
}


@pytest.mark.parametrize("code", TRAPS)
def test_the_trap_is_named_in_a_declared_file(code: str) -> None:
    xy, declared = TRAPS[code]
    before = xy.copy()
    traps = diagnosis.diagnose(xy, crs.system(declared), HERE)
    assert codes(traps) == [code]
    assert traps[0].explanation
    assert traps[0].remedy
    assert np.array_equal(xy, before)


@pytest.mark.parametrize("code", TRAPS)
def test_the_trap_is_named_in_a_file_without_a_system(code: str) -> None:
    xy, _ = TRAPS[code]
    first = best(xy)
    assert code in first.mistakes
    assert mistakes.explanation(code) in first.sentence
    assert not place(xy, BOUNDS, usual=USUAL).unambiguous


def test_every_mistake_that_can_be_assumed_has_a_test_and_words() -> None:
    for code in TRAPS:
        assert mistakes.explanation(code) != mistakes.remedy(code)


@pytest.mark.parametrize("prefix", [18, 48, 481])
def test_any_zone_number_before_the_easting_is_recognised(prefix: int) -> None:
    xy = made(5899) + prefix * ZONE
    assert codes(diagnosis.diagnose(xy, GRID, HERE)) == ["zone_prefix"]


def test_swapped_axes_with_a_zone_prefix_are_both_named() -> None:
    xy = (made(5899) + 48 * ZONE)[:, ::-1]
    assert codes(diagnosis.diagnose(xy, GRID, HERE)) == ["axes_swapped", "zone_prefix"]


@pytest.mark.parametrize("declared", [9206, 5897, 9210])
def test_a_far_meridian_is_called_wrong_and_the_usual_one_proposed(declared: int) -> None:
    traps = diagnosis.diagnose(made(5899), crs.system(declared), HERE)
    assert codes(traps) == ["wrong_meridian"]
    assert "107°45'" in traps[0].explanation
    assert "EPSG:5899" in traps[0].remedy
    assert "EPSG:5898" in traps[0].remedy


@pytest.mark.parametrize("declared", [9214, 9215, 9216, 5898])
def test_a_neighbouring_meridian_is_betrayed_by_places_that_are_known(declared: int) -> None:
    traps = diagnosis.diagnose(made(5899), crs.system(declared), HERE, known=PLACES)
    assert codes(traps) == ["wrong_meridian"]
    assert "EPSG:5899" in traps[0].remedy


def test_a_datum_left_out_is_betrayed_by_places_that_are_known() -> None:
    for xy, declared in ((made(4756), 4326), (PLACES, 4756), (made(3405), 32648)):
        traps = diagnosis.diagnose(xy, crs.system(declared), HERE, known=PLACES)
        assert codes(traps) == ["datum_confused"]
        assert "224." in traps[0].explanation


def test_a_right_file_has_no_trap() -> None:
    for code in ("EPSG:5899", "EPSG:4326", "EPSG:4756", "EPSG:3405", "EPSG:32648", "EPSG:3857"):
        assert diagnosis.diagnose(made(code), crs.system(code), HERE) == []
        assert diagnosis.diagnose(made(code), crs.system(code), HERE, known=PLACES) == []


def test_metres_declared_as_degrees() -> None:
    traps = diagnosis.diagnose(made(5899), crs.system(4326), HERE)
    assert codes(traps) == ["metres_as_degrees", "wrong_system"]
    assert "EPSG:5899" in traps[1].remedy


def test_degrees_declared_as_metres() -> None:
    traps = diagnosis.diagnose(PLACES, GRID, HERE)
    assert codes(traps) == ["degrees_as_metres", "wrong_system"]
    assert "EPSG:4326" in traps[1].remedy


@pytest.mark.parametrize("old", [6959, 6958, 6957])
def test_a_deprecated_definition_says_what_to_use_instead(old: int) -> None:
    assert codes(diagnosis.diagnose(made(old), crs.system(old), HERE)) == ["deprecated_definition"]


def test_numbers_of_the_new_grid_under_the_deprecated_name_are_recognised() -> None:
    traps = diagnosis.diagnose(made(5899), crs.system(6959), HERE)
    assert codes(traps) == ["deprecated_definition", "replacement_fits"]
    assert "EPSG:5899" in traps[0].remedy


def test_a_definition_without_a_datum_is_asked_about() -> None:
    drawn = crs.system("+proj=tmerc +lon_0=107.75 +k=0.9999 +x_0=500000 +ellps=WGS84")
    traps = diagnosis.diagnose(made(5899), drawn, HERE)
    assert codes(traps) == ["datum_unstated"]
    assert "EPSG:5899" in traps[0].remedy


def test_rotation_signs_of_the_wrong_convention_are_measured() -> None:
    grid = "+proj=tmerc +lon_0=107.75 +k=0.9999 +x_0=500000 +ellps=WGS84 +towgs84="
    x, y, z, rx, ry, rz, s = crs.VN2000_SHIFT
    copied = crs.system(f"{grid}{x},{y},{z},{rx},{ry},{rz},{s}")
    turned = crs.system(f"{grid}{x},{y},{z},{-rx},{-ry},{-rz},{s}")
    assert codes(diagnosis.diagnose(made(5899), copied, HERE)) == ["own_shift_parameters"]
    assert diagnosis.diagnose(made(5899), turned, HERE) == []


def test_what_no_mistake_explains_is_said_to_lie_elsewhere() -> None:
    far = made(5899, PLACES - [0, 6])
    assert codes(diagnosis.diagnose(far, GRID, HERE)) == ["lands_elsewhere"]


@settings(deadline=None, max_examples=30)
@given(
    st.sampled_from(["axes_swapped", "zone_prefix", "false_easting_missing", "false_northing"]),
    st.lists(st.tuples(st.floats(106.5, 108.3), st.floats(20.7, 21.6)), min_size=1, max_size=30),
)
def test_the_trap_is_recognised_wherever_the_points_are(code: str, points: list) -> None:
    lonlat = np.array(points)
    right = made(5899, lonlat)
    spoilt = {
        "axes_swapped": right[:, ::-1],
        "zone_prefix": right + 48 * ZONE,
        "false_easting_missing": right - EAST,
        "false_northing": made(6959, lonlat),
    }[code]
    assert code in codes(diagnosis.diagnose(spoilt, GRID, HERE))


# ── single rows ──────────────────────────────────────────────────────────────────────────────────


def test_single_rows_with_a_mistake_of_their_own_are_named_by_row() -> None:
    xy = made(5899)
    xy[2] = xy[2, ::-1]
    xy[5, 0] += 48_000_000
    xy[7] = [1.0, 1.0]
    xy[8] = np.nan
    traps = {trap.code: trap for trap in diagnosis.stray_rows(xy, GRID, HERE)}
    assert {code: trap.rows for code, trap in traps.items()} == {
        "axes_swapped": (2,),
        "zone_prefix": (5,),
        "outside": (7,),
    }
    assert "3" in traps["axes_swapped"].where


def test_a_row_outside_the_commune_that_it_names_is_found_and_its_meridian_tried() -> None:
    parents = [shapely.Point(p).buffer(0.03) for p in PLACES]
    xy = made(5899)
    xy[3] = made(5898)[3]
    traps = diagnosis.stray_rows(xy, GRID, HERE, parents)
    assert [(trap.code, trap.rows) for trap in traps] == [("wrong_meridian", (3,))]
    assert diagnosis.stray_rows(made(5899), GRID, HERE, parents) == []


@pytest.mark.skipif(not DATA.exists(), reason="../shared/data is absent")
def test_the_wrong_admin_points_of_the_real_table_are_found() -> None:
    """SOURCES.md: admin_coord_ok is false for five communes, whose points lie elsewhere."""
    with (DATA / "admin/qn_communes_2025_facts.csv").open(encoding="utf-8-sig") as lines:
        rows = list(csv.DictReader(lines))
    outlines = json.loads((DATA / "admin/qn_communes_2025_simplified_15m.geojson").read_text())
    by_code = {
        str(f["properties"]["code"]): shapely.geometry.shape(f["geometry"])
        for f in outlines["features"]
    }
    lon, lat = (np.array([float(r[c] or "nan") for r in rows]) for c in ("admin_lon", "admin_lat"))
    wrong = {i for i, row in enumerate(rows) if row["admin_coord_ok"].lower() == "false"}
    traps = diagnosis.stray_rows(
        np.column_stack([lon, lat]), crs.system(4326), HERE, [by_code[r["code"]] for r in rows]
    )
    assert {row for trap in traps for row in trap.rows} == wrong


@pytest.mark.skipif(not DATA.exists(), reason="../shared/data is absent")
def test_the_displaced_mines_of_the_real_file_are_found() -> None:
    """SOURCES.md: coord_inside_province_5km is false for six rows, wrong at the source."""
    file = DATA / "raw_materials/qn_coal_mines_gem_gcmt.geojson"
    mines = json.loads(file.read_text())["features"]
    outline = json.loads((DATA / "admin/qn_province_2025_dissolved_15m.geojson").read_text())
    province = shapely.geometry.shape(outline["features"][0]["geometry"]).buffer(5 / 111.32)
    lonlat = np.array([mine["geometry"]["coordinates"] for mine in mines])
    traps = diagnosis.stray_rows(lonlat, crs.system(4326), Place(BOUNDS, area=province))
    wrong = [i for i, m in enumerate(mines) if not m["properties"]["coord_inside_province_5km"]]
    assert len(wrong) == 6
    assert [(trap.code, list(trap.rows)) for trap in traps] == [("outside", wrong)]
