"""Who is told what, in whose language, and how often."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import translation

from diaban.accounts.permissions import Permission
from diaban.notices import actions, kinds, wording
from diaban.notices.kinds import Kind
from diaban.notices.models import Notice
from diaban.notices.tests.conftest import tell
from diaban.notices.wording import Text, said


def test_each_person_is_told_once_even_if_named_twice(officer, leader):
    assert tell(officer, leader, officer) == 2
    assert Notice.objects.filter(person=officer).count() == 1


def test_who_did_it_is_not_told_of_it(officer, leader):
    tell(officer, leader, by=officer)

    assert [one.person for one in Notice.objects.all()] == [leader]


def test_who_may_not_sign_in_is_not_told(officer):
    officer.is_active = False

    assert tell(officer) == 0


def test_whom_a_kind_does_not_concern_is_not_told_whatever_he_was_before(officer, leader):
    kinds.register(Kind("test.visits", "visits", "visits", permissions=(Permission.SEE_VISITS,)))
    officer.role = "enterprise"

    assert tell(officer, leader, kind="test.visits") == 1
    assert Notice.objects.get().person == leader


def test_what_is_said_once_is_not_said_again_until_it_is_another(officer, leader):
    tell(officer, once="KN-1:2026-11-30")

    assert tell(officer, leader, once="KN-1:2026-11-30") == 1
    assert tell(officer, once="KN-1:2026-12-07") == 1
    assert Notice.objects.filter(person=officer).count() == 2


def test_the_words_are_kept_in_both_languages(officer):
    tell(officer, title=said("Due %(day)s", day=date(2026, 11, 5)))

    notice = Notice.objects.get()
    assert notice.title_in("en") == "Due 5 Nov 2026"
    assert notice.title_in("vi").endswith("05/11/2026")


def test_a_name_in_two_languages_is_read_in_the_readers():
    words = wording.in_every_language(
        Text("%(body)s", {"body": {"vi": "Sở Công Thương", "en": "Department of Industry"}})
    )

    assert words == {"vi": "Sở Công Thương", "en": "Department of Industry"}


def test_a_notice_leads_to_the_page_in_the_readers_language(officer):
    tell(officer, href="/vi/desk/petitions/KN-1/")

    notice = Notice.objects.get()
    assert notice.href == "/desk/petitions/KN-1/"
    with translation.override("en"):
        assert notice.address_in() == "/en/desk/petitions/KN-1/"


@pytest.mark.parametrize("href", ["https://example.com/", "//example.com/", "/\\example.com", ""])
def test_no_notice_leads_away_from_the_site(officer, href):
    with pytest.raises(ValueError, match="not an address"):
        tell(officer, href=href)


def test_a_kind_that_nobody_named_is_a_mistake_of_the_program(officer):
    with pytest.raises(KeyError):
        tell(officer, kind="test.unheard-of")


def test_who_looks_at_the_thing_has_read_what_was_told_of_it(officer, leader):
    tell(officer, leader, about="petition:KN-1")
    tell(officer, about="petition:KN-2")

    actions.read_about(officer, "petition:KN-1")

    assert (actions.unread(officer), actions.unread(leader)) == (1, 1)
