"""What stands above and below the tables of a form, the same in every format."""

from __future__ import annotations

from datetime import date

from diaban.design import formats
from diaban.projects.sheets.model import Sheet, Table

INVENTED = "DỮ LIỆU MINH HỌA: các dự án là giả định, không phải số liệu thật"


def code_of(sheet: Sheet) -> str:
    """The name of the file and of the report: EZ_2103HQLKKT_2025-Q1."""
    return f"EZ_{sheet.form}HQLKKT_{sheet.period}"


def heading(sheet: Sheet) -> list[str]:
    first, last = (formats.day(date.fromisoformat(day), "vi") for day in (sheet.first, sheet.last))
    period = formats.period(sheet.period, "vi")
    lines = [
        f"Biểu số {sheet.form}.H.QLKKT",
        sheet.title.upper(),
        f"Kỳ báo cáo: {period}, từ {first} đến {last} ({sheet.cutoff})",
    ]
    return [INVENTED, *lines] if sheet.demonstration else lines


def remarks(sheet: Sheet, table: Table) -> list[str]:
    """What totals leave out, what is lacking, and what the signs mean."""
    found = list(table.notes)
    if sheet.lacking:
        found += ["Số liệu còn thiếu:", *(f"– {one}" for one in sheet.lacking)]
    return [*found, "“…”: chưa có số liệu; “-”: mẫu số bằng 0."]
