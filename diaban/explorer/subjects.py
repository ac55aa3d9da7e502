"""Names and summaries of subjects, read from an edition without decoding whole records."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from diaban.editions.layer import Layer
from diaban.editions.store import Edition
from diaban.explorer import wording
from diaban.explorer.links import FOLDERS


@dataclass(frozen=True, slots=True)
class Card:
    """A subject in one line: enough for a list, a table row or a link."""

    key: str
    kind: str
    name: str
    subkind: str
    status: str
    status_code: str
    confidence: str
    valid_from: str | None
    valid_to: str | None
    metres: float | None = None

    @property
    def has_page(self) -> bool:
        return self.kind in FOLDERS


def card(layer: Layer, row: int, metres: float | None = None) -> Card:
    """The card of one row."""

    def cell(column: str) -> Any:
        return layer.table[column][int(row)].as_py()

    status = cell("status") or ""
    return Card(
        key=cell("key"),
        kind=layer.kind,
        name=wording.name(
            {"name_vi": cell("name_vi"), "name_en": cell("name_en"), "code": cell("code")}
        ),
        subkind=subkind(layer, cell("kind")),
        status=wording.choice(layer.fields.get("status"), status) if status else "",
        status_code=status,
        confidence=cell("confidence") or "",
        valid_from=_iso(cell("valid_from")),
        valid_to=_iso(cell("valid_to")),
        metres=metres,
    )


def subkind(layer: Layer, value: str | None) -> str:
    """The kind within a layer, in words: "seaport" → Cảng biển."""
    if not value or value == layer.kind:
        return ""
    info = layer.fields.get("kind") or layer.fields.get("type") or layer.fields.get("group")
    return wording.choice(info, value)


def cards(edition: Edition, keys: Iterable[str]) -> list[Card]:
    """Cards of known keys, in order; keys that this edition does not have are left out."""
    found = (edition.find(key) for key in keys)
    return [card(*place) for place in found if place]


def referring(layer: Layer, column: str, key: str) -> np.ndarray:
    """Rows whose `column` (a key or a list of keys) names `key`, in one vectorised pass."""
    if column not in layer.column_names or not len(layer):
        return np.empty(0, dtype=np.int64)
    values = layer.column(column)
    if isinstance(values, pa.ChunkedArray):
        values = values.combine_chunks()
    if pa.types.is_list(values.type) or pa.types.is_large_list(values.type):
        flat = pc.list_flatten(values)
        parents = pc.list_parent_indices(values)
        return np.unique(parents.filter(pc.equal(flat, key)).to_numpy(zero_copy_only=False))
    if not pa.types.is_string(values.type):
        return np.empty(0, dtype=np.int64)
    return np.flatnonzero(pc.fill_null(pc.equal(values, key), False).to_numpy(zero_copy_only=False))


def on_day(layer: Layer, rows: np.ndarray, day: date) -> np.ndarray:
    """Those of `rows` that are valid on a day."""
    return rows[layer.valid_on(day, rows)] if len(rows) else rows


def representative_point(layer: Layer, row: int) -> tuple[float, float] | None:
    """Longitude and latitude of a subject, or of a point inside its outline; None if unknown."""
    geometry = layer.geometry(row)
    if geometry is None or geometry.is_empty:
        return None
    point = geometry if geometry.geom_type == "Point" else geometry.representative_point()
    return float(shapely.get_x(point)), float(shapely.get_y(point))


def _iso(value: Any) -> str | None:
    return value.isoformat() if value else None
