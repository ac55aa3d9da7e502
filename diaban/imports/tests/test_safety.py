from __future__ import annotations

import json
import os
import pickle
import stat
import struct
import time
import zipfile

import numpy as np
import pytest
import shapely
from django.utils import translation

from diaban.imports import archives, safety
from diaban.imports.reading import read
from diaban.imports.refusals import REASONS
from diaban.imports.safety import EXTENSIONS, Kind, Limits, Refused
from diaban.imports.tests import files


def code_of(path, **options) -> str:
    with pytest.raises(Refused) as refused:
        read(path, **options)
    # Words can be made of every refusal, and they name the file.
    assert path.name in str(refused.value) or refused.value.code == "unknown_ending"
    return refused.value.code


def write(path, data: bytes):
    path.write_bytes(data)
    return path


# --- Names and contents ---------------------------------------------------------------------------


def test_a_refusal_speaks_the_readers_language_and_survives_the_way_between_processes():
    refused = pickle.loads(pickle.dumps(Refused("empty_file", name="a.csv")))
    with translation.override("en"):
        assert refused.reason == "“a.csv” is empty: 0 bytes."
        assert "Send it again" in refused.remedy


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.csv", b"PK\x05\x06" + bytes(18), "lying_ending"),
        ("a.geojson", b"ten,x,y\nA,1,2\n", "lying_ending"),
        ("a.gpkg", b'{"type": "FeatureCollection"}', "lying_ending"),
        ("a.csv", b"MZ\x90\x00" + bytes(100), "program"),
        ("a.kml", b"\x7fELF" + bytes(100), "program"),
        ("a.geojson", b"#!/bin/sh\nrm -rf /\n", "program"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "old_office"),
        ("a.dxf", b"AC1032" + bytes(100), "dwg"),
        ("a.dxf", b"AutoCAD Binary DXF\r\n\x1a\x00", "binary_drawing"),
        ("a.zip", b"Rar!\x1a\x07" + bytes(10), "other_archive"),
        ("a.kml", b"%PDF-1.7", "pdf"),
        ("a.csv", b"\x89PNG\r\n", "picture"),
        ("a.csv", b"ten\x00,x,y\n", "unknown_content"),
        ("a.gpkg", b"SQLite format 3\x00" + bytes(100), "other_database"),
        ("a.gml", b"<gml/>", "other_markup"),
        ("a.vrt", b"<OGRVRTDataSource/>", "other_markup"),
        ("a.exe", b"ten,x,y\n", "unknown_ending"),
        ("a", b"ten,x,y\n", "unknown_ending"),
        ("a.csv", b"", "empty_file"),
    ],
)
def test_content_decides_and_a_name_that_lies_is_refused(tmp_path, name, content, code):
    assert code_of(write(tmp_path / name, content)) == code


def test_a_file_that_is_not_there_and_one_too_large_are_refused_before_opening(tmp_path):
    assert code_of(tmp_path / "no.csv") == "missing"
    path = write(tmp_path / "a.csv", b"ten,so\nA,1\n")
    assert code_of(path, limits=Limits(file_bytes=5)) == "too_large"


def test_every_ending_that_is_read_belongs_to_a_kind():
    assert {kind for kinds in EXTENSIONS.values() for kind in kinds} == set(Kind)


def test_every_reason_can_be_worded_with_the_values_it_names():
    values = dict.fromkeys(
        ["name", "ending", "content", "member", "found", "part", "layer", "column", "detail"], "x"
    ) | dict.fromkeys(["size", "limit", "count", "row", "seconds"], 1)
    for code in REASONS:
        refused = Refused(code, **values)
        assert refused.reason and refused.remedy


# --- Archives -------------------------------------------------------------------------------------


def test_a_zip_bomb_is_refused_by_its_table_of_contents(tmp_path):
    path = files.zipped(tmp_path / "a.zip", {"a.csv": bytes(60 << 20)})
    started = time.monotonic()
    assert code_of(path) == "zip_bomb"
    assert time.monotonic() - started < 2


def lying_size(path, announced: int):
    """The archive says in both its tables that its first member unpacks to `announced` bytes."""
    data = bytearray(path.read_bytes())
    local, central = data.index(b"PK\x03\x04"), data.index(b"PK\x01\x02")
    data[local + 22 : local + 26] = struct.pack("<I", announced)
    data[central + 24 : central + 28] = struct.pack("<I", announced)
    path.write_bytes(data)
    return path


def test_a_zip_bomb_that_lies_about_its_size_stops_at_the_limit(tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    path = files.zipped(tmp_path / "a.zip", {"a.csv": bytes(8 << 20)})
    with pytest.raises(Refused) as refused:
        archives.unpack(path, folder, Limits(unpacked_bytes=1 << 20))
    assert refused.value.code == "unpacks_too_large"
    assert sum(file.stat().st_size for file in folder.iterdir()) <= 1 << 20
    assert code_of(lying_size(path, 1000)) == "damaged"


def test_members_that_share_one_block_are_a_bomb(tmp_path):
    path = files.zipped(tmp_path / "a.zip", {"a.csv": os.urandom(20_000), "b.txt": b"x"})
    data = bytearray(path.read_bytes())
    second = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 1)
    data[second + 20 : second + 24] = struct.pack("<I", 20_000)
    path.write_bytes(data)
    assert code_of(path) == "zip_bomb"


def test_thousands_of_members_are_refused(tmp_path):
    members = {f"{number}.txt": b"" for number in range(30)}
    path = files.zipped(tmp_path / "a.zip", members)
    assert code_of(path, limits=Limits(archive_members=20)) == "too_many_members"


def test_an_archive_in_an_archive_is_refused(tmp_path):
    inner = files.zipped(tmp_path / "b.zip", {"a.csv": b"a,b\n1,2\n"})
    assert code_of(files.zipped(tmp_path / "a.zip", {"b.zip": inner})) == "nested_archive"


@pytest.mark.parametrize(
    "name", ["../../etc/cron.d/x.csv", "/etc/x.csv", "..\\..\\x.csv", "C:\\x.csv", "a/../../x.csv"]
)
def test_paths_that_climb_out_of_an_archive_are_refused(tmp_path, name):
    assert code_of(files.zipped(tmp_path / "a.zip", {name: b"a,b\n1,2\n"})) == "path_trick"


def test_a_link_in_an_archive_is_refused(tmp_path):
    path = tmp_path / "a.zip"
    link = zipfile.ZipInfo("a.csv")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    assert code_of(path) == "link_in_archive"


def test_an_archive_without_data_or_with_several_data_sets_says_so(tmp_path):
    assert code_of(files.zipped(tmp_path / "a.zip", {"a.doc": b"x"})) == "archive_without_data"
    two = files.zipped(tmp_path / "b.zip", {"a.csv": b"a,b\n1,2\n", "b.kml": files.KML.encode()})
    assert code_of(two) == "archive_with_several"


def test_what_lies_in_an_archive_may_not_lie_about_its_kind_either(tmp_path):
    path = files.zipped(tmp_path / "a.zip", {"a.csv": b"MZ\x90\x00" + bytes(100)})
    with pytest.raises(Refused) as refused:
        read(path)
    assert refused.value.code == "program"


def test_a_damaged_archive_is_refused_and_not_a_traceback(tmp_path):
    whole = files.zipped(tmp_path / "a.zip", {"a.csv": os.urandom(3000)}).read_bytes()
    assert code_of(write(tmp_path / "b.zip", whole[: len(whole) // 2])) == "damaged"


# --- Spreadsheets and XML -------------------------------------------------------------------------

ROWS = [["a", "b"], ["x", 2.5]]


def test_macros_are_refused_in_a_workbook_whatever_its_ending(tmp_path):
    book = files.workbook(tmp_path / "a.xlsx", S=ROWS)
    with_macro = files.rewritten(book, {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"})
    assert code_of(with_macro) == "macros"
    assert code_of(with_macro.rename(tmp_path / "a.xlsm")) == "macros"


def test_a_workbook_that_calls_itself_macro_enabled_is_refused(tmp_path):
    book = files.workbook(tmp_path / "a.xlsx", S=ROWS)
    types = {
        "[Content_Types].xml": lambda data: data.replace(
            b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
            b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
        )
    }
    assert code_of(files.rewritten(book, types)) == "macros"


LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'


def test_entity_bombs_are_refused_in_workbooks_and_kml(tmp_path):
    book = files.workbook(tmp_path / "a.xlsx", S=ROWS)
    laughing = files.rewritten(
        book,
        {
            "xl/worksheets/sheet1.xml": lambda data: data.replace(
                b"<worksheet", LAUGHS + b"<worksheet", 1
            )
        },
    )
    assert code_of(laughing) == "document_type"
    kml = files.KML.replace("<kml", LAUGHS.decode() + "<kml", 1).encode()
    assert code_of(write(tmp_path / "a.kml", kml)) == "document_type"
    assert code_of(files.zipped(tmp_path / "a.kmz", {"doc.kml": kml})) == "document_type"


def test_a_kml_that_wants_a_file_of_the_machine_is_refused(tmp_path):
    outside = '<!DOCTYPE kml [<!ENTITY x SYSTEM "file:///etc/passwd">]><kml'
    kml = files.KML.replace("<kml", outside, 1).replace("Đông Mai", "&x;")
    assert code_of(write(tmp_path / "a.kml", kml.encode())) == "document_type"


def test_a_workbook_that_unpacks_enormously_is_refused(tmp_path):
    book = files.workbook(tmp_path / "a.xlsx", S=ROWS)
    bomb = files.rewritten(book, {"xl/media/x.bin": bytes(30 << 20)})
    assert code_of(bomb) == "zip_bomb"


def test_a_stray_cell_far_to_the_right_is_refused_quickly(tmp_path):
    book = files.workbook(tmp_path / "a.xlsx", S=[*ROWS, [None] * 16383 + ["x"]])
    assert code_of(book) == "too_many_columns"


def test_the_size_that_a_sheet_announces_costs_nothing(tmp_path):
    book = files.workbook(tmp_path / "a.xlsx", S=ROWS)
    import re

    huge = files.rewritten(
        book,
        {
            "xl/worksheets/sheet1.xml": lambda data: re.sub(
                rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"', data
            )
        },
    )
    started = time.monotonic()
    assert len(read(huge)) == 1
    assert time.monotonic() - started < 10


# --- Absurd contents ------------------------------------------------------------------------------


def circle(vertices: int) -> shapely.Polygon:
    angle = np.linspace(0, 2 * np.pi, vertices, endpoint=False)
    return shapely.Polygon(np.column_stack((107 + np.cos(angle) / 9, 21 + np.sin(angle) / 9)))


def test_a_polygon_with_too_many_vertices_is_named_by_its_row(tmp_path):
    path = files.vector(tmp_path / "a.gpkg", [files.SQUARES[0], circle(5000)])
    with pytest.raises(Refused) as refused:
        read(path, limits=Limits(vertices=4000))
    assert refused.value.code == "too_many_vertices"
    assert refused.value.numbers["row"] == 2
    assert len(read(path, limits=Limits(vertices=5100))) == 2


@pytest.mark.slow
def test_a_polygon_of_ten_million_vertices_is_refused_in_bounded_time_and_memory(tmp_path):
    path = files.vector(tmp_path / "a.fgb", [circle(10_000_000)], {"name": ["x"]})
    started = time.monotonic()
    assert code_of(path) in ("too_many_vertices", "too_much_memory", "damaged")
    assert time.monotonic() - started < 60


def test_too_many_rows_and_columns_are_refused(tmp_path):
    path = write(tmp_path / "a.csv", b"a,b,c\n" + b"1,2,x\n" * 50)
    assert code_of(path, limits=Limits(rows=40)) == "too_many_rows"
    assert code_of(path, limits=Limits(columns=2)) == "too_many_columns"
    wide = files.vector(tmp_path / "a.gpkg", fields={f"c{n}": [n, n] for n in range(30)})
    assert code_of(wide, limits=Limits(columns=20)) == "too_many_columns"


def test_a_cell_without_end_is_refused(tmp_path):
    path = write(tmp_path / "a.csv", b'a,b\n1,"' + b"x" * 5000 + b'"\n')
    assert code_of(path, limits=Limits(cell_characters=1000)) == "cell_too_long"


def test_blocks_that_draw_each_other_a_billion_times_are_refused(tmp_path):
    blocks = "0 BLOCK 8 0 2 B0 0 POINT 8 0 10 1 20 1 0 ENDBLK "
    for level in range(1, 10):
        inserts = " ".join([f"0 INSERT 8 0 2 B{level - 1} 10 0 20 0"] * 10)
        blocks += f"0 BLOCK 8 0 2 B{level} {inserts} 0 ENDBLK "
    bomb = files.drawing("0 INSERT 8 0 2 B9 10 0 20 0", blocks=blocks)
    assert code_of(write(tmp_path / "a.dxf", bomb)) == "block_bomb"


def test_a_block_that_draws_itself_or_a_million_copies_is_refused(tmp_path):
    itself = "0 BLOCK 8 0 2 B 0 INSERT 8 0 2 B 10 0 20 0 0 ENDBLK"
    bomb = files.drawing("0 INSERT 8 0 2 B 10 0 20 0", blocks=itself)
    assert code_of(write(tmp_path / "a.dxf", bomb)) == "block_bomb"
    plain = "0 BLOCK 8 0 2 B 0 POINT 8 0 10 1 20 1 0 ENDBLK"
    many = files.drawing("0 INSERT 8 0 2 B 70 30000 71 30000 10 0 20 0", blocks=plain)
    assert code_of(write(tmp_path / "b.dxf", many)) == "block_bomb"


def test_json_nested_without_end_is_refused_and_not_a_crash(tmp_path):
    path = write(tmp_path / "a.geojson", b'{"type":' + b"[" * 200_000)
    assert code_of(path) in ("damaged", "reader_stopped", "too_deep")


def test_reading_ends_when_its_time_is_over(tmp_path):
    path = files.vector(tmp_path / "a.gpkg")
    started = time.monotonic()
    assert code_of(path, limits=Limits(seconds=0.05)) == "too_long"
    assert time.monotonic() - started < 5


def test_reading_ends_when_its_memory_is_used_up(tmp_path):
    collection = {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {},
                "geometry": shapely.geometry.mapping(circle(400_000)),
            }
        ],
    }
    path = write(tmp_path / "a.geojson", json.dumps(collection).encode())
    code = code_of(path, limits=Limits(memory_bytes=450 << 20))
    assert code in ("too_much_memory", "damaged", "reader_stopped")


def test_a_damaged_file_of_every_kind_is_refused_with_words(tmp_path):
    for name, kind in [("a.gpkg", "gpkg"), ("b.fgb", "fgb")]:
        whole = files.vector(tmp_path / f"whole.{kind}").read_bytes()
        assert code_of(write(tmp_path / name, whole[: len(whole) // 3])) in (
            "damaged",
            "no_data",
            "reader_stopped",
        )
    assert code_of(write(tmp_path / "c.parquet", b"PAR1" + bytes(50))) == "damaged"
    assert code_of(write(tmp_path / "d.geojson", b'{"type": "FeatureColl')) == "damaged"
    book = files.workbook(tmp_path / "e.xlsx", S=ROWS)
    broken = files.rewritten(book, {"xl/worksheets/sheet1.xml": lambda data: data[:200]})
    assert code_of(broken) == "damaged"


def test_examining_reads_only_the_beginning_of_a_file(tmp_path):
    path = tmp_path / "a.csv"
    with path.open("wb") as file:
        file.write(b"ten,so\n" + b"A,1\n" * 2000)
        file.truncate(3 << 30)  # sparse: three gigabytes of nothing
    started = time.monotonic()
    assert safety.examine(path) is Kind.CSV
    assert time.monotonic() - started < 0.5
