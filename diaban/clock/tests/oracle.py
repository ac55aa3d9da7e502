"""The clock once more, slowly: from day to day, or from half hour to half hour for hours.

Written from docs/deadline.md and not from the code: it imports the vocabulary (kinds, rules) and
nothing that counts. A day is worked when `worked(day)` says so.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from diaban.clock.events import Event, Reason
from diaban.clock.rules import Pause, Rule, Unit

ASKS = {
    "supplement_requested": Reason.APPLICANT,
    "sent_to_agency": Reason.AGENCY,
    "obligation_raised": Reason.OBLIGATION,
    "suspended": Reason.LAW,
}
ANSWERS = {
    "supplied": Reason.APPLICANT,
    "returned": Reason.AGENCY,
    "obligation_met": Reason.OBLIGATION,
    "resumed": Reason.LAW,
}
OWNERS = (
    (Reason.LAW, "law"),
    (Reason.APPLICANT, "applicant"),
    (Reason.OBLIGATION, "applicant"),
    (Reason.AGENCY, "agencies"),
)
DAY, STEP = timedelta(days=1), timedelta(minutes=30)


@dataclass
class Office:
    """A calendar as plain sets: worked days, and the sessions of each as (from, to) times."""

    worked: set[date]
    sessions: dict[date, tuple[tuple[time, time], ...]]
    last: date

    def open_at(self, moment: datetime, *, closing: bool) -> bool:
        """Open in the half hour that begins at `moment`; `closing`: or just closing then."""
        for begin, end in self.sessions.get(moment.date(), ()):
            if begin <= moment.time() < end or (closing and moment.time() == end):
                return True
        return False


@dataclass
class Oracle:
    """What is known at `now` (a day, or a moment for hours)."""

    rule: Rule
    office: Office
    now: datetime | None = None
    start: datetime | None = None
    received: datetime | None = None
    left: int | None = None
    due: datetime | None = None
    ended: datetime | None = None
    ended_by: str = ""
    waits: set[tuple[Reason, str]] = field(default_factory=set)
    given: bool = False
    anew: bool = False
    extensions: int = 0
    last: datetime | None = None
    clocks: dict[str, int] = field(
        default_factory=lambda: {"authority": 0, "applicant": 0, "agencies": 0, "law": 0}
    )
    refused: list[int] = field(default_factory=list)

    # ---- stepping -------------------------------------------------------------------------

    def __post_init__(self) -> None:
        self.hours = self.rule.term is not None and self.rule.term.unit == Unit.HOURS

    @property
    def stands(self) -> bool:
        return any(self.rule.pauses.get(reason) != Pause.RUNS for reason, _ in self.waits)

    def amount(self, units: int) -> int:
        return units * 2 if self.hours else units

    def midnight(self, moment: datetime) -> datetime:
        return moment if self.hours else datetime.combine(moment.date(), time())

    def counts(self) -> bool:
        assert self.now is not None
        if self.hours:
            return self.office.open_at(self.now, closing=False)
        if self.rule.term is not None and self.rule.term.unit == Unit.CALENDAR_DAYS:
            return True
        return self.now.date() in self.office.worked

    def give(self) -> None:
        """Give the present day (half hour) to whoever has it, unless it is given already."""
        assert self.now is not None and self.start is not None
        if self.given:
            return
        self.given = True
        too_early = self.now < self.start if self.hours else self.now <= self.start
        if too_early or not self.counts():
            return
        reasons = {reason for reason, _ in self.waits}
        owner = next((owner for reason, owner in OWNERS if reason in reasons), "authority")
        self.clocks[owner] += 1
        if not self.stands and self.left is not None:
            self.left -= 1

    def notice_due(self) -> None:
        """Is this the day at whose end the term is used up and nobody is waited for?"""
        assert self.now is not None and self.start is not None
        if self.due is not None or self.left is None or self.left > 0 or self.stands:
            return
        if self.now < self.start:
            return
        if self.hours:
            fits = self.office.open_at(self.now, closing=True)
        else:
            fits = self.now.date() in self.office.worked
        if fits:
            self.due = self.now

    def tick(self) -> None:
        """To the next day (half hour)."""
        assert self.now is not None
        if self.hours:
            self.notice_due()
            self.give()
        else:
            self.give()
            self.notice_due()
        self.now += STEP if self.hours else DAY
        self.given = False

    def walk(self, until: datetime) -> None:
        assert self.now is not None
        while self.now < self.midnight(until):
            self.tick()

    def foresee(self) -> datetime | None:
        """The due date if nothing more happens; None while someone is waited for."""
        if self.due is not None:
            return self.due
        if self.left is None or self.stands:
            return None
        other = copy(self)
        other.clocks = dict(self.clocks)
        while other.due is None:
            assert other.now is not None
            if other.now.date() > self.office.last:
                return None
            other.tick()
        return other.due

    # ---- events ---------------------------------------------------------------------------

    def take(self, event: Event, limit: datetime | None) -> bool:
        kind, moment = str(event.kind), event.at
        if limit is not None and moment > limit:
            return False
        if self.received is None:
            if kind != "received":
                return False
            self.receive(moment)
            return True
        if kind == "received" or moment < self.received:
            return False
        assert self.last is not None
        if moment < self.last:
            return False
        if self.ended is not None:
            fits = kind == "handed_over" and self.ended_by == "completed"
            if fits:
                self.ended_by, self.last = kind, moment
            return fits
        # What falls before the start (moved on by a cut-off) happens without the clock moving.
        # A refused event leaves nothing behind, not even the passing of time.
        before = copy(self)
        before.clocks = dict(self.clocks)
        self.walk(moment)
        if kind in ASKS:
            good = self.ask((ASKS[kind], event.agency))
        elif kind in ANSWERS:
            good = self.answer((ANSWERS[kind], event.agency))
        elif kind == "extended":
            good = self.extend(event)
        else:
            self.finish(kind, moment)
            good = True
        if good:
            self.last = moment
        else:
            self.__dict__.update(before.__dict__)
        return good

    def receive(self, moment: datetime) -> None:
        self.received = self.last = moment
        self.now = self.midnight(moment)
        start = moment
        cutoff = self.rule.cutoff
        if cutoff is not None and (
            moment.date() not in self.office.worked or moment.time() > cutoff
        ):
            day = moment.date() + DAY
            while day not in self.office.worked:
                day += DAY
            start = datetime.combine(day, self.office.sessions[day][0][0])
        self.start = self.midnight(start)
        self.left = self.amount(self.rule.term.amount) if self.rule.term else None

    def ask(self, key: tuple[Reason, str]) -> bool:
        if key in self.waits:
            return False
        if not self.hours and self.rule.request_day_counts:
            self.give()
        self.waits = self.waits | {key}
        return True

    def answer(self, key: tuple[Reason, str]) -> bool:
        if key not in self.waits:
            return False
        if not self.hours and not self.rule.supply_day_counts:
            self.give()
        stood = self.stands
        self.waits = self.waits - {key}
        self.anew = self.anew or self.rule.pauses.get(key[0]) == Pause.RESTART
        if stood and not self.stands:
            if self.anew and self.due is None and self.rule.term is not None:
                self.left = self.amount(self.rule.term.amount)
            self.anew = False
        return True

    def extend(self, event: Event) -> bool:
        due = self.foresee()
        if self.left is None or event.amount < 1 or not event.agreed or not event.note.strip():
            return False
        if self.extensions >= self.rule.extensions or self.due is not None:
            return False
        if due is not None:
            notice = (due.date() - event.at.date()).days
            if notice < self.rule.extension_notice_days:
                return False
        self.left += self.amount(event.amount)
        self.extensions += 1
        return True

    def finish(self, kind: str, moment: datetime) -> None:
        if not self.hours:
            self.give()
        self.waits = set()
        self.ended, self.ended_by = moment, kind


@dataclass
class Verdict:
    due: datetime | None
    projected: datetime | None
    timing: str | None
    clocks: dict[str, int]
    refused: list[int]


def slowly(events: list[Event], rule: Rule, office: Office, as_of: datetime) -> Verdict:
    """Replay by stepping; compare with the ledger."""
    oracle = Oracle(rule, office)
    for index, event in enumerate(events):
        if not oracle.take(event, as_of):
            oracle.refused.append(index)
    if oracle.received is None:
        return Verdict(None, None, None, oracle.clocks, oracle.refused)
    projected = None
    if oracle.ended is None:
        oracle.walk(as_of)
        due = oracle.foresee()
        projected = project(oracle) if oracle.stands and oracle.due is None else None
        if not oracle.hours:
            oracle.give()
        return Verdict(
            due, projected, open_timing(oracle, due, as_of), oracle.clocks, oracle.refused
        )
    due = oracle.foresee()
    return Verdict(due, None, closed_timing(oracle, due), oracle.clocks, oracle.refused)


def project(oracle: Oracle) -> datetime | None:
    """The due date if every answer came now."""
    other = copy(oracle)
    other.clocks = dict(oracle.clocks)
    for key in sorted(other.waits):
        other.answer(key)
    return other.foresee()


def open_timing(oracle: Oracle, due: datetime | None, as_of: datetime) -> str:
    if oracle.left is None:
        return "undetermined"
    if due is None:
        return "waiting" if oracle.stands else "undetermined"
    return "overdue" if oracle.midnight(as_of) > due else "in_time"


def closed_timing(oracle: Oracle, due: datetime | None) -> str:
    if due is None:
        return "undetermined"
    assert oracle.ended is not None
    if oracle.midnight(oracle.ended) > due:
        return "late"
    return "early" if oracle.ended.date() < due.date() else "on_time"
