"""The week's letter to the leadership: composed for a person, shown as a page, mailed once a week.

A letter's row is the claim on it: written and committed before the letter goes out, so that a
second sender leaves it alone. What failed, or whose sender died, is tried again after an hour.
Nothing is mailed while any of it rests on invented records.
"""

from __future__ import annotations

import logging
import smtplib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_tasks import task

from diaban.accounts.models import User
from diaban.accounts.permissions import Permission, may
from diaban.design import formats
from diaban.indicators.computing import Book
from diaban.indicators.definitions import Definition
from diaban.indicators.early import due_items, present, rounds, weekly
from diaban.indicators.early.alerts import State
from diaban.indicators.early.coming_due import COMMITMENT, DOSSIER, PETITION, Item
from diaban.indicators.early.present import Sight
from diaban.indicators.early.weekly import ALERT, DUE, FORECAST, LATE, QUIET, Letter, Line
from diaban.indicators.models import Forecast, LeadershipLetter
from diaban.notices.models import Reader
from diaban.projects import periods

logger = logging.getLogger(__name__)

FROM_HOUR = time(7)
"""On Monday letters go out from this hour on, local time."""
TRY_AGAIN = timedelta(hours=1)
SETTLED = {LeadershipLetter.State.SENT: "already_sent", LeadershipLetter.State.HELD: "invented"}
NAMED_FORECASTS = (
    "dossiers.received", "petitions.received", "land.leased", "projects.new",
    "dossiers.in_time_rate", "land.leased_of_ready", "projects.in_force",
)  # fmt: skip
"""Indicators whose forecasts a leader reads, the most asked for first."""


@dataclass(frozen=True, slots=True)
class Composed:
    """A letter in one language, at most ten lines."""

    week: date
    letter: Letter
    demonstration: bool
    language: str

    @property
    def lines(self) -> list[str]:
        """What the letter says, line by line; the last says what was left out."""
        said = [line.text for line in self.letter.lines]
        if self.letter.left_out:
            with translation.override(self.language):
                said.append(
                    ngettext(
                        "%(count)d more thing stands on the desk.",
                        "%(count)d more things stand on the desk.",
                        self.letter.left_out,
                    ) % {"count": self.letter.left_out}
                )  # fmt: skip
        return said


def compose(person: User, now: datetime, language: str, sight: Sight | None = None) -> Composed:
    """The letter to `person` for the week in which `now` lies; letters may share a `sight`."""
    sight = sight or Sight(now, Book.read())
    with translation.override(language):
        due = due_items.read(person, now)
        lines = [*_late(due.outlook.overdue), *_coming(due), *_undated(due.outlook.undated)]
        alerts, invented = _alerts(sight, language)
        forecasts, also = _forecasts(sight.book, language, timezone.localdate(now))
        lines += alerts + forecasts
        if not any(line.kind in (LATE, DUE, ALERT) for line in lines):
            lines.append(Line(QUIET, _("Nothing is late, nothing is due, no alert is open.")))
    return Composed(
        weekly.week_of(timezone.localdate(now)), weekly.choose(lines),
        due.demonstration or invented or also, language,
    )  # fmt: skip


def _late(items: Sequence[Item]) -> list[Line]:
    if not items:
        return []
    oldest = items[0]
    text = _("Late: %(counts)s. The oldest: %(number)s, due %(day)s.") % {
        "counts": counts(items),
        "number": oldest.number,
        "day": formats.day(oldest.due, _language()) if oldest.due else "",
    }
    return [Line(LATE, text)]


def _coming(due: due_items.Due) -> list[Line]:
    lines = []
    if due.outlook.this_week:
        text = _("Due by Sunday: %(counts)s.") % {"counts": counts(due.outlook.this_week)}
        lines.append(Line(DUE, text, 2))
    coming = due.outlook.next_week
    if coming:
        busiest = max(due.outlook.days, key=lambda day: len(day.items))
        text = _("Late next week if nothing is done: %(counts)s; most on %(day)s (%(most)d).") % {
            "counts": counts(coming),
            "day": formats.day(busiest.on, _language()),
            "most": len(busiest.items),
        }
        lines.append(Line(DUE, text, 1))
    return lines


def _undated(items: Sequence[Item]) -> list[Line]:
    if not items:
        return []
    text = _("Without any known due day: %(counts)s.") % {"counts": counts(items)}
    return [Line(QUIET, text)]


def counts(items: Sequence[Item]) -> str:
    """3 dossiers, 1 petition: in the order of kinds, in the active language."""
    found = Counter(item.kind for item in items)
    words = {
        DOSSIER: lambda n: ngettext("%(count)d dossier", "%(count)d dossiers", n),
        PETITION: lambda n: ngettext("%(count)d petition", "%(count)d petitions", n),
        COMMITMENT: lambda n: ngettext("%(count)d commitment", "%(count)d commitments", n),
    }
    return ", ".join(say(found[kind]) % {"count": found[kind]} for kind, say in words.items()
                     if found[kind])  # fmt: skip


def _alerts(sight: Sight, language: str) -> tuple[list[Line], bool]:
    """Open alerts with what the figure is now, those that nobody has acknowledged first."""
    lines, invented = [], False
    for events in rounds.standing().values():
        alert, last = rounds.replayed(events), events[-1]
        if alert is None or not alert.is_open:
            continue
        now, first = sight.of(last.rule, last.period), present.raised(events)
        definition = definition_of(sight.book, last.rule.indicator, last.period)
        said = {
            "name": last.rule.name_vi if language == "vi" else last.rule.name_en,
            "value": present.words(now.value, definition, language),
            "period": formats.period(last.period, language),
        }
        text = _("%(name)s: %(value)s, %(period)s.") % said
        moved = present.when_raised(first, now.value, definition, language)
        if moved:
            said["then"], said["day"] = moved
            text = _("%(name)s: %(value)s, %(period)s (%(then)s when raised on %(day)s).") % said
        lines.append(Line(ALERT, text, 1.0 if alert.state == State.RAISED else 0.0))
        invented = invented or last.demonstration or now.demonstration
    return lines, invented


def _forecasts(book: Book, language: str, today: date) -> tuple[list[Line], bool]:
    rows = {row.indicator: row for row in latest_forecasts(today)}
    lines, invented = [], False
    for order, code in enumerate(NAMED_FORECASTS):
        row = rows.get(code)
        definition = definition_of(book, code, row.period) if row else None
        if row is None or definition is None or not row.method:
            continue
        best = row.accuracy[0]

        def shown(text: str, of: Definition = definition) -> str:
            return rounds.figure_words(Decimal(text), of, language)

        text = _(
            "%(name)s, %(period)s: %(value)s expected (%(low)s to %(high)s); "
            "mean past error %(mae)s in %(n)d quarters."
        ) % {
            "name": definition.short_vi if language == "vi" else definition.short_en,
            "period": formats.period(row.period, language),
            "value": shown(row.value),
            "low": shown(row.low),
            "high": shown(row.high),
            "mae": error_words(best["mae"], definition, language),
            "n": best["n"],
        }
        lines.append(Line(FORECAST, text, -float(order)))
        invented = invented or row.demonstration
    return lines, invented


def error_words(text: str, of: Definition | None, language: str) -> str:
    """A mean error with one digit more than its figure; of a share it is in percentage points."""
    digits, unit = (of.decimals + 1, of.unit) if of else (2, "")
    if unit == "%":
        number = formats.number(float(text), language, 2)
        with translation.override(language):
            return _("%(number)s percentage points") % {"number": number}
    return formats.quantity(float(text), unit, language, digits)


def latest_forecasts(today: date) -> list[Forecast]:
    """The last forecasts that were made of the quarter that runs today."""
    period = periods.quarter_of(today)
    made = (
        Forecast.objects.filter(period=period, made_on__lte=today)
        .order_by("-made_on")
        .values_list("made_on", flat=True)
        .first()
    )
    return list(Forecast.objects.filter(made_on=made, period=period)) if made else []


def definition_of(book: Book, code: str, period: str) -> Definition | None:
    """The version that held at the end of a quarter."""
    return book.on(code, periods.period(period).last)


def _language() -> str:
    return (translation.get_language() or "vi")[:2]


# ---- mail ----


def readers() -> list[User]:
    """Who leads: each gets a letter where there is an address."""
    return [
        user
        for user in User.objects.filter(is_active=True).order_by("pk")
        if may(user, Permission.LEAD_FIGURES)
    ]


def language_of(person: User) -> str:
    """The language in which a person is written to; Vietnamese for who never said."""
    kept = Reader.objects.filter(person=person).first()
    return kept.language if kept else settings.LANGUAGE_CODE


def is_time(now: datetime) -> bool:
    local = timezone.localtime(now)
    return local.weekday() > 0 or local.time() >= FROM_HOUR


def owed(now: datetime) -> bool:
    """Whether a letter of this week should go out by itself now."""
    if not settings.EMAIL_HOST or not is_time(now):
        return False
    week = weekly.week_of(timezone.localdate(now))
    return any(person.email and _free(person, week, now) for person in readers())


@task()
def send_weekly() -> int:
    """Send what is owed; how many letters went out."""
    return sum(outcome == "sent" for _person, outcome in send(timezone.now()))


def send(now: datetime, *, dry_run: bool = False) -> Iterator[tuple[User, str]]:
    """Each reader with what became of this week's letter: sent, would_send, already_sent,
    in_progress, no_address, invented (it rests on demonstration records), failed.
    """
    sight = Sight(now, Book.read())
    for person in readers():
        yield person, _send_one(person, now, sight, dry_run=dry_run)


def _send_one(person: User, now: datetime, sight: Sight, *, dry_run: bool) -> str:
    week = weekly.week_of(timezone.localdate(now))
    if not person.email:
        return "no_address"
    if not _free(person, week, now):
        row = LeadershipLetter.objects.get(person=person, week=week)
        return SETTLED.get(LeadershipLetter.State(row.state), "in_progress")
    composed = compose(person, now, language_of(person), sight)
    if dry_run:
        return "invented" if composed.demonstration else "would_send"
    claim = _claim(person, week, now)
    if claim is None:
        return "in_progress"
    if composed.demonstration:
        _settle(claim, LeadershipLetter.State.HELD)
        return "invented"
    subject, body = words(composed, person)
    try:
        EmailMessage(subject, body, to=[person.email]).send()
    except (OSError, smtplib.SMTPException) as error:
        _settle(claim, LeadershipLetter.State.FAILED, str(error))
        logger.error("the weekly letter to %s failed: %s", person, error)
        return "failed"
    _settle(claim, LeadershipLetter.State.SENT)
    return "sent"


def words(composed: Composed, person: User) -> tuple[str, str]:
    """Subject and body of the letter."""
    with translation.override(composed.language):
        subject = _("The week %(week)s") % {"week": weekly.week_name(composed.week)}
        body = render_to_string(
            "indicators/leadership_letter.txt",
            {
                "person": person,
                "lines": composed.lines,
                "week": weekly.week_name(composed.week),
                "address": f"{settings.DIABAN_URL}{reverse('early:letter')}",
            },
        )
    return subject, body.strip() + "\n"


def _free(person: User, week: date, now: datetime) -> bool:
    row = LeadershipLetter.objects.filter(person=person, week=week).first()
    if row is None:
        return True
    return row.state not in SETTLED and now - row.at >= TRY_AGAIN


def _claim(person: User, week: date, now: datetime) -> LeadershipLetter | None:
    """Take the letter into one's hands; None if somebody else was faster."""
    old = LeadershipLetter.objects.filter(person=person, week=week).first()
    if old is not None:
        same = LeadershipLetter.objects.filter(pk=old.pk, at=old.at, state=old.state)
        taken = same.update(at=now, state=LeadershipLetter.State.SENDING, problem="")
        old.refresh_from_db()
        return old if taken else None
    try:
        with transaction.atomic():
            return LeadershipLetter.objects.create(
                person=person, week=week, at=now, state=LeadershipLetter.State.SENDING
            )
    except IntegrityError:
        return None


def _settle(claim: LeadershipLetter, state: str, problem: str = "") -> None:
    claim.state, claim.problem = state, problem
    claim.save(update_fields=["state", "problem"])
