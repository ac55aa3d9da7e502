"""An organisation follows the projects that its investors hold today, and no others."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from diaban.accounts.models import Organisation
from diaban.accounts.tests.people import EVERYBODY, client_of
from diaban.projects import actions, holders
from diaban.projects import vocabulary as v
from diaban.projects.models import Investor
from diaban.projects.tests.build import event, investor, project

pytestmark = pytest.mark.django_db


@pytest.fixture
def ours() -> Organisation:
    return Organisation.objects.create(name_vi="Công ty A")


def link(code: str, organisation: Organisation | None) -> None:
    actions.link_organisation(Investor.objects.get(code=code), organisation)


def test_nobody_follows_a_project_by_its_name_alone(ours):
    project("P-1")
    Investor.objects.update(name=ours.name_vi)
    assert holders.of_organisation(ours) == []


def test_an_organisation_follows_every_project_of_its_investors(ours):
    one, two, other = project("P-1"), project("P-2"), project("P-3", country="VN")
    link("investor-kr", ours)
    assert holders.of_organisation(ours) == [one, two]
    assert holders.holds(ours, two)
    assert not holders.holds(ours, other)
    assert holders.organisations(one) == [ours]
    assert holders.organisations(other) == []


def test_a_transferred_project_is_its_new_holders(ours):
    one = project("P-1")
    link("investor-kr", ours)
    sold = event(v.TRANSFERRED, date(2022, 1, 3))
    actions.record(one, sold, shares=[(investor("buyer", "JP"), Decimal(100))])
    assert not holders.holds(ours, one)


def test_an_organisation_that_may_not_act_follows_nothing(ours):
    one = project("P-1")
    link("investor-kr", ours)
    Organisation.objects.update(is_active=False)
    ours.refresh_from_db()
    assert holders.of_organisation(ours) == []
    assert holders.organisations(one) == []


def test_invented_and_real_are_not_linked():
    project("P-1")
    invented = Organisation.objects.create(name_vi="Mẫu", demonstration=True)
    with pytest.raises(actions.ActionRefused):
        link("investor-kr", invented)


@pytest.mark.parametrize("role", EVERYBODY)
def test_who_records_projects_links_their_investors(role, ours):
    project("P-1")
    pk = Investor.objects.get().pk
    client_of(role).post(
        reverse("projects-desk:link-investor", args=[pk]),
        {"organisation": ours.pk, "project": "P-1"},
    )
    linked = Investor.objects.get().organisation == ours
    assert linked == (role in ("officer", "editor", "admin"))


@pytest.mark.parametrize("wrong", ["999", "x", "²", "9" * 30, "9" * 5000])
def test_a_link_can_be_taken_back_and_a_wrong_choice_is_told(ours, wrong):
    project("P-1")
    link("investor-kr", ours)
    address = reverse("projects-desk:link-investor", args=[Investor.objects.get().pk])
    desk = client_of("officer")
    page = desk.post(address, {"organisation": wrong, "project": "P-1"}, follow=True)
    assert "danh sách" in page.content.decode()
    assert Investor.objects.get().organisation == ours
    desk.post(address, {"organisation": "", "project": "P-1"})
    assert Investor.objects.get().organisation is None
