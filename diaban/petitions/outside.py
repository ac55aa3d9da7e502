"""Petitions from outside, without an account: who may file how often, and who holds the secret.

An anonymous report keeps no address and no name; of a picture only what it shows. That somebody
filed is remembered for a day under a keyed hash, to count him, and then forgotten.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from diaban.dossiers import blobs, codes, uploads
from diaban.dossiers.actions import Stored
from diaban.petitions import access, actions, pictures, wording
from diaban.petitions.actions import Request
from diaban.petitions.course import Kind
from diaban.petitions.models import OutsideFiling, Petition, PetitionEvent
from diaban.petitions.refusal import ActionRefused

PER_HOUR = 5
"""Reports from one address in an hour; more are asked to wait."""
PER_DAY = 300
"""Reports from all addresses in a day: a flood stops here, and letters still arrive by post."""
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def allowed() -> bool:
    """Whether the authority takes anonymous reports online (`DIABAN_ANONYMOUS_PETITIONS`)."""
    return bool(settings.DIABAN_ANONYMOUS_PETITIONS)


def file_anonymously(
    request: Request, who: str, at: datetime | None = None, handed_in: Sequence[Any] = ()
) -> Petition:
    """Take an anonymous report in, with pictures. `who` is the visitor's keyed hash.

    Raises:
        PermissionDenied: the authority takes none.
        ActionRefused: too many from this address or in all; something is missing; a picture cannot
            be taken (`part` is "pictures").
    """
    if not allowed():
        raise PermissionDenied(_("Anonymous reports are not taken here."))
    named = [(one.name, one.read(pictures.MOST_BYTES + 1)) for one in handed_in]
    try:
        pictures.check(named)
        counted = _count(who, at or timezone.now())  # before anything is unpacked
        stored = [_stored(pictures.shown(content, name), number)
                  for number, (name, content) in enumerate(named, 1)]  # fmt: skip
    except pictures.Refused as refused:
        words = str(wording.PICTURES[refused.code]) % {"name": refused.name[:120]}
        raise ActionRefused(refused.code, words, "pictures") from None
    try:
        return actions.file_petition(replace(request, papers=tuple(stored)), by=None)
    except ActionRefused:
        counted.delete()
        raise


def _count(who: str, now: datetime) -> OutsideFiling:
    """Count a visitor who may still file; whoever filed a day ago is forgotten."""
    with transaction.atomic():
        OutsideFiling.objects.filter(at__lt=now - DAY).delete()
        lately = OutsideFiling.objects.filter(at__gte=now - HOUR, who=who).count()
        if lately >= PER_HOUR:
            raise ActionRefused(
                "too_many",
                _("There were %(most)d reports from your address in the last hour. Wait an hour.")
                % {"most": PER_HOUR},
            )
        if OutsideFiling.objects.count() >= PER_DAY:
            raise ActionRefused(
                "flood", _("Too many reports came in today. Try tomorrow, or write a letter.")
            )
        return OutsideFiling.objects.create(who=who, at=now)


def _stored(content: bytes, number: int) -> Stored:
    """A redrawn picture on the disk, under a name that tells nothing."""
    return Stored(f"anh-{number}.jpg", uploads.JPEG, *blobs.store([content]), component="")


def look_up(number: str, secret: str) -> Petition | None:
    """The petition, if the secret is its own; as slow for a wrong number as for a wrong secret."""
    rows = Petition.objects.select_related("organisation", "route", "lead")
    found = rows.filter(number=codes.spoken(number)).first()
    expected = found.secret if found else "-" * 10
    fits = secrets.compare_digest(expected.encode(), codes.spoken(secret).encode())
    return found if fits else None


def speaks(petition: Petition) -> bool:
    """Whether whoever holds the secret speaks for the asker: where no account does."""
    return petition.organisation_id is None


def act(
    petition: Petition,
    kind: Kind,
    *,
    expected: int,
    data: Mapping[str, Any] | None = None,
    files: Iterable[Any] = (),
) -> PetitionEvent:
    """A word of the asker by whoever holds the secret; it is on record that it came so.

    Raises:
        PermissionDenied: an organisation asks, whose accounts speak for it; or it is no such word.
        ActionRefused: as `actions.act`.
    """
    if kind not in access.OF_THE_ASKER or not speaks(petition):
        raise PermissionDenied(_("This step is taken with an account."))
    said = dict(data or {}) | {"through": "secret"}
    return actions.act(petition, kind, by=None, expected=expected, data=said, files=files)
