"""Figures that cannot flatter: every dossier in one bucket, every rate with its terms."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diaban.dossiers import index766, outcome
from diaban.dossiers.outcome import Bucket, Case, Ending, Flag, Period, Used

# A busy machine is no reason to fail.
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
Q1 = outcome.quarter(2025, 1)
DAY = timedelta(days=1)


def case(received=date(2025, 1, 10), due=date(2025, 1, 20), ended=None, **more) -> Case:
    moment = lambda day, hour=10: day and datetime(day.year, day.month, day.day, hour)  # noqa: E731
    if ended and "ending" not in more:
        more["ending"] = Ending.COMPLETED
    return Case("d", more.pop("procedure", "p"), moment(received), moment(due, 23),
                moment(ended), **more)  # fmt: skip


@st.composite
def cases(draw) -> Case:
    received = date(2024, 12, 1) + draw(st.integers(0, 150)) * DAY
    due = draw(st.none() | st.integers(0, 60).map(lambda n: received + n * DAY))
    ending = draw(st.none() | st.sampled_from(Ending))
    ended = received + draw(st.integers(0, 80)) * DAY if ending else None
    return case(
        received, due, ended, ending=ending, waiting=draw(st.booleans()) and not ending,
        procedure=draw(st.sampled_from("abc")), requests=draw(st.integers(0, 3)),
        online=draw(st.booleans()),
    )  # fmt: skip


def slow_bucket(one: Case, last: date) -> str:
    """Walk day by day from the receipt: an oracle that shares no line with the module."""
    day = one.received.date()
    while day <= max(last, one.ended.date() if one.ended else last):
        if one.ended and one.ended.date() == day:
            if one.ending != Ending.COMPLETED:
                return one.ending.value
            if one.due is None:
                return "undetermined"
            return {-1: "early", 0: "on_time", 1: "late"}[
                (day > one.due.date()) - (day < one.due.date())
            ]
        day += DAY
    if one.waiting:
        return "waiting"
    if one.due is None:
        return "undetermined"
    return "open_overdue" if last > one.due.date() else "open_in_time"


@settings(PATIENT, max_examples=300)
@given(st.lists(cases(), max_size=40), st.integers(0, 150), st.integers(0, 90))
def test_the_buckets_sum_to_received_plus_carried_over(found, start, length):
    first = date(2024, 12, 1) + start * DAY
    period = Period(first, first + length * DAY)
    told = outcome.figures(found, period)
    assert sum(told.buckets.values()) == told.received + told.carried_over == told.total
    expected = [
        slow_bucket(one, period.last) for one in found
        if one.received.date() <= period.last
        and not (one.received.date() < first and one.ended and one.ended.date() < first)
    ]  # fmt: skip
    assert {one: expected.count(one.value) for one in Bucket} == dict(told.buckets)
    assert told.received == sum(first <= one.received.date() <= period.last for one in found)
    assert 0 <= told.strict.numerator <= told.strict.denominator == told.total


@settings(PATIENT, max_examples=100)
@given(st.lists(cases(), max_size=40))
def test_the_parts_by_procedure_sum_to_the_whole(found):
    whole, parts = outcome.figures(found, Q1), outcome.by_procedure(found, Q1)
    for one in Bucket:
        assert whole.buckets[one] == sum(part.buckets[one] for part in parts.values())
    assert whole.total == sum(part.total for part in parts.values())


def test_the_article_s_quarter():
    found = [case(ended=date(2025, 1, 15))] * 68 + [case(ended=date(2025, 1, 20))] * 16
    found += [case(due=date(2025, 4, 10))] * 29 + [case(waiting=True)] * 3
    told = outcome.figures(found, Q1)
    assert (told.received, told.carried_over, told.open) == (116, 0, 32)
    assert [told.buckets[one] for one in outcome.CLOSED] == [68, 16, 0]
    assert (told.strict.numerator, told.strict.denominator) == (84, 116)
    assert told.closed_only.value == 1


def test_a_completed_dossier_without_a_known_term_is_never_on_time():
    assert outcome.bucket(case(due=None, ended=date(2025, 1, 11)), Q1.last) == Bucket.UNDETERMINED


def test_the_day_on_which_it_is_due_is_on_time_and_the_next_is_late():
    assert outcome.bucket(case(ended=date(2025, 1, 20)), Q1.last) == Bucket.ON_TIME
    assert outcome.bucket(case(ended=date(2025, 1, 21)), Q1.last) == Bucket.LATE
    assert outcome.bucket(case(), date(2025, 1, 20)) == Bucket.OPEN_IN_TIME
    assert outcome.bucket(case(), date(2025, 1, 21)) == Bucket.OPEN_OVERDUE


def test_what_ended_before_the_period_is_not_carried_into_it():
    gone = case(date(2024, 12, 2), date(2024, 12, 20), date(2024, 12, 31))
    held = case(date(2024, 12, 2), date(2024, 12, 20), date(2025, 1, 2))
    assert outcome.figures([gone, held], Q1).carried_over == 1


def test_nothing_to_divide_by_is_no_rate():
    told = outcome.figures([], Q1)
    assert told.strict.value is None and told.closed_only.value is None


@pytest.mark.parametrize(
    ("number", "first", "last"),
    [(1, date(2025, 1, 1), date(2025, 3, 31)), (4, date(2025, 10, 1), date(2025, 12, 31))],
)
def test_quarters(number, first, last):
    assert outcome.quarter(2025, number) == Period(first, last)


def test_nine_dossiers_have_no_median():
    nine = [case(ended=date(2025, 1, 15), used=Used(authority=3.0))] * 9
    assert outcome.durations(nine, Q1)["p"]["authority"] == outcome.Spread(9)
    ten = outcome.durations([*nine, nine[0]], Q1)["p"]["authority"]
    assert (ten.sample, ten.median, ten.p90) == (10, 3.0, 3.0)


@settings(PATIENT, max_examples=200)
@given(st.lists(st.integers(0, 100), min_size=10, max_size=60))
def test_at_least_nine_of_ten_do_not_exceed_the_90th_percentile(values):
    told = outcome.spread([float(value) for value in values])
    within = [value for value in values if value <= told.p90]
    below = [value for value in values if value < told.p90]
    assert 10 * len(within) >= 9 * len(values) > 10 * len(below)
    assert sum(v < told.median for v in values) <= len(values) / 2
    assert sum(v > told.median for v in values) <= len(values) / 2


@pytest.mark.parametrize(
    ("more", "flag"),
    [
        ({"pauses": (0.2, 0.9)}, Flag.PAUSED_LATE),
        ({"requests": 2}, Flag.REPEATED_SUPPLEMENTS),
        ({"ended": date(2025, 2, 1), "ending": Ending.WITHDRAWN, "refiled": True}, Flag.REFILED),
        ({"ended": date(2025, 2, 1), "ending": Ending.RETURNED}, Flag.NO_RESULT),
        ({"ended": date(2025, 2, 1)}, Flag.NO_RESULT),
    ],
)
def test_what_could_flatter_is_flagged(more, flag):
    assert outcome.flags(case(**more)) == {flag}


def test_an_honest_dossier_has_no_flag():
    honest = case(ended=date(2025, 1, 15), has_result=True, requests=1, pauses=(0.5,))
    assert outcome.flags(honest) == frozenset()


def test_index_766_gives_points_only_where_the_records_can_tell():
    found = [case(ended=date(2025, 1, 15), online=True)] * 3 + [case(ended=date(2025, 2, 1))]
    told = {part.name: part for part in index766.parts(found, outcome.figures(found, Q1))}
    assert told["progress"].points == Fraction(15)
    assert told["online_filed"].points == 6
    assert [told[name].maximum for name in
            ("publicity", "progress", "digitisation", "online", "satisfaction")] == [
        18, 20, 22, 22, 18]  # fmt: skip
    assert told["satisfaction"].points is None and told["satisfaction"].missing
