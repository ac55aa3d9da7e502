"""The files of a petition: checked, kept under their hash, shown to whom they concern.

A form that comes back with a fault carries what was handed in as a signed note of stored files, so
that nobody has to look for his papers twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from django import forms
from django.core import signing
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from diaban.accounts.models import User
from diaban.dossiers import actions as dossiers
from diaban.dossiers import blobs, serving
from diaban.dossiers.actions import Stored, Upload
from diaban.petitions import access
from diaban.petitions.course import INTERNAL, Kind
from diaban.petitions.models import Attachment, Petition
from diaban.petitions.refusal import ActionRefused

MOST_FILES = 10
"""Of one filing or one step."""
KEPT_FOR = 12 * 3600
"""Seconds for which a form may carry stored files; the clean-up leaves them longer."""
OF_THE_HOUSE = INTERNAL | {Kind.CONSULTED, Kind.RETURNED, Kind.REFERRED_UP, Kind.REFERRAL_REMINDED,
                           Kind.REFERRAL_ANSWERED, Kind.ASSIGNED}  # fmt: skip
"""Steps whose papers the asker does not see: other bodies' opinions, letters to higher levels."""
WITH_PAPERS = frozenset(
    {Kind.REPLIED, Kind.DISPUTED, Kind.FIRST_ANSWER, Kind.ANSWERED, Kind.RETURNED, Kind.NOTED,
     Kind.REFERRED_UP, Kind.REFERRAL_ANSWERED}
)  # fmt: skip
"""Steps that take files."""


def keep(files: Iterable[Any], already: Sequence[Stored] = ()) -> list[Stored]:
    """Check uploaded files and put their bytes on the disk, beside those that are there.

    Raises:
        ActionRefused: one cannot be taken; the `part` is "papers".
    """
    handed_in = [Upload(file.name, file.read()) for file in files]
    if len(handed_in) + len(already) > MOST_FILES:
        raise ActionRefused("many", _("At most %(most)d files.") % {"most": MOST_FILES}, "papers")
    try:
        return [*already, *dossiers.keep(handed_in, already=len(already))]
    except dossiers.ActionRefused as refused:
        raise ActionRefused(refused.code, refused.reason, "papers") from None


def note(stored: Sequence[Stored], who: str) -> str:
    """Stored files as a form carries them, signed for its reader."""
    if not stored:
        return ""
    return signing.dumps([asdict(one) for one in stored], salt=_salt(who), compress=True)


def noted(text: str, who: str) -> list[Stored]:
    """The files that a form carried.

    Raises:
        ActionRefused: the note is not this reader's, too old, or its files are gone.
    """
    if not text:
        return []
    try:
        rows = signing.loads(text, salt=_salt(who), max_age=KEPT_FOR)
    except signing.BadSignature:
        rows = None
    found = [Stored(**row) for row in rows or ()]
    if rows is None or not all(blobs.path_of(one.sha256).exists() for one in found):
        raise ActionRefused("gone", _("Please choose the files again."), "papers")
    return found


def _salt(who: str) -> str:
    return f"petitions.papers.{who}"


def attach(
    petition: Petition, stored: Iterable[Stored], by: User | None, sequence: int, kind: Kind
) -> None:
    """Rows for stored files, of the event with this number."""
    Attachment.objects.bulk_create(
        Attachment(petition=petition, name=one.name, sha256=one.sha256, size=one.size,
                   media_type=one.media_type, added_by=by, sequence=sequence,
                   internal=kind in OF_THE_HOUSE)
        for one in stored
    )  # fmt: skip


def seen_by(user: Any, petition: Petition) -> QuerySet[Attachment]:
    """The files that `user` may read: staff and bodies all, the asker his and what he is sent."""
    rows = Attachment.objects.filter(petition=petition)
    if access.works_with(user, petition):
        return rows
    return rows.filter(internal=False) if access.asks(user, petition) else rows.none()


def serve(row: Attachment, *, inline: bool) -> HttpResponse:
    return serving.content(row.sha256, row.media_type, row.name, inline=inline)


class HandedIn:
    """The files of a form that is being filled in: those just sent, and those it carried before.

    Whatever else is wrong with the form, they are kept, and `note` carries them to its next page.
    """

    def __init__(self, request: HttpRequest, form: forms.Form, who: str) -> None:
        self.stored: list[Stored] = []
        self._who = who
        if request.method != "POST" or "papers" not in form.fields:
            return
        dropped = set(request.POST.getlist("drop"))
        try:
            carried = noted(request.POST.get("kept", ""), who)
            self.stored = [one for one in carried if one.sha256 not in dropped]
            self.stored = keep(request.FILES.getlist("papers"), self.stored)
        except ActionRefused as refused:
            form.is_valid()  # its own faults are said beside this one
            form.add_error("papers", refused.reason)

    @property
    def note(self) -> str:
        return note(self.stored, self._who)
