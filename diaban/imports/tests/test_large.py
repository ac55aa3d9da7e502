"""Very many rows are taken as one sheet: asked and checked as a small file is, and as exactly."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from django.utils import timezone

from diaban.editions import publish, snapshot, store
from diaban.facts import packs, schema
from diaban.facts.models import Source
from diaban.facts.tests.build_pack import write_pack
from diaban.geo import crs
from diaban.imports import actions, large, large_shapes, sheets, storing
from diaban.imports.decisions import Decisions
from diaban.imports.models import Sheet, State
from diaban.imports.tests.files import vector

pytestmark = pytest.mark.django_db
SIDE = 12
CONSTANTS = {"kind": "region", "commodity": "keo", "status": "operating"}


@pytest.fixture(autouse=True)
def everything_is_large(tmp_path, monkeypatch, settings):
    monkeypatch.setattr(large, "LARGE", 10)
    monkeypatch.setattr(large_shapes, "PART", 20)
    settings.DIABAN_SECOND_PERSON = False
    packs.load(write_pack(tmp_path / "pack"))


@pytest.fixture
def commodity():
    return next(state.partition(":")[2] for state in _keys() if state.startswith("commodity:"))


def _keys():
    from diaban.facts import registry

    return registry.read()


def plots(seed=1):
    """144 plots that share their corners, some metres irregular."""
    rng = np.random.default_rng(seed)
    x, y = np.meshgrid(107.0 + np.arange(SIDE + 1) * 1e-3, 21.0 + np.arange(SIDE + 1) * 1e-3)
    x, y = x + rng.uniform(-2e-4, 2e-4, x.shape), y + rng.uniform(-2e-4, 2e-4, y.shape)
    at = [
        [(i, j), (i, j + 1), (i + 1, j + 1), (i + 1, j), (i, j)]
        for i in range(SIDE)
        for j in range(SIDE)
    ]
    return [shapely.Polygon([(x[c], y[c]) for c in ring]) for ring in at]


def layer(folder, shapes, system="EPSG:4326", **fields):
    count = len(shapes)
    columns = {
        "ma": [f"lo-{number:03d}" for number in range(count)],
        "ten": [f"Lô {number}" for number in range(count)],
    } | fields
    if system not in (None, "EPSG:4326"):
        shapes = [
            shapely.transform(one, lambda xy: crs.from_wgs84(xy, system)[0]) for one in shapes
        ]
    return vector(folder / "lo.gpkg", shapes, columns, crs=system)


def propose(path, commodity, **decisions):
    constants = CONSTANTS | {"commodity": commodity}
    return actions.propose(
        path, schema.kind("material"), Source.objects.get(pk="qd-1"),
        Decisions(constants=constants, **decisions),
    )  # fmt: skip


def applied(path, commodity, **decisions):
    record = actions.send(propose(path, commodity, **decisions))
    actions.approve(record, by=None, seen=record.mark)
    actions.apply(record)
    return record


def found(record):
    return {(one.code, one.row) for one in record.findings.all()}


def test_a_sound_layer_in_vn2000_lies_where_it_lies_in_wgs84(tmp_path, commodity):
    shapes = plots()
    record = applied(layer(tmp_path, shapes, "EPSG:5899"), commodity)
    table = sheets.table_of(Sheet.objects.get())
    by_code = dict(
        zip(table["code"].to_pylist(), shapely.from_wkb(table["geometry"].to_pylist()), strict=True)
    )
    apart = [
        by_code[f"lo-{number:03d}"].hausdorff_distance(shape) for number, shape in enumerate(shapes)
    ]
    assert max(apart) < 1e-7  # a centimetre
    assert record.report["transformation"]["code"] == "EPSG:6960"
    assert record.report["counts"]["added"] == len(shapes)


def test_without_a_system_or_a_code_it_asks(tmp_path, commodity):
    path = vector(
        tmp_path / "lo.gpkg",
        [shapely.transform(one, lambda xy: crs.from_wgs84(xy, 5899)[0]) for one in plots()],
        {"ten": ["Lô"] * SIDE * SIDE}, crs=None,
    )  # fmt: skip
    record = propose(path, commodity)
    assert {one["code"] for one in record.report["questions"]} == {"crs", "code_column"}
    assert record.state == State.DRAFT


def test_faults_within_and_across_parts_are_found_once(tmp_path, commodity):
    shapes = plots()
    middle = SIDE * (SIDE // 2) + SIDE // 2
    for at in (3, middle):
        shapes[at] = shapes[at].buffer(1e-4)  # overlaps all its neighbours
    corners = list(shapes[40].exterior.coords)
    shapes[40] = shapely.Polygon([corners[0], corners[2], corners[1], corners[3]])
    record = propose(layer(tmp_path, shapes), commodity)
    overlaps = [one for one in record.findings.all() if one.code == "overlap"]
    pairs = [(one.row, one.reason["en"].split(" overlap")[0]) for one in overlaps]
    assert len(pairs) == len(set(pairs))
    names = {frozenset(pair[1].split(" and ")) for pair in pairs}
    expected = {
        frozenset((f"Lô {at}", f"Lô {other}"))
        for at in (3, middle)
        for other in range(len(shapes))
        if other != at and shapes[at].intersection(shapes[other]).area > 0
        if shapes[other].is_valid
    }
    assert {pair for pair in names if pair & {"Lô 3", f"Lô {middle}"}} == expected
    assert ("self_crossing", 41) in found(record)


def test_codes_values_and_places_are_checked_row_by_row(tmp_path, commodity):
    shapes = plots()
    shapes[7] = shapely.affinity.translate(shapes[7], -3.0)
    count = len(shapes)
    codes = [f"lo-{number:03d}" for number in range(count)]
    codes[5], codes[9] = codes[4], "mã xấu"
    output = [10.0] * count
    output[11] = -1.0
    operating = ["Đang hoạt động"] * count
    operating[13] = "bỏ hoang"
    path = layer(tmp_path, shapes, ma=codes, output=output, tinh_trang=operating)
    record = propose(path, commodity, mapping={"tinh_trang": "status"})
    assert found(record) >= {
        ("twice", 6), ("bad_code", 10), ("out_of_range", 12), ("unknown_choice", 14),
        ("outside", 8),
    }  # fmt: skip


def test_the_next_file_of_the_source_is_told_against_the_last(tmp_path, commodity):
    shapes = plots()
    applied(layer(tmp_path, shapes), commodity)
    shapes[0] = shapely.affinity.scale(shapes[0], 0.9, 0.9)
    again = applied(layer(tmp_path, shapes[:-4]), commodity)
    counts = again.report["counts"]
    assert (counts["added"], counts["changed"], counts["removed"]) == (0, 1, 0)
    assert Sheet.objects.get(withdrawn_at=None).rows == len(shapes)
    complete = propose(layer(tmp_path, shapes[:-4]), commodity, complete=True)
    assert complete.report["counts"]["removed"] == 4


def test_undoing_gives_the_former_sheet_back(tmp_path, commodity):
    first = applied(layer(tmp_path, plots()), commodity)
    second = applied(layer(tmp_path, plots(seed=2)), commodity)
    back = actions.send(actions.undo(second))
    actions.approve(back, by=None, seen=back.mark)
    actions.apply(back)
    assert Sheet.objects.get(withdrawn_at=None).file == first.report["sheet"]["file"]
    assert Sheet.objects.count() == 3  # nothing is forgotten


def test_a_sheet_that_is_taken_back_and_not_replaced_is_seen_by_what_waits(tmp_path, commodity):
    first = applied(layer(tmp_path, plots()), commodity)
    before = storing.basis_now()
    back = actions.send(actions.undo(first))
    actions.approve(back, by=None, seen=back.mark)
    actions.apply(back)
    assert not Sheet.objects.filter(withdrawn_at=None).exists()
    assert storing.basis_now() != before


def test_it_is_published_as_a_layer_of_its_own(tmp_path, commodity):
    applied(layer(tmp_path, plots()), commodity)
    now = timezone.now()
    publish.write(tmp_path / "editions", snapshot.build(now), now=now)
    edition = store.current(tmp_path / "editions")
    published = edition.layers["materials_qd_1"]
    assert len(published) == SIDE * SIDE
    assert len(published.within_box(107.0, 21.0, 107.0045, 21.0045)) > 9
