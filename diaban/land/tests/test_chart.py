"""Charts and plans are drawn true."""

from __future__ import annotations

import pytest
import shapely

from diaban.land import chart
from diaban.land.tests.places import rectangle


@pytest.mark.parametrize(("most", "top"), [(0, 1), (7, 8), (8, 8), (41, 50), (1972.7, 2000)])
def test_an_axis_ends_at_a_round_number_above_its_values(most, top):
    assert chart.nice(most) == top


def test_a_line_goes_from_the_axis_to_its_value():
    drawn = chart.chart(["a", "b"], {"ready": [0, 100]})
    first, last = drawn.lines[0].points.split()
    assert first == f"{float(chart.LEFT)},{float(chart.HEIGHT - chart.BOTTOM)}"
    assert last == f"{float(chart.WIDTH - chart.RIGHT)},{float(chart.TOP)}"


def test_there_is_no_chart_of_nothing():
    assert chart.chart([], {"ready": []}) is None
    assert chart.plan([]) is None


def test_a_plan_keeps_shapes_and_north_up():
    drawn = chart.plan([("S", rectangle(0, 0, 100, 50), {}), ("N", rectangle(0, 60, 100, 50), {})])
    paths = [shape.path.strip("MZ").split() for shape in drawn.shapes]
    boxes = [
        shapely.Polygon([tuple(map(float, point.split(","))) for point in path]).bounds
        for path in paths
    ]
    (_w, south_top, _e, _b), (_w2, _t, _e2, north_bottom) = boxes
    assert north_bottom < south_top
    west, top, east, bottom = boxes[0]
    assert (east - west) / (bottom - top) == pytest.approx(2, rel=0.05)
