"""What became of dossiers in a period, in figures that cannot flatter. Pure.

Each dossier stands in exactly one bucket, so the buckets always sum to what was received in the
period plus what was carried into it. What has no known term is undetermined, never "on time".
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from fractions import Fraction

from diaban.clock import Timing

SMALLEST_SAMPLE = 10
LAST_TENTH = 0.9


class Bucket(StrEnum):
    """Where a dossier stands at the end of a period."""

    EARLY = "early"  # trước hạn: completed before the day on which it was due
    ON_TIME = "on_time"  # đúng hạn: completed on that day
    LATE = "late"  # quá hạn: completed after it
    OPEN_IN_TIME = "open_in_time"  # đang giải quyết, trong hạn
    OPEN_OVERDUE = "open_overdue"  # đang giải quyết, quá hạn
    WAITING = "waiting"  # chờ bổ sung / tạm dừng: the clock stands
    RETURNED = "returned"  # dừng giải quyết, trả lại after receipt
    WITHDRAWN = "withdrawn"  # rút hồ sơ
    UNDETERMINED = "undetermined"  # không xác định: no term is known


CLOSED = (Bucket.EARLY, Bucket.ON_TIME, Bucket.LATE)
OPEN = (Bucket.OPEN_IN_TIME, Bucket.OPEN_OVERDUE, Bucket.WAITING)


class Ending(StrEnum):
    COMPLETED = "completed"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Used:
    """What each of the three clocks has used in days, and calendar days lived; None unknown."""

    authority: float | None = None
    applicant: float | None = None
    agency: float | None = None
    lived: float | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """One received dossier as it stood at the end of a period: later events do not count.

    `received`, `due`, `ended` are Vietnamese local moments; `due` is the last moment that is in
    time, None while the clock stands or where no term is known; `waiting` says that a term is
    known and its clock stands. `pauses` has, of each time that the clock was stopped, the share of
    the term used by then. `timing` is what the deadline ledger says at the end of the period: a
    term in hours runs out within a day; None: the days alone decide. `recorded` is when the end was
    written down. `asked` says that the applicant is waited for. `scored_in_time` is what index 766
    says where it counts otherwise than the clock (`clockwork.scored`).
    """

    key: str
    procedure: str
    received: datetime
    due: datetime | None
    ended: datetime | None = None
    ending: Ending | None = None
    waiting: bool = False
    timing: Timing | None = None
    recorded: datetime | None = None
    asked: bool = False
    scored_in_time: bool | None = None
    requests: int = 0
    pauses: tuple[float, ...] = ()
    refiled: bool = False
    has_result: bool = False
    online: bool = False
    used: Used = field(default_factory=Used)


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days, both ends included."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


def quarter(year: int, number: int) -> Period:
    """The calendar quarter `number` (1–4)."""
    first = date(year, 3 * number - 2, 1)
    following = date(year + number // 4, 3 * number % 12 + 1, 1)
    return Period(first, following - timedelta(days=1))


def bucket(case: Case, at: date) -> Bucket:
    """Where `case` stands at the end of the day `at`."""
    if case.ending == Ending.WITHDRAWN:
        return Bucket.WITHDRAWN
    if case.ending == Ending.RETURNED:
        return Bucket.RETURNED
    if case.waiting and case.ended is None:
        return Bucket.WAITING
    if case.due is None:
        return Bucket.UNDETERMINED
    if case.ended is not None:
        if case.ended > case.due:
            return Bucket.LATE
        return Bucket.ON_TIME if case.ended.date() == case.due.date() else Bucket.EARLY
    passed = at > case.due.date() or case.timing == Timing.OVERDUE
    return Bucket.OPEN_OVERDUE if passed else Bucket.OPEN_IN_TIME


@dataclass(frozen=True, slots=True)
class Rate:
    """A share that is never shown without its two terms. `value` None: nothing to divide by."""

    name: str
    numerator: int
    denominator: int

    @property
    def value(self) -> Fraction | None:
        return Fraction(self.numerator, self.denominator) if self.denominator else None


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a period: what came in, what was carried over, and where each stands."""

    period: Period
    received: int
    carried_over: int
    buckets: Mapping[Bucket, int]
    undetermined_open: int = 0
    """Of the undetermined, those that had not ended: they are open too."""

    @property
    def total(self) -> int:
        return self.received + self.carried_over

    @property
    def open(self) -> int:
        """Everything that had not ended (đang giải quyết), whether or not a term is known."""
        return sum(self.buckets[one] for one in OPEN) + self.undetermined_open

    @property
    def strict(self) -> Rate:
        """Completed in time, of everything received or carried over."""
        in_time = self.buckets[Bucket.EARLY] + self.buckets[Bucket.ON_TIME]
        return Rate("strict", in_time, self.total)

    @property
    def closed_only(self) -> Rate:
        """Completed in time, of what was completed: says nothing of what is still open."""
        in_time = self.buckets[Bucket.EARLY] + self.buckets[Bucket.ON_TIME]
        return Rate("closed_only", in_time, sum(self.buckets[one] for one in CLOSED))


def in_period(case: Case, period: Period) -> bool:
    """Whether `case` was received in the period, or before it and still open when it began."""
    received = case.received.date()
    if received > period.last:
        return False
    return received >= period.first or case.ended is None or case.ended.date() >= period.first


def figures(cases: Iterable[Case], period: Period) -> Figures:
    """Count the cases of a period, each as it stood on its last day."""
    received = carried = undetermined_open = 0
    counts = Counter[Bucket]()
    for case in cases:
        if not in_period(case, period):
            continue
        if case.received.date() in period:
            received += 1
        else:
            carried += 1
        stands = bucket(case, period.last)
        counts[stands] += 1
        undetermined_open += stands == Bucket.UNDETERMINED and case.ended is None
    told = {one: counts[one] for one in Bucket}
    return Figures(period, received, carried, told, undetermined_open)


def by_procedure(cases: Iterable[Case], period: Period) -> dict[str, Figures]:
    """The same figures of each procedure, by its code."""
    groups: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        groups[case.procedure].append(case)
    told = {code: figures(group, period) for code, group in sorted(groups.items())}
    return {code: found for code, found in told.items() if found.total}


# ---- how long it took ----


@dataclass(frozen=True, slots=True)
class Spread:
    """Median and 90th percentile of `sample` values; both None where the sample is too small."""

    sample: int
    median: float | None = None
    p90: float | None = None


def spread(values: Sequence[float]) -> Spread:
    """The median (of an even count the mean of the middle two) and the 90th percentile.

    The percentile is the nearest rank: the smallest value that at least 90 % do not exceed.
    """
    count = len(values)
    if count < SMALLEST_SAMPLE:
        return Spread(count)
    ranked = sorted(values)
    middle = (ranked[(count - 1) // 2] + ranked[count // 2]) / 2
    return Spread(count, middle, ranked[math.ceil(count * 9 / 10) - 1])


CLOCKS = ("authority", "applicant", "agency", "lived")


def durations(cases: Iterable[Case], period: Period) -> dict[str, dict[str, Spread]]:
    """Of each procedure and clock, the spread over dossiers completed in the period."""
    values: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for case in cases:
        if case.ending != Ending.COMPLETED or case.ended is None:
            continue
        if case.ended.date() not in period:
            continue
        for clock in CLOCKS:
            value = getattr(case.used, clock)
            if value is not None:
                values[case.procedure][clock].append(value)
    return {
        code: {clock: spread(clocks[clock]) for clock in CLOCKS}
        for code, clocks in sorted(values.items())
    }


# ---- what deserves a second look ----


class Flag(StrEnum):
    PAUSED_LATE = "paused_late"
    REPEATED_SUPPLEMENTS = "repeated_supplements"
    REFILED = "refiled"
    NO_RESULT = "no_result"
    RECORDED_LATE = "recorded_late"


def flags(case: Case) -> frozenset[Flag]:
    """What in a dossier's history could make the figures look better than the work was."""
    found = {
        Flag.PAUSED_LATE: any(share >= LAST_TENTH for share in case.pauses),
        Flag.REPEATED_SUPPLEMENTS: case.requests > 1,
        Flag.REFILED: case.ending == Ending.WITHDRAWN and case.refiled,
        Flag.NO_RESULT: case.ending == Ending.RETURNED
        or (case.ending == Ending.COMPLETED and not case.has_result),
        Flag.RECORDED_LATE: _recorded_late(case),
    }
    return frozenset(flag for flag, raised in found.items() if raised)


def _recorded_late(case: Case) -> bool:
    """Whether the end is said to be in time, but was written down when the time was over."""
    if case.ended is None or case.due is None or case.recorded is None:
        return False
    return case.ended <= case.due < case.recorded


def flag_counts(cases: Iterable[Case], period: Period) -> dict[Flag, int]:
    """How many dossiers of the period carry each flag."""
    counts = Counter[Flag]()
    for case in cases:
        if in_period(case, period):
            counts.update(flags(case))
    return {flag: counts[flag] for flag in Flag}
