from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from diaban.accounts.models import Organisation
from diaban.accounts.tests.people import EVERYBODY, client_of, person
from diaban.land.models import Lease, Ledger
from diaban.projects import actions, timeline
from diaban.projects import vocabulary as v
from diaban.projects.models import Investor
from diaban.projects.replay import replay
from diaban.projects.tests.build import day, event, project

pytestmark = pytest.mark.django_db


def test_a_project_shows_the_land_it_leases_and_no_other():
    one = project("P-1")
    ledger = Ledger.objects.create(zone="infrastructure_project:x", exists_from=date(2015, 1, 1))
    for number, code in (("HĐ-1", "P-1"), ("HĐ-2", "P-2")):
        Lease.objects.create(
            number=number, ledger=ledger, kind="sub_lease", lessee="Công ty", project=code,
            payment="once", start=date(2020, 5, 1), end=date(2060, 5, 1),
        )  # fmt: skip
    told = [entry.title for entry in timeline.of(one) if entry.room == "land"]
    assert len(told) == 1 and told[0].endswith("HĐ-1")


def test_a_room_can_add_to_the_timeline_and_the_latest_stands_first(monkeypatch):
    monkeypatch.setattr(timeline, "_PROVIDERS", dict(timeline._PROVIDERS))

    def visits(asked):
        yield timeline.Entry(date(2021, 6, 1), "visit", "Kiểm tra", f"Đoàn đến {asked.code}")

    timeline.register(visits)
    one = project("P-1")
    days = [entry.on for entry in timeline.of(one)]
    assert days == sorted(days, reverse=True)
    page = client_of("officer").get(reverse("projects-desk:project", args=["P-1"]))
    assert "Đoàn đến P-1" in page.content.decode()


def ours(one) -> Organisation:
    """The organisation of the tests' enterprise, linked to the investor of a project."""
    organisation = Organisation.objects.create(name_vi="Công ty A")
    user = person("enterprise")
    user.organisation = organisation
    user.save()
    actions.link_organisation(Investor.objects.get(), organisation)
    return organisation


def told_to_the_investor(monkeypatch, *entries: timeline.Entry) -> str:
    monkeypatch.setattr(timeline, "_PROVIDERS", dict(timeline._PROVIDERS))

    def some(asked):
        yield from entries

    timeline.register(some)
    return client_of("enterprise").get("/vi/my/projects/P-1/").content.decode()


def test_the_investor_reads_what_is_shared_and_nothing_else(monkeypatch):
    organisation = ours(project("P-1"))
    on = date(2021, 6, 1)
    page = told_to_the_investor(
        monkeypatch,
        timeline.Entry(on, "visit", "Kiểm tra", "nội bộ"),
        timeline.Entry(on, "visit", "Kiểm tra", "của người khác", shared=True, organisation=-1),
        timeline.Entry(
            on, "visit", "Kiểm tra", "được chia sẻ", shared=True, note="ghi chú của chuyên viên",
            href="/vi/desk/somewhere/", own_href="/vi/my/visits/1/", organisation=organisation.pk,
        ),
    )  # fmt: skip
    assert "được chia sẻ" in page
    assert "/vi/my/visits/1/" in page
    for hidden in ("nội bộ", "của người khác", "ghi chú của chuyên viên", "/desk/somewhere/"):
        assert hidden not in page


@pytest.mark.parametrize("role", EVERYBODY)
def test_only_the_holder_opens_a_project_in_the_enterprises_area(role):
    one = project("P-1")
    theirs = Organisation.objects.create(name_vi="Công ty B")
    actions.link_organisation(Investor.objects.get(), theirs)
    project("P-2", country="VN")
    if role != "stranger":
        user = person(role)
        user.organisation = theirs
        user.save()
    client = client_of(role)
    allowed = role in ("enterprise", "admin")
    denied = 302 if role == "stranger" else 403
    assert client.get(f"/vi/my/projects/{one.code}/").status_code == (200 if allowed else denied)
    assert client.get("/vi/my/projects/P-2/").status_code == (404 if allowed else denied)
    assert client.get("/vi/my/projects/").status_code == (200 if allowed else denied)


def test_what_happened_stands_under_the_phase_of_its_day():
    one = project("P-1")
    for milestone, on in (
        (v.CONSTRUCTION_STARTED, "2021-01-04"),
        (v.OPERATION_STARTED, "2022-01-04"),
    ):
        actions.record(one, event(v.ACHIEVED, on, milestone=milestone))
    state = replay(actions.history_of(one))
    days = ("2020-12-31", "2021-01-04", "2022-01-03", "2022-01-04")
    assert [timeline.phase_on(state, day(text)) for text in days] == [
        v.PREPARING, v.CONSTRUCTING, v.CONSTRUCTING, v.OPERATING,
    ]  # fmt: skip
    phases = timeline.by_phase(timeline.of(one), state)
    assert [phase for phase, _entries in phases] == [v.OPERATING, v.CONSTRUCTING, v.PREPARING]
