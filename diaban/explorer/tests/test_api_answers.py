"""Every address of the reading API answers what its documentation says."""

from __future__ import annotations

import datetime as dt
from urllib.parse import quote

import pytest
import shapely
from jsonschema import Draft202012Validator

from diaban.editions import store
from diaban.explorer.api.routes import ENDPOINTS
from diaban.explorer.api.schemas import SCHEMAS
from diaban.explorer.tests.client import Client
from diaban.explorer.tests.sample import NOW, ROWS, publish_sample


@pytest.fixture(scope="module")
def client(editions_root):
    return Client(editions_root)


@pytest.fixture
def identity(edition):
    return edition.id


def keys(reply):
    return [feature["id"] for feature in reply.json()["features"]]


@pytest.mark.parametrize(
    "endpoint", [e for e in ENDPOINTS if e.answer], ids=lambda endpoint: endpoint.name
)
def test_an_example_answers_as_its_schema_says(client, endpoint):
    target = endpoint.example or endpoint.path
    reply = client.get(target)
    assert reply.status == 200, reply.body
    assert reply.headers["content-type"] == endpoint.media
    schema = {
        "$ref": f"#/components/schemas/{endpoint.answer}",
        "components": {"schemas": SCHEMAS},
    }
    Draft202012Validator(schema).validate(reply.json())


def test_explore_answers_like_the_explorer(client, identity):
    reply = client.get("/api/v1/explore?layers=parks,facilities:seaport&limit=2").json()
    assert reply["numberMatched"] == 4
    assert reply["numberReturned"] == 2
    assert reply["edition"] == identity
    assert reply["on"] == "2026-11-23"
    links = {link["rel"]: link["href"] for link in reply["links"]}
    following = client.get(links["next"])
    assert keys(following) == ["park:hoanh-bo", "facility:cai-lan"]
    assert {link["rel"] for link in following.json()["links"]} == {"self", "prev", "alternate"}


def test_the_address_of_a_map_page_is_an_address_of_the_api(client):
    reply = client.get("/api/v1/explore?layers=parks&view=map&sel=park:dong-mai&at=107,21,9&base=x")
    assert reply.status == 200
    assert "view" not in reply.json()["links"][0]["href"]


def test_what_is_unknown_is_said(client):
    reply = client.get("/api/v1/explore?layers=infrastructure_projects&free_min=1").json()
    assert reply["unknown"] == {"free_min": 1}


def test_a_layer_is_asked_by_box(client):
    reply = client.get("/api/v1/layers/facilities/features?bbox=107,20.9,107.1,21")
    assert keys(reply) == ["facility:cai-lan"]


@pytest.mark.parametrize(
    "area",
    [
        "POLYGON((107.3 21,107.5 21,107.5 21.2,107.3 21.2,107.3 21))",
        '{"type":"Polygon","coordinates":[[[107.3,21],[107.5,21],[107.5,21.2],[107.3,21.2],[107.3,21]]]}',
        "MULTIPOLYGON(((107.3 21,107.5 21,107.5 21.2,107.3 21.2,107.3 21)))",
    ],
)
def test_a_layer_is_asked_by_polygon(client, area):
    reply = client.get(f"/api/v1/layers/facilities/features?polygon={quote(area)}")
    assert keys(reply) == ["facility:van-don-airport"]


def test_a_layer_is_asked_by_distance_in_order(client):
    reply = client.get("/api/v1/layers/facilities/features?near=107.04,20.976&radius_km=60")
    assert keys(reply) == ["facility:cai-lan", "facility:van-don-airport"]
    away = [feature["distance_m"] for feature in reply.json()["features"]]
    assert away[0] == 0
    assert away[1] == pytest.approx(41_900, rel=0.01)


def test_the_nearest_come_in_order(client):
    reply = client.get(
        "/api/v1/layers/infrastructure_projects/features?near=107.04,20.976&nearest=2"
    )
    assert keys(reply) == [
        "infrastructure_project:dong-mai",
        "infrastructure_project:bac-tien-phong",
    ]


def test_pages_follow_each_other_by_their_links(client):
    target = "/api/v1/layers/localities/features?limit=2"
    found = []
    while target:
        reply = client.get(target)
        found += keys(reply)
        links = {link["rel"]: link["href"] for link in reply.json()["links"]}
        target = links.get("next")
    assert found == keys(client.get("/api/v1/layers/localities/features"))
    assert len(set(found)) == len(found) == 7


def test_a_feature_brings_its_facts_rivals_and_sources(client):
    reply = client.get("/api/v1/features/infrastructure_project:dong-mai").json()
    assert reply["layer_title"]["en"] == "Infrastructure projects"
    area = next(fact for fact in reply["facts"] if fact["field"] == "area")
    assert area["value"] == 167.86
    assert area["label"] == {"vi": "Diện tích", "en": "Area"}
    assert area["source"]["publisher"] == "IPA Quảng Ninh"
    assert area["rule"] == "kind"
    assert area["competing"][0]["value"] == 158.48
    assert area["competing"][0]["source"]["id"] == "press"
    assert shapely.geometry.shape(reply["geometry"]).x == 106.83


def test_a_feature_without_a_known_place_has_no_geometry(client):
    assert client.get("/api/v1/features/park:hoanh-bo").json()["geometry"] is None


def test_a_key_may_be_percent_encoded(client):
    assert client.get("/api/v1/features/locality%3A22").json()["id"] == "locality:22"


def test_search_gives_what_a_suggestion_needs(client):
    reply = client.get("/api/v1/search?q=h%E1%BA%A3i%20h%C3%A0&limit=5").json()
    first = reply["matches"][0]
    assert (first["key"], first["layer"]) == ("park:cang-bien-hai-ha", "parks")
    assert (first["lon"], first["lat"]) == (107.76, 21.41)
    last = reply["matches"][-1]
    assert (last["key"], last["valid"], last["valid_to"]) == ("locality:201", False, "2025-07-01")


def test_search_on_a_day_before_the_reform(client):
    reply = client.get("/api/v1/search?q=hai%20ha&on=2025-06-30").json()
    assert {m["key"]: m["valid"] for m in reply["matches"]}["locality:201"]


def test_a_layer_says_how_often_each_value_occurs(client):
    reply = client.get("/api/v1/layers/localities").json()
    assert reply["count"] == 11
    assert reply["values"]["kind"] == {"dac_khu": 1, "phuong": 4, "tinh": 1, "xa": 1}
    field = next(field for field in reply["fields"] if field["name"] == "type")
    assert field["choices"]["xa"] == {"vi": "Xã", "en": "Commune"}


def test_an_outline_in_the_way_is_found_in_a_tile(client, identity):
    z, x, y = 8, 204, 112
    reply = client.get(f"/tiles/{identity}/economic_zones/{z}/{x}/{y}")
    assert reply.status in (200, 204)
    if reply.status == 200:
        assert reply.headers["content-type"] == "application/vnd.mapbox-vector-tile"
    assert "immutable" in reply.headers["cache-control"]
    current = client.get(f"/tiles/current/economic_zones/{z}/{x}/{y}")
    assert "immutable" not in current.headers["cache-control"]
    assert current.body == reply.body


def test_a_tile_without_anything_is_empty(client):
    reply = client.get("/tiles/current/parks/9/0/0")
    assert (reply.status, reply.body) == (204, b"")


@pytest.fixture
def two_editions(tmp_path):
    """A second edition has lost Hoành Bồ and gained free land."""
    first = publish_sample(tmp_path)
    parks = [row for row in ROWS["parks"] if row["code"] != "hoanh-bo"]
    later = NOW + dt.timedelta(days=30)
    second = publish_sample(tmp_path, now=later, rows=ROWS | {"parks": parks})
    return Client(tmp_path), first, second


def test_editions_are_listed_newest_first(two_editions):
    client, first, second = two_editions
    reply = client.get("/api/v1/editions").json()
    assert [edition["id"] for edition in reply["editions"]] == [second, first]
    assert [edition["current"] for edition in reply["editions"]] == [True, False]
    assert client.get("/api/v1/editions?limit=1&offset=1").json()["editions"][0]["id"] == first


def test_an_old_edition_can_be_read_for_ever(two_editions):
    client, first, _second = two_editions
    target = f"/api/v1/explore?layers=parks&edition={first}"
    reply = client.get(target)
    assert "park:hoanh-bo" in keys(reply)
    assert "park:hoanh-bo" not in keys(client.get("/api/v1/explore?layers=parks"))
    assert reply.json()["on"] == "2026-11-23"
    assert all(f"edition={first}" in link["href"] for link in reply.json()["links"])


def test_an_edition_shows_its_manifest_and_changes(two_editions):
    client, first, second = two_editions
    manifest = client.get(f"/api/v1/editions/{second}").json()
    assert manifest["previous"] == first
    assert all(len(file["sha256"]) == 64 for file in manifest["files"].values())
    changes = client.get(f"/api/v1/editions/{second}/changes").json()
    assert changes["previous"] == first
    assert any("hoanh-bo" in str(change) for change in changes["changes"])
    assert client.get("/api/v1/editions/current").json()["id"] == second


def test_a_subject_that_is_gone_says_where_it_still_is(two_editions):
    client, first, _second = two_editions
    reply = client.get("/api/v1/features/park:hoanh-bo")
    assert reply.status == 410
    assert client.get(reply.json()["link"]).json()["edition"] == first


def test_a_new_edition_is_read_at_once(tmp_path):
    publish_sample(tmp_path)
    client = Client(tmp_path)
    assert client.get("/api/v1/explore?layers=commodities").json()["numberMatched"] == 3
    few = ROWS | {"commodities": ROWS["commodities"][:1]}
    publish_sample(tmp_path, now=NOW + dt.timedelta(minutes=1), rows=few)
    assert client.get("/api/v1/explore?layers=commodities").json()["numberMatched"] == 1


def test_the_store_is_not_touched_before_it_is_asked(tmp_path):
    client = Client(tmp_path / "nothing")
    assert client.get("/api/v1/docs").status == 200
    assert client.get("/api/v1/layers").status == 503
    publish_sample(tmp_path / "nothing")
    assert client.get("/api/v1/layers").status == 200
    assert store.ids(tmp_path / "nothing")
