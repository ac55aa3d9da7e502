"""The morning letter: what is due, before it is late. Once a working day to each who wants it.

Who sends claims the day first, in one statement: a second sender finds it claimed. A letter that
could not be sent gives the day back and is tried again at the next look.
"""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task

from diaban.accounts.models import User
from diaban.accounts.permissions import Permission, may
from diaban.dossiers import catalogue, presenting, queue, words
from diaban.dossiers.models import AlertSettings, Dossier

logger = logging.getLogger(__name__)

FROM_HOUR = time(7)
NAMED = 30
"""So many dossiers are named; of the others only the number is said."""


@dataclass(frozen=True, slots=True)
class Digest:
    """A letter to one person: its words, and how many dossiers press."""

    person: User
    subject: str
    body: str
    pressing: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """`outcome`: sent, would_send, failed, already_sent."""

    person: str
    outcome: str
    pressing: int
    problem: str = ""


def compose(person: User, language: str = "vi") -> Digest | None:
    """What presses on this person's desk today; None where nothing does."""
    wish = queue.settings_of(person)
    rows = Dossier.objects.filter(open=True, assignee__in=queue.hands(person), due_at__isnull=False)
    found = []
    for one in queue.with_standing(rows.select_related("organisation").order_by("due_at", "id")):
        raised = queue.warnings(one, wish)
        if raised:
            found.append((one, raised))
    new = Dossier.objects.filter(open=True, received_on=None).count()
    if not found and not (new and may(person, Permission.HANDLE_DOSSIERS)):
        return None
    with translation.override(language):
        lines = [
            presenting.brief(one) | {"warnings": [words.WARNINGS[code] for code in raised]}
            for one, raised in found[:NAMED]
        ]
        context = {
            "person": person, "lines": lines, "more": max(len(found) - NAMED, 0), "new": new,
            "address": settings.DIABAN_URL + reverse("dossiers:queue") + "?mine=1",
        }  # fmt: skip
        body = render_to_string("dossiers/digest.txt", context)
        subject = _("Dossiers: %(count)d press today") % {"count": len(found)}
    return Digest(person, subject, body.strip() + "\n", len(found))


def is_time(now: datetime) -> bool:
    """A working day of the authority's calendar, from the morning on."""
    local = timezone.localtime(now)
    return local.time() >= FROM_HOUR and catalogue.book().calendar.is_worked(local.date())


def readers() -> Iterator[User]:
    """Who works with dossiers, has an address and has not declined."""
    for person in User.objects.filter(is_active=True).exclude(email="").order_by("pk"):
        if may(person, Permission.SEE_DOSSIERS) and queue.settings_of(person).digest:
            yield person


def owed(now: datetime) -> bool:
    """Whether a letter should go out by itself now."""
    if not settings.EMAIL_HOST or not is_time(now):
        return False
    today = timezone.localdate(now)
    return any(queue.settings_of(person).digest_sent_on != today for person in readers())


@task()
def send_daily() -> int:
    """Send what is owed; how many letters went out."""
    return sum(one.outcome == "sent" for one in send(timezone.now()))


def send(now: datetime, *, dry_run: bool = False) -> list[Outcome]:
    """Send today's letters that have not gone out yet; `dry_run` only says what would happen."""
    today = timezone.localdate(now)
    return [one for person in readers() if (one := _send_one(person, today, dry_run))]


def _send_one(person: User, today: date, dry_run: bool) -> Outcome | None:
    digest = compose(person)
    if dry_run:
        return Outcome(person.username, "would_send", digest.pressing) if digest else None
    before = _claim(person, today)
    if before is False:
        return Outcome(person.username, "already_sent", digest.pressing if digest else 0)
    if digest is None:
        return None
    try:
        EmailMessage(digest.subject, digest.body, to=[person.email]).send()
    except (OSError, smtplib.SMTPException) as error:
        AlertSettings.objects.filter(user=person).update(digest_sent_on=before)
        logger.error("the digest to %s failed: %s", person, error)
        return Outcome(person.username, "failed", digest.pressing, str(error))
    return Outcome(person.username, "sent", digest.pressing)


def _claim(person: User, today: date) -> date | bool | None:
    """Take today's letter into one's hands: the day of the last one, or False if it is taken."""
    kept, _made = AlertSettings.objects.get_or_create(user=person)
    free = ~Q(digest_sent_on=today) | Q(digest_sent_on=None)
    taken = AlertSettings.objects.filter(free, user=person).update(digest_sent_on=today)
    return kept.digest_sent_on if taken else False
