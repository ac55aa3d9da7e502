"""The conditions of a question, each for a whole layer: which rows pass, which are unknown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from diaban.explorer.columns import UNKNOWN, Columns, Mask, columns

if TYPE_CHECKING:
    from diaban.editions.layer import Layer
    from diaban.editions.store import Edition
    from diaban.explorer.question import Question

# Fields whose presence says that a layer is about a property, even where no value is known yet.
FIELDS_BEHIND = {
    "area_ha": ("area", "planned_area"),
    "free_ha": ("free_area",),
    "status": ("status",),
    "kind": ("kind", "type"),
    "commodity": ("commodity",),
    "confidence": (),
    "port_km": (),
}
REFERENCES = ("localities", "economic_zone", "park", "parent")
# Which field says that a thing lies in a locality, a zone, a park.
LIES_IN = {"locality": "localities", "economic_zone": "economic_zone", "park": "park"}


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition on the n rows of a layer; `parameter` is what asked for it.

    A row that does not pass because its value is unknown is true in `unknown` and false in
    `passes`.
    """

    parameter: str
    passes: Mask
    unknown: Mask


def conditions(
    layer: Layer, question: Question, places: Set[str], scores: Mapping[int, float] | None
) -> Iterator[Condition]:
    """Every condition on the properties of a layer (place and time are asked of the layer itself).

    `places` are the keys that count as lying within `question.within`; `scores` are the rows of
    the layer that match `question.q`.
    """
    table = columns(layer)
    if question.kind:
        yield _kinds(layer, table, question.kind)
    for parameter in ("status", "commodity", "confidence"):
        values = getattr(question, parameter)
        if values:
            yield _among(layer, table, parameter, parameter, set(values))
    if layer.name in question.parts:
        yield _part(layer, table, question.parts[layer.name])
    for parameter, name, least in (
        ("area_min", "area_ha", True),
        ("area_max", "area_ha", False),
        ("free_min", "free_ha", True),
        ("port_km", "port_km", False),
    ):
        bound = getattr(question, parameter)
        if bound is not None:
            yield _bounded(layer, table, parameter, name, bound, least)
    if question.within:
        yield _within(layer, table, question.within, places)
    if scores is not None:
        passes = np.zeros(len(layer), dtype=bool)
        passes[np.fromiter(scores, dtype=np.intp, count=len(scores))] = True
        yield Condition("q", passes, _none(layer))


def _none(layer: Layer) -> Mask:
    return np.zeros(len(layer), dtype=bool)


def _about(layer: Layer, table: Columns, name: str) -> bool:
    """Whether features of the layer have this property at all: a locality has no free land."""
    return table.known(name) or any(field in layer.fields for field in FIELDS_BEHIND[name])


def _kinds(layer: Layer, table: Columns, kinds: tuple[str, ...]) -> Condition:
    if layer.kind in kinds:
        return Condition("kind", ~_none(layer), _none(layer))
    return _among(layer, table, "kind", "kind", set(kinds))


def _among(layer: Layer, table: Columns, parameter: str, name: str, values: Set[str]) -> Condition:
    if not _about(layer, table, name):
        return Condition(parameter, _none(layer), _none(layer))
    _words, places = table.codes(name)
    return Condition(parameter, table.among(name, values), places == UNKNOWN)


def _part(layer: Layer, table: Columns, parts: tuple[str, ...]) -> Condition:
    wanted = set(parts)
    return Condition(
        "layers", table.among("kind", wanted) | table.among("commodity", wanted), _none(layer)
    )


def _bounded(
    layer: Layer, table: Columns, parameter: str, name: str, bound: float, least: bool
) -> Condition:
    if not _about(layer, table, name):
        return Condition(parameter, _none(layer), _none(layer))
    values = table.numbers(name)
    # A comparison with NaN is false: an unknown value never passes.
    return Condition(parameter, values >= bound if least else values <= bound, np.isnan(values))


def _within(layer: Layer, table: Columns, subject: str, places: Set[str]) -> Condition:
    """A thing that is said to lie nowhere at all might lie there too: it is unknown."""
    passes, placed = _none(layer), _none(layer)
    for name in REFERENCES:
        if name in table:
            passes |= table.among(name, places)
            placed |= table.given(name)
    passes |= table.among("key", places)
    itself = table.among("key", {subject})
    passes &= ~itself
    field = LIES_IN.get(subject.partition(":")[0], "")
    about = field in layer.fields or (field in table and bool(table.given(field).any()))
    return Condition("within", passes, ~(placed | passes | itself) if about else _none(layer))


def places_within(edition: Edition, subject: str) -> set[str]:
    """Keys of all that stands for a subject when others refer to it: itself and what it contains.

    A locality contains those whose parent it is, a zone its parks. A district that the reform of
    1 July 2025 dissolved stands for the communes that its communes became.
    """
    found = {subject}
    kind, _colon, code = subject.partition(":")
    if kind == "locality":
        found |= {
            f"locality:{row['new_code'].removeprefix('locality:')}"
            for row in edition.crosswalk
            if row.get("old_district") in (code, subject)
        }
    for layer_name, reference in (
        ("localities", "parent"),
        ("localities", "parent"),
        ("parks", "economic_zone"),
    ):
        layer = edition.layers.get(layer_name)
        if layer is not None and reference in layer.column_names:
            rows = np.flatnonzero(columns(layer).among(reference, found))
            found |= set(layer.keys.take(rows).to_pylist())
    return found
