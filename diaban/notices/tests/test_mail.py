"""Letters with notices: at once, once a working day, or never; not lost and not twice."""

from __future__ import annotations

import json
import smtplib
from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.core import mail as outbox
from django.core.mail import EmailMessage
from django.utils import timezone

from diaban.cli import main
from diaban.notices import actions, mail
from diaban.notices.models import Letter, Notice
from diaban.notices.tests.conftest import tell
from diaban.owners.tests.mail_server import MailServer


@pytest.fixture
def down(monkeypatch):
    """A mail server that is down, until `up()`."""
    real = EmailMessage.send

    def refuse(*_args: object) -> None:
        raise smtplib.SMTPServerDisconnected("no connection")

    monkeypatch.setattr(EmailMessage, "send", refuse)
    return lambda: monkeypatch.setattr(EmailMessage, "send", real)


def outcomes(found: list[mail.Outcome]) -> list[str]:
    return [one.outcome for one in found]


def test_a_digest_carries_all_news_of_a_person_in_one_letter(officer, leader):
    tell(officer, title="First")
    tell(officer, leader, title="Second")

    assert outcomes(mail.send_digests(timezone.now())) == ["sent", "sent"]

    to_officer, to_leader = sorted(outbox.outbox, key=lambda one: one.to, reverse=True)
    assert to_officer.to == ["officer@example.vn"]
    assert "First" in to_officer.body
    assert "Second" in to_officer.body
    assert "First" not in to_leader.body


def test_a_digest_goes_out_once_a_day(officer):
    now = timezone.localtime().replace(hour=12)  # a minute later is the same day
    tell(officer, at=now)
    mail.send_digests(now)
    tell(officer, title="Later the same day", at=now)

    assert mail.send_digests(now + timedelta(minutes=1)) == []
    assert not mail.digest_owed(now)
    assert outcomes(mail.send_digests(now + timedelta(days=1))) == ["sent"]
    assert "Later the same day" in outbox.outbox[1].body


def test_what_was_mailed_is_not_mailed_again(officer):
    tell(officer, kind="test.alarm")
    now = timezone.now()

    assert outcomes(mail.send_at_once(now)) == ["sent"]
    assert mail.send_at_once(now + timedelta(days=1)) == []
    assert mail.send_digests(now) == []


def test_what_was_read_needs_no_letter(officer):
    tell(officer)
    actions.read(officer)

    assert mail.send_digests(timezone.now()) == []


@pytest.mark.parametrize("kind", ["test.news", "test.alarm"])
def test_a_letter_that_failed_is_tried_again_after_an_hour_and_arrives_once(officer, down, kind):
    send = mail.send_at_once if kind == "test.alarm" else mail.send_digests
    tell(officer, kind=kind)
    now = timezone.now()

    assert outcomes(send(now)) == ["failed"]
    assert send(now + timedelta(minutes=5)) == []
    down()
    assert outcomes(send(now + timedelta(minutes=61))) == ["sent"]
    assert send(now + timedelta(minutes=130)) == []
    assert len(outbox.outbox) == 1
    assert "no connection" not in Letter.objects.get(state="sent").problem


def test_a_digest_that_failed_yesterday_comes_with_todays(officer, down):
    tell(officer, title="Of yesterday")
    now = timezone.now()
    mail.send_digests(now)
    down()
    tell(officer, title="Of today")

    mail.send_digests(now + timedelta(days=1))

    (letter,) = outbox.outbox
    assert "Of yesterday" in letter.body
    assert "Of today" in letter.body


def test_a_sender_that_died_does_not_take_the_letter_with_it(officer):
    tell(officer)
    now = timezone.now()
    died = Letter.objects.create(
        person=officer, day=timezone.localdate(now), state=Letter.State.SENDING, at=now
    )
    Notice.objects.update(letter=died)

    assert mail.send_digests(now + timedelta(minutes=1)) == []
    assert outcomes(mail.send_digests(now + timedelta(minutes=61))) == ["sent"]


def test_each_person_chooses_for_each_kind(officer, leader):
    actions.choose(officer, "vi", {"test.news": "none", "test.alarm": "digest"})
    tell(officer, leader)
    tell(officer, leader, kind="test.alarm", title="An alarm")
    now = timezone.now()

    assert [one.person for one in mail.send_at_once(now)] == [leader.username]
    assert {one.person for one in mail.send_digests(now)} == {leader.username, officer.username}
    (own,) = [one for one in outbox.outbox if one.to == [officer.email]]
    assert "An alarm" in own.subject


def test_the_letter_speaks_the_readers_language_and_says_how_to_stop_it(officer, settings):
    settings.DIABAN_URL = "https://kkt.example.vn"
    actions.choose(officer, "en", {})
    tell(officer, title=actions.wording.said("Petitions"))

    mail.send_digests(timezone.now())

    (letter,) = outbox.outbox
    assert letter.subject == "Petitions"
    assert "https://kkt.example.vn/en/desk/petitions/KN-1/" in letter.body
    assert "https://kkt.example.vn/en/account/notices/choices/" in letter.body
    assert letter.extra_headers["List-Unsubscribe"].startswith("<https://kkt.example.vn/en/")


def test_a_title_over_two_lines_cannot_write_headers(officer):
    tell(officer, kind="test.alarm", title="One\r\nBcc: somebody@example.com")

    mail.send_at_once(timezone.now())

    assert outbox.outbox[0].recipients() == ["officer@example.vn"]
    assert "\n" not in outbox.outbox[0].subject


def test_old_news_is_not_sent_on_the_day_mail_is_set_up(officer):
    tell(officer, at=timezone.now() - timedelta(days=15))

    assert mail.send_digests(timezone.now()) == []


def test_nothing_is_owed_where_mail_is_not_set_up(officer, settings):
    tell(officer, kind="test.alarm")
    tell(officer)
    now = timezone.now()

    assert not (mail.owed(now) or mail.digest_owed(now))
    settings.EMAIL_HOST = "mail.example.vn"
    assert mail.owed(now)
    assert mail.digest_owed(now)


def test_an_alarm_goes_out_with_the_commit(officer, settings, django_capture_on_commit_callbacks):
    settings.EMAIL_HOST = "mail.example.vn"

    with django_capture_on_commit_callbacks(execute=True):
        tell(officer, kind="test.alarm")

    assert len(outbox.outbox) == 1


def test_a_demonstration_is_said_to_be_one(officer):
    tell(officer, demonstration=True, title="Invented")

    mail.send_digests(timezone.now())

    assert outbox.outbox[0].subject.startswith("[")
    assert outbox.outbox[0].body.count("[") == 1


def test_of_two_senders_one_sends(officer):
    tell(officer, kind="test.alarm")
    now = timezone.now()
    (seen_before,) = mail.waiting(mail.Delivery.AT_ONCE, now)
    mail.send_at_once(now)

    assert mail._claim_one(seen_before, now) is None
    assert len(outbox.outbox) == 1


@pytest.mark.django_db
def test_a_real_server_that_refuses_first_gets_the_letter_once(officer, settings):
    with MailServer() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        tell(officer, kind="test.alarm", title="Mất điện")
        now = timezone.now()
        server.refuses = True
        assert outcomes(mail.send_at_once(now)) == ["failed"]
        server.refuses = False
        assert outcomes(mail.send_at_once(now + timedelta(minutes=61))) == ["sent"]
        assert mail.send_at_once(now + timedelta(minutes=130)) == []

    (letter,) = server.letters
    assert letter["To"] == "officer@example.vn"
    assert letter["Subject"] == "Mất điện"
    assert "/vi/account/notices/choices/" in letter["List-Unsubscribe"]


def test_the_command_says_to_whom_and_sends_nothing_when_asked_so(officer):
    tell(officer)

    told = CliRunner().invoke(main, ["notices", "--dry-run", "--json"])

    assert [one["outcome"] for one in json.loads(told.output)] == ["would_send"]
    assert outbox.outbox == []
