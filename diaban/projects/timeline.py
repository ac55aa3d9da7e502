"""What happened around a project, from every room that has something to tell.

A room registers a provider when the program starts; the page of a project asks all of them. The
project's own events and its land are registered here, dossiers, petitions and visits by their
rooms.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from diaban.projects.models import Project


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a project's timeline. `room` sorts it ("project", "land", "dossier", "petition",
    "visit") and `label` says that in words; `href` leads to the record; `planned` lies ahead."""

    on: date
    room: str
    label: Any
    title: str
    text: str = ""
    href: str = ""
    planned: bool = False


Provider = Callable[[Project], Iterable[Entry]]

_PROVIDERS: dict[str, Provider] = {}


def register(provide: Provider) -> None:
    """Ask `provide(project)` whenever a project is shown on the desk."""
    _PROVIDERS[f"{provide.__module__}.{provide.__qualname__}"] = provide


def of(project: Project) -> list[Entry]:
    """Everything that is told of the project, the latest first."""
    told = [entry for name in sorted(_PROVIDERS) for entry in _PROVIDERS[name](project)]
    return sorted(told, key=lambda entry: (entry.on, entry.room), reverse=True)
