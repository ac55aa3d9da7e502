"""Coordinates are read as people write them; what has two meanings is said to have two."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diaban.imports.numbers_and_angles import parse, read_column

LAT = 21 + 1 / 60 + 36 / 3600


@pytest.mark.parametrize(
    "text",
    [
        "21°01'36\"N",
        "21° 1' 36'' N",
        "21º01’36”",
        "21 01 36",
        "21-01-36",
        "21:01:36",
        "N 21°01′36″",
        "21d01'36\"",
        "21 độ 01 phút 36 giây",
        "21°01'36\"B",
        "21°01,6'",
        "21 01.6",
        "21.026666667°",
        "21,026666667 N",
    ],
)
def test_degrees_minutes_seconds_are_read_in_every_notation(text: str) -> None:
    found = parse(text)
    assert not found.ambiguous
    assert found.readings[0].value == pytest.approx(LAT, abs=1e-8)


@pytest.mark.parametrize(
    ("text", "axis", "value"),
    [
        ("107°04'12\"E", "lon", 107.07),
        ("107°04'12\"Đ", "lon", 107.07),
        ("Đông 107°04'12\"", "lon", 107.07),
        ("21°S", "lat", -21),
        ("-21°30'", None, -21.5),
        ("77.5W", "lon", -77.5),
    ],
)
def test_letters_and_signs_say_the_direction(text: str, axis: str | None, value: float) -> None:
    reading = parse(text).readings[0]
    assert (reading.axis, reading.value) == (axis, pytest.approx(value))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2.325.123,45", 2325123.45),
        ("2 325 123,45", 2325123.45),
        ("2,325,123.45", 2325123.45),
        ("2'325'123.45", 2325123.45),
        ("2325123.45 m", 2325123.45),
        ("2325123,4", 2325123.4),
        ("107,4512", 107.4512),
        ("107.4512", 107.4512),
        ("2.325.123", 2325123),
        ("48430600", 48430600),
        ("−5,5", -5.5),
        ("2,325e6", None),
        ("2.325e6", 2325000),
        ("'430600", 430600),
    ],
)
def test_decimal_commas_and_thousand_dots_are_read(text: str, value: float | None) -> None:
    found = parse(text)
    assert [r.value for r in found.readings] == ([] if value is None else [value])


@pytest.mark.parametrize(
    ("text", "values"), [("107,451", {107.451, 107451}), ("1.500", {1.5, 1500})]
)
def test_a_single_mark_before_three_digits_has_two_meanings(text: str, values: set[float]) -> None:
    found = parse(text)
    assert found.ambiguous
    assert {r.value for r in found.readings} == values


@pytest.mark.parametrize(
    "text",
    ["", "abc", "21°61'00\"", "95°N", "1.2.3", "12,34,56", "21 01", "N21°E", "107 04 12 5", "-5S"],
)
def test_what_is_no_coordinate_has_no_meaning(text: str) -> None:
    assert parse(text).readings == ()


def test_a_column_settles_what_one_value_leaves_open() -> None:
    column = read_column(["107,451", "107,4512", None, " "])
    assert column.values == (107.451, 107.4512, None, None)
    assert column.otherwise is None
    assert [trap.code for trap in column.traps] == ["decimal_comma"]
    assert ("107,451", "107.451") in column.traps[0].samples


def test_a_column_that_stays_open_gives_both_and_asks() -> None:
    column = read_column(["430,600", "431,250"])
    assert column.values == (430.6, 431.25)
    assert column.otherwise == (430600, 431250)
    assert [trap.code for trap in column.traps] == ["ambiguous_number"]


def test_a_mixed_column_is_reported_and_nothing_ambiguous_is_chosen() -> None:
    column = read_column(["2.325.123,45", "2325123.45", "430,600"])
    assert column.style is None
    assert column.values == (2325123.45, 2325123.45, None)
    assert [(trap.code, trap.rows) for trap in column.traps] == [("mixed_notation", (2,))]


def test_values_that_cannot_be_read_are_named_by_row() -> None:
    column = read_column(["21°01'36\"N", "không rõ", "21°02'00\"N"])
    assert column.values[0] == pytest.approx(LAT)
    assert column.unreadable == (1,)
    assert {trap.code for trap in column.traps} == {"degrees_minutes_seconds", "not_a_number"}


def test_numbers_from_a_spreadsheet_pass_through() -> None:
    column = read_column([107.0725, 107, None])
    assert (column.values, column.traps) == ((107.0725, 107.0, None), ())


def _grouped(value: float, places: int, thousands: str, decimal: str) -> str:
    return f"{value:,.{places}f}".replace(",", "\0").replace(".", decimal).replace("\0", thousands)


@settings(deadline=None)
@given(
    st.floats(-1e8, 1e8),
    st.sampled_from([(".", ","), (" ", ","), (",", "."), ("'", "."), ("", "."), ("", ",")]),
)
def test_a_number_with_two_decimals_comes_back(value: float, marks: tuple[str, str]) -> None:
    text = _grouped(value, 2, *marks)
    assert [r.value for r in parse(text).readings] == [round(value, 2)]


@settings(deadline=None)
@given(st.floats(-90, 90))
def test_an_angle_written_in_seconds_comes_back(value: float) -> None:
    total = round(abs(value) * 3600, 3)
    minutes, seconds = divmod(total, 60)
    degrees, minutes = divmod(int(minutes), 60)
    text = f"{degrees}°{minutes:02d}'{seconds:06.3f}\"{'S' if value < 0 else 'N'}"
    if seconds < 59.9995:
        assert parse(text).readings[0].value == pytest.approx(value, abs=1e-6)


@settings(deadline=None)
@given(st.text(max_size=20))
def test_no_text_breaks_the_reader(text: str) -> None:
    parse(text)
