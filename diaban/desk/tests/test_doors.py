"""Every address of the desk, asked by every role: a new address without a permission fails here."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import URLPattern, reverse

from diaban.accounts import urls as account_urls
from diaban.accounts.models import Organisation
from diaban.accounts.permissions import Permission, may
from diaban.accounts.tests.people import EVERYBODY, ROLES, STRANGER, client_of, person
from diaban.desk import urls as desk_urls
from diaban.desk.tests.form import TEXHONG
from diaban.facts.models import Assertion

pytestmark = pytest.mark.django_db

ARGUMENTS = {
    "lacking": ["park", "planned_area"],
    "source": ["qd-1"],
    "subject": [TEXHONG],
    "history": [TEXHONG],
    "correct": [TEXHONG, "area"],
}
OF_PEOPLE = ("account_people", "account_new_person", "account_person", "account_new_password",
             "account_retire_demonstration", "account_organisations",
             "account_new_organisation", "account_organisation")  # fmt: skip


def ours() -> list[tuple[str, URLPattern]]:
    """(name to reverse, pattern) of every address that is not django-allauth's."""
    desk = [(f"desk:{pattern.name}", pattern) for pattern in desk_urls.urlpatterns]
    people = [
        (pattern.name, pattern)
        for pattern in account_urls.urlpatterns
        if isinstance(pattern, URLPattern) and not pattern.callback.__module__.startswith("allauth")
    ]
    return desk + people


def address(name: str) -> str:
    short = name.removeprefix("desk:")
    if short == "withdraw":
        row = Assertion.objects.order_by("pk").first()
        Assertion.objects.filter(pk=row.pk).update(recorded_by=person("editor"))
        return reverse(name, args=[row.pk])
    if short in ("account_person", "account_new_password"):
        return reverse(name, args=[person("officer").pk])
    if short == "account_organisation":
        return reverse(name, args=[Organisation.objects.create(name_vi="Công ty A").pk])
    return reverse(name, args=ARGUMENTS.get(short, []))


def test_the_people_pages_are_among_them():
    assert set(OF_PEOPLE) <= {name for name, _pattern in ours()}


@pytest.mark.parametrize("name", [name for name, _pattern in ours()])
def test_every_address_says_which_permission_it_needs(name):
    pattern = dict(ours())[name]
    assert getattr(pattern.callback, "permission", None) in set(Permission), (
        f"{name} has no @requires: anybody could open it"
    )


@pytest.mark.parametrize("role", EVERYBODY)
@pytest.mark.parametrize("name", [name for name, _pattern in ours()])
def test_everybody_passes_the_doors_of_his_role_and_no_others(registry, name, role):
    needed = dict(ours())[name].callback.permission
    client = client_of(role)
    for method in ("get", "post"):
        answer = getattr(client, method)(address(name))
        if role == STRANGER:
            assert answer.status_code == 302
            assert answer.url.startswith("/vi/accounts/login/?next=")
        elif not may(person(role), needed):
            assert answer.status_code == 403
        elif name != "desk:withdraw":  # whose assertion it is decides there
            assert answer.status_code in (200, 302, 405)


@pytest.mark.parametrize("name", ["desk:checked", "desk:publish-now", "account_new_password",
                                  "account_retire_demonstration"])  # fmt: skip
def test_a_link_changes_nothing(registry, name):
    assert client_of("admin").get(address(name)).status_code == 405


@pytest.mark.parametrize("name", [name for name, _pattern in ours()])
def test_a_post_without_the_token_is_refused(registry, name):
    client = client_of("admin", enforce_csrf_checks=True)
    assert client.post(address(name)).status_code == 403


def test_a_switched_off_account_is_out_at_once(registry):
    client = client_of("editor")
    assert client.get("/vi/desk/").status_code == 200
    user = person("editor")
    user.is_active = False
    user.save()
    assert client.get("/vi/desk/").status_code == 302


@pytest.mark.parametrize("role", ROLES)
def test_a_page_offers_only_what_its_reader_may_do(registry, role):
    if not may(person(role), Permission.SEE_DESK):
        return
    page = client_of(role).get(reverse("desk:subject", args=[TEXHONG])).content.decode()
    publish = client_of(role).get(reverse("desk:publish")).content.decode()
    assert (reverse("desk:correct", args=[TEXHONG, "area"]) in page) == may(
        person(role), Permission.ASSERT_FACT
    )
    assert (reverse("desk:checked") in page) == may(person(role), Permission.MARK_CHECKED)
    assert (reverse("desk:publish-now") in publish) == may(person(role), Permission.PUBLISH)
    assert (reverse("account_people") in page) == may(person(role), Permission.MANAGE_ACCOUNTS)


def test_no_page_of_the_desk_is_for_search_engines(registry):
    assert (
        'name="robots" content="noindex"' in client_of("editor").get("/vi/desk/").content.decode()
    )
    assert "noindex" in Client().get("/vi/accounts/login/").content.decode()
