"""The bell, the list and the choices: one's own and nobody else's."""

from __future__ import annotations

import pytest
from django.test import Client

from diaban.accounts.models import Organisation
from diaban.accounts.tests.people import ROLES, client_of, person
from diaban.notices import kinds
from diaban.notices.kinds import Kind
from diaban.notices.models import Notice, Preference
from diaban.notices.tests.conftest import tell

MINE = "/en/account/notices/"
CHOICES = MINE + "choices/"


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("address", [MINE, CHOICES])
def test_everybody_who_is_signed_in_has_notices(role, address):
    assert client_of(role).get(address).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("address", [MINE, CHOICES, MINE + "1/"])
def test_a_stranger_signs_in_first(address):
    answer = Client().get(address)

    assert answer.status_code == 302
    assert "/accounts/login/" in answer["Location"]


def test_the_bell_counts_what_is_unread(officer):
    tell(officer)
    tell(officer)

    page = client_of("officer").get("/en/desk/petitions/").content.decode()

    assert "2 unread" in page


def test_the_bell_is_in_an_enterprises_area_too(db):
    user = person("enterprise")
    user.organisation = Organisation.objects.create(name_vi="A")
    user.save()
    tell(user)

    assert "1 unread" in client_of("enterprise").get("/en/my/").content.decode()


def test_what_is_told_to_another_is_not_shown_and_cannot_be_opened_or_marked(officer, leader):
    tell(leader, title="For the leader only")
    notice = Notice.objects.get()
    client = client_of("officer")

    assert "For the leader only" not in client.get(MINE).content.decode()
    assert client.get(f"{MINE}{notice.pk}/").status_code == 404
    client.post(MINE + "read/", {"notice": notice.pk})
    client.post(MINE + "read/", {"all": "1"})
    notice.refresh_from_db()
    assert notice.read_at is None


def test_going_where_it_leads_reads_it(officer):
    tell(officer)
    notice = Notice.objects.get()

    answer = client_of("officer").get(f"{MINE}{notice.pk}/")

    assert answer["Location"] == "/en/desk/petitions/KN-1/"
    notice.refresh_from_db()
    assert notice.read_at


def test_one_or_all_are_marked_as_read(officer):
    tell(officer, title="First")
    tell(officer, title="Second")
    client = client_of("officer")

    client.post(MINE + "read/", {"notice": Notice.objects.first().pk})
    assert Notice.objects.filter(read_at=None).count() == 1
    client.post(MINE + "read/", {"all": "1"})
    assert not Notice.objects.filter(read_at=None).exists()
    assert "First" in client.get(MINE + "?show=all").content.decode()


@pytest.mark.parametrize("notice", ["", "x", "-1", "²", "9" * 30])
def test_a_notice_that_is_none_marks_nothing(officer, notice):
    tell(officer)

    assert client_of("officer").post(MINE + "read/", {"notice": notice}).status_code == 302
    assert Notice.objects.filter(read_at=None).count() == 1


def test_choices_are_kept_and_shown_again(officer):
    client = client_of("officer")

    client.post(CHOICES, {"language": "en", "kind:test.news": "none", "kind:test.alarm": "digest"})

    assert dict(Preference.objects.values_list("kind", "delivery")) == {
        "test.news": "none", "test.alarm": "digest",
    }  # fmt: skip
    page = client.get(CHOICES).content.decode()
    assert '<option value="none" selected>' in page
    assert '<option value="en" selected>' in page


def test_a_choice_that_is_none_keeps_nothing(officer):
    answer = client_of("officer").post(CHOICES, {"language": "xx", "kind:test.news": "by pigeon"})

    assert answer.status_code == 200
    assert not Preference.objects.exists()


def test_one_is_asked_only_of_kinds_that_one_may_be_told(db):
    kinds.register(Kind("test.secret", "of the desk", room="petitions", permissions=("see_desk",)))

    assert "of the desk" in client_of("officer").get(CHOICES).content.decode()
    assert "of the desk" not in client_of("enterprise").get(CHOICES).content.decode()


def test_what_is_told_is_text_and_not_markup(officer):
    tell(officer, title="<script>alert(1)</script>")

    page = client_of("officer").get(MINE).content.decode()

    assert "<script>alert(1)" not in page


def test_a_kind_of_yesterdays_program_is_still_shown(officer):
    tell(officer, title="Old news")
    Notice.objects.update(kind="gone.away")

    assert "Old news" in client_of("officer").get(MINE).content.decode()
