"""Choosing among published statements: no count leaves one out, no link forgets the rest."""

from __future__ import annotations

from dataclasses import fields
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.utils import translation

from diaban.explorer import statement_choice, verdicts
from diaban.explorer.figures import Statement
from diaban.explorer.statement_choice import Asked
from diaban.indicators import reading


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def statement(code: str, topic: str, *verdict: str) -> Statement:
    given: dict[str, Any] = {field.name: "" for field in fields(Statement)}
    compared = [SimpleNamespace(verdict=one) for one in verdict]
    return Statement(**given | {"code": code, "topic": topic, "compared": compared})


SAID = [
    statement("a", "land", "equal"),
    statement("b", "land", "equal", "unexplained"),
    statement("c", "economy", "unexplained"),
    statement("d", "economy"),
]
LABELS = {"land": "Land", "economy": "Economy"}


def codes(**asked: str) -> list[str]:
    return [one.code for one in statement_choice.chosen(SAID, Asked(**asked))]


def test_a_statement_that_is_set_beside_nothing_has_a_count_of_its_own():
    counted = {one.word: one.count for one in statement_choice.by_verdict(SAID, Asked())}
    assert counted == {"All": 4, "equal": 2, "unexplained": 2, "set beside nothing": 1}
    assert codes(verdict=verdicts.BESIDE_NOTHING) == ["d"]


def test_every_statement_is_behind_some_verdict():
    links = statement_choice.by_verdict(SAID, Asked())[1:]
    behind = {code for one in links for code in codes(verdict=parse_qs(one.query)["verdict"][0])}
    assert behind == {"a", "b", "c", "d"}


def test_counts_of_one_choice_keep_to_the_other():
    asked = Asked(topic="economy", verdict="unexplained")
    assert codes(topic="economy", verdict="unexplained") == ["c"]
    by_topic = statement_choice.by_topic(SAID, asked, LABELS)
    assert [(one.word, one.count) for one in by_topic] == [
        ("All topics", 2), ("Land", 1), ("Economy", 1),
    ]  # fmt: skip
    by_verdict = statement_choice.by_verdict(SAID, asked)
    assert [(one.word, one.count) for one in by_verdict] == [
        ("All", 2), ("unexplained", 1), ("set beside nothing", 1),
    ]  # fmt: skip


def test_a_link_changes_one_thing_and_keeps_the_others():
    asked = Asked(topic="land", verdict="equal", view="table")
    link = next(one for one in statement_choice.by_topic(SAID, asked, LABELS) if not one.chosen)
    assert link.word == "All topics" and link.query == "verdict=equal&view=table"


def test_only_the_comparisons_with_the_verdict_are_shown():
    (first, second) = statement_choice.chosen(SAID, Asked(verdict="unexplained"))
    assert [one.verdict for one in first.compared] == ["unexplained"] and first.code == "b"
    assert second.code == "c"


def test_what_is_not_understood_is_left_out():
    given = {"verdict": "<script>", "topic": "moon", "view": "upside-down"}
    assert statement_choice.understood(SAID, given) == Asked()
    given = {"verdict": "none", "topic": "land", "view": "table"}
    assert statement_choice.understood(SAID, given) == Asked("none", "land", "table")
    assert codes(verdict="none", topic="land") == []


def test_few_are_shown_with_their_words_and_many_are_folded():
    assert statement_choice.unfolded(Asked(), statement_choice.FEW)
    assert not statement_choice.unfolded(Asked(), statement_choice.FEW + 1)
    assert statement_choice.unfolded(Asked(view="words"), 100)


@pytest.mark.parametrize(
    ("difference", "shown"), [("-15.0649", "−15.06"), ("0.0034", "+0.0034"), ("0", "")]
)
def test_a_small_difference_keeps_its_digits_and_a_large_one_sheds_them(difference, shown):
    row = reading.Statement(
        "s", "land.occupancy", "2025-Q1", "", "50", "ha", Decimal(1), "unexplained",
        Decimal(difference), {},
    )  # fmt: skip
    assert verdicts.compared(row).difference.removesuffix("\N{NO-BREAK SPACE}ha") == shown
