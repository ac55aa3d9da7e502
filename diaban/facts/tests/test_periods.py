from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaban.facts.periods import as_given, first_day, split
from diaban.facts.values import clean_period


@pytest.mark.parametrize(
    ("period", "day"),
    [
        ("2025", date(2025, 1, 1)),
        ("2025-Q3", date(2025, 7, 1)),
        ("2025-11", date(2025, 11, 1)),
        ("2025-H1", date(2025, 1, 1)),
        ("2025-H2", date(2025, 7, 1)),
        ("2025-9M", date(2025, 1, 1)),
        ("2025-03-31", date(2025, 3, 31)),
    ],
)
def test_a_period_counts_from_its_first_day(period, day):
    assert first_day(clean_period(period)) == day


DAYS = st.dates(date(1000, 1, 1)).map(date.isoformat)
YEARS = st.integers(1000, 9999).map(str)
QUARTERS = st.tuples(YEARS, st.integers(1, 4)).map(lambda pair: f"{pair[0]}-Q{pair[1]}")
MONTHS = st.tuples(YEARS, st.integers(1, 12)).map(lambda pair: f"{pair[0]}-{pair[1]:02}")


LONGER = st.tuples(YEARS, st.sampled_from(("H1", "H2", "9M"))).map("-".join)


@given(DAYS | YEARS | QUARTERS | MONTHS | LONGER)
def test_what_is_taken_apart_is_put_together_as_it_was(written):
    day, period = split(clean_period(written))
    assert as_given(day, period) == written
    assert (period == "") == (len(written) == 10)


def test_no_day_is_no_day():
    assert as_given(None, "") is None
