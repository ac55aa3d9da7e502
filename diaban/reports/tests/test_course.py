from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from diaban.reports.course import (
    APPROVED,
    BY_ANOTHER,
    CHECKED,
    DRAFTED,
    LOCKED,
    NEXT,
    PUBLISHED,
    RETURNED,
    SIGNED,
    STEPS,
    Taken,
    possible,
    state,
)


def test_four_people_stand_behind_a_signed_report():
    taken = [Taken(DRAFTED, 1), Taken(LOCKED, 1)]
    assert possible(taken, 1, True) == (RETURNED,)
    assert CHECKED in possible(taken, 2, True)
    taken.append(Taken(CHECKED, 2))
    assert APPROVED not in possible(taken, 2, True)
    taken.append(Taken(APPROVED, 3))
    for person in (1, 2, 3):
        assert SIGNED not in possible(taken, person, True)
    assert SIGNED in possible(taken, 4, True)


def test_who_wrote_the_words_does_not_check_them():
    taken = [Taken(DRAFTED, 1), Taken(LOCKED, 1)]
    assert possible(taken, 2, True, {2}) == (RETURNED,)
    assert CHECKED in possible(taken, 3, True, {2})
    assert CHECKED in possible(taken, 2, False, {2})


def test_one_person_may_do_it_all_where_no_second_one_is_asked_for():
    taken = [Taken(step, 1) for step in (DRAFTED, LOCKED, CHECKED, APPROVED)]
    assert possible(taken, 1, False) == (SIGNED, RETURNED)


def test_after_the_end_nothing_follows():
    for last in (PUBLISHED, RETURNED):
        assert possible([Taken(last, 1)], 2, False) == ()


@given(st.lists(st.tuples(st.sampled_from(STEPS), st.integers(1, 4)), max_size=14), st.booleans())
def test_whatever_people_try_steps_follow_each_other_and_no_person_signs_twice(tries, second):
    taken: list[Taken] = []
    for step, person in tries:
        if not taken:
            taken = [Taken(DRAFTED, person)]
        elif step in possible(taken, person, second):
            taken.append(Taken(step, person))
    for before, after in pairwise(taken):
        assert after.step in NEXT[before.step]
    if second:
        for place, one in enumerate(taken):
            if one.step in BY_ANOTHER:
                assert one.by not in {other.by for other in taken[:place]}
    assert state(taken) == (taken[-1].step if taken else DRAFTED)
