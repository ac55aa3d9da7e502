"""The cells of a file: columns guessed from their names, values checked by their fields' rules."""

from __future__ import annotations

from datetime import date

import pytest

from diaban.imports.tests.files import vector, workbook
from diaban.imports.tests.small_world import (
    CODES,
    NAMES,
    SHAPES,
    asked,
    change,
    codes,
    park,
    reviewed,
    shown,
    world,
)


def table(folder, header, *rows):
    return workbook(folder / "bang.xlsx", Sheet1=[list(header), *map(list, rows)])


def targets(proposal):
    return {one.column: one.target for one in proposal.columns}


@pytest.mark.parametrize(
    ("header", "target"),
    [
        ("Mã KCN", "code"), ("MA_KCN", "code"), ("ma", "code"), ("Code", "code"),
        ("Tên khu công nghiệp", "name_vi"), ("TEN", "name_vi"), ("ten_kcn", "name_vi"),
        ("Name", "name_vi"), ("Tên tiếng Anh", "name_en"), ("English name", "name_en"),
        ("Tình trạng", "status"), ("tinh_trang", "status"), ("TINHTRANG", "status"),
        ("Diện tích quy hoạch", "planned_area"), ("Diện tích quy hoạch (ha)", "planned_area"),
        ("Diện tích (m²)", "planned_area@m2"), ("Dien tich (km2)", "planned_area@km2"),
        ("Năm thành lập", "established"), ("Quyết định", "decision"),
        ("Planned area", "planned_area"), ("DIEN_TICH_", "planned_area"),
        ("Ghi chú", ""), ("STT", ""),
    ],
)  # fmt: skip
def test_columns_are_guessed_from_their_names(tmp_path, header, target):
    path = table(tmp_path, ["khoa", header], ["a", None], ["b", None])
    assert targets(reviewed(path))[header] == target


def test_a_decided_mapping_goes_before_a_remembered_and_a_guessed_one(tmp_path):
    path = table(tmp_path, ["Mã", "Tên", "Tình trạng", "TT"], ["dong-mai", "a", "planned", "x"])
    proposal = reviewed(path, mapping={"TT": "decision", "Tình trạng": ""})
    assert targets(proposal) == {"Mã": "code", "Tên": "name_vi", "Tình trạng": "", "TT": "decision"}


def test_an_edit_shows_the_old_and_the_new_value_and_nothing_else(tmp_path):
    path = table(
        tmp_path, ["Mã", "Tên", "Tình trạng", "Diện tích quy hoạch (ha)"],
        ["dong-mai", NAMES["dong-mai"][0], "Đang hoạt động", 160],
        ["hai-yen", NAMES["hai-yen"][0], "Quy hoạch", 182],
    )  # fmt: skip
    standing = world(park("dong-mai", planned_area=160.0), park("hai-yen", planned_area=182.0))
    standing.subjects["park:dong-mai"].held["planned_area"]
    proposal = reviewed(path, standing)
    fields = {
        (one.subject, field.field): (field.old, field.new, field.effect)
        for one in proposal.changes
        for field in one.fields
        if field.effect != "agrees"
    }
    assert fields[("park:hai-yen", "status")] == ("operating", "planned", "replaces")
    assert ("park:dong-mai", "status") not in fields


def test_a_value_that_breaks_the_rules_of_its_field_is_named_with_row_and_field(tmp_path):
    path = table(
        tmp_path,
        ["Mã", "Tên", "Tình trạng", "Diện tích quy hoạch", "Năm thành lập", "Khu kinh tế"],
        ["dong-mai", "a", "operating", "một trăm", 2015, "Khu kinh tế cửa khẩu Móng Cái"],
        ["hai-yen", "b", "bỏ hoang", -5, 15, "Khu kinh tế Biển Bạc"],
        ["viet-hung", "c", "planned", 300, 2006, "mong-cai"],
    )
    proposal = reviewed(
        path,
        mapping={"Tình trạng": "status", "Diện tích quy hoạch": "planned_area"},
    )
    assert {(one.row, one.field, one.code) for one in proposal.errors} == {
        (2, "Diện tích quy hoạch", "not_a_number"),
        (3, "status", "unknown_choice"),
        (3, "planned_area", "out_of_range"),
        (3, "established", "out_of_range"),
        (3, "economic_zone", "unknown_reference"),
    }
    assert change(proposal, "dong-mai")["economic_zone"].new == "economic_zone:mong-cai"


def test_words_of_a_choice_and_vietnamese_dates_are_understood_and_said(tmp_path):
    path = table(
        tmp_path, ["Mã", "Tên", "Tình trạng", "Valid from"],
        ["dong-mai", NAMES["dong-mai"][0], "dang hoat dong", "01/07/2025"],
    )  # fmt: skip
    proposal = reviewed(path)
    assert change(proposal, "dong-mai")["valid_from"].new == "2025-07-01"
    assert "day_first" in codes(proposal, "note")


def test_numbers_that_can_be_read_in_two_ways_are_asked_about(tmp_path):
    path = table(
        tmp_path, ["Mã", "Tên", "Diện tích quy hoạch"],
        ["dong-mai", "a", "1.105"], ["hai-yen", "b", "2.250"],
    )  # fmt: skip
    asking = reviewed(path)
    assert asked(asking) == ["decimals"]
    for style, area in (("comma", 1105.0), ("point", 1.105)):
        settled = reviewed(path, decimals={"Diện tích quy hoạch": style})
        assert change(settled, "dong-mai")["planned_area"].new == area


def test_what_is_new_needs_what_everything_of_its_kind_has(tmp_path):
    path = table(tmp_path, ["Mã", "Diện tích quy hoạch"], ["la-lam", 10])
    proposal = reviewed(path)
    assert {(one.row, one.code) for one in proposal.errors} == {(2, "no_name")}


def test_one_value_for_all_rows_is_given_as_a_constant(tmp_path):
    path = table(tmp_path, ["Mã", "Tên"], ["moi-1", "Khu mới một"], ["moi-2", "Khu mới hai"])
    proposal = reviewed(path, constants={"status": "planned"})
    assert change(proposal, "moi-1")["status"].new == "planned"


def test_a_name_without_a_translation_is_repeated_and_a_known_one_is_kept(tmp_path):
    path = table(tmp_path, ["Mã", "Tên"], ["dong-mai", NAMES["dong-mai"][0]], ["moi", "Khu mới"])
    proposal = reviewed(path, constants={"status": "operating"})
    assert change(proposal, "moi")["name"].new == {"vi": "Khu mới", "en": "Khu mới"}
    assert change(proposal, "dong-mai")["name"].effect == "agrees"


def test_a_source_of_lower_authority_stands_beside_what_is_shown(tmp_path):
    path = table(tmp_path, ["Mã", "Tên", "Tình trạng"], ["dong-mai", "Đông Mai", "planned"])
    held = park("dong-mai")
    strong = dict(held.held) | {"status": shown("operating", "decision", day=date(2026, 6, 1))}
    standing = world(type(held)(held.key, held.names, strong, geometry=held.geometry))
    assert change(reviewed(path, standing), "dong-mai")["status"].effect == "beside"


def test_measured_and_declared_area_are_compared_in_vn2000(tmp_path):
    path = vector(
        tmp_path / "khu.gpkg", [SHAPES[code] for code in CODES],
        {"code": list(CODES), "name": [NAMES[code][0] for code in CODES],
         "planned_area": [460.4, 500.0, 460.0]},
    )  # fmt: skip
    found = [one for one in reviewed(path).remarks if one.code == "area_differs"]
    assert [one.row for one in found] == [2]
    assert "m²" in found[0].reason["vi"] and "%" in found[0].reason["vi"]
