"""What is open and due in every room: dossiers, petitions, commitments, each with its day.

Real records where a room has any, else its invented ones; the two never stand in one list.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils import timezone

from diaban.accounts.models import User
from diaban.accounts.permissions import Permission, may
from diaban.dossiers import publishing
from diaban.dossiers.models import Dossier
from diaban.indicators.coming_due import (
    COMMITMENT,
    DOSSIER,
    PETITION,
    Item,
    Outlook,
    outlook,
)
from diaban.petitions import access as petition_access
from diaban.petitions.course import State
from diaban.procedures.catalogue import calendars
from diaban.visits import access as visit_access
from diaban.visits.models import Commitment


@dataclass(frozen=True, slots=True)
class Due:
    """What is due as one person may see it; `demonstration`: some of it is invented."""

    outlook: Outlook
    demonstration: bool
    kinds: tuple[str, ...]
    """The kinds that the person may see."""


def read(person: User, now: datetime | None = None) -> Due:
    """The outlook of today for a person: only what may be opened by that person is in it."""
    today = timezone.localdate(now or timezone.now())
    found: list[Item] = []
    kinds: list[str] = []
    invented = False
    for kind, allowed, items in (
        (DOSSIER, may(person, Permission.SEE_DOSSIERS), _dossiers),
        (PETITION, may(person, Permission.OPEN_PETITIONS), _petitions),
        (COMMITMENT, may(person, Permission.OPEN_COMMITMENTS), _commitments),
    ):
        if allowed:
            kinds.append(kind)
            for item, demonstration in items(person):
                found.append(item)
                invented = invented or demonstration
    return Due(outlook(found, today, calendars().latest()), invented, tuple(kinds))


def _dossiers(_person: User) -> Iterator[tuple[Item, bool]]:
    """Those that the authority works on; while an applicant is asked to supply, no day runs."""
    rows, invented = publishing.register()
    rows = rows.filter(open=True, waiting=False, received_on__isnull=False)
    for row in rows.select_related("assignee", "organisation"):
        yield _dossier(row), invented


def _dossier(row: Dossier) -> Item:
    title = str(row.organisation) if row.organisation else row.applicant_name
    due = timezone.localdate(row.due_at) if row.due_at else None
    return Item(
        DOSSIER, row.code or "", title, due, reverse("dossiers:dossier", args=[row.pk]),
        str(row.assignee or ""),
    )  # fmt: skip


def _petitions(person: User) -> Iterator[tuple[Item, bool]]:
    rows, invented = _real_or_invented(petition_access.seen_by(person))
    rows = rows.filter(is_open=True).exclude(state__in=(State.ANSWERED, State.WAITING))
    for row in rows.select_related("assignee"):
        yield (
            Item(
                PETITION, row.number, row.title, row.due_on,
                reverse("petitions-desk:petition", args=[row.number]), str(row.assignee or ""),
            ),
            invented,
        )  # fmt: skip


def _commitments(person: User) -> Iterator[tuple[Item, bool]]:
    rows, invented = _real_or_invented(visit_access.commitments_seen_by(person))
    for row in rows.filter(is_open=True).select_related("body", "organisation"):
        who = row.organisation if row.side == Commitment.Side.ENTERPRISE else row.body
        yield (
            Item(
                COMMITMENT, row.number, row.what, row.due_on,
                reverse("commitments-desk:commitment", args=[row.number]), str(who or ""),
            ),
            invented,
        )  # fmt: skip


def _real_or_invented(rows: QuerySet[Any]) -> tuple[QuerySet[Any], bool]:
    model: type[Model] = rows.model
    real = model._default_manager.filter(demonstration=False).exists()
    return rows.filter(demonstration=not real), not real
