"""Where a series does not continue what stood before: a new definition, a new boundary, localities
that were formed or dissolved."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial
from itertools import pairwise
from typing import Any

from django.utils.translation import get_language

from diaban.design import formats
from diaban.indicators import wording
from diaban.indicators.computing import Book, Records
from diaban.indicators.reading import EVERYWHERE
from diaban.indicators.statements.explanations import both
from diaban.land.models import Entry
from diaban.projects import periods
from diaban.zones.models import InfrastructureProject

RESIZED = "resize"
"""An entry that takes land into a project or out of it: its boundary moved."""


def rows(records: Records, book: Book) -> Iterator[dict[str, Any]]:
    """The document's rows `breaks`, in a fixed order."""
    yield from _definitions(book)
    yield from _boundaries(records, book)
    yield from _localities(records)


def _definitions(book: Book) -> Iterator[dict[str, Any]]:
    """Every later version of an indicator that counts otherwise than the one before it: its first
    period is the first that ends under it. New words alone break no series."""
    for code, versions in book.versions.items():
        for before, one in pairwise(versions):
            if one.valid_from is None or one.formula == before.formula:
                continue
            yield {
                "indicator": code,
                "place": EVERYWHERE,
                "from_period": periods.quarter_of(one.valid_from),
                "cause": both(partial(wording.break_cause, "definition", {"version": one.version})),
            }


def _boundaries(records: Records, book: Book) -> Iterator[dict[str, Any]]:
    """Land figures of every place that contains a project whose area was set anew."""
    source = records.source("land")
    if source is None:
        return
    entries = Entry.objects.filter(
        kind=RESIZED, ledger__demonstration=source.demonstration, reversed_by=None
    )
    moved = sorted(set(entries.values_list("on", "ledger_id")))
    if not moved:
        return
    projects = InfrastructureProject.objects.in_bulk([ledger for _on, ledger in moved])
    codes = [
        code
        for code, versions in book.versions.items()
        if any(term.startswith("land.") for term in versions[-1].terms)
    ]
    for on, ledger in moved:
        project = projects.get(ledger)
        cause = both(partial(_moved, project, ledger))
        for code in codes:
            for place in records.geography.containing(ledger):
                yield {
                    "indicator": code,
                    "place": place,
                    "from_period": periods.quarter_of(on),
                    "cause": cause,
                }


def _localities(records: Records) -> Iterator[dict[str, Any]]:
    """The first quarter of every unit formed since the registers began, and the first one without
    every unit dissolved since: of all its series."""
    first = records.first_day()
    if first is None:
        return
    for key, unit in records.geography.localities.units.items():
        for day, code in ((unit.first, "formed"), (unit.until, "dissolved")):
            if day is not None and first < day <= records.today:
                yield {
                    "indicator": EVERYWHERE,
                    "place": key,
                    "from_period": periods.quarter_of(day),
                    "cause": both(partial(_reformed, code, day, unit.level)),
                }


def _reformed(code: str, day: date, level: str) -> str:
    told = formats.day(day, (get_language() or "vi")[:2])
    return wording.break_cause(f"{code}_{level}", {"day": told})


def _moved(project: Any, ledger: str) -> str:
    name = getattr(project, f"name_{get_language()}", None) or ledger
    return wording.break_cause("boundary", {"name": name})
