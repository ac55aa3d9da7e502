"""Take the rows of crosswalk.csv into the registry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from diaban.facts.identity import identity_of
from diaban.facts.schema import PackTable
from diaban.places.kinds import CROSSWALK_FIELDS


def store(rows: Sequence[Mapping[str, Any]], origin: str, now: datetime) -> tuple[int, int]:
    """Make these the live rows of `origin`; the others are withdrawn. (added, withdrawn)."""
    from diaban.places.models import CrosswalkRow

    wanted = {identity_of(origin=origin, **row): row for row in rows}
    # The Vietnamese of a note is no part of the identity: a row that changes it is written anew.
    standing = CrosswalkRow.objects.filter(origin=origin, withdrawn_at=None)
    kept, gone = set(), []
    for row_id, identity, note_vi in standing.values_list("id", "identity", "note_vi"):
        if identity in wanted and note_vi == wanted[identity]["note_vi"]:
            kept.add(identity)
        else:
            gone.append(row_id)
    for start in range(0, len(gone), 500):
        CrosswalkRow.objects.filter(id__in=gone[start : start + 500]).update(withdrawn_at=now)
    new = [
        CrosswalkRow(origin=origin, identity=identity, recorded_at=now, **_columns(row))
        for identity, row in wanted.items()
        if identity not in kept
    ]
    CrosswalkRow.objects.bulk_create(new)
    return len(new), len(gone)


def _columns(row: Mapping[str, Any]) -> dict[str, Any]:
    return {("source_id" if name == "source" else name): value for name, value in row.items()}


CROSSWALK = PackTable("crosswalk.csv", CROSSWALK_FIELDS, store)
