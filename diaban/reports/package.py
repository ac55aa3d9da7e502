"""A quarter's report with everything that belongs to it, in one ZIP file.

Inside: the report as Word, PDF and twin; the statistical forms of the land and project work as
Excel files and data; `checks.json`, which says what each form lacks and sets its totals beside the
report's figures; `manifest.json` with the SHA-256 of every file. The forms are computed from the
registry as it is on the day when the package is made, which the manifest names beside the edition.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from diaban.editions import store
from diaban.projects import periods, sheets
from diaban.projects.sheets import data as reading
from diaban.projects.sheets import xlsx
from diaban.projects.sheets.model import Sheet
from diaban.projects.sheets.words import code_of
from diaban.reports import archive, checks, making
from diaban.reports.document import Report

WITH_REPORT = ("docx", "pdf", "json")


def filled(report: Report, forms: Collection[str] = tuple(sheets.FORMS)) -> dict[str, Sheet]:
    """The forms of the report's period, computed from the registry as it is now.

    Raises:
        NumberTooLarge: a number has more digits than the forms take.
    """
    data = reading.read(periods.period(report.period))
    return {code: sheets.fill(code, data) for code in forms}


def package(report: Report, forms: Mapping[str, Sheet], today: date,
            kept: Mapping[str, bytes] | None = None) -> bytes:  # fmt: skip
    """The ZIP file. The same report and the same forms on the same day give the same bytes.

    `kept`: format → the file of a signed report, which is taken as it is and not written again.
    """
    name, kept = making.title_of(report), kept or {}
    files = [(f"{name}.{kind}", kept.get(kind) or making.FORMATS[kind][1](report))
             for kind in WITH_REPORT]  # fmt: skip
    for sheet in forms.values():
        stem = f"bieu/{code_of(sheet)}"
        files.append((f"{stem}.xlsx", archive.repack(xlsx.write(sheet))))
        files.append((f"{stem}.json", _json(sheet.as_dict())))
    files.append(("checks.json", _json(_checks(report, forms))))
    listing = {name: hashlib.sha256(content).hexdigest() for name, content in files}
    period = periods.period(report.period)
    rule = periods.CUTOFFS[period.cutoff]
    about = {
        "edition": report.edition,
        "edition_sha256": report.edition_hash,
        "edition_published_on": store.published_on(report.edition).isoformat(),
        "registry_read_on": today.isoformat(),
        "period": report.period,
        "cutoff": {"rule": rule.name, "vi": rule.basis_vi, "en": rule.basis_en,
                   "first": period.first.isoformat(), "last": period.last.isoformat()},
        "demonstration": report.demonstration,
        "files": listing,
    }  # fmt: skip
    return archive.pack([*files, ("manifest.json", _json(about))])


def _checks(report: Report, forms: Mapping[str, Sheet]) -> dict[str, Any]:
    """What each form lacks, and which of its totals are not what the report says."""
    compared = checks.compare(report, forms)
    return {
        "period": report.period,
        "agrees": all(one.agrees for one in compared),
        "differences": [one.as_dict() for one in compared if not one.agrees],
        "compared": [one.as_dict() for one in compared],
        "forms": {code: _check(sheet) for code, sheet in forms.items()},
    }


def _check(sheet: Sheet) -> dict[str, Any]:
    """What a form lacks, and which totals leave rows out."""
    return {
        "title": sheet.title,
        "rows": sum(len(table.rows) for table in sheet.tables),
        "lacking": sheet.lacking,
        "notes": [note for table in sheet.tables for note in table.notes],
        "demonstration": sheet.demonstration,
    }


def _json(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True).encode()
