from __future__ import annotations

import datetime as dt
from pathlib import Path

import mapbox_vector_tile
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from diaban.editions import mvt, publish, store, tiles
from diaban.editions.clip import BUFFER, EXTENT
from diaban.editions.layer import Layer
from diaban.editions.tests.build import NOW, layer, of_geometries, row, shapes, snapshot


def publish_parks(root: Path, given_layer) -> store.Edition:
    publish.write(root, snapshot(given_layer), now=NOW)
    return store.current(root)


def decode(tile: bytes) -> dict:
    return mapbox_vector_tile.decode(tile, default_options={"y_coord_down": True})


def projected(geometry: shapely.Geometry, z: int, x: int, y: int) -> shapely.Geometry:
    """The geometry in tile units by a second, plain formula."""

    def project(pairs):
        lat = np.radians(pairs[:, 1])
        mercator = np.log(np.tan(np.pi / 4 + lat / 2))
        east = ((pairs[:, 0] + 180) / 360 * 2**z - x) * EXTENT
        south = ((1 - mercator / np.pi) / 2 * 2**z - y) * EXTENT
        return np.column_stack((east, south))

    return shapely.transform(geometry, project)


def tile_of(lon: float, lat: float, z: int) -> tuple[int, int]:
    point = projected(shapely.Point(lon, lat), z, 0, 0)
    return int(point.x // EXTENT), int(point.y // EXTENT)


def covered(drawn: shapely.Geometry) -> shapely.Geometry:
    """What a renderer fills: each exterior without its holes, which may touch it at the tile's
    edge.
    """
    filled = []
    for polygon in shapely.get_parts(drawn):
        holes = [shapely.make_valid(shapely.Polygon(hole)) for hole in polygon.interiors]
        outer = shapely.make_valid(shapely.Polygon(polygon.exterior))
        filled.append(outer.difference(shapely.union_all(holes)))
    return shapely.union_all(filled)


@pytest.fixture(scope="module")
def edition(tmp_path_factory) -> store.Edition:
    return publish_parks(tmp_path_factory.mktemp("tiles"), of_geometries(shapes(11, 300)))


def signed_area(ring) -> float:
    x, y = np.array(ring[:-1]).T
    return float((x * np.roll(y, -1) - np.roll(x, -1) * y).sum() / 2)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 15), st.floats(106.4, 108.1), st.floats(20.6, 21.7))
def test_what_another_decoder_reads_is_what_shapely_cuts(edition, z, lon, lat):
    x, y = tile_of(lon, lat, z)
    parks = edition.layers["parks"]
    window = shapely.box(-BUFFER, -BUFFER, EXTENT + BUFFER, EXTENT + BUFFER)
    content = edition.tile("parks", z, x, y)
    drawn = {}
    if content:
        for feature in decode(content)["parks"]["features"]:
            drawn[feature["id"]] = shapely.geometry.shape(feature["geometry"])
    for number in range(len(parks)):
        expected = projected(parks.geometry(number), z, x, y).intersection(window)
        if number not in drawn:
            # Only what is too small to see may be missing.
            if expected.area:
                assert shapely.buffer(expected, -3).is_empty
            else:
                assert expected.is_empty or 0 < expected.length < 3
            continue
        seen = drawn[number]
        assert seen.geom_type.removeprefix("Multi") == expected.geom_type.removeprefix("Multi") or (
            expected.area < 64
        )
        if expected.area > 5000:
            # Rounding to the grid moves an outline by at most 0.71 units; tiny holes are filled.
            difference = covered(seen).symmetric_difference(expected).area
            assert difference < expected.length + 64


def test_every_ring_winds_as_the_specification_asks(edition):
    z = 11
    rings = 0
    parks = edition.layers["parks"]
    for number in range(len(parks)):
        centre = parks.geometry(number).centroid
        x, y = tile_of(centre.x, centre.y, z)
        for feature in decode(edition.tile("parks", z, x, y))["parks"]["features"]:
            geometry = feature["geometry"]
            if "Polygon" not in geometry["type"]:
                continue
            polygons = geometry["coordinates"]
            for polygon in [polygons] if geometry["type"] == "Polygon" else polygons:
                assert signed_area(polygon[0]) > 0
                assert all(signed_area(hole) < 0 for hole in polygon[1:])
                rings += len(polygon)
    assert rings > 300


def test_a_tile_carries_the_agreed_properties_and_no_unknown_ones(tmp_path):
    day = dt.date(2025, 7, 1)
    point = shapely.Point(107.1, 20.9)
    edition = publish_parks(
        tmp_path,
        layer(
            [
                row("a", point, valid_from=day, accuracy_m=250.0, commodity="commodity:coal"),
                row("b", point, area_ha=12.5, confidence=None),
            ]
        ),
    )
    x, y = tile_of(107.1, 20.9, 12)
    features = decode(edition.tile("parks", 12, x, y))["parks"]["features"]
    assert features[0]["properties"] == {
        "key": "park:a",
        "name_vi": "Khu công nghiệp a",
        "name_en": "a industrial park",
        "kind": "park",
        "status": "operating",
        "confidence": "high",
        "freshness": "fresh",
        "accuracy_m": 250.0,
        "commodity": "commodity:coal",
        "valid_from": 20250701,
    }
    assert features[1]["properties"]["area_ha"] == 12.5
    assert "confidence" not in features[1]["properties"]


def test_an_unknown_location_is_in_no_tile(tmp_path):
    edition = publish_parks(tmp_path, layer([row("nowhere"), row("here", shapely.Point(107, 21))]))
    features = decode(edition.tile("parks", 0, 0, 0))["parks"]["features"]
    assert [feature["properties"]["key"] for feature in features] == ["park:here"]


def test_an_empty_tile_is_empty_and_an_impossible_one_is_refused(edition):
    assert edition.tile("parks", 10, 3, 3) == b""
    for z, x, y in ((-1, 0, 0), (3, 8, 0), (3, 0, -1), (99, 0, 0)):
        with pytest.raises(ValueError):
            edition.tile("parks", z, x, y)
    with pytest.raises(KeyError):
        edition.tile("nothing", 0, 0, 0)


def test_a_polygon_smaller_than_a_pixel_is_still_seen(tmp_path):
    edition = publish_parks(
        tmp_path, of_geometries([shapely.box(107.0, 21.0, 107.00001, 21.00001)])
    )
    x, y = tile_of(107, 21, 9)
    (feature,) = decode(edition.tile("parks", 9, x, y))["parks"]["features"]
    assert 0 < shapely.geometry.shape(feature["geometry"]).area <= 100


def test_a_line_that_leaves_the_tile_and_returns_is_drawn_in_pieces(tmp_path):
    west, south, east, north = tiles.tile_bounds(10, 816, 450)
    middle = (south + north) / 2
    out = east + (east - west)
    zigzag = [(west, middle), (out, middle), (out, middle + 0.01), (west, middle + 0.01)]
    edition = publish_parks(tmp_path, of_geometries([shapely.LineString(zigzag)]))
    (feature,) = decode(edition.tile("parks", 10, 816, 450))["parks"]["features"]
    assert feature["geometry"]["type"] == "MultiLineString"
    assert len(feature["geometry"]["coordinates"]) == 2
    for line in feature["geometry"]["coordinates"]:
        assert max(x for x, _y in line) == EXTENT + BUFFER


@settings(max_examples=200, deadline=None)
@given(st.lists(st.integers(0, 2**34 - 1), max_size=50))
def test_varints_are_those_of_protocol_buffers(numbers):
    expected = bytearray()
    for number in numbers:
        while number > 0x7F:
            expected.append(number & 0x7F | 0x80)
            number >>= 7
        expected.append(number)
    assert bytes(mvt.varints(np.array(numbers, dtype=np.int64))) == bytes(expected)


@pytest.fixture(scope="module")
def dense(tmp_path_factory) -> store.Edition:
    """12,000 small boxes in a few square kilometres."""
    rng = np.random.default_rng(4)
    corners = rng.uniform((106.9, 20.9), (107.1, 21.1), (12_000, 2))
    boxes = shapely.box(*corners.T, *(corners + rng.uniform(1e-4, 1e-3, corners.shape)).T)
    return publish_parks(tmp_path_factory.mktemp("dense"), of_geometries(list(boxes)))


class TestDenseLayer:
    def test_crowded_tiles_are_cut_when_publishing(self, dense):
        made = dense.manifest["tiles"]["parks"]
        assert made["count"] > 8
        assert (dense.path / "tiles" / "parks.pmtiles").exists()
        x, y = tile_of(107, 21, 8)
        features = decode(dense.tile("parks", 8, x, y))["parks"]["features"]
        assert 1000 < len(features) <= tiles.DENSE

    def test_below_them_everything_is_drawn(self, dense):
        zoom = dense.manifest["tiles"]["parks"]["max_zoom"] + 2
        parks: Layer = dense.layers["parks"]
        x, y = tile_of(107, 21, zoom)
        expected = parks.within_box(*tiles.tile_bounds(zoom, x, y))
        features = decode(dense.tile("parks", zoom, x, y))["parks"]["features"]
        assert len(expected) > 50
        drawn = {feature["id"] for feature in features}
        assert set(expected.tolist()) <= drawn <= set(tiles.rows_in(parks, zoom, x, y).tolist())

    def test_the_archive_is_one_that_other_programs_read(self, dense):
        from pmtiles.reader import MmapSource, Reader

        with open(dense.path / "tiles" / "parks.pmtiles", "rb") as handle:
            reader = Reader(MmapSource(handle))
            assert reader.header()["max_zoom"] == dense.manifest["tiles"]["parks"]["max_zoom"]
            assert reader.get(0, 0, 0)[:2] == b"\x1f\x8b"
