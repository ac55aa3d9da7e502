"""Remedies: what one thing, done, answers several petitions. The replay is pure, actions follow."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from diaban.accounts.models import User
from diaban.accounts.permissions import Permission, demand
from diaban.facts.signals import announce
from diaban.petitions import telling
from diaban.petitions.course import State
from diaban.petitions.models import Cause, Petition, Remedy, RemedyEvent
from diaban.petitions.refusal import ActionRefused


class Happened(Protocol):
    """An event as stored; `RemedyEvent` is one."""

    kind: str
    on: date
    until: date | None
    text: str


@dataclass(frozen=True, slots=True)
class Progress:
    """A remedy as its events have made it. `first_promised` never changes."""

    first_promised: date | None = None
    promised: date | None = None
    postponed: int = 0
    steps: tuple[tuple[date, str], ...] = ()
    finished_on: date | None = None
    given_up_on: date | None = None

    @property
    def is_open(self) -> bool:
        return self.finished_on is None and self.given_up_on is None

    def is_late(self, on: date) -> bool:
        """Whether the day promised (as it stands now) has passed without the remedy."""
        return self.is_open and self.promised is not None and on > self.promised

    @property
    def kept_first_promise(self) -> bool | None:
        """Whether it was finished by the day first promised; None while that is open."""
        if self.finished_on is None or self.first_promised is None:
            return None
        return self.finished_on <= self.first_promised


def progress(events: Iterable[Happened]) -> Progress:
    """What the events, oldest first, make of a remedy."""
    found = Progress()
    for event in events:
        match event.kind:
            case "promised" | "postponed":
                moved = found.promised is not None and event.until != found.promised
                found = replace(
                    found, first_promised=found.first_promised or event.until,
                    promised=event.until, postponed=found.postponed + moved,
                )  # fmt: skip
            case "step":
                found = replace(found, steps=(*found.steps, (event.on, event.text)))
            case "finished":
                found = replace(found, finished_on=event.on)
            case "given_up":
                found = replace(found, given_up_on=event.on)
    return found


def of(remedy: Remedy) -> Progress:
    """What has become of a remedy. Prefetch `events` for many."""
    ordered = sorted(remedy.events.all(), key=lambda event: (event.on, event.pk))
    return progress(ordered)


def record(
    remedy: Remedy,
    kind: RemedyEvent.Kind,
    *,
    by: User | None,
    on: date | None = None,
    until: date | None = None,
    text: str = "",
) -> RemedyEvent:
    """Write down what happened to a remedy. One that is finished proposes an answer to every
    petition that it is for and that is not answered yet.

    Raises:
        ActionRefused: it is over, a day is missing or lies in the future, no reason is given.
    """
    if by is not None:
        demand(by, Permission.HANDLE_PETITIONS)
    today = timezone.localdate()
    day = on or today
    text = text.strip()
    with transaction.atomic():
        locked = Remedy.objects.select_for_update(of=("self",)).get(pk=remedy.pk)
        _check(of(locked), kind, day, until, text, today)
        event = RemedyEvent(remedy=locked, kind=kind, on=day, until=until, text=text, by=by)
        event.save(force_insert=True)
        if kind == RemedyEvent.Kind.FINISHED:
            _propose(Petition.objects.filter(cause__remedy=locked), locked, text)
        announce("remedy." + kind, {f"remedy:{locked.pk}"}, by)
    return event


def _check(
    found: Progress, kind: str, day: date, until: date | None, text: str, today: date
) -> None:
    if not found.is_open:
        raise ActionRefused("over", _("The remedy is over: finished or given up."))
    if day > today:
        raise ActionRefused("future", part="on")
    promises = kind in (RemedyEvent.Kind.PROMISED, RemedyEvent.Kind.POSTPONED)
    if promises and until is None:
        raise ActionRefused("missing", _("Say for which day it is promised."), "until")
    if kind == RemedyEvent.Kind.POSTPONED and found.promised is None:
        raise ActionRefused("not_promised", _("Nothing was promised that could be postponed."))
    if kind != RemedyEvent.Kind.PROMISED and not text:
        raise ActionRefused("reason", part="text")


def propose_to(petitions: QuerySet[Petition], remedy: Remedy | None) -> int:
    """Lay the answer of a remedy that is finished already before those who work on `petitions`,
    inside the caller's transaction; how many got one."""
    if remedy is None:
        return 0
    locked = Remedy.objects.select_for_update(of=("self",)).get(pk=remedy.pk)
    finished = locked.events.filter(kind=RemedyEvent.Kind.FINISHED).first()
    return _propose(petitions, locked, finished.text) if finished else 0


def _propose(petitions: QuerySet[Petition], remedy: Remedy, text: str) -> int:
    """Nothing is sent: a person reads it, changes it, and answers."""
    answer = f"{remedy.title_vi}: {text}"
    waiting = petitions.filter(
        state__in=(State.OPEN, State.WAITING), demonstration=remedy.demonstration
    ).exclude(proposed_answer=answer)
    for petition in waiting.select_related("assignee"):
        telling.proposed(petition)
    return waiting.update(proposed_answer=answer)


def link(cause: Cause, remedy: Remedy | None, *, by: User | None) -> None:
    """Say which remedy is for a cause; one that is finished proposes its answer at once.

    Raises:
        ActionRefused: one of the two is invented and the other is not.
    """
    if by is not None:
        demand(by, Permission.HANDLE_PETITIONS)
    if remedy is not None and remedy.demonstration != cause.demonstration:
        raise ActionRefused("world", _("Invented and real records are not mixed."))
    with transaction.atomic():
        Cause.objects.filter(pk=cause.pk).update(remedy=remedy)
        propose_to(Petition.objects.filter(cause=cause), remedy)
        announce("cause.remedy", {f"cause:{cause.pk}"}, by)
    cause.remedy = remedy


def show_to_the_public(cause: Cause, shown: bool, *, by: User) -> None:
    """Choose whether the public reads of a cause and its remedy. Officers only write them down."""
    demand(by, Permission.PUBLISH_PETITIONS)
    with transaction.atomic():
        Cause.objects.filter(pk=cause.pk).update(
            published_at=timezone.now() if shown else None, published_by=by
        )
        announce("cause.shown", {f"cause:{cause.pk}"}, by)
    cause.refresh_from_db()
