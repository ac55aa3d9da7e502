"""A report as a Word file: Nghị định 30/2020/NĐ-CP for the official one (DOMAIN §7), plain for the
press.

Every figure is a locked content control with the tag "figure:N"; the twin is a custom XML part. The
same report gives the same bytes.
"""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Mm, Pt, RGBColor

from diaban.dossiers.letter_docx import CENTRE, FONT, JUSTIFY, LEFT, lay_out, line, put, rule, run
from diaban.reports import archive, charts, notes, twin
from diaban.reports.document import OFFICIAL, Block, Report, Run, Runs, is_number, plain, widths
from diaban.reports.drawing import png
from diaban.reports.notes import day_line, marks, number_line
from diaban.reports.phrases import phrase

RIGHT = WD_ALIGN_PARAGRAPH.RIGHT
SPACE = "urn:diaban:report:1"
TWIN_PART = "/customXml/diabanReport.xml"
PAGE_MM = 160
"""The width that the margins leave."""
BODY, NOTE, CELL = 13, 10, 11
MADE = datetime(2000, 1, 1)
"""The file's own dates are fixed; the report's day is in its text, its data's in the edition."""


def write(report: Report) -> bytes:
    return _File(report).bytes()


class _File:
    """One Word file while it is written."""

    def __init__(self, report: Report) -> None:
        self.report, self.language, self.notes = report, report.language, report.notes()
        self.official = report.kind == OFFICIAL
        self.document: Any = Document()
        lay_out(self.document, landscape=False)

    def bytes(self) -> bytes:
        report, official = self.report, self.official
        self._properties()
        self._marked()
        if official:
            self._head()
            line(self.document, plain(report.title), 14, bold=True, align=CENTRE, before=12)
        else:
            self._sentence(report.title, size=16, bold=True, after=6)
        if report.about:
            self._sentence(report.about, bold=True, align=CENTRE, after=0 if official else 6)
        if official:
            self._short_rule()
        self._sentence(report.lead, bold=not official, align=JUSTIFY, after=8, indent=official)
        for block in report.blocks:
            self._block(block)
        if official:
            self._foot()
        self._endnotes()
        self._twin()
        stream = io.BytesIO()
        self.document.save(stream)
        return archive.repack(stream.getvalue())

    def _properties(self) -> None:
        report, known = self.report, self.document.core_properties
        known.title = plain(report.about or report.title)
        known.author = report.letterhead.get("authority", "")
        known.language = "vi-VN" if self.language == "vi" else "en-GB"
        known.comments = f"edition {report.edition}"
        known.created = known.modified = MADE
        known.last_modified_by, known.revision = "", 1
        heading = self.document.styles["Heading 2"]
        heading.font.name, heading.font.size, heading.font.bold = FONT, Pt(BODY), True
        heading.font.color.rgb = RGBColor(0, 0, 0)
        fonts = heading.element.get_or_add_rPr().get_or_add_rFonts()
        for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{name}"), None)
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), known.language)
        self.document.styles["Normal"].element.get_or_add_rPr().append(language)

    def _marked(self) -> None:
        """Invented figures say so on every page, and a draft says that it is one."""
        section, words = self.document.sections[0], marks(self.report)
        if not words:
            return
        for footer in (section.footer, section.first_page_footer):
            paragraph = footer.paragraphs[0]
            paragraph.alignment = CENTRE
            run(paragraph, words, NOTE, bold=True)

    def _head(self) -> None:
        """Who writes, the motto, the number, the place and the day."""
        language, head = self.language, self.report.letterhead
        table = self.document.add_table(rows=2, cols=2)
        left, right = table.rows[0].cells
        names = (("parent", False), ("authority", True))
        put(left, [(words, 12, bold, False) for name, bold in names
                   for words in notes.head_lines(head.get(name, ""))])  # fmt: skip
        put(right, [(phrase("motto_1", language), 12, True, False),
                    (phrase("motto_2", language), 13, True, False)])  # fmt: skip
        for cell in (left, right):
            rule(cell.paragraphs[-1])
        left, right = table.rows[1].cells
        put(left, [(number_line(self.report), 13, False, False)])
        put(right, [(day_line(self.report), 13, False, True)])
        for row in table.rows:
            row.cells[0].width, row.cells[1].width = Mm(68), Mm(92)

    def _short_rule(self) -> None:
        """Under what the report is about, a third of its width."""
        under = self.document.add_paragraph()
        rule(under)
        layout = under.paragraph_format
        layout.left_indent = layout.right_indent = Cm(6)
        layout.space_after, layout.line_spacing = Pt(6), Pt(4)

    def _foot(self) -> None:
        """Recipients and signature, never alone on a page."""
        head = self.report.letterhead
        self.document.paragraphs[-1].paragraph_format.keep_with_next = True
        self.document.add_paragraph().paragraph_format.keep_with_next = True
        left, right = self.document.add_table(rows=1, cols=2).rows[0].cells
        run(left.paragraphs[0], phrase("receivers", self.language), 12, bold=True, italic=True)
        for receiver in notes.receivers(self.report):
            run(left.add_paragraph(), f"- {receiver}", 11)
        empty = [("", 13, False, False)] * 3
        signer = (head.get("signer", "").upper(), 13, True, False)
        put(right, [signer, *empty, (self.report.signing.signer, 13, True, False)])

    def _block(self, block: Block) -> None:
        if block.kind == "heading":
            heading = self.document.add_paragraph(style="Heading 2")
            layout = heading.paragraph_format
            layout.space_before, layout.space_after = Pt(12), Pt(4)
            self._say(heading, block.runs, BODY, bold=True)
        elif block.kind == "chart":
            self._chart(block)
        elif block.kind == "table":
            self._table(block)
        elif block.kind == "item":
            item = self._sentence(block.runs, align=JUSTIFY, after=3, before="– ").paragraph_format
            item.left_indent, item.first_line_indent = Cm(1), Cm(-0.5)
        else:
            self._sentence(block.runs, align=JUSTIFY, after=6, indent=True)

    def _sentence(self, runs: Runs, *, size: int = BODY, bold: bool = False, align: Any = LEFT,
                  after: int = 0, indent: bool = False, before: str = "") -> Any:  # fmt: skip
        paragraph = self.document.add_paragraph()
        paragraph.alignment = align
        paragraph.paragraph_format.space_after = Pt(after)
        if indent:
            paragraph.paragraph_format.first_line_indent = Cm(1.27)
        if before:
            run(paragraph, before, size)
        self._say(paragraph, runs, size, bold)
        return paragraph

    def _say(self, paragraph: Any, runs: Runs, size: int, bold: bool = False) -> None:
        for one in runs:
            if not one.figure:
                run(paragraph, one.text, size, bold)
                continue
            _figure(paragraph, one, size, bold)
            if not one.quiet:
                _mark(paragraph, self.notes[one.figure])

    def _chart(self, block: Block) -> None:
        drawn = charts.svg(block, self.language)
        if not drawn:
            return
        paragraph = self.document.add_paragraph()
        paragraph.alignment = CENTRE
        paragraph.paragraph_format.keep_with_next = True
        picture = paragraph.add_run().add_picture(io.BytesIO(png(drawn)), width=Mm(155))
        described = picture._inline.docPr
        described.set("descr", charts.says(block, self.language))
        described.set("name", plain(block.caption))
        self._sentence(block.caption, size=12, bold=True, align=CENTRE, after=6)

    def _table(self, block: Block) -> None:
        if block.caption:
            caption = self._sentence(block.caption, size=12, bold=True, after=3)
            caption.paragraph_format.keep_with_next = True
        table = self.document.add_table(rows=1 + len(block.rows), cols=len(block.head))
        table.style = "Table Grid"
        cells, width = table._cells, len(block.head)  # once: each asking reads all of it
        for box, words in zip(cells, block.head, strict=False):
            run(box.paragraphs[0], words, CELL, bold=True)
            box.paragraphs[0].alignment = CENTRE
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        for number, row in enumerate(block.rows, 1):
            for place, cell in enumerate(row):
                paragraph = cells[number * width + place].paragraphs[0]
                if place and is_number(cell):
                    paragraph.alignment = RIGHT
                self._say(paragraph, cell, CELL)
        wide = widths(block)
        sizes = [Mm(round(PAGE_MM * share / sum(wide))) for share in wide]
        for column, size in zip(table.columns, sizes, strict=True):
            column.width = size
        for place, box in enumerate(cells):
            box.width = sizes[place % width]
            box.paragraphs[0].paragraph_format.space_after = Pt(0)
        self.document.add_paragraph().paragraph_format.space_after = Pt(4)

    def _endnotes(self) -> None:
        heading = self.document.add_paragraph(style="Heading 2")
        heading.paragraph_format.page_break_before = self.official
        run(heading, phrase("notes", self.language), 12, bold=True)
        line(self.document, notes.lead(self.report), NOTE, after=3)
        for number, words in notes.listed(self.report):
            line(self.document, f"({number}) {words}", NOTE)
            _bookmark(self.document.paragraphs[-1], number)
        line(self.document, phrase("verify", self.language), NOTE, before=4)

    def _twin(self) -> None:
        """The twin as a custom XML part, which Word keeps when it saves the file again."""
        content = (f'<?xml version="1.0" encoding="UTF-8"?>\n<report xmlns="{SPACE}">'
                   f"{escape(twin.text(self.report))}</report>")  # fmt: skip
        part = self.document.part
        custom = Part(PackURI(TWIN_PART), "application/xml", content.encode(), part.package)
        part.relate_to(custom, RELATIONSHIP_TYPE.CUSTOM_XML)


def _figure(paragraph: Any, said: Run, size: int, bold: bool) -> None:
    """The figure in a content control that Word does not let anybody change."""
    run(paragraph, said.text, size, bold)
    words = paragraph.runs[-1]._r
    control, properties, content = (OxmlElement(f"w:{name}")
                                    for name in ("sdt", "sdtPr", "sdtContent"))  # fmt: skip
    words.getparent().replace(words, control)
    for name, value in (("tag", f"figure:{said.figure}"), ("lock", "sdtContentLocked")):
        part = OxmlElement(f"w:{name}")
        part.set(qn("w:val"), value)
        properties.append(part)
    content.append(words)
    control.append(properties)
    control.append(content)


def _mark(paragraph: Any, note: int) -> None:
    """The endnote's number, a link to it."""
    run(paragraph, f"({note})", 9)
    words = paragraph.runs[-1]
    words.font.superscript = True
    link = OxmlElement("w:hyperlink")
    link.set(qn("w:anchor"), f"note_{note}")
    words._r.getparent().replace(words._r, link)
    link.append(words._r)


def _bookmark(paragraph: Any, note: int) -> None:
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for mark in (start, end):
        mark.set(qn("w:id"), str(note))
    start.set(qn("w:name"), f"note_{note}")
    paragraph._p.insert(1 if paragraph._p.pPr is not None else 0, start)
    paragraph._p.append(end)
