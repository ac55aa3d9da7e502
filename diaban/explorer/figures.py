"""Published statements: what somebody said, in their words, and what simple arithmetic says about
it.

A remark is computed from the statements themselves or not made at all. Pure; needs an active
language.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from diaban.editions.layer import Layer
from diaban.editions.store import Edition
from diaban.explorer import facts_view, subjects, wording
from diaban.explorer.subjects import Card

TOPICS = ("dossiers", "petitions", "land", "projects", "economy", "materials", "plan")


@dataclass(frozen=True, slots=True)
class Statement:
    """One published figure."""

    key: str
    code: str
    name: str
    topic: str
    value: float | None
    text: str
    unit: str
    period: str
    scope: str
    quote: str
    quote_en: str
    place: Card | None
    source: Mapping[str, Any]
    confidence: str
    as_of: str | None
    note: str


@dataclass(frozen=True, slots=True)
class Topic:
    name: str
    label: str
    statements: Sequence[Statement]


def statement(edition: Edition, layer: Layer, row: int) -> Statement:
    """A row of the layer `statements` with the source of its value."""
    record = layer.record(row)
    facts = {one["field"]: one for one in edition.facts(record["key"])}
    value = facts.get("value") or next(iter(facts.values()), {})
    number = _number(record.get("value"))
    unit = record.get("unit") or value.get("unit") or ""
    said = wording.say(None, number, unit=unit) if number is not None else None
    place = edition.find(record["place"]) if record.get("place") else None
    source = edition.sources.get(value.get("source") or "") or {"id": value.get("source") or ""}
    return Statement(
        key=record["key"],
        code=record.get("code") or "",
        name=wording.name(record),
        topic=record.get("topic") or record.get("kind") or "",
        value=number,
        text=said.text if said else str(record.get("value") or ""),
        unit=unit,
        period=str(record.get("period") or ""),
        scope=wording.half({half: record.get(f"scope_{half}") for half in ("vi", "en")}),
        quote=_quote(record),
        quote_en=record.get("quote_en") or "",
        place=subjects.card(*place) if place else None,
        source=source,
        confidence=value.get("confidence") or record.get("confidence") or "",
        as_of=value.get("as_of"),
        note=facts_view.note(value),
    )


def statements(edition: Edition) -> list[Statement]:
    """Every statement of an edition, in its order."""
    layer = edition.layers.get("statements")
    return [statement(edition, layer, row) for row in range(len(layer))] if layer else []


def topics(edition: Edition, said: Sequence[Statement]) -> list[Topic]:
    """Statements by topic, the topics of the quarterly article first."""
    layer = edition.layers.get("statements")
    info = layer.fields.get("topic") if layer else None
    grouped: dict[str, list[Statement]] = defaultdict(list)
    for one in said:
        grouped[one.topic].append(one)
    order = [name for name in TOPICS if name in grouped]
    order += [name for name in grouped if name not in TOPICS]
    return [Topic(name, wording.choice(info, name), grouped[name]) for name in order]


def _number(value: Any) -> float | None:
    if isinstance(value, int | float):
        return value
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def _quote(record: Mapping[str, Any]) -> str:
    return record.get("quote") or record.get("quote_vi") or ""
