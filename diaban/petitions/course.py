"""What happened to a petition makes it what it is. Pure: events in, its course out.

A petition is answered within a term that runs on the deadline ledger's clock. A transfer to the
competent body and a dispute of the answer each begin a new stretch with a term of its own; what was
first promised stays on record. Only the asker closes a petition: by confirming the answer, or by
staying silent past the notice period.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from diaban import clock
from diaban.clock.calendar import VIETNAM, Calendar
from diaban.petitions import pauses, referral
from diaban.petitions.pauses import Pause, Whom
from diaban.petitions.referral import Referral

TOLERANCE = timedelta(minutes=2)
"""Two machines' clocks differ; further ahead is the future."""


class Kind(StrEnum):
    """What can happen to a petition (kiến nghị)."""

    FILED = "filed"  # tiếp nhận
    ROUTED = "routed"  # phân luồng: lead and co-ordinating bodies
    TRANSFERRED = "transferred"  # chuyển cơ quan có thẩm quyền
    ASSIGNED = "assigned"
    FIRST_ANSWER = "first_answer"  # phản hồi bước đầu
    ASKED = "asked"  # đề nghị làm rõ
    REPLIED = "replied"
    CONSULTED = "consulted"  # lấy ý kiến
    RETURNED = "returned"
    EXTENDED = "extended"  # gia hạn
    ESCALATED = "escalated"  # báo cáo cấp trên trong cơ quan
    REFERRED_UP = "referred_up"  # kiến nghị cấp có thẩm quyền
    REFERRAL_REMINDED = "referral_reminded"  # đôn đốc cấp có thẩm quyền
    REFERRAL_ANSWERED = "referral_answered"
    ANSWERED = "answered"  # trả lời
    CONFIRMED = "confirmed"  # người kiến nghị xác nhận
    DISPUTED = "disputed"  # không đồng ý, nêu lý do
    LAPSED = "lapsed"  # im lặng quá hạn thông báo
    FOLLOWED_UP = "followed_up"  # hỏi lại sau bốn tuần
    WITHDRAWN = "withdrawn"
    NOTED = "noted"
    CAUSE_GIVEN = "cause_given"
    PUBLISHED = "published"
    UNPUBLISHED = "unpublished"


class State(StrEnum):
    """Where a petition stands."""

    OPEN = "open"
    WAITING = "waiting"
    """For the asker's reply; the clock stands."""
    ANSWERED = "answered"
    """The asker has not yet said whether the answer holds."""
    CONFIRMED = "confirmed"
    SILENT = "silent"
    """Closed because the notice period passed without a word."""
    WITHDRAWN = "withdrawn"


CLOSED = frozenset({State.CONFIRMED, State.SILENT, State.WITHDRAWN})

_CLOCK: Mapping[Kind, clock.Kind] = {
    Kind.ASKED: clock.Kind.SUPPLEMENT_REQUESTED,
    Kind.REPLIED: clock.Kind.SUPPLIED,
    Kind.CONSULTED: clock.Kind.SENT_TO_AGENCY,
    Kind.RETURNED: clock.Kind.RETURNED,
    Kind.REFERRED_UP: clock.Kind.SENT_TO_AGENCY,
    Kind.REFERRAL_ANSWERED: clock.Kind.RETURNED,
    Kind.EXTENDED: clock.Kind.EXTENDED,
    Kind.ANSWERED: clock.Kind.COMPLETED,
    Kind.WITHDRAWN: clock.Kind.WITHDRAWN,
}
_REASONED = frozenset(
    {Kind.TRANSFERRED, Kind.DISPUTED, Kind.EXTENDED, Kind.REFERRED_UP, Kind.ANSWERED}
)
_WHILE_OPEN = frozenset(
    {Kind.ROUTED, Kind.TRANSFERRED, Kind.ASSIGNED, Kind.FIRST_ANSWER, Kind.ASKED, Kind.REPLIED,
     Kind.CONSULTED, Kind.RETURNED, Kind.EXTENDED, Kind.ESCALATED, Kind.REFERRED_UP,
     Kind.REFERRAL_REMINDED, Kind.REFERRAL_ANSWERED, Kind.ANSWERED}
)  # fmt: skip
INTERNAL = frozenset({Kind.NOTED, Kind.CAUSE_GIVEN, Kind.PUBLISHED, Kind.UNPUBLISHED})
"""On record for staff; they change nothing of where a petition stands."""
CLOSING = frozenset({Kind.CONFIRMED, Kind.LAPSED, Kind.WITHDRAWN})
DESK = "desk"
"""`through` of what somebody of the desk wrote down in the asker's name."""
_TO_AN_ANSWER = frozenset({Kind.CONFIRMED, Kind.DISPUTED, Kind.LAPSED})


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened, at an aware moment. `data`: `why`, `lead`, `coordinating`, `body`,
    `days`, `satisfaction` (1 to 5), `fixed`, `level`, `document` (of a letter), `until` (the day
    an answer is expected by, ISO), `recorded` (of an answer, the later day on which it was put on
    record, ISO), `through` ("secret" or "desk", where the asker's word came so), as the kind asks.
    """

    kind: Kind
    at: datetime
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def day(self) -> date:
        return self.at.astimezone(VIETNAM).date()


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of a petition, as its route and the authority set them; None where none is set.

    Working days for the answer (`term_days`), the first answer and the transfer to the competent
    body; calendar days for the notice after which silence closes, and for the question afterwards.
    """

    term_days: int | None = 15
    first_answer_days: int | None = 5
    transfer_days: int = 2
    notice_days: int = 10
    follow_up_days: int = 28
    basis: str = ""

    @property
    def rule(self) -> clock.Rule:
        """Waiting for the asker or for a higher level stops the clock."""
        if self.term_days is None:
            return clock.Rule(None, self.basis)
        term = clock.Term(self.term_days, clock.Unit.WORKING_DAYS)
        return clock.Rule(term, self.basis, extensions=1, extension_notice_days=0)


@dataclass(frozen=True, slots=True)
class Stretch:
    """From a receipt to the answer, with a clock of its own; `begun_by` says what began it."""

    begun_by: Kind
    begun: datetime
    body: str
    ledger: clock.Ledger


@dataclass(frozen=True, slots=True)
class Course:
    """A petition as its events have made it at a moment."""

    state: State
    filed_at: datetime
    last_at: datetime
    held_since: datetime
    """Since when the body that has it now has had it."""
    lead: str = ""
    coordinating: tuple[str, ...] = ()
    assignee: int | None = None
    stretches: tuple[Stretch, ...] = ()
    promised: date | None = None
    first_answer_due: date | None = None
    first_answer_at: datetime | None = None
    answered_at: datetime | None = None
    answer: str = ""
    confirm_by: date | None = None
    closed_at: datetime | None = None
    follow_up_on: date | None = None
    followed_up: bool | None = None
    """The asker's word after four weeks: still solved, or not; None: not asked or not said."""
    followed_up_at: datetime | None = None
    satisfaction: int | None = None
    transfers: int = 0
    late_transfers: int = 0
    disputes: int = 0
    asked: int = 0
    level: str = ""
    """Told so far of what this body has had since it got it, or got it back."""
    referrals: tuple[Referral, ...] = ()
    pauses: tuple[Pause, ...] = ()
    """For the asker, or another body; for the higher level see `waits_for`."""

    @property
    def ledger(self) -> clock.Ledger:
        return self.stretches[-1].ledger

    @property
    def referred(self) -> bool:
        """Written up for a higher level, whose answer has not come."""
        return any(one.is_open for one in self.referrals)

    @property
    def waits_for(self) -> tuple[Pause, ...]:
        """Everybody whose answer the body that has it awaits."""
        higher = (
            Pause(Whom.HIGHER_LEVEL, one.at, one.body, one.expected)
            for one in self.referrals
            if one.is_open
        )
        return (*self.pauses, *higher) if self.is_with_body else ()

    @property
    def is_open(self) -> bool:
        """Waits for a body, for the asker's reply, or for the asker's word on the answer."""
        return self.state not in CLOSED

    def may_be_followed_up(self, on: date) -> bool:
        """Whether the question after four weeks is open on the day `on`."""
        return (
            self.followed_up is None and self.follow_up_on is not None and (self.follow_up_on <= on)
        )

    @property
    def is_with_body(self) -> bool:
        return self.state in (State.OPEN, State.WAITING)

    @property
    def in_term(self) -> bool | None:
        """Whether every stretch was answered in its term; None while one is open or has none."""
        timings = [stretch.ledger.timing for stretch in self.stretches]
        if clock.Timing.LATE in timings or clock.Timing.OVERDUE in timings:
            return False
        done = (clock.Timing.EARLY, clock.Timing.ON_TIME)
        # A stretch that ended by a transfer was not answered, and need not be.
        passed_on = [after.begun_by == Kind.TRANSFERRED for after in self.stretches[1:]] + [False]
        judged = [t for t, left in zip(timings, passed_on, strict=True) if not left]
        return True if all(timing in done for timing in judged) else None


def course(
    events: Sequence[Event], terms: Terms, calendar: Calendar, at: datetime | None = None
) -> Course | None:
    """What the events up to the aware moment `at` (all) make of a petition; None if not filed."""
    known = [event for event in events if at is None or event.at <= at]
    if not known or known[0].kind != Kind.FILED:
        return None
    first = known[0]
    found = Course(State.OPEN, first.at, first.at, first.at)
    for event in known:
        found = _after(found, event, terms, calendar)
    stretches = _stretches(known, terms, calendar, at or known[-1].at)
    return replace(
        found,
        last_at=known[-1].at,
        stretches=stretches,
        promised=stretches[0].ledger.promised,
        first_answer_due=_working_days_after(stretches[0].begun, terms.first_answer_days, calendar),
    )


def _after(found: Course, event: Event, terms: Terms, calendar: Calendar) -> Course:
    data = event.data
    match event.kind:
        case Kind.ROUTED:
            return _routed(found, event, terms, calendar)
        case Kind.TRANSFERRED:
            late = _late(found, event, terms, calendar)
            # What the former body waited for is not the new one's: it asks again if it must.
            return replace(
                found, state=State.OPEN, referrals=referral.dropped(found.referrals, event.at),
                pauses=(), level="", lead=str(data.get("body", "")),
                assignee=None, held_since=event.at,
                transfers=found.transfers + 1, late_transfers=found.late_transfers + late,
            )  # fmt: skip
        case Kind.ASSIGNED:
            return replace(found, assignee=data.get("user"))
        case Kind.FIRST_ANSWER:
            return replace(found, first_answer_at=found.first_answer_at or event.at)
        case Kind.ASKED:
            waits = pauses.begun(found.pauses, Whom.ASKER, event.at, data)
            return replace(found, state=State.WAITING, asked=found.asked + 1, pauses=waits)
        case Kind.REPLIED:
            waits = pauses.ended(found.pauses, Whom.ASKER)
            return replace(found, state=State.OPEN, pauses=waits)
        case Kind.CONSULTED:
            waits = pauses.begun(found.pauses, Whom.BODY, event.at, data)
            return replace(found, pauses=waits)
        case Kind.RETURNED:
            waits = pauses.ended(found.pauses, Whom.BODY, str(data.get("body", "")))
            return replace(found, pauses=waits)
        case Kind.ESCALATED:
            return replace(found, level=str(data.get("level", "")))
        case Kind.REFERRED_UP:
            return replace(found, referrals=(*found.referrals, referral.begun(event.at, data)))
        case Kind.REFERRAL_REMINDED | Kind.REFERRAL_ANSWERED:
            answered = event.kind == Kind.REFERRAL_ANSWERED
            body = str(data.get("body", ""))
            gone_on = referral.gone_on(found.referrals, body, event.at, answered=answered)
            return replace(found, referrals=gone_on)
        case Kind.FOLLOWED_UP:
            return replace(found, followed_up=data.get("fixed"), followed_up_at=event.at)
        case _:
            return _to_the_end(found, event, terms)


def _routed(found: Course, event: Event, terms: Terms, calendar: Calendar) -> Course:
    """Another lead in the place of one is a transfer, but it goes on with the time that is left."""
    lead, coordinating = str(event.data.get("lead", "")), _names(event.data.get("coordinating"))
    if lead == found.lead:
        return replace(found, coordinating=coordinating)
    moved = replace(found, lead=lead, coordinating=coordinating, held_since=event.at)
    if not found.lead:
        return moved
    late = _late(found, event, terms, calendar)
    return replace(
        moved, assignee=None, level="",
        transfers=found.transfers + 1, late_transfers=found.late_transfers + late,
    )  # fmt: skip


def _late(found: Course, event: Event, terms: Terms, calendar: Calendar) -> bool:
    """Whether the body that has it passes it on too late."""
    due = _working_days_after(found.held_since, terms.transfer_days, calendar)
    return due is not None and event.day > due


def _to_the_end(found: Course, event: Event, terms: Terms) -> Course:
    match event.kind:
        case Kind.ANSWERED:
            return replace(
                found, state=State.ANSWERED, answered_at=event.at, pauses=(),
                answer=str(event.data.get("why", "")),
                first_answer_at=found.first_answer_at or event.at,
                confirm_by=_told_on(event) + timedelta(days=terms.notice_days),
            )  # fmt: skip
        case Kind.DISPUTED:
            return replace(
                found, state=State.OPEN, referrals=referral.dropped(found.referrals, event.at),
                answered_at=None, confirm_by=None, held_since=event.at, level="",
                disputes=found.disputes + 1,
            )  # fmt: skip
        case Kind.CONFIRMED | Kind.LAPSED | Kind.WITHDRAWN:
            after = event.day + timedelta(days=terms.follow_up_days)
            return replace(
                found,
                state={Kind.CONFIRMED: State.CONFIRMED, Kind.LAPSED: State.SILENT}.get(
                    event.kind, State.WITHDRAWN
                ),
                closed_at=event.at,
                satisfaction=event.data.get("satisfaction") or found.satisfaction,
                follow_up_on=None if event.kind == Kind.WITHDRAWN else after,
            )
    return found


def _told_on(event: Event) -> date:
    """When the asker could read an answer: not before it was put on record."""
    recorded = event.data.get("recorded")
    return max(event.day, date.fromisoformat(recorded)) if recorded else event.day


def _names(value: Any) -> tuple[str, ...]:
    return tuple(str(one) for one in value or ())


def _stretches(
    events: Sequence[Event], terms: Terms, calendar: Calendar, at: datetime
) -> tuple[Stretch, ...]:
    begins = _begins(events)
    found: list[Stretch] = []
    body = ""
    for begin, end in zip(begins, [*begins[1:], len(events)], strict=True):
        part = events[begin:end]
        for event in part:
            body = str(event.data.get("lead") or event.data.get("body") or body)
        # A transferred stretch ends where the next begins; nothing more is counted of it.
        looked = events[end].at if end < len(events) else at
        ledger = clock.replay(_on_the_clock(part), terms.rule, calendar, looked)
        found.append(Stretch(part[0].kind, part[0].at, body, ledger))
    return tuple(found)


def _begins(events: Sequence[Event]) -> list[int]:
    """Where a stretch begins: the filing, each dispute, and the first transfer after either.

    A later transfer goes on with the time that is left: passing a petition to and fro gains none.
    """
    found: list[int] = []
    passed_on = False
    for index, event in enumerate(events):
        if event.kind in (Kind.FILED, Kind.DISPUTED):
            found.append(index)
            passed_on = False
        elif event.kind == Kind.TRANSFERRED and not passed_on:
            found.append(index)
            passed_on = True
    return found


def _on_the_clock(part: Sequence[Event]) -> Iterator[clock.Event]:
    """A stretch as the deadline ledger reads it; a transfer within it ends every waiting."""
    promised = part[0].data.get("promised")
    kept = date.fromisoformat(promised) if promised else None
    yield clock.Event(clock.Kind.RECEIVED, part[0].at, promised=kept)
    asked, consulted = False, set[str]()
    for event in part[1:]:
        body = str(event.data.get("body", ""))
        if event.kind == Kind.TRANSFERRED:
            if asked:
                yield clock.Event(clock.Kind.SUPPLIED, event.at)
            for agency in sorted(consulted):
                yield clock.Event(clock.Kind.RETURNED, event.at, agency=agency)
            asked, consulted = False, set()
        if (kind := _CLOCK.get(event.kind)) is None:
            continue
        asked = kind == clock.Kind.SUPPLEMENT_REQUESTED or (asked and kind != clock.Kind.SUPPLIED)
        if kind == clock.Kind.SENT_TO_AGENCY:
            consulted.add(body)
        elif kind == clock.Kind.RETURNED:
            consulted.discard(body)
        yield clock.Event(
            kind,
            event.at,
            note=str(event.data.get("why", "")),
            agency=body if kind in (clock.Kind.SENT_TO_AGENCY, clock.Kind.RETURNED) else "",
            amount=int(event.data.get("days") or 0),
            agreed=kind == clock.Kind.EXTENDED,
        )


def _working_days_after(begin: datetime, days: int | None, calendar: Calendar) -> date | None:
    """The last day of so many working days, the day of the beginning not counted."""
    if days is None:
        return None
    day = calendar.nth_worked(begin.astimezone(VIETNAM).toordinal(), days)
    return date.fromordinal(day) if day is not None else None


def objection(
    events: Sequence[Event], new: Event, terms: Terms, calendar: Calendar, now: datetime
) -> str | None:
    """Why `new` cannot follow `events`: a code for the words, or None."""
    if new.at > now + TOLERANCE:
        return "future"
    reasoned = new.kind in _REASONED or new.data.get("through") == DESK
    if reasoned and not str(new.data.get("why", "")).strip():
        return "reason"
    if not events:
        return None if new.kind == Kind.FILED else "not_filed"
    if new.kind == Kind.FILED:
        return "filed_already"
    told = [event for event in events if event.kind not in INTERNAL]
    if new.kind not in INTERNAL and new.at < told[-1].at:
        return "before_last"
    found = course(events, terms, calendar)
    assert found is not None  # the first event is the filing
    return _impossible(found, new, events) or _against_the_clock(events, new, terms, calendar)


def _why(event: Event) -> str:
    return str(event.data.get("why", "")).strip()


def _impossible(found: Course, new: Event, events: Sequence[Event]) -> str | None:
    kind = new.kind
    if kind in INTERNAL:
        return None
    if kind == Kind.FOLLOWED_UP:
        if found.state not in (State.CONFIRMED, State.SILENT):
            return "not_closed"
        if found.followed_up is not None:
            return "asked_already"
        early = found.follow_up_on is not None and new.day < found.follow_up_on
        return "follow_up_early" if early else None
    if not found.is_open:
        return "closed"
    if kind in _TO_AN_ANSWER and found.state != State.ANSWERED:
        return "not_answered"
    if kind in _WHILE_OPEN and found.state == State.ANSWERED:
        return "answered_already"
    if kind == Kind.LAPSED and found.confirm_by is not None and new.day <= found.confirm_by:
        return "too_early"
    if kind == Kind.REPLIED and found.state != State.WAITING:
        return "not_asked"
    if kind == Kind.ASKED and found.state == State.WAITING:
        return "asked_already"
    if kind == Kind.TRANSFERRED and new.data.get("body") == found.lead:
        return "same_body"
    if kind == Kind.ROUTED and found.lead not in ("", new.data.get("lead")) and not _why(new):
        return "reason"
    body = str(new.data.get("body", ""))
    asked = referral.is_with(found.referrals, body)
    if kind in (Kind.REFERRAL_REMINDED, Kind.REFERRAL_ANSWERED) and not asked:
        return "not_referred"
    if kind == Kind.REFERRED_UP and asked:
        return "referred_already"
    satisfaction = new.data.get("satisfaction")
    if satisfaction is not None and satisfaction not in range(1, 6):
        return "satisfaction"
    return None


def _against_the_clock(
    events: Sequence[Event], new: Event, terms: Terms, calendar: Calendar
) -> str | None:
    """What the deadline ledger refuses, such as a second extension."""
    if new.kind not in _CLOCK:
        return None
    *before, last = _on_the_clock([*events[_begins(events)[-1] :], new])
    refused = clock.judge(before, last, terms.rule, calendar)
    return f"clock.{refused}" if refused else None


def promise(at: datetime, terms: Terms, calendar: Calendar) -> date | None:
    """The date of the answer that is promised at filing, as the calendar is known then."""
    return clock.replay([clock.Event(clock.Kind.RECEIVED, at)], terms.rule, calendar, at).due


def end_of_day(day: date) -> datetime:
    """The last moment of a day in Viet Nam."""
    return datetime.combine(day, time(23, 59, 59), VIETNAM)
