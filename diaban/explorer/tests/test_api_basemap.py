"""The base map's tiles are handed out as they are stored."""

from __future__ import annotations

import gzip
from random import Random

import pytest
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer

from diaban.explorer.api import basemap
from diaban.explorer.tests.client import Client

TILES = {(0, 0, 0): b"whole world", (9, 408, 224): b"Ha Long", (9, 409, 224): b"Ha Long"}


def write_archive(path, tiles=TILES, compression=Compression.GZIP):
    with path.open("wb") as file:
        writer = Writer(file)
        for place in sorted(tiles, key=lambda zxy: zxy_to_tileid(*zxy)):
            packed = compression == Compression.GZIP
            content = gzip.compress(tiles[place], mtime=0) if packed else tiles[place]
            writer.write_tile(zxy_to_tileid(*place), content)
        writer.finalize({"tile_type": TileType.MVT, "tile_compression": compression}, {})


@pytest.fixture
def archive(tmp_path, monkeypatch):
    path = tmp_path / "base.pmtiles"
    monkeypatch.setattr(basemap, "ARCHIVE", path)
    return path


@pytest.fixture
def client(editions_root):
    return Client(editions_root)


def test_a_tile_comes_as_it_is_stored(client, archive):
    write_archive(archive)
    target = f"/tiles/base/{basemap.version()}/9/408/224"
    packed = client.get(target, accept_encoding="gzip, br")
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert gzip.decompress(packed.body) == b"Ha Long"
    plain = client.get(target)
    assert "content-encoding" not in plain.headers
    assert plain.body == b"Ha Long"
    assert client.get(target, if_none_match=packed.headers["etag"]).status == 304


def test_a_tile_that_is_not_compressed_is_sent_too(client, archive):
    write_archive(archive, compression=Compression.NONE)
    assert client.get("/tiles/base/current/0/0/0").body == b"whole world"


def test_where_no_tile_is_as_fine_it_is_missing_and_not_empty(client, archive):
    """An empty tile would be drawn as sea; for a missing one the coarser tile is enlarged."""
    write_archive(archive)
    for place in ("9/0/0", "15/1/1", "3/1/1"):
        reply = client.get(f"/tiles/base/current/{place}")
        assert reply.status == 404
        assert reply.headers["content-type"].startswith("application/problem+json")


def test_an_old_version_leads_to_the_new_one(client, archive):
    write_archive(archive)
    reply = client.get("/tiles/base/ffffffff/9/408/224")
    assert reply.status == 307
    assert reply.headers["location"] == f"/tiles/base/{basemap.version()}/9/408/224"
    assert reply.headers["cache-control"] == "no-store"
    assert client.get("/tiles/base/newest/9/408/224").status == 404


def test_the_version_changes_with_the_content(archive):
    assert basemap.version() == basemap.NO_VERSION
    write_archive(archive)
    first = basemap.version()
    write_archive(archive, {(0, 0, 0): b"another world, longer"})
    assert basemap.version() not in (first, basemap.NO_VERSION)


def test_an_installation_without_a_base_map_says_so(client, archive):
    reply = client.get("/tiles/base/current/0/0/0")
    assert reply.status == 404
    assert "base map" in reply.json()["detail"]


def test_tiles_are_found_through_leaf_directories(archive):
    """An archive of many scattered tiles keeps its directory in leaves."""
    chance = Random(1)
    places = {(13, chance.randrange(8192), chance.randrange(8192)) for _ in range(8000)}
    tiles = {place: chance.randbytes(chance.randrange(1, 40)) for place in places}
    write_archive(archive, tiles, Compression.NONE)
    opened = basemap.opened()
    assert opened.header["leaf_directory_length"] > 0
    assert all(opened.tile(*place) == content for place, content in tiles.items())
    nowhere = next((13, x, 0) for x in range(8192) if (13, x, 0) not in tiles)
    assert opened.tile(*nowhere) is None


@pytest.mark.skipif(not basemap.ARCHIVE.exists(), reason="the base map is not built yet")
def test_the_built_in_base_map_has_ha_long(client):
    reply = client.get("/tiles/base/current/8/204/112", accept_encoding="gzip")
    assert reply.status == 200
    assert reply.headers["content-type"] == "application/vnd.mapbox-vector-tile"
