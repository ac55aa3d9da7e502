"""How values are compared after other programs have written them."""

from __future__ import annotations

from datetime import date, datetime

import pytest
import shapely

from diaban.imports.edited import _plain, _same_form


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (None, ""),
        (None, float("nan")),
        (True, 1),
        (False, 0),
        (0.1 + 0.2, 0.3),
        (12, 12.0),
        (date(2025, 7, 1), "2025-07-01"),
        (date(2025, 7, 1), datetime(2025, 7, 1)),
    ],
)
def test_a_value_is_the_same_however_it_was_written(ours, theirs):
    assert _same_form(ours) == _same_form(theirs)


@pytest.mark.parametrize(
    ("ours", "theirs"), [(0, None), (False, None), (1.0, 1.0001), ("a", "A"), ("0", 0)]
)
def test_what_differs_stays_different(ours, theirs):
    assert _same_form(ours) != _same_form(theirs)


def test_one_of_several_and_heights_are_no_edit_of_an_outline():
    square = shapely.box(107, 20, 108, 21)
    lifted = shapely.force_3d(shapely.MultiPolygon([square]), 5)
    assert _plain(lifted).equals_exact(_plain(square))
