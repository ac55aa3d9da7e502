"""What a commitment (cam kết) has come to, replayed from its events. Pure.

What the promiser says is a claim; kept is what the other side has seen, or what the desk recorded
where that side cannot say so itself. The day first promised
stays beside every later one, and a day moved only after it had passed counts as missed for good.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from diaban.clock import Calendar

BROKEN_AFTER = 30
"""Working days after the day promised: with no word by then, a promise counts as broken. The
installation may set another number (`DIABAN_COMMITMENT_SILENCE`)."""
DUE_SOON = 5
"""Working days before the day promised from which it is told to be near."""

CONFIRM_AFTER = 7
"""Calendar days after a claim until the other side is reminded to say whether it is so."""

REFUTE_WITHIN = 30
"""Calendar days in which the other side may still refute what the desk recorded as kept for it."""


class Kind(StrEnum):
    MADE = "made"
    REMINDED = "reminded"
    POSTPONED = "postponed"
    CLAIMED_KEPT = "claimed_kept"
    """The promiser says that it is done."""
    REFUTED = "refuted"
    """The other side does not find it done; the promise goes on."""
    KEPT = "kept"
    """It has been seen done; `on` is the day since when."""
    NOT_KEPT = "not_kept"
    WITHDRAWN = "withdrawn"
    """Both sides let it go before its day."""


class State(StrEnum):
    OPEN = "open"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    CLAIMED = "claimed"
    """The promiser says it is done; the other side has not yet said so."""
    KEPT = "kept"
    KEPT_LATE = "kept_late"
    KEPT_UNDATED = "kept_undated"
    """Kept, and no day was ever promised: neither in time nor late."""
    BROKEN = "broken"
    WITHDRAWN = "withdrawn"


KEPT = frozenset({State.KEPT, State.KEPT_LATE, State.KEPT_UNDATED})
RUNNING = frozenset({State.OPEN, State.DUE_SOON, State.OVERDUE, State.CLAIMED})
NEEDS_WORDS = frozenset(
    {Kind.POSTPONED, Kind.CLAIMED_KEPT, Kind.REFUTED, Kind.KEPT, Kind.NOT_KEPT, Kind.WITHDRAWN}
)
"""Kinds that nobody records without a reason or evidence in words."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing about a promise: the day it is about (`on`) and the day it was put on record.

    `until` is the day promised (made, postponed), or the one reminded of. `by_desk`: it is the
    other side's word on a promise of the authority, and the authority's own desk wrote it down.
    """

    kind: Kind
    on: date
    said: date
    until: date | None = None
    text: str = ""
    by_desk: bool = False


@dataclass(frozen=True, slots=True)
class Promise:
    """A commitment as its events have made it at the end of the day `at`."""

    at: date
    made_on: date
    heard_on: date
    """When anybody last said something of it; a reminder is no such word."""
    first_due: date | None
    """The day promised first; it never changes."""
    due: date | None
    postponed: int = 0
    missed: date | None = None
    """The day that had passed already when it was moved."""
    claimed_on: date | None = None
    claim: str = ""
    kept_on: date | None = None
    evidence: str = ""
    by_desk: bool = False
    """The last word was the desk's in place of the other side, which has not seen it."""
    broken_on: date | None = None
    broken_by_silence: bool = False
    withdrawn_on: date | None = None
    reason: str = ""
    """Why it was last moved, refuted, broken or withdrawn."""
    reminded: tuple[tuple[date | None, str], ...] = ()
    near: bool = False
    """The day promised is at most `DUE_SOON` working days away."""

    @property
    def judged_by(self) -> date | None:
        """The day that counts: the one that was missed, or else the one promised now."""
        return self.missed or self.due

    @property
    def state(self) -> State:
        if self.withdrawn_on is not None:
            return State.WITHDRAWN
        if self.kept_on is not None:
            if self.judged_by is None:
                return State.KEPT_LATE if self.broken_on else State.KEPT_UNDATED
            late = self.broken_on is not None or self.missed is not None
            return State.KEPT_LATE if late or self.kept_on > self.judged_by else State.KEPT
        if self.broken_on is not None:
            return State.BROKEN
        if self.claimed_on is not None:
            return State.CLAIMED
        if self.due is not None and self.at > self.due:
            return State.OVERDUE
        return State.DUE_SOON if self.near else State.OPEN

    @property
    def is_running(self) -> bool:
        """Whether it is neither kept, broken nor let go."""
        return self.state in RUNNING

    @property
    def is_owed(self) -> bool:
        """Whether it is still to be kept; a broken promise is, and the next visit asks for it."""
        return self.is_running or self.state == State.BROKEN

    @property
    def refutable(self) -> bool:
        """Whether the other side may still say that what the desk recorded as kept is not."""
        recorded = self.kept_on is not None and self.by_desk
        return recorded and (self.at - self.heard_on).days <= REFUTE_WITHIN

    @property
    def days_late(self) -> int | None:
        """Calendar days between the day that counts and the keeping (as claimed, or today); None if
        no day was promised or it was withdrawn."""
        if self.judged_by is None or self.withdrawn_on is not None:
            return None
        return max(0, ((self.kept_on or self.claimed_on or self.at) - self.judged_by).days)


def replay(
    events: Iterable[Event], calendar: Calendar, at: date, *, broken_after: int = BROKEN_AFTER
) -> Promise | None:
    """What the events said up to the day `at`, in the order of their record, make of a promise.

    None if none was made by then. Where the calendar does not reach, silence breaks nothing.
    """
    found: Promise | None = None
    for event in events:
        if event.said > at:
            break
        if found is None:
            if event.kind == Kind.MADE:
                found = Promise(event.said, event.on, event.said, event.until, event.until)
            continue
        found = _after(_silent(found, event.said, calendar, broken_after, before=True), event)
    if found is None:
        return None
    found = replace(_silent(found, at, calendar, broken_after, before=False), at=at)
    return replace(found, near=_near(found.due, at, calendar))


def _after(found: Promise, event: Event) -> Promise:
    if event.kind == Kind.REMINDED:
        return replace(found, reminded=(*found.reminded, (event.until, event.text)))
    found = replace(found, at=event.said, heard_on=event.said, by_desk=event.by_desk)
    match event.kind:
        case Kind.POSTPONED:
            passed = found.due is not None and event.said > found.due
            return replace(
                found, due=event.until, postponed=found.postponed + 1, reason=event.text,
                first_due=found.first_due or event.until,
                missed=found.missed or (found.due if passed else None),
            )  # fmt: skip
        case Kind.CLAIMED_KEPT:
            return replace(found, claimed_on=event.on, claim=event.text)
        case Kind.REFUTED:
            return replace(found, claimed_on=None, kept_on=None, evidence="", reason=event.text)
        case Kind.KEPT:
            return replace(found, kept_on=event.on, evidence=event.text)
        case Kind.NOT_KEPT:
            return replace(
                found, claimed_on=None, broken_on=event.on, broken_by_silence=False,
                reason=event.text,
            )  # fmt: skip
        case Kind.WITHDRAWN:
            return replace(found, withdrawn_on=event.on, reason=event.text)
    return found


def _silent(
    found: Promise, at: date, calendar: Calendar, broken_after: int, *, before: bool
) -> Promise:
    """Broken, if nobody had said anything for too long by the end of `at` (`before`: by its
    beginning). The days are counted from the one promised, or from a later word."""
    if found.state in KEPT | {State.WITHDRAWN, State.BROKEN} or found.claimed_on or not found.due:
        return found
    last = calendar.nth_worked(max(found.due, found.heard_on).toordinal(), broken_after)
    if last is None or at.toordinal() <= last + before:
        return found
    return replace(found, broken_on=date.fromordinal(last + 1), broken_by_silence=True)


def _near(due: date | None, at: date, calendar: Calendar) -> bool:
    if due is None or at > due:
        return False
    return calendar.worked_in(at.toordinal(), due.toordinal()) <= DUE_SOON


def reminder(found: Promise) -> str | None:
    """Of what one has to be reminded now: "before", "after", "confirm" or "broken", each once for
    a day promised (or claimed); None: of nothing."""
    stage = {
        State.DUE_SOON: "before", State.OVERDUE: "after", State.BROKEN: "broken",
        State.CLAIMED: "confirm",
    }.get(found.state)  # fmt: skip
    if stage == "confirm":
        assert found.claimed_on is not None
        waited = (found.at - found.heard_on).days
        return stage if waited >= CONFIRM_AFTER and (found.claimed_on, stage) not in (
            found.reminded
        ) else None  # fmt: skip
    if stage == "broken" and not found.broken_by_silence:
        return None  # who said so told it
    return stage if stage and (found.due, stage) not in found.reminded else None


def reminded_of(found: Promise, stage: str) -> date | None:
    """The day that the record of a reminder names."""
    return found.claimed_on if stage == "confirm" else found.due


def objection(
    events: Sequence[Event],
    new: Event,
    calendar: Calendar,
    *,
    broken_after: int = BROKEN_AFTER,
) -> str | None:
    """Why `new` cannot follow `events`: a code for the words (`commitment_words`), or None."""
    if new.on > new.said and new.kind != Kind.REMINDED:
        return "future"
    if new.kind in NEEDS_WORDS and not new.text.strip():
        return "words"
    if not events:
        return None if new.kind == Kind.MADE else "not_made"
    if new.kind == Kind.MADE:
        return "made_already"
    found = replay(events, calendar, new.said, broken_after=broken_after)
    if found is None or new.said < events[-1].said:
        return "before_last"
    if new.on < found.made_on:
        return "before_made"
    return _impossible(found, new)


def _impossible(found: Promise, new: Event) -> str | None:
    state = found.state
    if found.refutable and new.kind == Kind.REFUTED:
        return None
    if state in KEPT or state == State.WITHDRAWN:
        return "closed"
    broken = found.broken_on is not None
    match new.kind:
        case Kind.POSTPONED:
            if broken:
                return "broken"
            if new.until is None or new.until < new.said:
                return "not_later"
            return "not_later" if found.due is not None and new.until <= found.due else None
        case Kind.CLAIMED_KEPT:
            return "claimed_already" if found.claimed_on is not None else None
        case Kind.KEPT:
            early = found.claimed_on is not None and new.on < found.claimed_on
            return "before_claim" if new.by_desk and early else None
        case Kind.REFUTED:
            return None if found.claimed_on is not None else "not_claimed"
        case Kind.NOT_KEPT:
            return "broken" if broken and not found.broken_by_silence else None
        case Kind.WITHDRAWN:
            passed = found.judged_by is not None and new.said > found.judged_by
            return "past_due" if passed or broken else None
    return None


@dataclass(frozen=True, slots=True)
class Figures:
    """Promises whose day lies in a period; the first four sum to `due`."""

    due: int = 0
    kept_in_time: int = 0
    kept_late: int = 0
    broken: int = 0
    open: int = 0
    claimed: int = 0
    """Among the open: said to be done, not yet seen so."""
    postponed: int = 0
    """Among those due: moved at least once."""

    @property
    def judged(self) -> int:
        return self.kept_in_time + self.kept_late + self.broken


def figures(promises: Iterable[Promise], first: date, last: date) -> Figures:
    """Count the promises whose judged day lies in [first, last].

    One that was let go before its day owes nothing; one without a day belongs to no period.
    """
    found = Figures()
    for one in promises:
        day = one.judged_by
        if day is None or not first <= day <= last or one.state == State.WITHDRAWN:
            continue
        found = replace(
            found,
            due=found.due + 1,
            kept_in_time=found.kept_in_time + (one.state == State.KEPT),
            kept_late=found.kept_late + (one.state == State.KEPT_LATE),
            broken=found.broken + (one.state == State.BROKEN),
            open=found.open + (one.state in RUNNING),
            claimed=found.claimed + (one.state == State.CLAIMED),
            postponed=found.postponed + (one.postponed > 0),
        )
    return found
