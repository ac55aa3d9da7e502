"""The ladder of who should know by now."""

from __future__ import annotations

from datetime import datetime

import pytest

from diaban import clock
from diaban.clock.calendar import VIETNAM
from diaban.petitions.escalation import Rung, level

CALENDAR = clock.CalendarHistory().latest()
FILED = clock.Event(clock.Kind.RECEIVED, datetime(2025, 3, 3, 9, tzinfo=VIETNAM))
RULE = clock.Rule(clock.Term(10, clock.Unit.WORKING_DAYS))  # due on 17 March 2025


def on(day: int, *more: clock.Event, rule: clock.Rule = RULE) -> str:
    looked = datetime(2025, 3, day, 12, tzinfo=VIETNAM)
    return level(clock.replay([FILED, *more], rule, CALENDAR, looked))


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (3, "officer"),
        (12, "officer"),  # 7 of 10 days
        (13, "head"),  # 8 of 10
        (17, "head"),  # the last day is not late
        (18, "leadership"),
        (24, "leadership"),  # five working days late
        (25, "province"),
    ],
)
def test_each_level_hears_of_it_in_time(day, expected):
    assert on(day) == expected


def test_what_is_answered_or_has_no_term_troubles_nobody():
    done = clock.Event(clock.Kind.COMPLETED, datetime(2025, 3, 10, 9, tzinfo=VIETNAM))
    assert on(31, done) == ""
    assert on(31, rule=clock.Rule(None)) == ""


def test_the_ladder_is_data():
    looked = datetime(2025, 3, 5, tzinfo=VIETNAM)
    ledger = clock.replay([FILED], RULE, CALENDAR, looked)
    assert level(ledger, [Rung("head", used=0.2)]) == "head"
    assert level(ledger, [Rung("head", used=0.3)]) == ""
