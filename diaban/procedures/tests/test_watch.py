"""The five working days of index 766, before the effect and after the decision."""

from __future__ import annotations

from datetime import date

import pytest

from diaban.clock import CalendarHistory
from diaban.procedures.watch import (
    DUE,
    KEPT,
    MISSED,
    UNKNOWN,
    announced,
    made_public,
    working_days_before,
)

CALENDAR = CalendarHistory().known_at(date(2026, 11, 26))


@pytest.mark.parametrize(
    ("decided", "state"), [("2026-11-05", KEPT), ("2026-11-06", MISSED), (None, UNKNOWN)]
)
def test_announced_five_working_days_before_the_effect(decided: str | None, state: str) -> None:
    """Effect on Friday 13 November: 12, 11, 10, 9, 6 November are the five days between."""
    day = date.fromisoformat(decided) if decided else None
    found = announced(date(2026, 11, 13), day, CALENDAR)
    assert (found.deadline, found.state) == (date(2026, 11, 5), state)


def test_a_holiday_between_moves_the_deadline() -> None:
    assert working_days_before(date(2026, 11, 30), 5, CALENDAR) == date(2026, 11, 19)


@pytest.mark.parametrize(
    ("published", "today", "state", "left"),
    [
        ("2026-11-26", "2026-11-30", KEPT, None),
        ("2026-11-27", "2026-11-30", MISSED, None),
        (None, "2026-11-25", DUE, 1),
        (None, "2026-11-26", DUE, 0),
        (None, "2026-11-27", MISSED, None),
    ],
)
def test_made_public_within_five_working_days(
    published: str | None, today: str, state: str, left: int | None
) -> None:
    """Decided on Wednesday 18 November; the 24th is a holiday, so the fifth day is the 26th."""
    day = date.fromisoformat(published) if published else None
    found = made_public(date(2026, 11, 18), day, date.fromisoformat(today), CALENDAR)
    assert (found.deadline, found.state, found.left) == (date(2026, 11, 26), state, left)


def test_without_a_decision_nothing_is_called_kept() -> None:
    assert made_public(None, date(2026, 1, 1), date(2026, 1, 2), CALENDAR).state == UNKNOWN
