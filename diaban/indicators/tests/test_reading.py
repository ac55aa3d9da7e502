"""The reader of the document: what is not in it is None, and never zero."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from diaban.indicators.reading import Figures, order_of

DEFINITION = {
    "code": "land.leased_of_ready", "version": 1, "valid_from": None, "valid_to": "2026-01-01",
    "topic": "land", "name": {"vi": "Tỷ lệ", "en": "Share"}, "short": {"vi": "", "en": ""},
    "unit": "%", "decimals": 2, "kind": "ratio", "numerator": "land.leased",
    "denominator": "land.ready", "scale": "100", "period": "stock", "cutoff": "calendar",
    "direction": "up", "basis": {"vi": "", "en": ""}, "trust": "S-H", "owner": "",
}  # fmt: skip
SECOND = DEFINITION | {"version": 2, "valid_from": "2026-01-01", "valid_to": None}
VALUE = {
    "indicator": "land.leased_of_ready", "version": 1, "period": "2025-Q1", "place": "",
    "value": "56.06", "numerator": "11059000", "denominator": "19727000", "state": "closed",
    "as_of": "2025-03-31", "confidence": "ok", "reasons": [],
}  # fmt: skip
UNKNOWN = VALUE | {"period": "2024-Q4", "value": None, "numerator": None, "reasons": ["withheld"]}


def figures(**more) -> Figures:
    return Figures.of(
        {"as_of": "2026-11-26", "definitions": [DEFINITION, SECOND], "values": [VALUE, UNKNOWN]}
        | more
    )


def test_a_figure_comes_with_its_exact_terms():
    one = figures().value("land.leased_of_ready", "2025-Q1")
    assert (one.value, one.numerator, one.denominator) == (
        Decimal("56.06"), Decimal(11_059_000), Decimal(19_727_000),
    )  # fmt: skip
    assert one.closed and not one.running and not one.demonstration
    assert figures().of_value(one).version == 1


def test_what_is_not_said_is_none():
    made = figures()
    assert made.value("land.leased_of_ready", "2030-Q1") is None
    assert made.value("land.leased_of_ready", "2025-Q1", "park:moon") is None
    assert made.value("moon.dust", "2025-Q1") is None
    assert made.definition("moon.dust") is None
    assert made.value("land.leased_of_ready", "2024-Q4").value is None
    empty = Figures.of(None)
    assert (empty.periods, empty.codes, empty.statements(), empty.restatements()) == (
        (),
        (),
        [],
        [],
    )
    assert empty.series("land.leased") == [] and empty.places("land.leased") == ()


def test_a_definition_is_that_of_the_day_that_is_asked_for():
    made = figures()
    assert made.definition("land.leased_of_ready").version == 2
    assert made.definition("land.leased_of_ready", date(2025, 3, 31)).version == 1


def test_a_series_is_in_the_order_of_time_and_places_begin_with_the_whole():
    made = figures(values=[VALUE, UNKNOWN, VALUE | {"place": "park:a"},
                           VALUE | {"place": "scope:parks"}])  # fmt: skip
    assert [one.period for one in made.series("land.leased_of_ready")] == ["2024-Q4", "2025-Q1"]
    assert made.places("land.leased_of_ready") == ("", "scope:parks", "park:a")
    assert sorted(["park:b", "economic_zone:a", ""], key=order_of)[0] == ""


def test_vintages_stand_beside_each_other_and_none_replaces_another():
    row = {"indicator": "economy.growth", "period": "2025", "place": "", "vintage": "revision",
           "value": "11.9", "unit": "%", "source": "b", "published_on": "2026-03",
           "statement": "later", "quote": {"vi": "", "en": ""}}  # fmt: skip
    first = row | {"vintage": "first", "value": "11.89", "statement": "sooner"}
    made = figures(external=[row, first])
    assert [one.statement for one in made.external("economy.growth", "2025")] == ["sooner", "later"]
    assert made.external("economy.growth", "2024") == []


def test_a_break_everywhere_is_one_of_every_place():
    made = figures(breaks=[
        {"indicator": "land.gross", "place": "*", "from_period": "2025-Q1", "cause": {}},
        {"indicator": "land.gross", "place": "park:a", "from_period": "2025-Q2", "cause": {}},
    ])  # fmt: skip
    assert [one.from_period for one in made.breaks("land.gross")] == ["2025-Q1"]
    assert [one.from_period for one in made.breaks("land.gross", "park:a")] == [
        "2025-Q1",
        "2025-Q2",
    ]
