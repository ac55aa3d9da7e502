"""A finding becomes one other thing, once, under that room's own rules; both know each other."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from diaban.accounts.tests.people import EVERYBODY, client_of, person
from diaban.facts import citations
from diaban.land.models import ClearanceBlock, ClearanceForecast, Ledger
from diaban.petitions.models import Petition, Remedy
from diaban.petitions.tests.conftest import body, route
from diaban.projects import vocabulary as v
from diaban.projects.models import ProjectEvent
from diaban.projects.tests.build import project
from diaban.visits.actions import ActionRefused
from diaban.visits.following import actions as following
from diaban.visits.models import Finding
from diaban.visits.stops import recording
from diaban.visits.tests.promised import visited

pytestmark = pytest.mark.django_db


def found(**more) -> Finding:
    stop = visited(**more)
    return recording.add_finding(
        stop, "power", "Trạm quá tải\nmất điện hai lần mỗi tuần", by=person("officer"),
        point=(107.01, 21.02),
    )  # fmt: skip


def petition_of(finding: Finding, by=None) -> Petition:
    return following.to_petition(
        finding, title="Mất điện", text=finding.text, category="power",
        petitioner_kind="enterprise", by=by or person("officer"),
    )  # fmt: skip


def block(zone: str = "infrastructure_project:x") -> ClearanceBlock:
    ledger = Ledger.objects.create(zone=zone, exists_from=date(2015, 1, 1))
    return ClearanceBlock.objects.create(
        code="KV-1", ledger=ledger, name="Khu vực 1", area_m2=1000, households=5
    )


def test_a_petition_has_what_the_finding_says_and_both_know_each_other():
    route("power", "so-cong-thuong")
    finding = found()
    made = petition_of(finding)
    assert (made.channel, made.place, made.organisation) == (
        "visit", "park:dong-mai", finding.stop.organisation,
    )  # fmt: skip
    assert (made.longitude, made.latitude) == (107.01, 21.02)
    assert (finding.became, finding.became_key) == ("petition", made.key)
    (citation,) = citations.of(made.key)
    assert finding.stop.visit.number in citation.title
    page = client_of("officer").get(f"/vi/desk/petitions/{made.number}/").content.decode()
    assert citation.href in page
    stop = client_of("officer").get(citation.href).content.decode()
    assert f"/petitions/{made.number}/" in stop


@pytest.mark.parametrize("ahead", [False, True])
def test_the_term_runs_since_it_was_found_however_late_the_device_told_it(ahead):
    route("power", "so-cong-thuong")
    finding, now = found(), timezone.now()
    finding.at = now + timedelta(hours=5) if ahead else now - timedelta(days=6)
    finding.save()
    made = petition_of(finding)
    first = made.events.order_by("sequence").first()
    assert first.at <= timezone.now()
    assert made.filed_on == timezone.localdate(now if ahead else finding.at)


def test_a_department_that_may_not_see_visits_reads_nothing_of_the_finding():
    route("power", "so-cong-thuong")
    made = petition_of(found())
    agency = person("agency")
    agency.bodies.add(body("so-cong-thuong"))
    page = client_of("agency").get(f"/vi/desk/petitions/{made.number}/").content.decode()
    assert made.title in page and "TT-2025-0001" not in page


def test_it_becomes_one_thing_once():
    finding = found()
    petition_of(finding)
    for again in (
        lambda: petition_of(finding),
        lambda: following.to_remedy(finding, title="x", owner=body("b"), by=person("officer")),
    ):
        with pytest.raises(ActionRefused) as refused:
            again()
        assert refused.value.code == "became"
    assert (Petition.objects.count(), Remedy.objects.count()) == (1, 0)


def test_what_the_other_room_refuses_leaves_the_finding_as_it_was():
    finding = found(organisation=None)
    with pytest.raises(ActionRefused) as refused:
        petition_of(finding)
    assert refused.value.part == "petitioner_name"
    finding.refresh_from_db()
    assert (finding.became, Petition.objects.count()) == ("", 0)


def test_an_invented_finding_makes_an_invented_petition_and_touches_no_real_land():
    finding = found(number="TT-MH-2025-0001", visit={"demonstration": True})
    with pytest.raises(ActionRefused) as refused:
        following.to_forecast(
            finding, block(), earliest=date(2026, 1, 1), latest=date(2026, 2, 1), reason="x",
            by=person("officer"),
        )  # fmt: skip
    assert refused.value.code == "world"
    assert petition_of(finding).demonstration


def test_a_remedy_begins_with_its_owner_and_day():
    finding, until = found(), date(2027, 6, 30)
    made = following.to_remedy(
        finding, title="Trạm biến áp mới", owner=body("dien-luc"), until=until,
        by=person("officer"),
    )  # fmt: skip
    assert made.events.get().until == until
    assert finding.became_key == f"remedy:{made.pk}"
    page = client_of("officer").get(reverse("petitions-desk:remedy", args=[made.pk]))
    assert "TT-2025-0001" in page.content.decode()


def test_land_gets_a_new_forecast_or_a_dispute_with_the_visits_number():
    officer, where = person("officer"), block()
    following.to_forecast(
        found(), where, earliest=date(2026, 1, 1), latest=date(2026, 2, 1), reason="chậm",
        by=officer,
    )  # fmt: skip
    assert ClearanceForecast.objects.get().reason == "chậm (TT-2025-0001, điểm 1)"
    other = found(number="TT-2025-0002")
    following.to_dispute(other, where, households=2, organisations=0, by=officer)
    assert where.events.get().households == 2
    third = found(number="TT-2025-0003")
    with pytest.raises(ActionRefused):
        following.to_dispute(third, where, households=99, organisations=0, by=officer)
    with pytest.raises(ActionRefused):
        following.to_forecast(
            third, where, earliest=date(2026, 2, 1), latest=date(2026, 1, 1), reason="x", by=officer
        )


def test_a_project_gets_a_milestone_and_the_registry_may_refuse_it():
    one = project("P-1")
    finding = found(project="P-1")
    future = date.today() + timedelta(days=40)
    with pytest.raises(ActionRefused):
        following.to_project(finding, one, v.ACHIEVED, on=future,
                             milestone=v.CONSTRUCTION_STARTED, by=person("officer"))  # fmt: skip
    made = following.to_project(finding, one, v.ACHIEVED, on=date(2025, 3, 3),
                                milestone=v.CONSTRUCTION_STARTED, by=person("officer"))  # fmt: skip
    assert made.milestone == v.CONSTRUCTION_STARTED and "TT-2025-0001" in made.text
    assert finding.became_key == f"project_event:{made.pk}"


@pytest.mark.parametrize("role", EVERYBODY)
@pytest.mark.parametrize("what", sorted(following.NEEDED))
def test_only_who_may_do_it_there_may_do_it_from_here(role, what):
    project("P-1")
    finding = found(project="P-1")
    address = reverse("findings-desk:become", args=[finding.pk, what])
    for method in ("get", "post"):
        answer = getattr(client_of(role), method)(address)
        if role == "stranger":
            assert answer.status_code == 302 and "/accounts/login/" in answer.url
        elif role in ("officer", "admin"):
            assert answer.status_code in (200, 302)
        else:
            assert answer.status_code == 403
    assert not ProjectEvent.objects.exclude(kind="registered").exists()


def test_the_actions_ask_for_themselves():
    finding = found()
    for role in ("leader", "editor", "agency", "enterprise"):
        with pytest.raises(PermissionDenied):
            petition_of(finding, by=person(role))


def test_the_desk_makes_a_petition_out_of_a_finding_in_one_form():
    finding = found()
    officer = client_of("officer")
    address = reverse("findings-desk:become", args=[finding.pk, "petition"])
    page = officer.get(address).content.decode()
    assert 'value="Trạm quá tải"' in page
    sent = {"title": "Mất điện", "text": finding.text, "category": "power",
            "petitioner_kind": "enterprise"}  # fmt: skip
    answer = officer.post(address, sent)
    made = Petition.objects.get()
    assert answer.url == f"/vi/desk/petitions/{made.number}/"
    again = officer.post(address, sent, follow=True)
    assert made.key in again.content.decode()
    assert Petition.objects.count() == 1
    english = officer.get(address.replace("/vi/", "/en/"), follow=True)
    assert "has become something already" in english.content.decode()


def test_land_is_offered_only_where_there_is_land_to_be_cleared():
    finding = found()
    page = client_of("officer").get(
        reverse("visits-desk:stop", args=[finding.stop.visit.number, finding.stop_id])
    )
    assert f"/{finding.pk}/petition/" in page.content.decode()
    assert f"/{finding.pk}/land/" not in page.content.decode()
    block(zone="park:dong-mai")
    address = reverse("findings-desk:become", args=[finding.pk, "land"])
    sent = {"block": "KV-1", "what": "forecast", "reason": "chậm"}
    page = client_of("officer").post(address, sent)
    assert page.status_code == 200 and page.content.decode().count("field-error") >= 2
    days = {"earliest": "2027-01-01", "latest": "2027-03-01"}
    assert client_of("officer").post(address, sent | days).status_code == 302
    assert ClearanceForecast.objects.count() == 1


def test_a_wrong_address_is_no_page():
    finding = found()
    address = reverse("findings-desk:become", args=[finding.pk, "wish"])
    assert client_of("officer").get(address).status_code == 404


def test_what_was_asked_there_already_is_shown_before_another_petition():
    route("power", "so-cong-thuong")
    first, second = found(), found(number="TT-2025-0002")
    made = petition_of(first)
    address = reverse("findings-desk:become", args=[second.pk, "petition"])
    page = client_of("officer").get(address).content.decode()
    assert f"/petitions/{made.number}/" in page
