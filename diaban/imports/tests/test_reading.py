from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys

import numpy as np
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

from diaban.imports.reading import confined, read
from diaban.imports.safety import Refused
from diaban.imports.tests import files


def same(geometry, other) -> bool:
    return bool(shapely.equals(geometry, other))


@pytest.mark.parametrize("ending", ["gpkg", "geojson", "fgb"])
def test_formats_of_one_file_give_geometry_text_and_coordinate_system(tmp_path, ending):
    data = read(files.vector(tmp_path / f"lớp.{ending}", crs="EPSG:4326"))
    # A FlatGeobuf lies in the order of its index.
    by_name = dict(zip(data.table.column("name").to_pylist(), data.geometry, strict=True))
    assert all(same(by_name[n], s) for n, s in zip(files.NAMES, files.SQUARES, strict=True))
    assert data.crs.definition == "EPSG:4326"
    assert data.rows.tolist() == [1, 2]
    assert data.encoding.is_known


def test_a_geopackage_without_declared_system_declares_none(tmp_path):
    data = read(files.vector(tmp_path / "a.gpkg", crs=None))
    assert data.crs is None
    assert [note.code for note in data.notes] == ["no_declared_crs"]


def test_features_of_a_geopackage_are_called_by_the_number_that_qgis_shows(tmp_path):
    import sqlite3

    path = files.vector(tmp_path / "a.gpkg", layer="plots")
    with sqlite3.connect(path) as database:
        for (trigger,) in database.execute(
            "SELECT name FROM sqlite_master WHERE type='trigger' AND name LIKE 'rtree%'"
        ).fetchall():
            database.execute(f'DROP TRIGGER "{trigger}"')
        database.execute("UPDATE plots SET fid = 77 WHERE fid = 2")
    assert read(path).rows.tolist() == [1, 77]


def test_of_several_layers_one_must_be_named_and_styles_are_no_layer(tmp_path):
    path = files.vector(tmp_path / "a.gpkg", layer="plots")
    files.vector(path, layer="roads", append=True)
    files.vector(path, [None, None], layer="layer_styles", append=True)
    with pytest.raises(Refused) as refused:
        read(path)
    assert refused.value.code == "choose_layer"
    assert "plots, roads" in str(refused.value)
    assert read(path, layer="roads").layer == "roads"
    with pytest.raises(Refused, match="plots, roads"):
        read(path, layer="rivers")


def test_only_the_columns_asked_for_are_read(tmp_path):
    path = files.vector(tmp_path / "a.gpkg", fields={"name": files.NAMES, "ha": [1.5, 2.0]})
    assert read(path, columns=["ha"]).table.column_names == ["ha"]
    with pytest.raises(Refused, match="name, ha"):
        read(path, columns=["area"])


def test_progress_is_told_while_reading(tmp_path):
    said = []
    read(files.vector(tmp_path / "a.gpkg"), progress=lambda done, all: said.append((done, all)))
    assert said[-1] == (2, 2)


def test_curves_become_lines_and_it_is_said(tmp_path):
    import sqlite3
    import struct

    path = files.vector(tmp_path / "a.gpkg", [shapely.Point(0, 0)], {"name": ["x"]}, layer="l")
    points = [(0, 0), (1, 1), (2, 0), (1, -1), (0, 0)]
    arc = struct.pack("<BII", 1, 8, 5) + b"".join(struct.pack("<dd", *point) for point in points)
    circle = b"GP\x00\x01" + struct.pack("<i", 4326) + struct.pack("<BII", 1, 10, 1) + arc
    with sqlite3.connect(path) as database:
        for (trigger,) in database.execute(
            "SELECT name FROM sqlite_master WHERE type='trigger' AND name LIKE 'rtree%'"
        ).fetchall():
            database.execute(f'DROP TRIGGER "{trigger}"')
        database.execute("UPDATE l SET geom = ?", (circle,))
    data = read(path)
    assert data.geometry[0].area == pytest.approx(np.pi, rel=0.001)
    assert [note.code for note in data.notes] == ["curves"]


# --- Shapefiles and their encodings ---------------------------------------------------------------

TCVN3 = [b"Qu\xb6ng Ninh", b"\xae\xcft r\xf5ng \x81"]


def test_bytes_of_a_legacy_shapefile_arrive_undamaged(tmp_path):
    data = read(files.shapefile(tmp_path, TCVN3))
    assert not data.encoding.is_known
    assert data.raw_bytes("TEN") == TCVN3


def test_the_prj_is_passed_on_word_by_word(tmp_path):
    path = files.shapefile(tmp_path, TCVN3)
    data = read(path)
    assert data.crs.definition == path.with_suffix(".prj").read_text().strip()
    assert data.crs.basis == "file"
    path.with_suffix(".prj").unlink()
    assert read(path).crs is None


def test_a_cpg_that_says_utf8_is_believed_if_it_is_true(tmp_path):
    text = [name.encode() for name in files.NAMES]
    data = read(files.shapefile(tmp_path, text, cpg="UTF-8"))
    assert data.table.column("TEN").to_pylist() == files.NAMES
    assert data.encoding.basis == "declared"


def test_a_cpg_that_lies_is_reported_and_the_bytes_are_kept(tmp_path):
    data = read(files.shapefile(tmp_path, TCVN3, cpg="UTF-8"))
    assert data.raw_bytes("TEN") == TCVN3
    assert "encoding_does_not_hold" in [note.code for note in data.notes]


def test_a_code_page_is_a_hint_and_not_a_proof(tmp_path):
    data = read(files.shapefile(tmp_path, TCVN3, cpg="1252"))
    assert (data.encoding.is_known, data.encoding.declared) == (False, "1252")
    assert data.raw_bytes("TEN") == TCVN3


def test_a_zipped_shapefile_and_a_folder_read_like_the_file(tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    path = files.shapefile(folder, TCVN3)
    packed = files.zipped(tmp_path / "lop.zip", {"x/doc.txt": b"read me"} | files.parts_of(path))
    for other in (packed, folder):
        data = read(other)
        assert data.format == "shapefile"
        assert data.raw_bytes("TEN") == TCVN3
        assert all(map(same, data.geometry, files.SQUARES))


def test_a_shapefile_without_its_table_says_which_part_is_missing(tmp_path):
    path = files.shapefile(tmp_path, TCVN3)
    path.with_suffix(".dbf").unlink()
    with pytest.raises(Refused, match=r"\.dbf"):
        read(path)


# --- GeoJSON, KML, DXF, GeoParquet, OSM -----------------------------------------------------------


def test_a_ring_left_open_is_unreadable_and_not_closed_silently(tmp_path):
    ring = [[107.0, 21.0], [107.1, 21.0], [107.1, 21.1], [107.0, 21.1]]
    feature = {"type": "Feature", "properties": {"a": 1}}
    collection = {
        "type": "FeatureCollection",
        "features": [
            feature | {"geometry": {"type": "Polygon", "coordinates": [ring]}},
            feature | {"geometry": {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}},
        ],
    }
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps(collection))
    data = read(path)
    assert data.unreadable.tolist() == [0]
    assert data.geometry[1] is not None
    assert (data.crs.definition, data.crs.basis) == ("EPSG:4326", "format")


def test_geojson_in_a_legacy_encoding_keeps_its_bytes(tmp_path):
    path = tmp_path / "a.geojson"
    path.write_bytes(
        b'{"type":"FeatureCollection","features":[{"type":"Feature","properties":'
        b'{"ten":"Qu\xb6ng Ninh"},"geometry":{"type":"Point","coordinates":[107.1,21.1]}}]}'
    )
    data = read(path)
    assert data.raw_bytes("ten") == [b"Qu\xb6ng Ninh"]
    assert "encoding_does_not_hold" in [note.code for note in data.notes]


def test_kml_and_kmz_read_alike(tmp_path):
    plain = tmp_path / "a.kml"
    plain.write_text(files.KML)
    packed = files.zipped(tmp_path / "a.kmz", {"doc.kml": files.KML.encode(), "files/i.png": b"x"})
    for path in (plain, packed):
        data = read(path)
        assert data.format == "kml"
        assert "Đông Mai" in data.table.to_pylist()[0].values()
        assert same(shapely.force_2d(data.geometry[0]), files.SQUARES[0])


def test_closed_lines_of_a_drawing_are_areas_and_its_text_keeps_its_bytes(tmp_path):
    path = tmp_path / "qh.dxf"
    path.write_bytes(files.drawing(files.CLOSED_LINE.format(layer="RANH_\xa1\xb6")))
    data = read(path)
    assert same(data.geometry[0], shapely.box(0, 0, 100, 100))
    assert data.raw_bytes("Layer") == [b"RANH_\xa1\xb6"]
    assert data.crs is None
    assert data.encoding.declared == "ANSI_1252"


def test_letters_escaped_in_a_drawing_become_letters(tmp_path):
    path = tmp_path / "qh.dxf"
    path.write_bytes(files.drawing("0 TEXT 8 T 10 1 20 1 40 2 1 \\U+0110\\U+1ea5t"))
    assert read(path).table.column("Text").to_pylist() == ["Đất"]


def parquet(path, geo: dict | None):
    table = pa.table(
        {"name": files.NAMES, "geom": pa.array(shapely.to_wkb(files.SQUARES), pa.binary())}
    )
    if geo is not None:
        table = table.replace_schema_metadata({"geo": json.dumps(geo)})
    pq.write_table(table, path)
    return path


def geo(**column) -> dict:
    return {
        "version": "1.1.0",
        "primary_column": "geom",
        "columns": {"geom": {"encoding": "WKB", "geometry_types": [], **column}},
    }


def test_geoparquet_declares_its_system_or_means_wgs84_or_says_unknown(tmp_path):
    for number, (column, expected) in enumerate(
        [
            ({"crs": {"id": {"authority": "EPSG", "code": 5899}}}, "EPSG:5899"),
            ({}, "OGC:CRS84"),
            ({"crs": None}, None),
        ]
    ):
        data = read(parquet(tmp_path / f"{number}.parquet", geo(**column)))
        assert (data.crs.definition if data.crs else None) == expected
        assert all(map(same, data.geometry, files.SQUARES))
        assert data.table.column_names == ["name"]


def test_osm_extract_gives_roads_railways_and_industrial_land(tmp_path):
    path = tmp_path / "quang-ninh.osm.pbf"
    nodes = {1: (107.0, 21.0), 2: (107.01, 21.0), 3: (107.01, 21.01), 4: (107.0, 21.01)}
    ways = {
        10: ([1, 2, 3], {"highway": "primary", "name": "Quốc lộ 18"}),
        11: ([3, 4], {"highway": "footway"}),
        12: ([1, 2, 3, 4, 1], {"landuse": "industrial", "name": "Cái Lân"}),
        13: ([2, 4], {"railway": "rail"}),
    }
    path.write_bytes(files.osm_pbf(nodes, ways, {4: {"harbour": "yes", "name": "Bến"}}))
    with pytest.raises(Refused, match="roads, railways, ports, industrial"):
        read(path)
    assert read(path, layer="roads").table.column("name").to_pylist() == ["Quốc lộ 18"]
    assert len(read(path, layer="railways")) == 1
    land = read(path, layer="industrial")
    assert land.table.column("name").to_pylist() == ["Cái Lân"]
    assert shapely.area(land.geometry[0]) == pytest.approx(1e-4)
    ports = read(path, layer="ports")
    assert (ports.geometry[0].x, ports.geometry[0].y) == pytest.approx((107.0, 21.01))


# --- Tables ---------------------------------------------------------------------------------------


def test_csv_keeps_every_value_as_it_is_written(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("Mã;Kinh độ;Vĩ độ;Diện tích\n007;107,25;21°15'40\"B;1.234,5\n", "utf-8-sig")
    data = read(path)
    assert data.table.to_pylist() == [
        {"Mã": "007", "Kinh độ": "107,25", "Vĩ độ": "21°15'40\"B", "Diện tích": "1.234,5"}
    ]
    place = data.coordinates
    assert (place.easting, place.northing, place.is_certain) == ("Kinh độ", "Vĩ độ", True)
    assert data.encoding.basis == "declared"
    assert data.rows.tolist() == [2]


def test_columns_named_x_and_y_are_left_for_somebody_to_decide(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("ten,X,Y\nA,2351944.52,448293.11\n")
    place = read(path).coordinates
    assert (place.easting, place.northing, place.is_certain) == ("X", "Y", False)


def test_csv_in_a_legacy_encoding_keeps_its_bytes(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"ten,so\nQu\xb6ng Ninh,1\n")
    assert read(path).raw_bytes("ten") == [b"Qu\xb6ng Ninh"]


def test_wkt_becomes_geometry_and_what_is_not_wkt_is_named_by_its_line(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(
        'name,wkt\nA,POINT (107 21)\nB,"POLYGON ((107 21, 108 21, 108 22, 107 21))"\n'
        + "C,\n"
        + "\n".join(f"D{n},POINT (107 21)" for n in range(30))
        + "\nE,POINT (107\n"
    )
    data = read(path)
    assert [data.geometry[0].geom_type, data.geometry[1].geom_type] == ["Point", "Polygon"]
    assert data.geometry[2] is None
    assert [dict(note.numbers) for note in data.notes if note.code == "geometry_unreadable"] == [
        {"row": 35, "sample": "POINT (107"}
    ]
    assert data.rows[-1] == 35


def test_a_sheet_keeps_types_row_numbers_and_dates(tmp_path):
    rows = [
        ["Mã", "Diện tích (ha)", "Ngày", "Số hiệu"],
        ["A1", 12.5, dt.date(2025, 7, 1), 1],
        [None, None, None, None],
        ["A2", 3, dt.date(2025, 7, 2), "2a"],
    ]
    data = read(files.workbook(tmp_path / "a.xlsx", KCN=rows))
    assert data.layer == "KCN"
    assert data.rows.tolist() == [2, 4]
    assert data.table.to_pylist() == [
        {"Mã": "A1", "Diện tích (ha)": 12.5, "Ngày": dt.date(2025, 7, 1), "Số hiệu": "1"},
        {"Mã": "A2", "Diện tích (ha)": 3.0, "Ngày": dt.date(2025, 7, 2), "Số hiệu": "2a"},
    ]


def survey_sheet(path):
    """As offices send it: a title, names in two rows, numbered columns, merged cells, a total."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Bang ke"
    for row in [
        ["BẢNG KÊ TỌA ĐỘ CÁC THỬA ĐẤT"],
        [],
        ["STT", "Xã", "Tọa độ VN-2000", None, "Diện tích"],
        [None, None, "X (m)", "Y (m)", None],
        ["(1)", "(2)", "(3)", "(4)", "(5)"],
        [1, "Tiên Yên", 2351944.52, 448293.11, 100],
        [2, None, 2351950.0, 448300.5, 200],
        [3, "Hải Lạng", 2351960.0, 448310.5, "=E6+E7"],
        ["Tổng cộng", None, None, None, 600],
    ]:
        sheet.append(row)
    for merged in ("A1:E1", "C3:D3", "A3:A4", "B3:B4", "E3:E4", "B6:B7"):
        sheet.merge_cells(merged)
    book.save(path)
    return path


def test_a_table_with_titles_two_rows_of_names_and_merged_cells_is_understood(tmp_path):
    data = read(survey_sheet(tmp_path / "a.xlsx"))
    assert data.table.column_names == [
        "STT",
        "Xã",
        "Tọa độ VN-2000 / X (m)",
        "Tọa độ VN-2000 / Y (m)",
        "Diện tích",
    ]
    assert data.table.column("Xã").to_pylist() == ["Tiên Yên", "Tiên Yên", "Hải Lạng", None]
    assert data.rows.tolist() == [6, 7, 8, 9]
    assert data.coordinates.easting == "Tọa độ VN-2000 / X (m)"
    assert not data.coordinates.is_certain
    codes = {note.code for note in data.notes}
    assert codes == {
        "rows_above_header",
        "header_rows",
        "numbering_row",
        "merged_cells",
        "total_row",
        "formulas_without_values",
    }


def test_the_row_of_names_can_be_pointed_at(tmp_path):
    path = files.workbook(tmp_path / "a.xlsx", S=[["1", "2"], ["a", "b"], ["c", "d"]])
    assert read(path, header_row=1).table.column_names == ["1", "2"]
    assert read(path).table.column_names == ["a", "b"]


def test_of_several_sheets_with_data_one_must_be_named(tmp_path):
    rows = [["a", "b"], [1, 2]]
    path = files.workbook(tmp_path / "a.xlsx", Một=rows, Hai=rows, Trống=[])
    with pytest.raises(Refused, match="Một, Hai"):
        read(path)
    assert read(path, layer="Hai").layer == "Hai"
    assert [layer.name for layer in read(path, layer="Hai").layers] == ["Một", "Hai", "Trống"]


def test_error_cells_are_empty_and_counted(tmp_path):
    path = files.workbook(tmp_path / "a.xlsx", S=[["a", "b"], ["#REF!", 2], ["x", 3]])
    data = read(path)
    assert data.table.column("a").to_pylist() == [None, "x"]
    assert [note.numbers["count"] for note in data.notes if note.code == "error_cells"] == [1]


# --- The process that reads -----------------------------------------------------------------------


def test_the_reading_process_knows_no_driver_but_the_ones_needed(tmp_path):
    listing = "import pyogrio; print('\\n'.join(pyogrio.list_drivers()))"
    environment = confined._environment(tmp_path)
    said = subprocess.run(
        [sys.executable, "-c", listing], env=environment, capture_output=True, text=True, check=True
    )
    assert set(said.stdout.split("\n")[:-1]) == set(confined._DRIVERS)


def test_the_reading_process_gets_no_secrets(tmp_path, monkeypatch):
    monkeypatch.setenv("DIABAN_SECRET_KEY", "x")
    assert "DIABAN_SECRET_KEY" not in confined._environment(tmp_path)


def test_nothing_of_a_reading_stays_in_the_temporary_folder(tmp_path, monkeypatch):
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    data = read(files.vector(tmp_path / "a.gpkg"))
    assert os.listdir(scratch) == []
    assert data.table.column("name").to_pylist() == files.NAMES
