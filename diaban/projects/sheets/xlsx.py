"""A statistical form as an Excel workbook: one sheet for each table."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from diaban.projects.sheets.model import UNKNOWN, Cell, Sheet, Table
from diaban.projects.sheets.words import heading, remarks

NUMBER = "#,##0.#####"
WHOLE = "#,##0"
THIN = Side(style="thin", color="999999")
BOX = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
HEAD = PatternFill("solid", fgColor="E4EFEF")
FONT = "Times New Roman"
WIDTH, WIDE = 15, 34


def write(sheet: Sheet) -> bytes:
    """The workbook. Text is stored as text: nothing a project is called can run as a formula."""
    book = Workbook()
    book.remove(book.active)
    for number, table in enumerate(sheet.tables, 1):
        page = book.create_sheet(f"{sheet.form}-{number}"[:31])
        _fill(page, sheet, table)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _fill(page: Worksheet, sheet: Sheet, table: Table) -> None:
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = page.PAPERSIZE_A4
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    row = 1
    for text in [*heading(sheet), table.title]:
        _put(page, row, 1, text, bold=True)
        row += 1
    row += 1
    for place, column in enumerate(table.columns, 1):
        label = f"{column.label}\n({column.unit})" if column.unit else column.label
        cell = _put(page, row, place, label, bold=True, box=True)
        cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")
        cell.fill = HEAD
        page.column_dimensions[get_column_letter(place)].width = WIDE if place == 1 else WIDTH
    page.freeze_panes = page.cell(row + 1, 2)
    for line in table.rows:
        row += 1
        _row(page, row, table, line)
    if table.has_total or table.total:
        row += 1
        _row(page, row, table, table.total, bold=True)
    row += 1
    for remark in remarks(sheet, table):
        row += 1
        _put(page, row, 1, remark)


def _row(
    page: Worksheet, row: int, table: Table, cells: dict[str, Cell], *, bold: bool = False
) -> None:
    for place, column in enumerate(table.columns, 1):
        _put(page, row, place, cells.get(column.name), bold=bold, box=True)


def _put(
    page: Worksheet, row: int, column: int, value: Cell, *, bold: bool = False, box: bool = False
) -> Any:
    cell = page.cell(row, column)
    if isinstance(value, Decimal | int):
        cell.value = value
        cell.number_format = WHOLE if value == int(value) else NUMBER
    else:
        cell.value = UNKNOWN if value is None else value
        if cell.value:
            cell.data_type = "s"
            cell.quotePrefix = True
        cell.alignment = Alignment(wrap_text=box, vertical="top")
    cell.font = Font(name=FONT, bold=bold)
    if box:
        cell.border = BOX
    return cell
