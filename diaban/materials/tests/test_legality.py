from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaban.materials.legality import (
    EXPIRED,
    EXPIRING,
    MISSING,
    UNKNOWN,
    VALID,
    Standing,
    standing,
    state_of,
)  # fmt: skip

TODAY = date(2026, 11, 26)


@dataclass
class Paper:
    kind: str = "land_right"
    expires_on: date | None = None
    unlimited: bool = False


def until(days: int, kind: str = "land_right") -> Paper:
    return Paper(kind, TODAY + timedelta(days=days))


@pytest.mark.parametrize(
    ("paper", "state"),
    [
        (until(-1), EXPIRED),
        (until(0), EXPIRING),
        (until(60), EXPIRING),
        (until(61), VALID),
        (Paper(unlimited=True), VALID),
        (Paper(), UNKNOWN),
    ],
)
def test_a_paper_holds_through_its_last_day(paper, state):
    assert state_of(paper, TODAY) == state


def test_a_plot_without_papers_is_not_valid():
    assert standing([], TODAY) == Standing(MISSING)


def test_a_renewed_paper_counts_instead_of_the_one_it_renews():
    assert standing([until(-30), until(300)], TODAY).state == VALID


def test_a_plot_stands_as_its_worst_kind_of_paper():
    papers = [until(300), until(-1, "harvest"), until(20, "contract")]
    assert standing(papers, TODAY) == Standing(EXPIRED, TODAY - timedelta(days=1))
    assert standing([until(300), Paper("contract")], TODAY).state == UNKNOWN


def test_the_days_left_count_to_the_last_day_and_below_zero_after_it():
    assert standing([until(5)], TODAY).days_left(TODAY) == 5
    assert standing([until(-5)], TODAY).days_left(TODAY) == -5
    assert standing([Paper(unlimited=True)], TODAY).days_left(TODAY) is None


papers = st.builds(
    Paper,
    kind=st.sampled_from(["a", "b", "c"]),
    expires_on=st.none() | st.integers(-100, 400).map(lambda days: TODAY + timedelta(days=days)),
    unlimited=st.booleans(),
)


@given(st.lists(papers, max_size=8))
def test_it_agrees_with_a_slow_reading_of_the_rule(found):
    good = [EXPIRED, UNKNOWN, EXPIRING, VALID]
    kinds = {paper.kind for paper in found}
    best = [
        max((state_of(p, TODAY) for p in found if p.kind == kind), key=good.index) for kind in kinds
    ]
    expected = min(best, key=good.index) if best else MISSING
    assert standing(found, TODAY).state == expected


@given(st.lists(papers, min_size=1, max_size=6), papers)
def test_another_paper_of_a_kind_that_is_there_never_makes_it_worse(found, more):
    good = [EXPIRED, UNKNOWN, EXPIRING, VALID]
    more.kind = found[0].kind
    before, after = standing(found, TODAY).state, standing([*found, more], TODAY).state
    assert good.index(after) >= good.index(before)
