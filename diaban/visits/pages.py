"""The public page of visits, made of an edition's document. Pure but for the language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from diaban.petitions import vocabulary
from diaban.visits.models import Commitment
from diaban.visits.wording import language

Name = Callable[[str], str]
PARTS = ("due", "kept_in_time", "kept_late", "broken", "open")
"""The first is the sum of the others."""


def of(document: Mapping[str, Any], wanted: str, place_name: Name) -> dict[str, Any]:
    """What the page shows; `wanted` is the quarter asked for, the last closed one if unknown."""
    quarters = document["quarters"]
    named = {one["period"]: one for one in quarters}
    closed = [one for one in quarters if one["closed"]]
    shown = named.get(wanted) or (closed or quarters)[-1]
    return {
        "as_of": document["as_of"],
        "periods": [one["period"] for one in reversed(quarters)],
        "period": shown["period"],
        "closed": shown["closed"],
        "visits": shown["visits"],
        "stops": shown["stops"],
        "places": shown["places"],
        "findings": shown["findings"],
        "became": shown["became"],
        "promised": shown["promised"],
        "fields": _fields(shown["by_field"]),
        "at": _places(shown["by_place"], document["last"], place_name),
        "sides": [
            {"label": label, **commitments(shown, value)}
            for value, label in Commitment.Side.choices
        ],
        "both": commitments(shown),
        "series": [_point(one) for one in quarters],
    }


def commitments(quarter: Mapping[str, Any], side: str = "") -> dict[str, Any]:
    """The promises due in a quarter, of one side or of both; `share` is kept in time ÷ due, in
    percent, None where none was due."""
    asked = [side] if side else list(quarter["commitments"])
    summed = {
        name: sum(quarter["commitments"].get(one, {}).get(name, 0) for one in asked)
        for name in PARTS
    }
    due = summed["due"]
    return {**summed, "share": 100 * summed["kept_in_time"] / due if due else None}


def _fields(counts: Mapping[str, int]) -> list[dict[str, Any]]:
    largest = max(counts.values(), default=0)
    return [
        {
            "label": vocabulary.label(vocabulary.PUBLISHED_LABELS, value, language()),
            "count": count,
            "width": 100 * count / largest,
        }
        for value, count in sorted(counts.items(), key=lambda pair: -pair[1])
    ]


def _places(
    counts: Mapping[str, Mapping[str, int]], last: Mapping[str, str], place_name: Name
) -> list[dict[str, Any]]:
    """Every place that was ever visited: what was done there in the quarter, and the last day."""
    none = {"visits": 0, "stops": 0, "findings": 0}
    lines = [
        {"key": key, "name": place_name(key), "last": day, **none, **counts.get(key, {})}
        for key, day in last.items()
    ]
    return sorted(lines, key=lambda line: (-line["visits"], line["name"]))


def _point(one: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "period": one["period"],
        "visits": one["visits"],
        "stops": one["stops"],
        "findings": one["findings"],
        **commitments(one),
    }
