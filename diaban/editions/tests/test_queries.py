from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from diaban.editions import publish, store
from diaban.editions.distance import GEOD, box_around
from diaban.editions.layer import Layer
from diaban.editions.tests.build import NOW, layer, of_geometries, row, shapes, snapshot


def published(root: Path, *layers) -> Layer:
    publish.write(root, snapshot(*layers), now=NOW)
    return store.current(root).layers["parks"]


@pytest.fixture(scope="module")
def mixed(tmp_path_factory) -> Layer:
    """Every kind of geometry, and rows whose location is unknown in between."""
    geometries = shapes(7, 400)
    geometries[10] = geometries[200] = None
    return published(tmp_path_factory.mktemp("mixed"), of_geometries(geometries))


def dense_distance(geometry: shapely.Geometry, lon: float, lat: float) -> float:
    """Brute force: geodesic distance to points set every few metres along the outline."""
    if geometry.geom_type == "Polygon" and geometry.covers(shapely.Point(lon, lat)):
        return 0.0
    if geometry.geom_type == "MultiPolygon" and geometry.covers(shapely.Point(lon, lat)):
        return 0.0
    if geometry.geom_type != "Point":
        closest = shapely.get_coordinates(shapely.segmentize(geometry, 0.0005))
    else:
        closest = shapely.get_coordinates(geometry)
    count = len(closest)
    return GEOD.inv(np.full(count, lon), np.full(count, lat), closest[:, 0], closest[:, 1])[2].min()


places = st.tuples(st.floats(105.5, 109), st.floats(20, 22.3))


@settings(max_examples=60, deadline=None)
@given(places, st.floats(0.001, 1), st.floats(0.001, 1))
def test_a_box_finds_exactly_what_shapely_finds(mixed, corner, width, height):
    west, south = corner
    box = shapely.box(west, south, west + width, south + height)
    geometries = [mixed.geometry(row) for row in range(len(mixed))]
    expected = np.flatnonzero(shapely.intersects(box, geometries))
    assert mixed.within_box(west, south, west + width, south + height).tolist() == expected.tolist()
    assert set(expected) <= set(
        mixed.candidates(west, south, west + width, south + height).tolist()
    )


@settings(max_examples=40, deadline=None)
@given(places, st.floats(0.01, 0.6))
def test_a_polygon_finds_exactly_what_shapely_finds(mixed, centre, radius):
    star = shapely.Point(centre).buffer(radius).difference(shapely.Point(centre).buffer(radius / 3))
    geometries = [mixed.geometry(row) for row in range(len(mixed))]
    expected = np.flatnonzero(shapely.intersects(star, geometries))
    assert mixed.within_polygon(star).tolist() == expected.tolist()


@settings(max_examples=40, deadline=None)
@given(places)
def test_distances_are_those_of_brute_force(mixed, place):
    rows = np.arange(0, 400, 9)
    metres = mixed.metres_from(*place, rows)
    for row_number, distance in zip(rows.tolist(), metres.tolist(), strict=True):
        geometry = mixed.geometry(row_number)
        if geometry is None:
            assert np.isnan(distance)
            continue
        dense = dense_distance(geometry, *place)
        # Points every 55 m lie at most 28 m from the nearest one, so brute force is never much too
        # short …
        assert distance <= dense + 0.02
        # … and too long by at most what half a step to the side adds.
        assert dense <= np.hypot(distance, 30) + 0.02


@settings(max_examples=60, deadline=None)
@given(places, st.integers(1, 30))
def test_the_nearest_are_those_of_brute_force(mixed, place, k):
    every = mixed.metres_from(*place, np.arange(len(mixed)))
    expected = np.sort(every[~np.isnan(every)])[:k]
    rows, metres = mixed.nearest(*place, k)
    assert np.allclose(metres, expected, rtol=1e-6, atol=0.02)
    assert np.allclose(every[rows], expected, rtol=1e-6, atol=0.02)
    assert (np.diff(metres) >= 0).all()


@settings(max_examples=40, deadline=None)
@given(places, st.floats(10, 150_000))
def test_within_a_distance_are_those_of_brute_force(mixed, place, radius):
    every = mixed.metres_from(*place, np.arange(len(mixed)))
    rows, metres = mixed.within_distance(*place, radius)
    surely = np.flatnonzero(every <= radius - 0.05)
    perhaps = np.flatnonzero(every <= radius + 0.05)
    assert set(surely) <= set(rows.tolist()) <= set(perhaps)
    assert (metres <= radius).all()


@settings(max_examples=200, deadline=None)
@given(st.floats(-180, 180), st.floats(-85, 85), st.floats(1, 2_000_000), st.floats(0, 360))
def test_the_box_around_a_place_holds_its_circle(lon, lat, metres, azimuth):
    x, y, _back = GEOD.fwd(lon, lat, azimuth, metres)
    west, south, east, north = box_around(lon, lat, metres)
    assert south - 1e-9 <= y <= north + 1e-9
    assert any(west - 1e-9 <= x + turn <= east + 1e-9 for turn in (-360, 0, 360))


def test_nearest_counts_only_what_is_asked_for(mixed):
    where = np.zeros(len(mixed), dtype=bool)
    where[::37] = True
    where[10] = True  # its location is unknown
    rows, metres = mixed.nearest(107, 21, 5, where=where)
    every = mixed.metres_from(107, 21, np.arange(len(mixed)))
    every[~where] = np.nan
    assert np.allclose(metres, np.sort(every[~np.isnan(every)])[:5])
    assert where[rows].all()


def test_nearest_leaves_out_what_is_too_far(mixed):
    _rows, metres = mixed.nearest(107, 21, 50)
    rows, near = mixed.nearest(107, 21, 50, max_m=float(metres[20]))
    assert len(rows) == 21
    assert near.max() <= metres[20]


def test_asking_for_more_than_there_is_gives_all_that_have_a_location(mixed):
    rows, _metres = mixed.nearest(107, 21, 10_000)
    assert len(rows) == 398
    assert len(set(rows.tolist())) == 398


def test_the_other_side_of_the_180th_meridian_is_near(tmp_path):
    parks = published(
        tmp_path,
        of_geometries(
            [shapely.Point(179.99, 10), shapely.Point(-179.98, 10), shapely.Point(0, 10)]
        ),
    )
    rows, metres = parks.nearest(-179.99, 10, 2)
    assert rows.tolist() == [1, 0]
    assert metres == pytest.approx([1096.0, 2192.0], rel=1e-3)
    assert parks.within_distance(-179.99, 10, 3000)[0].tolist() == [1, 0]
    assert parks.within_box(179, 9, -179, 11).tolist() == [0, 1]


def test_a_day_finds_what_was_valid_then(tmp_path):
    reform = dt.date(2025, 7, 1)
    parks = published(
        tmp_path,
        layer([row("old", valid_to=reform), row("new", valid_from=reform), row("always")]),
    )
    assert parks.valid_on(dt.date(2025, 6, 30)).tolist() == [True, False, True]
    assert parks.valid_on(reform).tolist() == [False, True, True]
    assert parks.valid_on(reform, np.array([2, 0])).tolist() == [True, False]


def test_large_layers_are_stored_along_a_curve_and_still_found_by_key(tmp_path):
    rng = np.random.default_rng(3)
    points = [shapely.Point(*xy) for xy in rng.uniform((106, 20), (108, 22), (6000, 2))]
    parks = published(tmp_path, of_geometries([None, *points]))
    assert parks.row("park:p0") == 6000
    found = parks.row("park:p5")
    assert parks.geometry(found).equals(points[4])
    centres = shapely.get_coordinates([parks.geometry(row) for row in range(6000)])
    step = np.median(np.hypot(*np.diff(centres, axis=0).T))
    assert step < 0.05  # in the order given it would be about 1
