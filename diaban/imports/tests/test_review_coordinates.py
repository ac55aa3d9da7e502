"""Coordinates end to end: nothing is guessed silently, a recognised mistake waits for a person."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from diaban.geo import crs
from diaban.geo.measure import distance_m
from diaban.imports.tests.files import vector, workbook
from diaban.imports.tests.small_world import (
    CODES,
    NAMES,
    SHAPES,
    asked,
    change,
    codes,
    in_system,
    park,
    reviewed,
    swapped,
    world,
)

ALL = [SHAPES[code] for code in CODES]
FIELDS = {"ma": list(CODES), "ten": [NAMES[code][0] for code in CODES]}


def geopackage(folder, shapes, system=None):
    return vector(folder / "khu.gpkg", shapes, FIELDS, crs=system)


def survey(path, *rows, header=("STT", "Mã", "Tên", "X", "Y")):
    lines = [";".join(map(str, row)) for row in (header, *rows)]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_without_a_declared_system_candidates_are_ranked_and_nothing_is_taken(tmp_path):
    proposal = reviewed(geopackage(tmp_path, in_system("EPSG:5899", *ALL)))
    assert asked(proposal) == ["crs"]
    assert proposal.questions[0].options[0].value == "EPSG:5899"
    assert "EPSG:6960" in proposal.questions[0].options[0].detail["en"]
    assert proposal.changes == ()
    assert not proposal.ready


def test_in_the_system_that_a_person_names_the_outlines_are_where_they_are_known(tmp_path):
    proposal = reviewed(geopackage(tmp_path, in_system("EPSG:5899", *ALL)), crs="EPSG:5899")
    assert (proposal.ready, proposal.unchanged) == (True, 3)
    assert proposal.transformation.code == "EPSG:6960"
    assert proposal.transformation.accuracy_m == 1.0


@pytest.mark.parametrize("system", ["EPSG:5899", "EPSG:5897", "EPSG:3405", "EPSG:4756"])
def test_a_declared_system_is_transformed_exactly(tmp_path, system):
    path = geopackage(tmp_path, in_system(system, *ALL), system)
    proposal = reviewed(path, agreeing=False)
    assert (proposal.ready, proposal.unchanged, proposal.changes) == (True, 3, ())


@pytest.mark.parametrize(
    ("trap", "system", "spoil"),
    [
        ("axes_swapped", "EPSG:5899", swapped),
        ("zone_prefix", "EPSG:5899", lambda one: shapely.affinity.translate(one, 48_000_000)),
        ("false_easting_missing", "EPSG:5899", lambda one: shapely.affinity.translate(one, -5e5)),
        ("kilometres", "EPSG:5899", lambda one: shapely.transform(one, lambda xy: xy / 1000)),
        ("millimetres", "EPSG:5899", lambda one: shapely.transform(one, lambda xy: xy * 1000)),
        ("lat_lon_swapped", "EPSG:4326", swapped),
    ],
)  # fmt: skip
def test_a_recognised_mistake_is_explained_and_undone_only_when_accepted(
    tmp_path, trap, system, spoil
):
    path = geopackage(tmp_path, [spoil(one) for one in in_system(system, *ALL)], system)
    proposal = reviewed(path)
    assert trap in codes(proposal, "warning")
    assert not proposal.ready
    settled = reviewed(path, accepted={trap})
    assert settled.mended == (trap,)
    assert (settled.ready, settled.unchanged) == (True, 3)


def test_the_meridian_of_another_province_is_betrayed_by_what_is_known(tmp_path):
    path = geopackage(tmp_path, in_system("EPSG:5899", *ALL), "EPSG:5898")
    proposal = reviewed(path)
    assert "wrong_meridian" in codes(proposal)
    assert reviewed(path, crs="EPSG:5899").unchanged == 3


def test_vn2000_degrees_taken_for_wgs84_are_betrayed_by_what_is_known(tmp_path):
    path = geopackage(tmp_path, in_system("EPSG:4756", *ALL), "EPSG:4326")
    proposal = reviewed(path)
    assert "datum_confused" in codes(proposal)
    moved = change(proposal, "dong-mai")["outline"].moved_m
    assert 224 < moved < 226
    assert reviewed(path, crs="EPSG:4756").unchanged == 3


def test_a_deprecated_definition_is_named_with_what_replaced_it(tmp_path):
    path = geopackage(tmp_path, in_system("EPSG:5899", *ALL))
    remarks = reviewed(path, crs="EPSG:6959").remarks
    found = [one for one in remarks if one.code == "deprecated_definition"]
    assert "EPSG:5899" in found[0].remedy["en"]


def test_x_of_a_survey_table_is_not_taken_for_the_easting(tmp_path):
    xy = np.array([shape.exterior.coords[0] for shape in ALL])
    grid = crs.from_wgs84(xy, "EPSG:5899")[0]
    rows = [
        (at + 1, code, NAMES[code][0], f"{north:.3f}", f"{east:.3f}")
        for at, (code, (east, north)) in enumerate(zip(CODES, grid, strict=True))
    ]
    path = survey(tmp_path / "toa-do.csv", *rows)
    asking = reviewed(path, crs="EPSG:5899", accuracy_m=1, method="surveyed")
    assert asked(asking) == ["axes"]
    assert asking.questions[0].options[0].value == "Y=easting X=northing"
    proposal = reviewed(
        path, crs="EPSG:5899", accuracy_m=1, method="surveyed",
        mapping={"X": "northing", "Y": "easting"},
    )  # fmt: skip
    place = change(proposal, "dong-mai")["location"].new
    assert distance_m(place["lon"], place["lat"], *xy[0]) < 0.02
    assert (place["accuracy_m"], place["method"]) == (1, "surveyed")


def test_degrees_minutes_and_seconds_are_read(tmp_path):
    path = survey(
        tmp_path / "dms.csv",
        (1, "dong-mai", NAMES["dong-mai"][0], "21°01'12\"", "106°51'00\""),
        (2, "hai-yen", NAMES["hai-yen"][0], "21°31'12\"", "107°55'48\""),
        header=("STT", "Mã", "Tên", "Vĩ độ", "Kinh độ"),
    )
    proposal = reviewed(path, crs="EPSG:4326", accuracy_m=30, method="approximate")
    place = change(proposal, "dong-mai")["location"].new
    assert (place["lon"], place["lat"]) == (106.85, 21.02)


def test_the_accuracy_of_points_is_asked_for_and_never_invented(tmp_path):
    path = survey(
        tmp_path / "diem.csv", (1, "dong-mai", NAMES["dong-mai"][0], "21.02", "106.85"),
        header=("STT", "Mã", "Tên", "Lat", "Lon"),
    )  # fmt: skip
    assert asked(reviewed(path, crs="EPSG:4326")) == ["accuracy"]


def test_a_single_row_elsewhere_is_an_error_of_that_row_and_can_be_left_out(tmp_path):
    far = shapely.affinity.translate(SHAPES["viet-hung"], -2.0)
    path = geopackage(tmp_path, [*ALL[:2], far], "EPSG:4326")
    proposal = reviewed(path)
    assert {(one.code, one.row) for one in proposal.errors} == {("outside", 3)}
    settled = reviewed(path, left_out={"outside"})
    assert (settled.ready, settled.left_out, settled.unchanged) == (True, (3,), 2)


def test_a_workbook_with_wkt_and_a_decimal_comma_area_is_read(tmp_path):
    path = workbook(
        tmp_path / "khu.xlsx",
        Danh_muc=[
            ["Mã", "Tên", "Diện tích (m2)", "WKT"],
            ["dong-mai", NAMES["dong-mai"][0], "3.400.123,5", SHAPES["dong-mai"].wkt],
            ["hai-yen", NAMES["hai-yen"][0], "3.300.000,25", SHAPES["hai-yen"].wkt],
        ],
    )
    proposal = reviewed(path, crs="EPSG:4326", accepted={"area_differs"})
    assert change(proposal, "dong-mai")["planned_area"].new == pytest.approx(340.01235)
    assert change(proposal, "dong-mai")["planned_area"].unit == "ha"


def test_a_file_whose_subjects_are_unknown_is_placed_by_the_box_alone(tmp_path):
    path = geopackage(tmp_path, in_system("EPSG:5899", *ALL))
    standing = world(park("dong-mai", outline=False))
    assert asked(reviewed(path, standing)) == ["crs"]
