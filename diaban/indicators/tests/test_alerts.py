"""A rule raises what it says it raises, and an alert goes only ways that there are."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diaban.indicators.early.alerts import (
    Alert,
    Event,
    Finding,
    Kind,
    Point,
    Rule,
    State,
    allowed,
    look,
    next_step,
    replay,
)

TODAY = date(2026, 11, 26)
ENDS = [date(2025, 9, 30), date(2025, 12, 31), date(2026, 3, 31), date(2026, 6, 30),
        date(2026, 9, 30), date(2026, 12, 31)]  # fmt: skip


def points(*values, reasons=()):
    """The quarters until the one that runs today; the last value is the running one's."""
    ours = ENDS[-len(values) :]
    return [
        Point(str(end), end, None if value is None else Decimal(value), reasons)
        for end, value in zip(ours, values, strict=True)
    ]


def find(kind, limit, *values, reasons=()):
    rule = Rule("r", "dossiers.late", Kind(kind), Decimal(limit))
    return look(rule, points(*values, reasons=reasons), TODAY)


def test_a_limit_looks_at_the_running_quarter_too():
    found = find("above", 0, 0, 0, 2)
    assert found is not None and (found.value, found.against) == (2, 0)
    assert found.period == "2026-12-31"
    assert find("above", 2, 0, 0, 2) is None
    assert find("below", 80, 95, 95, 79) is not None


def test_what_is_unknown_is_neither_above_nor_below():
    assert find("above", 0, 5, None) is None
    assert find("below", 10, 5, None) is None


def test_a_change_is_of_quarters_that_have_ended():
    found = find("fall", 20, 100, 70, 1)
    assert found is not None and found.change == -30
    assert (found.value, found.against, found.period) == (70, 100, "2026-09-30")
    assert find("fall", 30, 100, 70, 1) is None
    assert find("rise", 20, 100, 70, 500) is None


def test_a_year_ago_is_the_same_quarter():
    found = find("year_rise", 10, 50, 0, 0, 0, 60, 0)
    assert found is not None and found.change == 20
    assert find("year_rise", 10, 0, 0, 60, 0) is None


def test_nothing_changes_from_zero_or_from_the_unknown():
    assert find("rise", 1, 0, 9, 9) is None
    assert find("rise", 1, None, 9, 9) is None


def test_a_figure_is_missing_only_days_after_its_quarter():
    assert find("missing", 30, 5, None, None) is not None  # 57 days
    assert find("missing", 60, 5, None, None) is None
    assert find("missing", 30, 5, 5, None) is None


def test_stale_facts_raise():
    assert find("stale", 0, 5, reasons=("stale_facts",)) is not None
    assert find("stale", 0, 5, reasons=("disputed_facts",)) is None
    assert look(Rule("r", "x", Kind.STALE), [], TODAY) is None


def test_an_alert_goes_from_raised_to_acknowledged_to_resolved():
    alert = replay([Event(State.RAISED, Decimal(3)), Event(State.SEEN, Decimal(3), True)])
    assert alert is not None and alert.is_open and alert.state == State.SEEN
    with pytest.raises(ValueError, match="after"):
        replay([Event(State.SEEN, Decimal(3))])
    with pytest.raises(ValueError, match="after"):
        replay([Event(State.RAISED, Decimal(3)), Event(State.RAISED, Decimal(3))])


def test_what_a_person_resolved_stays_so_until_the_figure_moves():
    settled = Alert(State.RESOLVED, Decimal(3), by_person=True)
    assert next_step(settled, Finding("q", Decimal(3))) is None
    assert next_step(settled, Finding("q", Decimal(4))) == State.RAISED
    by_time = Alert(State.RESOLVED, Decimal(3), by_person=False)
    assert next_step(by_time, Finding("q", Decimal(3))) == State.RAISED


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["holds", "moves", "holds not", "see", "settle"]))))
def test_whatever_happens_the_round_never_writes_an_impossible_event(steps):
    events: list[Event] = []
    value = Decimal(1)
    for (step,) in steps:
        alert = replay(events)
        if step == "moves":
            value += 1
        if step in ("see", "settle"):
            kind = State.SEEN if step == "see" else State.RESOLVED
            if kind in allowed(alert):
                events.append(Event(kind, value, by_person=True))
            continue
        finding = None if step == "holds not" else Finding("q", value)
        kind = next_step(alert, finding)
        if kind is not None:
            events.append(Event(kind, value))
        after = replay(events)
        # Once looked at, the round has nothing more to write.
        assert next_step(after, finding) is None
        assert finding is not None or after is None or not after.is_open


@settings(deadline=None)
@given(st.integers(0, 400), st.integers(0, 200))
def test_missing_is_counted_in_days(days, limit):
    end = TODAY - timedelta(days=days)
    found = look(Rule("r", "x", Kind.MISSING, Decimal(limit)), [Point("q", end, None)], TODAY)
    assert (found is not None) == (days > limit and days > 0)
