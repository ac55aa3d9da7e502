"""The files of a report: what each carries, and that the same edition gives the same bytes."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zipfile

import docx as python_docx
import pytest
from docx.oxml.ns import qn

from diaban.reports import extracting, making, notes
from diaban.reports.document import Signing, plain
from diaban.reports.tests.fixture import publish

FORMATS = tuple(making.FORMATS)


@pytest.fixture
def edition(tmp_path):
    return publish(tmp_path / "editions")


def made(edition, kind="official", language="vi", **more):
    return making.make(edition, "2025-Q1", kind, language, **more)


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("kind", ["official", "press"])
def test_the_same_edition_gives_the_same_bytes(edition, kind, format_, monkeypatch):
    write = making.FORMATS[format_][1]
    first = write(made(edition, kind))
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    assert write(made(edition, kind)) == first


PROGRAM = """
import sys, hashlib, django, os
os.environ["DJANGO_SETTINGS_MODULE"] = "diaban.config.settings"
django.setup()
from pathlib import Path
from diaban.editions import store
from diaban.reports import making
root = Path(sys.argv[1])
report = making.make(store.open(root, sys.argv[2]), "2025-Q1", "official", "vi")
for name, (_type, write) in sorted(making.FORMATS.items()):
    print(name, hashlib.sha256(write(report)).hexdigest())
"""


def test_another_process_in_another_time_zone_gives_the_same_bytes(edition, tmp_path):
    answers = set()
    for zone, seed in (("UTC", "1"), ("Pacific/Auckland", "77")):
        around = os.environ | {"TZ": zone, "PYTHONHASHSEED": seed,
                               "DIABAN_DATA": str(tmp_path / "data")}  # fmt: skip
        words = [sys.executable, "-c", PROGRAM, str(edition.path.parent), edition.id]
        done = subprocess.run(words, env=around, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr
        answers.add(done.stdout)
    assert len(answers) == 1
    assert len(answers.pop().splitlines()) == len(FORMATS)


@pytest.mark.parametrize("format_", FORMATS)
def test_every_format_carries_the_twin(edition, format_):
    report = made(edition)
    content = making.FORMATS[format_][1](report)
    assert extracting.kind_of(content) == format_
    assert extracting.take_apart(content, format_).report.as_dict() == report.as_dict()


@pytest.mark.parametrize("format_", ["html", "md"])
def test_the_figures_stand_in_the_text(edition, format_):
    text = making.FORMATS[format_][1](made(edition, "press")).decode().replace("\xa0", " ")
    for words in ("2.717 ha", "1.105,9 ha", "56,06%", "10,367 tỷ USD", "132.134 tỷ đồng", "thứ 3"):
        assert words in text


@pytest.mark.parametrize("format_", ["html", "md", "docx"])
def test_invented_figures_say_so(tmp_path, format_):
    for invented in (True, False):
        edition = publish(tmp_path / str(invented), demonstration=invented)
        content = making.FORMATS[format_][1](made(edition))
        lines = extracting.take_apart(content, format_).lines
        assert any("SỐ LIỆU MINH HỌA" in line for line in lines) is invented


def test_what_people_write_cannot_run_in_a_page(edition):
    words = "<script>alert(this)</script> & </script>"
    page = making.FORMATS["html"][1](made(edition, passages={"green": words})).decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
    twin = extracting.take_apart(page.encode(), "html").report
    assert twin.passages == {"green": words}


@pytest.fixture
def word(edition):
    report = made(edition).signed(Signing("12/BC-BQLKKT", "Quảng Ninh, ngày 05 tháng 4 năm 2025",
                                          "Nguyễn Văn A"))  # fmt: skip
    return python_docx.Document(io.BytesIO(making.FORMATS["docx"][1](report)))


def test_the_official_report_has_the_layout_of_decree_30(word):
    section = word.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert 30 <= round(section.left_margin.mm) <= 35
    assert 15 <= round(section.right_margin.mm) <= 20
    assert 20 <= round(section.top_margin.mm) <= 25
    assert section.different_first_page_header_footer
    assert "PAGE" in section.header._element.xml
    assert "PAGE" not in section.first_page_header._element.xml
    assert word.styles["Normal"].font.name == "Times New Roman"
    left, right = word.tables[0].rows[0].cells
    assert "ỦY BAN NHÂN DÂN" in left.text
    assert right.text == "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"
    left, right = word.tables[0].rows[1].cells
    assert left.text == "Số: 12/BC-BQLKKT"
    assert right.text == "Quảng Ninh, ngày 05 tháng 4 năm 2025"
    assert any(paragraph.text == "BÁO CÁO" for paragraph in word.paragraphs)
    foot = word.tables[-1].rows[0].cells
    assert foot[0].text.startswith("Nơi nhận:")
    assert foot[1].text.startswith("TRƯỞNG BAN")
    assert foot[1].text.endswith("Nguyễn Văn A")


def test_tables_repeat_their_head_and_charts_say_what_they_show(word):
    tables = word.tables[1:-1]
    assert tables
    assert all("w:tblHeader" in table.rows[0]._tr.xml for table in tables)
    pictures = list(word.element.body.iter(qn("wp:docPr")))
    assert pictures
    assert all("Biểu đồ" in one.get("descr") for one in pictures)


def test_the_figures_of_a_word_file_are_locked(word):
    controls = list(word.element.body.iter(qn("w:sdt")))
    assert len(controls) > 50
    locks = {one.find(f"{qn('w:sdtPr')}/{qn('w:lock')}").get(qn("w:val")) for one in controls}
    assert locks == {"sdtContentLocked"}


def test_an_unsigned_report_is_marked_a_draft(edition):
    lines = extracting.take_apart(making.FORMATS["docx"][1](made(edition)), "docx").lines
    assert any("DỰ THẢO" in line for line in lines)
    assert "Số: …/BC-BQLKKT" in lines


def test_an_edition_without_the_period_is_told(edition):
    for name in ("2031-Q1", "2025-Q5", "quý một"):
        with pytest.raises(making.CannotReport, match=name):
            making.make(edition, name, "press", "vi")


def test_word_files_are_sound_archives(edition):
    with zipfile.ZipFile(io.BytesIO(making.FORMATS["docx"][1](made(edition)))) as archive:
        assert archive.testzip() is None
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}


def test_the_twin_names_edition_hash_query_and_value(edition):
    said = json.loads(making.FORMATS["json"][1](made(edition)))
    assert said["edition"] == edition.id
    assert len(said["edition_sha256"]) == 64
    cleared = next(one for one in said["figures"] if one.get("query") == "land.cleared @2025-Q1")
    assert cleared["value"] == "2717"


def test_recipients_end_as_the_decree_has_it_and_a_draft_leaves_its_day_open(edition):
    report = making.make(edition, "2025-Q1", "official", "vi", letterhead={
        "receivers": "UBND tỉnh;\n\nLưu: VT.", "place": "Quảng Ninh"})  # fmt: skip
    assert notes.receivers(report) == ["UBND tỉnh;", "Lưu: VT."]
    assert notes.day_line(report) == "Quảng Ninh, ngày … tháng … năm …"


def test_a_long_name_in_the_head_breaks_in_the_middle():
    assert notes.head_lines("Ủy ban nhân dân tỉnh Quảng Ninh") == [
        "ỦY BAN NHÂN DÂN", "TỈNH QUẢNG NINH"]  # fmt: skip
    assert notes.head_lines("Ban Quản lý Khu kinh tế") == ["BAN QUẢN LÝ KHU KINH TẾ"]
    assert notes.head_lines("") == []
    assert notes.head_lines("X" * 27) == ["X" * 27]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_column_has_one_number_of_decimal_places(edition, language):
    report = making.make(edition, "2025-Q1", "official", language)
    mark = "," if language == "vi" else "."
    tables = [block for block in report.blocks if block.kind == "table" and len(block.head) != 5]
    periods = next(block for block in tables if "2024" in plain(block.rows[0][0]))
    for column in range(1, len(periods.head)):
        said = [plain(row[column]) for row in periods.rows]
        assert len({len(one.partition(mark)[2]) for one in said if one[0].isdigit()}) == 1
