"""Taken in at the desk: whose petition it is and since when, as if he had filed it himself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from diaban.accounts.models import Organisation
from diaban.accounts.tests.people import client_of
from diaban.petitions import standing
from diaban.petitions.models import Petition
from diaban.petitions.tests.test_doors import signed_in
from diaban.projects.tests.build import project

pytestmark = pytest.mark.django_db
NEW = "/en/desk/petitions/new/"
LETTER = {
    "title": "Mất điện hằng tuần",
    "text": "Mỗi tuần mất điện hai lần, dây chuyền dừng.",
    "category": "power",
    "petitioner_kind": "enterprise",
    "channel": "letter",
    "petitioner_name": "Công ty A",
}


def ago(days: int):
    return timezone.localdate() - timedelta(days=days)


def take_in(**more):
    return client_of("officer").post(NEW, LETTER | more)


def test_a_letter_of_two_weeks_ago_runs_since_then(routes, enterprise):
    assert take_in(received_on=ago(14).isoformat(), organisation="Công ty A").status_code == 302
    found = Petition.objects.get()
    assert found.filed_on == ago(14)
    assert {timezone.localdate(row.at) for row in found.events.all()} == {ago(14)}
    by_hand = standing.of(found).course.promised
    assert by_hand is not None and by_hand < ago(-15)  # fifteen working days since the letter


def test_what_came_by_letter_is_the_organisations_as_what_it_filed_online(routes, enterprise):
    project("DA-1")
    take_in(organisation="công ty a", project="DA-1", petitioner_name="")
    letter = Petition.objects.get()
    assert letter.organisation == enterprise.organisation
    asker = signed_in(enterprise)
    assert letter.number in asker.get("/en/my/petitions/").content.decode()
    asker.post("/en/my/petitions/new/", LETTER | {"title": "Nước đục", "text": "Nước đục."})
    first, second = Petition.objects.all()
    assert standing.petitioner_of(first) == standing.petitioner_of(second)


def test_an_organisation_is_found_by_its_tax_code_and_never_guessed(routes):
    for code in ("5700000001", "5700000002"):
        Organisation.objects.create(name_vi="Công ty Trùng Tên", tax_code=code)
    page = take_in(organisation="Công ty Trùng Tên")
    assert 'id="id_organisation_error"' in page.content.decode()
    assert 'value="Công ty Trùng Tên"' in page.content.decode()  # what was typed is kept
    take_in(organisation="5700000002")
    assert Petition.objects.get().organisation.tax_code == "5700000002"


def test_a_name_that_is_an_organisations_is_asked_about_once(routes, enterprise):
    page = take_in(petitioner_name="công ty A ").content.decode()
    assert not Petition.objects.exists() and "“Công ty A” is an organisation on record" in page
    assert 'name="seen"' in page and 'value="công ty A ' in page
    take_in(petitioner_name="công ty A", seen="1")  # another one of the same name
    assert Petition.objects.get().organisation is None


@pytest.mark.parametrize(
    ("part", "typed"),
    [
        ("organisation", "Không có công ty này"),
        ("organisation", "Công ty bịa"),
        ("received_on", ago(-1).isoformat()),
        ("received_on", ago(800).isoformat()),
        ("received_on", "31/31/2026"),
    ],
)
def test_what_cannot_be_is_refused_where_it_stands_and_kept(routes, part, typed):
    Organisation.objects.create(name_vi="Công ty bịa", demonstration=True)
    page = take_in(**{part: typed}).content.decode()
    assert f'id="id_{part}_error"' in page and f'value="{typed}"' in page
    assert not Petition.objects.exists()


def test_an_anonymous_report_is_no_organisations(routes, enterprise):
    page = take_in(channel="anonymous", organisation="Công ty A").content.decode()
    assert 'id="id_organisation_error"' in page and not Petition.objects.exists()


def test_only_organisations_of_ones_own_world_are_offered(routes, officer):
    Organisation.objects.create(name_vi="Công ty bịa", demonstration=True)
    Organisation.objects.create(name_vi="Công ty thật")
    page = client_of("officer").get(NEW).content.decode()
    assert '<option value="Công ty thật">' in page and "Công ty bịa" not in page
    officer.demonstration = True
    officer.save()
    take_in(organisation="Công ty bịa")
    assert Petition.objects.get().demonstration
