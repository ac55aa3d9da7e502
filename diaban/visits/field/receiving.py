"""What devices send about a stop: taken in once, merged, and conflicts ended by a person.

Whatever comes is kept whole as a `Submission`; what of it holds now stands in `StopField`. Nothing
that somebody wrote is dropped: it is taken in, held, or put before a person.
"""

from __future__ import annotations

import uuid as uuids
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, time
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from diaban.accounts.models import User
from diaban.facts.signals import announce
from diaban.visits import access, actions, telling
from diaban.visits.commitments import actions as commitment_actions
from diaban.visits.field import examining, submission_words
from diaban.visits.field.merging import Change, Conflict, Json, Merged, merge, same
from diaban.visits.models import Finding, Media, Stop, Submission, Visit
from diaban.visits.stops import field_names, recording

Outcome = Submission.Outcome
CLOCK_TOLERANCE_S = 86_400
"""A device whose clock differs from ours by more is told so; both times are kept."""


class RecordRefused(Exception):
    """What came cannot be put on record; the words say why. `code` is stable."""

    def __init__(self, code: str, **values: Any) -> None:
        self.code = code
        self.reason = submission_words.say(code, values)
        super().__init__(self.reason)


@dataclass(frozen=True, slots=True)
class Found:
    """A finding as the device has it; `at` is the device's time."""

    id: uuids.UUID
    category: str
    text: str
    point: tuple[float, float] | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Promised:
    """A commitment as the device has it; `at` is the device's time."""

    request: commitment_actions.Request
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """One submission, read. `resolves` is field → the submission whose conflict it ends."""

    id: uuids.UUID
    device: str
    base_version: int
    device_time: datetime | None
    changes: tuple[Change, ...]
    resolves: Mapping[str, uuids.UUID] = field(default_factory=dict)
    findings: tuple[Found, ...] = ()
    commitments: tuple[Promised, ...] = ()
    media: tuple[uuids.UUID, ...] = ()
    payload: Mapping[str, Any] = field(default_factory=dict)


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
    merged = _merge(stop, note.device, changes)
    row = Submission(
        id=note.id, device=note.device, stop=stop, user=by, base_version=note.base_version,
        device_time=note.device_time, received_at=now, payload=dict(note.payload),
        outcome=Outcome.APPLIED,
    )  # fmt: skip
    row.receipt = {
        "applied": sorted(merged.apply), "equal": sorted(merged.equal), "warnings": warnings,
        "unread": [asdict(change) for change in unread],
        "held": [asdict(change) for change in merged.held],
        "conflicts": [_told(stop, one) for one in merged.conflicts],
        "findings": [], "commitments": [], "media": [str(one) for one in note.media],
    }  # fmt: skip
    row.save(force_insert=True)
    _write(row, merged.apply)
    for found in note.findings:
        _keep_finding(row, found, cancelled)
    for promised in note.commitments:
        _keep_promise(row, promised, cancelled)
    for name in {*merged.apply, *merged.equal} & {*note.resolves}:
        _end_conflict(row, note.resolves[name], name)
    for conflict in merged.conflicts:
        _supersede(row, conflict.field)
    _settle(row)
    _let_go(stop, note.device)
    row.refresh_from_db()
    if row.outcome != Outcome.APPLIED:
        telling.to_settle(stop.visit, row.outcome, f"submission {row.pk}")
    return row


def warning(code: str, **values: Any) -> dict[str, Any]:
    """A warning as it is kept: its words are made when it is told, in the reader's language."""
    return {"code": code, "values": values}


def _about_the_visit(stop: Stop) -> list[dict[str, Any]]:
    found = []
    if stop.visit.state == Visit.State.CANCELLED:
        found.append(warning("visit_cancelled"))
    signed = stop.minutes.exclude(signed_by_authority_at=None).exclude(signed_by_other_at=None)
    if signed.exists():
        found.append(warning("minute_signed"))
    return found


def about_the_clock(device_time: datetime | None, now: datetime) -> list[dict[str, Any]]:
    """A warning if the device's clock is off by more than a day."""
    if device_time is None or abs((device_time - now).total_seconds()) <= CLOCK_TOLERANCE_S:
        return []
    days = round((device_time - now).total_seconds() / 86_400)
    return [warning("clock", days=days, device=device_time.isoformat(), server=now.isoformat())]


def _when(row: Submission, told: datetime | None) -> datetime:
    """The device's time, not before the visit's first day nor after now.

    A clock that is wrong says nothing about when.
    """
    wrong = any(one["code"] == "clock" for one in row.receipt["warnings"])
    if told is None or wrong:
        return row.received_at
    began = timezone.make_aware(datetime.combine(row.stop.visit.first_day, time()))
    return min(max(told, began), row.received_at)


def record_of(stop: Stop) -> dict[str, Json]:
    """Field → value as it stands now."""
    return dict(stop.fields.values_list("name", "value"))


def _merge(stop: Stop, device: str, changes: Iterable[Change]) -> Merged:
    def settled(change: Change) -> bool:
        earlier = Submission.objects.filter(device=device, stop=stop, pk=change.after).first()
        return earlier is not None and all(
            one["field"] != change.field for one in earlier.receipt["held"]
        )

    return merge(changes, record_of(stop), settled)


def _write(row: Submission, values: Mapping[str, Json]) -> None:
    """What holds now goes on record; nobody has changed it since it was compared."""
    if values:
        recording.write_fields(
            row.stop, values, by=row.user, at=_when(row, row.device_time), device=row.device
        )


def _told(stop: Stop, conflict: Conflict) -> dict[str, Any]:
    """A conflict as it is shown: who wrote the other version, and when."""
    row = stop.fields.select_related("by").filter(name=conflict.field).first()
    return {
        **asdict(conflict),
        "by": str(row.by) if row and row.by else "",
        "at": row.at.isoformat() if row else None,
        "seen": row.version if row else 0,
    }


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
                at=_when(row, found.at),
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
    asked, at = promised.request, _when(row, promised.at or row.device_time)
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


def _settle(row: Submission) -> None:
    """The outcome follows from what is still open."""
    if open_conflicts(row):
        row.outcome = Outcome.CONFLICT
    elif row.receipt["held"] or (not row.receipt.get("dealt_with") and not_taken(row)):
        row.outcome = Outcome.HELD
    else:
        row.outcome = Outcome.APPLIED
    row.save(update_fields=["outcome", "receipt", "resolution", "resolved_at", "resolved_by"])


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


def open_conflicts(row: Submission) -> list[dict[str, Any]]:
    """The conflicts of a submission that nobody has decided yet."""
    return [one for one in row.receipt["conflicts"] if one["field"] not in row.resolution]


def _let_go(stop: Stop, device: str) -> None:
    """Take in what was held, as soon as what it waited for is there; one may free another."""
    sent = Submission.objects.filter(stop=stop, device=device).order_by("received_at")
    moved = True
    while moved:
        moved = False
        for row in [row for row in sent.filter(outcome=Outcome.HELD) if row.receipt["held"]]:
            merged = _merge(stop, device, [Change(**one) for one in row.receipt["held"]])
            if len(merged.held) == len(row.receipt["held"]):
                continue
            told = [_told(stop, one) for one in merged.conflicts]
            _write(row, merged.apply)
            row.receipt |= {
                "held": [asdict(change) for change in merged.held],
                "applied": sorted({*row.receipt["applied"], *merged.apply}),
                "equal": sorted({*row.receipt["equal"], *merged.equal}),
                "conflicts": [*row.receipt["conflicts"], *told],
            }
            _settle(row)
            moved = True


def _end_conflict(row: Submission, pk: uuids.UUID, name: str) -> None:
    """The device has asked its person, who decided: this note says how."""
    earlier = Submission.objects.filter(pk=pk, stop=row.stop).first()
    if earlier is not None and any(one["field"] == name for one in open_conflicts(earlier)):
        _decide(earlier, name, {"how": "field", "note": str(row.pk)}, row.user)


def _supersede(row: Submission, name: str) -> None:
    """One question at a time: a later note of the same device takes the place of an earlier one."""
    earlier = Submission.objects.filter(stop=row.stop, device=row.device).exclude(pk=row.pk)
    for other in earlier.filter(outcome=Outcome.CONFLICT):
        if any(one["field"] == name for one in open_conflicts(other)):
            _decide(other, name, {"how": "superseded", "note": str(row.pk)}, row.user)


def _decide(row: Submission, name: str, how: dict[str, Any], by: User | None) -> None:
    now = timezone.now()
    told = {**how, "by": by.pk if by else None, "at": now.isoformat()}
    row.resolution = {**row.resolution, name: told}
    if not open_conflicts(row):
        row.resolved_at, row.resolved_by = now, by
    _settle(row)


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
        _decide(locked, name, {"how": how, "value": value}, by)
        _let_go(stop, locked.device)
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
        _settle(locked)
        announce("visit.submission_dealt_with", {row.stop.visit.key}, by)
    row.refresh_from_db()


def renewed(row: Submission) -> list[dict[str, Any]]:
    """The open conflicts with the record as it stands now, for the page that asks a person."""
    stop = row.stop
    now = record_of(stop)
    return [
        _told(stop, Conflict(one["field"], one["base"], one["mine"], now.get(one["field"])))
        for one in open_conflicts(row)
    ]


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
