"""What a definition may be, which version holds, and what it makes of its terms."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from diaban.indicators.definitions import (
    Definition,
    Query,
    at,
    compute,
    refusals,
    zero_denominators,
)
from diaban.indicators.formulas import Amount
from diaban.indicators.queries import QUERIES, room_of

PACK = Path(__file__).parents[3] / "packs" / "quang-ninh"
KNOWN = {
    one.name: one
    for one in (
        Query("land.leased", "m2", "stock", "", ""),
        Query("land.ready", "m2", "stock", "", ""),
        Query("land.leased_new", "m2", "flow", "", ""),
        Query("dossiers.late", "dossiers", "flow", "", ""),
    )
}
RATIO = Definition(
    code="land.leased_of_ready", version=1, topic="land", name_vi="", name_en="", short_vi="",
    short_en="", unit="%", decimals=2, kind="ratio", numerator="land.leased",
    denominator="land.ready", scale=Decimal(100), period="stock",
)  # fmt: skip


def why(**changes) -> list[str]:
    return [code for code, _what in refusals(replace(RATIO, **changes), KNOWN)]


def test_a_sound_definition_is_not_refused():
    assert why() == []
    assert why(kind="sum", denominator="", unit="ha", scale=Decimal(10_000)) == []
    assert why(kind="external", numerator="", denominator="") == []


@pytest.mark.parametrize(("changes", "code"), [
    ({"numerator": "moon.dust"}, "unknown_query"),
    ({"denominator": ""}, "no_denominator"),
    ({"numerator": ""}, "no_numerator"),
    ({"kind": "sum"}, "needless_denominator"),
    ({"kind": "guess"}, "unknown_kind"),
    ({"period": "always"}, "unknown_period"),
    ({"cutoff": "whenever"}, "unknown_cutoff"),
    ({"direction": "sideways"}, "unknown_direction"),
    ({"topic": "weather"}, "unknown_topic"),
    ({"scale": Decimal(25)}, "bad_scale"),
    ({"scale": Decimal(0)}, "bad_scale"),
    ({"denominator": "land.leased_new"}, "other_period"),
    ({"denominator": "dossiers.late"}, "other_unit"),
    ({"kind": "external"}, "external_has_terms"),
])  # fmt: skip
def test_what_cannot_be_is_refused_by_name(changes, code):
    assert code in why(**changes)


AREA = {"kind": "sum", "numerator": "land.leased", "denominator": ""}
COUNT = {"kind": "count", "numerator": "dossiers.late", "denominator": "", "period": "flow"}
CAPITAL = {"kind": "sum", "numerator": "projects.capital_vnd", "denominator": ""}


@pytest.mark.parametrize(("changes", "sound"), [
    (AREA | {"unit": "ha", "scale": Decimal(10_000)}, True),
    (AREA | {"unit": "m2", "scale": Decimal(1)}, True),
    (AREA | {"unit": "km2", "scale": Decimal("1E+6")}, True),
    (AREA | {"unit": "ha", "scale": Decimal(1)}, False),
    (AREA | {"unit": "ha", "scale": Decimal(1000)}, False),
    (AREA | {"unit": "%", "scale": Decimal(10_000)}, False),
    (CAPITAL | {"unit": "billion VND", "scale": Decimal(10**9)}, True),
    (CAPITAL | {"unit": "billion VND", "scale": Decimal(10**6)}, False),
    (CAPITAL | {"unit": "billion USD", "scale": Decimal(10**9)}, False),
    (COUNT | {"unit": "dossiers", "scale": Decimal(1)}, True),
    (COUNT | {"unit": "dossiers", "scale": Decimal(10)}, False),
    (COUNT | {"unit": "projects", "scale": Decimal(1)}, False),
    ({"unit": "", "scale": Decimal(1)}, True),
    ({"unit": "", "scale": Decimal(100)}, False),
    ({"scale": Decimal(1)}, False),
    ({"unit": "ha"}, False),
])  # fmt: skip
def test_no_definition_is_wrong_by_a_power_of_ten_or_in_another_unit(changes, sound):
    known = KNOWN | {"projects.capital_vnd": Query("projects.capital_vnd", "VND", "stock", "", "")}
    found = [code for code, _what in refusals(replace(RATIO, **changes), known)]
    assert found == ([] if sound else ["unit_and_scale"])


def test_every_shipped_definition_is_sound():
    with PACK.joinpath("indicators.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if not row["code"].startswith("#")]
    names = ("code", "topic", "name_vi", "name_en", "short_vi", "short_en", "unit", "kind",
             "numerator", "denominator", "period")  # fmt: skip
    for row in rows:
        made = Definition(
            version=1, decimals=0, scale=Decimal(row["scale"] or 1),
            cutoff=row["cutoff"] or "calendar", direction=row["direction"] or "none",
            **{name: row[name] for name in names},
        )  # fmt: skip
        assert refusals(made, QUERIES) == [], row["code"]
    assert len(rows) > 50


def test_the_version_that_began_last_holds():
    first = replace(RATIO, version=1)
    second = replace(RATIO, version=2, valid_from=date(2025, 1, 1))
    third = replace(RATIO, version=3, valid_from=date(2026, 1, 1), valid_to=date(2026, 7, 1))
    versions = [third, first, second]
    assert at(versions, date(2024, 12, 31)) is first
    assert at(versions, date(2025, 1, 1)) is second
    assert at(versions, date(2026, 6, 30)) is third
    assert at(versions, date(2026, 7, 1)) is second
    assert at([third], date(2025, 1, 1)) is None


def test_nothing_to_divide_by_is_no_value_with_a_reason_and_no_exception():
    made = compute(RATIO, Amount(5), Amount(0))
    assert made.value is None and made.reasons == ("zero_denominator",)
    assert compute(RATIO, Amount(0), Amount(0)).value is None


def test_an_unknown_term_makes_the_value_unknown_and_keeps_its_reason():
    made = compute(RATIO, Amount(5), Amount(None, ("partial_register",)))
    assert made.value is None and made.reasons == ("partial_register",)
    count = replace(RATIO, kind="count", denominator="", scale=Decimal(1))
    assert compute(count, Amount(None, ("not_recorded",)), None).value is None
    assert compute(count, Amount(0), None).value == 0


def test_what_weakens_a_term_weakens_the_value():
    made = compute(RATIO, Amount(1, ("a",)), Amount(2, ("b",)))
    assert (made.value, made.reasons) == (Decimal("50.00"), ("a", "b"))


def test_periods_without_anything_to_divide_by_are_named():
    known = [("2025-Q1", Amount(0)), ("2025-Q2", Amount(3)), ("2025-Q3", Amount(None))]
    assert zero_denominators(RATIO, known) == ["2025-Q1"]
    assert zero_denominators(replace(RATIO, kind="count"), known) == []


def test_every_query_belongs_to_its_room_and_is_named_in_both_languages():
    for name, query in QUERIES.items():
        assert room_of(name) in {"dossiers", "petitions", "visits", "commitments", "land",
                                 "projects"}  # fmt: skip
        assert query.label_vi and query.label_en and query.period in ("flow", "stock")
