"""The figures of a period that cannot flatter: every petition is in exactly one bucket. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from diaban.clock import Timing
from diaban.clock.calendar import VIETNAM
from diaban.petitions.course import CLOSED, Course, State


class Bucket(StrEnum):
    """How a petition stands at the end of a period."""

    ANSWERED_IN_TERM = "answered_in_term"
    ANSWERED_LATE = "answered_late"
    ANSWERED_UNDETERMINED = "answered_undetermined"
    """Answered, but no term is known (không xác định): never "in term"."""
    OPEN_IN_TERM = "open_in_term"
    OPEN_OVERDUE = "open_overdue"
    OPEN_UNDETERMINED = "open_undetermined"
    WAITING = "waiting"
    WITHDRAWN = "withdrawn"


ANSWERED = frozenset({Bucket.ANSWERED_IN_TERM, Bucket.ANSWERED_LATE, Bucket.ANSWERED_UNDETERMINED})


@dataclass(frozen=True, slots=True)
class Case:
    """A petition and its course at the end of the period. `petitioner` names who asks, so that
    petitioners can be counted; None for an anonymous report.
    """

    key: int
    category: str
    petitioner_kind: str
    petitioner: str | None
    course: Course
    place: str = ""
    recurs: bool = False

    @property
    def filed_on(self) -> date:
        return self.course.filed_at.astimezone(VIETNAM).date()


def bucket(found: Course) -> Bucket:
    """The one bucket of a petition."""
    if found.state == State.WITHDRAWN:
        return Bucket.WITHDRAWN
    timing = found.ledger.timing
    if found.is_with_body:
        # Asking back after the due date makes nothing punctual.
        if timing == Timing.OVERDUE:
            return Bucket.OPEN_OVERDUE
        if found.state == State.WAITING or timing == Timing.WAITING:
            return Bucket.WAITING
        return Bucket.OPEN_IN_TERM if timing == Timing.IN_TIME else Bucket.OPEN_UNDETERMINED
    if found.in_term is None:
        return Bucket.ANSWERED_UNDETERMINED
    return Bucket.ANSWERED_IN_TERM if found.in_term else Bucket.ANSWERED_LATE


@dataclass(frozen=True, slots=True)
class Ratio:
    """A share with its two terms; None where the denominator is zero."""

    numerator: int
    denominator: int

    @property
    def value(self) -> float | None:
        return self.numerator / self.denominator if self.denominator else None


@dataclass(frozen=True, slots=True)
class Figures:
    """A period in figures. `received` and `carried` over from before add up to all buckets."""

    received: int
    carried: int
    buckets: Mapping[Bucket, int]
    by_category: Mapping[str, int]
    by_petitioner_kind: Mapping[str, int]
    petitioners: Mapping[str, int]
    """Kind → how many different petitioners filed in the period."""
    reopened: int
    recurring: int
    transferred: int
    transferred_late: int
    confirmed: int
    silent: int
    in_term: Ratio
    """Answered in term ÷ all that were in hand."""
    in_term_of_answered: Ratio
    """Answered in term ÷ answered."""
    satisfied: Ratio
    """Rated 4 or 5 ÷ rated."""
    still_solved: Ratio
    """Still solved after four weeks ÷ said in the period, whenever they were closed."""

    @property
    def in_hand(self) -> int:
        return self.received + self.carried


def figures(cases: Iterable[Case], start: date, end: date) -> Figures:
    """The figures of the days `start` to `end` (both included). The courses are those of `end`.

    In hand: what was filed in the period, and what was filed before and not closed before it.
    """
    known = list(cases)
    in_hand = [case for case in known if _in_hand(case, start, end)]
    received = [case for case in in_hand if case.filed_on >= start]
    buckets = Counter(bucket(case.course) for case in in_hand)
    answered = sum(buckets[one] for one in ANSWERED)
    in_term = buckets[Bucket.ANSWERED_IN_TERM]
    rated = [c.course.satisfaction for c in in_hand if c.course.satisfaction is not None]
    asked = [case.course.followed_up for case in known if _followed_up(case, start, end)]
    return Figures(
        received=len(received),
        carried=len(in_hand) - len(received),
        buckets={one: buckets[one] for one in Bucket},
        by_category=_counted(received, lambda case: case.category),
        by_petitioner_kind=_counted(received, lambda case: case.petitioner_kind),
        petitioners=_different(received),
        reopened=sum(case.course.disputes > 0 for case in in_hand),
        recurring=sum(case.recurs for case in received),
        transferred=sum(case.course.transfers for case in in_hand),
        transferred_late=sum(case.course.late_transfers for case in in_hand),
        confirmed=sum(case.course.state == State.CONFIRMED for case in in_hand),
        silent=sum(case.course.state == State.SILENT for case in in_hand),
        in_term=Ratio(in_term, len(in_hand)),
        in_term_of_answered=Ratio(in_term, answered),
        satisfied=Ratio(sum(one >= 4 for one in rated), len(rated)),
        still_solved=Ratio(sum(bool(one) for one in asked), len(asked)),
    )


def grouped(
    cases: Iterable[Case], what: Callable[[Case], str], start: date, end: date
) -> dict[str, Figures]:
    """The figures of each group of cases apart; a group with nothing in hand is left out."""
    groups: defaultdict[str, list[Case]] = defaultdict(list)
    for case in cases:
        groups[what(case)].append(case)
    found = {name: figures(group, start, end) for name, group in sorted(groups.items())}
    return {name: one for name, one in found.items() if one.in_hand}


def _in_hand(case: Case, start: date, end: date) -> bool:
    if case.filed_on > end:
        return False
    closed = case.course.closed_at if case.course.state in CLOSED else None
    return case.filed_on >= start or closed is None or closed.astimezone(VIETNAM).date() >= start


def _followed_up(case: Case, start: date, end: date) -> bool:
    """Whether the asker's word after four weeks falls in the period."""
    said = case.course.followed_up_at
    return (
        said is not None
        and case.course.followed_up is not None
        and start <= said.astimezone(VIETNAM).date() <= end
    )


def _counted(cases: Sequence[Case], what: Callable[[Case], str]) -> dict[str, int]:
    return dict(sorted(Counter(what(case) for case in cases).items()))


def _different(cases: Sequence[Case]) -> dict[str, int]:
    known = {(case.petitioner_kind, case.petitioner) for case in cases if case.petitioner}
    return dict(sorted(Counter(kind for kind, _who in known).items()))
