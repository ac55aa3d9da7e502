"""One run through a dossier's events: the only place where time is counted. Pure.

The rules, in the order in which they decide:

1. The day of receipt is not counted (Civil Code 2015, Art. 147.2). With a cut-off, what comes
   after it or on a rest day is received on the next working day.
2. A day on which a request or an answer happens belongs to what was before it: the day of a
   request still counts, the day of the supply does not, counting resumes on the day after. A rule
   may say otherwise for either. Terms in hours are counted to the minute.
3. The due date is the first working day at whose end the term is used up and the dossier waits
   for nobody. So a term in calendar days that ends on a rest day rolls forward (Art. 148.5), a
   request on the last day leaves the day of the supply, and a request after the due date heals
   nothing.
4. An extension lengthens the run in which it was agreed; a restart begins the term of the rule.
"""

from __future__ import annotations

from datetime import date

from diaban.clock.calendar import MINUTES_A_DAY, Calendar, minute_of, moment_of
from diaban.clock.events import CLOSES, ENDS, OPENS, Event, Kind, Reason
from diaban.clock.ledger import Clocks, Holder, Ledger, Refusal, Span, State, Timing
from diaban.clock.rules import LONGEST_TERM, Pause, Rule
from diaban.clock.timeline import timeline

HOLDERS = {
    Reason.LAW: Holder.LAW,
    Reason.APPLICANT: Holder.APPLICANT,
    Reason.OBLIGATION: Holder.APPLICANT,
    Reason.AGENCY: Holder.AGENCIES,
}
PRECEDENCE = tuple(HOLDERS)
"""Who has the time when several are waited for: the first of these."""

END_STATES = {
    Kind.COMPLETED: State.COMPLETED,
    Kind.HANDED_OVER: State.HANDED_OVER,
    Kind.REFUSED: State.REFUSED,
    Kind.WITHDRAWN: State.WITHDRAWN,
    Kind.STOPPED: State.STOPPED,
}

_NOTHING = dict.fromkeys(Holder, 0)


class Run:
    """The state of one replay. Points are ordinals of days, or minutes for terms in hours."""

    __slots__ = (
        "calendar", "clocks", "cursor", "due", "end", "end_kind", "extensions", "floor", "last",
        "limit", "line", "open", "promised", "reason", "received", "restart", "restarts", "rule",
        "spans", "start", "stopped", "used",
    )  # fmt: skip

    def __init__(self, rule: Rule, calendar: Calendar) -> None:
        self.rule = rule
        self.calendar = calendar
        self.line = timeline(calendar, rule.term.unit if rule.term else None)
        self.limit = rule.term.amount * self.line.steps if rule.term else None
        self.clocks = dict(_NOTHING)
        self.open: dict[tuple[Reason, str], None] = {}
        self.reason: Reason | None = None
        self.stopped = self.restart = False
        self.received: int | None = None
        self.end: int | None = None
        self.end_kind: Kind | None = None
        self.due: int | None = None
        self.promised: date | None = None
        self.start = self.cursor = self.floor = self.last = 0
        self.used = self.extensions = self.restarts = 0
        self.spans: list[Span] = []

    def take(self, event: Event, now: int | None) -> str | None:
        """Count an event, or say by a code why it cannot be."""
        minute = minute_of(event.at)
        kind = event.kind
        if now is not None and minute > now:
            return "in_future"
        if self.received is None:
            return self._receive(event, minute) if kind is Kind.RECEIVED else "before_receipt"
        if kind is Kind.RECEIVED:
            return "received_twice"
        if minute < self.received:
            return "before_receipt"
        if minute < self.last:
            return "out_of_order"
        if self.end is not None:
            return self._after_end(event, minute)
        if kind in OPENS:
            code = self._ask(OPENS[kind], event.agency, minute)
        elif kind in CLOSES:
            code = self._answer(CLOSES[kind], event.agency, minute)
        elif kind in ENDS:
            code = None
            self._finish(kind, minute)
        else:
            code = self._extend(event, minute)
        if code is None:
            self.last = minute
        return code

    def _receive(self, event: Event, minute: int) -> str | None:
        if not self.calendar.begin <= minute // MINUTES_A_DAY <= self.calendar.end:
            return "outside_calendar"
        self.received = self.last = minute
        self.promised = event.promised
        self.start = self.cursor = self.floor = self._start(minute)
        return None

    def _start(self, minute: int) -> int:
        """The point from which is counted: later than receipt only by the cut-off."""
        cutoff = self.rule.cutoff
        if cutoff is None:
            return self.line.point(minute)
        day, of_day = divmod(minute, MINUTES_A_DAY)
        calendar = self.calendar
        if calendar.worked[day - calendar.begin] and of_day <= cutoff.hour * 60 + cutoff.minute:
            return self.line.point(minute)
        following = calendar.nth_worked(day, 1)
        if following is None:
            return self.line.point(minute)
        opening = calendar.sessions(following)[0][0]
        return self.line.point(following * MINUTES_A_DAY + opening)

    def _after_end(self, event: Event, minute: int) -> str | None:
        """Only the hand-over follows the end of processing, once, and it changes no date."""
        if event.kind is not Kind.HANDED_OVER or self.end_kind is not Kind.COMPLETED:
            return "after_closing"
        self.end_kind = Kind.HANDED_OVER
        self.last = minute
        return None

    def _ask(self, reason: Reason, agency: str, minute: int) -> str | None:
        key = (reason, agency)
        if key in self.open:
            return "asked_twice"
        point = self.line.point(minute)
        self._settle(point)
        before = self.line.by_days and not self.rule.request_day_counts
        self._account(point - 1 if before else point)
        self.open[key] = None
        self._look()
        return None

    def _answer(self, reason: Reason, agency: str, minute: int) -> str | None:
        key = (reason, agency)
        if key not in self.open:
            return "not_asked"
        point = self.line.point(minute)
        self._settle(point)
        self._account(self._answered(point))
        del self.open[key]
        if self.rule.pause(reason) is Pause.RESTART:
            self.restart = True
        was_stopped = self.stopped
        self._look()
        if was_stopped and not self.stopped:
            self.floor = max(self.floor, point)
            self._begin_anew()
        return None

    def _answered(self, point: int) -> int:
        """Up to where the time belongs to the waiting when the answer comes at `point`."""
        return point - 1 if self.line.by_days and self.rule.supply_day_counts else point

    def _begin_anew(self) -> None:
        """The term begins again where the rule says so, unless it had already run out."""
        if self.restart and self.due is None and self.rule.term is not None:
            self.used = 0
            self.limit = self.rule.term.amount * self.line.steps
            self.restarts += 1
        self.restart = False

    def _finish(self, kind: Kind, minute: int) -> None:
        point = self.line.point(minute)
        if self.stopped:
            self._account(point)
            self.floor = max(self.floor, point)
            self.stopped = False
            self.due = self._candidate() if self.due is None else self.due
        else:
            self.due = self._candidate() if self.due is None else self.due
            self._account(point)
        self.open.clear()
        self.end, self.end_kind = minute, kind

    def _extend(self, event: Event, minute: int) -> str | None:
        rule = self.rule
        if self.limit is None or rule.term is None:
            return "extension_without_term"
        if not 1 <= event.amount <= LONGEST_TERM[rule.term.unit]:
            return "extension_amount"
        if not event.agreed:
            return "extension_not_agreed"
        if not event.note.strip():
            return "extension_unexplained"
        if self.extensions >= rule.extensions:
            return "extension_too_many"
        if self._too_late(minute):
            return "extension_too_late"
        self.limit += event.amount * self.line.steps
        self.extensions += 1
        return None

    def _too_late(self, minute: int) -> bool:
        """Has the last moment to agree an extension passed?"""
        if self.due is not None:
            return True
        due = None if self.stopped else self._candidate()
        if due is None:
            return False
        if due < self.line.point(minute):
            return True
        due_day = due if self.line.by_days else due // MINUTES_A_DAY
        return due_day - minute // MINUTES_A_DAY < self.rule.extension_notice_days

    def _settle(self, point: int) -> None:
        """Fix the due date if it passed before `point`: what comes later cannot move it."""
        if self.due is None and not self.stopped:
            due = self._candidate()
            if due is not None and due < point:
                self.due = due

    def _candidate(self) -> int | None:
        """The due point if nothing more happens and nobody is waited for."""
        if self.limit is None:
            return None
        left = self.limit - self.used
        reached = self.line.advance(self.cursor, left) if left > 0 else self.cursor
        return None if reached is None else self.line.roll(max(reached, self.floor))

    def _account(self, until: int) -> None:
        """Give the time in (cursor, until] to its holder."""
        if until <= self.cursor:
            return
        steps = self.line.count(self.cursor, until)
        holder = HOLDERS[self.reason] if self.reason is not None else Holder.AUTHORITY
        self.clocks[holder] += steps
        if not self.stopped:
            self.used += steps
        self.spans.append(
            Span(self.cursor, until, holder, self.reason, self.stopped, self.restarts)
        )
        self.cursor = until

    def _look(self) -> None:
        """Whom the dossier waits for now, and whether the clock stands."""
        reasons = {reason for reason, _agency in self.open}
        self.reason = next((reason for reason in PRECEDENCE if reason in reasons), None)
        self.stopped = any(self.rule.pause(reason) is not Pause.RUNS for reason in reasons)

    def _projected(self, point: int) -> int | None:
        """The due point if every answer came at `point`."""
        saved = self.cursor, self.floor, self.used, self.limit
        self.cursor = max(self.cursor, self._answered(point))
        self.floor = max(self.floor, point)
        waits = {self.rule.pause(reason) for reason, _agency in self.open}
        if (self.restart or Pause.RESTART in waits) and self.rule.term is not None:
            self.used = 0
            self.limit = self.rule.term.amount * self.line.steps
        due = self._candidate()
        self.cursor, self.floor, self.used, self.limit = saved
        return due

    def ledger(
        self, now: int | None, refused: tuple[Refusal, ...], promise_calendar: Calendar
    ) -> Ledger:
        """What has been counted, as it stands at the absolute minute `now`."""
        at = max(now, self.last) if now is not None else self.last
        if self.received is None:
            return self._not_received(now, refused)
        projected = None
        if self.end is None:
            projected = self._look_at(self.line.point(at))
        seen = at if self.end is None else self.end
        due = self.due
        due_day = due if due is None or self.line.by_days else due // MINUTES_A_DAY
        confirmed = self.calendar.confirmed_until
        return Ledger(
            state=self._state(),
            timing=self._timing(seen),
            unit=self.rule.term.unit if self.rule.term else None,
            received=moment_of(self.received),
            start=self._date(self.start),
            due=date.fromordinal(due_day) if due_day is not None else None,
            due_at=moment_of(due) if due is not None and not self.line.by_days else None,
            promised=self._promise(promise_calendar),
            projected=self._date(projected),
            ended=moment_of(self.end) if self.end is not None else None,
            waiting=tuple(dict.fromkeys(reason for reason, _agency in self.open)),
            limit=self.limit,
            used=self.used,
            remaining=self._remaining(self.line.point(seen)),
            clocks=Clocks(
                self.clocks[Holder.AUTHORITY],
                self.clocks[Holder.APPLICANT],
                self.clocks[Holder.AGENCIES],
                self.clocks[Holder.LAW],
                lived=seen // MINUTES_A_DAY - self.received // MINUTES_A_DAY,
            ),
            extensions=self.extensions,
            restarts=self.restarts,
            spans=tuple(self.spans),
            refused=refused,
            as_of=moment_of(at),
            unconfirmed=(
                due_day is not None and confirmed is not None and due_day > confirmed.toordinal()
            ),
        )

    def _look_at(self, point: int) -> int | None:
        """Count up to `point`, where an open dossier is looked at; the projected date, if any."""
        projected = None
        if self.due is None and not self.stopped:
            self.due = self._candidate()
        elif self.due is None:
            projected = self._projected(point)
        self._account(point)
        return projected

    def _date(self, point: int | None) -> date | None:
        if point is None:
            return None
        return date.fromordinal(point if self.line.by_days else point // MINUTES_A_DAY)

    def _promise(self, calendar: Calendar) -> date | None:
        """The date first promised: the one printed on the receipt, else computed as of then."""
        if self.promised is not None or self.received is None:
            return self.promised
        first = Run(self.rule, calendar)
        first._receive(Event(Kind.RECEIVED, moment_of(self.received)), self.received)
        return first._date(first._candidate())

    def _state(self) -> State:
        if self.end_kind is not None:
            return END_STATES[self.end_kind]
        return State.WAITING if self.open else State.PROCESSING

    def _timing(self, seen: int) -> Timing:
        if self.due is None:
            waits = self.stopped and self.limit is not None
            return Timing.WAITING if waits else Timing.UNDETERMINED
        point = self.line.point(seen)
        if self.end is None:
            return Timing.OVERDUE if point > self.due else Timing.IN_TIME
        if point > self.due:
            return Timing.LATE
        due_day = self.due if self.line.by_days else self.due // MINUTES_A_DAY
        return Timing.EARLY if seen // MINUTES_A_DAY < due_day else Timing.ON_TIME

    def _remaining(self, point: int) -> int | None:
        if self.limit is None:
            return None
        if self.due is None:
            return max(self.limit - self.used, 0)
        if point <= self.due:
            return self.line.count(point, self.due)
        return -self.line.count(self.due, point)

    def _not_received(self, now: int | None, refused: tuple[Refusal, ...]) -> Ledger:
        return Ledger(
            State.NOT_RECEIVED, None, self.rule.term.unit if self.rule.term else None,
            None, None, None, None, None, None, None, (), self.limit, 0, None, Clocks(), 0, 0, (),
            refused, moment_of(now) if now is not None else None, False,
        )  # fmt: skip
