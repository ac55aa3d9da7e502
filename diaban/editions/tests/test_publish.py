from __future__ import annotations

import datetime as dt
import fcntl
import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

from diaban.editions import encode, publish, store
from diaban.editions.errors import EditionNotFound, InvalidSnapshot, Locked, NoEdition
from diaban.editions.model import FieldInfo, LayerInput
from diaban.editions.tests.build import (
    FIELDS,
    NOW,
    fact,
    layer,
    of_geometries,
    row,
    shapes,
    snapshot,
)

pytestmark = pytest.mark.usefixtures("english")

HERE = shapely.Point(107.1234567891, 20.9)


@pytest.fixture
def sample():
    facts = {"park:a": [fact("area", 167.86, competing=[{"value": 158.48}])]}
    return snapshot(layer([row("a", HERE), row("b", localities=[])], facts))


def test_it_works(tmp_path, sample):
    name = publish.write(tmp_path, sample, now=NOW)
    edition = store.current(tmp_path)
    assert name == edition.id
    assert name.startswith("20261123T210500Z-")
    assert edition.created_at == NOW
    assert store.ids(tmp_path) == [name]
    assert edition.sources["ezip-p19"]["kind"] == "report"
    assert edition.authority["title_en"] == "Quảng Ninh"
    assert edition.crosswalk[0]["extent"] == "whole"
    assert edition.changes() == []


def test_a_key_finds_its_row_and_facts(tmp_path, sample):
    publish.write(tmp_path, sample, now=NOW)
    edition = store.current(tmp_path)
    found, number = edition.find("park:b")
    assert (found.name, number) == ("parks", 1)
    assert edition.find("park:c") is None
    assert edition.find("") is None
    assert edition.facts("park:a")[0]["competing"] == [{"value": 158.48}]
    assert edition.facts("park:b") == []


def test_the_files_are_the_same_however_many_rows_are_taken_at_once(tmp_path, monkeypatch):
    places = [None, *shapes(1, 40), shapely.Point(107, 21, 5), shapely.Polygon()]
    made = []
    for rows in (1_000, 7):
        monkeypatch.setattr(encode, "_BATCH", rows)
        publish.write(tmp_path / str(rows), snapshot(of_geometries(places)), now=NOW)
        made.append(store.current(tmp_path / str(rows)))
    assert made[0].manifest["content"] == made[1].manifest["content"]
    parks = made[1].layers["parks"]
    for number, place in enumerate(places):
        known = None if place is None or place.is_empty else shapely.force_2d(place)
        feature = json.loads(parks.feature(number))["geometry"]
        assert (feature is None) == (known is None)
        if known is not None:
            assert shapely.geometry.shape(feature).equals_exact(known, 1e-6, normalize=True)


def test_a_feature_is_geojson_without_what_is_unknown(tmp_path, sample):
    publish.write(tmp_path, sample, now=NOW)
    parks = store.current(tmp_path).layers["parks"]
    known, unknown = (json.loads(text) for text in parks.features([0, 1]))
    assert known["type"] == "Feature"
    assert known["id"] == known["properties"]["key"] == "park:a"
    assert known["geometry"] == {"type": "Point", "coordinates": [107.1234568, 20.9]}
    assert known["properties"]["layer"] == "parks"
    assert known["properties"]["area"] == 100.0
    assert "free_ha" not in known["properties"]
    assert "geometry" not in known["properties"]
    assert unknown["geometry"] is None
    joined = json.loads(b"[" + parks.features_json([1, 0]) + b"]")
    assert joined == [unknown, known]


def test_a_record_has_every_column_and_unknown_is_none(tmp_path):
    day = dt.date(2025, 7, 1)
    publish.write(tmp_path, snapshot(layer([row("a", HERE, valid_from=day)])), now=NOW)
    parks = store.current(tmp_path).layers["parks"]
    record = parks.record(0)
    assert set(record) == set(parks.column_names)
    assert record["valid_from"] == "2025-07-01"
    assert record["free_ha"] is None
    assert record["conflict"] is False
    json.dumps(record)
    # The exact geometry is kept beside the rounded one.
    assert parks.geometry(0).x == HERE.x


def test_exteriors_in_geojson_turn_as_rfc_7946_asks(tmp_path):
    clockwise = shapely.Polygon([(107, 20), (107, 21), (108, 21), (108, 20)])
    publish.write(tmp_path, snapshot(of_geometries([clockwise])), now=NOW)
    feature = json.loads(store.current(tmp_path).layers["parks"].features([0])[0])
    assert shapely.geometry.shape(feature["geometry"]).exterior.is_ccw


def test_the_manifest_counts_and_dates_each_layer(tmp_path, sample):
    publish.write(tmp_path, sample, now=NOW)
    manifest = store.current(tmp_path).manifest
    (entry,) = manifest["layers"]
    assert (entry["count"], entry["located"]) == (2, 1)
    assert entry["bounds"] == [HERE.x, HERE.y, HERE.x, HERE.y]
    assert entry["newest_as_of"] == "2023-01-01"
    assert entry["newest_check"] == "2026-11-23"
    assert manifest["sources"] == 1
    written = {
        path.relative_to(tmp_path / manifest["id"]).as_posix()
        for path in (tmp_path / manifest["id"]).rglob("*")
        if path.is_file()
    }
    assert written == {*manifest["files"], "manifest.json"}


def test_the_parquet_files_are_geoparquet(tmp_path):
    publish.write(tmp_path, snapshot(of_geometries([*shapes(2, 10), None])), now=NOW)
    path = store.current(tmp_path).path / "layers" / "parks.parquet"
    geo = json.loads(pq.read_schema(path).metadata[b"geo"])
    assert geo["version"] == "1.1.0"
    column = geo["columns"][geo["primary_column"]]
    assert column["encoding"] == "WKB"
    assert column["geometry_types"] == ["LineString", "MultiPolygon", "Point", "Polygon"]
    table = pq.read_table(path)
    bounds = shapely.total_bounds(shapely.from_wkb(table["geometry"].to_pylist()))
    assert column["bbox"] == bounds.tolist()
    assert table["bbox"][0].as_py().keys() == {"xmin", "ymin", "xmax", "ymax"}
    assert table["bbox"][10].as_py()["xmin"] is None
    assert not [name for name in table.column_names if name.startswith("_")]


def test_gdal_reads_the_parquet_file(tmp_path):
    pyogrio = pytest.importorskip("pyogrio")
    if "Parquet" not in pyogrio.list_drivers():
        pytest.skip("this GDAL has no Parquet driver")
    publish.write(tmp_path, snapshot(of_geometries(shapes(2, 10))), now=NOW)
    path = store.current(tmp_path).path / "layers" / "parks.parquet"
    assert pyogrio.read_info(path)["features"] == 10


def test_saying_the_same_again_publishes_nothing(tmp_path, sample):
    first = publish.write(tmp_path, sample, now=NOW)
    assert publish.write(tmp_path, sample, now=NOW + dt.timedelta(hours=1)) == first
    assert store.ids(tmp_path) == [first]
    assert not list(tmp_path.glob(".*.partial"))


def test_saying_the_same_again_can_be_forced(tmp_path, sample):
    first = publish.write(tmp_path, sample, now=NOW)
    second = publish.write(tmp_path, sample, now=NOW, force=True)
    assert store.ids(tmp_path) == [second, first]
    assert store.current(tmp_path).id == second


def test_editions_follow_one_another_even_when_the_clock_does_not(tmp_path):
    first = publish.write(tmp_path, snapshot(layer([row("a")])), now=NOW)
    earlier = NOW - dt.timedelta(days=1)
    second = publish.write(tmp_path, snapshot(layer([row("b")])), now=earlier)
    assert second > first
    assert store.current(tmp_path).manifest["previous"] == first


def test_an_older_edition_stays_readable(tmp_path):
    first = publish.write(tmp_path, snapshot(layer([row("a")])), now=NOW)
    publish.write(tmp_path, snapshot(layer([row("b")])), now=NOW)
    assert store.open(tmp_path, first).find("park:a") is not None
    assert store.current(tmp_path).find("park:a") is None


def test_a_reader_that_holds_an_edition_is_not_disturbed_by_the_next(tmp_path):
    publish.write(tmp_path, snapshot(layer([row("a", HERE)])), now=NOW)
    held = store.current(tmp_path)
    publish.write(tmp_path, snapshot(layer([row("b", HERE)])), now=NOW)
    assert held.layers["parks"].record(0)["key"] == "park:a"
    assert store.current(tmp_path) is store.current(tmp_path)
    assert store.current(tmp_path) is not held


def test_only_one_publishes_at_a_time(tmp_path, sample):
    publish.write(tmp_path, sample, now=NOW)
    with open(tmp_path / ".lock", "a+b") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        with pytest.raises(Locked):
            publish.write(tmp_path, sample, now=NOW)
    publish.write(tmp_path, sample, now=NOW)


def test_progress_grows_to_the_whole(tmp_path, sample):
    shares = []
    publish.write(tmp_path, sample, now=NOW, progress=shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1


def test_layers_without_rows_or_without_any_location_can_be_asked(tmp_path):
    publish.write(
        tmp_path, snapshot(layer([row("a")]), layer([], name="zones", kind="zone")), now=NOW
    )
    for asked in store.current(tmp_path).layers.values():
        assert asked.bounds is None
        assert asked.within_box(-180, -90, 180, 90).tolist() == []
        assert asked.within_polygon(shapely.box(100, 0, 120, 30)).tolist() == []
        assert asked.nearest(107, 21, 3)[0].tolist() == []
        assert asked.within_distance(107, 21, 1e6)[0].tolist() == []
        assert store.current(tmp_path).tile(asked.name, 0, 0, 0) == b""


def test_nothing_published_is_said_so(tmp_path):
    with pytest.raises(NoEdition, match="diaban publish"):
        store.current(tmp_path)
    with pytest.raises(NoEdition):
        store.current(tmp_path / "not there")
    assert store.ids(tmp_path / "not there") == []


@pytest.mark.parametrize("name", ["20200101T000000Z-00000000", "..", "../../etc", "", "current"])
def test_an_unknown_edition_is_not_found(tmp_path, sample, name):
    publish.write(tmp_path, sample, now=NOW)
    with pytest.raises(EditionNotFound):
        store.open(tmp_path, name)


def broken(**columns):
    table = pa.table({"key": ["park:a", "park:b"], "name_vi": ["A", "B"], "geometry": [None, None]})
    for name, values in columns.items():
        if values is None:
            table = table.drop_columns([name])
        else:
            table = table.drop_columns([name] if name in table.column_names else [])
            table = table.append_column(name, pa.array(values))
    return LayerInput("parks", "park", "", "", FIELDS, table)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (broken(key=["park:a", "park:a"]), "park:a twice"),
        (broken(key=["park:a", None]), "without a key"),
        (broken(name_vi=None), "no column name_vi"),
        (broken(area=["much", "little"]), "column area"),
        (broken(geometry=[b"nonsense", None]), "cannot be read"),
        (broken(geometry=[shapely.Point(float("inf"), 0).wkb, None]), "infinite"),
        (
            broken(geometry=[shapely.GeometryCollection([HERE, HERE]).wkb, None]),
            "geometry collection",
        ),
    ],
)
def test_a_snapshot_that_breaks_the_agreement_is_refused(tmp_path, sample, given, words):
    first = publish.write(tmp_path, sample, now=NOW)
    with pytest.raises(InvalidSnapshot, match=words):
        publish.write(tmp_path, snapshot(given), now=NOW)
    assert store.current(tmp_path).id == first
    assert not list(tmp_path.glob(".*.partial"))


def test_two_layers_of_one_name_are_refused(tmp_path):
    with pytest.raises(InvalidSnapshot, match="parks"):
        publish.write(tmp_path, snapshot(layer([]), layer([])), now=NOW)


def test_fields_survive_the_way_through_json():
    for info in (*FIELDS, FieldInfo("x", "text", "", "")):
        assert FieldInfo.from_json(json.loads(json.dumps(info.to_json()))) == info
    assert FIELDS[2].columns == ("developer_vi", "developer_en")
    with pytest.raises(ValueError, match="unknown type"):
        FieldInfo("x", "number", "", "")
