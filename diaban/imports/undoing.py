"""Taking an import back, as a change set: its values are withdrawn, what they replaced returns."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from diaban.facts.models import Assertion
from diaban.imports.models import Import, ImportChange, Sheet


def store(back: Import, undone: Import, basis: str) -> None:
    """Write the change set of an undoing; inside the caller's transaction."""
    back.changes.all().delete()
    rows = list(changes_of(back, undone))
    ImportChange.objects.bulk_create(rows, batch_size=1_000)
    back.basis, back.digest = basis, _digest(rows, undone)
    back.report = {
        "ready": True,
        "counts": {"undone": len(rows), "values": sum(len(row.withdraws) for row in rows)},
        "undoes_sheet": "sheet" in undone.report,
        "columns": [],
        "questions": [],
        "errors": 0,
        "open_warnings": 0,
    }


def digest_of(undone: Import) -> str:
    """The digest of the change set that would undo an import now."""
    return _digest(list(changes_of(None, undone)), undone)


def changes_of(back: Import | None, undone: Import) -> Iterator[ImportChange]:
    """A row for every subject of which the import's word still stands or something was replaced."""
    live: dict[str, list[int]] = {}
    made = Assertion.objects.filter(origin=undone.origin, withdrawn_at=None)
    for number, subject in made.order_by("id").values_list("id", "subject"):
        live.setdefault(subject, []).append(number)
    for change in undone.changes.exclude(action="doubtful").order_by("id").iterator():
        withdraws = live.pop(change.key, [])
        if not withdraws and not change.withdraws:
            continue
        yield ImportChange(
            subject=back, action="undone", key=change.key, name=change.name, row=change.row,
            fields=[_turned(one) for one in change.fields], withdraws=withdraws,
            restores=change.withdraws, moved_m=change.moved_m, lon=change.lon, lat=change.lat,
        )  # fmt: skip


def _turned(change: dict[str, Any]) -> dict[str, Any]:
    return change | {
        "old": change["new"], "new": change["old"],
        "old_unit": change["unit"], "unit": change["old_unit"], "withdraws": [],
    }  # fmt: skip


def _digest(rows: list[ImportChange], undone: Import) -> str:
    content: list[Any] = [[row.key, row.withdraws, row.restores] for row in rows]
    sheets = Sheet.objects.filter(origin=undone.origin, withdrawn_at=None)
    content.append(list(sheets.order_by("id").values_list("id", flat=True)))
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()
