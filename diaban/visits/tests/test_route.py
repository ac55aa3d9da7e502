"""The order of the stops, against trying every order."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diaban.visits.planning.route import (
    MOST_EXACT,
    along,
    kilometres,
    length,
    nearest_next,
    shortest,
    untangled,
)

OFFICE = (107.08, 20.95)
POINTS = st.tuples(st.floats(106.4, 108.6), st.floats(20.4, 21.75))


def apart_of(points):
    return [[kilometres(one, other) for other in points] for one in points]


def test_hanoi_is_about_125_km_from_ha_long():
    assert kilometres((105.854, 21.029), (107.05, 20.96)) == pytest.approx(124.6, abs=1)


@settings(max_examples=60, deadline=None)
@given(st.lists(POINTS, min_size=1, max_size=7))
def test_few_stops_are_driven_the_shortest_way_there_is(points):
    found = shortest(points, OFFICE)
    every = (along(points, order, OFFICE).total for order in permutations(range(len(points))))
    assert found.total == pytest.approx(min(every), abs=1e-6)
    assert sorted(found.order) == list(range(len(points)))


@settings(max_examples=60, deadline=None)
@given(st.lists(POINTS, min_size=1, max_size=6))
def test_without_an_office_the_way_begins_at_the_first_stop_and_ends_at_the_last(points):
    found = shortest(points)
    every = (along(points, (0, *order)).total for order in permutations(range(1, len(points))))
    assert found.order[0] == 0
    assert found.total == pytest.approx(min(every), abs=1e-6)
    assert found.back == 0


@settings(max_examples=40, deadline=None)
@given(st.lists(POINTS, min_size=2, max_size=7))
def test_untangling_lies_between_the_best_and_the_nearest_next(points):
    apart = apart_of([OFFICE, *points])
    greedy = nearest_next(apart)
    found = untangled(greedy, apart)
    best = min(length(order, apart) for order in permutations(range(1, len(apart))))
    assert best - 1e-6 <= length(found, apart) <= length(greedy, apart) + 1e-6
    assert sorted(found) == list(range(1, len(apart)))


@settings(max_examples=25, deadline=None)
@given(st.lists(POINTS, min_size=MOST_EXACT + 1, max_size=16))
def test_of_many_stops_no_stretch_is_better_turned_round(points):
    found = shortest(points, OFFICE)
    order = found.order
    for first in range(len(order) - 1):
        for last in range(first + 1, len(order)):
            turned = (*order[:first], *order[first : last + 1][::-1], *order[last + 1 :])
            assert along(points, turned, OFFICE).total >= found.total - 1e-6


def test_a_stop_of_unknown_place_comes_last_and_its_way_is_unknown():
    found = shortest([None, (107.1, 21.0), (107.5, 21.1)], OFFICE)
    assert found.order[-1] == 0
    assert found.legs[-1] is None
    assert found.back is None
    assert not found.is_complete


def test_nothing_known_keeps_the_order_given():
    found = shortest([None, None], OFFICE)
    assert found.order == (0, 1)
    assert found.total == 0


def test_no_stop_makes_no_way():
    assert shortest([], OFFICE).total == 0
