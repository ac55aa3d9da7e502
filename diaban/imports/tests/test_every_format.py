"""The same two parks come to the same change set, whatever format they are sent in."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
import shapely

from diaban.imports.tests.files import parts_of, vector, workbook, zipped
from diaban.imports.tests.small_world import NAMES, SHAPES, asked, reviewed

CODES = ("dong-mai", "hai-yen")
MOVED = [shapely.affinity.translate(SHAPES[code], 0.0001) for code in CODES]
FIELDS = {"code": list(CODES), "ten": [NAMES[code][0] for code in CODES]}


def by_gdal(ending: str):
    def write(folder: Path) -> Path:
        named = {"driver": "LIBKML"} if ending == "kml" else {}
        return vector(folder / f"khu.{ending}", MOVED, FIELDS, **named)

    return write


def shapefile(folder: Path) -> Path:
    path = vector(folder / "khu.shp", MOVED, FIELDS, encoding="UTF-8")
    return zipped(folder / "khu.zip", parts_of(path))


def _rows() -> list[list[str]]:
    return [
        ["Mã", "Tên", "WKT"],
        *([code, NAMES[code][0], shape.wkt] for code, shape in zip(CODES, MOVED, strict=True)),
    ]


def delimited(folder: Path) -> Path:
    path = folder / "khu.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(_rows())
    return path


def sheet(folder: Path) -> Path:
    return workbook(folder / "khu.xlsx", Danh_muc=_rows())


@pytest.mark.parametrize(
    "write",
    [by_gdal("gpkg"), by_gdal("geojson"), by_gdal("fgb"), by_gdal("kml"), shapefile, delimited,
     sheet],
    ids=["gpkg", "geojson", "fgb", "kml", "shp.zip", "csv", "xlsx"],
)  # fmt: skip
def test_it_comes_to_the_same_change_set(tmp_path, write):
    proposal = reviewed(write(tmp_path), crs="EPSG:4326", agreeing=False)
    assert asked(proposal) == []
    assert not proposal.errors
    moved = {one.subject: round(one.moved_m) for one in proposal.changes}
    assert moved == {"park:dong-mai": 10, "park:hai-yen": 10}
    assert {field.field for one in proposal.changes for field in one.fields} == {"outline"}
