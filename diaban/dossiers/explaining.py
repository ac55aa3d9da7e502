"""Why a dossier is due when it is: day by day and in sentences, in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from diaban import clock
from diaban.clock import sheet
from diaban.clock import words as clock_words
from diaban.clock.explain import DayRow, explain
from diaban.clock.rules import Unit
from diaban.design import formats
from diaban.dossiers import clockwork, standing
from diaban.dossiers.standing import Standing


@dataclass(frozen=True, slots=True)
class Row:
    """One day in words: whether it was counted, why, on what basis, what happened on it."""

    day: date
    weekday: str
    counted: bool
    number: str
    why: str
    basis: str
    happened: str
    is_due: bool
    ahead: bool


def rows(found: Standing) -> list[Row]:
    """A row for every day from the receipt to the date, or to today if that is later."""
    events = clockwork.clock_events(found.events)
    calendar = standing.calendar_of(found.progress.ended_at, found.book)
    days = explain(found.ledger, events, found.rule, calendar)
    return [row_of(day) for day in days]


def row_of(day: DayRow) -> Row:
    name = day.name_vi if sheet.language() == "vi" else day.name_en
    why = clock_words.why(day.why)
    if day.minutes:
        number = sheet.amount_text(day.minutes, Unit.HOURS)
    else:
        number = "" if day.number is None else str(day.number)
    return Row(
        day=day.day,
        weekday=sheet.SHORT_WEEKDAYS[sheet.language()][day.day.weekday()],
        counted=day.counted,
        number=number,
        why=f"{why} ({name})" if name and not day.counted else why,
        basis=day.basis,
        happened="; ".join(str(clock_words.KINDS[kind]) for kind in day.events),
        is_due=day.is_due,
        ahead=day.ahead,
    )


def summary(found: Standing) -> list[str]:
    """The reasons for the date in a few sentences, as a letter gives them."""
    ledger = found.ledger
    if ledger.received is None or ledger.start is None:
        return []
    said = [_start(ledger), _term(found.rule)]
    said += [one for one in (_pauses(found), _moved(ledger), _date(ledger)) if one]
    return said


def _start(ledger: clock.Ledger) -> str:
    assert ledger.received is not None and ledger.start is not None
    words = {"at": formats.moment(ledger.received, sheet.language()), "day": said(ledger.start)}
    if ledger.start > ledger.received.date():
        return (
            _(
                "The dossier was received at %(at)s; by the hour of acceptance it counts as "
                "received on %(day)s. That day is not counted: counting begins on the day after."
            )
            % words
        )
    return (
        _(
            "The dossier was received at %(at)s. The day of receipt is not counted: counting "
            "begins on the day after."
        )
        % words
    )


def _term(rule: clock.Rule) -> str:
    if rule.term is None:
        return _("No term is known for this procedure, so no date can be given.")
    steps = rule.term.amount * (60 if rule.term.unit is Unit.HOURS else 1)
    words = {"term": sheet.amount_text(steps, rule.term.unit), "basis": rule.basis}
    if rule.basis:
        return _("The term is %(term)s (%(basis)s).") % words
    return _("The term is %(term)s.") % words


def _pauses(found: Standing) -> str:
    clocks = found.ledger.clocks
    told = [
        (_("the applicant"), clocks.applicant),
        (_("other agencies"), clocks.agencies),
        (_("the law"), clocks.law),
    ]
    parts = [
        f"{who}: {sheet.amount_text(amount, found.ledger.unit)}" for who, amount in told if amount
    ]
    if not parts:
        return ""
    return _("Time that does not count, by whom the dossier waited for: %(parts)s.") % {
        "parts": "; ".join(parts)
    }


def _moved(ledger: clock.Ledger) -> str:
    if ledger.promised is None or ledger.due is None or ledger.due == ledger.promised:
        return ""
    return _("First promised for %(day)s; that promise stays on record.") % {
        "day": said(ledger.promised)
    }


def _date(ledger: clock.Ledger) -> str:
    if ledger.due is not None:
        words = {"day": said(ledger.due)}
        if ledger.unconfirmed:
            return (
                _(
                    "The result is due on %(day)s; the days off of that year have not been "
                    "announced yet, so the date may move."
                )
                % words
            )
        return _("The result is due on %(day)s.") % words
    if ledger.projected is not None:
        return _(
            "The clock stands. If the answer came today, the result would be due on %(day)s."
        ) % {"day": said(ledger.projected)}
    return ""


def said(day: date) -> str:
    return formats.day(day, sheet.language())
