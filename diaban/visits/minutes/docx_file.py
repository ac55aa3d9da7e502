"""A minute as a Word file. The same words and signatures give the same bytes."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from docx import Document
from docx.shared import Mm, Pt

from diaban.dossiers.letter_docx import (
    CENTRE,
    JUSTIFY,
    LEFT,
    head_of,
    lay_out,
    line,
    put,
    run,
)
from diaban.dossiers.letter_text import moment
from diaban.visits.minutes import text as minute_text
from diaban.visits.minutes.text import Content, Section, Signature

FIXED = (1980, 1, 1, 0, 0, 0)


def write(content: Content, head: dict[str, str], other: Signature, authority: Signature) -> bytes:
    """The bytes of the .docx; `head` is `DIABAN_LETTERHEAD`."""
    document: Any = Document()
    lay_out(document, landscape=False)
    if content.demonstration:
        line(document, minute_text.DEMONSTRATION, 11, bold=True, align=CENTRE, after=6)
    head_of(document, head, content.number, "")
    line(document, minute_text.TITLE.upper(), 14, bold=True, align=CENTRE, before=12)
    line(document, content.about, 13, bold=True, align=CENTRE, after=12)
    for words in minute_text.opening(content):
        line(document, words, 13, align=JUSTIFY, after=3, indent=True)
    for section in minute_text.sections(content):
        _section(document, section)
    for words in minute_text.closing(content, other):
        line(document, words, 13, align=JUSTIFY, before=6, after=6, indent=True)
    _signatures(document, content, other, authority)
    _receivers(document, content)
    stream = io.BytesIO()
    document.save(stream)
    return reproducible(stream.getvalue())


def _section(document: Any, section: Section) -> None:
    line(document, section.heading, 13, bold=True, before=6, after=3)
    for words in section.paragraphs:
        line(document, words, 13, align=JUSTIFY, after=3, indent=True)
    if not section.columns:
        return
    table = document.add_table(rows=1, cols=len(section.columns))
    table.style = "Table Grid"
    for cell, words in zip(table.rows[0].cells, section.columns, strict=True):
        put(cell, [(words, 12, True, False)])
    for row in section.rows:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            run(cell.paragraphs[0], words, 12)


def _signatures(document: Any, content: Content, other: Signature, authority: Signature) -> None:
    table = document.add_table(rows=1, cols=2)
    named = ((content.other, other), (content.authority, authority))
    for cell, (who, signature) in zip(table.rows[0].cells, named, strict=True):
        put(cell, [(f"ĐẠI DIỆN {who.upper()}", 13, True, False)])
        paragraph = cell.add_paragraph()
        paragraph.alignment = CENTRE
        paragraph.paragraph_format.space_before = Pt(4)
        if signature.image is not None:
            paragraph.add_run().add_picture(io.BytesIO(signature.image), height=Mm(18))
        else:
            run(paragraph, signed(signature), 12, italic=True)
        last = cell.add_paragraph()
        last.alignment = CENTRE
        run(last, signature.name, 13, bold=True)
        if signature.image is not None:
            note = cell.add_paragraph()
            note.alignment = CENTRE
            run(note, signed(signature), 11, italic=True)


def signed(signature: Signature) -> str:
    """How a side signed, in one line; empty room where it has not yet."""
    if signature.refused:
        return "(không ký)"
    if signature.at is None:
        return "\n\n"
    return f"(đã ký lúc {moment(signature.at)})"


def _receivers(document: Any, content: Content) -> None:
    line(document, "", 11, align=LEFT)
    paragraph = document.add_paragraph()
    run(paragraph, "Nơi nhận:", 12, bold=True, italic=True)
    for copy in minute_text.lines(content.receivers):
        run(document.add_paragraph(), f"- {copy}", 11)


def reproducible(body: bytes) -> bytes:
    """The same Word file without the moment of its writing: equal words, equal bytes."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(body)) as found,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as fixed,
    ):
        for name in found.namelist():
            told = zipfile.ZipInfo(name, FIXED)
            told.compress_type = zipfile.ZIP_DEFLATED
            told.external_attr = 0o600 << 16
            fixed.writestr(told, found.read(name))
    return stream.getvalue()
