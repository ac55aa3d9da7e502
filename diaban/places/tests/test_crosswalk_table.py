from __future__ import annotations

from decimal import Decimal as D

import pytest
from django.utils import translation

from diaban.places.conversion import old_units
from diaban.places.crosswalk_table import MOST_ROWS, TableRefused, convert_table


def row(old: str, name: str, new: str, district: str = "1") -> dict[str, str]:
    return {"old_code": old, "old_name": name, "old_type": "xa", "old_district": district,
            "new_code": new}  # fmt: skip


UNITS = old_units(
    [
        row("06652", "Phường Hà Phong", "06652"),
        row("06664", "Phường Hà Tu", "06652"),
        row("06800", "Phường Thanh Sơn", "06811", "2"),
        row("06900", "Xã Thanh Sơn", "06970", "3"),
        row("06901", "Xã Đồn Đạc", "06970", "3"),
        row("06902", "Xã Lại Xuân", "06970", "2"),
        row("06903", "Xã Lại Xuân", "06652", "3"),
    ]
)
DISTRICTS = {"2": "Thành phố Uông Bí", "3": "Huyện Ba Chẽ"}


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def converted(header, *rows, **more):
    return convert_table(header, rows, UNITS, "area", districts=DISTRICTS, **more)


def known(found, code):
    return next(line.known for line in found.lines if line.code == code)


@pytest.mark.parametrize(
    "name", ["06664", "6664", "Phường Hà Tu", "hà tu", "Ha Tu", "P. Hà Tu", " Phường  Hà Tu "]
)
def test_a_unit_is_known_by_code_or_name_as_people_write_it(name):
    found = converted(["Đơn vị", "Dân số"], [name, "10"])
    assert known(found, "06652") == (D(10),)


def test_the_type_in_a_name_tells_two_units_apart():
    found = converted(["Đơn vị", "Dân số"], ["Phường Thanh Sơn", "1"], ["Xã Thanh Sơn", "2"])
    assert (known(found, "06811"), known(found, "06970")) == ((D(1),), (D(2),))


def test_the_former_district_in_another_column_tells_them_apart():
    header = ["Xã", "Huyện", "Dân số"]
    found = converted(header, ["Lại Xuân", "TP Uông Bí", "1"], ["Lại Xuân", "Huyện Ba Chẽ", "2"])
    assert (known(found, "06970"), known(found, "06652")) == ((D(1),), (D(2),))


def test_a_name_that_stays_unclear_is_a_problem_with_its_row_and_the_choices():
    found = converted(["Xã", "Dân số"], ["Lại Xuân", "1"], ["Hà Tu", "2"])
    (problem,) = found.problems
    assert (problem.row, problem.what) == (1, "Lại Xuân")
    assert "06902" in problem.reason and "06903" in problem.reason
    assert (found.totals, found.unplaced) == ((D(3),), (D(1),))


def test_lines_and_unplaced_rows_add_up_to_the_table():
    found = converted(["Xã", "ha"], ["Hà Tu", "1,5"], ["Nowhere", "2,25"], ["Đồn Đạc", ""])
    assert sum(line.known[0] for line in found.lines) + found.unplaced[0] == found.totals[0]
    assert found.totals == (D("3.75"),)


@pytest.mark.parametrize(
    ("texts", "total"),
    [
        (["1.234,5", "2,5"], "1237.0"),
        (["1,234.5", "2.5"], "1237.0"),
        (["1 234", "2"], "1236"),
        (["1.234.567", "1"], "1234568"),
    ],
)
def test_numbers_are_read_as_they_are_written(texts, total):
    found = converted(["Xã", "Giá trị"], ["Hà Tu", texts[0]], ["Đồn Đạc", texts[1]])
    assert found.totals == (D(total),)


def test_a_number_that_can_mean_two_is_taken_the_vietnamese_way_and_said():
    found = converted(["Xã", "Giá trị"], ["Hà Tu", "1.234"], ["Đồn Đạc", "2.345"])
    assert found.totals == (D(3579),)
    assert "two ways" in found.problems[0].reason


def test_rates_averages_and_years_are_left_out_and_named():
    header = ["Xã", "Dân số", "Tỷ lệ hộ nghèo (%)", "Mật độ (người/km2)", "Năm"]
    found = converted(header, ["Hà Tu", "10", "2,5", "100", "2024"])
    assert found.columns == ("Dân số",)
    assert found.left_out == ("Tỷ lệ hộ nghèo (%)", "Mật độ (người/km2)", "Năm")
    forced = converted(header, ["Hà Tu", "10", "2,5", "100", "2024"], add=["Mật độ (người/km2)"])
    assert forced.columns == ("Dân số", "Mật độ (người/km2)")


def test_a_word_among_figures_is_unknown_and_said():
    found = converted(["Xã", "Dân số"], ["Hà Tu", "10"], ["Hà Phong", "chưa có"], ["Đồn Đạc", "1"])
    line = next(line for line in found.lines if line.code == "06652")
    assert (line.known, line.unknown) == ((D(10),), (1,))
    assert [problem.row for problem in found.problems] == [2]


@pytest.mark.parametrize(
    ("header", "rows", "words"),
    [
        (["Xã", "Dân số"], [], "no rows"),
        (["Tỉnh", "Dân số"], [["Hải Phòng", "1"]], "No column holds codes or names"),
        (["Xã", "Ghi chú"], [["Hà Tu", "đẹp"]], "No column holds figures"),
        (["Xã", "n"], [["Hà Tu", "1"]] * (MOST_ROWS + 1), "more than 5000 rows"),
    ],
)
def test_a_table_that_cannot_be_converted_says_why(header, rows, words):
    with pytest.raises(TableRefused, match=words):
        converted(header, *rows)


def test_the_column_of_units_can_be_named():
    found = converted(["Mã", "Số", "Dân số"], ["06652", "06664", "5"], unit="Số")
    assert found.lines[0].parts[0].old.code == "06664"
    with pytest.raises(TableRefused, match="no column “X”"):
        converted(["Mã", "Dân số"], ["06652", "5"], unit="X")
