"""A closed quarter keeps what it said; what comes out differently later is told, with its cause."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from diaban.accounts.tests.people import person
from diaban.facts.typed import written_by_resolution
from diaban.indicators import demonstration, document
from diaban.indicators.closing import actions as closing
from diaban.indicators.closing.actions import ClosingRefused
from diaban.indicators.computing import Book, Records, compute
from diaban.indicators.models import ClosedPeriod, DefinitionVersion, Restatement
from diaban.indicators.reading import PARKS, WHOLE, ZONES, Figures
from diaban.indicators.tests.late import clear_late
from diaban.indicators.tests.registers import registers  # noqa: F401
from diaban.land.append_only import WrittenOnce
from diaban.land.models import Ledger
from diaban.projects import actions, contribution
from diaban.projects import vocabulary as v
from diaban.projects.models import Investor, Project, ProjectEvent
from diaban.projects.tests.build import event, investor
from diaban.zones.models import IndustrialPark

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("registers")]
QUARTER = "2025-Q1"
PROJECT = "infrastructure_project:bac-tien-phong"


def published() -> Figures:
    (made,) = document.build(timezone.now())
    return Figures.of(made.content)


def test_what_is_closed_says_so_and_what_is_not_is_provisional():
    closing.close(QUARTER)
    figures = published()
    assert figures.value("land.cleared", QUARTER).closed
    assert not figures.value("land.cleared", "2025-Q2").closed
    assert figures.restatements() == []


def test_a_posting_after_closing_restates_exactly_what_rests_on_it():
    closing.close(QUARTER)
    before = published()
    clear_late(PROJECT)
    after = published()
    restated = after.restatements()
    assert {one.indicator for one in restated} == {
        "land.cleared", "land.cleared_new", "land.leased_of_cleared", "land.cleared_of_gross",
    }  # fmt: skip
    assert {one.period for one in restated} == {QUARTER}
    assert {one.place for one in restated} == {
        WHOLE, PARKS, ZONES, "park:dam-nha-mac", "economic_zone:quang-yen", "locality:206",
    }  # fmt: skip
    (whole,) = [one for one in after.restatements("land.cleared") if one.place == WHOLE]
    assert (whole.old, whole.new, whole.kind) == (Decimal(2717), Decimal(2718), "record")
    assert "1" in whole.cause["vi"] and "1 record" in whole.cause["en"]
    assert "postings in the land ledgers" in whole.cause["en"]
    for code in after.codes:
        if not code.startswith("land.clea") and code != "land.leased_of_cleared":
            assert after.series(code) == before.series(code)


def test_real_figures_beside_invented_ones_are_closed_and_restated_too():
    Ledger.objects.update(demonstration=False)
    assert closing.close(QUARTER).demonstration  # dossiers are still invented
    before = published()
    assert before.value("land.cleared", QUARTER).closed
    assert before.value("dossiers.received", QUARTER).closed
    clear_late(PROJECT)
    (whole,) = [one for one in published().restatements("land.cleared") if one.place == WHOLE]
    assert (whole.old, whole.new) == (Decimal(2717), Decimal(2718))
    demonstration.erase()
    left = ClosedPeriod.objects.get().values.all()
    assert "land.cleared" in {one.indicator for one in left}
    assert not [one for one in left if one.demonstration]
    assert Restatement.objects.filter(indicator="land.cleared", place=WHOLE).exists()


def test_figures_closed_of_an_invented_register_are_not_compared_with_a_real_one():
    closing.close(QUARTER)
    Ledger.objects.update(demonstration=False)
    clear_late(PROJECT)
    figures = published()
    assert not figures.value("land.cleared", QUARTER).closed
    assert figures.restatements("land.cleared") == []


def test_a_restatement_is_written_once_and_the_next_one_starts_from_it():
    closing.close(QUARTER)
    clear_late(PROJECT)
    assert closing.check_now() and closing.check_now() == []
    clear_late(PROJECT)
    closing.check_now()
    rows = Restatement.objects.filter(indicator="land.cleared", place=WHOLE)
    assert [(one.old, one.new) for one in rows] == [("2717", "2718"), ("2718", "2719")]


def test_a_new_definition_restates_what_it_touches_and_breaks_the_series():
    closing.close(QUARTER)
    old = DefinitionVersion.objects.get(code="land.cleared")
    values = {field.name: getattr(old, field.name) for field in old._meta.fields}
    for name in ("id", "identity", "valid_from"):
        del values[name]
    DefinitionVersion.objects.create(
        **values | {"numerator": "land.handed_over"}, identity="new", valid_from=date(2025, 1, 1)
    )
    figures = published()
    (whole,) = [one for one in figures.restatements("land.cleared") if one.place == WHOLE]
    assert (whole.kind, whole.old) == ("definition", Decimal(2717))
    assert "2" in whole.cause["vi"]
    (broken,) = figures.breaks("land.cleared", "park:dong-mai")
    assert broken.from_period == QUARTER
    assert figures.value("land.cleared", QUARTER).version == 2
    assert figures.value("land.cleared", "2024-Q4").version == 1


def test_new_words_of_a_definition_restate_nothing_and_break_no_series():
    closing.close(QUARTER)
    old = DefinitionVersion.objects.filter(code="land.cleared")
    values = {
        field.name: getattr(old.get(), field.name) for field in DefinitionVersion._meta.fields
    }
    del values["id"]
    old.update(withdrawn_at=timezone.now())
    values |= {"owner": "Phòng Quy hoạch", "basis_vi": "Nói rõ hơn"}
    DefinitionVersion.objects.create(**values | {"identity": "words"})
    DefinitionVersion.objects.create(
        **values | {"identity": "later", "name_en": "Cleared", "valid_from": date(2025, 1, 1)}
    )
    figures = published()
    assert figures.definition("land.cleared").owner == "Phòng Quy hoạch"
    assert figures.restatements() == [] and figures.breaks("land.cleared", WHOLE) == []
    clear_late(PROJECT)
    (whole,) = [one for one in published().restatements("land.cleared") if one.place == WHOLE]
    assert whole.kind == "record", "the record is the cause, not the words"


def test_a_closed_figure_whose_definition_is_gone_is_restated_as_unknown_once():
    closing.close(QUARTER)
    kept = ClosedPeriod.objects.get().values.filter(indicator="land.cleared").exclude(value="")
    DefinitionVersion.objects.filter(code="land.cleared").update(withdrawn_at=timezone.now())
    figures = published()
    gone = figures.restatements()
    assert {one.indicator for one in gone} == {"land.cleared"}
    assert len(gone) == kept.count()
    (whole,) = [one for one in gone if one.place == WHOLE]
    assert (whole.old, whole.new, whole.kind) == (Decimal(2717), None, "definition")
    assert "holds no more" in whole.cause["en"]
    assert closing.check_now() == []
    DefinitionVersion.objects.filter(code="land.cleared").update(withdrawn_at=None)
    (back,) = [one for one in closing.check_now() if one.place == WHOLE]
    assert (back.old, back.new, back.kind) == ("", "2717", "definition")


def test_closed_figures_of_a_register_that_was_taken_away_are_not_restated():
    closing.close(QUARTER)
    records = Records.open()
    records._sources["land"] = None
    assert closing.check(records, compute(records, Book.read(), names=[QUARTER])) == []


def test_two_checks_of_one_state_write_what_changed_once():
    closing.close(QUARTER)
    clear_late(PROJECT)
    records = Records.open()
    figures = list(compute(records, Book.read(), names=[QUARTER]))
    with CaptureQueriesContext(connection) as asked:
        assert closing.check(records, figures)
    assert closing.check(records, figures) == []
    if connection.features.has_select_for_update:
        assert any("FOR UPDATE" in one["sql"] for one in asked)


def test_a_park_that_moves_to_another_zone_restates_that_zone_by_its_boundary():
    closing.close(QUARTER)
    with written_by_resolution():
        IndustrialPark.objects.filter(key="park:cai-lan").update(
            economic_zone="economic_zone:van-don"
        )
    figures = published()
    moved = [one for one in figures.restatements() if one.place == "economic_zone:van-don"]
    assert moved and {one.kind for one in moved} == {"boundary"}
    assert all("2 added, 0 taken out" in one.cause["en"] for one in moved)
    assert not [one for one in figures.restatements() if one.place == WHOLE]


def test_a_period_that_does_not_exist_or_is_not_over_cannot_be_closed():
    def why(name, **more):
        with pytest.raises(ClosingRefused) as refused:
            closing.close(name, **more)
        return refused.value.code

    assert why("2025-Q9") == why("2025") == why("soon") == "no_period"
    last = datetime(2025, 6, 30, 12, tzinfo=UTC)
    assert why("2025-Q2", now=last) == "not_over"
    closing.close("2025-Q2", now=last + timedelta(days=1))
    assert why("2025-Q2") == "closed_already"
    assert why("1950-Q1") == "nothing_known"


def test_only_those_who_may_close_a_period():
    for role in ("enterprise", "agency", "officer", "editor"):
        with pytest.raises(PermissionDenied):
            closing.close(QUARTER, by=person(role))
    assert closing.close(QUARTER, by=person("leader")).by.role == "leader"


def test_what_is_closed_cannot_be_changed():
    closed = closing.close(QUARTER)
    with pytest.raises(WrittenOnce):
        closed.save()
    with pytest.raises(WrittenOnce):
        closed.values.update(value="1")
    with pytest.raises(WrittenOnce):
        ClosedPeriod.objects.all().delete()


CAPITAL = "projects.capital_vnd"
BILLIONTH = Decimal("1E-9")
"""Sums are published in billion VND."""


@pytest.fixture
def holder() -> Investor:
    """An organisation with a project of 77, beside one with 1000; both real."""
    found = investor("cty-77", "VN")
    for code, one, amount in (("P-77", found, "77"), ("P-1000", investor("cty", "VN"), "1000")):
        made = Project(code=code, registered_name=code, kind=v.SECONDARY, park="park:dam-nha-mac")
        granted = event(v.REGISTERED, "2024-01-05", amount, currency="VND")
        actions.register(made, granted, shares=[(one, Decimal(100))])
    return found


def whole_capital(figures: Figures) -> tuple[Decimal | None, list[Any]]:
    """What the quarter says of the whole, and every restatement of registered capital."""
    codes = [one.code for one in DefinitionVersion.objects.filter(numerator=CAPITAL)]
    told = [row for code in codes for row in figures.restatements(code)]
    return figures.series(codes[0])[-1].numerator, told


def test_no_restatement_tells_what_a_person_has_who_was_closed_as_an_organisation(holder):
    closing.close(QUARTER)
    actions.say_person(holder, person=True)
    assert whole_capital(published()) == (Decimal(1077), [])


def test_what_a_restatement_counted_stays_whosever_it_turns_out_to_be(holder):
    closing.close(QUARTER)
    raised = event(v.RAISED, "2025-02-01", "5", currency="VND")
    actions.record(Project.objects.get(code="P-77"), raised)
    assert closing.check_now()
    actions.say_person(holder, person=True)
    value, told = whole_capital(published())
    assert value == 1082
    assert {row.new - row.old for row in told} == {5 * BILLIONTH}


def test_capital_closed_when_private_persons_were_in_it_is_restated_for_the_desk_alone(holder):
    closing.close(QUARTER)
    # As a quarter closed before the rule: the sums had the 77, and nothing was noted.
    with connection.cursor() as cursor:
        cursor.execute("UPDATE indicators_closedperiod SET without_private = %s", [False])
    ProjectEvent.objects.update(counted_on=None)
    actions.say_person(holder, person=True)
    assert whole_capital(published()) == (Decimal(1000), [])
    row = Restatement.objects.get(place=WHOLE)
    assert (Decimal(row.old), Decimal(row.new)) == (1077 * BILLIONTH, 1000 * BILLIONTH)


def test_one_edition_counts_the_same_money_in_both_documents(holder):
    now = timezone.now()
    (first,) = document.build(now)
    actions.say_person(holder, person=True)
    (projects, _layer) = contribution.build(now)
    assert projects.content["totals"][0]["capital"] == {"VND": "1077"}
    assert whole_capital(published()) == whole_capital(Figures.of(first.content))
