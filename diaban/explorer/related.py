"""What belongs together: a park and its projects, a zone and its localities, a commodity and its
mines.

Relations are the references that the facts already hold, followed in both directions. Pure reading.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from diaban.editions.layer import Layer
from diaban.editions.store import Edition
from diaban.explorer import subjects
from diaban.explorer.subjects import Card

MOST = 60

# Whose references are followed back, from which column, under which title.
BACKWARD: dict[str, Sequence[tuple[str, str]]] = {
    "economic_zone": (("parks", "economic_zone"), ("infrastructure_projects", "economic_zone")),
    "park": (("infrastructure_projects", "park"),),
    "infrastructure_project": (("facilities", "serves"),),
    "locality": (
        ("localities", "parent"),
        ("economic_zones", "localities"),
        ("parks", "localities"),
        ("infrastructure_projects", "localities"),
        ("materials", "localities"),
        ("facilities", "localities"),
    ),
    "commodity": (("materials", "commodity"),),
    "material": (),
    "facility": (),
}
FORWARD = ("parent", "economic_zone", "park", "commodity", "localities", "serves")
# What is worth naming beside the subject itself: others with the same answer in this column.
BESIDE: dict[str, str] = {"infrastructure_project": "park", "material": "commodity"}


@dataclass(frozen=True, slots=True)
class Group:
    """A titled list of related subjects; `more` counts those that are not listed."""

    title: str
    cards: Sequence[Card]
    layer: str
    more: int = 0


def related(edition: Edition, layer: Layer, row: int, day: date) -> list[Group]:
    """Groups of related subjects: first what this one belongs to, then what belongs to it."""
    key = layer.keys[row].as_py()
    groups = [*_forward(edition, layer, row), *_backward(edition, layer, key, day)]
    column = BESIDE.get(layer.kind)
    if column and (shared := _references(layer, row, column)):
        rows = subjects.on_day(layer, subjects.referring(layer, column, shared[0]), day)
        others = [one for one in rows if one != row]
        groups.append(_group(_beside_title(layer.kind), layer, others))
    return [group for group in groups if group.cards]


def _forward(edition: Edition, layer: Layer, row: int) -> list[Group]:
    titles = {
        "parent": _("Belongs to"),
        "economic_zone": _("Economic zone"),
        "park": _("Industrial park"),
        "commodity": _("Commodity"),
        "localities": _("Localities"),
        "serves": _("Serves"),
    }
    own = layer.keys[row].as_py()
    return [
        Group(titles[column], subjects.cards(edition, keys), "")
        for column in FORWARD
        if (keys := [key for key in _references(layer, row, column) if key != own])
    ]


def _backward(edition: Edition, layer: Layer, key: str, day: date) -> list[Group]:
    titles = {
        ("localities", "parent"): _("Units within it"),
        ("facilities", "serves"): _("Facilities that serve it"),
        ("materials", "commodity"): _("Where it comes from"),
    }
    groups = []
    for name, column in BACKWARD.get(layer.kind, ()):
        other = edition.layers.get(name)
        if other is None:
            continue
        rows = subjects.on_day(other, subjects.referring(other, column, key), day)
        title = titles.get((name, column)) or subjects.wording.title(other)
        groups.append(_group(title, other, list(rows)))
    return groups


def _group(title: str, layer: Layer, rows: Sequence[int]) -> Group:
    shown = sorted((subjects.card(layer, row) for row in rows[:MOST]), key=lambda card: card.name)
    return Group(title, shown, layer.name, max(0, len(rows) - MOST))


def _beside_title(kind: str) -> str:
    if kind == "infrastructure_project":
        return _("Other infrastructure projects in the same park")
    return _("Other areas of the same commodity")


def _references(layer: Layer, row: int, column: str) -> list[str]:
    if column not in layer.column_names:
        return []
    value = layer.table[column][row].as_py()
    if not value:
        return []
    return value if isinstance(value, list) else [value]
