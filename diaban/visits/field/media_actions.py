"""Photographs, voice memos and drawn signatures come in: once each, looked at, never lost."""

from __future__ import annotations

import uuid as uuids
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from diaban.accounts.models import User
from diaban.dossiers import blobs
from diaban.facts.signals import announce
from diaban.visits import access, telling
from diaban.visits.field import examining
from diaban.visits.field.notes import RecordRefused, about_the_clock, warning
from diaban.visits.models import Media, Stop
from diaban.visits.planning import candidates
from diaban.visits.stops import known

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as the device describes it. `sha256` is what the device counted, "" unknown.

    `point` is longitude, latitude and accuracy in metres (None unknown).
    """

    id: uuids.UUID
    kind: str
    name: str
    content: bytes
    sha256: str = ""
    side: str = ""
    caption: str = ""
    device: str = ""
    device_time: datetime | None = None
    taken_at: datetime | None = None
    point: tuple[float, float, float | None] | None = None
    blurred: bool = False


def most_bytes() -> int:
    return int(settings.DIABAN_FIELD_MEDIA_MB) * MEGABYTE


def refuse_too_large(name: str, size: int) -> None:
    """Raise `RecordRefused` for more bytes than are taken; asked before they are read, too."""
    if size > most_bytes():
        raise RecordRefused(
            "too_large", name=name, size=round(size / MEGABYTE, 1),
            limit=settings.DIABAN_FIELD_MEDIA_MB,
        )  # fmt: skip


def keep(stop: Stop, sent: Sent, *, by: User) -> Media:
    """Keep a file. The same id with the same content again changes nothing.

    Raises:
        PermissionDenied: this person does not go on this visit.
        RecordRefused: too large, empty, damaged on the way, or the id is another file's.
    """
    access.demand_recording(by, stop.visit)
    refuse_too_large(sent.name, len(sent.content))
    if not sent.content:
        raise RecordRefused("empty", name=sent.name)
    sha256, size = blobs.store([sent.content])
    if sent.sha256 and sent.sha256 != sha256:
        raise RecordRefused("hash", name=sent.name)
    known = Media.objects.filter(pk=sent.id).first()
    if known is None:
        known = _write(stop, sent, sha256, size, by)
    if (known.stop_id, known.by_id) != (stop.pk, by.pk) or sha256 not in contents(known):
        raise RecordRefused("other_id")
    return known


def contents(media: Media) -> set[str]:
    """The SHA-256 of what a file holds now, and of what it held before it was repaired."""
    replaced = (one["values"].get("was") for one in media.warnings if one["code"] == "repaired")
    return {media.sha256, *filter(None, replaced)}


def _write(stop: Stop, sent: Sent, sha256: str, size: int, by: User) -> Media:
    now = timezone.now()
    seen = examining.examine(sent.kind, sent.content)
    warnings = about_the_clock(sent.device_time, now)
    if seen.problem:
        warnings.append(warning(seen.problem, name=sent.name, pixels=round(seen.pixels / 1e6)))
    row = Media(
        id=sent.id, stop=stop, kind=sent.kind, name=sent.name, side=sent.side,
        caption=sent.caption, sha256=sha256, size=size, media_type=seen.media_type,
        taken_at=sent.taken_at, blurred=sent.blurred, device=sent.device, received_at=now, by=by,
        state=Media.State.HELD if seen.problem else Media.State.STORED,
    )  # fmt: skip
    warnings += _place(row, sent, stop) + _doubt_time(row, stop, now)
    row.warnings = warnings
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            if row.state == Media.State.HELD:
                telling.to_settle(stop.visit, "file", f"media {row.pk}")
            announce("visit.media", {stop.visit.key}, by)
    except IntegrityError:
        return Media.objects.get(pk=sent.id)
    return row


def _place(row: Media, sent: Sent, stop: Stop) -> list[dict[str, Any]]:
    if sent.point is None:
        return []
    longitude, latitude, accuracy = sent.point
    if not examining.is_on_earth(longitude, latitude):
        return [warning("impossible_position", name=sent.name)]
    row.longitude, row.latitude, row.accuracy_m = longitude, latitude, accuracy
    place = candidates.read_map().of_stop(stop, known.projects_of([stop]))
    doubts = examining.doubts_of_position(longitude, latitude, place)
    return [warning(code, name=sent.name, km=km) for code, km in doubts]


def _doubt_time(row: Media, stop: Stop, now: datetime) -> list[dict[str, Any]]:
    if row.taken_at is None:
        return []
    began = timezone.make_aware(datetime.combine(stop.visit.first_day, time()))
    code = examining.doubts_of_time(row.taken_at, now, began)
    if not code:
        return []
    return [warning(code, name=row.name, taken=row.taken_at.isoformat(), server=now.isoformat())]


def accept(media: Media, *, by: User) -> None:
    """Keep a held file as it is: somebody has looked and it is good enough.

    Raises:
        PermissionDenied: this person may not decide here.
        RecordRefused: it is not held, or no longer.
    """
    access.demand_settling(by, media.stop.visit)
    with transaction.atomic():
        media = _held(media)
        media.state = Media.State.STORED
        media.warnings = [*media.warnings, warning("accepted", by=str(by), name=media.name)]
        media.save(update_fields=["state", "warnings"])
        announce("visit.media", {media.stop.visit.key}, by)


def repair(media: Media, content: bytes, *, by: User) -> None:
    """Put a readable file in the place of one that is held; the first bytes stay stored.

    Raises:
        PermissionDenied: this person may not decide here.
        RecordRefused: too large, no more readable than the first, or the file is not held.
    """
    access.demand_settling(by, media.stop.visit)
    refuse_too_large(media.name, len(content))
    seen = examining.examine(media.kind, content)
    if seen.problem:
        raise RecordRefused(seen.problem, name=media.name, pixels=round(seen.pixels / 1e6))
    sha256, size = blobs.store([content])
    with transaction.atomic():
        media = _held(media)
        media.warnings = [
            *media.warnings, warning("repaired", by=str(by), name=media.name, was=media.sha256)
        ]  # fmt: skip
        media.sha256, media.size, media.media_type = sha256, size, seen.media_type
        media.state = Media.State.STORED
        media.save(update_fields=["sha256", "size", "media_type", "state", "warnings"])
        announce("visit.media", {media.stop.visit.key}, by)


def _held(media: Media) -> Media:
    """The file as it is now, locked. What is stored is never exchanged: a minute may show it."""
    rows = Media.objects.select_for_update(of=("self",)).select_related("stop__visit")
    found = rows.get(pk=media.pk)
    if found.state != Media.State.HELD:
        raise RecordRefused("decided")
    return found
