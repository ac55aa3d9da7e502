"""What is open and due in every room: dossiers, petitions, commitments, each with its day.

Real records where a room has any, else its invented ones; the two never stand in one list.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import zip_longest
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from diaban.accounts.models import User
from diaban.accounts.permissions import Permission, may
from diaban.clock.calendar import VIETNAM
from diaban.dossiers import publishing, queue
from diaban.dossiers.models import Dossier
from diaban.indicators.early.coming_due import (
    COMMITMENT,
    DOSSIER,
    PETITION,
    Item,
    Outlook,
    next_monday,
    outlook,
)
from diaban.petitions import access as petition_access
from diaban.petitions.course import State
from diaban.petitions.models import Petition
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
    """The outlook of today for a person: only what may be opened by that person is in it.

    What is due after next week is left in the database.
    """
    today = timezone.localdate(now or timezone.now())
    end = next_monday(today) + timedelta(days=7)
    found: list[Item] = []
    kinds: list[str] = []
    invented = False
    for kind, rows, of_invented, day, item in _asked(person):
        kinds.append(kind)
        soon = Q(**{f"{day}__lt": _before(end, day)}) | Q(**{day: None})
        items = [item(row) for row in rows.filter(soon)]
        found += items
        invented = invented or (of_invented and bool(items))
    return Due(outlook(found, today, calendars().latest()), invented, tuple(kinds))


def _asked(person: User) -> Iterator[tuple[str, QuerySet[Any], bool, str, Any]]:
    """Of each kind that the person may see: the open rows, whether they are invented, the column
    of their day, and how an item is made of one."""
    if may(person, Permission.SEE_DOSSIERS):
        yield DOSSIER, *_open_dossiers(), "due_at", _dossier
    if may(person, Permission.OPEN_PETITIONS):
        yield PETITION, *_open_petitions(person), "due_on", _petition
    if may(person, Permission.OPEN_COMMITMENTS):
        yield COMMITMENT, *_open_commitments(person), "due_on", _commitment


@dataclass(frozen=True, slots=True)
class Pressing:
    """What presses on one person, counted in the database; `first` are the earliest of all.

    `own`: of dossiers and petitions only the person's own, as an officer's desk shows them.
    """

    late: int
    this_week: int
    next_week: int
    first: tuple[Item, ...]
    demonstration: bool
    own: bool


def pressing(person: User, now: datetime | None = None, most: int = 8) -> Pressing | None:
    """What is late, or due before the end of next week; None for who may see no such work."""
    today = timezone.localdate(now or timezone.now())
    monday = next_monday(today)
    own = may(person, Permission.HANDLE_DOSSIERS)
    mine = {"assignee__in": queue.hands(person)} if own else {}
    asked = [
        (rows.filter(**mine) if kind != COMMITMENT else rows, invented, day, item)
        for kind, rows, invented, day, item in _asked(person)
    ]
    if not asked:
        return None
    counts, firsts = [0, 0, 0], []
    for rows, _invented, day, item in asked:
        ends = [_before(one, day) for one in (today, monday, monday + timedelta(days=7))]
        reached = [rows.filter(**{f"{day}__lt": one}).count() for one in ends]
        for number, count in enumerate(reached):
            counts[number] += count - (reached[number - 1] if number else 0)
        due = rows.filter(**{f"{day}__lt": ends[-1]}).order_by(day, "pk")
        firsts.append([item(row) for row in due[:most]])
    invented = any(one[1] for one in asked)
    late, this_week, next_week = counts
    return Pressing(late, this_week, next_week, _mixed(firsts, most), invented, own)


def _mixed(firsts: list[list[Item]], most: int) -> tuple[Item, ...]:
    """The earliest of every kind by turns, so that one kind's old ones hide no other; by day."""
    turns = [one for turn in zip_longest(*firsts) for one in turn if one is not None]
    return tuple(sorted(turns[:most], key=lambda one: (one.due, one.kind, one.number)))


def _before(day: date, column: str) -> date | datetime:
    """The first moment of a day, as the column holds moments or days."""
    return datetime.combine(day, time(), VIETNAM) if column == "due_at" else day


def _open_dossiers() -> tuple[QuerySet[Dossier], bool]:
    """Those that the authority works on; while an applicant is asked to supply, no day runs."""
    rows, invented = publishing.register()
    rows = rows.filter(open=True, waiting=False, received_on__isnull=False)
    return rows.select_related("assignee", "organisation"), invented


def _dossier(row: Dossier) -> Item:
    title = str(row.organisation) if row.organisation else row.applicant_name
    due = timezone.localdate(row.due_at) if row.due_at else None
    return Item(
        DOSSIER, row.code or "", title, due, reverse("dossiers:dossier", args=[row.pk]),
        str(row.assignee or ""),
    )  # fmt: skip


def _open_petitions(person: User) -> tuple[QuerySet[Petition], bool]:
    rows, invented = _real_or_invented(petition_access.seen_by(person))
    rows = rows.filter(is_open=True).exclude(state__in=(State.ANSWERED, State.WAITING))
    return rows.select_related("assignee", "lead"), invented


def _petition(row: Petition) -> Item:
    return Item(
        PETITION, row.number, row.title, row.due_on,
        reverse("petitions-desk:petition", args=[row.number]),
        str(row.assignee or row.lead or ""),
    )  # fmt: skip


def _open_commitments(person: User) -> tuple[QuerySet[Commitment], bool]:
    rows, invented = _real_or_invented(visit_access.commitments_seen_by(person))
    return rows.filter(is_open=True).select_related("body", "organisation"), invented


def _commitment(row: Commitment) -> Item:
    who = row.organisation if row.side == Commitment.Side.ENTERPRISE else row.body
    return Item(
        COMMITMENT, row.number, row.what, row.due_on,
        reverse("commitments-desk:commitment", args=[row.number]), str(who or ""),
    )  # fmt: skip


def _real_or_invented(rows: QuerySet[Any]) -> tuple[QuerySet[Any], bool]:
    model: type[Model] = rows.model
    real = model._default_manager.filter(demonstration=False).exists()
    return rows.filter(demonstration=not real), not real
