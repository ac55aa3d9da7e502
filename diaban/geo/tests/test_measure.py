from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from diaban.geo import measure

HA_LONG = (107.08, 20.95)
A_KILOMETRE_OF_LATITUDE = 1 / 110.7


def square(side_km: float) -> shapely.Polygon:
    lon, lat = HA_LONG
    dlat = side_km * A_KILOMETRE_OF_LATITUDE
    dlon = dlat / math.cos(math.radians(lat))
    return shapely.box(lon, lat, lon + dlon, lat + dlat)


def test_grid_and_geodesic_area_of_a_small_square_agree_within_the_scale_of_the_grid():
    field = square(2)
    grid, ground = measure.grid_area_ha(field), measure.geodesic_area_ha(field)
    assert ground == pytest.approx(400, rel=0.01)
    assert grid == pytest.approx(ground, rel=5e-4)


def test_area_does_not_depend_on_the_direction_of_the_ring():
    field = square(1)
    assert measure.geodesic_area_ha(field.reverse()) == pytest.approx(
        measure.geodesic_area_ha(field)
    )


@given(st.floats(0, 1e7))
def test_a_circle_of_the_radius_has_the_area(area_ha):
    radius = measure.circle_radius_m(area_ha)
    assert math.pi * radius**2 / 10_000 == pytest.approx(area_ha)


@pytest.mark.parametrize("area", [-1, math.nan])
def test_a_circle_of_no_area_is_refused(area):
    with pytest.raises(ValueError):
        measure.circle_radius_m(area)


def test_distance_is_geodesic():
    # Hạ Long to Móng Cái, checked against Vincenty's formula: about 114 km.
    metres = measure.distance_m(*HA_LONG, 107.97, 21.53)
    assert metres == pytest.approx(112_700, abs=1_500)
    assert measure.distance_m(*HA_LONG, *HA_LONG) == 0


def test_the_nearest_is_the_smallest_of_all_distances():
    rng = np.random.default_rng(7)
    points = rng.uniform((106.5, 20.6), (108.0, 21.6), (20, 2))
    targets = rng.uniform((106.5, 20.6), (108.0, 21.6), (5, 2))
    slow = [min(measure.distance_m(*p, *t) for t in targets) for p in points]
    assert measure.nearest_m(points, targets) == pytest.approx(slow)


def test_an_unknown_place_has_no_nearest_and_is_nobodys_nearest():
    known, unknown = [107.0, 21.0], [np.nan, np.nan]
    answer = measure.nearest_m(np.array([known, unknown]), np.array([unknown, [107.1, 21.0]]))
    assert answer[0] == pytest.approx(measure.distance_m(107.0, 21.0, 107.1, 21.0))
    assert math.isnan(answer[1])
    assert np.isnan(measure.nearest_m(np.array([known]), np.empty((0, 2)))).all()


def test_the_centre_knows_how_far_its_points_are():
    lon, lat, spread = measure.centre([(107.0, 21.0), (107.2, 21.0)])
    assert (lon, lat) == pytest.approx((107.1, 21.0))
    assert spread == pytest.approx(measure.distance_m(107.1, 21.0, 107.2, 21.0))
    with pytest.raises(ValueError):
        measure.centre([])


def test_a_bow_tie_is_said_to_cross_itself_and_where():
    bow = shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2), (0, 0)])
    assert measure.unsound(bow) == ("self_crossing", (1.0, 1.0))


@pytest.mark.parametrize(
    ("geometry", "reason"),
    [
        (shapely.Polygon(), "empty"),
        (shapely.LineString([(0, 0), (math.inf, 1)]), "not_finite"),
        (shapely.LineString([(0, 0), (math.nan, 1)]), "not_finite"),
        (shapely.LineString([(1, 1), (1, 1)]), "too_few_points"),
        (shapely.from_wkt("POLYGON((0 0,9 0,9 9,0 9,0 0),(20 20,21 20,21 21,20 20))"),
         "hole_outside"),
        (shapely.from_wkt("MULTIPOLYGON(((0 0,9 0,9 9,0 9,0 0)),((1 1,2 1,2 2,1 1)))"), "nested"),
    ],
)  # fmt: skip
def test_other_faults_have_their_own_reason(geometry, reason):
    assert measure.unsound(geometry)[0] == reason


def test_a_sound_geometry_has_no_fault():
    assert measure.unsound(square(1)) is None
