"""A minute's letter that could not be mailed is tried again for a few days; its page says so."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from click.testing import CliRunner
from django.core import mail
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from diaban.accounts.models import Organisation, User
from diaban.accounts.tests.people import client_of, person
from diaban.cli import main
from diaban.notices.models import Notice
from diaban.visits.minutes import actions as minute_actions
from diaban.visits.minutes import mailing
from diaban.visits.minutes.actions import AUTHORITY, OTHER
from diaban.visits.minutes.trying import next_try
from diaban.visits.models import Minute, MinuteLetter
from diaban.visits.stops import recording
from diaban.visits.tests.promised import visited

START = datetime(2025, 3, 3, 2, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ADDRESS = "a@example.org"


def test_the_second_try_is_an_hour_later_then_one_a_day_for_five_days():
    tries = [START]
    while (again := next_try(tries)) is not None:
        tries.append(again)
    assert [one - START for one in tries] == [
        timedelta(0),
        HOUR,
        *(HOUR + n * DAY for n in range(1, 5)),
    ]


def test_what_was_never_tried_is_not_tried_again():
    assert next_try([]) is None


@given(st.lists(st.integers(1, 200), max_size=12))
def test_however_often_one_tries_by_hand_it_never_goes_on_by_itself_after_five_days(gaps):
    tries = [START]
    for gap in gaps:
        tries.append(tries[-1] + gap * HOUR)
    again = next_try(tries)
    assert again is None or tries[-1] < again <= START + 5 * DAY


@pytest.fixture
def minute(db, settings, tmp_path) -> Minute:
    """A finished and sent minute of an organisation with an address, mail set up."""
    settings.DIABAN_DATA, settings.EMAIL_HOST = tmp_path, "mail.example.org"
    stop = visited()
    Organisation.objects.update(email=ADDRESS)
    return sent(stop)


def sent(stop) -> Minute:
    officer = person("officer")
    recording.write_fields(stop, {"note": f"Lần {stop.minutes.count()}"}, by=officer)
    minute = minute_actions.make(stop, by=officer)
    for side in (AUTHORITY, OTHER):
        seen = minute_actions.fingerprint(Minute.objects.get(pk=minute.pk))
        minute_actions.sign(minute.pk, side, "Ông A", by=officer, seen=seen)
    return minute_actions.send(minute.pk, by=officer)


@pytest.fixture
def server_is_away(monkeypatch):
    def refuse(self, *_args, **_kwargs):
        raise SMTPRecipientsRefused({ADDRESS: (451, b"try later")})

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    yield
    monkeypatch.undo()


@pytest.fixture
def failed(minute, server_is_away) -> Minute:
    assert not mailing.mail.call(minute.pk)
    return minute


def back(hours: float) -> None:
    """So many hours go by."""
    for letter in MinuteLetter.objects.all():
        MinuteLetter.objects.filter(pk=letter.pk).update(at=letter.at - timedelta(hours=hours))


def page(minute: Minute, language: str = "en") -> str:
    return client_of("officer").get(f"/{language}/desk/minutes/{minute.pk}/").content.decode()


def test_a_failed_letter_is_on_record_and_due_after_an_hour(failed):
    letter = failed.letters.get()
    assert letter.state == "failed" and "451" in letter.problem and letter.address == ADDRESS
    assert mailing.due(timezone.now()) == [] and not mailing.owed(timezone.now())
    assert mailing.due(timezone.now() + HOUR) == [failed.pk]
    assert mailing.owed(timezone.now() + HOUR)


def test_the_worker_sends_it_when_the_server_is_back_and_no_second_time(failed, monkeypatch):
    monkeypatch.undo()
    back(1)
    assert mailing.try_again() == 1
    (letter,) = mail.outbox
    assert letter.to == [ADDRESS]
    failed.refresh_from_db()
    assert ADDRESS in failed.sent_to
    back(30)
    assert mailing.try_again() == 0 and mailing.unsent(failed) is None


def test_the_round_by_hand_sends_it_too(failed, monkeypatch):
    monkeypatch.undo()
    back(1)
    answer = CliRunner().invoke(main, ["visits", "round", "--json"])
    assert json.loads(answer.output)["mailed"] == 1


def test_after_five_days_it_is_given_up_and_the_team_is_told_once(failed):
    for hours in (1, 24, 24, 24, 24):
        back(hours)
        assert mailing.try_again() == 0
    assert failed.letters.count() == 6
    told = Notice.objects.filter(kind="minute.unmailed")
    assert {one.person.username for one in told} == {"officer-of-the-tests"}
    back(24)
    assert not mailing.owed(timezone.now())
    assert not mailing.mail.call(failed.pk)  # by hand, and the server is still away
    assert told.count() == 1
    text = page(failed)
    assert "no longer tried by itself" in text and "7 tries" in text


def told() -> list[str]:
    found = Notice.objects.filter(kind="minute.unmailed").order_by("pk")
    return list(found.values_list("person__username", flat=True))


def test_a_sender_that_dies_on_the_last_try_is_told_of_too_once(failed):
    for hours in (1, 24, 24, 24):
        back(hours)
        mailing.try_again()
    back(24)
    MinuteLetter.objects.create(minute=failed, address=ADDRESS, at=timezone.now(), state="sending")
    assert not mailing.owed(timezone.now())  # it may still be on its way
    back(24)
    assert mailing.owed(timezone.now()) and told() == []
    for _n in range(2):
        assert mailing.try_again() == 0
        assert told() == ["officer-of-the-tests"] and not mailing.owed(timezone.now())
    assert failed.letters.count() == 6


def test_a_letter_whose_organisation_is_off_in_the_last_days_is_told_of_too(failed):
    back(1)
    mailing.try_again()
    Organisation.objects.update(is_active=False)
    back(24 * 4)
    assert not mailing.owed(timezone.now())
    back(24)
    assert mailing.owed(timezone.now())
    assert mailing.try_again() == 0 and told() == ["officer-of-the-tests"]
    assert not mailing.owed(timezone.now())


def test_what_went_or_was_replaced_or_has_nobody_to_hear_of_it_is_not_told(minute, server_is_away):
    later = sent(minute.stop)
    assert not mailing.mail.call(minute.pk)
    assert not mailing.mail.call(later.pk)
    MinuteLetter.objects.filter(minute=later).update(state="sent")
    MinuteLetter.objects.create(minute=minute, address=ADDRESS, at=timezone.now(), state="failed")
    back(24 * 6)
    assert mailing.try_again() == 0 and told() == []
    MinuteLetter.objects.filter(minute=later).update(state="failed")
    User.objects.update(is_active=False)
    assert not mailing.owed(timezone.now())
    User.objects.update(is_active=True)
    assert mailing.owed(timezone.now())


def test_a_leader_who_may_no_longer_see_visits_hears_nothing_of_its_minutes(failed):
    visit = failed.stop.visit
    visit.members.add(User.objects.create(username="binh", role="officer"))
    User.objects.filter(pk=visit.leader.pk).update(role="enterprise")
    back(24 * 5)
    Organisation.objects.update(is_active=False)
    back(1)
    mailing.try_again()
    assert told() == ["binh"]
    made = minute_actions.send(failed.pk, by=person("admin"))
    assert made.sent_to == ["binh"]


def test_the_page_says_what_the_server_said_and_when_it_is_tried_again(failed):
    text = page(failed)
    assert "could not be sent: 1 try" in text and "tried again by itself" in text
    assert "try later" in text
    assert "được gửi lại" in page(failed, "vi")


def test_a_letter_that_went_leaves_no_warning(minute):
    assert mailing.mail.call(minute.pk)
    assert "notice-warning" not in page(minute)


def test_a_letter_in_somebodys_hands_is_left_alone_for_an_hour(minute):
    MinuteLetter.objects.create(minute=minute, address=ADDRESS, at=timezone.now(), state="sending")
    assert not mailing.mail.call(minute.pk) and mail.outbox == []
    assert "is being sent" in page(minute)
    back(1.1)
    assert mailing.due(timezone.now()) == [minute.pk]
    assert mailing.mail.call(minute.pk)


def test_an_address_that_was_mended_gets_the_letter(failed, monkeypatch):
    monkeypatch.undo()
    Organisation.objects.update(email="b@example.org")
    back(1)
    assert mailing.try_again() == 1
    assert mail.outbox[0].to == ["b@example.org"]


def test_a_delivered_minute_goes_to_a_new_address_only_by_hand(minute):
    assert mailing.mail.call(minute.pk)
    Organisation.objects.update(email="b@example.org")
    for hours in (1.1, 24, 24 * 5):
        back(hours)
        assert not mailing.owed(timezone.now()) and mailing.try_again() == 0
        assert "notice-warning" not in page(minute)
    assert [one.to for one in mail.outbox] == [[ADDRESS]]
    assert mailing.mail.call(minute.pk)
    assert mail.outbox[-1].to == ["b@example.org"]


def test_a_letter_by_hand_to_a_new_address_that_fails_is_tried_again_for_its_own_five_days(
    minute, monkeypatch
):
    assert mailing.mail.call(minute.pk)
    back(24 * 30)
    Organisation.objects.update(email="b@example.org")

    def refuse(self, *_args, **_kwargs):
        raise OSError("away")

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    assert not mailing.mail.call(minute.pk)
    assert not Notice.objects.filter(kind="minute.unmailed").exists()
    assert "could not be sent: 1 try" in page(minute)
    monkeypatch.undo()
    back(1)
    assert mailing.try_again() == 1


def test_whom_a_letter_reached_stays_on_record_while_the_organisation_is_off(minute):
    assert mailing.mail.call(minute.pk)
    officer = person("officer")
    for active in (False, True):
        Organisation.objects.update(is_active=active)
        again = minute_actions.send(minute.pk, by=officer)
        assert ADDRESS in again.sent_to and again.sent_to.count(ADDRESS) == 1
        assert ("Công ty A" in again.sent_to) is active
    assert not mailing.mail.call(minute.pk)
    assert len(mail.outbox) == 1


def test_no_letter_goes_to_who_is_no_longer_active_nor_of_a_version_that_was_replaced(failed):
    back(1)
    Organisation.objects.update(is_active=False)
    assert not mailing.owed(timezone.now())
    Organisation.objects.update(is_active=True)
    assert mailing.owed(timezone.now())
    later = sent(failed.stop)
    assert later.version == 2
    assert not mailing.owed(timezone.now())


def test_without_mail_nothing_is_tried(failed, settings):
    back(1)
    settings.EMAIL_HOST = ""
    assert not mailing.owed(timezone.now())


@pytest.mark.django_db(transaction=True)
def test_the_first_letter_goes_by_itself_once_the_sending_holds(minute):
    assert [one.to for one in mail.outbox] == [[ADDRESS]]
    assert minute.letters.get().state == "sent"
