"""Next week's list: every open thing in exactly one place."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from diaban.clock import Calendar
from diaban.clock.calendar import Day, DayKind, with_days
from diaban.indicators.early.coming_due import Item, next_monday, outlook

THURSDAY = date(2026, 11, 26)
CALENDAR = Calendar(date(2026, 1, 1), date(2027, 12, 31), {})


def item(due, number="1", kind="dossier"):
    return Item(kind, number, "", due, "/")


def test_next_week_begins_on_monday_even_on_a_sunday():
    assert next_monday(THURSDAY) == date(2026, 11, 30)
    assert next_monday(date(2026, 11, 29)) == date(2026, 11, 30)
    assert next_monday(date(2026, 11, 30)) == date(2026, 12, 7)


def test_things_stand_under_their_day_dossiers_first():
    found = outlook(
        [
            item(date(2026, 12, 1), "KN-1", "petition"),
            item(date(2026, 12, 1), "H-2"),
            item(date(2026, 12, 1), "H-1"),
            item(THURSDAY, "H-3"),
            item(THURSDAY - timedelta(days=1), "H-4"),
            item(None, "H-5"),
            item(date(2026, 12, 7), "H-6"),
        ],
        THURSDAY,
        CALENDAR,
    )
    assert [one.number for one in found.next_week] == ["H-1", "H-2", "KN-1"]
    assert [one.number for one in found.this_week] == ["H-3"]
    assert [one.number for one in found.overdue] == ["H-4"]
    assert [one.number for one in found.undated] == ["H-5"]
    assert found.later == 1


def test_days_that_are_not_worked_are_left_out_unless_something_is_due():
    saturday = date(2026, 12, 5)
    assert [day.on.weekday() for day in outlook([], THURSDAY, CALENDAR).days] == [0, 1, 2, 3, 4]
    found = outlook([item(saturday)], THURSDAY, CALENDAR)
    assert found.days[-1].on == saturday and not found.days[-1].worked


def test_a_worked_saturday_is_a_day_of_the_week():
    saturday = Day(date(2026, 12, 5), DayKind.MAKE_UP, "")
    calendar = Calendar(date(2026, 1, 1), date(2027, 12, 31), with_days([saturday]))
    assert outlook([], THURSDAY, calendar).days[-1].on == date(2026, 12, 5)


@settings(deadline=None)
@given(st.lists(st.one_of(st.none(), st.integers(-30, 30))), st.integers(0, 6))
def test_everything_open_stands_in_exactly_one_place(offsets, weekday):
    today = date(2026, 11, 23) + timedelta(days=weekday)
    items = [
        item(None if days is None else today + timedelta(days=days), str(number))
        for number, days in enumerate(offsets)
    ]
    found = outlook(items, today, CALENDAR)
    lists = (found.overdue, found.this_week, found.next_week, found.undated)
    assert sum(map(len, lists)) + found.later == len(items)
    assert len({one.number for some in lists for one in some}) == sum(map(len, lists))
    assert all(one.due is not None and one.due < today for one in found.overdue)
    assert all(found.monday <= day.on < found.monday + timedelta(days=7) for day in found.days)
