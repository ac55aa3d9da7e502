"""Sheets of large files in the registry: given, replaced, taken back; and published as layers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pyarrow as pa
from django.utils import timezone

from diaban.facts import schema
from diaban.facts.contributions import ContributedLayer
from diaban.facts.models import Source
from diaban.facts.periods import split
from diaban.imports import sheet_files
from diaban.imports.models import Import, Sheet
from diaban.imports.standing import published


def standing_sheet(kind: str, source: Source) -> Sheet | None:
    """The sheet of a source for a kind that stands now."""
    return Sheet.objects.filter(kind=kind, source=source, withdrawn_at=None).last()


def table_of(sheet: Sheet | None) -> pa.Table | None:
    return sheet_files.open_sheet(sheet.file) if sheet else None


def give(record: Import, by: Any) -> tuple[int, int]:
    """The sheet of an import takes the place of the one before; (values added, withdrawn)."""
    told = record.report["sheet"]
    former = standing_sheet(record.kind, record.source)
    decisions = record.answers
    given = decisions.given_for()
    if given is None:
        day = published(record.source)
        text = record.source.published_on or record.source.retrieved_on
        period = split(text)[1] if text and split(text)[0] == day else ""
        given = (day, period) if day else None
    withdrawn = _withdraw(former, record)
    Sheet.objects.create(
        kind=record.kind, source=record.source, origin=record.origin, file=told["file"],
        rows=told["rows"], columns=told["columns"], trust=decisions.trust,
        as_of=given[0] if given else None, as_of_period=given[1] if given else "",
        recorded_by=by, replaces=former,
    )  # fmt: skip
    return told["rows"] * told["columns"], withdrawn


def take_back(undone: Import, record: Import, by: Any) -> tuple[int, int]:
    """The sheet that an import gave is withdrawn, and the one that it replaced given again."""
    sheet = Sheet.objects.filter(origin=undone.origin, withdrawn_at=None).last()
    if sheet is None:
        return 0, 0
    withdrawn = _withdraw(sheet, record)
    former = sheet.replaces
    if former is None:
        return 0, withdrawn
    Sheet.objects.create(
        kind=former.kind, source=former.source, origin=former.origin, file=former.file,
        rows=former.rows, columns=former.columns, trust=former.trust, as_of=former.as_of,
        as_of_period=former.as_of_period, recorded_by=by, replaces=former.replaces,
    )  # fmt: skip
    return former.rows * former.columns, withdrawn


def _withdraw(sheet: Sheet | None, record: Import) -> int:
    if sheet is None:
        return 0
    Sheet.objects.filter(pk=sheet.pk).update(
        withdrawn_at=timezone.now(), withdrawn_by_import=record.pk
    )
    return sheet.rows * sheet.columns


def contribute(now: datetime) -> Iterator[ContributedLayer]:
    """Every standing sheet of a public kind as a layer of its own."""
    for sheet in Sheet.objects.filter(withdrawn_at=None).select_related("source").order_by("id"):
        kind = schema.kind(sheet.kind)
        if not kind.public:
            continue
        table = sheet_files.open_sheet(sheet.file)
        own = {spec.name for spec in kind.fields}
        yield ContributedLayer(
            name=f"{kind.layer}_{sheet.source_id}".replace("-", "_"),
            kind=kind.name,
            title_vi=f"{kind.title_vi}: {sheet.source.title_vi}",
            title_en=f"{kind.title_en}: {sheet.source.title_en}",
            fields=tuple(
                spec
                for spec in kind.fields
                if not spec.identity
                and (spec.name in table.column_names or f"{spec.name}_vi" in table.column_names)
                and spec.name in own
            ),
            rows=_published(table, kind),
        )


def _published(table: pa.Table, kind: schema.Kind) -> pa.Table:
    """With the columns that every layer has: what it is on the map, and its area."""
    if kind.subkind and kind.subkind in table.column_names and "kind" not in table.column_names:
        table = table.append_column("kind", table[kind.subkind])
    if "area_ha" not in table.column_names:
        table = table.append_column("area_ha", table["measured_ha"])
    return table.drop_columns(["measured_ha"])
