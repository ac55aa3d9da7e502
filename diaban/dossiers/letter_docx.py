"""A letter as a Word file in the layout of Nghị định 30/2020/NĐ-CP (DOMAIN §7)."""

from __future__ import annotations

import io
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Mm, Pt

from diaban.dossiers.letter_text import Text

FONT = "Times New Roman"
LEFT, CENTRE, JUSTIFY = (WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER,
                         WD_ALIGN_PARAGRAPH.JUSTIFY)  # fmt: skip


def write(text: Text, head: dict[str, str], *, number: str, place_and_day: str,
          landscape: bool = False) -> bytes:  # fmt: skip
    """The bytes of the .docx. `number` is what follows "Số:", `head` `DIABAN_LETTERHEAD`."""
    document: Any = Document()
    lay_out(document, landscape)
    head_of(document, head, number, place_and_day)
    if text.title:
        line(document, text.title.upper(), 14, bold=True, align=CENTRE, before=12)
    if text.about:
        line(document, text.about, 13, bold=True, align=CENTRE, after=12)
    if text.to:
        line(document, f"Kính gửi: {text.to}", 13, align=CENTRE, after=6)
    for paragraph in text.body.splitlines():
        if paragraph.strip():
            line(document, paragraph.strip(), 13, align=JUSTIFY, after=6, indent=True)
    if text.columns:
        _table(document, text)
    if text.tracking:
        line(document, f"Theo dõi hồ sơ tại: {text.tracking}", 13, align=LEFT, before=6)
    _foot(document, head, text)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def lay_out(document: Any, landscape: bool) -> None:
    """A4; margins 20 mm, 30 on the left; page number at the top, not on page 1."""
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(13)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    if landscape:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Mm(297), Mm(210)
    section.top_margin = section.bottom_margin = section.right_margin = Mm(20)
    section.left_margin = Mm(30)
    section.different_first_page_header_footer = True
    header = section.header.paragraphs[0]
    header.alignment = CENTRE
    run = header.add_run()
    run.font.size = Pt(13)
    for kind, words in (("begin", ""), ("", "PAGE"), ("end", "")):
        part = OxmlElement("w:instrText" if words else "w:fldChar")
        if words:
            part.text = words
        else:
            part.set(qn("w:fldCharType"), kind)
        run._r.append(part)


def head_of(document: Any, head: dict[str, str], number: str, place_and_day: str) -> None:
    table = document.add_table(rows=2, cols=2)
    left, right = table.rows[0].cells
    put(left, [(head["parent"].upper(), 12, False, False), (head["authority"].upper(), 12, True,
                                                             False)])  # fmt: skip
    put(right, [("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 12, True, False),
                 ("Độc lập - Tự do - Hạnh phúc", 13, True, False)])  # fmt: skip
    for cell in (left, right):
        rule(cell.paragraphs[-1])
    left, right = table.rows[1].cells
    put(left, [(f"Số: {number}", 13, False, False)])
    put(right, [(place_and_day, 13, False, True)])


def put(cell: Any, lines: list[tuple[str, int, bool, bool]]) -> None:
    for position, (words, size, bold, italic) in enumerate(lines):
        paragraph = cell.paragraphs[0] if position == 0 else cell.add_paragraph()
        paragraph.alignment = CENTRE
        paragraph.paragraph_format.space_after = Pt(0)
        run(paragraph, words, size, bold, italic)


def rule(paragraph: Any) -> None:
    """The short rule under the name of the authority and under the motto."""
    borders = OxmlElement("w:pBdr")
    bottom = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    paragraph._p.get_or_add_pPr().append(borders)
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Cm(1.6)


def line(document: Any, words: str, size: int, *, bold: bool = False, align: Any = LEFT,
          before: int = 0, after: int = 0, indent: bool = False) -> None:  # fmt: skip
    paragraph = document.add_paragraph()
    paragraph.alignment = align
    layout = paragraph.paragraph_format
    layout.space_before, layout.space_after = Pt(before), Pt(after)
    if indent:
        layout.first_line_indent = Cm(1.27)
    run(paragraph, words, size, bold)


def run(paragraph: Any, words: str, size: int, bold: bool = False, italic: bool = False) -> None:
    run = paragraph.add_run(words)
    run.font.name, run.font.size, run.bold, run.italic = FONT, Pt(size), bold, italic


def _table(document: Any, text: Text) -> None:
    table = document.add_table(rows=1, cols=len(text.columns))
    table.style = "Table Grid"
    for cell, words in zip(table.rows[0].cells, text.columns, strict=True):
        put(cell, [(words, 12, True, False)])
    for row in text.rows:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            run(cell.paragraphs[0], words, 12)


def _foot(document: Any, head: dict[str, str], text: Text) -> None:
    document.add_paragraph()
    left, right = document.add_table(rows=1, cols=2).rows[0].cells
    run(left.paragraphs[0], "Nơi nhận:", 12, bold=True, italic=True)
    for copy in text.receivers.splitlines():
        run(left.add_paragraph(), f"- {copy}", 11)
    empty = [("", 13, False, False)] * 3
    signer = (head["signer"].upper(), 13, True, False)
    put(right, [signer, *empty, (text.signer, 13, True, False)])
