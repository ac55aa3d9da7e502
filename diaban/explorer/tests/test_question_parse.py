"""A query string becomes a question, or every problem in it is named."""

from __future__ import annotations

import datetime as dt
from urllib.parse import parse_qsl

import pytest
from django.http import QueryDict
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from diaban.explorer.question import (
    DEFAULT_LAYERS,
    PARAMETERS,
    BadQuestion,
    Question,
    edition_day,
    parse,
)


def read(text, edition, **options):
    return parse(parse_qsl(text, keep_blank_values=True), edition, **options)


def problems(text, edition, **options):
    with pytest.raises(BadQuestion) as caught:
        read(text, edition, **options)
    return {problem.parameter: problem for problem in caught.value.problems}


def test_a_plain_question_asks_the_explorers_layers_on_the_editions_day(edition):
    question = read("", edition)
    assert question.layers == DEFAULT_LAYERS
    assert question.day == dt.date(2026, 11, 23)
    assert question.querystring() == ""


def test_the_editions_day_is_the_day_in_viet_nam():
    class LateInTheEvening:
        created_at = dt.datetime(2026, 11, 23, 18, 30, tzinfo=dt.UTC)

    assert edition_day(LateInTheEvening()) == dt.date(2026, 11, 24)


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("kind=seaport,park&kind=seaport", "kind=park,seaport"),
        ("layers=parks&layers=facilities", "layers=parks,facilities"),
        ("layers=" + ",".join(DEFAULT_LAYERS), ""),
        ("layers=materials:coal,parks", "layers=materials:coal,parks"),
        ("layers=materials:commodity:coal,materials:mine", "layers=materials:coal,materials:mine"),
        ("commodity=commodity:coal", "commodity=coal"),
        ("confidence=low,high", "confidence=high,low"),
        ("area_min=0012.50", "area_min=12.5"),
        ("area_min=&q=&sort=", ""),
        ("near=107.0200,20.95&radius_km=2e1", "near=107.02,20.95&radius_km=20"),
        ("limit=1000&offset=0", ""),
        ("limit=50&page=3", "limit=50&page=3"),
        ("limit=50&offset=100", "limit=50&page=3"),
        ("limit=50&offset=30", "limit=50&offset=30"),
        ("view=table&sel=park:dong-mai&at=107,21,9&utm_source=mail", ""),
        ("q=%20Hải%20%20Hà%20", "q=H%E1%BA%A3i%20H%C3%A0"),
        ("sort=-area_ha&on=2025-06-30", "on=2025-06-30&sort=-area_ha"),
        (
            'polygon={"type":"Polygon","coordinates":[[[107,20],[108,20],[108,21],[107,20]]]}',
            "polygon=POLYGON%20((107%2020,%20108%2020,%20108%2021,%20107%2020))",
        ),
    ],
)
def test_a_question_is_written_in_one_way(edition, text, canonical):
    question = read(text, edition)
    assert question.querystring() == canonical
    assert read(canonical, edition).querystring() == canonical


@given(
    area_min=st.floats(0, 1e6) | st.none(),
    port_km=st.floats(0, 500) | st.none(),
    kinds=st.sets(st.sampled_from(["park", "seaport", "mine"])),
    limit=st.integers(1, 10_000),
    page=st.integers(1, 50),
    sort=st.sampled_from([None, "name", "-area_ha"]),
    near=st.tuples(st.floats(-180, 180), st.floats(-90, 90)) | st.none(),
)
def test_the_canonical_query_string_means_the_same_question(edition_once, **values):
    wanted = values.pop("kinds")
    kinds = tuple(kind for kind in ("park", "seaport", "mine") if kind in wanted)
    page = values.pop("page")
    limit = values["limit"]
    question = Question(
        **values, kind=kinds, offset=(page - 1) * limit, today=edition_day(edition_once)
    )
    text = question.querystring()
    again = read(text, edition_once)
    assert again.querystring() == text
    assert again.kind == kinds
    assert (again.limit, again.offset, again.sort) == (limit, question.offset, question.sort)


@pytest.fixture(scope="module")
def edition_once(editions_root):
    from diaban.editions import store

    return store.current(editions_root)


def test_a_form_that_repeats_a_list_is_read(edition):
    question = parse(QueryDict("layers=parks&layers=facilities&kind=&area_min="), edition)
    assert question.layers == ("parks", "facilities")


def test_a_mapping_is_read(edition):
    assert parse({"layers": "parks", "kind": ["park"]}, edition).kind == ("park",)


@pytest.mark.parametrize(
    ("text", "parameter", "code"),
    [
        ("layers=park", "layers", "unknown-value"),
        ("layers=parks:coal-dust", "layers", "unknown-value"),
        ("layers=a,,b", "layers", "malformed"),
        ("q=" + "x" * 201, "q", "too-long"),
        ("kind=harbour", "kind", "unknown-value"),
        ("status=open", "status", "unknown-value"),
        ("commodity=gold", "commodity", "unknown-value"),
        ("confidence=sure", "confidence", "unknown-value"),
        ("area_min=ten", "area_min", "not-a-number"),
        ("area_min=1,5", "area_min", "not-a-number"),
        ("area_min=nan", "area_min", "not-a-number"),
        ("area_min=1e999", "area_min", "out-of-range"),
        ("area_max=-1", "area_max", "out-of-range"),
        ("area_min=5&area_max=4", "area_min", "empty-range"),
        ("free_min=1_000", "free_min", "not-a-number"),
        ("port_km=99999", "port_km", "out-of-range"),
        ("within=dong-mai", "within", "malformed"),
        ("within=park:atlantis", "within", "unknown-subject"),
        ("near=107", "near", "malformed"),
        ("near=20.95,107.02", "near", "out-of-range"),
        ("radius_km=10", "radius_km", "needs-near"),
        ("near=107,21&radius_km=0", "radius_km", "out-of-range"),
        ("nearest=3", "nearest", "needs-near"),
        ("near=107,21&nearest=0", "nearest", "out-of-range"),
        ("near=107,21&nearest=2.5", "nearest", "not-a-whole-number"),
        ("bbox=1,2,3", "bbox", "malformed"),
        ("bbox=108,20,107,21", "bbox", "empty-box"),
        ("bbox=107,20,108,95", "bbox", "out-of-range"),
        ("polygon=POINT(107 21)", "polygon", "not-a-polygon"),
        ("polygon=here", "polygon", "malformed"),
        ("polygon={}", "polygon", "malformed"),
        ("polygon=POLYGON EMPTY", "polygon", "not-a-polygon"),
        ("polygon=POLYGON((107 20,108 21,108 20,107 21,107 20))", "polygon", "invalid-polygon"),
        ("polygon=POLYGON((21 107,20 107,20 108,21 107))", "polygon", "out-of-range"),
        ("on=2025-02-30", "on", "not-a-date"),
        ("on=1/7/2025", "on", "not-a-date"),
        ("edition=newest", "edition", "malformed"),
        ("known=2026-13-01", "known", "not-a-date"),
        ("sort=beauty", "sort", "unknown-value"),
        ("sort=distance", "sort", "needs-near"),
        ("sort=--name", "sort", "malformed"),
        ("sort=population&layers=parks", "sort", "unknown-value"),
        ("limit=0", "limit", "out-of-range"),
        ("limit=10001", "limit", "out-of-range"),
        ("offset=-1", "offset", "not-a-whole-number"),
        ("page=0", "page", "out-of-range"),
        ("page=2&offset=5", "page", "contradiction"),
        ("near=107,21&near=108,21", "near", "repeated"),
    ],
)
def test_bad_input_is_named_with_a_reason_and_a_remedy(edition, text, parameter, code):
    problem = problems(text, edition)[parameter]
    assert problem.code == code
    assert str(problem.reason).strip()
    assert str(problem.remedy).strip()


def test_every_parameter_is_covered_by_the_table_above():
    marks = test_bad_input_is_named_with_a_reason_and_a_remedy.pytestmark
    covered = {case[1] for mark in marks for case in mark.args[1]}
    assert covered == set(PARAMETERS)


def test_all_problems_come_at_once(edition):
    found = problems("area_min=x&bbox=1,2&kind=harbour&limit=0", edition)
    assert set(found) == {"area_min", "bbox", "kind", "limit"}


def test_swapped_coordinates_are_recognised(edition):
    problem = problems("near=20.95,107.02", edition)["near"]
    assert "107.02,20.95" in str(problem.remedy)


def test_a_mistyped_value_is_guessed(edition):
    assert "seaport" in str(problems("kind=seaprt", edition)["kind"].remedy)


def test_a_polygon_has_a_limit_of_corners(edition):
    ring = [f"{107 + i / 10_000} {20 + (i % 2) / 10_000}" for i in range(1001)]
    text = f"polygon=POLYGON(({','.join([*ring, '107.05 19', ring[0]])}))"
    assert problems(text, edition)["polygon"].code == "too-many-vertices"


def test_a_strict_reader_refuses_an_unknown_parameter_and_guesses_it(edition):
    problem = problems("stauts=operating", edition, strict=True)["stauts"]
    assert problem.code == "unknown-parameter"
    assert "status" in str(problem.remedy)
    assert read("view=table&sel=park:x", edition, strict=True)


def test_a_query_of_nothing_but_errors_is_answered_in_short(edition):
    with pytest.raises(BadQuestion) as refused:
        read("&".join(["x"] * 500 + [f"x{number}" for number in range(500)]), edition, strict=True)
    names = [problem.parameter for problem in refused.value.problems]
    assert names[0] == "x"
    assert len(names) == len(set(names)) <= 20


def test_one_layer_is_asked_without_naming_layers(edition):
    question = read("sort=population", edition, layer="localities")
    assert question.layers == ("localities",)
    assert "layers" in problems("layers=parks", edition, layer="localities", strict=True)


def test_a_change_starts_again_at_the_first_page(edition):
    question = read("kind=park&limit=10&page=3", edition)
    assert question.querystring(page=4) == "kind=park&limit=10&page=4"
    assert question.querystring(sort="name") == "kind=park&sort=name&limit=10"
    assert question.querystring(kind=None) == "limit=10"
    assert question.querystring(view="table", sel=None) == "kind=park&limit=10&page=3&view=table"


def test_changed_layers_forget_the_parts_of_the_old_ones(edition):
    question = read("layers=materials:coal", edition)
    assert question.querystring(layers=("parks",)) == "layers=parks"
    assert question.querystring(layers=None) == ""


def test_a_problem_speaks_the_readers_language_when_a_catalogue_does(edition, monkeypatch):
    problem = problems("area_min=x", edition)["area_min"]
    with translation.override("en"):
        assert str(problem.reason) == "“x” is not a number."
    monkeypatch.setattr(translation, "gettext", lambda msgid: "%(text)s: không phải là số")
    assert str(problem.reason) == "x: không phải là số"
    assert problem.reason.say("en") == "“x” is not a number."
