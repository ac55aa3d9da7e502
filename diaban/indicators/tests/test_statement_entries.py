"""The statements of the pack, out of the database, as an edition carries them."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import timezone

from diaban.facts.packs.loading import load
from diaban.facts.values import ValueRefused, clean
from diaban.indicators import document
from diaban.indicators.models import StatementLink
from diaban.indicators.reading import Figures
from diaban.indicators.statements import entries as statement_entries
from diaban.indicators.statements import table
from diaban.indicators.tests import said

PACK = Path(__file__).resolve().parents[3] / "packs" / "quang-ninh"


@pytest.fixture(scope="module")
def pack(django_db_setup, django_db_blocker):
    """The whole pack, taken in once for the tests of this file."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        load(PACK)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def found(pack, db) -> dict[tuple[str, str, str], dict]:
    rows = statement_entries.entries(Figures.of(said.document()))
    return {(row["statement"], row["reading"], row["origin"]): row for row in rows}


def test_every_link_of_the_pack_is_answered(found):
    assert (
        len(found)
        == StatementLink.objects.count()
        == sum(1 for _ in said.rows("statement_links.csv"))
    )


def test_loading_again_changes_no_link(pack, db):
    before = set(StatementLink.objects.values_list("pk", flat=True))
    load(PACK)
    assert set(StatementLink.objects.values_list("pk", flat=True)) == before


def test_the_rows_are_read_back_through_the_one_door(found):
    figures = Figures.of({"as_of": "2026-11-26", "statements": list(found.values())})
    one = next(
        one for one in figures.statements("2025-Q1")
        if (one.statement, one.reading) == ("2025-q1-land-leased-share", "named")
    )  # fmt: skip
    assert (one.published, one.verdict, str(one.computed)) == ("56.06", "equal", "56.0602")
    assert [(str(number), unit) for _name, number, unit in one.terms] == [
        ("1105.9", "ha"), ("1972.7", "ha"),
    ]  # fmt: skip
    assert one.demonstration


def test_areas_of_facts_are_real_and_the_projects_do_not_add_up(found):
    row = found["2025-infrastructure-area", "named", "facts"]
    assert (row["verdict"], row["computed"], row["difference"]) == (
        "unexplained",
        "3959.94",
        "8.72",
    )
    assert not row["demonstration"]
    assert "infrastructure projects, operating: area = " in row["explanation"]["en"], (
        "other sums were tried, and are named"
    )


def test_the_five_zones_add_up_with_the_value_that_was_worked_out_of_their_sum(found):
    row = found["plan-zones-area", "named", "facts"]
    assert (row["verdict"], row["difference"]) == ("different_scope", "71.43")
    text = row["explanation"]["en"].replace("\u00a0", " ")
    assert "9,302 ha instead of 9,373.43 ha for Bac Phong Sinh" in text
    assert "this proves nothing" in text


def test_zones_are_counted_by_their_kind(found):
    for code, count in (
        ("plan-zones", "5"),
        ("plan-zones-coastal", "2"),
        ("plan-zones-border-gate", "3"),
    ):
        row = found[code, "named", "facts"]
        assert (row["verdict"], row["computed"]) == ("equal", count)
    assert found["2025-infrastructure-parks", "named", "facts"]["computed"] == "7"


def test_parks_that_nobody_named_are_missing_and_not_explained_away(found):
    row = found["plan-parks", "named", "facts"]
    assert (row["verdict"], row["difference"]) == ("unexplained", "-8")
    assert "Only what is known by name is counted." in row["explanation"]["en"]


def test_without_any_register_the_facts_and_the_publications_still_speak(pack, db):
    (made,) = document.build(timezone.now())
    assert not made.demonstration
    rows = {(row["statement"], row["reading"]): row for row in made.content["statements"]}
    assert rows["2025-infrastructure-area", "named"]["verdict"] == "unexplained"
    dossiers = rows["2025-q1-dossiers", "named"]
    assert (dossiers["verdict"], dossiers["computed"]) == ("not_computed", None)
    assert "of the other 32 nothing is said" in dossiers["explanation"]["en"]
    share = rows["2025-q1-land-leased-share", "as_read"]
    assert share["computed"] == "40.703" and not share["demonstration"]
    worked_out = rows["2025-q1-land-leased-of-cleared", "named"]
    assert worked_out["published"] == "40.70"  # a share that is worked out has two decimals


NO_MONTHS = ("2025-13", "2025-00", "0025-03")


@pytest.mark.parametrize("wrong", NO_MONTHS)
def test_a_link_to_a_month_that_no_calendar_has_stops_no_edition(pack, db, wrong):
    link = StatementLink.objects.filter(indicator="dossiers.received").first()
    for number, period in enumerate((wrong, "2025-02")):
        link.pk, link.period, link.identity = None, period, f"{number}" * 32
        link.save()
    months = statement_entries.asked_months()
    assert "2025-02" in months
    assert wrong not in months
    assert document.build(timezone.now())


@pytest.mark.parametrize("period", ["2025", "2025-H1", "2025-9M", "2025-Q1", "2025-03"])
def test_a_link_names_its_period_as_the_registry_does(period):
    [spec] = [one for one in table.FIELDS if one.name == "period"]
    assert clean(spec, period).value == period
    with pytest.raises(ValueRefused):
        clean(spec, "2025-13")
