from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from diaban.projects import actions, wording
from diaban.projects import vocabulary as v
from diaban.projects.models import EventWithdrawal, Project, ProjectEvent
from diaban.projects.money import Rate
from diaban.projects.replay import EventRefused, replay
from diaban.projects.tests.build import event, project


@pytest.mark.django_db
def test_what_is_recorded_is_what_is_replayed():
    one = project()
    rate = Rate(Decimal("25480"), date(2021, 1, 1), "Ngân hàng Nhà nước")
    actions.record(one, event(v.RAISED, "2021-01-01", "500000", rate=rate))
    read = actions.history_of(one)[-1]
    assert (read.amount, read.rate) == (Decimal(500000), rate)
    assert replay(actions.history_of(one)).registered == {"USD": Decimal(1500000)}
    assert (one.capital, one.currency, one.origin, one.country) == (
        Decimal(1500000), "USD", v.FOREIGN, "KR",
    )  # fmt: skip


@pytest.mark.django_db
def test_a_refused_event_leaves_nothing_behind():
    one = project()
    before = ProjectEvent.objects.count()
    with pytest.raises(EventRefused) as caught:
        actions.record(one, event(v.LOWERED, "2021-01-01", "2000000"))
    assert ProjectEvent.objects.count() == before
    assert "1,000,000" in wording.refusal(caught.value) or "1.000.000" in wording.refusal(
        caught.value
    )


@pytest.mark.django_db
def test_the_same_event_is_not_recorded_twice():
    one = project()
    actions.record(one, event(v.RAISED, "2021-01-01", "5"))
    with pytest.raises(EventRefused) as caught:
        actions.record(one, event(v.RAISED, "2021-01-01", "5.00"))
    assert caught.value.code == "duplicate"


@pytest.mark.django_db
def test_a_code_is_taken_once():
    project("P-7")
    with pytest.raises(actions.ActionRefused):
        project("P-7")
    assert Project.objects.filter(code="P-7").count() == 1


@pytest.mark.django_db
def test_a_refused_certificate_leaves_no_project():
    with pytest.raises(EventRefused):
        project("P-8", amount="-1")
    assert not Project.objects.filter(code="P-8").exists()


@pytest.mark.django_db
def test_a_withdrawn_event_stays_on_record_and_counts_no_more():
    one = project()
    row = actions.record(one, event(v.RENAMED, "2021-01-01", text="Tên mới"))
    assert one.name == "Tên mới"
    actions.withdraw(row, why="Nhầm dự án")
    one.refresh_from_db()
    assert one.name == "Dự án P-1"
    assert EventWithdrawal.objects.get().event == row
    with pytest.raises(actions.ActionRefused):
        actions.withdraw(row, why="again")


@pytest.mark.django_db
def test_what_a_later_event_rests_on_is_not_withdrawn():
    one = project()
    row = actions.record(one, event(v.RAISED, "2021-01-01", "1000000"))
    actions.record(one, event(v.LOWERED, "2022-01-01", "1500000"))
    with pytest.raises(EventRefused):
        actions.withdraw(row, why="Nhầm")
    row.refresh_from_db()
    assert row.withdrawn_at is None


@pytest.mark.django_db
def test_a_withdrawn_event_can_be_recorded_again():
    one = project()
    actions.withdraw(actions.record(one, event(v.RAISED, "2021-01-01", "5")), why="Nhầm")
    actions.record(one, event(v.RAISED, "2021-01-01", "5"))
    one.refresh_from_db()
    assert one.capital == Decimal(1000005)
