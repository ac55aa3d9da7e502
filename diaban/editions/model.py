"""What goes into an edition (ấn bản dữ liệu): the interface between the registry and the files.

The registry builds a `Snapshot`; `publish.write` turns it into files; `store` reads them back.
Nothing here knows Django or a database.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

FIELD_TYPES = (
    "text",
    "words",
    "integer",
    "decimal",
    "date",
    "choice",
    "reference",
    "references",
    "list",
    "boolean",
)

IDENTITY_COLUMNS = (
    "key",
    "code",
    "name_vi",
    "name_en",
    "valid_from",
    "valid_to",
    "geometry",
    "aliases",
)
SUMMARY_COLUMNS = (
    "kind",
    "status",
    "confidence",
    "freshness",
    "stale_since",
    "conflict",
    "completeness",
    "accuracy_m",
    "location_method",
    "area_ha",
    "free_ha",
    "localities",
    "port_km",
    "commodity",
    "location_note",
    "location_note_vi",
)


@dataclass(frozen=True, slots=True)
class FieldInfo:
    """One field of a layer as people see it.

    `type` is one of `FIELD_TYPES`. A field of type "words" is two columns in the table, `<name>_vi`
    and `<name>_en`; every other field is one column of its own name. `unit` is a UCUM-like token
    ("ha", "km2", "%", "m3/day", "USD/m2"). `choices` maps a stored value to its (Vietnamese,
    English) label.
    """

    name: str
    type: str
    label_vi: str
    label_en: str
    unit: str | None = None
    choices: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.type not in FIELD_TYPES:
            raise ValueError(
                f"field {self.name}: unknown type {self.type!r}, expected one of {FIELD_TYPES}"
            )

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the table columns that carry this field."""
        return (f"{self.name}_vi", f"{self.name}_en") if self.type == "words" else (self.name,)

    def to_json(self) -> dict[str, Any]:
        """A JSON-able dictionary; `from_json` is its inverse."""
        return {
            "name": self.name,
            "type": self.type,
            "label_vi": self.label_vi,
            "label_en": self.label_en,
            "unit": self.unit,
            "choices": {value: list(labels) for value, labels in self.choices.items()},
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> FieldInfo:
        """The field that `to_json` described."""
        return cls(
            name=data["name"],
            type=data["type"],
            label_vi=data["label_vi"],
            label_en=data["label_en"],
            unit=data.get("unit"),
            choices={value: (vi, en) for value, (vi, en) in data.get("choices", {}).items()},
        )


@dataclass(frozen=True, slots=True)
class LayerInput:
    """One layer to publish.

    `table` has `IDENTITY_COLUMNS`, `SUMMARY_COLUMNS` and the columns of `fields`. `geometry` is WKB
    in EPSG:4326, null where the location is unknown. `facts` maps a key to its fact records in
    field order; it may be empty for very large layers. `licence` (id, attribution, url) is that of
    somebody else's data, which then fills the layer alone.
    """

    name: str
    kind: str
    title_vi: str
    title_en: str
    fields: Sequence[FieldInfo]
    table: pa.Table
    facts: Mapping[str, list[dict[str, Any]]] = field(default_factory=dict)
    licence: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """Layers and named JSON documents that are kept together in a folder of the edition."""

    layers: Sequence[LayerInput] = ()
    documents: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything that one edition says: layers, sources, the authority and the 2025 crosswalk.

    `sources` are rows of sources.csv (each with an `id`), `authority` is the content of pack.yaml
    (may be empty), `crosswalk` are rows of crosswalk.csv, `documents` are the figures that rooms
    contribute. `demonstration` is invented: stored apart, never open data.
    """

    layers: Sequence[LayerInput]
    sources: Sequence[dict[str, Any]] = ()
    authority: dict[str, Any] = field(default_factory=dict)
    crosswalk: Sequence[dict[str, Any]] = ()
    documents: Mapping[str, Any] = field(default_factory=dict)
    demonstration: Part = field(default_factory=Part)
