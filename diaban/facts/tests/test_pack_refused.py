"""Whatever is wrong with a pack is named with file, row, field, reason and remedy, all at once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from diaban.facts import packs
from diaban.facts.packs.problems import Problem
from diaban.facts.tests.build_pack import table, with_row, write_pack

PROJECT = "infrastructure_projects.csv"
LINE = {name: table(name).count("\n") + 1 for name in (
    "sources.csv", "localities.csv", "crosswalk.csv", "parks.csv", PROJECT, "facilities.csv",
    "commodities.csv", "materials.csv", "locations.csv", "facts.csv", "freshness.csv",
)}  # fmt: skip
"""The line that a row added to a table of the small pack gets."""


def problems(folder: Path, **changes) -> list[Problem]:
    found = packs.check(write_pack(folder / "pack", changes.pop("files", None)))
    for problem in found:
        assert problem.file and problem.reason and problem.remedy and problem.code
        json.dumps(problem.as_dict())
    return found


def only(folder: Path, files: dict) -> tuple:
    (problem,) = problems(folder, files=files)
    return problem.file, problem.row, problem.field, problem.code


def test_the_small_pack_is_sound(tmp_path):
    assert problems(tmp_path) == []


ADDED_ROWS = [
    ("materials.csv", "x,mine,gold,Mỏ,Mine,,,,,,,qd-1,,S-H", "commodity", "unknown_reference"),
    ("materials.csv", "x,mine,coal,Mỏ,Mine,,,,,,,,,S-H", "source", "no_source"),
    ("materials.csv", "x,mine,coal,Mỏ,Mine,,,,,,,nobody,,S-H", "source", "unknown_source"),
    ("materials.csv", "x,cave,coal,Mỏ,Mine,,,,,,,qd-1,,S-H", "kind", "unknown_choice"),
    ("materials.csv", "x,mine,coal,Mỏ,Mine,,,,,,,qd-1,,", "trust", "missing"),
    ("materials.csv", "x,mine,coal,Mỏ,Mine,,,,,,,qd-1,,A+", "trust", "unknown_choice"),
    ("materials.csv", "x,mine,coal,Mỏ,Mine,,,,,,,qd-1,,M-L", "trust", "trust_against_source"),
    ("materials.csv", "x,mine,coal,Mỏ,Mine,,,,,,,nho,,S-H", "trust", "trust_against_source"),
    ("materials.csv", "x,mine,coal,Mỏ,Mine,,,,,,,qd-1,31/03/2025,S-H", "as_of", "not_a_date"),
    ("materials.csv", "x,mine,coal,Mỏ,Mine,,,-5,,,,qd-1,,S-H", "area", "out_of_range"),
    ("materials.csv", 'x,mine,coal,Mỏ,Mine,,,"1.105,9",,,,qd-1,,S-H', "area", "not_a_number"),
    ("materials.csv", "x,mine,coal,Mỏ,Mine,,,,,Thu,,qd-1,,S-H", "season_en", "half_words"),
    ("materials.csv", "x,mine,coal,Mỏ,,,,,,,,qd-1,,S-H", "name_en", "half_words"),
    ("materials.csv", "x,mine,coal,,,,,,,,,qd-1,,S-H", "name_vi", "missing"),
    ("materials.csv", "x,,coal,Mỏ,Mine,,,,,,,qd-1,,S-H", "kind", "missing"),
    ("materials.csv", "x,mine,coal,Mỏ,Mine", None, "row_length"),
    ("materials.csv", "x,mine,coal,Mỏ,Mine,,,,,,,qd-1,,S-H,more", None, "row_length"),
    ("materials.csv", ",mine,coal,Mỏ,Mine,,,,,,,qd-1,,S-H", "code", "missing"),
    ("materials.csv", "Mỏ than,mine,coal,Mỏ,Mine,,,,,,,qd-1,,S-H", "code", "bad_code"),
    ("parks.csv", "hai-ha,KCN,Park,planned,,,,qd-1,,S-H", "code", "duplicate_code"),
    ("parks.csv", "x,KCN,Park,open,,,,qd-1,,S-H", "status", "unknown_choice"),
    ("parks.csv", "x,KCN,Park,planned,,nowhere,,qd-1,,S-H", "economic_zone", "unknown_reference"),
    ("parks.csv", "x,KCN,Park,planned,,,99999,qd-1,,S-H", "localities", "unknown_reference"),
    ("localities.csv", "9,commune,xa,Xã,Commune,22,2025-07-01,2025-07-01,,,,qd-1,,S-H,", "valid_to",
     "period_backwards"),
    ("localities.csv", "9,commune,xa,Xã,Commune,22,2025-02-30,,,,,qd-1,,S-H,", "valid_from",
     "not_a_date"),
    ("localities.csv", "9,commune,xa,Xã,Commune,22,,,,12.5,,qd-1,,S-H,", "population", "not_whole"),
    ("localities.csv", "9,commune,xa,A,A,,,,,,,qd-1,,S-H,\n9,commune,xa,B,B,,,,,,,qd-1,,S-H,",
     "code", "duplicate_code"),
    ("facilities.csv", "x,seaport,Cảng,Port,,5,tons,,,,qd-1,,S-H", "capacity_unit", "unknown_unit"),
    ("facilities.csv", "x,seaport,Cảng,Port,,5,,,,,qd-1,,S-H", "capacity_unit", "missing_unit"),
    ("facilities.csv", "x,seaport,Cảng,Port,,,DWT,,,,qd-1,,S-H", "capacity_unit", "unit_alone"),
    ("facilities.csv", "x,seaport,Cảng,Port,,,,,2018-13,,qd-1,,S-H", "opened", "not_a_date"),
    ("facilities.csv", "x,seaport,Cảng,Port,,,,,,park,qd-1,,S-H", "serves", "unknown_reference"),
    ("commodities.csv", "x,Than,Coal,mineral,coal,,t,qd-1,,S-H", "hs", "wrong_form"),
    ("crosswalk.csv", "1,A,xa,205,99999,whole,2025-07-01,qd-1,,S-H,", "new_code",
     "unknown_reference"),
    ("crosswalk.csv", "1,A,xa,205,06922,all,2025-07-01,qd-1,,S-H,", "extent", "unknown_choice"),
    ("crosswalk.csv", "1,A,xa,205,06922,whole,,qd-1,,S-H,", "on", "missing"),
    ("crosswalk.csv", "06925,Quảng Điền,xa,205,06922,whole,2025-07-01,qd-1,2025-07-01,S-H,", None,
     "duplicate_fact"),
    ("locations.csv", "park:hai-ha,21.41,107.76,50,approximate,nho,,M-L,", "lat", "out_of_range"),
    ("locations.csv", "park:hai-ha,105.8,21,50,approximate,nho,,M-L,", "lon", "outside_bounds"),
    ("locations.csv", "park:hai-ha,107,22.5,50,approximate,nho,,M-L,", "lat", "outside_bounds"),
    ("locations.csv", "park:hai-ha,107,21,0,approximate,nho,,M-L,", "accuracy_m", "out_of_range"),
    ("locations.csv", "park:hai-ha,107,21,50,guess,nho,,M-L,", "method", "unknown_choice"),
    ("locations.csv", "park:nowhere,107,21,50,approximate,nho,,M-L,", "subject",
     "unknown_reference"),
    ("locations.csv", "commodity:coal,107,21,50,approximate,nho,,M-L,", "subject", "no_place"),
    ("locations.csv", "zone:x,107,21,50,approximate,nho,,M-L,", "subject", "unknown_kind"),
    ("facts.csv", "park:hai-ha,colour,5,,,,,qd-1,,S-H,", "field", "unknown_field"),
    ("facts.csv", "park:hai-ha,planned_area,5,,km2,,,qd-1,,S-H,", "unit", "unknown_unit"),
    ("facts.csv", "park:hai-ha,planned_area,5,five,ha,,,qd-1,,S-H,", "value_en", "not_words"),
    ("facts.csv", "park:hai-ha,sectors,Dệt,,,,,qd-1,,S-H,", "value_en", "half_words"),
    ("facts.csv", "park:hai-ha,location,5,,,,,qd-1,,S-H,", "field", "wrong_table"),
    ("facts.csv", "park:hai-ha,planned_area,,,ha,,,qd-1,,S-H,", "value", "missing"),
    ("facts.csv", "park:hai-ha,planned_area,4988,,,,,qd-1,2016,S-H,", "value", "duplicate_fact"),
    ("facts.csv", "park:hai-ha,planned_area,1,,,2025-01-01,2024-01-01,qd-1,,S-H,", "valid_to",
     "period_backwards"),
    ("freshness.csv", "park,colour,Phòng,30,60", "field", "unknown_field"),
    ("freshness.csv", "zone,*,Phòng,30,60", "kind", "unknown_kind"),
    ("freshness.csv", "park,*,,30,60", "owner", "missing"),
    ("freshness.csv", "park,*,Phòng,often,60", "rhythm_days", "not_a_number"),
    ("freshness.csv", "park,*,Phòng,30,0", "stale_after_days", "out_of_range"),
    ("freshness.csv", "infrastructure_project,*,Phòng,30,60", "field", "duplicate_code"),
    ("sources.csv", "qd-1,press,A,A,,,,,,", "id", "duplicate_code"),
    ("sources.csv", "x y,press,A,A,,,,,,", "id", "bad_code"),
    ("sources.csv", "x,rumour,A,A,,,,,,", "kind", "unknown_choice"),
    ("sources.csv", "x,press,A,,,,,,,", "title_en", "missing"),
    ("sources.csv", "x,press,A,A,,,today,,,", "published_on", "not_a_date"),
    ("sources.csv", "x,press,A,A,,javascript:alert(1),,,,", "url", "bad_url"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "row", "field", "code"), ADDED_ROWS)
def test_a_bad_row_is_named_by_file_line_and_field(tmp_path, name, row, field, code):
    line = LINE[name] + row.count("\n")
    assert only(tmp_path, {name: with_row(name, row)}) == (name, line, field, code)


BROKEN_FILES = [
    ({"pack.yaml": None}, "pack.yaml", "missing_file"),
    ({"sources.csv": None}, "sources.csv", "missing_file"),
    ({"sources.csv": ""}, "sources.csv", "empty"),
    ({"parks.csv": "code;name_vi;name_en\n"}, "parks.csv", "wrong_separator"),
    ({"park.csv": "code\n"}, "park.csv", "unknown_file"),
    ({"pack.yaml": "id: [unclosed"}, "pack.yaml", "bad_yaml"),
    ({"pack.yaml": "- a\n- b\n"}, "pack.yaml", "bad_yaml"),
    ({"pack.yaml": table("pack.yaml") + "colour: teal\n"}, "pack.yaml", "unknown_column"),
    ({"pack.yaml": table("pack.yaml").replace("107", "x").replace("[106.4", "[190")}, "pack.yaml",
     "bad_bounds"),
    ({"pack.yaml": table("pack.yaml").replace("id: small", "id: a/b")}, "pack.yaml", "bad_code"),
    ({"pack.yaml": table("pack.yaml").replace('"22"', "{a: b}")}, "pack.yaml", "not_text"),
    ({"pack.yaml": table("pack.yaml").replace('"22"', '"99"')}, "pack.yaml", "unknown_reference"),
    ({"parks.csv": table("parks.csv").encode("utf-16")}, "parks.csv", "not_utf8"),
    ({"parks.csv": table("parks.csv").encode("cp1258", "replace")}, "parks.csv", "not_utf8"),
    ({"geometry.geojson": "{"}, "geometry.geojson", "bad_geojson"),
    ({"geometry.geojson": "[]"}, "geometry.geojson", "bad_geojson"),
    ({"geometry.geojson": "[" * 100_000}, "geometry.geojson", "bad_geojson"),
    ({"freshness.csv": "kind,field,owner,rhythm_days\n"}, "freshness.csv", "missing_column"),
]  # fmt: skip


@pytest.mark.parametrize(("files", "name", "code"), BROKEN_FILES)
def test_a_broken_file_is_named_and_never_a_traceback(tmp_path, files, name, code):
    found = problems(tmp_path, files=files)
    assert (name, code) in {(problem.file, problem.code) for problem in found}
    # One broken file is one problem, not one for every row that would have used it.
    assert len(found) <= 3


def test_an_unclosed_quotation_mark_is_named_with_the_line_where_it_begins(tmp_path):
    row = 'x,KCN,"Park,planned,,,,qd-1,,S-H'
    found = problems(tmp_path, files={"parks.csv": with_row("parks.csv", row)})
    assert [(p.row, p.code) for p in found] == [(LINE["parks.csv"], "bad_csv")]


def test_an_unknown_column_suggests_the_nearest(tmp_path):
    changed = table("commodities.csv").replace(",group,", ",grop,")
    found = {p.code: p for p in problems(tmp_path, files={"commodities.csv": changed})}
    assert found.keys() == {"unknown_column", "missing_column"}
    assert "group" in found["unknown_column"].remedy


def test_a_file_that_is_too_large_is_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr("diaban.facts.packs.tables.LARGEST_TABLE", 100)
    assert {p.code for p in problems(tmp_path)} >= {"too_large"}


def test_a_folder_in_place_of_a_file_is_said_to_be_unreadable(tmp_path):
    folder = write_pack(tmp_path / "pack", {"materials.csv": None})
    (folder / "materials.csv").mkdir()
    assert [(p.file, p.code) for p in packs.check(folder)] == [("materials.csv", "unreadable")]


def test_no_folder_is_one_clear_problem(tmp_path):
    assert [p.code for p in packs.check(tmp_path / "nothing")] == ["no_pack"]
    (tmp_path / "file").write_text("x")
    assert [p.code for p in packs.check(tmp_path / "file")] == ["no_pack"]


def test_all_problems_are_told_at_once_in_the_order_of_files_and_rows(tmp_path):
    found = problems(tmp_path, files={
        "parks.csv": with_row("parks.csv", "x,KCN,Park,open,many,,,qd-1,,S-H"),
        "materials.csv": with_row("materials.csv", "y,mine,gold,Mỏ,Mine,,,,,,,,,S-H"),
        "locations.csv": with_row("locations.csv", "park:x,105,21,50,approximate,nho,,M-L,"),
    })  # fmt: skip
    assert [(p.file, p.field) for p in found] == [
        ("parks.csv", "status"), ("parks.csv", "planned_area"),
        ("materials.csv", "source"), ("materials.csv", "commodity"),
        ("locations.csv", "lon"),
    ]  # fmt: skip


def outline(coordinates, **properties) -> str:
    said = {"subject": "park:hai-ha", "source": "qd-1", "trust": "S-H"} | properties
    geometry = coordinates and {"type": "Polygon", "coordinates": [coordinates]}
    feature = {"type": "Feature", "properties": said, "geometry": geometry}
    return json.dumps({"type": "FeatureCollection", "features": [feature]})


SQUARE = [[107.7, 21.4], [107.8, 21.4], [107.8, 21.45], [107.7, 21.4]]
BOW = [[107.7, 21.4], [107.8, 21.5], [107.8, 21.4], [107.7, 21.5], [107.7, 21.4]]


@pytest.mark.parametrize(
    ("geojson", "field", "code"),
    [
        (outline(BOW), "geometry", "self_crossing"),
        (outline([[1, 2], [3, 2], [3, 4], [1, 2]]), "geometry", "outside_bounds"),
        (outline(None), "geometry", "missing"),
        (outline(SQUARE, subject="park:x"), "subject", "unknown_reference"),
        (outline(SQUARE, subject="commodity:coal"), "subject", "no_place"),
        (outline(SQUARE, source=None), "source", "no_source"),
        (outline(SQUARE, accuracy_m=-1), "accuracy_m", "out_of_range"),
        (json.dumps({"type": "FeatureCollection", "features": ["x"]}), "subject", "unknown_kind"),
    ],
)
def test_a_bad_outline_is_named_by_its_place_in_the_file(tmp_path, geojson, field, code):
    found = problems(tmp_path, files={"geometry.geojson": geojson})
    assert ("geometry.geojson", 1, field, code) in [(p.file, p.row, p.field, p.code) for p in found]


def test_a_polygon_that_crosses_itself_names_the_place_in_a_table_too(tmp_path):
    lines = table("parks.csv").splitlines()
    wkt = "POLYGON((107.7 21.4,107.8 21.5,107.8 21.4,107.7 21.5,107.7 21.4))"
    text = "\n".join([lines[0] + ",geometry_wkt", lines[1] + f',"{wkt}"', lines[2] + ","]) + "\n"
    (problem,) = problems(tmp_path, files={"parks.csv": text})
    assert (problem.row, problem.field, problem.code) == (2, "geometry_wkt", "self_crossing")
    assert "107.750000 21.450000" in problem.reason


def test_comments_blank_lines_and_byte_order_marks_are_no_problem(tmp_path):
    text = '\ufeff# parks of "the" province\r\n' + table("parks.csv").replace(
        "\n", "\r\n\r\n# x\r\n"
    )
    assert problems(tmp_path, files={"parks.csv": text}) == []
    bad = text + "x,KCN,Park,open,,,,qd-1,,S-H\r\n"
    (problem,) = problems(tmp_path, files={"parks.csv": bad})
    assert bad.replace("\r\n", "\n").split("\n")[problem.row - 1].startswith("x,KCN")


def test_a_number_sign_within_a_quoted_cell_is_no_comment(tmp_path):
    row = 'x,"KCN\n# số 1",Park,planned,,,,qd-1,,S-H'
    content, found = packs.read_pack(
        write_pack(tmp_path, {"parks.csv": with_row("parks.csv", row)})
    )
    assert found == []
    names = {d.subject: d.value["vi"] for d in content.drafts.values() if d.field == "name"}
    assert names["park:x"] == "KCN\n# số 1"


def test_a_problem_says_what_is_not_known_and_where_to_describe_it(tmp_path):
    row = "x,mine,gold,Mỏ,Mine,,,,,,,qd-1,,S-H"
    (problem,) = problems(tmp_path, files={"materials.csv": with_row("materials.csv", row)})
    assert "commodity:gold" in problem.reason
    assert "commodities.csv" in problem.remedy
    assert str(problem).startswith(f"materials.csv:{problem.row}:commodity: ")
