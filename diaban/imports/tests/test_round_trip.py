"""A layer taken as GeoPackage, edited, and imported again: the edits, and nothing else."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pytest
import shapely
from django.utils import translation

from diaban.editions import geopackage, publish, snapshot, store
from diaban.facts import packs, schema
from diaban.facts.actions import add_source, assert_value
from diaban.imports import actions
from diaban.imports.decisions import Decisions
from diaban.imports.review import Proposal

pytestmark = pytest.mark.django_db
PACK = Path(__file__).resolve().parents[3] / "packs" / "quang-ninh"
LAYERS = ("localities", "parks", "infrastructure_projects", "economic_zones", "facilities",
          "materials", "commodities")  # fmt: skip
OUTLINE = {"type": "Polygon", "coordinates": [[
    [107.123456789, 20.912345678], [107.133333333, 20.912345678], [107.133333333, 20.923456789],
    [107.123456789, 20.912345678]]]}  # fmt: skip


@pytest.fixture(scope="module")
def published(tmp_path_factory, django_db_setup, django_db_blocker):
    """The real pack with two outlines, published once for the module."""
    root = tmp_path_factory.mktemp("editions")
    with django_db_blocker.unblock():
        from django.db import transaction

        with translation.override("en"), transaction.atomic():
            yield from _published(root)
            transaction.set_rollback(True)


def _published(root: Path):
    packs.load(PACK)
    source = add_source(kind="measured", title_vi="Đo", title_en="Measured", by=None)
    for key in ("locality:06652", "locality:06658"):
        assert_value(key, "outline", OUTLINE, source=source, by=None, trust="S-M")
    now = datetime(2026, 11, 26, tzinfo=UTC)
    yield store.open(root, publish.write(root, snapshot.build(now), now=now))


@pytest.fixture
def edition(published, settings):
    settings.DIABAN_EDITIONS = published.path.parent
    return published


def exported(edition: store.Edition, name: str, folder: Path) -> Path:
    path = folder / f"{name}.gpkg"
    geopackage.write(edition, edition.layers[name], path)
    return path


def reviewed(path: Path, layer: str) -> Proposal:
    kind = next(kind for kind in schema.kinds() if kind.layer == layer)
    source = add_source(kind="report", title_vi="Sửa", title_en="Edited", by=None)
    return actions.preview(path, kind, source, Decisions())


def edit(path: Path, table: str, statement: str, *values: Any) -> None:
    """An attribute as QGIS changes it: in place, by SQL, without the triggers of an index."""
    with sqlite3.connect(path) as database:
        triggers = database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall()
        for (name,) in triggers:
            database.execute(f'DROP TRIGGER "{name}"')
        assert database.execute(f'UPDATE "{table}" SET {statement}', values).rowcount == 1
    database.close()


def told(proposal: Proposal) -> dict[str, dict[str, Any]]:
    return {
        change.subject: {one.field: one.new for one in change.fields} for change in proposal.changes
    }


@pytest.mark.parametrize("layer", LAYERS)
def test_an_unedited_copy_changes_nothing(edition, tmp_path, layer):
    proposal = reviewed(exported(edition, layer, tmp_path), layer)
    assert proposal.changes == ()
    assert not proposal.questions and not proposal.errors and not proposal.doubts
    assert not proposal.open_warnings


@pytest.mark.parametrize("layer", LAYERS)
def test_a_copy_that_a_program_wrote_anew_changes_nothing_either(edition, tmp_path, layer):
    """Saved under another name, types and the order of columns are the program's own."""
    path = exported(edition, layer, tmp_path)
    meta, table = pyogrio.read_arrow(path, layer=layer)
    again = tmp_path / "again.geojson" if layer != "commodities" else tmp_path / "again.gpkg"
    pyogrio.write_arrow(table, again, layer=layer, geometry_name=meta["geometry_name"],
                        geometry_type="Unknown", crs="EPSG:4326",
                        driver="GeoJSON" if again.suffix == ".geojson" else "GPKG",
                        layer_options={"COORDINATE_PRECISION": "15"}
                        if again.suffix == ".geojson" else {})  # fmt: skip
    proposal = reviewed(again, layer)
    assert proposal.changes == ()


def test_one_changed_attribute_is_the_whole_change_set(edition, tmp_path):
    path = exported(edition, "parks", tmp_path)
    edit(path, "parks", "planned_area = 321.5 WHERE code = 'cai-lan'")
    proposal = reviewed(path, "parks")
    assert told(proposal) == {"park:cai-lan": {"planned_area": 321.5}}
    assert proposal.ready, proposal.remarks


def test_one_half_of_a_pair_of_words_leaves_the_other_half(edition, tmp_path):
    path = exported(edition, "parks", tmp_path)
    edit(path, "parks", "name_vi = 'Khu công nghiệp Cái Lân (mới)' WHERE code = 'cai-lan'")
    (words,) = told(reviewed(path, "parks"))["park:cai-lan"].values()
    before = edition.layers["parks"].record(edition.find("park:cai-lan")[1])
    assert words == {"vi": "Khu công nghiệp Cái Lân (mới)", "en": before["name_en"]}


def test_a_list_a_date_and_a_choice_come_back_as_what_they_are(edition, tmp_path):
    path = exported(edition, "parks", tmp_path)
    edit(path, "parks", "localities = 'locality:06652;locality:06658', "
         "valid_from = '2001-02-03', status = 'planned' WHERE code = 'cai-lan'")  # fmt: skip
    found = told(reviewed(path, "parks"))["park:cai-lan"]
    assert found["localities"] == ["locality:06652", "locality:06658"]
    assert found["valid_from"] == "2001-02-03"
    assert found["status"] == "planned"


def moved_corner(path: Path, layer: str, code: str) -> None:
    """One corner of one outline, about 100 m to the east."""
    meta, fids, wkb, fields = pyogrio.raw.read(path, layer=layer, return_fids=True)
    names = list(meta["fields"])
    row = list(fields[names.index("code")]).index(code)
    shape = shapely.from_wkb(wkb[row])
    corners = shapely.get_coordinates(shape)
    corners[1, 0] += 0.001
    with sqlite3.connect(path) as database:
        (head,) = database.execute(
            f'SELECT geom FROM "{layer}" WHERE fid = ?', (int(fids[row]),)
        ).fetchone()
    database.close()
    envelope = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}[(head[3] >> 1) & 7]
    changed = shapely.set_coordinates(shape, corners)
    west, south, east, north = changed.bounds
    box = np.array([west, east, south, north]).tobytes() if envelope else b""
    value = head[:8] + box + shapely.to_wkb(changed)
    edit(path, layer, "geom = ? WHERE code = ?", value, code)


def test_one_moved_corner_is_one_changed_outline(edition, tmp_path):
    path = exported(edition, "localities", tmp_path)
    moved_corner(path, "localities", "06652")
    proposal = reviewed(path, "localities")
    assert {key: list(fields) for key, fields in told(proposal).items()} == {
        "locality:06652": ["outline"]
    }
    (change,) = proposal.changes
    assert 90 < change.moved_m < 115


def test_what_others_changed_meanwhile_is_not_taken_back(edition, tmp_path):
    path = exported(edition, "parks", tmp_path)
    source = add_source(kind="decision", title_vi="QĐ", title_en="Decision", by=None)
    assert_value("park:cai-lan", "planned_area", 999.0, source=source, by=None, trust="S-H")
    edit(path, "parks", "status = 'closed' WHERE code = 'cai-lan'")
    assert told(reviewed(path, "parks")) == {"park:cai-lan": {"status": "closed"}}


def test_an_emptied_cell_and_a_deleted_row_are_said_and_change_nothing(edition, tmp_path):
    path = exported(edition, "parks", tmp_path)
    edit(path, "parks", "planned_area = NULL WHERE code = 'cai-lan'")
    with sqlite3.connect(path) as database:
        database.execute("DELETE FROM parks WHERE code = 'dong-mai'")
    database.close()
    proposal = reviewed(path, "parks")
    assert proposal.changes == ()
    codes = [note.code for note in proposal.notes]
    assert {"edited_copy", "edited_copy_lacks", "cells_cleared"} <= set(codes)
    assert all(note.message for note in proposal.notes)


def test_a_thing_drawn_anew_is_added(edition, tmp_path):
    path = exported(edition, "parks", tmp_path)
    with sqlite3.connect(path) as database:
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type='trigger'"):
            database.execute(f'DROP TRIGGER "{name}"')
        database.execute("INSERT INTO parks (name_vi, status) VALUES ('KCN Mới Vẽ', 'planned')")
    database.close()
    proposal = reviewed(path, "parks")
    assert [change.action for change in proposal.changes] == ["added"]


def test_the_style_lies_inside_and_speaks_the_readers_language(edition, tmp_path):
    path = tmp_path / "p.gpkg"
    geopackage.write(edition, edition.layers["parks"], path, "en")
    with sqlite3.connect(path) as database:
        name, style, default = database.execute(
            "SELECT f_table_name, styleQML, useAsDefault FROM layer_styles"
        ).fetchone()
    database.close()
    from defusedxml.ElementTree import fromstring

    tree = fromstring(style.partition(">")[2])
    assert (name, default) == ("parks", 1)
    aliases = {one.get("field"): one.get("name") for one in tree.iter("alias")}
    assert aliases["planned_area"] == "Planned area (ha)"
    fixed = [one.get("name") for one in tree.iter("field") if one.get("editable") == "0"]
    assert fixed == ["code", "edition"]
    choices = [one.get("value") for one in tree.iter("Option") if one.get("value")]
    assert "under_construction" in choices
