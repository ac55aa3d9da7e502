"""The official letter (công văn) that writes a petition up for a higher level, as a Word file.

Vietnamese, as official letters are. A person reads it, numbers it and sends it; nothing is sent
from here.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.utils import timezone, translation

from diaban.dossiers import letter_docx
from diaban.dossiers.letter_text import Text, day
from diaban.petitions import vocabulary, wording
from diaban.petitions.course import Kind
from diaban.petitions.models import Body, Petition
from diaban.petitions.showing import names_of_places
from diaban.petitions.standing import Standing

TOLD = (Kind.TRANSFERRED, Kind.FIRST_ANSWER, Kind.ASKED, Kind.REPLIED, Kind.CONSULTED,
        Kind.RETURNED, Kind.EXTENDED, Kind.DISPUTED)  # fmt: skip
"""What the higher level should know of what was done so far."""


def compose(one: Standing, body: str, why: str, expected: date | None) -> Text:
    """The words of the letter to the body with this code."""
    petition = one.petition
    to = Body.objects.filter(code=body).first()
    addressee = to.name_vi if to else body
    with translation.override("vi"):
        lines = [_what(petition, timezone.localdate(one.course.filed_at)), f"“{petition.text}”"]
        lines += _done(one)
    if petition.demonstration:
        lines.insert(0, "Tài liệu minh họa: kiến nghị này là dữ liệu giả định.")
    until = f" trước {day(expected)}" if expected else ""
    lines += [
        "Nội dung trên vượt thẩm quyền giải quyết, với lý do:",
        why,
        f"{settings.DIABAN_LETTERHEAD['authority']} kính đề nghị {addressee} xem xét, cho ý kiến"
        f"{until} để trả lời người kiến nghị theo quy định./.",
    ]
    return Text(
        title="",
        about=f"V/v xem xét, giải quyết kiến nghị số {petition.number}",
        to=addressee,
        body="\n".join(line for line in lines if line),
        receivers="Như trên;\nLưu: VT, hồ sơ kiến nghị.",
        signer="",
    )


def _what(petition: Petition, filed: date) -> str:
    kind = vocabulary.label(vocabulary.PETITIONERS, petition.petitioner_kind, "vi").lower()
    asker = f"{petition.petitioner} ({kind})" if petition.petitioner else "người phản ánh ẩn danh"
    return (
        f"{settings.DIABAN_LETTERHEAD['authority']} tiếp nhận kiến nghị số {petition.number} "
        f"{day(filed)} của {asker}, địa điểm: {names_of_places(petition.place)}, về việc: "
        f"{petition.title}. Nội dung kiến nghị:"
    )


def _done(one: Standing) -> list[str]:
    steps = [
        f"{event.day:%d/%m/%Y}: {wording.EVENTS[event.kind]}."
        for event in one.events
        if event.kind in TOLD
    ]
    promised = one.course.promised
    if promised is not None:
        steps.append(f"Thời hạn trả lời đã hẹn với người kiến nghị: {day(promised)}.")
    return ["Quá trình xử lý:", *steps] if steps else []


def write(text: Text, document: str = "") -> bytes:
    """The bytes of the .docx; without a number it has room for one."""
    head: dict[str, Any] = settings.DIABAN_LETTERHEAD
    today = day(timezone.localdate())
    number = document or f"……/{head['symbol']}"
    return letter_docx.write(text, head, number=number, place_and_day=f"{head['place']}, {today}")
