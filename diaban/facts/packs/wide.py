"""Read a kind's own table: one row is one subject, each cell an assertion. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from diaban.facts.packs.context import PROVENANCE, Draft, Provenance, Reading
from diaban.facts.packs.tables import Row, read_table
from diaban.facts.schema import FieldSpec, Kind

OUTLINE_COLUMN = "geometry_wkt"


def read_kind(path: Path, kind: Kind, reading: Reading) -> None:
    """Take every subject of the kind's table in, with its facts."""
    extra = (OUTLINE_COLUMN,) if kind.located else ()
    needed = ["code", *(c for spec in kind.fields if spec.required for c in spec.columns)]
    rows = read_table(
        path, (*kind.columns, *PROVENANCE, *extra), (*needed, "source", "trust"), reading.report
    )
    if not rows:
        reading.unreadable_kinds.add(kind.name)
    for row in rows:
        key = f"{kind.name}:{row['code']}"
        known = reading.subject(row, key)
        provenance = reading.provenance(row)
        period = reading.period(row)
        for column, spec, value, unit in _values(row, kind, reading):
            if known and provenance and period is not None:
                noted = spec.name == kind.note_field
                reading.draft(row, column, _draft(key, spec, value, unit, provenance, noted))


def _draft(
    key: str, spec: FieldSpec, value: Any, unit: str, provenance: Provenance, noted: bool
) -> Draft:
    return Draft(
        subject=key,
        field=spec.name,
        value=value,
        unit=unit,
        source=provenance.source,
        trust=provenance.trust,
        as_of=provenance.as_of,
        as_of_period=provenance.as_of_period,
        valid_from=None,
        valid_to=None,
        note=provenance.note if noted else "",
        note_vi=provenance.note_vi if noted else "",
    )


def _values(row: Row, kind: Kind, reading: Reading) -> Iterator[tuple[str, FieldSpec, Any, str]]:
    """(column, field, value, unit) of every cell that says something sound."""
    for spec in kind.fields:
        column, raw = _raw(row, spec)
        if spec.name in ("valid_from", "valid_to"):
            # Their form is checked together, by `Reading.period`.
            if raw:
                yield column, spec, raw, ""
            continue
        unit = row[spec.unit_column] if spec.unit_column else ""
        if raw:
            if cleaned := reading.value(row, column, spec, raw, unit):
                if spec.type == "outline" and not _outline_fits(row, cleaned.value, reading):
                    continue
                yield column, spec, cleaned.value, cleaned.unit
        elif spec.required:
            reading.problem(
                row, column, "missing", _("“%(field)s” is missing.") % {"field": column},
                _("Write it: no row of this table can do without."),
            )  # fmt: skip
        elif unit:
            reading.problem(
                row, spec.unit_column, "unit_alone", _("There is a unit without a value."),
                _("Write the value, or delete the unit."),
            )  # fmt: skip


def _raw(row: Row, spec: FieldSpec) -> tuple[str, Any]:
    """The first column of a field, and what its cells say ("" for nothing)."""
    if spec.type == "location":
        return spec.name, ""
    if spec.type == "outline":
        return OUTLINE_COLUMN, row[OUTLINE_COLUMN]
    column = spec.columns[0]
    if spec.type == "words":
        vi, en = row[f"{spec.name}_vi"], row[f"{spec.name}_en"]
        return column, {"vi": vi, "en": en} if vi or en else ""
    return column, row[column]


def _outline_fits(row: Row, value: dict[str, Any], reading: Reading) -> bool:
    from diaban.facts.outlines import geometry_of

    return reading.within_bounds(row, geometry_of(value).bounds, (OUTLINE_COLUMN, OUTLINE_COLUMN))
