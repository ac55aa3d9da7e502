"""Working calendars: which days and which minutes the office is open, and why. Pure.

A `Calendar` is immutable and answers by array look-up: how many working days lie between two
days, which is the n-th after one. Days are proleptic ordinals (`date.toordinal()`), moments are
absolute minutes (ordinal × 1440 + minute of the day), both in Vietnamese local time (UTC+7).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from enum import StrEnum
from itertools import accumulate

from diaban.clock.saying import gettext as _

VIETNAM = timezone(timedelta(hours=7), "+07")
MINUTES_A_DAY = 1440

Sessions = tuple[tuple[int, int], ...]


class DayKind(StrEnum):
    """What a day is to the office. Only `working` and `make_up` days are worked."""

    WORKING = "working"
    MAKE_UP = "make_up"
    """A rest day worked in exchange for a weekday off (ngày làm bù)."""
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    SUBSTITUTE = "substitute"
    """A weekday off because the holiday fell on a rest day (nghỉ bù), Labour Code Art. 111.3."""
    SWAP = "swap"
    """A weekday off in exchange for a worked rest day (nghỉ hoán đổi)."""
    CLOSED = "closed"
    """Closed by the authority's own decision: a storm, a move."""

    @property
    def worked(self) -> bool:
        return self in WORKED


WORKED = frozenset({DayKind.WORKING, DayKind.MAKE_UP})


@dataclass(frozen=True, slots=True)
class Day:
    """What is special about one day: its kind, its name, the basis; its own sessions if any.

    `basis` is the document that says so, `trust` how far it is trusted (DOMAIN's tags: "S-H" read
    in a source … "M-L" from memory, low). `sessions` as in `OfficeHours`, for a half day.
    """

    day: date
    kind: DayKind
    basis: str
    name_vi: str = ""
    name_en: str = ""
    sessions: Sessions | None = None
    trust: str = ""


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """When the office is open on a worked day: sessions as (from, to) in minutes of the day."""

    sessions: Sessions = ((450, 690), (780, 1020))
    """07:30–11:30 and 13:00–17:00: eight hours. The authority sets its own."""

    def __post_init__(self) -> None:
        check_sessions(self.sessions)


class CalendarRefused(ValueError):
    """A calendar cannot be made of this: says what is wrong."""


def check_sessions(sessions: Sessions) -> None:
    """Raise `CalendarRefused` unless the sessions are in order, apart, and inside one day."""
    last = -1
    for begin, end in sessions:
        if not last < begin < end <= MINUTES_A_DAY:
            raise CalendarRefused(
                _("Office sessions must follow each other inside one day: %(begin)s–%(end)s.")
                % {"begin": minutes_as_text(begin), "end": minutes_as_text(end)}
            )
        last = end
    if not sessions:
        raise CalendarRefused(_("A worked day needs at least one session."))


def minutes_as_text(minute: int) -> str:
    """450 → "07:30"."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def minute_of(moment: datetime) -> int:
    """The absolute minute of a moment; one with a time zone is first put into Vietnamese time.

    At the two ends of what a date can be there is no other zone's day: it is taken as it stands.
    """
    if moment.tzinfo is not None:
        try:
            moment = moment.astimezone(VIETNAM)
        except OverflowError:
            moment = moment.replace(tzinfo=None)
    return moment.toordinal() * MINUTES_A_DAY + moment.hour * 60 + moment.minute


def moment_of(minute: int) -> datetime:
    """The (naive, Vietnamese) moment of an absolute minute."""
    day, rest = divmod(minute, MINUTES_A_DAY)
    return datetime.combine(date.fromordinal(day), time(rest // 60, rest % 60))


@dataclass(frozen=True, eq=False)
class Calendar:
    """The days from `first` to `last`, with what is special about some of them.

    A weekday is worked and a Saturday or Sunday is not, unless `days` says otherwise. After
    `confirmed_until` the days off follow the law's pattern, but no notice has confirmed them.
    """

    first: date
    last: date
    days: Mapping[date, Day]
    hours: OfficeHours = field(default_factory=OfficeHours)
    confirmed_until: date | None = None
    versions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        begin, end = self.first.toordinal(), self.last.toordinal()
        worked = bytearray((number + 6) % 7 < 5 for number in range(begin, end + 1))
        for day in self.days.values():
            number = day.day.toordinal()
            if begin <= number <= end:
                worked[number - begin] = day.kind in WORKED
        numbers = [number for number, open_ in enumerate(worked, begin) if open_]
        put = object.__setattr__
        put(self, "begin", begin)
        put(self, "end", end)
        put(self, "worked", worked)
        put(self, "before", list(accumulate(worked, initial=0)))
        put(self, "numbers", numbers)
        put(self, "minutes_before", self._minutes(numbers))

    # Set once in __post_init__; kept as plain attributes because the replay reads them a lot.
    begin: int = field(init=False, repr=False)
    end: int = field(init=False, repr=False)
    worked: bytearray = field(init=False, repr=False)
    before: list[int] = field(init=False, repr=False)
    """before[i]: worked days among the first i days."""
    numbers: list[int] = field(init=False, repr=False)
    """The ordinals of the worked days, ascending."""
    minutes_before: list[int] = field(init=False, repr=False)
    """minutes_before[k]: open minutes before the k-th worked day; one more entry for the total."""

    def _minutes(self, numbers: list[int]) -> list[int]:
        usual = sum(end - begin for begin, end in self.hours.sessions)
        own = {
            day.day.toordinal(): sum(end - begin for begin, end in day.sessions)
            for day in self.days.values()
            if day.sessions is not None
        }
        return list(accumulate((own.get(number, usual) for number in numbers), initial=0))

    def kind(self, day: date) -> DayKind:
        """What `day` is to the office."""
        special = self.days.get(day)
        if special is not None:
            return special.kind
        return DayKind.WORKING if day.weekday() < 5 else DayKind.WEEKEND

    def is_worked(self, day: date) -> bool:
        """Is the office open on `day`?"""
        return self.kind(day) in WORKED

    def sessions(self, number: int) -> Sessions:
        """When the office is open on the day of this ordinal; nothing on a rest day."""
        if not self.begin <= number <= self.end or not self.worked[number - self.begin]:
            return ()
        special = self.days.get(date.fromordinal(number))
        own = special.sessions if special is not None else None
        return own if own is not None else self.hours.sessions

    def worked_in(self, after: int, until: int) -> int:
        """How many worked days there are in (after, until]; 0 when `until` is not later."""
        if until <= after:
            return 0
        return self.before[self._index(until)] - self.before[self._index(after)]

    def _index(self, number: int) -> int:
        return min(max(number - self.begin + 1, 0), self.end - self.begin + 1)

    def nth_worked(self, after: int, count: int) -> int | None:
        """The `count`-th worked day after `after` (count ≥ 1), as ordinals; None beyond `last`."""
        place = self.before[self._index(after)] + count - 1
        return self.numbers[place] if place < len(self.numbers) else None

    def worked_from(self, number: int) -> int | None:
        """The first worked day that is not before `number`; None beyond `last`."""
        return self.nth_worked(number - 1, 1)

    def open_minutes_before(self, minute: int) -> int:
        """Open minutes from the calendar's first day to this absolute minute."""
        number, of_day = divmod(minute, MINUTES_A_DAY)
        total = self.minutes_before[self.before[self._index(number - 1)]]
        for begin, end in self.sessions(number):
            if of_day <= begin:
                break
            total += min(of_day, end) - begin
        return total

    def minute_at(self, count: int) -> int | None:
        """The earliest absolute minute before which `count` (≥ 1) open minutes lie."""
        place = bisect_left(self.minutes_before, count) - 1
        if place >= len(self.numbers):
            return None
        rest = count - self.minutes_before[place]
        number = self.numbers[place]
        for begin, end in self.sessions(number):
            if rest <= end - begin:
                return number * MINUTES_A_DAY + begin + rest
            rest -= end - begin
        raise AssertionError("the sums of the sessions and the sessions differ")

    def open_from(self, minute: int) -> int | None:
        """`minute` if the office is open then (its closing minute included), else its opening."""
        number, of_day = divmod(minute, MINUTES_A_DAY)
        for begin, end in self.sessions(number):
            if of_day <= end:
                return number * MINUTES_A_DAY + max(of_day, begin)
        following = self.nth_worked(number, 1)
        if following is None:
            return None
        return following * MINUTES_A_DAY + self.sessions(following)[0][0]

    def covers(self, day: date) -> bool:
        """Does the calendar know this day?"""
        return self.first <= day <= self.last


def with_days(days: Iterable[Day]) -> dict[date, Day]:
    """A day's last word: of several that speak of one day, the later one stands."""
    return {day.day: day for day in days}
