"""What is withheld can be had neither from a figure nor by subtraction."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from diaban.projects.disclosure import Figure, tells, withheld

FIGURES = st.lists(
    st.integers(1, 4).flatmap(
        lambda projects: st.builds(
            Figure, st.integers(1, 9).map(Decimal), st.just(projects), st.integers(0, projects)
        )
    ),
    max_size=6,
)


def hide(figures: list[Figure]) -> frozenset[int]:
    return withheld(dict(enumerate(figures)), lambda key: "all")


def test_a_figure_of_more_than_two_projects_or_with_an_organisation_is_told():
    assert not hide([Figure(Decimal(1), 3, 3), Figure(Decimal(1), 2, 1), Figure(Decimal(1), 1, 0)])


def test_the_smallest_other_figure_is_withheld_with_a_persons():
    figures = [Figure(Decimal(5), 1, 1), Figure(Decimal(9), 4, 0), Figure(Decimal(2), 1, 0)]
    assert hide(figures) == {0, 2}


def test_columns_are_judged_apart():
    figures = {"a": Figure(Decimal(5), 1, 1), "b": Figure(Decimal(9), 4, 0)}
    assert withheld(figures, lambda key: key) == {"a"}


@settings(deadline=None)
@given(FIGURES)
def test_no_figure_and_no_difference_tells_of_a_person(figures):
    hidden = hide(figures)
    told = [figure for number, figure in enumerate(figures) if number not in hidden]
    assert not any(tells([figure]) for figure in told)
    # The total is published where it tells of nobody; less every figure told, the rest is left.
    if hidden and not tells(figures):
        assert not tells(figures[number] for number in hidden)


@settings(deadline=None)
@given(FIGURES)
def test_no_more_is_withheld_than_is_needed(figures):
    hidden = hide(figures)
    persons = {number for number, figure in enumerate(figures) if tells([figure])}
    assert persons <= hidden
    if hidden > persons:
        last = max(hidden - persons, key=lambda number: (figures[number].amount, str(number)))
        assert tells(figures[number] for number in hidden - {last})
