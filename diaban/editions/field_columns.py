"""The declared fields of a kind as the columns of an edition's layer."""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa

from diaban.editions.model import FieldInfo
from diaban.facts.schema import FieldSpec

_INFO_TYPES = {"year": "integer", "period": "text"}
_ARROW_TYPES: dict[str, pa.DataType] = {
    "text": pa.string(),
    "words": pa.string(),
    "integer": pa.int64(),
    "decimal": pa.float64(),
    "date": pa.date32(),
    "choice": pa.string(),
    "reference": pa.string(),
    "references": pa.list_(pa.string()),
    "list": pa.list_(pa.string()),
    "boolean": pa.bool_(),
}


def arrow_type(spec: FieldSpec) -> pa.DataType:
    return _ARROW_TYPES[_INFO_TYPES.get(spec.type, spec.type)]


def field_infos(specs: Iterable[FieldSpec]) -> list[FieldInfo]:
    """The fields of a layer as people see them, but for name, period and place.

    The unit of a value that carries its own is a field after it.
    """
    infos = []
    for spec in specs:
        if spec.identity:
            continue
        infos.append(
            FieldInfo(
                name=spec.name,
                type=_INFO_TYPES.get(spec.type, spec.type),
                label_vi=spec.label_vi,
                label_en=spec.label_en,
                unit=spec.unit or None,
                choices=dict(spec.choices),
            )
        )
        if spec.unit_column:
            infos.append(FieldInfo(spec.unit_column, "text", "Đơn vị tính", "Unit"))
    return infos
