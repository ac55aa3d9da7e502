from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaban.facts.freshness import FRESH, STALE, UNKNOWN, Freshness, Policy, state, worst

TODAY = date(2026, 11, 23)
YEARLY = Policy("Phòng Quy hoạch", 365, 400)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def test_a_value_given_in_time_is_fresh_and_says_until_when():
    found = state([ago(100)], [], YEARLY, TODAY)
    assert found == Freshness(FRESH, None, ago(-300), 365, "Phòng Quy hoạch")


def test_it_is_stale_on_the_very_day():
    assert state([ago(399)], [], YEARLY, TODAY).state == FRESH
    assert state([ago(400)], [], YEARLY, TODAY).state == STALE
    assert state([ago(400)], [], YEARLY, TODAY).stale_on == TODAY


def test_checked_unchanged_renews_it():
    found = state([ago(4000)], [ago(900), ago(10)], YEARLY, TODAY)
    assert (found.state, found.checked_on, found.stale_on) == (FRESH, ago(10), ago(-390))


def test_a_source_that_agrees_later_renews_it_too():
    assert state([ago(4000), ago(5)], [], YEARLY, TODAY).state == FRESH


def test_without_a_day_it_is_unknown():
    assert state([], [], YEARLY, TODAY).state == UNKNOWN


def test_without_a_promise_it_is_unknown():
    assert state([ago(1)], [ago(1)], None, TODAY) == Freshness(UNKNOWN, ago(1))


def test_what_does_not_age_is_fresh():
    assert state([], [], Policy("x", None, None), TODAY).state == FRESH


def test_what_is_over_does_not_age():
    assert state([ago(9000)], [], YEARLY, TODAY, closed=True).state == FRESH


def test_a_day_to_come_counts_as_today():
    assert state([ago(-5000)], [], YEARLY, TODAY).stale_on == TODAY + timedelta(days=400)


@pytest.mark.parametrize(
    ("parts", "whole"),
    [
        ([FRESH, STALE, UNKNOWN], STALE),
        ([FRESH, UNKNOWN], UNKNOWN),
        ([FRESH], FRESH),
        ([], UNKNOWN),
    ],
)
def test_a_whole_is_as_old_as_its_oldest_part(parts, whole):
    assert worst(parts) == whole


days = st.integers(0, 3000).map(ago)


@given(st.lists(days), st.lists(days), st.integers(1, 2000))
def test_another_check_never_makes_it_staler(given_for, checks, limit):
    policy = Policy("x", None, limit)
    order = {STALE: 0, UNKNOWN: 1, FRESH: 2}
    before = state(given_for, checks, policy, TODAY)
    after = state(given_for, [*checks, TODAY], policy, TODAY)
    assert order[after.state] >= order[before.state]
    assert after.state == FRESH
    latest = max([*given_for, *checks], default=None)
    expected = UNKNOWN if latest is None else STALE if (TODAY - latest).days >= limit else FRESH
    assert before.state == expected
