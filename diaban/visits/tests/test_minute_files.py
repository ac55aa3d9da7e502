"""A minute's two files: the official layout, all that is in them, equal bytes for equal words."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from docx import Document
from PIL import Image

from diaban.visits.minutes import docx_file as minute_docx
from diaban.visits.minutes import pdf_file as minute_pdf
from diaban.visits.minutes.text import Content, Signature, content_of, sections

HEAD = {"parent": "Ủy ban nhân dân tỉnh", "authority": "Ban Quản lý", "symbol": "BQL",
        "place": "Quảng Ninh", "signer": "Trưởng ban"}  # fmt: skip
CONTENT = Content(
    number="TT-2025-0001.1/BB-BQL",
    about="Về việc kiểm tra hạ tầng tại KCN Đông Mai",
    began="8 giờ 30, ngày 03 tháng 3 năm 2025",
    ended="11 giờ 00, ngày 03 tháng 3 năm 2025",
    place="KCN Đông Mai",
    authority="Ban Quản lý",
    authority_people="Bà A, Trưởng đoàn\nÔng B",
    other="Công ty A",
    other_people="Ông C, Giám đốc",
    chair="Bà A",
    secretary="Ông B",
    notes="Đã xem #set page(width: 1cm) trạm xử lý",
    checks=[["1", "Cấp điện", "Có vướng mắc", "mất điện hai lần"]],
    findings=["Cống thoát nước bị lấp"],
    commitments=[["1", "Công ty A", "Đấu nối nước thải", "30/6/2025", "biên bản nghiệm thu"]],
    photos=[["1", "9 giờ 00", "107,01; 21,02", "cống"]],
    receivers="Như thành phần\nLưu: VT",
)


def drawing() -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (200, 60), "white").save(stream, "PNG")
    return stream.getvalue()


THEIRS = Signature("Ông C", datetime(2025, 3, 3, 4, 5, tzinfo=UTC), drawing())
OURS = Signature("Bà A", datetime(2025, 3, 3, 4, 6, tzinfo=UTC))


def words_of(body: bytes) -> str:
    document = Document(io.BytesIO(body))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)


def test_the_word_file_has_everything_in_the_official_layout():
    body = minute_docx.write(CONTENT, HEAD, THEIRS, OURS)
    words = words_of(body)
    for said in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc",
        "Số: TT-2025-0001.1/BB-BQL", "BIÊN BẢN LÀM VIỆC", "Bà A, Trưởng đoàn", "Ông C, Giám đốc",
        "mất điện hai lần", "Cống thoát nước bị lấp", "Đấu nối nước thải", "107,01; 21,02",
        "ĐẠI DIỆN CÔNG TY A", "ĐẠI DIỆN BAN QUẢN LÝ", "lập thành 02 bản", "Nơi nhận:", "- Lưu: VT",
        "(đã ký lúc 11 giờ 05, ngày 03 tháng 3 năm 2025)",
    ):  # fmt: skip
        assert said in words
    assert "MINH HỌA" not in words
    section = Document(io.BytesIO(body)).sections[0]
    assert (round(section.left_margin.mm), round(section.right_margin.mm)) == (30, 20)
    assert len(Document(io.BytesIO(body)).inline_shapes) == 1


@pytest.mark.parametrize("write", [minute_docx.write, minute_pdf.write])
def test_the_same_words_give_the_same_bytes_and_others_give_others(write):
    once = write(CONTENT, HEAD, THEIRS, OURS)
    assert write(content_of(CONTENT.as_dict()), HEAD, THEIRS, OURS) == once
    assert write(replace(CONTENT, notes="khác"), HEAD, THEIRS, OURS) != once
    assert write(CONTENT, HEAD, replace(THEIRS, image=None), OURS) != once


def test_what_was_written_is_never_markup():
    assert minute_pdf.write(CONTENT, HEAD, THEIRS, OURS).startswith(b"%PDF")


def test_an_invented_minute_says_so_in_its_first_line():
    invented = replace(CONTENT, demonstration=True)
    assert words_of(minute_docx.write(invented, HEAD, THEIRS, OURS)).startswith("TÀI LIỆU MINH HỌA")


def test_who_refuses_to_sign_is_named_with_the_reason():
    refused = Signature(refused="không đồng ý mục II")
    words = words_of(minute_docx.write(CONTENT, HEAD, refused, OURS))
    assert "Công ty A không ký biên bản, lý do: không đồng ý mục II" in words
    assert "(không ký)" in words


def test_what_was_not_found_or_promised_is_said_to_be_nothing():
    empty = replace(CONTENT, findings=[], commitments=[], photos=[], checks=[])
    said = [text for one in sections(empty) for text in one.paragraphs]
    assert "Không ghi nhận vướng mắc mới." in said and "Không có cam kết mới." in said
    assert not any(one.columns for one in sections(empty))


@pytest.mark.parametrize("wrong", ["\x00", "\x02", "\ud800", "\udfff", "\ufffe"])
def test_what_was_kept_with_an_unprintable_character_is_still_printed(wrong):
    kept = replace(CONTENT, notes=f"a{wrong}b", findings=[wrong], checks=[["1", wrong, "", "c"]])
    content = content_of(kept.as_dict())
    assert "a b" in words_of(minute_docx.write(content, HEAD, THEIRS, OURS))
    assert minute_pdf.write(content, HEAD, THEIRS, OURS).startswith(b"%PDF")
