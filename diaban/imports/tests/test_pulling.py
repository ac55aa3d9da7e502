from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from openpyxl import Workbook

from diaban.imports.open_data import manifest as manifests
from diaban.imports.open_data import overpass, records
from diaban.imports.open_data.fetching import Bounds, sha256
from diaban.imports.open_data.manifest import Manifest, Part
from diaban.imports.open_data.pulling import forget, is_cached, pull
from diaban.imports.open_data.refusal import NotPulled
from diaban.imports.tests.bad_server import Behaviour, serving

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data"
COLLECTION = json.dumps(
    {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"id": "node/7", "name": "Bãi Cháy", "state": "here", "no": 3.0},
                "geometry": {"type": "Point", "coordinates": [107.05, 20.96]},
            },
            {
                "type": "Feature",
                "properties": {"id": "node/8", "name": "Elsewhere", "state": "there", "no": None},
                "geometry": None,
            },
        ],
    }
).encode()


def a_manifest(url: str = "https://example.org/x.geojson", digest: str | None = None) -> Manifest:
    return Manifest(
        name="places", title_vi="Nơi", title_en="Places", publisher="P", homepage="https://p",
        version="v1", licence="MIT", licence_url="https://l", attribution="P (MIT)",
        layer="osm_parks", files=(Part("x.geojson", url, digest),),
        columns={"code": "id", "name_vi": ["name:vi", "name"], "since": "no"},
    )  # fmt: skip


def never(digest: str) -> bool:
    raise AssertionError("a file for which a manifest vouches is not asked about")


def served(content: bytes = COLLECTION):
    return serving(Behaviour(content=content))


def test_a_file_with_the_stated_hash_is_prepared_for_the_review(tmp_path):
    with served() as url:
        pulled = pull(a_manifest(url, hashlib.sha256(COLLECTION).hexdigest()), tmp_path,
                      confirm=never)  # fmt: skip
    assert (pulled.hash, pulled.features) == ("manifest", 2)
    first = json.loads(pulled.ready.read_text())["features"][0]
    assert first["properties"] == {"code": "node-7", "name_vi": "Bãi Cháy", "since": 3}
    assert first["geometry"]["coordinates"] == [107.05, 20.96]


def test_a_file_with_another_hash_is_refused_and_does_not_stay(tmp_path):
    wanted = "0" * 64
    with served() as url, pytest.raises(NotPulled) as refused:
        pull(a_manifest(url, wanted), tmp_path, confirm=never)
    assert refused.value.code == "wrong_hash"
    assert wanted in refused.value.reason
    assert hashlib.sha256(COLLECTION).hexdigest() in refused.value.reason
    assert not list(tmp_path.rglob("*.geojson"))


def test_an_unknown_hash_is_shown_and_nothing_is_prepared_until_it_is_accepted(tmp_path):
    digest = hashlib.sha256(COLLECTION).hexdigest()
    with served() as url:
        with pytest.raises(NotPulled) as refused:
            pull(a_manifest(url), tmp_path, confirm=lambda _digest: False)
        assert digest in refused.value.reason
        assert not list(tmp_path.rglob("ready.geojson"))
        pulled = pull(a_manifest(url), tmp_path, confirm=lambda found: found == digest)
        assert pulled.hash == "confirmed"
        assert pull(a_manifest(url), tmp_path, confirm=never).hash == "accepted"


def test_what_was_accepted_once_does_not_vouch_for_other_content(tmp_path):
    server = Behaviour(content=COLLECTION)
    with serving(server) as url:
        wanted = a_manifest(url)
        pull(wanted, tmp_path, confirm=lambda _digest: True)
        (tmp_path / "open/places/v1/x.geojson").write_bytes(COLLECTION + b"\n")
        with pytest.raises(NotPulled, match="Nobody vouches"):
            pull(wanted, tmp_path, confirm=lambda _digest: False)


def test_a_second_pull_asks_the_cache_and_not_the_network(tmp_path):
    server = Behaviour(content=COLLECTION)
    with serving(server) as url:
        wanted = a_manifest(url)
        assert not is_cached(wanted, tmp_path)
        with pytest.raises(NotPulled, match="not in the cache"):
            pull(wanted, tmp_path, confirm=never, only_cached=True)
        pull(wanted, tmp_path, confirm=lambda _digest: True)
        pull(wanted, tmp_path, confirm=never, only_cached=True)
        assert is_cached(wanted, tmp_path)
        assert len(server.asked) == 1
        forget(wanted, tmp_path)
        assert not is_cached(wanted, tmp_path)


def test_a_file_that_somebody_gives_is_held_against_the_same_hash(tmp_path):
    given = tmp_path / "mine.geojson"
    given.write_bytes(COLLECTION)
    wanted = a_manifest(digest=sha256(given))
    assert pull(wanted, tmp_path, confirm=never, given=given).hash == "manifest"
    given.write_bytes(COLLECTION + b" ")
    with pytest.raises(NotPulled) as refused:
        pull(wanted, tmp_path, confirm=never, given=given)
    assert refused.value.code == "wrong_hash"
    assert given.exists(), "a file of theirs is never removed"


def test_one_file_in_place_of_several_with_known_hashes_is_not_taken_whatever_is_said(tmp_path):
    given = tmp_path / "mine.geojson"
    given.write_bytes(COLLECTION)
    parts = (Part("a.json", "https://e", "0" * 64), Part("b.json", "https://e", "1" * 64))
    wanted = replace(a_manifest(), files=parts)
    with pytest.raises(NotPulled) as refused:
        pull(wanted, tmp_path, confirm=lambda _digest: True, given=given)
    assert refused.value.code == "folder_needed"


def test_a_folder_that_lacks_a_part_says_which(tmp_path):
    wanted = replace(a_manifest(), files=(Part("a.json", "https://e"), Part("b.json", "https://e")))
    (tmp_path / "a.json").write_bytes(COLLECTION)
    with pytest.raises(NotPulled, match=r"lacks b\.json"):
        pull(wanted, tmp_path, confirm=never, given=tmp_path)


def test_the_page_of_an_error_is_not_taken_for_data(tmp_path):
    with served(b"<html>Too many requests</html>") as url, pytest.raises(NotPulled) as refused:
        pull(a_manifest(url), tmp_path, confirm=lambda _digest: True, bounds=Bounds())
    assert refused.value.code == "not_as_described"


def test_records_of_others_are_left_out_and_none_of_ours_is_a_refusal(tmp_path):
    path = tmp_path / "x.geojson"
    path.write_bytes(COLLECTION)
    here = replace(a_manifest(), keep={"state": ("here",)})
    assert [one["properties"]["code"] for one in records.features(here, [path])] == ["node-7"]
    with pytest.raises(NotPulled, match="None of the 2 records"):
        records.features(replace(here, keep={"state": ("nowhere",)}), [path])


def test_a_workbook_of_a_tracker_is_read_with_its_decimal_commas(tmp_path):
    book = Workbook()
    book.active.title = "Units"
    for row in (
        ["GEM ID", "Name", "State", "Latitude", "Longitude", "Capacity"],
        ["M1", "One", "Quang Ninh", "21,05", "107,25", "0,9"],
        ["M2", "Two", "Hai Phong", "20,9", "106,7", "1,5"],
    ):
        book.active.append(row)
    book.save(tmp_path / "t.xlsx")
    wanted = replace(
        a_manifest(), sheet="Units", decimal_comma=True, place=("Longitude", "Latitude"),
        keep={"State": ("Quang Ninh",)},
        columns={"code": "GEM ID", "name_en": "Name", "capacity": "Capacity"},
    )  # fmt: skip
    (one,) = records.features(wanted, [tmp_path / "t.xlsx"])
    assert one["properties"] == {"code": "M1", "name_en": "One", "capacity": 0.9}
    assert one["geometry"]["coordinates"] == [107.25, 21.05]


def test_overpass_elements_become_points_lines_and_areas():
    square = [(0, 0), (0, 4), (4, 4), (4, 0), (0, 0)]
    hole = [(1, 1), (1, 2), (2, 2), (2, 1), (1, 1)]

    def line(points):
        return [{"lon": lon, "lat": lat} for lon, lat in points]

    found = list(
        overpass.records(
            {
                "elements": [
                    {"type": "node", "id": 1, "lon": 107, "lat": 21, "tags": {"name": "gate"}},
                    {"type": "node", "id": 2, "lon": 0, "lat": 0},
                    {"type": "way", "id": 3, "geometry": line(square),
                     "tags": {"landuse": "industrial"}},
                    {"type": "way", "id": 4, "geometry": line(square), "tags": {"railway": "rail"}},
                    {"type": "way", "id": 5, "geometry": [None, *line(square[:1])],
                     "tags": {"highway": "trunk"}},
                    {"type": "relation", "id": 6, "tags": {"landuse": "industrial"}, "members": [
                        {"type": "way", "role": "outer", "geometry": line(square[:3])},
                        {"type": "way", "role": "outer", "geometry": line(square[2:])},
                        {"type": "way", "role": "inner", "geometry": line(hole)},
                    ]},
                    {"type": "relation", "id": 7, "tags": {"landuse": "industrial"}, "members": [
                        {"type": "way", "role": "outer", "geometry": line(square[:3])},
                    ]},
                ]
            }
        )
    )  # fmt: skip
    kinds = [geometry and geometry.geom_type for _tags, geometry in found]
    assert kinds == ["Point", "Polygon", "LineString", None, "Polygon", None]
    assert found[0][0]["osm_id"] == "node/1"
    assert found[4][1].area == 16 - 1


@pytest.mark.parametrize("name", manifests.names())
def test_every_manifest_is_sound_and_its_layer_has_its_fields(name):
    from diaban.facts import schema

    one = manifests.load(name)
    kind = next(kind for kind in schema.kinds() if kind.layer == one.layer)
    columns = {"code", *(column for spec in kind.fields for column in spec.columns)}
    assert set(one.columns) <= columns
    if kind.licence:
        assert kind.licence.id == one.licence
        assert one.caveat_vi and one.caveat_en


def test_odbl_is_never_merged_into_a_layer_of_ours():
    from diaban.facts import schema

    for one in map(manifests.load, manifests.names()):
        kind = next(kind for kind in schema.kinds() if kind.layer == one.layer)
        if one.licence.startswith("ODbL"):
            assert kind.licence and kind.licence.id == one.licence
    assert any(manifests.load(name).licence == "ODbL-1.0" for name in manifests.names())


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"name": "other"}, "file's own name"),
        ({"licence": ""}, "“licence” is missing"),
        ({"extra": 1}, "“extra” is no key"),
        ({"columns": {"name_vi": "name"}}, "“code” is one of them"),
        ({"files": [{"name": "../x", "url": "https://e", "sha256": "unknown"}]}, "no plain file"),
        ({"files": [{"name": "x", "url": "http://e", "sha256": "unknown"}]}, "https://"),
        ({"files": [{"name": "x", "url": "https://e", "sha256": "abc"}]}, "64 hexadecimal"),
        ({"files": [{"name": "x", "url": "https://e"}]}, "name, url and sha256"),
    ],
)
def test_a_manifest_that_is_not_sound_says_what_is_wrong(tmp_path, change, fault):
    content = yaml.safe_load((manifests.FOLDER / "sfi-cement.yaml").read_text()) | change
    (tmp_path / "sfi-cement.yaml").write_text(yaml.safe_dump(content))
    with pytest.raises(NotPulled) as refused:
        manifests.load("sfi-cement", tmp_path)
    assert fault in refused.value.reason


@pytest.mark.parametrize(
    ("name", "file", "count"),
    [
        ("gem-coal-mines", "raw_materials/qn_coal_mines_gem_gcmt.geojson", 29),
        ("gem-coal-power", "infrastructure/qn_coal_power_units_gem_2024-07.geojson", 34),
        ("sfi-cement", "raw_materials/qn_cement_plants_sfi_2021-07.geojson", 4),
        ("osm-parks", "industrial/qn_industrial_parks_osm.geojson", 11),
        ("osm-transport", "infrastructure/qn_transport_points_osm.geojson", 21),
        ("osm-roads", "infrastructure/qn_transport_lines_osm_100m.geojson", 1353),
        ("communes-2025", "admin/qn_communes_2025_simplified_60m.geojson", 54),
    ],
)
def test_the_files_at_hand_are_mapped_without_a_record_lost(tmp_path, name, file, count):
    path = SHARED / file
    if not path.exists():
        pytest.skip(f"{path} is not here")
    # The files at hand were cut to the province: the column that says so is no longer in them.
    wanted = replace(manifests.load(name), keep={})
    pulled = pull(wanted, tmp_path, confirm=lambda _digest: True, given=path)
    features = json.loads(pulled.ready.read_text())["features"]
    codes = [feature["properties"]["code"] for feature in features]
    assert len(features) == count == len(set(codes))
    assert all(codes)
