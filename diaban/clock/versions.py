"""Calendars through time: what was known of the working days at a recorded moment. Pure.

A swap announced late or a storm day is a new `Version` with the day on which it was recorded and
its basis. Nothing is overwritten: the calendar of an earlier day can always be made again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from diaban.clock.calendar import (
    Calendar,
    CalendarRefused,
    Day,
    DayKind,
    OfficeHours,
    Sessions,
    check_sessions,
    with_days,
)
from diaban.clock.saying import gettext as _


@dataclass(frozen=True, slots=True)
class Change:
    """One day that is from now on something else. `sessions` for a day worked in part only."""

    day: date
    kind: DayKind
    name_vi: str = ""
    name_en: str = ""
    sessions: Sessions | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """What somebody made known of the calendar: on which day it was recorded, on what basis.

    `hours` replaces the usual office hours. They have no history of their own: as the days, they
    hold in every calendar that knows this version.
    """

    code: str
    recorded: date
    basis: str
    changes: tuple[Change, ...] = ()
    hours: OfficeHours | None = None
    confirms_until: date | None = None
    trust: str = ""
    note: str = ""


class CalendarHistory:
    """Every version of one authority's calendar, and the calendar as it was known at a day."""

    def __init__(self, versions: Iterable[Version] = (), *, national: bool = True) -> None:
        """`versions`: the authority's own. `national`: on top of the national calendar."""
        from diaban.clock import vietnam

        self.own = tuple(versions)
        for version in self.own:
            check_version(version)
        notices = vietnam.NOTICES if national else ()
        self.versions = tuple(sorted((*notices, *self.own), key=lambda version: version.recorded))
        self._base = vietnam.by_law() if national else ()
        self._confirmed = vietnam.CONFIRMED_UNTIL if national else None
        self._span = date(vietnam.FIRST_YEAR, 1, 1), date(vietnam.LAST_YEAR, 12, 31)
        self._made: dict[int, Calendar] = {}

    def known_at(self, day: date) -> Calendar:
        """The calendar as it was known at the end of `day`."""
        count = sum(version.recorded <= day for version in self.versions)
        if count not in self._made:
            self._made[count] = self._make(self.versions[:count])
        return self._made[count]

    def latest(self) -> Calendar:
        """The calendar with every version, those recorded for a later day too."""
        return self.known_at(date.max)

    def _make(self, versions: tuple[Version, ...]) -> Calendar:
        days: list[Day] = list(self._base)
        hours = OfficeHours()
        confirmed = self._confirmed
        for version in versions:
            days += [day_of(change, version) for change in version.changes]
            hours = version.hours or hours
            if version.confirms_until and (not confirmed or version.confirms_until > confirmed):
                confirmed = version.confirms_until
        first, last = self._span
        return Calendar(
            first,
            last,
            with_days(days),
            hours,
            confirmed,
            tuple(version.code for version in versions),
        )


def day_of(change: Change, version: Version) -> Day:
    """The day as its version makes it."""
    return Day(
        change.day,
        change.kind,
        version.basis,
        change.name_vi,
        change.name_en,
        change.sessions,
        version.trust,
    )


def check_version(version: Version) -> None:
    """Raise `CalendarRefused` with the first thing that is wrong with a version."""
    if not version.basis.strip():
        raise CalendarRefused(_("A version of the calendar needs its legal basis."))
    seen: set[date] = set()
    for change in version.changes:
        said = {"day": change.day.isoformat()}
        if change.day in seen:
            raise CalendarRefused(_("%(day)s is named twice.") % said)
        seen.add(change.day)
        weekend = change.day.weekday() >= 5
        if change.kind == DayKind.WEEKEND and not weekend:
            raise CalendarRefused(_("%(day)s is not a Saturday or Sunday.") % said)
        if change.kind == DayKind.MAKE_UP and not weekend:
            raise CalendarRefused(_("%(day)s is worked anyway.") % said)
        if change.sessions is not None:
            if not change.kind.worked:
                raise CalendarRefused(_("%(day)s is a rest day with sessions.") % said)
            check_sessions(change.sessions)
