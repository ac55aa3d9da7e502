from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from diaban.accounts.tests.people import client_of
from diaban.land.models import Lease, Ledger
from diaban.projects import timeline
from diaban.projects.tests.build import project

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
