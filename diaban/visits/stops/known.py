"""What is known of a stop before anybody goes there, in the reader's language: one place for the
desk's page, its paper and the device in the field.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from diaban.design import formats
from diaban.dossiers import catalogue
from diaban.dossiers.models import Dossier
from diaban.petitions import access as petition_access
from diaban.petitions import wording as petition_wording
from diaban.petitions.course import State
from diaban.petitions.models import Petition
from diaban.petitions.places import names, within
from diaban.projects import actions, listing, vsic, wording
from diaban.projects.models import Project
from diaban.projects.replay import EventRefused, replay
from diaban.visits.models import Stop, Visit
from diaban.visits.stops import contracts
from diaban.visits.stops.contracts import Contract

MOST = 30
"""So many contracts, petitions and dossiers are listed; a page says how many more there are."""


@dataclass(frozen=True, slots=True)
class Line:
    """One petition or dossier: its number, what it is about, when it is due and whether it is late.
    `due` None is unknown or not counted now; `text` what a petition says, for who may read it."""

    number: str
    title: str
    state: str
    due: date | None
    overdue: bool
    href: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and its value; an empty value is unknown."""

    label: str
    value: str
    late: bool = False


@dataclass(frozen=True, slots=True)
class Before:
    """An earlier visit to the same place or project."""

    number: str
    title: str
    day: date
    stop: int


@dataclass(frozen=True, slots=True)
class Known:
    """All of it. `more` says how many contracts, petitions and dossiers are not listed."""

    name: str
    place: str
    project: Project | None
    facts: list[Fact] = field(default_factory=list)
    leases: list[Contract] = field(default_factory=list)
    petitions: list[Line] = field(default_factory=list)
    dossiers: list[Line] = field(default_factory=list)
    before: list[Before] = field(default_factory=list)
    more: int = 0


def language() -> str:
    return (get_language() or "vi")[:2]


def title(stop: Stop, named: dict[str, str], projects: dict[str, Project]) -> str:
    """What a stop is called: the project, or the place."""
    if stop.project:
        project = projects.get(stop.project)
        return str(project) if project else stop.project
    return named.get(stop.place, stop.place)


def projects_of(stops: Iterable[Stop]) -> dict[str, Project]:
    """The projects that these stops name, by code."""
    codes = {stop.project for stop in stops if stop.project}
    return {one.code: one for one in Project.objects.filter(code__in=codes)}


def of_stop(stop: Stop, today: date | None = None, *, reader: Any = None) -> Known:
    """Everything known of the stop on the day. Invented records only on an invented visit; what
    petitions say only for a `reader` who may read them."""
    day = today or timezone.localdate()
    named = names(language())
    project = Project.objects.filter(code=stop.project).first() if stop.project else None
    invented = stop.visit.demonstration
    leases, unlisted = _leases(stop, invented)
    petitions, more = _petitions(stop, invented, day, reader)
    dossiers, others = _dossiers(stop, invented)
    return Known(
        name=title(stop, named, {project.code: project} if project else {}),
        place=named.get(stop.place, stop.place),
        project=project,
        facts=_facts(project, day) if project else [],
        leases=leases,
        petitions=petitions,
        dossiers=dossiers,
        before=_before(stop),
        more=unlisted + more + others,
    )


def _facts(project: Project, day: date) -> list[Fact]:
    found = [
        Fact(_("Status"), str(wording.STATUSES[listing.status_of(project, day)])),
        Fact(
            _("Sector (VSIC 2025)"),
            f"{project.sector} {vsic.name_of(project.sector, language())}"
            if project.sector
            else "",
        ),
    ]
    try:
        state = replay(actions.history_of(project), day)
    except EventRefused:
        return found
    found += [
        Fact(_("Phase"), str(wording.PHASES[state.phase])),
        Fact(_("Registered capital"), wording.money(state.registered) if state.registered else ""),
        Fact(_("Realised capital"), wording.money(state.realised) if state.realised else ""),
    ]
    for name, one in state.milestones.items():
        label = str(wording.MILESTONES[name])
        late = one.days_late(day)
        if one.achieved:
            found.append(Fact(label, _("done on %(day)s") % {"day": _said(one.achieved)}))
        elif one.due:
            text = _("promised for %(day)s") % {"day": _said(one.due)}
            found.append(Fact(label, text, late=late is not None and late > 0))
    return found


def _said(day: date) -> str:
    return formats.day(day, language())


def _leases(stop: Stop, invented: bool) -> tuple[list[Contract], int]:
    """The contracts as they stand on the first day of the visit."""
    day = stop.visit.first_day
    if stop.project:
        return contracts.of_project(stop.project, day, MOST)
    return contracts.of_zones(within(stop.place), day, MOST, invented=invented)


def _petitions(stop: Stop, invented: bool, day: date, reader: Any) -> tuple[list[Line], int]:
    here = Q(project=stop.project) if stop.project else Q(place__in=within(stop.place), project="")
    found = Petition.objects.filter(here, is_open=True, demonstration=invented)
    rows = found.order_by("due_on", "pk")[:MOST]
    lines = [
        Line(
            one.number, one.title, str(petition_wording.STATES[State(one.state)]), one.due_on,
            one.due_on is not None and one.due_on < day,
            reverse("petitions-desk:petition", args=[one.number]),
            one.text if reader is not None and petition_access.works_with(reader, one) else "",
        )
        for one in rows
    ]  # fmt: skip
    return lines, max(0, found.count() - MOST)


def _dossiers(stop: Stop, invented: bool) -> tuple[list[Line], int]:
    here = Q(project=stop.project) if stop.project else Q(zone__in=within(stop.place), project="")
    found = Dossier.objects.filter(here, open=True, demonstration=invented).exclude(state=None)
    book, now = catalogue.book(), timezone.now()
    lines = []
    for one in found.order_by("due_at", "pk")[:MOST]:
        offer = book.on(one.procedure, timezone.localdate())
        name = (offer.name.get(language()) or offer.name["vi"]) if offer else one.procedure
        due = timezone.localdate(one.due_at) if one.due_at else None
        late = one.due_at is not None and one.due_at < now and not one.waiting
        href = reverse("dossiers:dossier", args=[one.pk])
        state = _("waiting for the applicant") if one.waiting else _("in hand")
        lines.append(Line(one.code or "", name, state, due, late, href))
    return lines, max(0, found.count() - MOST)


def _before(stop: Stop) -> list[Before]:
    here = Q(project=stop.project) if stop.project else Q(place=stop.place)
    earlier = Stop.objects.filter(
        here, visit__demonstration=stop.visit.demonstration,
        visit__state__in=(Visit.State.UNDER_WAY, Visit.State.DONE),
        visit__first_day__lte=stop.visit.first_day,
    ).exclude(visit=stop.visit_id)  # fmt: skip
    rows = earlier.select_related("visit").order_by("-visit__first_day", "-pk")[:5]
    return [Before(one.visit.number, one.visit.title, one.visit.first_day, one.pk) for one in rows]
