from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaban.facts import schema
from diaban.facts.refusal import ValueRefused
from diaban.facts.schema import FieldSpec
from diaban.facts.values import clean, clean_date


def spec(type: str, **more) -> FieldSpec:
    return FieldSpec("x", type, "Chữ", "Word", **more)


STATUS = schema.STATUS
AREA = schema.hectares("area", "Diện tích", "Area")
LOCALITY = schema.reference("parent", "Thuộc", "Part of", "locality")
LOCALITIES = schema.references("localities", "Địa phương", "Localities", "locality")
PLACE = {"lon": "107.04", "lat": "20.98", "accuracy_m": "3000", "method": "approximate"}


def refusal(field: FieldSpec, raw, unit=None) -> ValueRefused:
    with pytest.raises(ValueRefused) as caught:
        clean(field, raw, unit)
    assert caught.value.reason and caught.value.remedy
    return caught.value


@pytest.mark.parametrize(
    ("field", "raw", "value"),
    [
        (AREA, "1105.9", 1105.9),
        (AREA, " 78 ", 78.0),
        (AREA, 660, 660.0),
        (spec("integer"), "1393702", 1393702),
        (spec("integer"), 5.0, 5),
        (schema.year("y", "Năm", "Year"), "2008", 2008),
        (spec("date"), "2025-07-01", "2025-07-01"),
        (spec("period"), "2025-Q1", "2025-Q1"),
        (spec("period"), "1996", "1996"),
        (STATUS, "planned", "planned"),
        (LOCALITY, "06922", "locality:06922"),
        (LOCALITY, "locality:06922", "locality:06922"),
        (LOCALITIES, "06922; 06652", ["locality:06922", "locality:06652"]),
        (LOCALITIES, ["locality:22"], ["locality:22"]),
        (spec("list"), "2701;2702;", ["2701", "2702"]),
        (spec("boolean"), "yes", True),
        (spec("text"), "  QĐ 120/2007 ", "QĐ 120/2007"),
        (spec("words"), {"vi": "Than", "en": "Coal"}, {"vi": "Than", "en": "Coal"}),
        (spec("location"), PLACE,
         {"lon": 107.04, "lat": 20.98, "accuracy_m": 3000.0, "method": "approximate"}),
    ],
)  # fmt: skip
def test_what_a_person_writes_becomes_the_stored_value(field, raw, value):
    cleaned = clean(field, raw)
    assert cleaned.value == value
    assert type(cleaned.value) is type(value)


@pytest.mark.parametrize(
    ("field", "raw", "code"),
    [
        (AREA, "1.105,9", "not_a_number"),
        (AREA, "1 105.9", "not_a_number"),
        (AREA, "nan", "not_a_number"),
        (AREA, "inf", "not_a_number"),
        (AREA, True, "not_a_number"),
        (AREA, "12 ha", "not_a_number"),
        (AREA, "-1", "out_of_range"),
        (AREA, "1e9", "out_of_range"),
        (AREA, "", "missing"),
        (AREA, None, "missing"),
        (spec("integer"), "5.5", "not_whole"),
        (spec("integer"), "many", "not_a_number"),
        (schema.year("y", "Năm", "Year"), "208", "out_of_range"),
        (spec("date"), "01/07/2025", "not_a_date"),
        (spec("date"), "2025-02-30", "not_a_date"),
        (spec("date"), "2025", "not_a_date"),
        (spec("period"), "2025-Q5", "not_a_date"),
        (spec("period"), "2025-13", "not_a_date"),
        (STATUS, "open", "unknown_choice"),
        (LOCALITY, "park:dong-mai", "unknown_reference"),
        (LOCALITY, "Hải Hà", "unknown_reference"),
        (LOCALITIES, "06922;06922", "twice_in_list"),
        (schema.reference("p", "p", "p", "*"), "06922", "unknown_reference"),
        (spec("boolean"), "perhaps", "unknown_choice"),
        (spec("text"), "a\x00b", "unreadable_character"),
        (spec("text"), "khu c\ufffdng", "unreadable_character"),
        (spec("text"), "x" * 6000, "too_long"),
        (spec("text", pattern=r"\d{10}"), "57", "wrong_form"),
        (spec("list", pattern=r"\d{4}"), "2701;x", "wrong_form"),
        (spec("words"), {"vi": "Than", "en": ""}, "half_words"),
        (spec("words"), "Than", "half_words"),
        (spec("location"), "here", "not_a_location"),
        (spec("outline"), "POINT(1 2)", "not_an_outline"),
        (spec("outline"), "POLYGON((0 0,2 2,2 0,0 2,0 0))", "self_crossing"),
        (spec("outline"), "POLYGON((0 0, nonsense", "bad_geometry"),
        (spec("outline"), {"type": "Polygon"}, "bad_geometry"),
        (spec("outline"), {"type": "Polygon", "coordinates": [[[0, 0], [1, 1]]]}, "bad_geometry"),
        (spec("outline"), "POLYGON EMPTY", "bad_geometry"),
        (spec("outline"), "POLYGON((400000 2300000,400100 2300000,400100 2300100,400000 2300000))",
         "outside_bounds"),
    ],
)  # fmt: skip
def test_what_is_no_value_is_refused_with_reason_and_remedy(field, raw, code):
    assert refusal(field, raw).code == code


@pytest.mark.parametrize(
    ("part", "raw", "code"),
    [("lon", "x", "not_a_number"), ("lat", "91", "out_of_range"),
     ("accuracy_m", "0", "out_of_range"), ("accuracy_m", "", "missing"),
     ("method", "guess", "unknown_choice")],
)  # fmt: skip
def test_a_location_names_the_part_at_fault(part, raw, code):
    refused = refusal(spec("location"), PLACE | {part: raw})
    assert (refused.code, refused.part) == (code, part)


def test_a_self_crossing_outline_names_the_place():
    refused = refusal(spec("outline"), "POLYGON((107 21,107.2 21.2,107.2 21,107 21.2,107 21))")
    assert "107.100000 21.100000" in refused.reason


def test_an_outline_keeps_what_is_known_of_its_accuracy():
    drawn = {"type": "LineString", "coordinates": [[107, 21], [107.1, 21.123456789012]]}
    value = clean(spec("outline"), drawn | {"accuracy_m": "50", "method": "digitised"}).value
    assert value["coordinates"][1] == [107.1, 21.12345679]
    assert (value["accuracy_m"], value["method"]) == (50.0, "digitised")
    assert "accuracy_m" not in clean(spec("outline"), drawn | {"accuracy_m": ""}).value
    assert refusal(spec("outline"), drawn | {"method": "guess"}).part == "method"


def test_a_unit_that_the_field_does_not_have_is_refused():
    assert clean(AREA, "5").unit == "ha"
    assert clean(AREA, "5", "ha").unit == "ha"
    assert refusal(AREA, "5", "km2").code == "unknown_unit"
    power = schema.number("p", "p", "p", units=frozenset({"MW", "t/year"}), unit_column="p_unit")
    assert clean(power, "5", "MW").unit == "MW"
    assert refusal(power, "5", "mw").code == "unknown_unit"
    assert refusal(power, "5").code == "missing_unit"


def test_letters_with_marks_are_stored_in_one_form():
    composed = "Hải Hà"
    decomposed = "Ha\u0309i Ha\u0300"
    assert clean(spec("text"), decomposed).value == composed


@given(st.dates())
def test_every_day_can_be_written(day):
    assert clean_date(day.isoformat()) == day


@given(st.text(max_size=30))
def test_no_text_leads_to_anything_but_a_value_or_a_refusal(text):
    for kind in ("integer", "decimal", "date", "period", "list", "outline", "boolean", "text"):
        with suppress(ValueRefused):
            clean(spec(kind), text)


@given(st.floats(0, 1e7))
def test_a_clean_value_is_clean_again(number):
    once = clean(AREA, number)
    assert clean(AREA, once.value, once.unit) == once
