"""Records of rooms that stand on a subject of the registry, as a ledger stands on its zone.

Those who would take a subject away ask here first. A room names the columns in which its records
keep keys of subjects.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import islice

from django.apps import apps

_ASKED_AT_ONCE = 500
_COLUMNS: set[tuple[str, str]] = set()


def register(model: str, *columns: str) -> None:
    """Ask these columns of a model ("land.Ledger"); done by each room when the program starts."""
    _COLUMNS.update((model, column) for column in columns)


def held(keys: Collection[str]) -> set[str]:
    """Those of the keys that a record of some room names."""
    found: set[str] = set()
    for batch in _batches(sorted(keys)):
        for model, column in sorted(_COLUMNS):
            rows = apps.get_model(model)._default_manager.filter(**{f"{column}__in": batch})
            found |= set(rows.values_list(column, flat=True))
    return found


def _batches(keys: list[str]) -> Iterator[list[str]]:
    remaining = iter(keys)
    while batch := list(islice(remaining, _ASKED_AT_ONCE)):
        yield batch
