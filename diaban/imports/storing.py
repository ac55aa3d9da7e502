"""A review as rows of the database, and what of it is told as one JSON report."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from functools import partial
from typing import Any

from django.utils import timezone

from diaban.facts.models import Assertion, Withdrawal
from diaban.imports import sheet_files
from diaban.imports.models import Import, ImportChange, ImportFinding, Sheet
from diaban.imports.proposal import Proposal
from diaban.imports.reading import Note
from diaban.imports.remarks import in_both

MOST_FINDINGS = 20_000
"""Findings that are kept; the report counts all of them."""
_BATCH = 1_000


def store(record: Import, proposal: Proposal, basis: str) -> None:
    """Replace what an import says by a new review; inside the caller's transaction."""
    record.decisions = proposal.decisions.as_json()
    record.report = report_of(proposal)
    record.basis = basis
    if proposal.sheet is None:
        record.digest = proposal.digest
    else:
        record.digest = sheet_files.keep(proposal.sheet)
        record.report["sheet"] = {
            "file": record.digest,
            "rows": proposal.sheet.num_rows,
            "columns": proposal.sheet.num_columns - 1,
        }
    record.findings.all().delete()
    record.changes.all().delete()
    ImportFinding.objects.bulk_create(
        [
            ImportFinding(
                subject=record, code=one.code, severity=one.severity, row=one.row,
                field=one.field, reason=dict(one.reason), remedy=dict(one.remedy),
                lon=one.place[0] if one.place else None, lat=one.place[1] if one.place else None,
                samples=[list(pair) for pair in one.samples],
                accepted=proposal.decisions.accepts(one.code, one.row),
            )
            for one in proposal.remarks[:MOST_FINDINGS]
        ],
        batch_size=_BATCH,
    )  # fmt: skip
    ImportChange.objects.bulk_create(_rows(record, proposal), batch_size=_BATCH)


def _rows(record: Import, proposal: Proposal) -> Iterator[ImportChange]:
    for doubt in proposal.doubts:
        yield ImportChange(
            subject=record, action="doubtful", row=doubt.row, name=doubt.name,
            candidates=[asdict(one) for one in doubt.candidates],
        )  # fmt: skip
    for change in proposal.changes:
        yield ImportChange(
            subject=record, action=change.action, key=change.subject, name=change.name,
            row=change.row, how=change.how, moved_m=change.moved_m,
            fields=[one.as_json() for one in change.fields],
            withdraws=[number for one in change.fields for number in one.withdraws],
            lon=change.place[0] if change.place else None,
            lat=change.place[1] if change.place else None,
        )  # fmt: skip


def report_of(proposal: Proposal) -> dict[str, Any]:
    """What a review says besides its findings and changes; JSON can hold it."""
    used = proposal.transformation
    return {
        "format": proposal.format,
        "layer": proposal.layer,
        "layers": list(proposal.layers),
        "rows": proposal.rows,
        "left_out": list(proposal.left_out),
        "counts": proposal.counts,
        "columns": [
            asdict(one) | {"samples": list(proposal.samples.get(one.column, ()))}
            for one in proposal.columns
        ],
        "questions": [one.as_json() for one in proposal.questions],
        "encoding": proposal.encoding,
        "system": proposal.system,
        "transformation": asdict(used) if used else None,
        "mended": list(proposal.mended),
        "notes": [in_both(partial(_message, note)) for note in proposal.notes],
        "errors": len(proposal.errors),
        "open_warnings": len(proposal.open_warnings),
        "ready": proposal.ready,
    }


def _message(note: Note) -> str:
    return note.message


def basis_now() -> str:
    """The state of the registry: it differs after every change, and on another day."""
    last = Assertion.objects.order_by("-id").values_list("id", flat=True).first() or 0
    gone = Withdrawal.objects.order_by("-id").values_list("id", flat=True).first() or 0
    sheet = Sheet.objects.order_by("-id").values_list("id", flat=True).first() or 0
    # A sheet that is withdrawn and not replaced leaves no newer one behind.
    standing = Sheet.objects.filter(withdrawn_at=None).count()
    return f"{last}:{gone}:{sheet}:{standing}:{timezone.localdate().isoformat()}"


def columns_mark(names: Sequence[str]) -> str:
    """The same for files with the same columns, in whatever order."""
    return hashlib.sha256("\n".join(sorted(names)).encode()).hexdigest()
