"""What people do to dossiers: each action checks, writes, renews the cache and tells of it, in one
transaction. Files are on the disk before it begins.

The caller names the version of the dossier that he has seen. If somebody else acted in between, the
action is refused: two officers cannot overwrite each other.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from diaban.accounts.models import User
from diaban.accounts.permissions import Permission, demand, may
from diaban.dossiers import (
    applicant_notices,
    blobs,
    catalogue,
    codes,
    lifecycle,
    standing,
    uploads,
    words,
)
from diaban.dossiers.lifecycle import ENDS, Kind
from diaban.dossiers.models import Attachment, Dossier, DossierEvent
from diaban.dossiers.steps import STEPS
from diaban.facts.signals import announce

log = logging.getLogger(__name__)


MOST_DRAFTS = 200
"""Of one organisation: nobody fills the register with what is never filed."""


class ActionRefused(Exception):
    """The step cannot be done; the words say why. `code` is stable; `part` names the field."""

    def __init__(self, code: str, reason: str, part: str = "") -> None:
        super().__init__(reason)
        self.code, self.reason, self.part = code, reason, part


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that somebody hands in."""

    name: str
    content: bytes
    component: str = ""


@dataclass(frozen=True, slots=True)
class Stored:
    """A file whose bytes are on the disk."""

    name: str
    media_type: str
    sha256: str
    size: int
    component: str


def act(
    dossier: Dossier | int,
    kind: Kind,
    *,
    by: User | None,
    expected: int,
    at: datetime | None = None,
    reason: str = "",
    data: Mapping[str, Any] | None = None,
    files: Iterable[Upload] = (),
) -> DossierEvent:
    """Append one event. `by` None is the program itself (the demonstration register).

    Raises:
        ActionRefused: the step is impossible now, or somebody acted since `expected`.
        PermissionDenied: this person may not.
        OSError: the files cannot be written; nothing has happened.
    """
    pk = dossier if isinstance(dossier, int) else dossier.pk
    reason = reason.strip()
    if STEPS[kind].reason and not reason:
        raise ActionRefused("reason", _("Say why: the reason is part of the record."), "reason")
    stored = keep(files, already=Attachment.objects.filter(dossier_id=pk).count())
    with transaction.atomic():
        locked = lock(pk, expected)
        demand_step(by, locked, kind)
        return append(locked, kind, by=by, at=at, reason=reason, data=data, stored=stored)


def lock(pk: int, expected: int) -> Dossier:
    """The dossier, held until the transaction ends.

    Raises:
        ActionRefused: it is not at version `expected`.
    """
    found = Dossier.objects.select_for_update(of=("self",)).get(pk=pk)
    if found.version != expected:
        raise ActionRefused(
            "stale",
            _(
                "Somebody else has worked on this dossier since you opened it. Nothing of yours is "
                "saved: look at what has changed, then do it again if it is still right."
            ),
        )
    return found


def demand_step(by: User | None, dossier: Dossier, kind: Kind) -> None:
    """Raise `PermissionDenied` unless `by` may take this step with this dossier."""
    if by is None:
        return
    step = STEPS[kind]
    if step.applicant and owns(by, dossier):
        return
    if kind == Kind.ASSIGNED and dossier.assignee_id == by.pk and may(by, _HANDLE):
        return  # one's own work may be passed on
    demand(by, step.permission)


_HANDLE = Permission.HANDLE_DOSSIERS


def owns(user: User, dossier: Dossier) -> bool:
    """Whether `user` acts for the organisation that files this dossier."""
    return (
        may(user, Permission.FILE_DOSSIERS)
        and user.organisation_id is not None
        and user.organisation is not None
        and user.organisation.is_active
        and user.organisation_id == dossier.organisation_id
    )


def append(
    dossier: Dossier,
    kind: Kind,
    *,
    by: User | None,
    at: datetime | None = None,
    reason: str = "",
    data: Mapping[str, Any] | None = None,
    stored: Iterable[Stored] = (),
) -> DossierEvent:
    """Write the event of a locked dossier inside the caller's transaction."""
    now = timezone.now()
    at = at or now
    before, book = standing.history(dossier), catalogue.book()
    state = lifecycle.progress(before)
    happened = lifecycle.Event(kind, at, {**(data or {}), "why": reason})
    code = lifecycle.objection(state, kind, at, now, happened.data)
    if code is not None:
        part = "at" if code in ("future", "before_last") else ""
        raise ActionRefused(code, str(words.OBJECTIONS[code]), part)
    code = standing.clock_objection(dossier, before, happened, book)
    if code is not None:
        raise ActionRefused(code, str(words.clock_refusal(code)))
    if kind == Kind.RECEIVED:
        # What is printed on the receipt stands in the event: no later calendar makes it another.
        promised = standing.renew(dossier, [*before, happened], book=book).ledger.promised
        if promised is not None:
            told = {**happened.data, "promised": promised.isoformat()}
            happened = lifecycle.Event(kind, at, told)
    blobs.checkpoint("append event")
    event = DossierEvent(
        dossier=dossier, sequence=dossier.version + 1, kind=kind, at=at, recorded_at=now, by=by,
        reason=reason, data={name: said for name, said in happened.data.items() if name != "why"},
    )  # fmt: skip
    event.save(force_insert=True)
    attach(dossier, purpose_of(kind), stored, by)
    dossier.version += 1
    blobs.checkpoint("renew cache")
    standing.renew(dossier, [*before, happened], book=book)
    dossier.save()
    log.info("dossier %s: %s by %s", dossier.code, kind.value, by.pk if by else "-")
    applicant_notices.after(dossier, kind, by)
    if kind == Kind.RECEIVED or kind in ENDS:
        announce(f"dossier.{kind.value}", {dossier.key}, by)
    blobs.checkpoint("commit")
    return event


def purpose_of(kind: Kind) -> str:
    """What a file that comes with this step is."""
    return {
        Kind.SUBMITTED: Attachment.Purpose.APPLICATION,
        Kind.SUPPLIED: Attachment.Purpose.SUPPLEMENT,
        Kind.SIGNED: Attachment.Purpose.RESULT,
        Kind.COMPLETED: Attachment.Purpose.RESULT,
    }.get(kind, Attachment.Purpose.INTERNAL)


def keep(files: Iterable[Upload], already: int = 0) -> list[Stored]:
    """Check the files and put their bytes on the disk.

    Raises:
        ActionRefused: one of them cannot be taken; none is attached then.
    """
    kept = []
    for count, file in enumerate(files, already):
        try:
            kind = uploads.check(file.name, file.content, count)
        except uploads.Refused as refusal:
            told = refusal_of(refusal.code, refusal.name)
            raise ActionRefused(refusal.code, told, "papers") from None
        kept.append((file, kind))
    return [
        Stored(uploads.safe_name(file.name, kind), kind, *blobs.store([file.content]),
               component=file.component)
        for file, kind in kept
    ]  # fmt: skip


def refusal_of(code: str, name: str) -> str:
    """Why a file is not taken, in words."""
    return str(words.UPLOADS[code]) % {"name": name[:120]}


def attach(dossier: Dossier, purpose: str, files: Iterable[Stored], by: User | None) -> None:
    """Rows for stored files."""
    Attachment.objects.bulk_create(
        Attachment(
            dossier=dossier, purpose=purpose, component=file.component, name=file.name,
            sha256=file.sha256, size=file.size, media_type=file.media_type, added_by=by,
        )
        for file in files
    )  # fmt: skip


# ---- drafts and filing ----


@dataclass(frozen=True, slots=True)
class Application:
    """What an applicant says; `links` are keys by field ("project", "zone", "plot", "petition")."""

    procedure: str
    form: Mapping[str, Any]
    applicant_name: str = ""
    applicant_contact: str = ""
    links: Mapping[str, str] | None = None
    replaces: Dossier | None = None


def draft(application: Application, *, by: User, channel: int) -> Dossier:
    """Begin a dossier that nobody but its makers sees.

    Raises:
        ActionRefused: the organisation has `MOST_DRAFTS` already.
        PermissionDenied: an enterprise's account without an active organisation.
    """
    dossier = Dossier(filed_by=by, channel=channel)
    if may(by, Permission.FILE_DOSSIERS) and by.organisation_id:
        if not by.organisation.is_active:  # type: ignore[union-attr]
            raise PermissionDenied(_("Your organisation may not file at present."))
        if Dossier.objects.filter(organisation=by.organisation, state=None).count() >= MOST_DRAFTS:
            raise ActionRefused(
                "drafts",
                _("Your organisation has %(most)d drafts. File or discard one, then begin another.")
                % {"most": MOST_DRAFTS},
            )
        dossier.organisation = by.organisation
    else:
        demand(by, _HANDLE)
    write(dossier, application)
    dossier.demonstration = is_invented(dossier, by)
    dossier.save()
    return dossier


def is_invented(dossier: Dossier, by: User) -> bool:
    """What a demonstration account or enterprise files is no real dossier and never open data."""
    return by.demonstration or bool(dossier.organisation and dossier.organisation.demonstration)


def change_draft(pk: int, application: Application, *, by: User, files: Iterable[Upload] = (),
                 drop: Iterable[int] = (), seen: int | None = None) -> Dossier:  # fmt: skip
    """Keep what was typed and handed in so far; `drop` names attachments to take out.

    `seen` is the `draft_version` that the form was filled from.

    Raises:
        ActionRefused: it has been filed; a file cannot be taken; a colleague has kept it since.
    """
    there = Attachment.objects.filter(dossier_id=pk).exclude(pk__in=list(drop)).count()
    stored = keep(files, already=there)
    with transaction.atomic():
        dossier = lock(pk, 0)
        if not owns(by, dossier):
            demand(by, _HANDLE)
        if seen is not None and seen != dossier.draft_version:
            raise ActionRefused(
                "draft",
                _(
                    "A colleague has kept this draft since you opened it. What you typed stands "
                    "below and is not kept yet; files must be chosen again. Compare it with what "
                    "your colleague kept, then keep yours or open the draft anew."
                ),
            )
        Attachment.objects.filter(dossier=dossier, pk__in=list(drop)).delete()
        attach(dossier, Attachment.Purpose.APPLICATION, stored, by)
        write(dossier, application)
        dossier.draft_version += 1
        dossier.save()
    return dossier


def link(
    pk: int, links: Mapping[str, str], replaces: Dossier | None, *, by: User, expected: int
) -> DossierEvent:
    """Say what a filed dossier is about; the note of it is an event like any other.

    Raises:
        ActionRefused, PermissionDenied: as `act`; or it would replace itself.
    """
    if replaces is not None and replaces.pk == pk:
        raise ActionRefused("itself", _("A dossier cannot replace itself."), "replaces")
    with transaction.atomic():
        dossier = lock(pk, expected)
        demand_step(by, dossier, Kind.NOTED)
        for name, key in links.items():
            setattr(dossier, name, key)
        dossier.replaces = replaces
        told = [f"{name}: {key}" for name, key in links.items() if key]
        told += [f"replaces: {replaces.code}"] if replaces else []
        return append(dossier, Kind.NOTED, by=by, reason="; ".join(told) or "—")


def discard(pk: int, *, by: User) -> None:
    """Remove a draft with the rows of its files; their bytes are cleared by the next clean-up.

    Raises:
        ActionRefused: it has been filed.
    """
    with transaction.atomic():
        dossier = lock(pk, 0)
        if not owns(by, dossier):
            demand(by, _HANDLE)
        Attachment.objects.filter(dossier=dossier).delete()
        dossier.delete()


def write(dossier: Dossier, application: Application) -> None:
    """Put what was said into a draft; the caller saves it."""
    dossier.procedure = application.procedure
    dossier.form = dict(application.form)
    dossier.applicant_name = application.applicant_name[:250]
    dossier.applicant_contact = application.applicant_contact[:250]
    dossier.replaces = application.replaces
    for name, key in (application.links or {}).items():
        setattr(dossier, name, key)


def file_dossier(
    pk: int, *, by: User | None, expected: int = 0, at: datetime | None = None
) -> Dossier:
    """File a draft: it gets its code, in the same transaction as the event.

    Raises:
        ActionRefused, PermissionDenied: as `act`.
    """
    with transaction.atomic():
        dossier = lock(pk, expected)
        demand_step(by, dossier, Kind.SUBMITTED)
        moment = at or timezone.now()
        dossier.code = codes.next_code(timezone.localdate(moment))
        append(dossier, Kind.SUBMITTED, by=by, at=moment)
    return dossier
