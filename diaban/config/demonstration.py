"""The demonstration registers: invented records that show how the program works.

Each loader makes its room's records, seeded and marked as demonstration; run again it changes
nothing. Each eraser takes them away. They are listed in the order in which they build on each
other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module

ROOMS: tuple[str, ...] = (
    "diaban.notices.demonstration",
    "diaban.land.demonstration",
    "diaban.projects.demonstration",
    "diaban.petitions.demonstration",
    "diaban.owners.demonstration",
    "diaban.dossiers.demonstration",
    "diaban.visits.demonstration.register",
    "diaban.indicators.demonstration",
    "diaban.reports.demonstration",
)
"""Modules with `load() -> None` and `erase() -> None`, such as "diaban.land.demonstration"."""


def loaders() -> Iterator[tuple[str, Callable[[], None]]]:
    for name in ROOMS:
        yield name, import_module(name).load


def erasers() -> Iterator[tuple[str, Callable[[], None]]]:
    """In the reverse order: what builds on others goes first."""
    for name in reversed(ROOMS):
        yield name, import_module(name).erase


def publish() -> bool:
    """What is made of a published edition, for the next one to show; whether anything was."""
    return import_module("diaban.reports.demonstration").publish()
