"""The registry as the review of a file needs it: read in a handful of queries."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

import shapely
from django.utils import timezone
from shapely.geometry.base import BaseGeometry

from diaban.facts import registry, schema
from diaban.facts.models import Assertion, Pack, Source
from diaban.facts.outlines import geometry_of
from diaban.facts.periods import first_day
from diaban.facts.registry import SubjectState
from diaban.facts.schema import Kind
from diaban.imports.known import Held, Own, SourceInfo, Standing, Subject, bare
from diaban.imports.placing import Place

USUAL = ("EPSG:5899", "EPSG:4756", "EPSG:3405", "EPSG:4326")
"""Systems that senders in the province use, where the pack does not say otherwise."""
COVERAGES = frozenset({"locality"})
"""Kinds whose subjects fill the ground between them."""


def standing(kind: Kind, source: Source) -> Standing:
    """All that is known of a kind, and of what its fields refer to."""
    states = registry.read()
    today = timezone.localdate()
    subjects = {
        key: _subject(state) for key, state in states.items() if state.kind.name == kind.name
    }
    localities = {
        key: geometry
        for key, state in states.items()
        if state.kind.name == "locality" and (geometry := _outline(state)) is not None
    }
    return Standing(
        kind=kind,
        source=SourceInfo(source.id, source.kind, published(source)),
        where=_where(states, localities, today),
        today=today,
        subjects=subjects,
        others={key: _names(state) for key, state in states.items()},
        outlines=localities,
        own=_own(kind, source),
        formerly=_formerly(states),
        ended=frozenset(key for key, state in states.items() if not state.exists(today)),
        is_coverage=kind.name in COVERAGES,
    )


def published(source: Source) -> date | None:
    """The day for which the source speaks, as far as it is known."""
    text = source.published_on or source.retrieved_on
    return min(first_day(text), timezone.localdate()) if text else None


def _subject(state: SubjectState) -> Subject:
    held = {
        name: Held(winner.value, winner.unit, winner.source, winner.source_kind, winner.as_of)
        for name, field in state.fields.items()
        if (winner := field.resolution.winner) is not None
    }
    location = state.value("location") or {}
    return Subject(
        key=state.key,
        names=_names(state),
        held=held,
        valid_from=state.valid_from,
        valid_to=state.valid_to,
        geometry=_outline(state) or _point(state),
        accuracy_m=float(location.get("accuracy_m") or 0.0),
    )


def _names(state: SubjectState) -> tuple[str, ...]:
    words: Mapping[str, Any] = state.value("name") or {}
    return tuple(dict.fromkeys(text for text in (words.get("vi"), words.get("en")) if text))


def _outline(state: SubjectState) -> BaseGeometry | None:
    value = state.value("outline")
    return geometry_of(value) if value else None


def _point(state: SubjectState) -> BaseGeometry | None:
    value = state.value("location")
    return shapely.Point(value["lon"], value["lat"]) if value else None


def _where(
    states: Mapping[str, SubjectState], outlines: Mapping[str, BaseGeometry], today: date
) -> Place:
    """The province: its own outline, else its box."""
    content: dict[str, Any] = next(iter(Pack.objects.values_list("content", flat=True)), {}) or {}
    bounds = tuple(content.get("bounds") or (102.0, 8.0, 118.0, 24.0))
    province = states.get(f"locality:{content.get('province', '')}")
    name = province.name("vi") if province else ""
    area = outlines.get(province.key) if province else None
    usual = tuple(content.get("usual_crs") or USUAL)
    return Place(bounds, name, area, usual)  # type: ignore[arg-type]


def _formerly(states: Mapping[str, SubjectState]) -> dict[str, tuple[str, ...]]:
    """Old units by their bare name, from what the present ones say that they were formed from."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for key, state in states.items():
        words = state.value("formed_from") if "formed_from" in state.kind else None
        for part in _PARTS.split((words or {}).get("vi", "")):
            if name := bare(_EXTENT.sub("", part.strip())):
                found[name].append(key)
    return {name: tuple(keys) for name, keys in found.items()}


_PARTS = re.compile(r",|;| và ")
_EXTENT = re.compile(
    r"^(toàn bộ|một phần|phần còn lại|phần lớn)( diện tích.*? của)?\s+", re.IGNORECASE
)


def _own(kind: Kind, source: Source) -> dict[tuple[str, str], list[Own]]:
    found: defaultdict[tuple[str, str], list[Own]] = defaultdict(list)
    rows = Assertion.objects.filter(kind=kind.name, source=source, withdrawn_at=None).values_list(
        "subject", "field", "id", "value", "unit", "valid_from", "valid_to", "origin"
    )
    for subject, name, *rest in rows.iterator():
        found[subject, name].append(Own(*rest))
    return dict(found)


def kind_of_layer(layer: str) -> Kind | None:
    """The kind that is called so, or whose layer is called so."""
    return next((one for one in schema.kinds() if layer in (one.name, one.layer)), None)
