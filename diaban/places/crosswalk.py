"""Take the rows of crosswalk.csv and crosswalk_shares.csv into the registry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from diaban.facts.identity import identity_of
from diaban.facts.schema import PackTable
from diaban.places.kinds import CROSSWALK_FIELDS, SHARE_FIELDS


def store(rows: Sequence[Mapping[str, Any]], origin: str, now: datetime) -> tuple[int, int]:
    """Make these the live rows of `origin`; the others are withdrawn. (added, withdrawn)."""
    from diaban.places.models import CrosswalkRow

    return _store(CrosswalkRow, rows, origin, now)


def store_shares(rows: Sequence[Mapping[str, Any]], origin: str, now: datetime) -> tuple[int, int]:
    """The same for how divided communes were divided."""
    from diaban.places.models import CrosswalkShare

    return _store(CrosswalkShare, rows, origin, now)


def _store(
    model: Any,
    rows: Sequence[Mapping[str, Any]],
    origin: str,
    now: datetime,
) -> tuple[int, int]:
    wanted = {identity_of(origin=origin, **row): row for row in rows}
    # The Vietnamese of a note is no part of the identity: a row that changes it is written anew.
    standing = model._default_manager.filter(origin=origin, withdrawn_at=None)
    kept, gone = set(), []
    for row_id, identity, note_vi in standing.values_list("id", "identity", "note_vi"):
        if identity in wanted and note_vi == wanted[identity]["note_vi"]:
            kept.add(identity)
        else:
            gone.append(row_id)
    for start in range(0, len(gone), 500):
        model._default_manager.filter(id__in=gone[start : start + 500]).update(withdrawn_at=now)
    new = [
        model(origin=origin, identity=identity, recorded_at=now, **_columns(row))
        for identity, row in wanted.items()
        if identity not in kept
    ]
    model._default_manager.bulk_create(new)
    return len(new), len(gone)


def _columns(row: Mapping[str, Any]) -> dict[str, Any]:
    return {("source_id" if name == "source" else name): value for name, value in row.items()}


CROSSWALK = PackTable("crosswalk.csv", CROSSWALK_FIELDS, store)
CROSSWALK_SHARES = PackTable("crosswalk_shares.csv", SHARE_FIELDS, store_shares)
