"""What is written down about a stop, at the desk and in the field alike.

One transaction each: check who writes, lock the stop, write, tell. The stop's version counts every
change, a field's version the changes of that field.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from diaban.accounts.models import User
from diaban.facts.signals import announce
from diaban.petitions.vocabulary import CATEGORIES
from diaban.visits import access
from diaban.visits.actions import ActionRefused, begun
from diaban.visits.models import Finding, Stop, StopField, Visit

FIELD_NAME = re.compile(r"[a-z][a-z0-9_.-]{0,79}")
LONGEST_FINDING = 4000


def locked(stop: Stop, by: User | None) -> Stop:
    """The stop as it is now, locked to the end of the transaction at hand.

    Raises:
        PermissionDenied: this person does not go on the visit.
        ActionRefused: the visit was cancelled.
    """
    found = Stop.objects.select_for_update(of=("self",)).select_related("visit").get(pk=stop.pk)
    access.demand_recording(by, found.visit)
    if found.visit.state == Visit.State.CANCELLED:
        raise ActionRefused("cancelled", _("This visit was cancelled: nothing is recorded on it."))
    return found


def fields_of(stop: Stop) -> dict[str, StopField]:
    return {one.name: one for one in stop.fields.select_related("by")}


def write_fields(
    stop: Stop,
    values: Mapping[str, Any],
    *,
    by: User | None,
    expected: Mapping[str, int] | None = None,
    at: datetime | None = None,
    device: str = "",
) -> list[str]:
    """Write the values that differ from what is on record; the names of those that were written.

    `expected` are the versions of the fields that the writer had seen (0: not there); a field that
    has another by now refuses the whole, and the refusal names it. None: the caller has compared.

    Raises:
        ActionRefused: a name that no field can have, or `stale`.
        PermissionDenied: this person does not go on the visit.
    """
    wrong = [name for name in values if not FIELD_NAME.fullmatch(name)]
    if wrong:
        raise ActionRefused("field", _("No field is called so: %(name)s.") % {"name": wrong[0]})
    with transaction.atomic():
        now = timezone.now()
        found = locked(stop, by)
        known = fields_of(found)
        written = []
        for name, value in values.items():
            row = known.get(name)
            if (row.value if row else None) == value:
                continue
            if expected is not None and (row.version if row else 0) != expected.get(name, 0):
                raise ActionRefused("stale", _stale(row), name)
            row = row or StopField(stop=found, name=name, version=0)
            row.value, row.version, row.by = value, row.version + 1, by
            row.at, row.received_at, row.device = at or now, now, device
            row.save()
            written.append(name)
        if written:
            touched(found, by, at or now)
            announce("visit.recorded", {found.visit.key}, by)
    stop.version = found.version
    return written


def _stale(row: StopField | None) -> str:
    who = str(row.by) if row and row.by else "–"
    return _("%(who)s has written here in the meantime. Read it, then decide.") % {"who": who}


def add_finding(
    stop: Stop,
    category: str,
    text: str,
    *,
    by: User | None,
    id: UUID | None = None,
    point: tuple[float, float] | None = None,
    at: datetime | None = None,
) -> Finding:
    """Put a finding on record. The same `id` again is the same finding.

    Raises:
        ActionRefused: no text, too much of it, or a category that no petition has; `part` names it.
        PermissionDenied: this person does not go on the visit.
    """
    if not text.strip():
        raise ActionRefused("missing", _("Say what was found."), "text")
    if len(text.strip()) > LONGEST_FINDING:
        raise ActionRefused(
            "too_long", _("At most %(most)s characters.") % {"most": LONGEST_FINDING}, "text"
        )
    if category not in CATEGORIES:
        raise ActionRefused("unknown_choice", _("Choose one of the list."), "category")
    with transaction.atomic():
        found = locked(stop, by)
        longitude, latitude = point or (None, None)
        finding, made = Finding.objects.get_or_create(
            id=id or uuid4(),
            defaults={
                "stop": found, "category": category, "text": text.strip(),
                "longitude": longitude, "latitude": latitude, "at": at or timezone.now(), "by": by,
            },
        )  # fmt: skip
        if made:
            touched(found, by, at or timezone.now())
            announce("visit.finding", {found.visit.key}, by)
    stop.version = found.version
    return finding


def touched(stop: Stop, by: User | None, at: datetime) -> None:
    """Something new is known of the stop; the first of it begins the visit."""
    stop.version += 1
    stop.save(update_fields=["version"])
    begun(stop.visit, by, at)
