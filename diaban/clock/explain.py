"""Why a date is what it is: one row for every day, counted or not, why, and on what basis. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from diaban.clock.calendar import MINUTES_A_DAY, Calendar, DayKind, minute_of
from diaban.clock.events import Event, Kind
from diaban.clock.ledger import Holder, Ledger, Span
from diaban.clock.rules import Rule, Unit
from diaban.clock.timeline import timeline
from diaban.clock.vietnam import FIVE_DAY_WEEK

FIRST_DAY = "BLDS 2015, Điều 147 khoản 2"
"""When a term is given in days, its first day is not counted (trust M-H)."""
LAST_DAY = "BLDS 2015, Điều 148 khoản 5"
"""A term that ends on a rest day ends with the next working day (trust M-H)."""


@dataclass(frozen=True, slots=True)
class DayRow:
    """One day of a dossier.

    `why`: a code for `words.why`. `number`: which of the term's days it is, when counted.
    `minutes`: counted office minutes, for terms in hours. `events`: what happened on the day.
    `ahead`: lies after the moment of the look. `name_vi`, `name_en`: the holiday's or swap's name.
    """

    day: date
    counted: bool
    why: str
    basis: str
    holder: Holder
    number: int | None = None
    minutes: int | None = None
    is_due: bool = False
    ahead: bool = False
    events: tuple[Kind, ...] = ()
    name_vi: str = ""
    name_en: str = ""
    unconfirmed: bool = False


def explain(
    ledger: Ledger, events: Iterable[Event], rule: Rule, calendar: Calendar
) -> tuple[DayRow, ...]:
    """A row for every day from receipt to the due date, or to the end or the look if later.

    `events`, `rule` and `calendar` are those of which the ledger was made. Nothing before receipt.
    """
    if ledger.received is None:
        return ()
    return tuple(Explanation(ledger, events, rule, calendar).rows())


class Explanation:
    """Walks the days of a ledger."""

    def __init__(
        self, ledger: Ledger, events: Iterable[Event], rule: Rule, calendar: Calendar
    ) -> None:
        self.ledger = ledger
        self.rule = rule
        self.calendar = calendar
        self.line = timeline(calendar, ledger.unit)
        refused = {refusal.index for refusal in ledger.refused}
        self.happened: dict[date, list[Kind]] = {}
        for index, event in enumerate(events):
            if index not in refused:
                day = date.fromordinal(minute_of(event.at) // MINUTES_A_DAY)
                self.happened.setdefault(day, []).append(event.kind)
        self.number = 0
        self.run = 0

    def rows(self) -> Iterator[DayRow]:
        """The days in order."""
        assert self.ledger.received is not None
        last = max(day for day in (self.ledger.due, self._seen()) if day is not None)
        spans = list(self.ledger.spans)
        day = self.ledger.received.date()
        while day <= last:
            yield (
                self._hours_row(day)
                if self.ledger.unit is Unit.HOURS
                else self._day_row(day, spans)
            )
            day += timedelta(days=1)

    def _seen(self) -> date | None:
        seen = self.ledger.ended or self.ledger.as_of
        return seen.date() if seen is not None else None

    def _ahead(self, day: date) -> bool:
        seen = self._seen()
        return seen is not None and day > seen

    def _day_row(self, day: date, spans: list[Span]) -> DayRow:
        ledger = self.ledger
        assert ledger.received is not None and ledger.start is not None
        if day <= ledger.start:
            late = day > ledger.received.date() or ledger.start > ledger.received.date()
            why = "received_later" if late and day < ledger.start else "received"
            basis = self.rule.basis if late and day < ledger.start else FIRST_DAY
            return self._row(day, False, why, basis, Holder.AUTHORITY)
        number = day.toordinal()
        while spans and spans[0].until < number:
            spans.pop(0)
        span = spans[0] if spans and spans[0].after < number else None
        if span is not None and span.run != self.run:
            self.run, self.number = span.run, 0
        holder = span.holder if span else Holder.AUTHORITY
        if span is not None and span.stopped:
            return self._row(day, False, f"waiting_{span.reason}", self.rule.basis, holder)
        return self._running_row(day, holder)

    def _running_row(self, day: date, holder: Holder) -> DayRow:
        """A day on which the clock runs: counted, a rest day, rolled on, or late."""
        kind = self.calendar.kind(day)
        if self.ledger.due is not None and day > self.ledger.due:
            return self._row(day, False, "late" if kind.worked else str(kind), "", holder)
        by_calendar = self.ledger.unit is Unit.CALENDAR_DAYS
        if not by_calendar and not kind.worked:
            return self._row(day, False, str(kind), self._rest_basis(day), holder)
        limit = self.ledger.limit
        if by_calendar and limit is not None and self.number >= limit:
            return self._row(day, False, "rolled", LAST_DAY, holder)
        self.number += 1
        why = "calendar_day" if by_calendar else "make_up" if kind is DayKind.MAKE_UP else "working"
        basis = self._rest_basis(day) if why == "make_up" else self.rule.basis
        return self._row(day, True, why, basis, holder, number=self.number)

    def _hours_row(self, day: date) -> DayRow:
        """Office minutes of a day: those that count, else why none does."""
        begin = day.toordinal() * MINUTES_A_DAY
        end = begin + MINUTES_A_DAY
        due_at = self.ledger.due_at
        due = minute_of(due_at) if due_at is not None else end
        counted = sum(
            self.line.count(max(span.after, begin), min(span.until, end, due))
            for span in self.ledger.spans
            if not span.stopped
        ) + self._minutes_ahead(begin, end)
        if counted:
            return self._row(day, True, "hours", self.rule.basis, Holder.AUTHORITY, minutes=counted)
        kind = self.calendar.kind(day)
        if not kind.worked:
            basis = self._rest_basis(day)
            return self._row(day, False, str(kind), basis, Holder.AUTHORITY, minutes=0)
        if due <= begin:
            return self._row(day, False, "late", "", Holder.AUTHORITY, minutes=0)
        for span in self.ledger.spans:
            if span.stopped and span.after < end and span.until > begin:
                why = f"waiting_{span.reason}"
                return self._row(day, False, why, self.rule.basis, span.holder, minutes=0)
        return self._row(day, False, "closed_then", self.rule.basis, Holder.AUTHORITY, minutes=0)

    def _minutes_ahead(self, begin: int, end: int) -> int:
        """Minutes between the look and the due moment that will count on this day."""
        due_at = self.ledger.due_at
        if due_at is None or not self.ledger.is_open or self.ledger.as_of is None:
            return 0
        after = max(minute_of(self.ledger.as_of), begin)
        return self.line.count(after, min(minute_of(due_at), end))

    def _rest_basis(self, day: date) -> str:
        special = self.calendar.days.get(day)
        return special.basis if special is not None else FIVE_DAY_WEEK

    def _row(
        self,
        day: date,
        counted: bool,
        why: str,
        basis: str,
        holder: Holder,
        *,
        number: int | None = None,
        minutes: int | None = None,
    ) -> DayRow:
        special = self.calendar.days.get(day)
        confirmed = self.calendar.confirmed_until
        return DayRow(
            day=day,
            counted=counted,
            why=why,
            basis=basis,
            holder=holder,
            number=number,
            minutes=minutes,
            is_due=day == self.ledger.due,
            ahead=self._ahead(day),
            events=tuple(self.happened.get(day, ())),
            name_vi=special.name_vi if special else "",
            name_en=special.name_en if special else "",
            unconfirmed=confirmed is not None and day > confirmed,
        )
