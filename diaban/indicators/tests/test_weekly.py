"""At most ten lines, and what was left out is said."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from diaban.indicators.early.weekly import MOST, SHARES, Line, choose, week_name, week_of

lines = st.lists(
    st.builds(Line, st.sampled_from(list(SHARES)), st.text(max_size=3), st.integers(0, 9)),
    max_size=60,
)


@settings(deadline=None)
@given(lines)
def test_there_are_never_more_than_ten_lines_and_none_is_lost_unsaid(given_lines):
    letter = choose(given_lines)
    said = len(letter.lines) + (letter.left_out > 0)
    assert said <= MOST
    assert len(letter.lines) + letter.left_out == len(given_lines)
    assert letter.left_out == 0 or len(letter.lines) == MOST - 1


@settings(deadline=None)
@given(lines)
def test_of_a_kind_the_heaviest_are_said(given_lines):
    letter = choose(given_lines)
    for kind in SHARES:
        said = sorted(one.weight for one in letter.lines if one.kind == kind)
        every = sorted(one.weight for one in given_lines if one.kind == kind)
        assert said == every[len(every) - len(said) :]


@settings(deadline=None)
@given(lines)
def test_every_kind_that_there_is_has_its_place(given_lines):
    kinds = {one.kind for one in given_lines}
    assert {one.kind for one in choose(given_lines).lines} == kinds


def test_the_order_is_what_is_late_then_due_then_alerts():
    letter = choose([Line("alert", "c"), Line("late", "a"), Line("due", "b")])
    assert [one.text for one in letter.lines] == ["a", "b", "c"]


def test_a_week_is_the_iso_week():
    assert week_of(date(2026, 11, 29)) == date(2026, 11, 23)
    assert week_name(date(2026, 11, 23)) == "2026-W48"
    assert week_name(date(2024, 12, 30)) == "2025-W01"
