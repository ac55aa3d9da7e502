"""Notices by e-mail: at once, or in one letter on each working day. Only where mail is set up.

A letter's row is the claim on it: written and committed before the letter goes out, so that a
second sender leaves it alone. What failed, or whose sender died, is tried again after an hour.
"""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_tasks import task

from diaban.accounts.models import User
from diaban.notices import kinds
from diaban.notices.models import Delivery, Letter, Notice, Reader

logger = logging.getLogger(__name__)

TRY_AGAIN = timedelta(hours=1)
NEWS = timedelta(days=14)
"""What is older and was never mailed is news no more: no flood on the day mail is set up."""
NAMED = 40
"""So many notices are named in a digest; of the others only the number is said."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one letter. `outcome`: sent, would_send, failed, in_progress."""

    person: str
    delivery: str
    notices: int
    outcome: str
    problem: str = ""

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def waiting(delivery: Delivery, now: datetime) -> QuerySet[Notice]:
    """Unread news that no letter has carried, and that is in no sender's hands."""
    untried = Q(letter=None) | (
        ~Q(letter__state=Letter.State.SENT) & Q(letter__at__lte=now - TRY_AGAIN)
    )
    return (
        Notice.objects.filter(
            untried, delivery=delivery, read_at=None, at__gte=now - NEWS, at__lte=now,
            person__is_active=True,
        )
        .exclude(person__email="")
        .select_related("person")
        .order_by("person_id", "at", "pk")
    )  # fmt: skip


def owed(now: datetime) -> bool:
    """Whether a letter should go out at once."""
    return bool(settings.EMAIL_HOST) and waiting(Delivery.AT_ONCE, now).exists()


def digest_owed(now: datetime) -> bool:
    """Whether a digest should go out; the caller knows the working mornings."""
    today = timezone.localdate(now)
    return bool(settings.EMAIL_HOST) and any(
        _free(person, today, now) for person, _news in _by_person(Delivery.DIGEST, now)
    )


@task()
def send_waiting() -> int:
    """Send what must go at once; how many letters went out."""
    return sum(one.outcome == "sent" for one in send_at_once(timezone.now()))


@task()
def send_daily() -> int:
    """Send today's digests; how many letters went out."""
    return sum(one.outcome == "sent" for one in send_digests(timezone.now()))


def send_at_once(now: datetime, *, dry_run: bool = False) -> list[Outcome]:
    """One letter for each notice that its reader wants at once."""
    outcomes = []
    for notice in list(waiting(Delivery.AT_ONCE, now)):
        outcome = Outcome(notice.person.username, Delivery.AT_ONCE.value, 1, "would_send")
        if not dry_run:
            letter = _claim_one(notice, now)
            outcome = _send(letter, [notice], outcome)
        outcomes.append(outcome)
    return outcomes


def send_digests(now: datetime, *, dry_run: bool = False) -> list[Outcome]:
    """One letter to each person with unread news; at most one a day, whoever asks."""
    today = timezone.localdate(now)
    outcomes = []
    for person, news in list(_by_person(Delivery.DIGEST, now)):
        if not _free(person, today, now):
            continue
        outcome = Outcome(person.username, Delivery.DIGEST.value, len(news), "would_send")
        if not dry_run:
            letter = _claim_day(person, today, news, now)
            outcome = _send(letter, news, outcome)
        outcomes.append(outcome)
    return outcomes


def _by_person(delivery: Delivery, now: datetime) -> Iterator[tuple[User, list[Notice]]]:
    for person, news in groupby(waiting(delivery, now), key=lambda one: one.person):
        yield person, list(news)


def _free(person: User, today: date, now: datetime) -> bool:
    """Whether today's digest is neither sent nor in somebody's hands."""
    kept = Letter.objects.filter(person=person, day=today).first()
    return kept is None or (kept.state != Letter.State.SENT and kept.at <= now - TRY_AGAIN)


def _claim_one(notice: Notice, now: datetime) -> Letter | None:
    """Take one notice into one's hands; None if somebody else was faster."""
    with transaction.atomic():
        letter = Letter.objects.create(person=notice.person, state=Letter.State.SENDING, at=now)
        same = Notice.objects.filter(pk=notice.pk, letter=notice.letter_id)
        if same.update(letter=letter):
            return letter
        letter.delete()
    return None


def _claim_day(person: User, today: date, news: list[Notice], now: datetime) -> Letter | None:
    """Take today's digest into one's hands; None if somebody else was faster."""
    try:
        with transaction.atomic():
            kept = Letter.objects.filter(person=person, day=today).first()
            if kept is None:
                kept = Letter.objects.create(
                    person=person, day=today, state=Letter.State.SENDING, at=now
                )
            else:
                same = Letter.objects.filter(pk=kept.pk, at=kept.at, state=kept.state)
                if not same.update(at=now, state=Letter.State.SENDING, problem=""):
                    return None
            Notice.objects.filter(pk__in=[one.pk for one in news]).update(letter=kept)
            return kept
    except IntegrityError:
        return None


def _send(letter: Letter | None, news: list[Notice], outcome: Outcome) -> Outcome:
    if letter is None:
        return Outcome(outcome.person, outcome.delivery, outcome.notices, "in_progress")
    state, problem = Letter.State.SENT, ""
    try:
        compose(letter.person, news).send()
    except (OSError, smtplib.SMTPException) as error:
        state, problem = Letter.State.FAILED, str(error)
        logger.error("the notices to %s could not be mailed: %s", outcome.person, error)
    Letter.objects.filter(pk=letter.pk).update(state=state, problem=problem)
    return Outcome(outcome.person, outcome.delivery, outcome.notices, state.value, problem)


def compose(person: User, news: list[Notice]) -> EmailMessage:
    """The letter in words, in its reader's language."""
    language = language_of(person)
    with translation.override(language):
        shown = news[:NAMED]
        rooms: dict[str, list[dict[str, Any]]] = {}
        for one in shown:
            line = {
                "title": one.title_in(language),
                "text": one.text_in(language),
                "address": settings.DIABAN_URL + one.address_in(language),
                "demonstration": one.demonstration,
            }
            rooms.setdefault(kinds.room_of(one.kind), []).append(line)
        choices = settings.DIABAN_URL + reverse("notices:choices")
        context = {
            "person": person, "rooms": rooms, "more": len(news) - len(shown), "choices": choices,
            "address": settings.DIABAN_URL + reverse("notices:mine"),
        }  # fmt: skip
        body = render_to_string("notices/letter.txt", context).strip() + "\n"
        subject = news[0].title_in(language)
        if len(news) > 1:
            subject = ngettext("%(count)d notice", "%(count)d notices", len(news))
            subject %= {"count": len(news)}
        if all(one.demonstration for one in news):
            subject = f"[{_('demonstration')}] {subject}"
    headers = {"List-Unsubscribe": f"<{choices}>", "Auto-Submitted": "auto-generated"}
    return EmailMessage(" ".join(subject.split()), body, to=[person.email], headers=headers)


def language_of(person: User) -> str:
    kept = Reader.objects.filter(person=person).first()
    return kept.language if kept else settings.LANGUAGE_CODE
