"""The days that an address asks for."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaban.design import days
from diaban.design.days import Days

DAY = st.dates()


@given(st.none() | DAY, st.none() | DAY, st.none() | DAY)
def test_a_day_lies_in_those_asked_for_or_not(first, last, day) -> None:
    query = {"first": first and first.isoformat(), "last": last and last.isoformat()}
    found = days.asked({name: text for name, text in query.items() if text})
    ends = sorted(one for one in (first, last) if one) if first and last else [first, last]
    assert [found.first, found.last] == ends and not found.in_vain
    if day is None:
        assert found.hold(day) == (first is None and last is None)
    else:
        early = ends[0] is not None and day < ends[0]
        late = ends[1] is not None and day > ends[1]
        assert found.hold(day) == (not early and not late)


@pytest.mark.parametrize("text", ["2025-02-30", "31/03/2025", "x", "²", "9" * 5000, "2025-Q1"])
def test_what_is_no_day_is_left_out_and_named(text) -> None:
    assert days.asked({"first": text, "last": "2025-03-31"}) == Days(
        None, date(2025, 3, 31), (text,)
    )


def test_an_open_side_is_no_condition() -> None:
    assert Days(first=date(2025, 1, 1)).of("filed_on") == {"filed_on__gte": date(2025, 1, 1)}
    assert Days().of("filed_on") == {}
