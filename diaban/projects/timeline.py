"""What happened around a project, from every room that has something to tell.

A room registers a provider when the program starts; the page of a project asks all of them. The
project's own events and its land are registered here, dossiers, petitions and visits by their
rooms.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from diaban.accounts.models import Organisation
from diaban.projects import vocabulary as v
from diaban.projects.models import Project
from diaban.projects.replay import State


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a project's timeline. `room` sorts it ("project", "land", "dossier", "petition",
    "visit") and `label` says that in words; `href` leads to the record; `planned` lies ahead.

    What is `shared` the project's investor reads too, at `own_href` in the enterprises' own area;
    where `organisation` is given, only the accounts of this one (its key). `note` is never shared.
    """

    on: date
    room: str
    label: Any
    title: str
    text: str = ""
    href: str = ""
    planned: bool = False
    shared: bool = False
    own_href: str = ""
    organisation: int | None = None
    note: str = ""


Provider = Callable[[Project], Iterable[Entry]]

_PROVIDERS: dict[str, Provider] = {}


def register(provide: Provider) -> None:
    """Ask `provide(project)` whenever a project is shown on the desk."""
    _PROVIDERS[f"{provide.__module__}.{provide.__qualname__}"] = provide


def of(project: Project) -> list[Entry]:
    """Everything that is told of the project, the latest first."""
    told = [entry for name in sorted(_PROVIDERS) for entry in _PROVIDERS[name](project)]
    return sorted(told, key=lambda entry: (entry.on, entry.room), reverse=True)


def of_investor(project: Project, organisation: Organisation) -> list[Entry]:
    """What the accounts of an organisation that holds the project read of it, the latest first.

    Only what a room shares on purpose; whether it holds the project is asked before (`holders`).
    """
    return [
        replace(entry, href=entry.own_href, note="")
        for entry in of(project)
        if entry.shared and entry.organisation in (None, organisation.pk)
    ]


def by_phase(entries: Iterable[Entry], state: State) -> list[tuple[str, list[Entry]]]:
    """The entries under the phase of their days, the latest phase first; what lies ahead is the
    phase of today's. Phases in which nothing happened are left out."""
    order = (v.OPERATING, v.CONSTRUCTING, v.PREPARING)
    found: dict[str, list[Entry]] = {phase: [] for phase in order}
    for entry in entries:
        found[state.phase if entry.planned else phase_on(state, entry.on)].append(entry)
    return [(phase, told) for phase, told in found.items() if told]


def phase_on(state: State, day: date) -> str:
    """In which phase the project was on a day, by the milestones achieved until then."""

    def since(*names: str) -> date | None:
        days = [one.achieved for name in names if (one := state.milestones.get(name))]
        return min((day for day in days if day), default=None)

    operating = since(v.OPERATION_STARTED)
    if operating is not None and day >= operating:
        return v.OPERATING
    building = since(v.CONSTRUCTION_STARTED, v.CONSTRUCTION_COMPLETED)
    return v.CONSTRUCTING if building is not None and day >= building else v.PREPARING
