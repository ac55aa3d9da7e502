"""What is told of a petition because a day comes near: a term, the end of a notice, four weeks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_noop

from diaban.clock.calendar import Calendar
from diaban.notices.models import Notice
from diaban.petitions import standing
from diaban.petitions.course import Kind, State
from diaban.petitions.models import Petition
from diaban.petitions.pauses import Whom
from diaban.petitions.standing import Standing
from diaban.petitions.telling import ABOUT, DUE, Line, askers, tell, workers

SOON_DAYS = 3
"""Working days before its term ends, those who work on a petition are reminded."""
CONFIRM_DAYS = 3
"""Days before silence closes an answer, the asker is reminded."""
FOLLOW_UP_DAYS = 14
"""Days in which the question after four weeks is put; later it is old news."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """A notice that is owed because a day comes near. `once` is its name among those told."""

    petition: Petition
    line: Line
    once: str


_SOON = Line(
    "petition.due", workers, gettext_noop("The answer to petition %(number)s is due by %(due)s"),
    ABOUT,
)  # fmt: skip
_CONFIRM = Line(
    "petition.your_word", askers,
    gettext_noop("Is it solved? Your word on petition %(number)s is awaited by %(confirm_by)s"),
    gettext_noop("“%(title)s”. Without a word from you it is closed after that day."),
)  # fmt: skip
_FOLLOW_UP = Line(
    "petition.your_word", askers,
    gettext_noop("Four weeks on: is petition %(number)s still solved?"), ABOUT,
)  # fmt: skip


_FIRST = Line(
    "petition.due", workers,
    gettext_noop("The day of the first answer to petition %(number)s has passed without one"),
    DUE,
)  # fmt: skip
_STANDS = Line(
    "petition.due", workers,
    gettext_noop("The clock of petition %(number)s has stood for long"),
    gettext_noop("“%(title)s”. Remind who was asked, note the answer, or answer without it."),
)  # fmt: skip
_UPWARD = Line(
    "petition.due", workers,
    gettext_noop("The higher level was to answer about %(number)s by now"),
    gettext_noop("“%(title)s”. Remind it, or note its answer."),
)  # fmt: skip


def owed(now: datetime | None = None) -> list[Reminder]:
    """What is owed and has not been told, to somebody."""
    moment = now or timezone.now()
    found = list(_due_reminders(moment))
    told = set(
        Notice.objects.filter(once__in=[one.once for one in found]).values_list("once", flat=True)
    )
    return [one for one in found if one.once not in told and one.line.people(one.petition)]


def _due_reminders(now: datetime) -> Iterator[Reminder]:
    today, calendar = timezone.localdate(now), standing.calendar()
    last = calendar.nth_worked(today.toordinal(), SOON_DAYS)
    soon = date.fromordinal(last) if last is not None else today
    rows = Petition.objects.select_related("organisation", "lead", "assignee")
    for one in rows.filter(state=State.OPEN, due_on__gte=today, due_on__lte=soon):
        yield Reminder(one, _SOON, f"{one.number} due {one.due_on}")
    somebody = (Kind.ASKED, Kind.CONSULTED, Kind.REFERRED_UP)
    asked_about = rows.filter(is_open=True, events__kind__in=somebody).distinct()
    for found in standing.standings(asked_about):
        yield from _of_pauses(found, today, calendar)
    unanswered = rows.filter(state__in=(State.OPEN, State.WAITING)).exclude(
        events__kind__in=(Kind.FIRST_ANSWER, Kind.ANSWERED)
    )
    for found in standing.standings(unanswered):
        due = found.course.first_answer_due
        if due is not None and due < today:
            yield Reminder(found.petition, _FIRST, f"{found.petition.number} first answer")
    near = today + timedelta(days=CONFIRM_DAYS)
    for one in rows.filter(state=State.ANSWERED, confirm_by__gte=today, confirm_by__lte=near):
        yield Reminder(one, _CONFIRM, f"{one.number} confirm {one.confirm_by}")
    since = today - timedelta(days=FOLLOW_UP_DAYS)
    closed = rows.filter(
        state__in=(State.CONFIRMED, State.SILENT), follow_up_on__gt=since, follow_up_on__lte=today
    ).exclude(events__kind=Kind.FOLLOWED_UP)
    for one in closed:
        yield Reminder(one, _FOLLOW_UP, f"{one.number} follow-up {one.follow_up_on}")


def _of_pauses(found: Standing, today: date, calendar: Calendar) -> Iterator[Reminder]:
    """A higher level past its day is told once, whatever has stood too long once a week."""
    number = found.petition.number
    for asked in found.course.referrals:
        if asked.is_late(today):
            yield Reminder(
                found.petition, _UPWARD, f"{number} upward {asked.body} {asked.expected}"
            )
    for pause in found.course.waits_for:
        weeks = pause.weeks_too_long(today, calendar)
        told_as_late = weeks == 0 and pause.whom == Whom.HIGHER_LEVEL and pause.expected is not None
        if weeks is not None and not told_as_late:
            once = f"{number} stands {pause.whom} {pause.body} {pause.since:%Y-%m-%d} {weeks}"
            yield Reminder(found.petition, _STANDS, once)


def remind(now: datetime | None = None) -> int:
    """Tell what is owed; how many were told."""
    return sum(tell(one.petition, one.line, once=one.once) for one in owed(now))
