"""What of a submission holds, waits or is open: the steps that receiving and settling share.

Each is taken under the stop's lock, inside the caller's transaction.
"""

from __future__ import annotations

import uuid as uuids
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime, time
from typing import Any

from django.utils import timezone

from diaban.accounts.models import User
from diaban.visits.field.merging import Change, Conflict, Json, Merged, merge
from diaban.visits.models import Stop, Submission
from diaban.visits.stops import recording

Outcome = Submission.Outcome


def record_of(stop: Stop) -> dict[str, Json]:
    """Field → value as it stands now."""
    return dict(stop.fields.values_list("name", "value"))


def merged_with(stop: Stop, device: str, changes: Iterable[Change]) -> Merged:
    def settled(change: Change) -> bool:
        earlier = Submission.objects.filter(device=device, stop=stop, pk=change.after).first()
        return earlier is not None and all(
            one["field"] != change.field for one in earlier.receipt["held"]
        )

    return merge(changes, record_of(stop), settled)


def write(row: Submission, values: Mapping[str, Json]) -> None:
    """What holds now goes on record; nobody has changed it since it was compared."""
    if values:
        recording.write_fields(
            row.stop, values, by=row.user, at=when(row, row.device_time), device=row.device
        )


def when(row: Submission, told: datetime | None) -> datetime:
    """The device's time, not before the visit's first day nor after now.

    A clock that is wrong says nothing about when.
    """
    wrong = any(one["code"] == "clock" for one in row.receipt["warnings"])
    if told is None or wrong:
        return row.received_at
    began = timezone.make_aware(datetime.combine(row.stop.visit.first_day, time()))
    return min(max(told, began), row.received_at)


def told_of(stop: Stop, conflict: Conflict) -> dict[str, Any]:
    """A conflict as it is shown: who wrote the other version, and when."""
    row = stop.fields.select_related("by").filter(name=conflict.field).first()
    return {
        **asdict(conflict),
        "by": str(row.by) if row and row.by else "",
        "at": row.at.isoformat() if row else None,
        "seen": row.version if row else 0,
    }


def open_conflicts(row: Submission) -> list[dict[str, Any]]:
    """The conflicts of a submission that nobody has decided yet."""
    return [one for one in row.receipt["conflicts"] if one["field"] not in row.resolution]


def not_taken(row: Submission) -> list[tuple[str, dict[str, Any]]]:
    """What came and could not be put on record, as it came.

    Each is a "change", a "finding" or a "commitment".
    """
    took = {*row.receipt["findings"], *(one["uuid"] for one in row.receipt["commitments"])}
    said = [
        *(("finding", one) for one in row.payload.get("findings", ())),
        *(("commitment", one) for one in row.payload.get("commitments", ())),
    ]
    return [
        *(("change", one) for one in row.receipt["unread"]),
        *((kind, one) for kind, one in said if str(uuids.UUID(one["id"])) not in took),
    ]


def settle(row: Submission) -> None:
    """The outcome follows from what is still open."""
    if open_conflicts(row):
        row.outcome = Outcome.CONFLICT
    elif row.receipt["held"] or (not row.receipt.get("dealt_with") and not_taken(row)):
        row.outcome = Outcome.HELD
    else:
        row.outcome = Outcome.APPLIED
    row.save(update_fields=["outcome", "receipt", "resolution", "resolved_at", "resolved_by"])


def decide(row: Submission, name: str, how: dict[str, Any], by: User | None) -> None:
    now = timezone.now()
    told = {**how, "by": by.pk if by else None, "at": now.isoformat()}
    row.resolution = {**row.resolution, name: told}
    if not open_conflicts(row):
        row.resolved_at, row.resolved_by = now, by
    settle(row)


def let_go(stop: Stop, device: str) -> None:
    """Take in what was held, as soon as what it waited for is there; one may free another."""
    sent = Submission.objects.filter(stop=stop, device=device).order_by("received_at")
    moved = True
    while moved:
        moved = False
        for row in [row for row in sent.filter(outcome=Outcome.HELD) if row.receipt["held"]]:
            merged = merged_with(stop, device, [Change(**one) for one in row.receipt["held"]])
            if len(merged.held) == len(row.receipt["held"]):
                continue
            told = [told_of(stop, one) for one in merged.conflicts]
            write(row, merged.apply)
            row.receipt |= {
                "held": [asdict(change) for change in merged.held],
                "applied": sorted({*row.receipt["applied"], *merged.apply}),
                "equal": sorted({*row.receipt["equal"], *merged.equal}),
                "conflicts": [*row.receipt["conflicts"], *told],
            }
            settle(row)
            moved = True
