"""Minutes: drafted from the record, put in words, signed by both sides, sent. One transaction each.

Once a side has signed, the words are frozen; once both have (or one refused, with its reason) the
two files are kept by their hashes and never change. A correction is a new version.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from PIL import Image

from diaban.accounts.models import User
from diaban.dossiers import blobs
from diaban.facts.signals import announce
from diaban.visits import access
from diaban.visits.actions import ActionRefused
from diaban.visits.minutes import docx_file as minute_docx
from diaban.visits.minutes import gathering as minute_gathering
from diaban.visits.minutes import mailing as minute_mailing
from diaban.visits.minutes import pdf_file as minute_pdf
from diaban.visits.minutes import telling as minute_telling
from diaban.visits.minutes import text as minute_text
from diaban.visits.minutes.text import Content, Signature
from diaban.visits.models import Media, Minute, Stop
from diaban.visits.stops import recording

AUTHORITY, OTHER = "authority", "other"
DRAWN = "drawn"
"""Beside the words in `Minute.content`: side → id of the drawn signature."""


def latest(stop: Stop) -> Minute | None:
    return stop.minutes.order_by("-version").first()


def is_signed(minute: Minute) -> bool:
    """Whether a side has signed or refused: the words are frozen."""
    return bool(minute.signed_by_authority_at or minute.signed_by_other_at or minute.refused)


def is_locked(minute: Minute) -> bool:
    """Whether both sides have spoken: the files are kept."""
    return bool(minute.pdf_sha256)


def words_of(minute: Minute) -> Content:
    return minute_text.content_of(minute.content)


def fingerprint(minute: Minute) -> str:
    """Of the words; whoever edits or signs says which he has seen."""
    return minute_text.fingerprint(words_of(minute).as_dict())


def make(stop: Stop, *, by: User | None) -> Minute:
    """Draft the minute from what is on record; an unsigned draft is drafted anew, after a
    signature a new version begins.

    Raises:
        ActionRefused: the visit was cancelled, or nothing is on record of the stop.
        PermissionDenied: this person does not make minutes of this visit.
    """
    access.demand_minute(by, stop)
    with transaction.atomic():
        found = recording.locked(stop, None)
        if not (found.fields.exists() or found.findings.exists() or found.commitments.exists()):
            raise ActionRefused(
                "empty", _("Nothing is on record of this stop yet: record what was seen first.")
            )
        # Locked as a signature locks it: what is signed meanwhile is seen here, not overwritten.
        known = found.minutes.select_for_update(of=("self",)).order_by("-version").first()
        if known is not None and not is_signed(known):
            known.content = minute_gathering.gather(found, known.version, by).as_dict()
            known.made_at, known.by = timezone.now(), by
            known.save(update_fields=["content", "made_at", "by"])
            return known
        version = known.version + 1 if known else 1
        content = minute_gathering.gather(found, version, by).as_dict()
        return Minute.objects.create(stop=found, version=version, content=content, by=by)


def edit(pk: int, words: Mapping[str, str], *, by: User, seen: str) -> Minute:
    """Put an unsigned minute in other words. `seen`: the `fingerprint` of what was opened.

    Raises:
        ActionRefused: it is signed, or somebody changed it since.
        PermissionDenied: this person does not make minutes of this visit.
    """
    with transaction.atomic():
        minute = _locked(pk)
        access.demand_minute(by, minute.stop)
        if is_signed(minute):
            raise ActionRefused(
                "signed", _("A side has signed these words: a correction is a new version.")
            )
        _demand_seen(minute, seen)
        changed = {name: words[name] for name in minute_text.EDITED if name in words}
        minute.content = minute.content | changed
        minute.save(update_fields=["content"])
    return minute


def sign(
    pk: int,
    side: str,
    name: str,
    *,
    by: User | None,
    seen: str,
    drawn: UUID | None = None,
    at: datetime | None = None,
) -> Minute:
    """Sign for a side, by name or with a signature drawn on the screen (`drawn`).

    Raises:
        ActionRefused: no name, it is signed already, not what was read, or no such drawing.
        PermissionDenied: this person neither went on the visit nor (for the other side) acts for
            the organisation that was visited.
    """
    with transaction.atomic():
        minute = _locked(pk)
        access.demand_signing(by, minute.stop, side)
        _demand_seen(minute, seen)
        drawing = _drawing(minute.stop, side, drawn)
        named = name.strip() or (drawing.name if drawing else "")
        if not named:
            raise ActionRefused("missing", _("Say who signs."), "name")
        if minute.signed_by_authority_at if side == AUTHORITY else _spoken(minute):
            raise ActionRefused("signed", _("This side has signed already."))
        moment = at or (drawing and (drawing.taken_at or drawing.received_at)) or timezone.now()
        if drawing is not None:
            kept = minute.content.get(DRAWN, {})
            minute.content = minute.content | {DRAWN: kept | {side: str(drawing.pk)}}
        if side == AUTHORITY:
            minute.signed_by_authority_at, minute.authority_signer = moment, named
        else:
            minute.signed_by_other_at, minute.other_signer = moment, named
        _finish(minute, by)
    return minute


def refuse(pk: int, reason: str, *, by: User | None, seen: str) -> Minute:
    """Put on record that the other side would not sign, and why.

    Raises:
        ActionRefused: no reason, the side has signed, or not what was read.
        PermissionDenied: as for `sign`.
    """
    with transaction.atomic():
        minute = _locked(pk)
        access.demand_signing(by, minute.stop, OTHER)
        _demand_seen(minute, seen)
        if not reason.strip():
            raise ActionRefused("missing", _("Say why it is not signed."), "reason")
        if _spoken(minute):
            raise ActionRefused("signed", _("This side has signed already."))
        minute.refused = reason.strip()
        _finish(minute, by)
    return minute


def send(pk: int, *, by: User | None) -> Minute:
    """Send the finished minute to both sides; again is harmless.

    Raises:
        ActionRefused: a side has not spoken yet.
        PermissionDenied: this person does not make minutes of this visit.
    """
    with transaction.atomic():
        minute = _locked(pk)
        access.demand_minute(by, minute.stop)
        if not is_locked(minute):
            raise ActionRefused("unsigned", _("It is sent when both sides have signed."))
        minute.sent_at = minute.sent_at or timezone.now()
        minute.sent_to = minute_telling.sent(minute, by=by)
        minute.save(update_fields=["sent_at", "sent_to"])
        minute_mailing.ask(minute)
        announce("visit.minute_sent", {minute.stop.visit.key}, by)
    return minute


def files(minute: Minute) -> dict[str, bytes]:
    """Both files as the minute stands now."""
    content, head = words_of(minute), settings.DIABAN_LETTERHEAD
    printable = minute_text.printable
    other = Signature(
        printable(minute.other_signer), minute.signed_by_other_at, _image(minute, OTHER),
        printable(minute.refused),
    )  # fmt: skip
    authority = Signature(
        printable(minute.authority_signer), minute.signed_by_authority_at,
        _image(minute, AUTHORITY),
    )  # fmt: skip
    return {
        "docx": minute_docx.write(content, head, other, authority),
        "pdf": minute_pdf.write(content, head, other, authority),
    }


def _locked(pk: int) -> Minute:
    rows = Minute.objects.select_for_update(of=("self",))
    return rows.select_related("stop__visit", "stop__organisation").get(pk=pk)


def _demand_seen(minute: Minute, seen: str) -> None:
    if latest(minute.stop) != minute:
        raise ActionRefused("superseded", _("A later version has taken the place of this one."))
    if fingerprint(minute) != seen:
        raise ActionRefused(
            "stale", _("Somebody has changed these words since you opened them. Read them again.")
        )


def _spoken(minute: Minute) -> bool:
    """Whether the other side has signed or refused."""
    return bool(minute.signed_by_other_at or minute.refused)


def _finish(minute: Minute, by: User | None) -> None:
    """Keep the files once both sides have spoken; ask the other side until then."""
    if minute.signed_by_authority_at and _spoken(minute):
        for name, body in files(minute).items():
            setattr(minute, f"{name}_sha256", blobs.store([body])[0])
    elif minute.signed_by_authority_at:
        minute_telling.waits(minute, by=by)
    minute.save()
    announce("visit.minute_signed", {minute.stop.visit.key}, by)


def drawings(stop: Stop, side: str) -> list[Media]:
    """The signatures that this side drew on the screen, the latest first."""
    kept = stop.media.filter(kind=Media.Kind.SIGNATURE, state=Media.State.STORED, side=side)
    return list(kept.order_by("-received_at"))


def _drawing(stop: Stop, side: str, pk: UUID | None) -> Media | None:
    if pk is None:
        return None
    found = next((one for one in drawings(stop, side) if one.pk == pk), None)
    if found is None:
        raise ActionRefused("drawing", _("There is no such drawn signature of this side."), "drawn")
    return found


def _image(minute: Minute, side: str) -> bytes | None:
    """The drawn signature as a PNG of our own making; what is no picture is left out."""
    pk = minute.content.get(DRAWN, {}).get(side)
    media = Media.objects.filter(pk=pk).first() if pk else None
    if media is None:
        return None
    try:
        with Image.open(io.BytesIO(blobs.read(media.sha256))) as picture:
            picture.thumbnail((900, 300))
            stream = io.BytesIO()
            picture.convert("RGBA").save(stream, "PNG")
    except (OSError, ValueError, Image.DecompressionBombError):
        return None
    return stream.getvalue()
