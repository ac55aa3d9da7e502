"""The morning letter goes out once, before a dossier is late, through a real mail server."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from diaban.clock.calendar import VIETNAM
from diaban.dossiers import digest, queue
from diaban.dossiers.lifecycle import Kind
from diaban.dossiers.models import AlertSettings, Dossier, DossierEvent
from diaban.owners.tests.mail_server import MailServer

pytestmark = pytest.mark.django_db


@pytest.fixture
def mail(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with MailServer() as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        yield server


@pytest.fixture
def pressing(desk, received):
    """A dossier on the officer's desk that was due long ago and without an apology."""
    desk.officer.email = "an@example.vn"
    desk.officer.save()
    desk.do(received, Kind.FORWARDED, data={"to": desk.officer.pk})
    then = timezone.now() - timedelta(days=60)
    DossierEvent.objects.filter(dossier=received).update(at=then)
    Dossier.objects.filter(pk=received.pk).update(due_at=then + timedelta(days=20))
    return received


def test_it_goes_out_once_and_names_what_presses(mail, pressing):
    now = timezone.now()
    assert [one.outcome for one in digest.send(now)] == ["sent"]
    assert [one.outcome for one in digest.send(now)] == ["already_sent"]
    (letter,) = mail.letters
    assert letter["To"] == "an@example.vn"
    text = letter.get_content()
    assert pressing.code in text and "quá hạn" in text and "thiếu văn bản xin lỗi" in text


def test_a_letter_that_was_refused_is_tried_again(mail, pressing):
    mail.refuses = True
    assert [one.outcome for one in digest.send(timezone.now())] == ["failed"]
    mail.refuses = False
    assert [one.outcome for one in digest.send(timezone.now())] == ["sent"]
    assert len(mail.letters) == 1


def test_who_declines_gets_none(mail, pressing, desk):
    AlertSettings.objects.create(user=desk.officer, digest=False)
    assert digest.send(timezone.now()) == [] and not mail.letters


def test_where_nothing_presses_nothing_is_sent(mail, desk, received):
    desk.officer.email = "an@example.vn"
    desk.officer.save()
    assert digest.send(timezone.now()) == [] and not mail.letters


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (datetime(2026, 11, 25, 8, tzinfo=VIETNAM), True),
        (datetime(2026, 11, 25, 6, tzinfo=VIETNAM), False),
        (datetime(2026, 11, 24, 8, tzinfo=VIETNAM), False),  # Ngày Văn hóa Việt Nam
        (datetime(2026, 11, 28, 8, tzinfo=VIETNAM), False),  # a Saturday
        (datetime(2026, 8, 22, 8, tzinfo=VIETNAM), True),  # a Saturday that is worked
    ],
)
def test_it_goes_out_on_working_mornings_only(db, moment, expected):
    assert digest.is_time(moment) is expected


def test_a_warning_comes_before_the_date_not_after_it(desk, received):
    wish = AlertSettings(user=desk.officer, used_share=75)
    moments = {}
    for day in range(25):
        at = timezone.now() + timedelta(days=day)
        from diaban.dossiers import standing

        for code in queue.warnings(standing.of(received, at=at), wish):
            moments.setdefault(code, timezone.localdate(at))
    due = timezone.localdate(received.due_at)
    assert moments["share"] < due and moments["last_day"] <= due < moments["overdue"]
    assert moments["no_apology"] == moments["overdue"]
