"""A point is read as people type it, and what cannot be is said by its reason."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaban.petitions import position
from diaban.petitions.position import Fault, offset, read

DONG_MAI = (106.83, 20.97)


@pytest.mark.parametrize(
    ("longitude", "latitude"),
    [("106.83", "20.97"), ("106,83", "20,97"), (" 106.83 ° ", "20.97°")],
)
def test_a_point_is_read_with_either_decimal_mark(longitude, latitude):
    assert read(longitude, latitude) == (106.83, 20.97)


def test_no_point_is_no_fault():
    assert read(" ", "") is None


@pytest.mark.parametrize(
    ("longitude", "latitude", "code", "part"),
    [
        ("106.8", "", "half", "latitude"),
        ("", "20.9", "half", "longitude"),
        ("x", "20.9", "number", "longitude"),
        ("nan", "20.9", "number", "longitude"),
        ("inf", "20.9", "number", "longitude"),
        ("106.8", "1e400", "number", "latitude"),
        ("20.9", "106.8", "swapped", "longitude"),
        ("2.35", "48.86", "outside", "longitude"),
        ("106.8", "48.86", "outside", "latitude"),
        ("0", "0", "outside", "longitude"),
        ("1068000", "20.9", "outside", "longitude"),
    ],
)
def test_what_cannot_be_says_why_and_where(longitude, latitude, code, part):
    with pytest.raises(Fault) as fault:
        read(longitude, latitude)
    assert (fault.value.code, fault.value.part) == (code, part)


@given(st.text(max_size=30), st.text(max_size=30))
def test_whatever_is_typed_is_a_point_in_viet_nam_nothing_or_a_fault(longitude, latitude):
    try:
        found = read(longitude, latitude)
    except Fault as fault:
        assert fault.part in ("longitude", "latitude")
    else:
        assert found is None or position.inside(*found)


@pytest.mark.parametrize(
    ("point", "direction"),
    [((106.83, 21.3), "n"), ((107.2, 20.97), "e"), ((106.83, 20.6), "s"), ((106.5, 20.97), "w"),
     ((107.1, 21.2), "ne"), ((106.6, 20.75), "sw")],
)  # fmt: skip
def test_the_direction_is_that_from_the_place(point, direction):
    assert offset(DONG_MAI, point).direction == direction


def test_far_begins_beyond_fifteen_kilometres():
    assert not offset(DONG_MAI, (106.93, 20.97)).is_far  # 10 km
    assert offset(DONG_MAI, (107.03, 20.97)).is_far  # 21 km


@given(st.floats(102, 118), st.floats(6, 23.6))
def test_no_distance_is_negative_and_a_place_is_not_far_from_itself(lon, lat):
    assert offset((lon, lat), (lon, lat)).metres < 0.01
    assert offset(DONG_MAI, (lon, lat)).metres >= 0
