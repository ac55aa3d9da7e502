"""Every petition in hand is in exactly one bucket, whatever happened to it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diaban.clock import CalendarHistory
from diaban.clock.calendar import VIETNAM
from diaban.petitions.course import Event, Kind, Terms, course, end_of_day, objection
from diaban.petitions.figures import Bucket, Case, bucket, figures

CALENDAR = CalendarHistory().latest()
START, END = date(2025, 1, 1), date(2025, 3, 31)
LATER = datetime(2027, 1, 1, tzinfo=VIETNAM)


def at(month: int, day: int) -> datetime:
    return datetime(2025, month, day, 9, tzinfo=VIETNAM)


def case(key: int, *events: Event, terms: Terms | None = None, **more) -> Case:
    found = course(events, terms or Terms(), CALENDAR, end_of_day(END))
    values = {"category": "power", "petitioner_kind": "enterprise", "petitioner": "a"} | more
    return Case(key, course=found, **values)


FILED = Event(Kind.FILED, at(1, 6))
ANSWERED = Event(Kind.ANSWERED, at(1, 20), {"why": "Xong."})
LATE = Event(Kind.ANSWERED, at(2, 20), {"why": "Xong."})


def test_each_bucket_has_its_petition():
    no_term = Terms(term_days=None)
    assert {
        one: bucket(one_case.course)
        for one, one_case in {
            "in term": case(1, FILED, ANSWERED),
            "late": case(2, FILED, LATE),
            "no term": case(3, FILED, ANSWERED, terms=no_term),
            "open": case(4, Event(Kind.FILED, at(3, 20))),
            "overdue": case(5, FILED),
            "open, no term": case(6, FILED, terms=no_term),
            "asked": case(7, FILED, Event(Kind.ASKED, at(1, 8), {"why": "?"})),
            "withdrawn": case(8, FILED, Event(Kind.WITHDRAWN, at(1, 8))),
        }.items()
    } == {
        "in term": Bucket.ANSWERED_IN_TERM,
        "late": Bucket.ANSWERED_LATE,
        "no term": Bucket.ANSWERED_UNDETERMINED,
        "open": Bucket.OPEN_IN_TERM,
        "overdue": Bucket.OPEN_OVERDUE,
        "open, no term": Bucket.OPEN_UNDETERMINED,
        "asked": Bucket.WAITING,
        "withdrawn": Bucket.WITHDRAWN,
    }


def test_asking_back_after_the_due_date_makes_nothing_punctual():
    asked = Event(Kind.ASKED, at(3, 20), {"why": "Còn gì nữa?"})
    assert bucket(case(1, FILED, asked).course) == Bucket.OPEN_OVERDUE


def test_both_rates_show_their_terms():
    found = figures([case(1, FILED, ANSWERED), case(2, FILED, LATE), case(3, FILED)], START, END)
    assert (found.in_term.numerator, found.in_term.denominator) == (1, 3)
    assert (found.in_term_of_answered.numerator, found.in_term_of_answered.denominator) == (1, 2)
    assert found.satisfied.value is None


def test_petitioners_are_counted_once_and_the_anonymous_not_at_all():
    found = figures(
        [
            case(1, FILED, petitioner="a"),
            case(2, FILED, petitioner="a"),
            case(3, FILED, petitioner="b"),
            case(4, FILED, petitioner=None),
            case(5, FILED, petitioner="c", petitioner_kind="infrastructure_developer"),
        ],
        START,
        END,
    )
    assert found.by_petitioner_kind == {"enterprise": 4, "infrastructure_developer": 1}
    assert found.petitioners == {"enterprise": 2, "infrastructure_developer": 1}


def test_what_was_closed_before_the_period_is_not_in_hand_and_what_was_open_is_carried_over():
    before = Event(Kind.FILED, datetime(2024, 11, 4, 9, tzinfo=VIETNAM))
    closed = (
        before,
        Event(Kind.ANSWERED, datetime(2024, 11, 20, 9, tzinfo=VIETNAM), {"why": "Xong."}),
        Event(Kind.CONFIRMED, datetime(2024, 11, 25, 9, tzinfo=VIETNAM)),
    )
    found = figures([case(1, *closed), case(2, before), case(3, FILED)], START, END)
    assert (found.received, found.carried) == (1, 1)


tried = st.lists(
    st.tuples(st.sampled_from([kind for kind in Kind if kind != Kind.FILED]), st.integers(0, 30)),
    max_size=12,
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.integers(-200, 120), tried, st.booleans()), max_size=8))
def test_the_buckets_always_sum_to_received_and_carried_over(stories):
    cases = []
    for key, (offset, steps, has_term) in enumerate(stories):
        terms = Terms() if has_term else Terms(term_days=None)
        moment = at(1, 1) + timedelta(days=offset)
        events = [Event(Kind.FILED, moment)]
        for kind, days in steps:
            moment += timedelta(days=days)
            new = Event(kind, moment, {"why": "vì", "body": f"b{days}", "days": 2, "fixed": True})
            if objection(events, new, terms, CALENDAR, LATER) is None:
                events.append(new)
        found = course(events, terms, CALENDAR, end_of_day(END))
        if found is not None:
            cases.append(Case(key, "land", "enterprise", None, found))
    total = figures(cases, START, END)
    assert sum(total.buckets.values()) == total.received + total.carried
    assert sum(total.by_category.values()) == total.received
    assert 0 <= total.in_term_of_answered.numerator <= total.in_term_of_answered.denominator
    assert total.in_term_of_answered.denominator <= total.in_term.denominator


@pytest.mark.parametrize("fixed", [True, False])
def test_the_word_after_four_weeks_counts_in_its_own_quarter_though_all_else_was_before(fixed):
    confirmed = Event(Kind.CONFIRMED, at(3, 17))
    said = Event(Kind.FOLLOWED_UP, at(4, 14), {"fixed": fixed})
    ratios = []
    for start, end in ((START, END), (date(2025, 4, 1), date(2025, 6, 30))):
        found = course([FILED, LATE, confirmed, said], Terms(), CALENDAR, end_of_day(end))
        asked = figures([Case(1, "power", "enterprise", "a", found)], start, end)
        ratios.append((asked.still_solved.numerator, asked.still_solved.denominator))
    assert ratios == [(0, 0), (int(fixed), 1)]
