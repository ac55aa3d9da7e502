"""A person decides what came from the field: ends a conflict, or deals with what was held."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from diaban.accounts.models import User
from diaban.facts.signals import announce
from diaban.visits import access
from diaban.visits.field.keeping import decide, let_go, open_conflicts, record_of, settle, told_of
from diaban.visits.field.merging import Conflict, Json, same
from diaban.visits.field.notes import RecordRefused
from diaban.visits.models import Stop, Submission
from diaban.visits.stops import field_names, recording


def resolve(row: Submission, name: str, value: Json, seen: int, *, by: User) -> None:
    """End one conflict with the value that a person chose (mine, theirs, or a third one).

    `seen` is the field's version that he was shown; if it moved since, he looks again.

    Raises:
        PermissionDenied: this person may not decide here.
        RecordRefused: it was decided, or somebody wrote the field meanwhile, or the value is odd.
    """
    access.demand_settling(by, row.stop.visit)
    if not field_names.accepts(name, value):
        raise RecordRefused("not_understood", field=name)
    with transaction.atomic():
        stop = Stop.objects.select_for_update(of=("self",)).get(pk=row.stop_id)
        locked = Submission.objects.get(pk=row.pk)
        conflict = next((one for one in open_conflicts(locked) if one["field"] == name), None)
        if conflict is None:
            raise RecordRefused("decided")
        current = stop.fields.filter(name=name).first()
        if (current.version if current else 0) != seen:
            raise RecordRefused("moved")
        if not same(current.value if current else None, value):
            # Who decides need not have been there; that it was he stands in the resolution.
            writer = by if access.records(by, stop.visit) else None
            recording.write_fields(stop, {name: value}, by=writer)
        how = "mine" if same(value, conflict["mine"]) else "theirs"
        decide(locked, name, {"how": how, "value": value}, by)
        let_go(stop, locked.device)
        announce("visit.conflict_resolved", {stop.visit.key}, by)
    row.refresh_from_db()


def deal_with(row: Submission, *, by: User) -> None:
    """What could not be put on record was read and written elsewhere, or is not needed.

    Raises:
        PermissionDenied: this person may not decide here.
    """
    access.demand_settling(by, row.stop.visit)
    with transaction.atomic():
        Stop.objects.select_for_update(of=("self",)).get(pk=row.stop_id)
        locked = Submission.objects.get(pk=row.pk)
        locked.receipt["dealt_with"] = {"by": by.pk, "at": timezone.now().isoformat()}
        # What waited for a note that never came is dealt with as well: it is in the payload.
        locked.receipt["given_up"] = locked.receipt["held"]
        locked.receipt["held"] = []
        locked.resolved_at, locked.resolved_by = timezone.now(), by
        settle(locked)
        announce("visit.submission_dealt_with", {row.stop.visit.key}, by)
    row.refresh_from_db()


def renewed(row: Submission) -> list[dict[str, Any]]:
    """The open conflicts with the record as it stands now, for the page that asks a person."""
    stop = row.stop
    now = record_of(stop)
    return [
        told_of(stop, Conflict(one["field"], one["base"], one["mine"], now.get(one["field"])))
        for one in open_conflicts(row)
    ]
