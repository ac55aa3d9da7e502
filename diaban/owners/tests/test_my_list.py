"""My list: an owner's people find what waits for it; a leader sees every owner's."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from diaban.accounts.permissions import Permission, may
from diaban.accounts.tests.people import EVERYBODY, STRANGER, client_of, person
from diaban.desk import lines
from diaban.facts.models import Assertion, Check, FreshnessPolicy
from diaban.imports.models import Import, ImportEvent
from diaban.owners import desk_urls, letters, worklist
from diaban.owners.models import Preference, Steward
from diaban.owners.tests.conftest import INVESTMENT
from diaban.zones.models import InfrastructureProject

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("registry")]

MINE = "/vi/desk/owners/"


def address(name: str) -> str:
    if name == "release":
        tied, _ = Steward.objects.get_or_create(owner=INVESTMENT, person=person("editor"))
        return reverse("owners:release", args=[tied.pk])
    return reverse(f"owners:{name}")


@pytest.mark.parametrize("pattern", desk_urls.urlpatterns, ids=lambda one: one.name)
@pytest.mark.parametrize("role", EVERYBODY)
def test_everybody_passes_the_doors_of_his_role_and_no_others(role, pattern):
    client = client_of(role)
    for method in ("get", "post"):
        answer = getattr(client, method)(address(pattern.name))
        if role == STRANGER:
            assert answer.status_code == 302
            assert answer.url.startswith("/vi/accounts/login/")
        elif may(person(role), pattern.callback.permission):
            assert answer.status_code in (200, 302, 405)
        else:
            assert answer.status_code == 403


@pytest.mark.parametrize("name", ["letter", "release"])
def test_a_link_changes_nothing(name):
    assert client_of("admin").get(address(name)).status_code == 405


@pytest.mark.parametrize("name", ["letter", "release", "stewards"])
def test_a_post_without_the_token_is_refused(name):
    client = client_of("admin", enforce_csrf_checks=True)
    assert client.post(address(name)).status_code == 403


def test_the_parts_of_all_lists_are_the_whole_of_the_registry():
    every = worklist.every()
    told = lines.every_line()
    assert {line.choice for one in every.values() for line in one.stale} == {
        line.choice for line in lines.stale(told)
    }
    assert sum(len(one.conflicts) for one in every.values()) == len(lines.conflicts(told))
    assert all(line.owner == owner for owner, one in every.items() for line in one.stale)


def test_a_promised_fact_that_nobody_stated_is_incomplete_and_another_is_not():
    assert worklist.of(INVESTMENT).gaps == []  # every area is known, and a name is no promise
    FreshnessPolicy.objects.create(
        kind="infrastructure_project", field="tenants", owner=INVESTMENT, rhythm_days=90
    )
    (gap,) = worklist.of(INVESTMENT).gaps
    stated = Assertion.objects.filter(field="tenants", withdrawn_at=None)
    existing = set(InfrastructureProject.objects.values_list("key", flat=True))
    assert (gap.spec.name, gap.total) == ("tenants", len(existing))
    assert {one.key for one in gap.lacking} == existing - set(
        stated.values_list("subject", flat=True)
    )
    assert worklist.of(INVESTMENT).lacking == len(gap.lacking) > 0


def test_a_rejected_import_waits_for_whoever_looks_after_its_layer(steward):
    record = Import.objects.create(
        kind="infrastructure_project", source_id="qd-1", file_name="ranh.zip", state="rejected"
    )
    ImportEvent.objects.create(
        subject=record, action="rejected", by=person("leader"), note="Ranh giới của bản cũ"
    )
    (one,) = worklist.of("Phòng Đầu tư").rejected
    assert (one.number, one.why, one.by) == (record.pk, "Ranh giới của bản cũ", "Leader")
    assert worklist.of(INVESTMENT).rejected == []
    page = client_of("leader").get(MINE, {"owner": "Phòng Đầu tư"}).content.decode()
    assert "Ranh giới của bản cũ" in page
    letter = letters.compose(person("officer"), "Phòng Đầu tư", date(2026, 11, 23), "vi")
    assert "Ranh giới của bản cũ" in letter.body


def test_an_officer_finds_the_work_of_the_owner_and_marks_it_with_one_click(steward):
    client = client_of("officer")
    page = client.get(MINE)
    assert page.context["chosen"] == INVESTMENT
    due = [line.choice for line in page.context["waits"].stale]
    assert due
    client.post("/vi/desk/checked/", {"line": due, "next": MINE})
    assert client.get(MINE).context["waits"].stale == []
    assert Check.objects.count() == len(due)


def test_an_officer_sees_no_list_of_others(steward):
    assert client_of("officer").get(MINE, {"owner": "Phòng Đầu tư"}).status_code == 403


def test_an_officer_without_an_owner_is_told_what_to_do():
    page = client_of("officer").get("/en/desk/owners/").content.decode()
    assert "You answer for no owner yet" in page


@pytest.mark.parametrize("role", ["leader", "admin"])
def test_a_leader_sees_every_owner(role):
    client = client_of(role)
    page = client.get(MINE)
    assert {row.owner for row, _people, _own in page.context["rows"]} >= set(worklist.owners())
    for owner in worklist.owners():
        assert client.get(MINE, {"owner": owner}).context["waits"].owner == owner


def test_a_leader_may_look_and_is_offered_no_check(steward):
    page = client_of("leader").get(MINE, {"owner": INVESTMENT}).content.decode()
    assert not may(person("leader"), Permission.MARK_CHECKED)
    assert 'name="line"' not in page


def test_a_leader_ties_and_unties_people():
    leader, officer = client_of("leader"), person("officer")
    said = {"owner": INVESTMENT, "person": officer.pk}
    leader.post("/vi/desk/owners/stewards/", said)
    leader.post("/vi/desk/owners/stewards/", said)
    tied = Steward.objects.get()
    assert (tied.owner, tied.person) == (INVESTMENT, officer)
    leader.post(f"/vi/desk/owners/stewards/{tied.pk}/release/")
    assert not Steward.objects.exists()


@pytest.mark.parametrize("role", ["enterprise", "stranger"])
def test_whoever_may_not_work_at_the_desk_answers_for_nothing(role):
    who = person("enterprise").pk if role == "enterprise" else 999_999
    page = client_of("leader").post(
        "/vi/desk/owners/stewards/", {"owner": INVESTMENT, "person": who}
    )
    assert page.context["form"].errors
    assert not Steward.objects.exists()


def test_everybody_chooses_the_language_of_the_own_letter():
    client_of("officer").post("/vi/desk/owners/letter/", {"weekly": "on", "language": "en"})
    kept = Preference.objects.get()
    assert (kept.person, kept.language, kept.weekly) == (person("officer"), "en", True)
    client_of("officer").post("/vi/desk/owners/letter/", {"language": "xx"})
    kept.refresh_from_db()
    assert kept.language == "en"
