"""Write the typed rows from the winners, and only so."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime
from itertools import islice
from typing import Any

import shapely
from django.apps import apps
from django.db import models, transaction
from django.utils import timezone

from diaban.facts import registry, schema
from diaban.facts.outlines import geometry_of
from diaban.facts.registry import FieldState, SubjectState
from diaban.facts.schema import FieldSpec, Kind
from diaban.facts.typed import written_by_resolution

_NOT_UPDATED = frozenset({"key"})


def refresh(subjects: Collection[str] | None = None) -> int:
    """Bring the typed rows of these subjects (None: of all) into line with their assertions.

    A subject of which nothing is said any more loses its row. Returns the number of rows written.
    """
    if subjects is not None and not subjects:
        return 0
    found = registry.read(subjects=subjects)
    now = timezone.now()
    written = 0
    with transaction.atomic(), written_by_resolution():
        for kind in schema.kinds():
            states = [state for state in found.values() if state.kind.name == kind.name]
            model = apps.get_model(kind.model)
            _write(model, [row_of(state, now) for state in states])
            written += len(states)
            _remove(model, kind, subjects, found.keys())
    return written


def row_of(state: SubjectState, now: datetime) -> models.Model:
    """The typed row of a subject, not yet saved."""
    model = apps.get_model(state.kind.model)
    columns: dict[str, Any] = {"key": state.key, "code": state.code, "resolved_at": now}
    for held in state.fields.values():
        columns |= dict(zip(held.spec.attributes, _cells(held), strict=True))
    row: models.Model = model(**columns)
    return row


def _cells(held: FieldState) -> Iterable[Any]:
    """A value as the columns of its field take it."""
    spec, value = held.spec, held.value
    if value is None:
        return (None,) * len(spec.attributes)
    if spec.type == "words":
        return value["vi"], value["en"]
    if spec.type == "location":
        return shapely.Point(value["lon"], value["lat"]), value["accuracy_m"], value["method"]
    if spec.type == "outline":
        return (geometry_of(value),)
    return _plain(spec, value, held.unit)


def _plain(spec: FieldSpec, value: Any, unit: str) -> Iterable[Any]:
    if spec.type == "date":
        value = date.fromisoformat(value)
    return (value, unit) if spec.unit_column else (value,)


def _write(model: type[models.Model], rows: list[models.Model]) -> None:
    if not rows:
        return
    columns = [column.name for column in model._meta.concrete_fields]
    model._default_manager.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=[name for name in columns if name not in _NOT_UPDATED],
    )


def _remove(
    model: type[models.Model], kind: Kind, asked: Collection[str] | None, found: Collection[str]
) -> None:
    query = model._default_manager.all()
    if asked is None:
        gone = [key for key in query.values_list("pk", flat=True) if key not in found]
    else:
        gone = [key for key in asked if schema.kind_of(key) is kind and key not in found]
    remaining = iter(gone)
    while batch := list(islice(remaining, 500)):
        query.filter(pk__in=batch).delete()
