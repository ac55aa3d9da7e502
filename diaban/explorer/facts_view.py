"""A subject's fact records as a page shows them: the value, its terms, its rivals, its past. No
request.

A fact that the registry knows as a field but nobody has stated is listed as unknown, never left
out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from diaban.editions.layer import Layer
from diaban.editions.store import Edition
from diaban.explorer import wording
from diaban.explorer.wording import Said

# The figures that a reader of this kind of page looks for first, in this order.
KEY_FIELDS: Mapping[str, Sequence[str]] = {
    "park": ("planned_area", "industrial_area", "established"),
    "infrastructure_project": (
        "area",
        "industrial_area",
        "free_area",
        "occupancy",
        "rent_min",
        "rent_max",
        "investment_usd",
        "wastewater_capacity",
    ),
    "economic_zone": ("area", "land_area", "sea_area", "decided_on"),
    "locality": ("area", "population"),
    "material": ("output", "reserves", "area", "yield"),
    "commodity": (),
    "facility": ("capacity", "length", "opened"),
}


@dataclass(frozen=True, slots=True)
class Rival:
    """A value that competes with the shown one, or one that held at another time."""

    said: Said
    source: dict[str, Any]
    as_of: str | None
    valid_from: str | None
    valid_to: str | None
    confidence: str
    note: str
    note_vi: str
    why: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One field of a subject, ready to be shown; `said` is None where the value is unknown."""

    field: str
    label: str
    said: Said | None
    confidence: str
    trust: str
    source: dict[str, Any]
    as_of: str | None
    valid_from: str | None
    valid_to: str | None
    recorded_at: str | None
    note: str
    note_vi: str
    freshness: dict[str, Any]
    rule: str
    conflict: bool
    competing: Sequence[Rival]
    history: Sequence[Rival]


def facts(edition: Edition, layer: Layer, key: str) -> list[Fact]:
    """Every known fact of a subject in field order.

    A unit that is a field of its own ("capacity" in "capacity_unit") is said with its value.
    """
    records = edition.facts(key)
    units = {
        one["field"].removesuffix("_unit"): one.get("value")
        for one in records
        if is_unit(layer, one["field"])
    }
    return [
        _fact(edition, layer, record | {"unit": record.get("unit") or units.get(record["field"])})
        for record in records
        if not is_unit(layer, record["field"])
    ]


def is_unit(layer: Layer, field: str) -> bool:
    """Whether a field only holds the unit of another."""
    return field.endswith("_unit") and field.removesuffix("_unit") in layer.fields


def unknown_labels(layer: Layer, known: Sequence[Fact]) -> list[str]:
    """What the fields are called about which nothing is known."""
    told = {fact.field for fact in known if fact.said is not None}
    return [
        wording.label(info, name)
        for name, info in layer.fields.items()
        if name not in told and not is_unit(layer, name)
    ]


def key_figures(layer: Layer, known: Sequence[Fact]) -> list[tuple[str, Fact | None]]:
    """(label, fact) of the figures that matter most; an unknown one is kept, with None.

    Where the unit of measure is a field of its own (a facility's capacity), it is part of the
    value.
    """
    by_field = {fact.field: fact for fact in known}
    return [
        (wording.label(layer.fields[name], name), by_field.get(name))
        for name in KEY_FIELDS.get(layer.kind, ())
        if name in layer.fields
    ]


def _fact(edition: Edition, layer: Layer, record: Mapping[str, Any]) -> Fact:
    info = layer.fields.get(record["field"])
    return Fact(
        field=record["field"],
        label=wording.label(info, record["field"]),
        said=_said(edition, info, record, record["field"]),
        confidence=record.get("confidence") or "",
        trust=record.get("trust") or "",
        source=_source(edition, record),
        as_of=record.get("as_of"),
        valid_from=record.get("valid_from"),
        valid_to=record.get("valid_to"),
        recorded_at=record.get("recorded_at"),
        **notes(record),
        freshness=record.get("freshness") or {"state": "unknown"},
        rule=record.get("rule") or "only",
        conflict=bool(record.get("conflict")),
        competing=[_rival(edition, info, one, record) for one in record.get("competing") or ()],
        history=[_rival(edition, info, one, record) for one in record.get("history") or ()],
    )


def _rival(
    edition: Edition, info: Any, record: Mapping[str, Any], winner: Mapping[str, Any]
) -> Rival:
    known = {name: value for name, value in record.items() if value is not None}
    said = _said(edition, info, {"unit": winner.get("unit")} | known, winner["field"])
    return Rival(
        said=said or Said("?"),
        source=_source(edition, record),
        as_of=record.get("as_of"),
        valid_from=record.get("valid_from"),
        valid_to=record.get("valid_to"),
        confidence=record.get("confidence") or "",
        **notes(record),
        why=str(wording.LOST_BY.get(record.get("lost_by") or "", "")),
    )


def notes(record: Mapping[str, Any]) -> dict[str, str]:
    """What is noted of a record in English and in Vietnamese; "" for nothing."""
    return {"note": record.get("note") or "", "note_vi": record.get("note_vi") or ""}


def _said(edition: Edition, info: Any, record: Mapping[str, Any], field: str) -> Said | None:
    value, label = record.get("value"), record.get("value_label")
    if label is None and info is not None and info.type in {"reference", "references"}:
        label = _names(edition, value)
    return wording.say(info, value, unit=record.get("unit"), value_label=label, field=field)


def _names(edition: Edition, value: Any) -> Any:
    """Names of the subjects that a reference points to, for records that carry none."""
    if isinstance(value, list):
        return [_names(edition, one) for one in value]
    found = edition.find(value) if value else None
    if not found:
        return {"vi": value, "en": value}
    layer, row = found
    return {half: layer.table[f"name_{half}"][row].as_py() for half in ("vi", "en")}


def _source(edition: Edition, record: Mapping[str, Any]) -> dict[str, Any]:
    """The source's own row; a source that the edition does not describe still has its name."""
    name = record.get("source") or ""
    return edition.sources.get(name) or {"id": name, "title_vi": name, "title_en": name}
