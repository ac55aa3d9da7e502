"""A file that was not taken comes back with the reasons in it, and no cell that can run."""

from __future__ import annotations

import csv

import openpyxl
import pyogrio
import pytest
import shapely

from diaban.facts import packs, schema
from diaban.facts.models import Source
from diaban.facts.tests.build_pack import write_pack
from diaban.imports import actions, marked
from diaban.imports.decisions import Decisions
from diaban.imports.tests.files import vector, workbook

pytestmark = pytest.mark.django_db

ROWS = [
    ["Mã", "Tên", "Tình trạng", "Ghi chú"],
    ["hai-ha", "KCN cảng biển Hải Hà", "operating", '=HYPERLINK("http://x")'],
    ["dam-nha-mac", "KCN Đầm Nhà Mạc", "=1+1", "@SUM(A1)"],
]


@pytest.fixture(autouse=True)
def small_pack(tmp_path):
    packs.load(write_pack(tmp_path / "pack"))


def proposed(path, **decisions):
    return actions.propose(
        path, schema.kind("park"), Source.objects.get(pk="qd-1"), Decisions(**decisions)
    )


def test_a_workbook_comes_back_with_a_column_of_reasons(tmp_path):
    path = workbook(tmp_path / "khu.xlsx", Danh_muc=[*ROWS[:2], [*ROWS[2][:2], "bỏ hoang", ""]])
    target = marked.write(
        proposed(path, mapping={"Tình trạng": "status"}), tmp_path / "tra-lai.xlsx"
    )
    sheet = openpyxl.load_workbook(target).active
    rows = list(sheet.values)
    assert rows[0][1:5] == ("Mã", "Tên", "Tình trạng", "Ghi chú")
    by_row = {row[0]: row for row in rows[1:]}
    assert "bỏ hoang" in by_row[3][5]
    assert by_row[3][6]
    assert not by_row[2][5]


def test_no_cell_of_the_marked_workbook_is_a_formula(tmp_path):
    path = tmp_path / "khu.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(ROWS)
    record = proposed(path, mapping={"Tình trạng": "status"})
    target = marked.write(record, tmp_path / "tra-lai.csv")
    with target.open(encoding="utf-8-sig", newline="") as stream:
        cells = [cell for row in csv.reader(stream) for cell in row]
    assert "'=1+1" in cells
    assert "'@SUM(A1)" in cells
    assert not [cell for cell in cells if cell.lstrip(" ").startswith(("=", "+", "-", "@"))]


def test_a_map_comes_back_with_a_layer_of_problems_at_their_places(tmp_path):
    bow = shapely.Polygon([(107.7, 21.4), (107.74, 21.44), (107.74, 21.4), (107.7, 21.44)])
    frame = shapely.box(106.8, 20.84, 106.83, 20.87)
    path = vector(tmp_path / "khu.gpkg", [bow, frame], {"code": ["hai-ha", "dam-nha-mac"]})
    target = marked.write(proposed(path), tmp_path / "tra-lai")
    assert target.name == "tra-lai.gpkg"
    meta, _ids, points, values = pyogrio.raw.read(target, layer="problems")
    found = {
        code: (row, shapely.from_wkb(point))
        for row, code, point in zip(
            values[list(meta["fields"]).index("row")],
            values[list(meta["fields"]).index("code")],
            points,
            strict=True,
        )
    }
    assert found["self_crossing"][0] == 1
    assert found["self_crossing"][1].distance(shapely.Point(107.72, 21.42)) < 1e-6
    assert found["bounding_box"][0] == 2
    assert frame.covers(found["bounding_box"][1])
    assert len(pyogrio.raw.read(target, layer="rows")[2]) == 2
