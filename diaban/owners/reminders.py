"""Sending the weekly letters: once a week to each steward, whoever asks and however often.

A letter's row is the claim on it. It is written, committed, and only then is the letter sent; a
second sender finds the row and leaves the letter alone.
"""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.utils import timezone
from django_tasks import task

from diaban.accounts.models import User
from diaban.accounts.permissions import Permission, may
from diaban.owners import letters
from diaban.owners.letters import Composed
from diaban.owners.models import Letter, LetterState, Preference, Steward

logger = logging.getLogger(__name__)

FROM_HOUR = time(7)
"""On Monday letters go out from this hour on, local time."""

TRY_AGAIN = timedelta(hours=1)
"""A letter that failed, or whose sender died, is tried again after this time."""

SETTLED = (LetterState.SENT, LetterState.NOTHING)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one letter.

    `outcome`: sent, would_send, already_sent, nothing_to_say, not_wanted, no_address, in_progress
    (another sender has it, or it failed less than an hour ago), failed.
    """

    person: str
    owner: str
    address: str
    language: str
    outcome: str
    counts: dict[str, int] = field(default_factory=dict)
    problem: str = ""

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def week_of(day: date) -> date:
    """The Monday of the week in which the day lies."""
    return day - timedelta(days=day.weekday())


def is_time(now: datetime) -> bool:
    """Whether this week's letters may go out by themselves: from Monday morning on."""
    local = timezone.localtime(now)
    return local.weekday() > 0 or local.time() >= FROM_HOUR


def owed(now: datetime) -> bool:
    """Whether a letter of this week should go out by itself now."""
    if not settings.EMAIL_HOST or not is_time(now):
        return False
    week = week_of(timezone.localdate(now))
    return any(
        preference.weekly and steward.person.email and _free(steward, week, now)
        for steward, preference in _stewards()
    )


@task()
def send_weekly() -> int:
    """Send what is owed; the number of letters that went out."""
    outcomes = send(timezone.now())
    return sum(one.outcome == "sent" for one in outcomes)


def send(now: datetime, *, dry_run: bool = False, retry: bool = False) -> list[Outcome]:
    """Send this week's letters that have not been sent; `dry_run` only says what would happen.

    `retry` tries at once again what failed within the last hour.
    """
    week = week_of(timezone.localdate(now))
    return [
        _send_one(steward, preference, week, now, dry_run=dry_run, retry=retry)
        for steward, preference in _stewards()
    ]


def _stewards() -> Iterator[tuple[Steward, Preference]]:
    """Who may be written to: people who may sign in at the desk."""
    kept = {one.person_id: one for one in Preference.objects.all()}
    for steward in Steward.objects.select_related("person"):
        if may(steward.person, Permission.SEE_DESK):
            yield steward, kept.get(steward.person_id) or Preference(person=steward.person)


def _free(steward: Steward, week: date, now: datetime, *, retry: bool = False) -> bool:
    """Whether the letter is neither settled nor in somebody's hands."""
    letter = _letter(steward, week)
    if letter is None:
        return True
    if letter.state in SETTLED:
        return False
    return (retry and letter.state == LetterState.FAILED) or now - letter.at >= TRY_AGAIN


def _letter(steward: Steward, week: date) -> Letter | None:
    return Letter.objects.filter(person=steward.person, owner=steward.owner, week=week).first()


def _send_one(
    steward: Steward, preference: Preference, week: date, now: datetime, *,
    dry_run: bool, retry: bool,
) -> Outcome:  # fmt: skip
    person: User = steward.person

    def told(outcome: str, letter: Composed | None = None, problem: str = "") -> Outcome:
        counts = letter.counts if letter else {}
        return Outcome(
            person.username, steward.owner, person.email, preference.language, outcome, counts,
            problem,
        )  # fmt: skip

    if not preference.weekly:
        return told("not_wanted")
    if not person.email:
        return told("no_address")
    if not _free(steward, week, now, retry=retry):
        kept = _letter(steward, week)
        settled = kept is not None and kept.state in SETTLED
        return told("already_sent" if settled else "in_progress")
    composed = letters.compose(person, steward.owner, week, preference.language)
    if dry_run:
        return told("nothing_to_say" if composed.empty else "would_send", composed)
    claim = _claim(steward, week, now)
    if claim is None:
        return told("in_progress", composed)
    if composed.empty:
        _settle(claim, LetterState.NOTHING)
        return told("nothing_to_say", composed)
    try:
        EmailMessage(composed.subject, composed.body, to=[person.email]).send()
    except (OSError, smtplib.SMTPException) as error:
        _settle(claim, LetterState.FAILED, str(error))
        logger.error("the letter to %s about %s failed: %s", person, steward.owner, error)
        return told("failed", composed, str(error))
    _settle(claim, LetterState.SENT)
    return told("sent", composed)


def _claim(steward: Steward, week: date, now: datetime) -> Letter | None:
    """Take the letter into one's hands; None if somebody else was faster."""
    old = _letter(steward, week)
    if old is not None:
        same = Letter.objects.filter(pk=old.pk, at=old.at, state=old.state)
        taken = same.update(at=now, state=LetterState.SENDING, problem="")
        old.refresh_from_db()
        return old if taken else None
    try:
        with transaction.atomic():
            return Letter.objects.create(
                person=steward.person, owner=steward.owner, week=week, at=now,
                state=LetterState.SENDING,
            )  # fmt: skip
    except IntegrityError:
        return None


def _settle(claim: Letter, state: LetterState, problem: str = "") -> None:
    claim.state, claim.problem = state, problem
    claim.save(update_fields=["state", "problem"])
