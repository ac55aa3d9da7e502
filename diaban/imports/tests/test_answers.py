"""From the posted page to decisions: what is answered is taken, what cannot be read is told."""

from __future__ import annotations

import pytest
from django.http import QueryDict

from diaban.facts import schema
from diaban.imports import answers
from diaban.imports.decisions import Decisions


def option(value: str) -> dict:
    return {"value": value, "label": {"vi": "", "en": ""}, "detail": {"vi": "", "en": ""}}


def question(code: str, *values: str, about: str = "") -> dict:
    return {"code": code, "about": about, "options": [option(value) for value in values]}


def read(posted: str, report: dict | None = None, before: Decisions | None = None):
    return answers.read(QueryDict(posted), before or Decisions(), report or {}, schema.kind("park"))


@pytest.mark.parametrize(
    ("asked", "posted", "name", "value"),
    [
        (question("crs", "EPSG:5899"), "answer-0=EPSG:5899", "crs", "EPSG:5899"),
        (question("encoding", "tcvn3"), "answer-0=tcvn3", "encoding", "tcvn3"),
        (question("decimals", "comma", about="S (ha)"), "answer-0=comma", "decimals",
         {"S (ha)": "comma"}),
        (question("axes", "Toạ độ Y=easting Toạ độ X=northing"),
         "answer-0=Toạ độ Y=easting Toạ độ X=northing", "mapping",
         {"Toạ độ Y": "easting", "Toạ độ X": "northing"}),
        (question("accuracy", "approximate"), "answer-0=approximate&answer-0-metres=500",
         "accuracy_m", 500.0),
    ],
)  # fmt: skip
def test_an_answer_to_a_question_becomes_a_decision(asked, posted, name, value):
    decided, problems = read(posted, {"questions": [asked]})
    assert (getattr(decided, name), problems) == (value, {})


@pytest.mark.parametrize(
    ("asked", "posted"),
    [
        (question("encoding", "tcvn3"), "answer-0=klingon"),
        (question("decimals", "comma"), "answer-0=semicolon"),
        (question("accuracy", "approximate"), "answer-0=approximate"),
        (question("accuracy", "approximate"), "answer-0=approximate&answer-0-metres=-3"),
    ],
)
def test_an_answer_that_was_not_offered_is_told_beside_its_question(asked, posted):
    _decided, problems = read(posted, {"questions": [asked]})
    assert problems
    assert all(name.startswith("answer-0") for name in problems)


def test_an_unanswered_question_stays_open():
    decided, problems = read("", {"questions": [question("crs", "EPSG:5899")]})
    assert (decided.crs, problems) == (None, {})


def test_only_what_differs_from_the_guess_is_a_decision_about_a_column():
    report = {"columns": [{"column": "Ma", "target": "code"}, {"column": "S", "target": ""}]}
    decided, problems = read("column-0=code&column-1=planned_area@m2", report)
    assert (dict(decided.mapping), problems) == ({"S": "planned_area@m2"}, {})
    again, _ = read("column-0=code&column-1=", report | {
        "columns": [report["columns"][0], {"column": "S", "target": "planned_area@m2"}]
    }, decided)  # fmt: skip
    assert dict(again.mapping) == {"S": ""}


def test_a_doubtful_row_is_answered_taken_back_and_never_with_something_else():
    before = Decisions(matches={7: "new"})
    decided, problems = read("match-3=park:hai-ha&match-4=skip&match-7=", before=before)
    assert (dict(decided.matches), problems) == ({3: "park:hai-ha", 4: "skip"}, {})
    _decided, problems = read("match-3=locality:1")
    assert set(problems) == {"match-3"}


def test_what_is_unticked_is_taken_back():
    before = Decisions(accepted=frozenset({"area_differs"}), left_out=frozenset({"outside"}))
    decided, _ = read("accepted=twice", before=before)
    assert (decided.accepted, decided.left_out) == (frozenset({"twice"}), frozenset())


def test_constants_are_lines_of_known_fields():
    decided, problems = read("constants=status%20%3D%20planned%0A%0A")
    assert (dict(decided.constants), problems) == ({"status": "planned"}, {})
    _decided, problems = read("constants=nonsense")
    assert set(problems) == {"constants"}
