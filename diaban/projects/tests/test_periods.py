from __future__ import annotations

import itertools
from datetime import date

import pytest

from diaban.projects.periods import CALENDAR, CUTOFFS, STATISTICAL, last_finished, period


@pytest.mark.parametrize(
    ("name", "cutoff", "first", "last"),
    [
        ("2025-Q1", CALENDAR, date(2025, 1, 1), date(2025, 3, 31)),
        ("2025-Q4", CALENDAR, date(2025, 10, 1), date(2025, 12, 31)),
        ("2025", CALENDAR, date(2025, 1, 1), date(2025, 12, 31)),
        ("2025-Q1", STATISTICAL, date(2024, 12, 15), date(2025, 3, 14)),
        ("2025-Q2", STATISTICAL, date(2025, 3, 15), date(2025, 6, 14)),
        ("2025-Q4", STATISTICAL, date(2025, 9, 15), date(2025, 12, 14)),
        ("2025", STATISTICAL, date(2024, 12, 15), date(2025, 12, 14)),
    ],
)
def test_a_period_ends_where_its_rule_says(name, cutoff, first, last):
    found = period(name, cutoff)
    assert (found.first, found.last) == (first, last)


@pytest.mark.parametrize("cutoff", CUTOFFS)
def test_quarters_leave_no_day_out_and_none_twice(cutoff):
    quarters = [period(f"{y}-Q{q}", cutoff) for y in (2023, 2024, 2025) for q in (1, 2, 3, 4)]
    assert all(a.last == b.before for a, b in itertools.pairwise(quarters))


@pytest.mark.parametrize("name", ["2025-Q5", "2025-01", "25-Q1", "", "2025-Q1 ", "9999"])
def test_what_is_no_period_is_refused(name):
    with pytest.raises(ValueError):
        period(name)


def test_the_last_finished_quarter_depends_on_the_rule():
    today = date(2026, 12, 20)
    assert last_finished(today, CALENDAR).name == "2026-Q3"
    assert last_finished(today, STATISTICAL).name == "2026-Q4"
