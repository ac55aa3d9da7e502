"""100,000 random histories: the replay by arrays says what stepping from day to day says.

`scripts/check_clock.py` runs a million, with other seeds.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diaban.clock import Event, Kind, Pause, Reason, Rule, Term, Unit, replay
from diaban.clock.tests.comparison import calendars, compare, difference
from diaban.clock.tests.histories import random_events, random_rule

SHARES = 4


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(SHARES))
def test_the_replay_agrees_with_the_slow_oracle(seed: int) -> None:
    refused, differences = compare(100_000 // SHARES, 2026_1126 + seed)
    assert differences == []
    assert 5_000 < refused < 20_000, "histories that are refused, and such that are not, are tried"


def test_the_comparison_can_fail() -> None:
    """A rule that counts the day of the supply is told apart from one that does not."""
    calendar, plain = calendars(1)[0]
    moment = datetime(2025, 3, 3, 9)
    events = [
        Event(Kind.RECEIVED, moment),
        Event(Kind.SUPPLEMENT_REQUESTED, moment + timedelta(days=1)),
        Event(Kind.SUPPLIED, moment + timedelta(days=8)),
    ]
    rule = Rule(Term(9, Unit.CALENDAR_DAYS))
    other = Rule(Term(9, Unit.CALENDAR_DAYS), supply_day_counts=True)
    as_of = moment + timedelta(days=9)
    assert difference(events, rule, calendar, plain, as_of) == ""
    ledger = replay(events, other, calendar, as_of)
    from diaban.clock.tests.comparison import told_apart

    assert "clocks" in told_apart(ledger, events, rule, plain, as_of)


POOL = calendars(7)

rules = st.builds(
    Rule,
    st.none() | st.builds(Term, st.integers(1, 12), st.sampled_from(list(Unit))),
    cutoff=st.none() | st.just(time(15)),
    pauses=st.dictionaries(st.sampled_from(list(Reason)), st.sampled_from(list(Pause))),
    request_day_counts=st.booleans(),
    supply_day_counts=st.booleans(),
    extensions=st.integers(0, 2),
    extension_notice_days=st.integers(0, 2),
)
steps = st.lists(
    st.tuples(
        st.sampled_from(list(Kind)),
        st.integers(-2, 400),
        st.sampled_from(["", "A"]),
        st.integers(0, 4),
        st.booleans(),
    ),
    max_size=8,
)


@settings(max_examples=300, deadline=None)
@given(rules, st.integers(0, 20_000), steps, st.integers(0, 600), st.integers(0, len(POOL) - 1))
def test_the_smallest_history_that_differs_does_not_exist(
    rule: Rule, start: int, gaps: list, later: int, which: int
) -> None:
    """The same by hypothesis, which shrinks what it finds."""
    moment = datetime(2025, 1, 2) + timedelta(minutes=30 * start)
    events = [Event(Kind.RECEIVED, moment)]
    for kind, gap, agency, amount, agreed in gaps:
        moment += timedelta(minutes=30 * gap)
        events.append(Event(kind, moment, "lý do", agency, amount, agreed))
    as_of = moment + timedelta(minutes=30 * later)
    calendar, plain = POOL[which]
    assert difference(events, rule, calendar, plain, as_of) == ""


def test_every_step_of_the_time_has_one_holder_and_replaying_again_changes_nothing() -> None:
    random = Random(5)
    pool = calendars(5)
    for _ in range(2000):
        rule = random_rule(random)
        events, as_of = random_events(random, rule)
        calendar, _plain = random.choice(pool)
        ledger = replay(events, rule, calendar, as_of)
        assert ledger == replay(tuple(events), rule, calendar, as_of)
        whole = ledger.clocks
        total = whole.authority + whole.applicant + whole.agencies + whole.law
        assert total == sum(count(rule, calendar, span.after, span.until) for span in ledger.spans)
        assert all(one.until == two.after for one, two in pairwise(ledger.spans))
        good = [event for index, event in enumerate(events) if index not in refused_of(ledger)]
        again = replay(good, rule, calendar, as_of)
        assert (again.due, again.clocks, again.refused) == (ledger.due, ledger.clocks, ())


def refused_of(ledger) -> set[int]:
    return {refusal.index for refusal in ledger.refused}


def count(rule: Rule, calendar, after: int, until: int) -> int:
    if rule.term is not None and rule.term.unit is Unit.HOURS:
        return calendar.open_minutes_before(until) - calendar.open_minutes_before(after)
    if rule.term is not None and rule.term.unit is Unit.CALENDAR_DAYS:
        return until - after
    return calendar.worked_in(after, until)
