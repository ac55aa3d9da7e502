"""What rooms contribute reaches the edition, and what is invented stays apart."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import shapely

from diaban.editions import publish, store
from diaban.editions.contributed import layer_input
from diaban.editions.errors import InvalidSnapshot
from diaban.editions.model import Part, Snapshot
from diaban.editions.tests.build import NOW
from diaban.facts.contributions import ContributedLayer
from diaban.facts.schema import FieldSpec, hectares

FREE = hectares("price_area", "Diện tích chào thuê", "Area offered")
OFFERED = FieldSpec("offered_on", "date", "Ngày chào", "Offered on")
ROWS = (
    {
        "key": "plot:a-1",
        "code": "a-1",
        "name": {"vi": "Lô A-1", "en": "Plot A-1"},
        "geometry": shapely.box(107.0, 20.9, 107.01, 20.91),
        "status": "leased",
        "area_ha": 2.5,
        "price_area": 2.5,
        "offered_on": date(2025, 3, 31),
    },
    {"key": "plot:a-2", "code": "a-2", "name": {"vi": "Lô A-2", "en": "Plot A-2"}},
)
PLOTS = ContributedLayer("plots", "plot", "Lô đất", "Plots", (FREE, OFFERED), ROWS)
LAYER = layer_input(PLOTS)
EDITIONS = {
    "real": Snapshot(layers=[LAYER], documents={"land": {"cleared_ha": "2717.0"}}),
    "demonstration": Snapshot(
        layers=[], demonstration=Part([LAYER], {"land": {"cleared_ha": "2717.0"}})
    ),
}


def edition_of(root: Path, snapshot: Snapshot) -> store.Edition:
    return store.open(root, publish.write(root, snapshot, now=NOW))


@pytest.mark.parametrize("which", EDITIONS)
def test_documents_and_layers_can_be_read(tmp_path: Path, which: str):
    edition = edition_of(tmp_path, EDITIONS[which])
    assert edition.document("land") == {"cleared_ha": "2717.0"}
    assert edition.document("projects") is None
    layer = edition.layer("plots")
    assert layer is not None and layer.row("plot:a-1") is not None
    assert edition.tile("plots", 10, 816, 451) != b""
    assert edition.is_demonstration("land") is edition.is_demonstration("plots")
    assert edition.is_demonstration("land") is (which == "demonstration")


def test_what_is_unknown_of_a_record_stays_unknown():
    rows = {row["key"]: row for row in LAYER.table.to_pylist()}
    assert rows["plot:a-1"]["offered_on"] == date(2025, 3, 31)
    assert rows["plot:a-1"]["kind"] == "plot"
    unknown = rows["plot:a-2"]
    for column in ("area_ha", "price_area", "offered_on", "status", "geometry"):
        assert unknown[column] is None


def test_what_is_invented_is_no_layer_and_no_change_of_the_edition(tmp_path: Path):
    edition = edition_of(tmp_path, EDITIONS["demonstration"])
    assert edition.layers == {}
    assert edition.find("plot:a-1") is None
    assert edition.changes() == []
    apart = [name for name in edition.manifest["files"] if "plots" in name or "land" in name]
    assert apart and all(name.startswith("demonstration/") for name in apart)


def test_what_is_real_goes_before_what_is_invented(tmp_path: Path):
    both = Snapshot(layers=[], documents={"land": 1}, demonstration=Part([], {"land": 2}))
    edition = edition_of(tmp_path, both)
    assert edition.document("land") == 1
    assert not edition.is_demonstration("land")


def test_a_changed_document_is_noticed(tmp_path: Path):
    edition = edition_of(tmp_path, EDITIONS["real"])
    (edition.path / "documents" / "land.json").write_text('{"cleared_ha":"9999.9"}')
    assert [fault.file for fault in store.verify(tmp_path, edition.id)] == ["documents/land.json"]


def test_a_document_cannot_leave_its_folder(tmp_path: Path):
    with pytest.raises(InvalidSnapshot):
        publish.write(tmp_path, Snapshot(layers=[], documents={"../land": 1}), now=NOW)
