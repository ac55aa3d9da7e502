"""A finished minute by e-mail, to the organisation that was visited; what failed is tried again.

A letter's row is the claim on it: written and committed before the letter goes out, so that a
second sender leaves it alone. `trying` says when a letter that failed, or whose sender died, is
tried again by the worker, and when it is given up; then those who went on the visit are told.
"""

from __future__ import annotations

import logging
import smtplib
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task

from diaban.dossiers import blobs
from diaban.dossiers.uploads import PDF
from diaban.visits.minutes import telling as minute_telling
from diaban.visits.minutes.trying import DAILY, GIVEN_UP, SOON, next_try
from diaban.visits.models import Minute, MinuteLetter

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Unsent:
    """A letter that has not gone yet. `again`: when it is tried next; None: given up."""

    address: str
    tries: int
    at: datetime
    problem: str
    in_hands: bool
    again: datetime | None


def unsent(minute: Minute) -> Unsent | None:
    """How it stands with a letter that was tried and has not gone; None where none is owed."""
    address, letters = _owed_to(minute), _failing(minute)
    if not address or not letters:
        return None
    last, now = letters[-1], timezone.now()
    again = next_try([one.at for one in letters]) if settings.EMAIL_HOST else None
    return Unsent(address, len(letters), last.at, last.problem, _in_hands(last, now), again)


def _failing(minute: Minute) -> list[MinuteLetter]:
    """The letters since the last that went, in order. What went once goes nowhere else by itself:
    a new address gets it only by hand."""
    found: list[MinuteLetter] = []
    for letter in minute.letters.order_by("at", "pk"):
        found = [] if letter.state == MinuteLetter.State.SENT else [*found, letter]
    return found


def _owed_to(minute: Minute) -> str:
    """The address that has not had this minute yet; "" if none is owed it, or a later version was
    sent."""
    address = address_of(minute)
    if address in minute.sent_to:
        return ""
    return "" if _replaced(minute) else address


def _replaced(minute: Minute) -> bool:
    return minute.stop.minutes.filter(version__gt=minute.version, sent_at__isnull=False).exists()


def _in_hands(letter: MinuteLetter, now: datetime) -> bool:
    return letter.state == MinuteLetter.State.SENDING and letter.at > now - SOON


def due(now: datetime) -> list[int]:
    """The minutes whose letter is to be tried again."""
    rows = Minute.objects.filter(sent_at__isnull=False, letters__at__gte=now - GIVEN_UP - DAILY)
    found = []
    for minute in rows.select_related("stop__organisation").distinct():
        known = unsent(minute)
        if known and not known.in_hands and known.again and known.again <= now:
            found.append(minute.pk)
    return found


def _to_tell(now: datetime) -> list[tuple[Minute, str]]:
    """The letters given up of which nobody was told, with their address: the sender died on the
    last try, or the organisation was off on the last days."""
    rows = Minute.objects.filter(sent_at__isnull=False, letters__at__gte=now - 2 * GIVEN_UP)
    found = []
    for minute in rows.exclude(pk__in=due(now)).select_related("stop__visit__leader").distinct():
        letters = _failing(minute)
        if not letters or letters[0].at + GIVEN_UP >= now or _in_hands(letters[-1], now):
            continue
        address = letters[-1].address
        if not _replaced(minute) and minute_telling.may_tell_unmailed(minute, address):
            found.append((minute, address))
    return found


def owed(now: datetime) -> bool:
    """Whether a letter is to be tried again, or somebody to be told that one is given up."""
    return bool(settings.EMAIL_HOST) and bool(due(now) or _to_tell(now))


def ask(minute: Minute) -> None:
    """Mail it once the caller's transaction holds, where mail is set up and a letter is owed."""
    if settings.EMAIL_HOST and _owed_to(minute):
        transaction.on_commit(lambda: mail.enqueue(minute.pk))


def try_again() -> int:
    """Try again what is due, tell of what is given up; how many letters went out."""
    went = sum(mail.call(pk) for pk in due(timezone.now()))
    given_up = _to_tell(timezone.now()) if settings.EMAIL_HOST else []
    for minute, address in given_up:
        with transaction.atomic():
            minute_telling.unmailed(minute, address)
    return went


@task()
def mail(pk: int) -> bool:
    """Send the PDF to the organisation; whether it went now. A second one is never sent, nor any
    to an organisation that is no longer active."""
    minute = Minute.objects.select_related("stop__visit", "stop__organisation").get(pk=pk)
    letter = _claim(minute, timezone.now())
    if letter is None:
        return False
    problem = ""
    try:
        compose(minute, letter.address).send()
    except (OSError, smtplib.SMTPException) as error:
        problem = str(error)[:500] or type(error).__name__
        logger.error("the minute %s could not be mailed: %s", pk, problem)
    _note(minute, letter, problem)
    return not problem


def _claim(minute: Minute, now: datetime) -> MinuteLetter | None:
    """Take the letter into one's hands; None if none is owed, or somebody has it in his."""
    with transaction.atomic():
        locked = Minute.objects.select_for_update().get(pk=minute.pk)
        minute.sent_to = locked.sent_to
        address, last = _owed_to(minute), locked.letters.order_by("at", "pk").last()
        if not address or (last is not None and _in_hands(last, now)):
            return None
        return MinuteLetter.objects.create(
            minute=locked, address=address, at=now, state=MinuteLetter.State.SENDING
        )


def _note(minute: Minute, letter: MinuteLetter, problem: str) -> None:
    """Put on record what became of a try; tell who went on the visit once it is given up."""
    state = MinuteLetter.State.FAILED if problem else MinuteLetter.State.SENT
    with transaction.atomic():
        locked = Minute.objects.select_for_update().get(pk=minute.pk)
        MinuteLetter.objects.filter(pk=letter.pk).update(state=state, problem=problem)
        if not problem:
            locked.sent_to = [*locked.sent_to, letter.address]
            locked.save(update_fields=["sent_to"])
            return
        if next_try([one.at for one in _failing(locked)]) is None:
            minute_telling.unmailed(minute, letter.address)


def address_of(minute: Minute) -> str:
    """Where the minute is mailed; "" where there is no such address, or nobody active behind it."""
    organisation = minute.stop.organisation
    return organisation.email if organisation is not None and organisation.is_active else ""


def compose(minute: Minute, address: str) -> EmailMessage:
    """The letter, in the site's first language, with the finished PDF."""
    with translation.override(settings.LANGUAGE_CODE):
        number, visit = minute_telling.number_of(minute), minute.stop.visit
        subject = _("Minute %(number)s") % {"number": number}
        if visit.demonstration:
            subject = f"[{_('demonstration')}] {subject}"
        where = settings.DIABAN_URL + reverse("my-minutes:minute", args=[minute.pk])
        if minute.refused:
            words = _(
                "Here is the minute of our visit “%(title)s”. The authority has signed it; your "
                "side has not, for this reason: %(reason)s\n\n"
                "It also lies in your own area: %(address)s"
            )
        else:
            words = _(
                "Here is the minute of our visit “%(title)s”, signed by both sides.\n\n"
                "It also lies in your own area: %(address)s"
            )
        words %= {"title": visit.title, "address": where, "reason": minute.refused}
        letter = EmailMessage(subject, words, to=[address])
    letter.attach(minute_telling.file_name(minute, "pdf"), blobs.read(minute.pdf_sha256), PDF)
    return letter
