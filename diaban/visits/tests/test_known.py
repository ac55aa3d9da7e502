"""What is known of a stop: contracts as they stand on its day, plots, what petitioners said."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from diaban.accounts.models import Role
from diaban.accounts.tests.people import client_of
from diaban.land import lease_actions, plot_actions
from diaban.land.lease_actions import Terms
from diaban.land.ledger import FREE
from diaban.land.models import Ledger
from diaban.land.tests import places
from diaban.land.tests.places import LEASING, ZONE
from diaban.petitions import access as petition_access
from diaban.petitions.models import Petition
from diaban.projects.tests.build import project
from diaban.visits.actions import Where
from diaban.visits.models import Stop
from diaban.visits.stops import known
from diaban.visits.tests.making import colleague, visit

pytestmark = pytest.mark.django_db
DAY = date(2026, 12, 1)
END = date(2058, 6, 1)


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def zone():
    """Ready land of which 300 m² are one plot."""
    places.zone()
    drawing = plot_actions.Drawing("CN-01", 300)
    plot_actions.draw(ZONE, drawing, FREE, date(2011, 6, 1), by=None)


def sign(number: str, *lands: tuple[str, int], end: date = END, code: str = "P-1") -> None:
    terms = Terms(number, "Công ty A", lands or (("", 50),), LEASING, end, project=code)
    lease_actions.sign(ZONE, terms, by=None)


def stop_at(**where) -> Stop:
    return visit(Where(**where), first_day=DAY).stops.select_related("visit").get()


def told(stop: Stop) -> dict[str, tuple[str, str]]:
    return {one.number: (one.said, one.mark) for one in known.of_stop(stop).leases}


def test_a_contract_is_told_as_it_stands_on_the_day_of_the_visit(zone):
    project("P-1")
    for number in ("renewed", "transferred", "ended", "run out"):
        sign(number, end=date(2026, 6, 1) if number == "run out" else date(2026, 11, 1))
    for number in ("renewed", "transferred"):
        lease_actions.renew(ZONE, number, date(2026, 3, 1), date(2040, 1, 1), by=None)
    lease_actions.transfer(ZONE, "transferred", date(2026, 4, 1), "Công ty B", by=None)
    lease_actions.terminate(ZONE, "ended", date(2026, 5, 1), by=None)
    assert told(stop_at(project="P-1")) == {
        "renewed": ("Công ty A, until 1 January 2040", ""),
        "transferred": ("Công ty B, until 1 January 2040", ""),
        "ended": ("Công ty A", "ended on 1 May 2026"),
        "run out": ("Công ty A", "expired on 1 June 2026, not renewed"),
    }
    pressing = {one.number for one in known.of_stop(stop_at(project="P-1")).leases if one.presses}
    assert pressing == {"run out"}


def test_a_contract_names_its_plots_and_their_areas(zone):
    project("P-1")
    sign("1/HĐ", ("CN-01", 250), ("", 120))
    (one,) = known.of_stop(stop_at(project="P-1")).leases
    assert one.lands == ("CN-01: 0.025\xa0ha", "no plot named: 0.012\xa0ha")
    lease_actions.terminate(ZONE, "1/HĐ", date(2026, 5, 1), by=None)
    (one,) = known.of_stop(stop_at(project="P-1")).leases
    assert not one.lands


def test_a_park_shows_the_contracts_in_it_without_those_whose_land_is_back(zone):
    sign("1/HĐ")
    sign("2/HĐ", code="")
    sign("3/HĐ")
    lease_actions.terminate(ZONE, "3/HĐ", date(2026, 5, 1), by=None)
    assert set(told(stop_at(place="park:dong-mai"))) == {"1/HĐ", "2/HĐ"}
    assert not told(stop_at(place="park:hai-yen"))
    Ledger.objects.update(demonstration=True)
    assert not told(stop_at(place="park:dong-mai"))


def test_more_contracts_ask_no_more_questions(zone, django_assert_num_queries):
    project("P-1")
    sign("0/HĐ", ("CN-01", 50))
    stops = [stop_at(project="P-1"), stop_at(place="park:dong-mai")]
    asked = []
    for stop in stops:
        with CaptureQueriesContext(connection) as found:
            known.of_stop(stop)
        asked.append(len(found))
    for number in range(1, 5):
        sign(f"{number}/HĐ", ("CN-01", 50))
    for stop, before in zip(stops, asked, strict=True):
        with django_assert_num_queries(before):
            assert len(known.of_stop(stop).leases) == 5


def test_what_a_page_does_not_list_it_counts(zone, monkeypatch):
    monkeypatch.setattr(known, "MOST", 2)
    for number in range(5):
        sign(f"{number}/HĐ")
    found = known.of_stop(stop_at(place="park:dong-mai"))
    assert (len(found.leases), found.more) == (2, 3)


def test_the_page_the_paper_and_the_device_tell_the_same(zone):
    project("P-1")
    sign("1/HĐ", ("CN-01", 250), end=date(2026, 6, 1))
    stop = stop_at(project="P-1")
    an = colleague("an")
    stop.visit.members.add(an)
    number = stop.visit.number
    for address in (
        f"/en/desk/visits/{number}/stops/{stop.pk}/",
        f"/en/desk/visits/{number}/paper/",
    ):
        page = client_of("officer").get(address).content.decode()
        for words in ("Công ty A", "expired on 1 June 2026", "CN-01"):
            assert words in page, address
    (plots,) = [one for one in carried(an, number) if one["code"] == "plots"]
    assert plots["lines"] == [{
        "label": "1/HĐ", "presses": True, "text": "",
        "value": "Công ty A; expired on 1 June 2026, not renewed; CN-01: 0.025\xa0ha",
    }]  # fmt: skip


def carried(user, number: str) -> list[dict]:
    client = Client()
    client.force_login(user)
    bundle = client.get(f"/field/api/bundle/{number}/").json()
    return bundle["stops"][0]["known"]["en"]


def test_the_device_says_how_much_it_does_not_carry(zone, monkeypatch):
    monkeypatch.setattr(known, "MOST", 1)
    for number in range(3):
        sign(f"{number}/HĐ")
    an = colleague("an")
    number = visit(Where(place="park:dong-mai"), leader=an, by=an, first_day=DAY).number
    (place,) = [one for one in carried(an, number) if one["code"] == "place"]
    assert "2 more are not listed." in [one["value"] for one in place["lines"]]


def asked() -> None:
    Petition.objects.create(
        number="KN-2026-0001", title="Mất điện", category="power", petitioner_kind="enterprise",
        text="Trạm quá tải từ tháng 3.\nĐề nghị nâng công suất.", channel="online",
        petitioner_name="Nguyễn Văn A", contact="0900 000 000", place="park:dong-mai",
        filed_on=DAY, notice_days=10,
    )  # fmt: skip


def test_the_device_carries_what_a_petition_says_and_not_who_to_telephone():
    asked()
    an = colleague("an")
    stop = visit(leader=an, by=an, first_day=timezone.localdate()).stops.get()
    (petitions,) = [one for one in carried(an, stop.visit.number) if one["code"] == "petitions"]
    (line,) = petitions["lines"]
    assert line["text"] == "Trạm quá tải từ tháng 3.\nĐề nghị nâng công suất."
    assert "0900" not in str(petitions) and "Nguyễn Văn A" not in str(petitions)


def test_who_may_not_read_petitions_carries_only_that_there_are_some(monkeypatch):
    asked()
    an = colleague("an")
    number = visit(leader=an, by=an, first_day=timezone.localdate()).number
    monkeypatch.setattr(petition_access, "works_with", lambda *_: False)
    (petitions,) = [one for one in carried(an, number) if one["code"] == "petitions"]
    assert petitions["lines"][0]["text"] == ""
    assert an.role == Role.OFFICER
