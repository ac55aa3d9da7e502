"""A project's page tells of visits and commitments; the investor reads what concerns him."""

from __future__ import annotations

import re

import pytest

from diaban.accounts.models import Organisation
from diaban.accounts.tests.people import client_of, person
from diaban.petitions.tests.conftest import body
from diaban.projects import actions, timeline
from diaban.projects.models import Investor
from diaban.projects.tests.build import project
from diaban.visits.commitments.actions import act
from diaban.visits.commitments.promises import Kind
from diaban.visits.models import Visit
from diaban.visits.stops import recording
from diaban.visits.tests.promised import promise, visited

pytestmark = pytest.mark.django_db


def test_the_desk_reads_all_and_the_investor_what_was_done_with_him():
    one = project("P-1")
    stop = visited(project="P-1", visit={"state": Visit.State.DONE})
    recording.add_finding(stop, "power", "nội bộ", by=person("officer"))
    promise(stop, "authority", body=body("so-xay-dung"), what="Mở đường")
    kept = promise(stop, what="Đấu nối nước thải")
    act(kept, Kind.KEPT, by=person("officer"), text="Đã xem")
    visited("TT-2026-0009", project="P-1")  # planned: not announced to him
    desk = [(entry.room, entry.planned) for entry in timeline.of(one)]
    assert desk.count(("visit", False)) == 1 and desk.count(("visit", True)) == 1
    assert sum(room == "commitment" for room, _planned in desk) == 4

    actions.link_organisation(Investor.objects.get(), stop.organisation)
    read = timeline.of_investor(one, stop.organisation)
    visits = [entry for entry in read if entry.room == "visit"]
    assert [entry.planned for entry in visits] == [False]
    assert not any(entry.note for entry in read)
    hrefs = {entry.href for entry in read if entry.room == "commitment"}
    assert all(href.startswith("/vi/my/commitments/") for href in hrefs)
    user = person("enterprise")
    user.organisation = stop.organisation
    user.save()
    page = client_of("enterprise").get("/vi/my/projects/P-1/").content.decode()
    assert "Mở đường" in page and "Đấu nối nước thải" in page
    assert "nội bộ" not in page and "TT-2026-0009" not in page
    for href in hrefs:
        assert client_of("enterprise").get(href).status_code == 200


def test_what_was_promised_to_a_former_holder_is_not_the_new_ones():
    one = project("P-1")
    stop = visited(project="P-1", visit={"state": Visit.State.DONE})
    promise(stop)
    buyer = Organisation.objects.create(name_vi="Công ty B")
    read = timeline.of_investor(one, buyer)
    assert not [entry for entry in read if entry.room in ("visit", "commitment")]


def test_a_stop_with_commitments_still_names_the_fields_of_its_record():
    stop = visited()
    promise(stop)
    page = client_of("officer").get(f"/en/desk/visits/{stop.visit.number}/stops/{stop.pk}/")
    labels = [one.strip() for one in re.findall(r"<label for=[^>]*>([^<]*)", page.content.decode())]
    assert "Commitments made here" not in labels
