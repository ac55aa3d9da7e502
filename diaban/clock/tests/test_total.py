"""Whatever is thrown at it, the replay answers, and answers the same twice."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diaban.clock import (
    Calendar,
    CalendarHistory,
    Event,
    Kind,
    Pause,
    Reason,
    Rule,
    Term,
    Timing,
    Unit,
    judge,
    replay,
)
from diaban.clock.explain import explain

CALENDAR = CalendarHistory().known_at(date(2026, 11, 26))
SHORT = Calendar(date(2026, 1, 1), date(2026, 3, 31), CALENDAR.days)

moments = st.one_of(
    st.datetimes(),
    st.datetimes(datetime(2025, 12, 1), datetime(2026, 4, 30)),
    st.datetimes(timezones=st.just(UTC)),
    st.sampled_from([datetime.min, datetime.max, datetime.max.replace(tzinfo=UTC)]),
)
events = st.lists(
    st.builds(
        Event,
        st.sampled_from(list(Kind)),
        moments,
        note=st.sampled_from(["", " ", "lý do"]),
        agency=st.sampled_from(["", "A"]),
        amount=st.integers(-5, 10**9),
        agreed=st.booleans(),
    ),
    max_size=7,
)
rules = st.builds(
    Rule,
    st.none() | st.builds(Term, st.integers(1, 1000), st.sampled_from(list(Unit))),
    cutoff=st.none() | st.times().map(lambda at: time(at.hour, at.minute)),
    pauses=st.dictionaries(st.sampled_from(list(Reason)), st.sampled_from(list(Pause))),
    request_day_counts=st.booleans(),
    supply_day_counts=st.booleans(),
    extensions=st.integers(0, 3),
)


@settings(max_examples=400, deadline=None)
@given(events, rules, moments | st.none(), st.sampled_from([CALENDAR, SHORT]))
def test_any_history_has_a_ledger(
    history: list[Event], rule: Rule, as_of: datetime | None, calendar: Calendar
) -> None:
    ledger = replay(history, rule, calendar, as_of)
    assert ledger == replay(history, rule, calendar, as_of)
    if rule.term is None:
        assert ledger.timing in (None, Timing.UNDETERMINED)
    if ledger.due is None:
        assert ledger.timing in (None, Timing.UNDETERMINED, Timing.WAITING)
    if ledger.received is not None:
        again = Event(Kind.RECEIVED, datetime(2026, 2, 2))
        assert judge(history, again, rule, calendar) == "received_twice"
    if ledger.received is not None and (ledger.due or ledger.received).year < 2100:
        seen = ledger.ended or ledger.as_of
        if seen is not None and seen.year < 2100:
            assert explain(ledger, history, rule, calendar)


@pytest.mark.parametrize("unit", list(Unit))
def test_where_the_calendar_ends_no_date_is_given_and_none_is_kept(unit: Unit) -> None:
    history = [Event(Kind.RECEIVED, datetime(2026, 3, 30, 9))]
    ledger = replay(history, Rule(Term(200, unit)), SHORT, datetime(2026, 3, 31, 9))
    assert (ledger.due, ledger.timing) == (None, Timing.UNDETERMINED)


def test_a_receipt_outside_the_calendar_is_refused() -> None:
    ledger = replay([Event(Kind.RECEIVED, datetime(1900, 1, 1))], Rule(None), CALENDAR)
    assert [refusal.code for refusal in ledger.refused] == ["outside_calendar"]
