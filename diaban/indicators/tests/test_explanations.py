"""What explains a published figure is said in words that come out of the data."""

from __future__ import annotations

from decimal import Decimal

import pytest

from diaban.indicators.statements import explanations
from diaban.indicators.statements.comparing import Link, compare
from diaban.indicators.statements.reconciliation import Verdict
from diaban.indicators.tests import said

PLACES = said.document()["places"] | {"": {"vi": "các KKT, KCN", "en": "zones and parks"}}


def words(code: str, reading: str = "named", content=None, language: str = "en") -> str:
    one = said.comparison(code, reading, content)
    text = explanations.explain(one, lambda place: PLACES[place])[language]
    return text.replace("\u00a0", " ")


def test_every_link_names_a_statement_and_gets_a_verdict_and_words():
    found = [compare(link, said.statements(), said.asker()) for link in said.links()]
    assert len(found) >= 40
    for one in found:
        text = explanations.explain(one, lambda place: PLACES[place])
        assert text["vi"] and text["en"], one.statement.code
        assert (one.outcome.difference is None) == (one.outcome.verdict == Verdict.NOT_COMPUTED)


def test_the_share_agrees_on_the_base_that_it_names_and_the_others_stand_beside_it():
    one = said.comparison("2025-q1-land-leased-share")
    assert one.outcome.verdict == Verdict.EQUAL
    text = words("2025-q1-land-leased-share")
    assert "1,105.9 ha ÷ 1,972.7 ha = 56.06%" in text
    assert "of cleared (2,717 ha) 40.70%" in text


def test_read_as_a_share_of_the_2717_ha_it_has_another_denominator():
    one = said.comparison("2025-q1-land-leased-share", "as_read")
    assert one.outcome.verdict == Verdict.DENOMINATOR
    text = words("2025-q1-land-leased-share", "as_read")
    assert "1,105.9 ha ÷ 2,717 ha = 40.70%" in text
    assert "The published 56.06% has another base: ready, 1,972.7 ha" in text
    assert "implies a base of 1,972.7 ha (1,972.4 ha to 1,973 ha)" in text


def test_without_records_the_other_base_is_still_worked_out_of_the_publication():
    text = words("2025-q1-land-leased-share", "as_read", content={"as_of": "2026-11-26"})
    assert "15.357 percentage points less than published" in text
    assert "implies a base of 1,972.7 ha" in text
    assert "demonstration" not in text


def test_other_ready_land_no_longer_explains_the_share():
    content = said.document(ready="18000000")
    one = said.comparison("2025-q1-land-leased-share", "as_read", content)
    assert one.outcome.verdict == Verdict.UNEXPLAINED
    assert "Tried, and not the published figure: ready = 61.44%; industrial = 39.62%" in words(
        "2025-q1-land-leased-share", "as_read", content
    )


def test_the_thirty_two_dossiers_are_named_by_the_records_alone():
    text = words("2025-q1-dossiers")
    assert "68 + 16 + 0 make 84 of 116: of the other 32 nothing is said" in text
    assert "The records name them: open in time: 28; waiting: 4." in text
    text = words("2025-q1-dossiers", content={"as_of": "2026-11-26"})
    assert "of the other 32 nothing is said" in text
    assert "The records name them" not in text


def test_parks_and_parks_with_zones_cannot_be_told_apart_by_the_number():
    one = said.comparison("2025-q1-land-cleared")
    assert one.outcome.verdict == Verdict.EQUAL
    text = words("2025-q1-land-cleared")
    assert "prints the same number for another scope: Industrial parks of Quang Ninh" in text
    assert "The records give that number for industrial parks too" in text
    assert "For economic zones alone it is 2,099.3 ha" in text


def test_where_zones_have_cleared_land_outside_parks_the_scope_explains_the_number():
    content = said.document()
    for row in content["values"]:
        if (row["indicator"], row["place"]) == ("land.cleared", ""):
            row["value"] = "2900"
    assert said.comparison("2025-q1-land-cleared", content=content).outcome.verdict == (
        Verdict.SCOPE
    )
    text = words("2025-q1-land-cleared", content=content)
    assert "183 ha (6.74%) more than published" in text
    assert "Asked for industrial parks, they give the published figure" in text


def test_the_sum_of_the_nine_projects_stays_unexplained_and_says_what_was_tried():
    one = said.comparison("2025-infrastructure-area")
    assert one.outcome.verdict == Verdict.UNEXPLAINED
    assert one.outcome.difference == Decimal("8.72")
    text = words("2025-infrastructure-area")
    assert "3,959.94 ha, 8.72 ha (0.22%) more than published" in text
    assert "Tried, and not the published figure: another recorded value of one or two parts" in text
    assert "The nearest sum is 3,950.56 ha, with 158.48 ha instead of 167.86 ha" in text
    assert "Unverified among the parts is Hai Yen" in text
    assert "demonstration" not in text  # areas are facts with sources


def test_invented_records_are_always_said_to_be_invented():
    for link in said.links():
        one = compare(link, said.statements(), said.asker())
        invented = one.computed is not None and one.computed.demonstration
        if invented and one.computed is not None and one.computed.value is not None:
            text = explanations.explain(one, lambda place: PLACES[place])
            assert "demonstration records" in text["en"], link.statement


def test_a_sum_of_which_one_part_is_unknown_is_unknown():
    asker = said.asker()
    project = asker.subjects["infrastructure_project"][0]
    project.fields.clear()  # type: ignore[attr-defined]
    link = Link("2025-infrastructure-area", "facts:infrastructure_project.area")
    assert compare(link, said.statements(), asker).outcome.verdict == Verdict.NOT_COMPUTED


@pytest.mark.parametrize(
    "asked", ["facts:park.area", "facts:infrastructure_project", "statements:x/y", "land.nothing"]
)
def test_what_nobody_can_answer_is_not_computed(asked):
    link = Link("2025-infrastructure-area", asked)
    assert compare(link, said.statements(), said.asker()).outcome.verdict == Verdict.NOT_COMPUTED


def external(code: str, period: str, number: str) -> dict:
    return {
        "indicator": code, "period": period, "place": "", "vintage": "first", "value": number,
        "unit": "%", "source": "x", "published_on": "", "statement": code, "quote": {},
    }  # fmt: skip


def test_what_only_others_publish_is_cited_and_never_called_computed():
    content = said.document()
    for code in ("economy.growth", "economy.growth_target"):
        content["definitions"] = [
            *content["definitions"],
            said.definition(code, unit="%", decimals=2, kind="external"),
        ]
    content["external"] = [
        external("economy.growth", "2025", "11.89"),
        external("economy.growth_target", "2025", "14"),
    ]
    one = said.comparison("2025-growth-target", content=content)
    assert one.outcome.verdict == Verdict.NOT_COMPUTED and one.outcome.difference is None
    text = words("2025-growth-target", content=content)
    assert text == (
        "Others publish this figure: it is cited, and never computed here. "
        "growth: 11.89%, 2.11 percentage points less."
    )
