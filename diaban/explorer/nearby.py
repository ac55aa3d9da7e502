"""What lies within 5, 20 and 50 km of a subject, measured on the ellipsoid. Pure reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from diaban.design import formats
from diaban.editions.layer import Layer
from diaban.editions.store import Edition
from diaban.explorer import subjects, wording
from diaban.explorer.subjects import Card

RINGS_KM = (5, 20, 50)
LAYERS = (
    "facilities",
    "infrastructure_projects",
    "parks",
    "economic_zones",
    "materials",
    "localities",
)
SHOWN = 6


@dataclass(frozen=True, slots=True)
class LayerNear:
    """Subjects of one layer within a ring, nearest first; `more` counts those not listed."""

    layer: Layer
    title: str
    cards: Sequence[tuple[Card, str]]
    more: int


@dataclass(frozen=True, slots=True)
class Ring:
    """What lies farther than the ring before and within `km`."""

    km: int
    beyond: int
    groups: Sequence[LayerNear]
    count: int


def nearby(
    edition: Edition, lon: float, lat: float, day: date, without: str, accuracy_m: float = 0.0
) -> list[Ring]:
    """The three rings around a place; empty rings are kept, because "nothing" is an answer too."""
    found = []
    for name in LAYERS:
        layer = edition.layers.get(name)
        if layer is None:
            continue
        rows, metres = layer.within_distance(lon, lat, RINGS_KM[-1] * 1000, layer.valid_on(day))
        kept = [
            (int(row), float(away))
            for row, away in zip(rows, metres, strict=True)
            if layer.keys[int(row)].as_py() != without and _is_place(layer, int(row))
        ]
        found.append((layer, kept))
    rings = []
    for inner, outer in zip((0, *RINGS_KM), RINGS_KM, strict=False):
        groups = [_near(layer, kept, inner, outer, accuracy_m) for layer, kept in found]
        filled = [group for group in groups if group.cards]
        count = sum(len(group.cards) + group.more for group in filled)
        rings.append(Ring(outer, inner, filled, count))
    return rings


def _near(
    layer: Layer, kept: list[tuple[int, float]], inner: int, outer: int, accuracy_m: float
) -> LayerNear:
    # The first ring begins at the place itself, so that what lies at the same point counts.
    low = inner * 1000 if inner else -1.0
    within = [(row, away) for row, away in kept if low < away <= outer * 1000]
    cards = [
        (subjects.card(layer, row), said(away, accuracy_m + _accuracy(layer, row)))
        for row, away in within[:SHOWN]
    ]
    return LayerNear(layer, wording.title(layer), cards, len(within) - len(cards))


def said(metres: float, accuracy_m: float) -> str:
    """A distance no finer than the places at its ends are known."""
    language = wording.language()
    if metres <= accuracy_m:
        return _("under %(distance)s") % {"distance": formats.distance(accuracy_m, language)}
    if accuracy_m >= 500:
        return f"≈ {formats.quantity(round(metres / 1000), 'km', language, 0)}"
    return formats.distance(metres, language)


def _accuracy(layer: Layer, row: int) -> float:
    return float(layer.table["accuracy_m"][row].as_py() or 0.0)


def _is_place(layer: Layer, row: int) -> bool:
    """A whole province or a total for it is around everything and near to nothing."""
    if layer.kind == "locality" and "level" in layer.column_names:
        return layer.table["level"][row].as_py() == "commune"
    return not (layer.kind == "material" and layer.table["kind"][row].as_py() == "province_total")
