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
    steps,
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


def test_an_upper_limit_of_a_count_looks_at_the_running_quarter_too():
    found = find("above", 0, 0, 0, 2)
    assert found is not None and (found.value, found.against) == (2, 0)
    assert found.period == "2026-12-31"
    assert find("above", 2, 0, 0, 2) is None


def test_a_lower_limit_looks_at_the_last_quarter_that_ended():
    assert find("below", 80, 95, 95, 0) is None
    found = find("below", 80, 95, 79, 100)
    assert found is not None and (found.period, found.value) == ("2026-09-30", 79)


def test_a_limit_of_a_share_looks_at_the_last_quarter_that_ended():
    rule = Rule("r", "land.leased_of_ready", Kind.ABOVE, Decimal(80), ratio=True)
    assert look(rule, points(70, 70, 100), TODAY) is None
    found = look(rule, points(70, 81, 0), TODAY)
    assert found is not None and found.period == "2026-09-30"


def test_what_is_unknown_is_neither_above_nor_below():
    assert find("above", 0, 5, None) is None
    assert find("below", 10, 5, None, 5) is None


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


# ---- over the turn of a quarter, day by day ----

FIRST_QUARTER, SECOND_QUARTER = date(2026, 3, 31), date(2026, 6, 30)


def day_by_day(rule, figures, until=date(2026, 4, 20), settle=None):
    """Every event that the rounds of each morning write from 20 March on: (day, quarter, kind).

    `figures(day)`: the values of Q1 and Q2 as they stand that day; `settle`: when a person settles
    what is open.
    """
    events: dict[str, list[Event]] = {}
    written = []
    day = date(2026, 3, 20)
    while day <= until:
        first, second = figures(day)
        ours = [Point("2025-Q4", date(2025, 12, 31), Decimal(90)),
                Point("2026-Q1", FIRST_QUARTER, first)]  # fmt: skip
        if day > FIRST_QUARTER:
            ours.append(Point("2026-Q2", SECOND_QUARTER, second))
        held = {period: replay(them) for period, them in events.items()}
        for period, (kind, found) in steps(rule, ours, held, day).items():
            value = found.value if found else None
            events.setdefault(period, []).append(Event(kind, value))
            written.append((day, period, str(kind)))
        if day == settle:
            for them in events.values():
                if replay(them).is_open:
                    them.append(Event(State.RESOLVED, them[-1].value, by_person=True))
        day += timedelta(days=1)
    return written


IN_TERM = Rule("petitions-in-term", "petitions.in_term_rate", Kind.BELOW, Decimal(80), ratio=True)
LATE = Rule("dossiers-late", "dossiers.late", Kind.ABOVE, Decimal(0))


def test_a_quarter_that_has_just_begun_is_not_called_low():
    """On 1 April 14 petitions are carried over and none is answered: that is no alert."""
    assert day_by_day(IN_TERM, lambda day: (Decimal(90), Decimal(0))) == []


def test_a_quarter_that_ended_low_is_told_on_the_first_day_after_it():
    low = day_by_day(IN_TERM, lambda day: (Decimal(60), Decimal(0)))
    assert low == [(date(2026, 4, 1), "2026-Q1", "raised")]


def test_an_alert_of_a_quarter_outlives_the_quarter():
    """Raised on 28 March, it does not end on 1 April: what was late stays late."""

    def figures(day):
        return Decimal(3 if day >= date(2026, 3, 28) else 0), Decimal(0)

    assert day_by_day(LATE, figures) == [(date(2026, 3, 28), "2026-Q1", "raised")]


def test_it_ends_when_its_own_quarter_no_longer_breaks_the_limit():
    def figures(day):
        return Decimal(3 if day < date(2026, 4, 10) else 0), Decimal(0)

    assert day_by_day(LATE, figures) == [
        (date(2026, 3, 20), "2026-Q1", "raised"),
        (date(2026, 4, 10), "2026-Q1", "resolved"),
    ]


def test_the_new_quarter_raises_its_own():
    written = day_by_day(LATE, lambda day: (Decimal(3), Decimal(day >= date(2026, 4, 5))))
    assert [(period, kind) for _day, period, kind in written] == [
        ("2026-Q1", "raised"), ("2026-Q2", "raised"),
    ]  # fmt: skip


def test_what_is_not_known_any_more_ends_no_alert():
    def figures(day):
        return Decimal(3) if day < date(2026, 4, 3) else None, Decimal(0)

    assert [kind for _day, _period, kind in day_by_day(LATE, figures)] == ["raised"]


def test_what_a_person_settled_in_a_quarter_that_ended_is_not_raised_again():
    written = day_by_day(LATE, lambda day: (Decimal(3), Decimal(0)), settle=date(2026, 4, 2))
    assert [kind for _day, _period, kind in written] == ["raised"]


def test_a_fall_of_a_quarter_waits_too_when_the_next_one_has_ended():
    rule = Rule("r", "dossiers.received", Kind.FALL, Decimal(30))

    def figures(day):
        return Decimal(50), Decimal(60)

    written = day_by_day(rule, figures, until=date(2026, 7, 10))
    assert written == [(date(2026, 4, 1), "2026-Q1", "raised")]


def test_stale_facts_are_those_of_today_and_move_on():
    rule = Rule("r", "land.leased", Kind.STALE)
    old = Alert(State.RAISED, Decimal(5), by_person=False)
    ours = [Point("2026-Q1", FIRST_QUARTER, Decimal(5), ("stale_facts",)),
            Point("2026-Q2", SECOND_QUARTER, Decimal(5), ("stale_facts",))]  # fmt: skip
    moved = steps(rule, ours, {"2026-Q1": old}, date(2026, 4, 1))
    assert {period: str(kind) for period, (kind, _found) in moved.items()} == {
        "2026-Q1": "resolved", "2026-Q2": "raised",
    }  # fmt: skip


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
