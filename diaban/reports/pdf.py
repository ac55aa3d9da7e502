"""A report as PDF, set by Typst with the fonts that it carries; the twin is attached.

No font of the machine is used, so that the same report gives the same bytes everywhere. What people
wrote is handed over as data, never as markup.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typst

from diaban.reports import charts, notes, twin
from diaban.reports.document import OFFICIAL, Block, Report, Runs, is_number, plain, widths
from diaban.reports.phrases import phrase

Notes = Mapping[int, int]
TEMPLATE = Path(__file__).parent / "templates" / "reports" / "report.typ"


def write(report: Report) -> bytes:
    inputs = {"report": json.dumps(given(report)), "twin": twin.text(report)}
    made = typst.compile(TEMPLATE, sys_inputs=inputs, ignore_system_fonts=True, timestamp=0)
    if not isinstance(made, bytes):
        raise TypeError("a report is one file")
    return made


def given(report: Report) -> dict[str, Any]:
    """What the Typst template is told."""
    language, head = report.language, report.letterhead
    marks = report.notes()
    return {
        "language": language,
        "official": report.kind == OFFICIAL,
        "head": {
            "authority": head.get("authority", ""),
            "signer": head.get("signer", ""),
            "parent-lines": notes.head_lines(head.get("parent", "")),
            "authority-lines": notes.head_lines(head.get("authority", "")),
        },
        "motto": [phrase("motto_1", language), phrase("motto_2", language)],
        "number": notes.number_line(report),
        "day": notes.day_line(report),
        "marked": notes.marks(report),
        "title-plain": plain(report.about or report.title),
        "title": _runs(report.title, marks),
        "about": _runs(report.about, marks),
        "lead": _runs(report.lead, marks),
        "blocks": [_block(block, language, marks) for block in report.blocks
                   if block.kind != "chart" or charts.svg(block, language)],
        "receivers-title": phrase("receivers", language),
        "receivers": notes.receivers(report),
        "signer": report.signing.signer,
        "notes-title": phrase("notes", language),
        "notes-lead": notes.lead(report),
        "notes": [{"number": number, "text": words} for number, words in notes.listed(report)],
        "verify": phrase("verify", language),
    }  # fmt: skip


def _block(block: Block, language: str, marks: Notes) -> dict[str, Any]:
    said: dict[str, Any] = {"kind": block.kind, "runs": _runs(block.runs, marks),
                            "caption": _runs(block.caption, marks)}  # fmt: skip
    if block.kind == "chart":
        said |= {"svg": charts.svg(block, language), "says": charts.says(block, language)}
    if block.kind == "table":
        said |= {"head": list(block.head), "widths": widths(block),
                 "rows": [[_cell(cell, marks, first=not place) for place, cell in enumerate(row)]
                          for row in block.rows]}  # fmt: skip
    return said


def _cell(cell: Runs, marks: Notes, *, first: bool) -> dict[str, Any]:
    return {"runs": _runs(cell, marks), "right": is_number(cell) and not first}


def _runs(runs: Runs, marks: Notes) -> list[dict[str, Any]]:
    """`note` is the number of the endnote, 0 for none."""
    return [{"text": run.text, "note": 0 if run.quiet else marks.get(run.figure, 0)}
            for run in runs]  # fmt: skip
