"""Whom to visit, and why."""

from __future__ import annotations

import random
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from diaban.visits.planning.proposal import WEIGHTS, Candidate, Code, propose, weigh

TODAY = date(2026, 11, 26)
OFFICE = (107.08, 20.95)


def reasons_of(candidate, office=OFFICE):
    return {one.code: one for one in weigh(candidate, TODAY, office).reasons}


def test_every_reason_has_its_weight():
    assert set(WEIGHTS) == set(Code)


def test_the_score_is_the_sum_of_its_lines():
    found = weigh(
        Candidate("park:a", petitions_overdue=2, dossiers_overdue=1, commitments_broken=1,
                  last_visit=TODAY - timedelta(days=65), point=(107.08, 20.95)),
        TODAY, OFFICE,
    )  # fmt: skip
    assert {one.code: one.points for one in found.reasons} == {
        Code.PETITIONS_OVERDUE: 10,
        Code.DOSSIERS_OVERDUE: 4,
        Code.COMMITMENTS_BROKEN: 6,
        Code.LONG_UNVISITED: 2,
        Code.DISTANCE: 0,
    }
    assert found.score == 22


def test_never_visited_is_said_and_is_no_long_time():
    found = reasons_of(Candidate("park:a"))
    assert Code.NEVER_VISITED in found
    assert Code.LONG_UNVISITED not in found


def test_an_unknown_place_has_no_distance_and_loses_nothing_by_it():
    found = reasons_of(Candidate("park:a"))
    assert Code.DISTANCE not in found
    assert (found[Code.LOCATION_UNKNOWN].points, found[Code.LOCATION_UNKNOWN].detail) == (
        0,
        "place",
    )


def test_an_unknown_office_is_said():
    found = reasons_of(Candidate("park:a", point=(107.1, 21.0)), office=None)
    assert found[Code.LOCATION_UNKNOWN].detail == "office"


def test_a_far_place_loses_points_but_never_more_than_the_most():
    near = reasons_of(Candidate("park:a", point=(107.1, 20.95)))[Code.DISTANCE]
    far = reasons_of(Candidate("park:b", point=(105.8, 21.0)))[Code.DISTANCE]
    assert near.points == 0
    assert far.points == WEIGHTS[Code.DISTANCE].most < 0


def test_many_petitions_count_no_more_than_the_most():
    found = reasons_of(Candidate("park:a", petitions_overdue=400))[Code.PETITIONS_OVERDUE]
    assert (found.points, found.amount) == (WEIGHTS[Code.PETITIONS_OVERDUE].most, 400)


def test_a_milestone_is_named_with_its_days():
    found = reasons_of(Candidate(project="MH-1", milestone="operation_started", milestone_days=95))
    assert (found[Code.MILESTONE_LATE].points, found[Code.MILESTONE_LATE].amount) == (3, 95)
    assert found[Code.MILESTONE_LATE].detail == "operation_started"


@st.composite
def candidates(draw):
    number = draw(st.integers(0, 30))
    count = st.integers(0, 12)
    return [
        Candidate(
            f"park:{n}", petitions_overdue=draw(count), dossiers_overdue=draw(count),
            commitments_broken=draw(count), commitments_due=draw(count),
            last_visit=draw(st.none() | st.dates(date(2024, 1, 1), TODAY)),
        )
        for n in range(number)
    ]  # fmt: skip


@given(candidates(), st.integers())
def test_the_order_does_not_depend_on_the_order_of_asking(asked, seed):
    shuffled = list(asked)
    random.Random(seed).shuffle(shuffled)
    assert propose(shuffled, TODAY, OFFICE) == propose(asked, TODAY, OFFICE)


@given(candidates())
def test_who_has_more_overdue_and_nothing_less_never_comes_later(asked):
    found = propose(asked, TODAY)
    for earlier, later in pairwise(found):
        one, other = earlier.candidate, later.candidate
        worse = (
            other.petitions_overdue > one.petitions_overdue
            and other.dossiers_overdue >= one.dossiers_overdue
            and other.commitments_broken >= one.commitments_broken
            and other.commitments_due >= one.commitments_due
            and other.last_visit == one.last_visit
            and one.petitions_overdue < 5
        )
        assert not worse
