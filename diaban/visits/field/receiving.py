"""What devices send about a stop: taken in once, and merged.

Whatever comes is kept whole as a `Submission`; what of it holds now stands in `StopField`. Nothing
that somebody wrote is dropped: it is taken in, held, or put before a person (`settling`).
"""

from __future__ import annotations

import uuid as uuids
from dataclasses import asdict
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from diaban.accounts.models import User
from diaban.facts.signals import announce
from diaban.visits import access, actions, telling
from diaban.visits.commitments import actions as commitment_actions
from diaban.visits.field import examining, submission_words
from diaban.visits.field.keeping import (
    Outcome,
    decide,
    let_go,
    merged_with,
    open_conflicts,
    settle,
    told_of,
    when,
    write,
)
from diaban.visits.field.merging import Change
from diaban.visits.field.notes import (
    Found,
    Note,
    Promised,
    RecordRefused,
    about_the_clock,
    warning,
)
from diaban.visits.field.settling import renewed
from diaban.visits.models import Finding, Media, Stop, Submission, Visit
from diaban.visits.stops import field_names, recording


def receive(stop: Stop, note: Note, *, by: User) -> Submission:
    """Take in what a device sends, once: the same id again is answered with the same receipt.

    Raises:
        PermissionDenied: this person does not go on this visit.
        RecordRefused: the id belongs to something else.
    """
    access.demand_recording(by, stop.visit)
    try:
        with transaction.atomic():
            locked = Stop.objects.select_for_update(of=("self",)).get(pk=stop.pk)
            known = Submission.objects.filter(pk=note.id).first()
            if known is None:
                known = _take_in(locked, note, by)
                announce("visit.recorded", {stop.visit.key}, by)
    except IntegrityError:
        # The same id for another stop in the same moment: the stop's lock does not cover that.
        known = Submission.objects.filter(pk=note.id).first()
        if known is None:
            raise
    if known.stop_id != stop.pk or known.user_id != by.pk:
        raise RecordRefused("other_id")
    return known


def _take_in(stop: Stop, note: Note, by: User) -> Submission:
    now = timezone.now()
    warnings = _about_the_visit(stop) + about_the_clock(note.device_time, now)
    cancelled = stop.visit.state == Visit.State.CANCELLED
    changes: list[Change] = []
    unread: list[Change] = []
    for change in note.changes:
        sound = field_names.accepts(change.field, change.mine)
        (changes if sound and not cancelled else unread).append(change)
        if not sound:
            warnings.append(warning("not_understood", field=change.field))
    merged = merged_with(stop, note.device, changes)
    row = Submission(
        id=note.id, device=note.device, stop=stop, user=by, base_version=note.base_version,
        device_time=note.device_time, received_at=now, payload=dict(note.payload),
        outcome=Outcome.APPLIED,
    )  # fmt: skip
    row.receipt = {
        "applied": sorted(merged.apply), "equal": sorted(merged.equal), "warnings": warnings,
        "unread": [asdict(change) for change in unread],
        "held": [asdict(change) for change in merged.held],
        "conflicts": [told_of(stop, one) for one in merged.conflicts],
        "findings": [], "commitments": [], "media": [str(one) for one in note.media],
    }  # fmt: skip
    row.save(force_insert=True)
    write(row, merged.apply)
    for found in note.findings:
        _keep_finding(row, found, cancelled)
    for promised in note.commitments:
        _keep_promise(row, promised, cancelled)
    for name in {*merged.apply, *merged.equal} & {*note.resolves}:
        _end_conflict(row, note.resolves[name], name)
    for conflict in merged.conflicts:
        _supersede(row, conflict.field)
    settle(row)
    let_go(stop, note.device)
    row.refresh_from_db()
    if row.outcome != Outcome.APPLIED:
        telling.to_settle(stop.visit, row.outcome, f"submission {row.pk}")
    return row


def _about_the_visit(stop: Stop) -> list[dict[str, Any]]:
    found = []
    if stop.visit.state == Visit.State.CANCELLED:
        found.append(warning("visit_cancelled"))
    signed = stop.minutes.exclude(signed_by_authority_at=None).exclude(signed_by_other_at=None)
    if signed.exists():
        found.append(warning("minute_signed"))
    return found


def _keep_finding(row: Submission, found: Found, cancelled: bool) -> None:
    known = Finding.objects.filter(pk=found.id).first()
    if known is not None and (known.stop_id != row.stop_id or known.text != found.text.strip()):
        row.receipt["warnings"].append(warning("finding_again", text=known.text[:80]))
        return
    point = found.point
    if point is not None and not examining.is_on_earth(*point):
        row.receipt["warnings"].append(warning("impossible_position", name=found.text[:80]))
        point = None
    try:
        with transaction.atomic():
            recording.add_finding(
                row.stop, found.category, found.text, by=row.user, id=found.id, point=point,
                at=when(row, found.at),
            )  # fmt: skip
    except actions.ActionRefused as error:
        if not cancelled:
            code = "finding_long" if error.code == "too_long" else "finding"
            told = warning(code, text=found.text[:80], most=recording.LONGEST_FINDING)
            row.receipt["warnings"].append(told)
        return
    row.receipt["findings"].append(str(found.id))


def _keep_promise(row: Submission, promised: Promised, cancelled: bool) -> None:
    if cancelled:
        return
    asked, at = promised.request, when(row, promised.at or row.device_time)
    try:
        with transaction.atomic():
            made = commitment_actions.make(row.stop, asked, by=row.user, at=at)
    except commitment_actions.ActionRefused as error:
        told = warning("commitment", text=asked.what[:80], reason=error.reason)
        row.receipt["warnings"].append(told)
        return
    first = (made.stop_id, made.what, made.first_due_on)
    if first != (row.stop_id, asked.what.strip(), asked.due_on):
        row.receipt["warnings"].append(warning("commitment_again", text=asked.what[:80]))
        return
    row.receipt["commitments"].append({"uuid": str(made.uuid), "number": made.number})


def _end_conflict(row: Submission, pk: uuids.UUID, name: str) -> None:
    """The device has asked its person, who decided: this note says how."""
    earlier = Submission.objects.filter(pk=pk, stop=row.stop).first()
    if earlier is not None and any(one["field"] == name for one in open_conflicts(earlier)):
        decide(earlier, name, {"how": "field", "note": str(row.pk)}, row.user)


def _supersede(row: Submission, name: str) -> None:
    """One question at a time: a later note of the same device takes the place of an earlier one."""
    earlier = Submission.objects.filter(stop=row.stop, device=row.device).exclude(pk=row.pk)
    for other in earlier.filter(outcome=Outcome.CONFLICT):
        if any(one["field"] == name for one in open_conflicts(other)):
            decide(other, name, {"how": "superseded", "note": str(row.pk)}, row.user)


def receipt(row: Submission) -> dict[str, Any]:
    """The answer to a device: what became of what it sent, as it stands now."""
    kept = row.receipt
    arrived = set(Media.objects.filter(pk__in=kept["media"]).values_list("pk", flat=True))
    return {
        "id": str(row.pk), "outcome": row.outcome, "stop": row.stop_id,
        "version": row.stop.version, "received_at": row.received_at.isoformat(),
        "applied": kept["applied"], "equal": kept["equal"],
        "held": [one["field"] for one in kept["held"]], "conflicts": renewed(row),
        "warnings": [submission_words.told(one) for one in kept["warnings"]],
        "findings": kept["findings"], "commitments": kept["commitments"],
        "missing_media": [one for one in kept["media"] if uuids.UUID(one) not in arrived],
    }  # fmt: skip
