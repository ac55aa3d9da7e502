"""Layers of records, as rooms contribute them, in the form in which an edition stores layers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pyarrow as pa
import shapely

from diaban.editions.field_columns import arrow_type, field_infos
from diaban.editions.model import LayerInput
from diaban.facts.contributions import ContributedLayer
from diaban.facts.schema import FieldSpec

_PLAIN: Mapping[str, pa.DataType] = {
    "key": pa.string(),
    "code": pa.string(),
    "valid_from": pa.date32(),
    "valid_to": pa.date32(),
    "status": pa.string(),
    "area_ha": pa.float64(),
    "free_ha": pa.float64(),
    "accuracy_m": pa.float64(),
    "location_method": pa.string(),
    "localities": pa.list_(pa.string()),
    "aliases": pa.list_(pa.string()),
}


def layer_input(layer: ContributedLayer) -> LayerInput:
    """The layer with a column for each identity, summary and declared field."""
    if isinstance(layer.rows, pa.Table):
        return _input(layer, _with_kind(layer.rows, layer.kind))
    rows = layer.rows
    columns = {
        name: pa.array([row.get(name) for row in rows], arrow) for name, arrow in _PLAIN.items()
    }
    for language in ("vi", "en"):
        columns[f"name_{language}"] = _words(rows, "name", language)
    columns["kind"] = pa.array([row.get("kind") or layer.kind for row in rows], pa.string())
    columns["geometry"] = pa.array(
        [shapely.to_wkb(place) if (place := row.get("geometry")) is not None else None
         for row in rows],
        pa.binary(),
    )  # fmt: skip
    for spec in layer.fields:
        for name, column in _columns(spec, rows).items():
            columns.setdefault(name, column)
    return _input(layer, pa.table(columns))


def _with_kind(table: pa.Table, kind: str) -> pa.Table:
    """A table in which every row says what it is on the map."""
    if "kind" in table.column_names:
        return table
    return table.append_column("kind", pa.array([kind] * table.num_rows, pa.string()))


def _input(layer: ContributedLayer, table: pa.Table) -> LayerInput:
    return LayerInput(
        name=layer.name,
        kind=layer.kind,
        title_vi=layer.title_vi,
        title_en=layer.title_en,
        fields=field_infos(layer.fields),
        table=table,
    )


def _words(rows: Sequence[Mapping[str, Any]], name: str, language: str) -> pa.Array:
    return pa.array([(row.get(name) or {}).get(language) for row in rows], pa.string())


def _columns(spec: FieldSpec, rows: Sequence[Mapping[str, Any]]) -> dict[str, pa.Array]:
    arrow = arrow_type(spec)
    if spec.type == "words":
        return {f"{spec.name}_{language}": _words(rows, spec.name, language)
                for language in ("vi", "en")}  # fmt: skip
    values = [row.get(spec.name) for row in rows]
    if spec.type == "date":
        values = [date.fromisoformat(one) if isinstance(one, str) else one for one in values]
    if spec.type == "decimal":
        values = [None if one is None else float(one) for one in values]
    columns = {spec.name: pa.array(values, arrow)}
    if spec.unit_column:
        units = [row.get(spec.unit_column) for row in rows]
        columns[spec.unit_column] = pa.array(units, pa.string())
    return columns
