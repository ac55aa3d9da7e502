"""What two people wrote of the same stop: taken, equal, or put before a person. Never dropped."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaban.visits.field.merging import Change, Conflict, merge, same

FIELDS = ["note", "met", "checklist.power", "checklist.water"]
VALUES = st.sampled_from([None, "", "yes", "no", 0, 1, True, False, ["An"], ["An", "Bình"]])
CHANGES = st.lists(st.builds(Change, st.sampled_from(FIELDS), VALUES, VALUES), max_size=6)
RECORD = st.dictionaries(st.sampled_from(FIELDS), VALUES)


def after_one_of(settled):
    return lambda change: change.after in settled


def test_what_only_the_device_changed_is_taken():
    assert merge([Change("note", "a", "b")], {"note": "a"}).apply == {"note": "b"}


def test_a_field_noted_for_the_first_time_is_taken():
    assert merge([Change("note", None, "b")], {}).apply == {"note": "b"}


def test_what_both_wrote_alike_is_no_conflict():
    merged = merge([Change("note", "a", "b")], {"note": "b "})
    assert (merged.apply, merged.equal, merged.conflicts) == ({}, ("note",), ())


def test_what_both_changed_differently_waits_for_a_person():
    merged = merge([Change("note", "a", "b"), Change("met", None, ["An"])], {"note": "c"})
    assert merged.conflicts == (Conflict("note", "a", "b", "c"),)
    assert merged.apply == {"met": ["An"]}


def test_an_emptied_field_is_a_change_too():
    assert merge([Change("note", "a", "")], {"note": "a"}).apply == {"note": ""}
    assert merge([Change("note", "a", "")], {"note": "c"}).conflicts


@pytest.mark.parametrize(
    ("one", "other"), [("", None), ([], None), ("a\r\nb", "a\nb"), (" a", "a"), ({}, None)]
)
def test_nothing_said_is_nothing_said(one, other):
    assert same(one, other)


@pytest.mark.parametrize(("one", "other"), [(0, None), (False, None), (1, True), (0, False)])
def test_no_and_zero_are_answers(one, other):
    assert not same(one, other)


@given(CHANGES, RECORD)
def test_every_change_ends_in_exactly_one_place(changes, record):
    merged = merge(changes, record)
    ended = [*merged.apply, *merged.equal, *(conflict.field for conflict in merged.conflicts)]
    assert sorted(ended) == sorted({change.field for change in changes})


@given(CHANGES, RECORD)
def test_a_merge_done_twice_changes_nothing_more(changes, record):
    once = {**record, **merge(changes, record).apply}
    again = merge(changes, once)
    assert again.apply == {}
    assert again.conflicts == merge(changes, record).conflicts


@given(RECORD, st.lists(VALUES, min_size=1, max_size=4))
def test_notes_in_a_row_arrive_in_any_order_and_end_as_written(record, written):
    """Each note builds on the one before; held while that is missing, all end as the last one."""
    steps = [record.get("note"), *written]
    notes = {
        str(n): Change("note", steps[n], steps[n + 1], str(n - 1) if n else "")
        for n in range(len(written))
    }
    for order in permutations(notes):
        now, settled, held = dict(record), set(), []
        for one in order:
            held.append(one)
            for waiting in sorted(held):
                merged = merge([notes[waiting]], now, after_one_of(settled))
                if merged.held:
                    continue
                assert not merged.conflicts
                now |= merged.apply
                settled.add(waiting)
                held.remove(waiting)
        assert held == []
        assert same(now.get("note"), written[-1])


def test_a_note_that_overtook_another_is_held_not_told_as_a_conflict():
    late = Change("note", "first", "second", after="one")
    merged = merge([late], {}, lambda change: False)
    assert merged.held == (late,)
    assert (merged.apply, merged.equal, merged.conflicts) == ({}, (), ())
