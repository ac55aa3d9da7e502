"""The real files of the project's data folder, into the real registry: what is wrong with them is
found and said. Skipped where the folder is absent."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.auth import get_user_model

from diaban.facts import packs, registry
from diaban.facts.actions import add_source
from diaban.facts.models import Assertion
from diaban.imports import actions
from diaban.imports.decisions import Decisions
from diaban.imports.standing import kind_of_layer
from diaban.places.models import Locality

REPOSITORY = Path(__file__).resolve().parents[3]
DATA = REPOSITORY.parent / "shared" / "data"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not DATA.exists(), reason=f"the real files are not here ({DATA})"),
]
COMMUNES = "admin/qn_communes_2025_simplified_{metres}m.geojson"
AS_COMMUNES = {
    "mapping": {"full_name": "name_vi", "name": "", "admin_centre": "", "formed_from": ""},
    "constants": {"level": "commune"},
    "matches": {36: "locality:06970"},  # Ba Chẽ stands under an older code
}
AS_DISTRICTS = {
    "mapping": {"district_vn": "name_vi", "district": "name_en", "district_id": ""},
    "constants": {"level": "district", "valid_to": "2025-07-01"},
}
SETTLED = frozenset({"area_differs", "sliver", "gap", "overlap", "moved_far", "thin_part"})


@pytest.fixture(autouse=True)
def registry_of_the_province():
    packs.load(REPOSITORY / "packs" / "quang-ninh")


@pytest.fixture
def source():
    return add_source(kind="open_data", title_vi="Tệp thử", title_en="A file", by=None)


@pytest.fixture
def people():
    make = get_user_model().objects.create_user
    return make("lan"), make("minh")


def preview(name, layer, source, **decisions):
    return actions.preview(DATA / name, kind_of_layer(layer), source, Decisions(**decisions))


def take_in(name, layer, source, people, **decisions):
    lan, minh = people
    record = actions.propose(
        DATA / name, kind_of_layer(layer), source, Decisions(**decisions), by=lan
    )
    assert record.report["ready"], [one.reason["en"] for one in record.findings.all()][:5]
    actions.send(record, by=lan)
    actions.approve(record, by=minh, seen=record.mark)
    actions.apply(record, by=minh)
    return record


def rows(proposal, code):
    return {one.row for one in proposal.remarks if one.code == code}


def reasons(proposal, code):
    return " ".join(one.reason["en"] for one in proposal.remarks if one.code == code)


def test_the_communes_come_in_and_at_another_resolution_only_outlines_change(source, people):
    """Islets that the coarser file drops count into how far an outline moved."""
    fine = take_in(
        COMMUNES.format(metres=15), "localities", source, people, accepted=SETTLED, **AS_COMMUNES
    )
    assert fine.report["counts"]["changed"] == 54
    assert Locality.objects.exclude(outline=None).count() == 54
    coarse = preview(
        COMMUNES.format(metres=60), "localities", source, accepted=SETTLED, **AS_COMMUNES
    )
    assert coarse.counts["changed"] == 54
    assert {field.field for one in coarse.changes for field in one.fields} == {"outline"}
    assert not [(one.name, one.moved_m) for one in coarse.changes if not 0 < one.moved_m < 6_000]
    again = preview(
        COMMUNES.format(metres=15), "localities", source, accepted=SETTLED, **AS_COMMUNES
    )
    assert (again.counts["changed"], again.counts["unchanged"]) == (0, 54)


def test_the_sliver_between_tien_yen_and_hai_lang_is_named_with_its_place(source):
    proposal = preview(COMMUNES.format(metres=15), "localities", source, **AS_COMMUNES)
    found = [one for one in proposal.remarks if one.code == "sliver"]
    told = [
        one for one in found if "Tiên Yên" in one.reason["vi"] and "Hải Lạng" in one.reason["vi"]
    ]
    assert told and all(107.2 < one.place[0] < 107.6 for one in told)


def test_a_code_that_the_registry_has_otherwise_is_asked_about(source):
    settled = {name: value for name, value in AS_COMMUNES.items() if name != "matches"}
    proposal = preview(COMMUNES.format(metres=60), "localities", source, **settled)
    assert [(one.row, one.candidates[0].key) for one in proposal.doubts] == [(36, "locality:06970")]


def test_areas_of_two_sources_are_shown_against_each_other(source):
    mapping = AS_COMMUNES["mapping"] | {"area_km2_sapnhap": "area", "area_km2_official": ""}
    proposal = preview(
        COMMUNES.format(metres=60), "localities", source, **AS_COMMUNES | {"mapping": mapping}
    )
    areas = {
        one.name: (field.old, field.new)
        for one in proposal.changes
        for field in one.fields
        if field.field == "area" and field.effect != "agrees"
    }
    assert areas == {
        "Đặc khu Vân Đồn": (583.92, 538.92),
        "Phường Hoành Bồ": (175.94, 276.12),
        "Phường Quang Hanh": (62.63, 63.63),
    }


def test_the_districts_that_ended_come_in_beside_the_communes(source, people):
    before = registry.read()
    record = take_in(
        "admin/qn_districts_pre2025_simplified.geojson", "localities", source, people,
        accepted=SETTLED, matches={11: "skip"}, **AS_DISTRICTS,
    )  # fmt: skip
    assert record.report["counts"]["changed"] == 13
    keys = set(Assertion.objects.filter(origin=record.origin).values_list("subject", flat=True))
    assert all(before[key].value("level") == "district" for key in keys)


def test_the_wrong_admin_points_lie_outside_their_own_communes(source, people):
    take_in(COMMUNES.format(metres=15), "localities", source, people, accepted=SETTLED,
            **AS_COMMUNES)  # fmt: skip
    mapping = AS_COMMUNES["mapping"] | {"admin_lon": "easting", "admin_lat": "northing"}
    proposal = preview(
        "admin/qn_communes_2025_facts.csv", "localities", source, crs="EPSG:4326", accuracy_m=500,
        method="admin_centre",
        **AS_COMMUNES | {"mapping": mapping, "matches": {37: "locality:06970"}},
    )  # fmt: skip
    wrong = {one.row for one in proposal.errors}
    names = {
        name for row, name in _names("admin/qn_communes_2025_facts.csv").items() if row in wrong
    }
    assert {"Hà Tu", "Hồng Gai", "Hạ Long", "Vĩnh Thực", "Cái Chiên"} <= names
    assert len(names) <= 7


def test_the_displaced_mines_are_found_by_the_province_and_by_their_own_words(source, people):
    take_in(COMMUNES.format(metres=15), "localities", source, people, accepted=SETTLED,
            **AS_COMMUNES)  # fmt: skip
    take_in("admin/qn_districts_pre2025_simplified.geojson", "localities", source, people,
            accepted=SETTLED, matches={11: "skip"}, **AS_DISTRICTS)  # fmt: skip
    proposal = preview(
        "raw_materials/qn_coal_mines_gem_gcmt.geojson", "materials", source, accuracy_m=500.0,
        method="approximate", constants={"kind": "mine", "commodity": "coal"},
        mapping={"Location": "where", "Status": "", "Mining Method": ""},
    )  # fmt: skip
    wrong = rows(proposal, "outside")
    mines = _mines()
    assert {row for row, mine in mines.items() if not mine["coord_inside_province_5km"]} <= wrong
    named = {mines[row]["Mine Name"] for row in wrong}
    assert any("Mong Duong" in name for name in named)
    assert any("Giap Khau" in name for name in named)


def test_bounding_boxes_that_pose_as_parks_are_named(source):
    proposal = preview(
        "industrial/qn_industrial_parks_osm.geojson", "parks", source, accuracy_m=200.0,
        method="approximate",
    )  # fmt: skip
    assert "Cái Lân" in reasons(proposal, "bounding_box")
    assert "Việt Hưng" in reasons(proposal, "bounding_box")
    assert len(rows(proposal, "bounding_box")) == 2


def _names(name):
    import csv

    with (DATA / name).open(encoding="utf-8") as stream:
        return {row: one["name"] for row, one in enumerate(csv.DictReader(stream), start=2)}


def _mines():
    import json

    text = (DATA / "raw_materials/qn_coal_mines_gem_gcmt.geojson").read_text(encoding="utf-8")
    return {
        row: feature["properties"]
        for row, feature in enumerate(json.loads(text)["features"], start=1)
    }
