"""The snapshot says what the registry says: tables, summaries, fact records."""

from __future__ import annotations

from datetime import UTC, date, datetime

import orjson
import pyarrow as pa
import pytest
import shapely
from django.db import connection
from django.test.utils import CaptureQueriesContext

from diaban.editions import publish, snapshot, store
from diaban.editions.model import IDENTITY_COLUMNS, SUMMARY_COLUMNS
from diaban.facts import actions, packs, schema
from diaban.facts.tests.build_pack import table, with_row, write_pack
from diaban.geo.measure import distance_m

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 21, 5, tzinfo=UTC)
TEXHONG = "infrastructure_project:texhong"
DAM_NHA_MAC = "park:dam-nha-mac"


def built(folder, changes=None):
    packs.load(write_pack(folder, changes))
    return {layer.name: layer for layer in snapshot.build(NOW).layers}


def row(layers, key):
    layer = next(one for one in layers.values() if one.kind == key.partition(":")[0])
    return next(row for row in layer.table.to_pylist() if row["key"] == key)


def fact(layers, key, field):
    layer = next(one for one in layers.values() if one.kind == key.partition(":")[0])
    return next(record for record in layer.facts[key] if record["field"] == field)


def test_every_kind_is_a_layer_with_every_column(tmp_path):
    layers = built(tmp_path)
    ours = [kind for kind in schema.kinds() if kind.public and kind.licence is None]
    assert list(layers) == [kind.layer for kind in ours]
    for layer in layers.values():
        columns = {column for info in layer.fields for column in info.columns}
        assert {*IDENTITY_COLUMNS, *SUMMARY_COLUMNS} | columns == set(layer.table.column_names)
        assert set(layer.facts) == set(layer.table["key"].to_pylist())


def test_it_can_be_published_and_read_back(tmp_path):
    built(tmp_path / "pack")
    root = tmp_path / "editions"
    publish.write(root, snapshot.build(NOW), now=NOW)
    edition = store.current(root)
    assert edition.authority["province"] == "22"
    assert len(edition.crosswalk) == 2
    assert edition.facts(TEXHONG) == orjson.loads(
        orjson.dumps(snapshot.build(NOW).layers[3].facts[TEXHONG])
    )
    assert edition.find("facility:cai-lan") is not None


def test_the_same_registry_on_the_same_day_is_the_same_edition(tmp_path):
    built(tmp_path / "pack")
    first = publish.write(tmp_path / "e", snapshot.build(NOW), now=NOW)
    packs.load(write_pack(tmp_path / "pack"))
    assert publish.write(tmp_path / "e", snapshot.build(NOW), now=NOW) == first


def test_a_record_carries_value_rule_rivals_history_and_freshness(tmp_path):
    layers = built(tmp_path)
    area = fact(layers, TEXHONG, "area")
    assert (area["value"], area["unit"], area["source"]) == (650.0, "ha", "qd-1")
    assert (area["rule"], area["conflict"], area["confidence"]) == ("kind", True, "high")
    assert [(r["value"], r["lost_by"], r["as_of"]) for r in area["competing"]] == [
        (660.0, "kind", "2024-06-13"), (660.0, "kind", "2021"),
    ]  # fmt: skip
    assert area["freshness"] == {
        "state": "stale", "checked_on": None, "stale_on": "2016-04-24", "rhythm_days": 365,
        "owner": "Phòng Quy hoạch",
    }  # fmt: skip
    assert area["recorded_at"].endswith("Z")
    developer = fact(layers, TEXHONG, "developer")
    assert [old["value"]["vi"] for old in developer["history"]] == ["Texhong Việt Nam"]
    assert fact(layers, TEXHONG, "status")["value_label"] == {
        "vi": "Đang hoạt động", "en": "Operating",
    }  # fmt: skip
    assert fact(layers, TEXHONG, "park")["value_label"]["en"] == "Hai Ha Seaport Park"
    assert fact(layers, TEXHONG, "localities")["value_label"]["vi"] == ["Xã Quảng Hà"]
    assert fact(layers, TEXHONG, "location")["value"]["accuracy_m"] == 3000.0


def test_the_summary_tells_confidence_conflict_and_age(tmp_path):
    summary = row(built(tmp_path), TEXHONG)
    assert (summary["confidence"], summary["conflict"]) == ("medium", True)
    assert (summary["freshness"], summary["stale_since"]) == ("stale", date(2016, 4, 24))
    assert (summary["accuracy_m"], summary["location_method"]) == (3000.0, "approximate")
    assert summary["location_note"] == "Điểm gần đúng"


def test_a_note_comes_with_its_vietnamese(tmp_path):
    _comment, header, *rows = table("locations.csv").splitlines()
    told = "\n".join([f"{header},note_vi", *(f"{line},Đo thực địa" for line in rows)])
    layers = built(tmp_path, {"locations.csv": told + "\n"})
    assert row(layers, TEXHONG)["location_note_vi"] == "Đo thực địa"
    assert fact(layers, TEXHONG, "location")["note_vi"] == "Đo thực địa"
    assert {"note", "note_vi"} <= fact(layers, TEXHONG, "area")["competing"][0].keys()


def test_a_value_from_memory_lowers_confidence(tmp_path):
    more = with_row("facts.csv", f"{TEXHONG},occupancy,60,,%,,,nho,,M-M,")
    assert row(built(tmp_path, {"facts.csv": more}), TEXHONG)["confidence"] == "low"


def test_areas_are_in_hectares_whatever_the_layer_measures_in(tmp_path):
    layers = built(tmp_path)
    assert row(layers, "locality:22")["area_ha"] == 620_790.0
    assert row(layers, TEXHONG)["area_ha"] == 650.0
    assert row(layers, "facility:cai-lan")["area_ha"] is None


def test_a_park_without_a_place_lies_where_its_projects_are_and_says_so(tmp_path):
    park = row(built(tmp_path), DAM_NHA_MAC)
    point = shapely.from_wkb(park["geometry"])
    assert (point.x, point.y) == (pytest.approx(106.80), pytest.approx(20.84))
    assert park["location_method"] == "through_projects"
    far = distance_m(106.80, 20.84, 106.81, 20.85)
    assert park["accuracy_m"] == pytest.approx(3000 + far, abs=1)


def test_a_park_sums_up_its_projects_only_if_all_are_known(tmp_path):
    park = row(built(tmp_path / "all"), DAM_NHA_MAC)
    assert (park["area_ha"], park["free_ha"]) == (1679.9, 420.0)
    fewer = table("infrastructure_projects.csv").replace(",487,120,", ",487,,")
    park = row(built(tmp_path / "some", {"infrastructure_projects.csv": fewer}), DAM_NHA_MAC)
    assert (park["area_ha"], park["free_ha"]) == (1679.9, None)


def test_a_park_that_no_place_is_known_of_has_none(tmp_path):
    lines = table("locations.csv").splitlines()
    places = "\n".join(line for line in lines if "tien-phong" not in line)
    park = row(built(tmp_path, {"locations.csv": places}), DAM_NHA_MAC)
    assert (park["geometry"], park["location_method"], park["port_km"]) == (None, None, None)


def test_the_distance_to_a_port_is_geodesic_and_to_a_port_that_works(tmp_path):
    layers = built(tmp_path)
    # Vạn Ninh is nearer but still under construction.
    expected = distance_m(107.76, 21.41, 107.04, 20.98) / 1000
    assert row(layers, TEXHONG)["port_km"] == pytest.approx(expected, abs=0.001)
    assert row(layers, "facility:cai-lan")["port_km"] == 0


def test_former_communes_and_other_names_find_their_place(tmp_path):
    layers = built(tmp_path)
    assert {"Quảng Điền", "Quảng Phong"} <= set(row(layers, "locality:06922")["aliases"])
    assert "2701" in row(layers, "commodity:coal")["aliases"]
    assert "Công ty Hải Hà" in row(layers, TEXHONG)["aliases"]


def test_what_has_ended_is_still_told_with_its_period(tmp_path):
    district = row(built(tmp_path), "locality:205")
    assert (district["valid_from"], district["valid_to"]) == (None, date(2025, 7, 1))
    assert (district["area"], district["freshness"]) == (511.6, "fresh")


def test_an_outline_is_drawn_where_it_is_known_with_its_own_accuracy(tmp_path):
    geojson = orjson.dumps({"type": "FeatureCollection", "features": [{
        "type": "Feature",
        "geometry": {"type": "Polygon", "coordinates": [
            [[107.75, 21.4], [107.77, 21.4], [107.77, 21.42], [107.75, 21.4]]]},
        "properties": {"subject": TEXHONG, "source": "qd-1", "trust": "S-H", "accuracy_m": 25,
                       "method": "digitised"},
    }]})  # fmt: skip
    layers = built(tmp_path, {"geometry.geojson": geojson})
    summary = row(layers, TEXHONG)
    assert shapely.from_wkb(summary["geometry"]).geom_type == "Polygon"
    assert (summary["accuracy_m"], summary["location_method"]) == (25.0, "digitised")
    told = fact(layers, TEXHONG, "outline")["value"]
    assert (told["type"], told["points"]) == ("Polygon", 4)
    assert told["area_ha"] == pytest.approx(230, rel=0.02)


def test_only_cited_sources_are_published(tmp_path):
    more = with_row("sources.csv", "unused,press,Không dùng,Unused,,,,,,")
    packs.load(write_pack(tmp_path, {"sources.csv": more}))
    assert [source["id"] for source in snapshot.build(NOW).sources] == ["bao-1", "nho", "qd-1"]


def test_nobody_is_named_in_public(tmp_path, django_user_model):
    packs.load(write_pack(tmp_path))
    officer = django_user_model.objects.create_user("nguyen-thi-lan")
    actions.assert_value(
        TEXHONG, "area", "700", source="qd-1", trust="S-H", as_of="2026-01-01", by=officer
    )
    layers = {layer.name: layer for layer in snapshot.build(NOW).layers}
    assert fact(layers, TEXHONG, "area")["recorded_by"] == "officer"
    told = orjson.dumps([layer.facts for layer in layers.values()])
    assert b"nguyen-thi-lan" not in told


def test_units_that_differ_stand_beside_their_value(tmp_path):
    port = row(built(tmp_path), "facility:cai-lan")
    assert (port["capacity"], port["capacity_unit"], port["opened"]) == (50000.0, "DWT", "1996")


def test_unknown_is_null_and_not_zero(tmp_path):
    layers = built(tmp_path)
    project = row(layers, TEXHONG)
    assert (project["free_area"], project["free_ha"], project["occupancy"]) == (None, None, None)
    assert row(layers, "commodity:coal")["geometry"] is None


def test_columns_have_the_types_that_the_fields_promise(tmp_path):
    layers = built(tmp_path)
    project = layers["infrastructure_projects"].table.schema
    assert project.field("area").type == pa.float64()
    assert project.field("established").type == pa.int64()
    assert project.field("localities").type == pa.list_(pa.string())
    assert layers["economic_zones"].table.schema.field("decided_on").type == pa.date32()


def test_the_number_of_queries_does_not_grow_with_the_registry(tmp_path):
    built(tmp_path / "few")
    with CaptureQueriesContext(
        connection,
    ) as few:
        snapshot.build(NOW)
    rows = "\n".join(f"c{i},Tên {i},Name {i},crop,,,t,qd-1,,S-H" for i in range(200))
    packs.load(
        write_pack(tmp_path / "many", {"commodities.csv": with_row("commodities.csv", rows)})
    )
    with CaptureQueriesContext(connection) as many:
        snapshot.build(NOW)
    assert len(many) == len(few) <= 30  # every room that contributes asks for its own


def test_an_empty_registry_is_an_empty_snapshot(db):
    empty = snapshot.build(NOW)
    assert [len(layer.table) for layer in empty.layers] == [0] * 8
    assert (empty.sources, empty.authority, empty.crosswalk) == ([], {}, [])
