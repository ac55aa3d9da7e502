"""The national calendar is that of the notices, not of a library's guess."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.utils import translation

from diaban.clock import CalendarHistory, CalendarRefused, Change, DayKind, OfficeHours, Version
from diaban.clock.calendar import Calendar, minute_of, moment_of

NOW = date(2026, 11, 26)

# The table of the authority's domain notes (state employees), by its notices.
WEEKDAYS_OFF = {
    2025: "01-01 01-27 01-28 01-29 01-30 01-31 04-07 04-30 05-01 05-02 09-01 09-02",
    2026: ("01-01 01-02 02-16 02-17 02-18 02-19 02-20 04-27 04-30 05-01 08-31 09-01 09-02 11-24"),
}
SATURDAYS_WORKED = {2025: "04-26", 2026: "01-10 08-22"}


def days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [
        first + timedelta(days=n) for n in range(366) if (first + timedelta(days=n)).year == year
    ]


def named(year: int, table: dict[int, str]) -> list[date]:
    return [date.fromisoformat(f"{year}-{text}") for text in table[year].split()]


@pytest.mark.parametrize("year", [2025, 2026])
def test_weekdays_off_and_saturdays_worked_are_those_of_the_notices(year: int) -> None:
    calendar = CalendarHistory().known_at(NOW)
    off = [day for day in days_of(year) if day.weekday() < 5 and not calendar.is_worked(day)]
    worked = [day for day in days_of(year) if day.weekday() >= 5 and calendar.is_worked(day)]
    assert off == named(year, WEEKDAYS_OFF)
    assert worked == named(year, SATURDAYS_WORKED)


def test_culture_day_is_a_holiday_from_2026_only() -> None:
    calendar = CalendarHistory().known_at(NOW)
    assert calendar.kind(date(2025, 11, 24)) == DayKind.WORKING
    assert calendar.kind(date(2026, 11, 24)) == DayKind.HOLIDAY
    assert calendar.days[date(2026, 11, 24)].basis == "NQ 28/2026/QH16, Điều 2"


def test_every_special_day_says_its_basis() -> None:
    calendar = CalendarHistory().known_at(NOW)
    assert [day for day in calendar.days.values() if not day.basis or not day.name_vi] == []


def test_a_swap_is_not_known_before_it_was_announced() -> None:
    history = CalendarHistory()
    assert history.known_at(date(2025, 12, 24)).is_worked(date(2026, 1, 2))
    assert not history.known_at(date(2025, 12, 25)).is_worked(date(2026, 1, 2))
    assert history.known_at(date(2025, 12, 25)).is_worked(date(2026, 1, 10))


def test_years_without_a_notice_are_not_called_confirmed() -> None:
    history = CalendarHistory()
    assert history.known_at(date(2025, 3, 1)).confirmed_until == date(2025, 12, 31)
    assert history.known_at(NOW).confirmed_until == date(2026, 12, 31)


def test_a_storm_day_of_the_authority_stands_above_the_national_calendar() -> None:
    storm = Version(
        "storm",
        date(2026, 9, 9),
        "Công điện về bão",
        (Change(date(2026, 9, 10), DayKind.CLOSED, "Nghỉ tránh bão", "Closed for a storm"),),
    )
    history = CalendarHistory([storm])
    assert history.known_at(date(2026, 9, 8)).is_worked(date(2026, 9, 10))
    assert history.known_at(NOW).kind(date(2026, 9, 10)) == DayKind.CLOSED
    assert history.known_at(NOW).days[date(2026, 9, 10)].basis == "Công điện về bão"


def test_a_later_version_has_the_last_word_on_a_day() -> None:
    day = date(2026, 11, 23)
    proposed = Version("swap", date(2026, 10, 1), "Thông báo 1", (Change(day, DayKind.SWAP),))
    recalled = Version("recall", date(2026, 10, 9), "Thông báo 2", (Change(day, DayKind.WORKING),))
    history = CalendarHistory([recalled, proposed])
    assert not history.known_at(date(2026, 10, 5)).is_worked(day)
    assert history.known_at(date(2026, 10, 9)).is_worked(day)


@pytest.mark.parametrize(
    ("basis", "changes", "reason"),
    [
        (" ", (), "needs its legal basis"),
        ("x", (Change(date(2026, 3, 2), DayKind.MAKE_UP),), "is worked anyway"),
        ("x", (Change(date(2026, 3, 2), DayKind.WEEKEND),), "not a Saturday or Sunday"),
        ("x", (Change(date(2026, 3, 2), DayKind.CLOSED),) * 2, "is named twice"),
        (
            "x",
            (Change(date(2026, 3, 2), DayKind.CLOSED, sessions=((450, 690),)),),
            "rest day with sessions",
        ),
        (
            "x",
            (Change(date(2026, 3, 2), DayKind.WORKING, sessions=((690, 450),)),),
            "must follow each other",
        ),
    ],
)
def test_a_version_that_cannot_be_is_refused(basis: str, changes: tuple, reason: str) -> None:
    with translation.override("en"), pytest.raises(CalendarRefused, match=reason):
        CalendarHistory([Version("v", date(2026, 1, 1), basis, changes)])


def test_a_half_day_has_its_own_sessions() -> None:
    eve = Version(
        "eve",
        date(2026, 1, 1),
        "Thông báo",
        (Change(date(2026, 2, 13), DayKind.WORKING, "Làm buổi sáng", sessions=((450, 690),)),),
    )
    calendar = CalendarHistory([eve]).known_at(NOW)

    def minutes(start: datetime, end: datetime) -> int:
        after, until = minute_of(start), minute_of(end)
        return calendar.open_minutes_before(until) - calendar.open_minutes_before(after)

    assert minutes(datetime(2026, 2, 12), datetime(2026, 2, 13)) == 480
    assert minutes(datetime(2026, 2, 13), datetime(2026, 2, 14)) == 240


def test_counting_by_arrays_is_counting_by_hand() -> None:
    """Over 2026 every pair of look-ups agrees with stepping from day to day, minute to minute."""
    calendar: Calendar = CalendarHistory().known_at(NOW)
    start = date(2025, 12, 29)
    following = (start + timedelta(days=n + 1) for n in range(60))
    worked = [day for day in following if calendar.is_worked(day)]
    for place, day in enumerate(worked, 1):
        assert calendar.nth_worked(start.toordinal(), place) == day.toordinal()
        assert calendar.worked_in(start.toordinal(), day.toordinal()) == place
    opened = 0
    base = calendar.open_minutes_before(minute_of(datetime(2026, 1, 1)))
    for number in range(minute_of(datetime(2026, 1, 1)), minute_of(datetime(2026, 1, 13)), 30):
        assert calendar.open_minutes_before(number) - base == opened
        day, of_day = divmod(number, 1440)
        is_open = any(begin <= of_day < end for begin, end in calendar.sessions(day))
        if is_open:
            opened += 30
            assert calendar.minute_at(base + opened) == number + 30
            assert calendar.open_from(number) == number
    assert moment_of(calendar.open_from(minute_of(datetime(2026, 1, 1, 9)))) == datetime(
        2026, 1, 5, 7, 30
    )


def test_beyond_its_end_a_calendar_says_nothing() -> None:
    calendar = CalendarHistory().known_at(NOW)
    end = calendar.last.toordinal()
    assert calendar.nth_worked(end, 1) is None
    assert calendar.worked_from(end + 1) is None
    assert calendar.open_from((end + 2) * 1440) is None
    assert calendar.minute_at(calendar.minutes_before[-1] + 1) is None


def test_office_hours_are_checked() -> None:
    with pytest.raises(CalendarRefused):
        OfficeHours(())
