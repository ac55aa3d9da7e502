"""Taking an import back, as a change set: its values are withdrawn, what they replaced returns.

A value returns only where the import's own still stands: what was replaced again since, by a later
import or by hand, is the later work and stays.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from diaban.facts import dependents, schema
from diaban.facts.actions import ActionRefused
from diaban.facts.models import Assertion
from diaban.imports.models import Import, ImportChange, Sheet

_NAMED = 5
"""Subjects that a refusal names."""


def store(back: Import, undone: Import, basis: str) -> None:
    """Write the change set of an undoing; inside the caller's transaction."""
    back.changes.all().delete()
    rows = list(changes_of(back, undone))
    ImportChange.objects.bulk_create(rows, batch_size=1_000)
    back.basis, back.digest = basis, _digest(rows, undone)
    back.report = {
        "ready": True,
        "counts": {"undone": len(rows), "values": sum(len(row.withdraws) for row in rows)},
        "undoes_sheet": "sheet" in undone.report,
        "columns": [],
        "questions": [],
        "errors": 0,
        "open_warnings": 0,
    }


def digest_of(undone: Import) -> str:
    """The digest of the change set that would undo an import now."""
    return _digest(list(changes_of(None, undone)), undone)


def changes_of(back: Import | None, undone: Import) -> Iterator[ImportChange]:
    """A row for every subject of which some of the import's word still stands."""
    live: defaultdict[str, dict[int, str]] = defaultdict(dict)
    made = Assertion.objects.filter(origin=undone.origin, withdrawn_at=None)
    for number, subject, field in made.order_by("id").values_list("id", "subject", "field"):
        live[subject][number] = field
    for change in undone.changes.exclude(action="doubtful").order_by("id").iterator():
        own = live.pop(change.key, None)
        if own is None:
            continue
        fields = [one for one in change.fields if one["field"] in own.values()]
        yield ImportChange(
            subject=back, action="undone", key=change.key, name=change.name, row=change.row,
            fields=[_turned(one) for one in fields], withdraws=list(own),
            restores=[number for one in fields for number in one["withdraws"]],
            moved_m=change.moved_m, lon=change.lon, lat=change.lat,
        )  # fmt: skip


def check(undone: Import) -> None:
    """Nothing may vanish on which other records stand.

    Raises:
        ActionRefused: it names what would vanish.
    """
    standing = sorted(_stood_on(_vanishing(undone), undone))
    if standing:
        raise ActionRefused(
            _("Other records stand on what this import described first: %(keys)s. Take those back "
              "before it, or correct single values instead.")
            % {"keys": ", ".join(standing[:_NAMED]) + (", …" if len(standing) > _NAMED else "")}
        )  # fmt: skip


def _vanishing(undone: Import) -> set[str]:
    """Subjects that nothing would name any more: they lose their row."""
    named = Assertion.objects.filter(field="name", withdrawn_at=None)
    going = set(named.filter(origin=undone.origin).values_list("subject", flat=True))
    for change in undone.changes.exclude(action="doubtful").iterator():
        if any(one["field"] == "name" and one["withdraws"] for one in change.fields):
            going.discard(change.key)
    others = named.exclude(origin=undone.origin).values_list("subject", flat=True)
    return going.difference(others.iterator())


def _stood_on(keys: set[str], undone: Import) -> set[str]:
    """Those that others describe, that others' values name, or that a room's records name."""
    if not keys:
        return set()
    others = Assertion.objects.filter(withdrawn_at=None).exclude(origin=undone.origin)
    found = keys.intersection(others.values_list("subject", flat=True).iterator())
    specs = {
        (kind.name, spec.name): spec
        for kind in schema.kinds()
        for spec in kind.fields
        if spec.type in ("reference", "references")
    }
    fields = {field for _kind, field in specs}
    told = others.filter(field__in=fields).values_list("kind", "field", "value")
    for kind, field, value in told.iterator():
        if spec := specs.get((kind, field)):
            found |= keys.intersection(schema.references_in(spec, value))
    return found | dependents.held(keys)


def _turned(change: dict[str, Any]) -> dict[str, Any]:
    return change | {
        "old": change["new"], "new": change["old"],
        "old_unit": change["unit"], "unit": change["old_unit"], "withdraws": [],
    }  # fmt: skip


def _digest(rows: list[ImportChange], undone: Import) -> str:
    content: list[Any] = [[row.key, row.withdraws, row.restores] for row in rows]
    sheets = Sheet.objects.filter(origin=undone.origin, withdrawn_at=None)
    content.append(list(sheets.order_by("id").values_list("id", flat=True)))
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()
