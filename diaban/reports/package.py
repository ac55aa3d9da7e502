"""A quarter's report with everything that belongs to it, in one ZIP file.

Inside: the report as Word, PDF and twin; the statistical forms of the land and project work as
Excel files and data; `checks.json`, which says what each form lacks and whether its totals hold;
`manifest.json` with the SHA-256 of every file. The forms are computed from the registry as it is
when the package is made.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from diaban.projects import periods, sheets
from diaban.projects.sheets import data as reading
from diaban.projects.sheets import xlsx
from diaban.projects.sheets.model import Sheet
from diaban.projects.sheets.words import code_of
from diaban.reports import archive, making
from diaban.reports.document import Report

WITH_REPORT = ("docx", "pdf", "json")


def package(report: Report, kept: Mapping[str, bytes] | None = None) -> bytes:
    """The ZIP file. The same report on the same registry gives the same bytes.

    `kept`: format → the file of a signed report, which is taken as it is and not written again.
    """
    name, kept = making.title_of(report), kept or {}
    files = [(f"{name}.{kind}", kept.get(kind) or making.FORMATS[kind][1](report))
             for kind in WITH_REPORT]  # fmt: skip
    data = reading.read(periods.period(report.period))
    checks: dict[str, Any] = {}
    for code in sheets.FORMS:
        sheet = sheets.fill(code, data)
        stem = f"bieu/{code_of(sheet)}"
        files.append((f"{stem}.xlsx", archive.repack(xlsx.write(sheet))))
        files.append((f"{stem}.json", _json(sheet.as_dict())))
        checks[code] = _check(sheet)
    files.append(("checks.json", _json({"period": report.period, "forms": checks})))
    listing = {name: hashlib.sha256(content).hexdigest() for name, content in files}
    about = {"edition": report.edition, "edition_sha256": report.edition_hash,
             "period": report.period, "demonstration": report.demonstration,
             "files": listing}  # fmt: skip
    return archive.pack([*files, ("manifest.json", _json(about))])


def _check(sheet: Sheet) -> dict[str, Any]:
    """What a form lacks, which totals leave rows out, and whether totals are the sum of rows."""
    return {
        "title": sheet.title,
        "rows": sum(len(table.rows) for table in sheet.tables),
        "lacking": sheet.lacking,
        "notes": [note for table in sheet.tables for note in table.notes],
        "sums_hold": all(_sums_hold(table) for table in sheet.tables),
        "demonstration": sheet.demonstration,
    }


def _sums_hold(table: Any) -> bool:
    """Each total of a summed column is the sum of its known rows."""
    for column in table.columns:
        total = table.total.get(column.name)
        if column.total != "sum" or not isinstance(total, Decimal):
            continue
        known = [row[column.name] for row in table.rows
                 if isinstance(row[column.name], Decimal | int)]  # fmt: skip
        if sum(known, Decimal(0)) != total:
            return False
    return True


def _json(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True).encode()
