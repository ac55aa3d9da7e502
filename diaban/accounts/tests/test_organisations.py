"""An organisation has people; an enterprise's account acts for one."""

from __future__ import annotations

import pytest
from django.urls import reverse

from diaban.accounts import demonstration
from diaban.accounts.models import Organisation, User
from diaban.accounts.tests.people import client_of

pytestmark = pytest.mark.django_db


def test_an_administrator_adds_an_organisation_and_a_person_of_it():
    admin = client_of("admin")
    answer = admin.post(
        reverse("account_new_organisation"), {"name_vi": "Công ty A", "tax_code": "5701929293"}
    )
    assert answer.status_code == 302
    organisation = Organisation.objects.get(tax_code="5701929293")
    admin.post(
        reverse("account_new_person"),
        {
            "username": "an",
            "first_name": "An",
            "role": "enterprise",
            "organisation": organisation.pk,
        },
    )
    assert User.objects.get(username="an").organisation == organisation
    assert "An" in admin.get(reverse("account_organisation", args=[organisation.pk])).text


def test_an_enterprise_account_without_an_organisation_is_refused():
    answer = client_of("admin").post(
        reverse("account_new_person"), {"username": "an", "first_name": "An", "role": "enterprise"}
    )
    assert answer.status_code == 200
    assert "organisation" in answer.context["form"].errors
    assert not User.objects.filter(username="an").exists()


@pytest.mark.parametrize("code", ["123", "57019292931", "570192929a"])
def test_a_tax_code_of_the_wrong_shape_is_refused(code):
    answer = client_of("admin").post(
        reverse("account_new_organisation"), {"name_vi": "Công ty A", "tax_code": code}
    )
    assert "tax_code" in answer.context["form"].errors


def test_two_organisations_without_a_known_tax_code_may_exist():
    for name in ("A", "B"):
        client_of("admin").post(reverse("account_new_organisation"), {"name_vi": name})
    assert Organisation.objects.filter(tax_code=None).count() == 2


def test_the_demonstration_enterprise_acts_for_a_marked_organisation():
    demonstration.create()
    demonstration.create()
    user = User.objects.get(username="demo-enterprise")
    assert user.organisation is not None and user.organisation.demonstration
    assert Organisation.objects.count() == 1
