"""What people do with commitments: each action checks, writes, renews, tells, in one transaction.

The caller names how many events he has seen; if somebody acted in between, nothing is written.
"""

from __future__ import annotations

import uuid as uuids
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from diaban.accounts.models import Organisation, User
from diaban.facts.signals import announce
from diaban.petitions.actions import next_number
from diaban.petitions.models import Body
from diaban.visits import access
from diaban.visits.actions import ActionRefused
from diaban.visits.commitments import promises
from diaban.visits.commitments import standing as commitment_standing
from diaban.visits.commitments import telling as commitment_telling
from diaban.visits.commitments import words as commitment_words
from diaban.visits.commitments.promises import Event, Kind
from diaban.visits.models import Commitment, CommitmentEvent, Stop
from diaban.visits.stops import recording

PREFIX, INVENTED_PREFIX = "CK", "CK-MH"
"""Series of numbers: none of an invented commitment looks like a real one."""
OLD_DAYS = 30
"""What is put on record later than so many days after its making is no news to anybody."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A file that shows something, as stored in the data folder (`dossiers.blobs`)."""

    name: str
    sha256: str
    size: int
    media_type: str


@dataclass(frozen=True, slots=True)
class Request:
    """What was promised. `side` as `Commitment.Side`; without a day it is never late.

    `organisation` is that of the stop where the enterprise's side promises and names no other;
    `body` may stay unknown. `uuid` is the device's: the same promise sent again is one promise.
    """

    side: str
    what: str
    due_on: date | None = None
    body: Body | None = None
    organisation: Organisation | None = None
    evidence: str = ""
    uuid: uuids.UUID | None = None


def make(
    stop: Stop, request: Request, *, by: User | None, at: datetime | None = None
) -> Commitment:
    """Put a promise on record, with its number. `at`: the moment of the promise, not the future's.

    Raises:
        ActionRefused: nothing is promised, or for a day before the promise; the visit was
            cancelled.
        PermissionDenied: this person does not record on this visit.
    """
    now = timezone.now()
    moment = min(at or now, now)
    day = timezone.localdate(moment)
    _check(request, day)
    with transaction.atomic():
        # The stop's row is the lock: the same promise sent twice at once is still one.
        found = recording.locked(stop, by)
        identity = request.uuid or uuids.uuid4()
        known = Commitment.objects.filter(uuid=identity).first()
        if known is not None:
            return known
        invented = found.visit.demonstration
        of_enterprise = request.side == Commitment.Side.ENTERPRISE
        number = next_number(INVENTED_PREFIX if invented else PREFIX, day.year)
        made = Commitment.objects.create(
            number=number, uuid=identity, stop=found, side=request.side,
            body=None if of_enterprise else request.body,
            organisation=(request.organisation or found.organisation) if of_enterprise else None,
            what=request.what.strip(), due_on=request.due_on, first_due_on=request.due_on,
            evidence=request.evidence.strip(), demonstration=invented, recorded_by=by,
            recorded_at=moment,
        )  # fmt: skip
        CommitmentEvent.objects.create(
            commitment=made, kind=Kind.MADE, on=day, until=request.due_on, by=by,
            recorded_at=moment,
        )  # fmt: skip
        recording.touched(found, by, moment)
        if at is None or (now - moment).days < OLD_DAYS:
            commitment_telling.step(made, Kind.MADE, by=by)
        announce("commitment.made", {made.key}, by)
    stop.version = found.version
    return made


def refused(code: str, part: str = "") -> ActionRefused:
    """The refusal with its words; `part` names the field."""
    return ActionRefused(code, commitment_words.refusal(code), part)


def _check(request: Request, day: date) -> None:
    if request.side not in Commitment.Side.values or not request.what.strip():
        raise refused("what", "what")
    if request.due_on is not None and request.due_on < day:
        raise refused("when", "due_on")


def act(
    commitment: Commitment,
    kind: Kind,
    *,
    by: User | None,
    expected: int | None = None,
    on: date | None = None,
    until: date | None = None,
    text: str = "",
    shown: Shown | None = None,
    at: datetime | None = None,
) -> CommitmentEvent:
    """Append one event. `by` None is the program; `expected` None trusts the record as it is.

    `on` is the day it is about (today; of a confirmation, the day claimed), `until` the day newly
    promised, `text` the reason or what shows it. `at` is the moment of the record, for examples
    only.

    Raises:
        ActionRefused: the step is impossible now, or somebody acted since `expected`.
        PermissionDenied: this person may not.
    """
    moment = at or timezone.now()
    said = timezone.localdate(moment)
    with transaction.atomic():
        locked = Commitment.objects.select_for_update(of=("self",)).get(pk=commitment.pk)
        before = commitment_standing.events_of(locked)
        if expected is not None and len(before) != expected:
            raise refused("stale")
        access.demand_commitment_step(by, locked, kind)
        calendar, silence = commitment_standing.calendar(), commitment_standing.silence()
        if on is None and kind == Kind.KEPT:
            # Whoever confirms late does not make the promise late.
            claimed = promises.replay(before, calendar, said, broken_after=silence)
            on = claimed.claimed_on if claimed else None
        desk = access.written_by_desk(locked, kind, by)
        new = Event(kind, on or said, said, until, text.strip(), desk)
        code = promises.objection(before, new, calendar, broken_after=silence)
        if code is not None:
            raise refused(code, _PARTS.get(code, ""))
        event = CommitmentEvent.objects.create(
            commitment=locked, kind=kind, on=new.on, until=until, text=new.text, by=by,
            recorded_at=moment, **_file(shown),
        )  # fmt: skip
        found = commitment_standing.renew(locked)
        if kind == Kind.REMINDED:
            commitment_telling.reminder(locked, new.text, found.promise)
        elif at is None:
            commitment_telling.step(locked, kind, by=by)
        announce(f"commitment.{kind.value}", {locked.key}, by)
    commitment.refresh_from_db()
    return event


_PARTS = {
    "words": "text", "future": "on", "before_made": "on", "before_claim": "on",
    "not_later": "until",
}  # fmt: skip


def _file(shown: Shown | None) -> dict[str, Any]:
    if shown is None:
        return {}
    return {
        "file_name": shown.name, "file_sha256": shown.sha256, "file_size": shown.size,
        "file_type": shown.media_type,
    }  # fmt: skip


def remind(at: date | None = None) -> int:
    """Remind of what is near, past its day, unconfirmed or broken by silence; how many were."""
    day = at or timezone.localdate()
    sent = 0
    for one in commitment_standing.standings(Commitment.objects.filter(is_open=True), day):
        stage = promises.reminder(one.promise)
        if stage is None:
            continue
        until = promises.reminded_of(one.promise, stage)
        try:
            act(one.commitment, Kind.REMINDED, by=None, until=until, text=stage)
        except ActionRefused:
            continue  # somebody settled it at this very moment
        sent += 1
    return sent
