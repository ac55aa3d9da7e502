"""The words of a minute (biên bản làm việc), as one edits, prints and keeps them. Pure.

The layout follows form 1.10 of Annex III of Nghị định 30/2020/NĐ-CP (from general knowledge: the
form itself was not at hand). A minute is Vietnamese, whatever language its reader uses.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from typing import Any

TITLE = "Biên bản làm việc"
UNKNOWN = "……"
DEMONSTRATION = "TÀI LIỆU MINH HỌA: nội dung được dựng để giới thiệu chương trình, không có thật"
COMMITMENT_COLUMNS = ("TT", "Bên cam kết", "Nội dung", "Thời hạn", "Căn cứ xác định")
PHOTO_COLUMNS = ("TT", "Thời điểm", "Vị trí (kinh độ, vĩ độ)", "Nội dung")
CHECK_COLUMNS = ("TT", "Nội dung kiểm tra", "Kết quả", "Ghi chú")
EDITED = ("about", "began", "ended", "place", "authority_people", "other_people", "other",
          "notes", "receivers")  # fmt: skip
"""What a person may put in other words before anybody signs; the rest is what is on record."""

UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML, and so a Word file, cannot hold."""

Rows = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Content:
    """One minute's words. People, notes and receivers are divided by line breaks.

    The tables have the columns named above; `corrects` is the version that this one replaces.
    """

    number: str
    about: str
    began: str
    ended: str
    place: str
    authority: str
    authority_people: str
    other: str
    other_people: str
    chair: str = ""
    secretary: str = ""
    notes: str = ""
    checks: Rows = ()
    findings: Sequence[str] = ()
    commitments: Rows = ()
    photos: Rows = ()
    receivers: str = ""
    corrects: int = 0
    demonstration: bool = False

    def as_dict(self) -> dict[str, Any]:
        return json.loads(json.dumps(asdict(self)))


def content_of(kept: Mapping[str, Any]) -> Content:
    """The words as they were kept, `printable`; what a later program adds is empty."""
    known = {one.name for one in fields(Content)}
    return Content(**{name: printable(value) for name, value in kept.items() if name in known})


def printable(value: Any) -> Any:
    """A text, or rows of texts, with a blank for each character that no file can hold."""
    if isinstance(value, str):
        return UNPRINTABLE.sub(" ", value)
    if isinstance(value, list):
        return [printable(one) for one in value]
    return value


def fingerprint(kept: Mapping[str, Any]) -> str:
    """What was looked at: who edits or signs says which words he has seen."""
    return hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Signature:
    """One side's: who signed and when; `image` is a drawing as PNG, or None for a typed name.

    `refused` is why the side would not sign.
    """

    name: str = ""
    at: datetime | None = None
    image: bytes | None = None
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with its paragraphs, then a table if `columns` are there."""

    heading: str
    paragraphs: Sequence[str] = ()
    columns: Sequence[str] = ()
    rows: Rows = field(default=())


def sections(content: Content) -> list[Section]:
    """The body in its order, numbered; what has nothing to say is said to be nothing."""
    parts = [
        Section("Nội dung làm việc", lines(content.notes), CHECK_COLUMNS, content.checks),
        Section("Vấn đề phát hiện, kiến nghị",
                [f"{n}. {text}" for n, text in enumerate(content.findings, 1)]
                or ["Không ghi nhận vướng mắc mới."]),
        Section("Cam kết của các bên", [] if content.commitments else ["Không có cam kết mới."],
                COMMITMENT_COLUMNS, content.commitments),
    ]  # fmt: skip
    if content.photos:
        parts.append(Section("Ảnh chụp tại hiện trường", [], PHOTO_COLUMNS, content.photos))
    numerals = ("I", "II", "III", "IV")
    return [
        Section(f"{numeral}. {one.heading}", one.paragraphs, one.columns if one.rows else (),
                one.rows)
        for numeral, one in zip(numerals, parts, strict=False)
    ]  # fmt: skip


def opening(content: Content) -> list[str]:
    """The lines before the body."""
    said = [
        f"Thời gian bắt đầu: {content.began or UNKNOWN}",
        f"Địa điểm: {content.place or UNKNOWN}",
        "Thành phần tham dự:",
        f"1. Đại diện {content.authority}:",
        *(f"- {person}" for person in lines(content.authority_people) or [UNKNOWN]),
        f"2. Đại diện {content.other or UNKNOWN}:",
        *(f"- {person}" for person in lines(content.other_people) or [UNKNOWN]),
        f"Chủ trì: {content.chair or UNKNOWN}",
        f"Thư ký (người ghi biên bản): {content.secretary or UNKNOWN}",
    ]
    if content.corrects:
        said.append(f"Biên bản này thay thế biên bản lập lần {content.corrects}.")
    return said


def closing(content: Content, other: Signature) -> list[str]:
    """The sentences after the body."""
    said = [
        f"Buổi làm việc kết thúc vào {content.ended or UNKNOWN}. Biên bản đã được đọc lại cho các "
        "bên cùng nghe và được lập thành 02 bản có giá trị như nhau, mỗi bên giữ 01 bản."
    ]
    if other.refused:
        said.append(f"Đại diện {content.other} không ký biên bản, lý do: {other.refused}")
    return said


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
