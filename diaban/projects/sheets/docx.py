"""A statistical form as a Word document, A4 landscape (Nghị định 30/2020: Times New Roman)."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from diaban.projects.sheets.model import Sheet, Table, shown
from diaban.projects.sheets.words import heading, remarks

FONT = "Times New Roman"
SMALL, BODY = Pt(8), Pt(12)


def write(sheet: Sheet) -> bytes:
    document = docx.Document()
    _page(document)
    for line in heading(sheet):
        paragraph = document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.add_run(line).bold = True
    for table in sheet.tables:
        document.add_paragraph().add_run(table.title).bold = True
        _table(document, table)
        for note in table.notes:
            document.add_paragraph(note)
    for remark in remarks(sheet, Table("", (), [], False)):
        document.add_paragraph(remark)
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def _page(document: Any) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.top_margin = section.bottom_margin = Mm(20)
    section.right_margin = Mm(15)
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, BODY
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    style.paragraph_format.space_after = Pt(4)


def _table(document: Any, table: Table) -> None:
    lines = [*table.rows, table.total] if table.total else table.rows
    drawn = document.add_table(rows=1 + len(lines), cols=len(table.columns))
    drawn.style = "Table Grid"
    cells = drawn._cells  # once: asking row by row reads the whole table every time
    width = len(table.columns)
    for place, column in enumerate(table.columns):
        label = f"{column.label} ({column.unit})" if column.unit else column.label
        _say(cells[place], label, bold=True)
    _repeat(drawn.rows[0])
    for number, line in enumerate(lines, 1):
        total = bool(table.total) and number == len(lines)
        for place, column in enumerate(table.columns):
            value = line.get(column.name)
            _say(
                cells[number * width + place], shown(value), bold=total,
                right=isinstance(value, Decimal | int),
            )  # fmt: skip


def _say(cell: Any, text: str, *, bold: bool = False, right: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    run = paragraph.add_run(text)
    run.bold, run.font.size = bold, SMALL
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _repeat(row: Any) -> None:
    """The head stands on every page over which the table runs."""
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:tblHeader"))
