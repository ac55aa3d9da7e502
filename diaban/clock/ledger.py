"""The deadline ledger: what the events, the rule and the calendar make of a dossier. Pure.

What a ledger says, and how the reading of the law behind it goes, is in docs/deadline.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from diaban.clock.events import Event, Reason
from diaban.clock.rules import Unit


class State(StrEnum):
    """Where a dossier stands."""

    NOT_RECEIVED = "not_received"
    PROCESSING = "processing"
    WAITING = "waiting"
    COMPLETED = "completed"
    HANDED_OVER = "handed_over"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    STOPPED = "stopped"


class Timing(StrEnum):
    """How it stands with its date."""

    EARLY = "early"
    """Ended on a day before the due date (trước hạn)."""
    ON_TIME = "on_time"
    """Ended on the due date (đúng hạn)."""
    LATE = "late"
    """Ended after the due date (quá hạn)."""
    IN_TIME = "in_time"
    """Open, the due date not passed."""
    OVERDUE = "overdue"
    """Open, the due date passed."""
    WAITING = "waiting"
    """Open, the clock stands; no due date until the answer comes."""
    UNDETERMINED = "undetermined"
    """No term known (không xác định): never "on time"."""


class Holder(StrEnum):
    """Who has the time: a step of it is given to exactly one."""

    AUTHORITY = "authority"
    APPLICANT = "applicant"
    AGENCIES = "agencies"
    LAW = "law"


@dataclass(frozen=True, slots=True)
class Clocks:
    """The time of a dossier by whose it was, in steps of the term (days, or minutes for hours).

    They add up to the whole time between receipt and end. `lived`: calendar days from the day of
    receipt to the day of the end (or of the look), as the investor lived them.
    """

    authority: int = 0
    applicant: int = 0
    agencies: int = 0
    law: int = 0
    lived: int = 0


@dataclass(frozen=True, slots=True)
class Refusal:
    """An event that cannot have happened so: which, and the code of the reason (`words`)."""

    index: int
    event: Event
    code: str


@dataclass(frozen=True, slots=True)
class Span:
    """Time in (after, until] with one holder; `stopped`: it does not count against the term.

    Points as on the timeline of the unit: ordinals of days, or absolute minutes for hours. `run`
    counts how often the term began anew before.
    """

    after: int
    until: int
    holder: Holder
    reason: Reason | None
    stopped: bool
    run: int


@dataclass(frozen=True, slots=True)
class Ledger:
    """A dossier's time at `as_of`.

    `due` is None while the clock stands (see `projected`: if the answer came at `as_of`), where no
    term is known and before receipt. `due_at`: the moment, for terms in hours only. `promised`:
    the date first promised, which never changes. `used` and `remaining`: steps (days, or minutes
    for terms in hours) of the present run; `remaining` is negative by as much as the dossier is
    late. `start`: the day from which is counted (itself not counted).
    """

    state: State
    timing: Timing | None
    unit: Unit | None
    received: datetime | None
    start: date | None
    due: date | None
    due_at: datetime | None
    promised: date | None
    projected: date | None
    ended: datetime | None
    waiting: tuple[Reason, ...]
    limit: int | None
    used: int
    remaining: int | None
    clocks: Clocks
    extensions: int
    restarts: int
    spans: tuple[Span, ...]
    refused: tuple[Refusal, ...]
    as_of: datetime | None
    unconfirmed: bool
    """The due date lies where no notice has yet confirmed the days off."""

    @property
    def is_open(self) -> bool:
        """Received, and processing has not ended."""
        return self.state in (State.PROCESSING, State.WAITING)
