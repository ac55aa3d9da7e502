"""The front page's figures: each is the answer to a question, and links to it. Pure reading."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

import numpy as np
import pyarrow.compute as pc
from django.utils.translation import gettext as _

from diaban.editions.store import Edition
from diaban.explorer import figures, wording
from diaban.explorer.question import BadQuestion, ask, edition_day, parse

MOST_STATEMENTS = 12


@dataclass(frozen=True, slots=True)
class Count:
    """How many features answer a question, and the question."""

    label: str
    value: int
    query: str
    icon: str


@dataclass(frozen=True, slots=True)
class Total:
    """A sum with its terms: of how many the value is known, of how many there are."""

    label: str
    value: float | None
    unit: str
    known: int
    of: int
    query: str


def counts(edition: Edition) -> list[Count]:
    """The province at a glance. The number and the linked table come from the same question."""
    asked = (
        (
            _("communes, wards and special zones"),
            "layers=localities&kind=phuong,xa,dac_khu",
            "locality",
        ),
        (_("economic zones"), "layers=economic_zones", "economic_zone"),
        (_("industrial parks"), "layers=parks", "park"),
        (
            _("infrastructure projects in parks"),
            "layers=infrastructure_projects",
            "infrastructure_project",
        ),
        (_("raw-material areas and totals"), "layers=materials", "material"),
        (_("ports, roads, plants and gates"), "layers=facilities", "facility"),
    )
    found = []
    for label, query, icon in asked:
        total = _total(edition, query)
        if total is not None:
            found.append(Count(label, total, query, icon))
    return found


def _total(edition: Edition, query: str) -> int | None:
    try:
        question = parse(dict(parse_qsl(query)), edition, default_limit=1)
    except BadQuestion:
        return None
    return ask(edition, question).total


def totals(edition: Edition) -> list[Total]:
    """Sums over the infrastructure projects, with the number for which they are known.

    What is known for none of them is unknown, not zero.
    """
    layer = edition.layers.get("infrastructure_projects")
    if layer is None or not len(layer):
        return []
    rows = np.flatnonzero(layer.valid_on(edition_day(edition)))
    found = []
    for column, label in (
        ("area_ha", _("area of the infrastructure projects")),
        ("free_ha", _("free land in them")),
    ):
        values = layer.column(column).take(rows)
        known = len(values) - values.null_count
        total = float(pc.sum(values).as_py()) if known else None
        query = f"layers=infrastructure_projects&sort=-{column}"
        found.append(Total(label, total, "ha", known, len(rows), query))
    return found


def headline_statements(edition: Edition) -> list[figures.Statement]:
    """The published figures of the latest quarter in which several were published together."""
    said = [one for one in figures.statements(edition) if one.value is not None and not one.derived]
    by_period: dict[tuple[str, str], list[figures.Statement]] = {}
    for one in said:
        if "Q" in one.period:
            by_period.setdefault((one.period, str(one.source.get("id"))), []).append(one)
    several = {key: group for key, group in by_period.items() if len(group) >= 3}
    if not several:
        return said[:MOST_STATEMENTS]
    best = max(several, key=lambda key: (len(several[key]), key[0]))
    order = {name: number for number, name in enumerate(figures.TOPICS)}
    return sorted(several[best], key=lambda one: order.get(one.topic, len(order)))[:MOST_STATEMENTS]


def layer_ages(edition: Edition) -> list[dict[str, Any]]:
    """How old each layer is: its newest date, its last check, what is due and what is contested."""
    found = []
    for entry in edition.manifest["layers"]:
        layer = edition.layers[entry["name"]]
        found.append(
            {
                "name": layer.name,
                "title": wording.title(layer),
                "count": len(layer),
                "located": entry.get("located"),
                "has_places": layer.bounds is not None,
                "newest_as_of": entry.get("newest_as_of"),
                "oldest_as_of": entry.get("oldest_as_of"),
                "newest_check": entry.get("newest_check"),
                "stale": entry.get("stale"),
                "conflicts": entry.get("conflicts"),
            }
        )
    return found
