"""The weekly letter, sent to a real mail server: once, to the right person, in their language."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest
from click.testing import CliRunner
from django.utils import timezone

from diaban.accounts.tests.people import person
from diaban.cli import main
from diaban.owners import reminders
from diaban.owners.models import Letter, Preference, Steward

pytestmark = pytest.mark.django_db

MONDAY = timezone.make_aware(datetime(2026, 11, 23, 9, 0))


def text_of(letter) -> str:
    return letter.get_content()


def test_the_letter_says_what_is_due_since_when_and_where_to_click(steward, mail, settings):
    settings.DIABAN_URL = "https://kkt.example.org"
    (outcome,) = reminders.send(MONDAY)
    assert outcome.outcome == "sent"
    (letter,) = mail.letters
    assert letter["To"] == "officer@example.org"
    assert letter["Subject"].strip().startswith("Phòng Quy hoạch: ")
    body = text_of(letter)
    assert "Kính gửi Officer" in body
    assert "Texhong" in body
    assert "quá hạn từ " in body
    assert "https://kkt.example.org/vi/desk/owners/?owner=Ph" in body


def test_a_person_who_reads_english_gets_it_in_english(steward, mail):
    Preference.objects.create(person=steward.person, language="en")
    reminders.send(MONDAY)
    body = text_of(mail.letters[0])
    assert body.startswith("Dear Officer")
    assert "/en/desk/owners/" in body


def test_a_second_sending_in_the_week_sends_nothing(steward, mail):
    reminders.send(MONDAY)
    (again,) = reminders.send(MONDAY + timedelta(days=5), retry=True)
    assert again.outcome == "already_sent"
    assert len(mail.letters) == 1


def test_the_next_week_brings_the_next_letter(steward, mail):
    reminders.send(MONDAY)
    reminders.send(MONDAY + timedelta(days=7))
    assert len(mail.letters) == 2


def test_of_two_senders_only_one_sends(steward, mail, monkeypatch):
    claim = reminders._claim

    def beaten(*arguments):
        assert claim(*arguments) is not None  # the other worker was faster
        return claim(*arguments)

    monkeypatch.setattr(reminders, "_free", lambda *_args, **_more: True)
    monkeypatch.setattr(reminders, "_claim", beaten)
    monkeypatch.setattr(reminders, "_letter", lambda *_args: None)
    (outcome,) = reminders.send(MONDAY)
    assert outcome.outcome == "in_progress"
    assert mail.letters == []


def test_a_refused_letter_is_told_and_tried_again_after_an_hour(steward, mail):
    mail.refuses = True
    (outcome,) = reminders.send(MONDAY)
    assert (outcome.outcome, "550" in outcome.problem) == ("failed", True)
    assert not reminders.owed(MONDAY + timedelta(minutes=30))
    mail.refuses = False
    assert reminders.owed(MONDAY + timedelta(minutes=61))
    (outcome,) = reminders.send(MONDAY + timedelta(minutes=61))
    assert outcome.outcome == "sent"


def test_a_sender_that_died_is_replaced_after_an_hour(steward, mail):
    Letter.objects.create(
        person=steward.person, owner=steward.owner, week=MONDAY.date(), state="sending", at=MONDAY
    )
    assert reminders.send(MONDAY + timedelta(minutes=5))[0].outcome == "in_progress"
    assert reminders.send(MONDAY + timedelta(minutes=65))[0].outcome == "sent"


def test_an_unreachable_server_fails_in_one_line(steward, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    (outcome,) = reminders.send(MONDAY)
    assert outcome.outcome == "failed"
    assert outcome.problem


@pytest.mark.parametrize(
    ("change", "outcome"),
    [({"email": ""}, "no_address"), ({"is_active": False}, None), ({"role": "enterprise"}, None)],
)
def test_who_cannot_be_written_to_is_not(steward, mail, change, outcome):
    officer = steward.person
    for name, value in change.items():
        setattr(officer, name, value)
    officer.save()
    assert [one.outcome for one in reminders.send(MONDAY)] == ([outcome] if outcome else [])
    assert mail.letters == []


def test_who_does_not_want_it_does_not_get_it(steward, mail):
    Preference.objects.create(person=steward.person, weekly=False)
    assert reminders.send(MONDAY)[0].outcome == "not_wanted"
    assert not reminders.owed(MONDAY)
    assert mail.letters == []


def test_an_owner_without_work_is_left_in_peace(registry, mail):
    editor = person("editor", email="editor@example.org")
    Steward.objects.create(owner="somebody without work", person=editor)
    assert reminders.send(MONDAY)[0].outcome == "nothing_to_say"
    assert reminders.send(MONDAY)[0].outcome == "already_sent"
    assert mail.letters == []


@pytest.mark.parametrize(
    ("moment", "owed"),
    [
        (datetime(2026, 11, 23, 6, 59), False),
        (datetime(2026, 11, 23, 7, 0), True),
        (datetime(2026, 11, 29, 23, 59), True),
    ],
)
def test_letters_go_out_by_themselves_from_monday_morning_on(steward, mail, moment, owed):
    assert reminders.owed(timezone.make_aware(moment)) == owed


def test_without_a_mail_server_nothing_goes_out_by_itself(steward, settings):
    settings.EMAIL_HOST = ""
    assert not reminders.owed(MONDAY)


def test_the_background_task_sends_what_is_owed(steward, mail):
    reminders.send_weekly.enqueue()
    assert len(mail.letters) == 1


def remind(*words: str):
    return CliRunner().invoke(main, ["remind", *words])


def test_the_command_shows_first_and_sends_then(steward, mail):
    shown = remind("--dry-run", "--json")
    assert [one["outcome"] for one in json.loads(shown.output)] == ["would_send"]
    assert (mail.letters, Letter.objects.count()) == ([], 0)
    sent = remind("--json")
    assert [one["outcome"] for one in json.loads(sent.output)] == ["sent"]
    assert len(mail.letters) == 1


def test_the_command_says_that_it_failed(steward, mail):
    mail.refuses = True
    answer = remind()
    assert answer.exit_code == 3
    assert "550" in answer.output


def test_the_command_says_what_to_do_where_nobody_answers_for_anything(registry, mail):
    answer = remind()
    assert (answer.exit_code, "/vi/desk/owners/" in answer.output) == (0, True)
