from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaban.projects import periods
from diaban.projects.periods import CALENDAR, CUTOFFS, STATISTICAL, last_finished, period

YEARS = st.integers(1902, 2198)
NAMES = YEARS.flatmap(
    lambda year: st.sampled_from(
        [str(year), f"{year}-9M", f"{year}-H1", f"{year}-H2"]
        + [f"{year}-Q{quarter}" for quarter in (1, 2, 3, 4)]
        + [f"{year}-{month:02d}" for month in range(1, 13)]
    )
)
RULES = st.sampled_from(sorted(CUTOFFS))


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
        ("2024-02", CALENDAR, date(2024, 2, 1), date(2024, 2, 29)),
        ("2025-H1", CALENDAR, date(2025, 1, 1), date(2025, 6, 30)),
        ("2025-H2", CALENDAR, date(2025, 7, 1), date(2025, 12, 31)),
        ("2025-9M", CALENDAR, date(2025, 1, 1), date(2025, 9, 30)),
        ("2025-01", STATISTICAL, date(2024, 12, 15), date(2025, 1, 14)),
        ("2025-H1", STATISTICAL, date(2024, 12, 15), date(2025, 6, 14)),
        ("2025-H2", STATISTICAL, date(2025, 6, 15), date(2025, 12, 14)),
        ("2025-9M", STATISTICAL, date(2024, 12, 15), date(2025, 9, 14)),
    ],
)
def test_a_period_ends_where_its_rule_says(name, cutoff, first, last):
    found = period(name, cutoff)
    assert (found.first, found.last) == (first, last)


@pytest.mark.parametrize("cutoff", CUTOFFS)
def test_quarters_leave_no_day_out_and_none_twice(cutoff):
    quarters = [period(f"{y}-Q{q}", cutoff) for y in (2023, 2024, 2025) for q in (1, 2, 3, 4)]
    assert all(a.last == b.before for a, b in itertools.pairwise(quarters))


@pytest.mark.parametrize(
    "name",
    [
        "2025-Q5",
        "2025-13",
        "2025-00",
        "2025-1",
        "2025-H3",
        "2025-9m",
        "2025-6M",
        "25-Q1",
        "",
        "2025-Q1 ",
        "9999",
    ],
)
def test_what_is_no_period_is_refused(name):
    with pytest.raises(ValueError):
        period(name)


def days_of(name, cutoff):
    """The slow obvious way: every day belongs to one month of the rule."""
    year, wanted = int(name[:4]), months_of(name[5:])
    found = set()
    day = date(year - 1, 12, 1)
    while day.year <= year:
        turns = CUTOFFS[cutoff].months_before and day.day >= CUTOFFS[cutoff].begins_on
        month = day.month + 1 if turns else day.month
        whose = (day.year + 1, 1) if month == 13 else (day.year, month)
        if whose[0] == year and whose[1] in wanted:
            found.add(day)
        day += timedelta(days=1)
    return found


def months_of(mark):
    whole = {"": range(1, 13), "9M": range(1, 10), "H1": range(1, 7), "H2": range(7, 13)}
    if mark in whole:
        return set(whole[mark])
    quarter = mark.startswith("Q")
    return set(range(3 * int(mark[1]) - 2, 3 * int(mark[1]) + 1)) if quarter else {int(mark)}


@given(NAMES, RULES)
def test_a_period_has_the_days_of_its_months_and_no_other(name, cutoff):
    found, wanted = period(name, cutoff), days_of(name, cutoff)
    assert (found.first, found.last) == (min(wanted), max(wanted))
    assert (found.last - found.first).days + 1 == len(wanted)


@given(YEARS, RULES)
def test_longer_periods_are_laid_out_of_shorter_ones(year, cutoff):
    def tiles(whole, *parts):
        whole, laid = period(whole, cutoff), [period(one, cutoff) for one in parts]
        assert (whole.first, whole.last) == (laid[0].first, laid[-1].last)
        assert all(a.last == b.before for a, b in itertools.pairwise(laid))

    tiles(f"{year}", *(f"{year}-{month:02d}" for month in range(1, 13)))
    tiles(f"{year}", f"{year}-H1", f"{year}-H2")
    tiles(f"{year}", f"{year}-9M", f"{year}-Q4")
    tiles(f"{year}-H1", f"{year}-Q1", f"{year}-Q2")
    tiles(f"{year}-9M", f"{year}-Q1", f"{year}-Q2", f"{year}-Q3")
    tiles(f"{year}-Q4", f"{year}-10", f"{year}-11", f"{year}-12")


@given(NAMES, st.integers(-30, 30))
def test_a_step_keeps_the_kind_and_can_be_taken_back(name, by):
    if not 1910 <= int(name[:4]) <= 2160:
        return
    there = periods.step(name, by)
    assert periods.kind_of(there) == periods.kind_of(name)
    assert periods.step(there, -by) == name
    if periods.kind_of(name) != periods.NINE_MONTHS:
        assert period(periods.step(name, 1)).before == period(name).last


@given(NAMES)
def test_a_period_is_made_of_its_quarters(name):
    laid, whole = [period(one) for one in periods.quarters_of(name)], period(name)
    if periods.kind_of(name) == periods.MONTH:
        assert len(laid) == 1 and laid[0].first <= whole.first <= whole.last <= laid[0].last
    else:
        assert (laid[0].first, laid[-1].last) == (whole.first, whole.last)
        assert all(a.last == b.before for a, b in itertools.pairwise(laid))


@given(YEARS, st.integers(1, 12), st.sampled_from(sorted(periods.MONTHS)))
def test_the_period_that_holds_a_month_holds_it(year, month, kind):
    held = period(periods.holding(kind, month, year))
    after_september = kind == periods.NINE_MONTHS and month > 9
    assert (held.first <= date(year, month, 1) <= held.last) is not after_september
    assert not after_september or held.name == f"{year + 1}-9M"


def test_the_last_finished_quarter_depends_on_the_rule():
    today = date(2026, 12, 20)
    assert last_finished(today, CALENDAR).name == "2026-Q3"
    assert last_finished(today, STATISTICAL).name == "2026-Q4"
