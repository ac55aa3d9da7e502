"""What the public land pages show, made of an edition's document "land" and its layer "plots".

Pure but for the reader's language. The views that open the edition are the explorer's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import shapely.geometry

from diaban.land import chart, ratios, wording
from diaban.land.clearance import quarter_end, quarter_of
from diaban.land.ledger import Totals, hectares

SHOWN = ("gross", "cleared", "ready", "leased", "free")
LINES = ("cleared", "ready", "leased")
MOST_PLOTS = 200
# Published statements that the explanation of the two readings rests on (`statements.csv`).
READINGS = {
    "cleared": "2025-q1-land-cleared",
    "leased": "2025-q1-land-leased",
    "share": "2025-q1-land-leased-share",
}


@dataclass(frozen=True, slots=True)
class Figure:
    name: str
    label: Any
    ha: Decimal | None


@dataclass(frozen=True, slots=True)
class NamedRatio:
    """A ratio as people read it: its name, its formula in words, its terms and its date."""

    name: str
    label: Any
    numerator: Figure
    denominator: Figure
    percent: Decimal | None


@dataclass(frozen=True, slots=True)
class Readings:
    """The two shares that one published article allows, and the base that it implies, in ha."""

    leased: Decimal
    cleared: Decimal
    share: Decimal
    of_cleared: Decimal
    implied: Decimal
    least: Decimal
    most: Decimal


@dataclass(frozen=True, slots=True)
class Part:
    """Of how many infrastructure projects of a scope a ledger is kept, where not of all."""

    kept: int
    count: int


@dataclass(frozen=True, slots=True)
class Row:
    """One scope in the table of scopes."""

    key: str
    name: Mapping[str, str]
    ha: Mapping[str, Decimal]
    ratios: Sequence[NamedRatio]
    part: Part | None


def scope_of(document: Mapping[str, Any], key: str) -> Mapping[str, Any] | None:
    """The scope of a key, None if the edition has none."""
    return next((one for one in document["scopes"] if one["key"] == key), None)


def days(scope: Mapping[str, Any]) -> list[date]:
    """The days for which the edition has balances: quarter ends, and its own day."""
    return [date.fromisoformat(text) for text in scope["series"]["on"]]


def chosen_day(scope: Mapping[str, Any], asked: str) -> date:
    """The asked-for day, the last one before it, or the latest where nothing can be read."""
    known = days(scope)
    try:
        wanted = date.fromisoformat(asked)
    except ValueError:
        return known[-1]
    before = [day for day in known if day <= wanted]
    return before[-1] if before else known[0]


def has_day(scope: Mapping[str, Any], asked: str) -> bool:
    """Whether the ledger can say how it was at the end of this day; true where none is asked."""
    known = days(scope)
    try:
        return not asked or known[0] <= date.fromisoformat(asked) <= known[-1]
    except ValueError:
        return False


def totals_on(scope: Mapping[str, Any], on: date) -> Totals:
    """The published balances of a scope on one of its `days`."""
    series = scope["series"]
    place = series["on"].index(on.isoformat())
    return Totals(**{name: values[place] for name, values in series.items() if name != "on"})


def figures(totals: Totals) -> list[Figure]:
    return [_figure(totals, name) for name in SHOWN]


def named_ratios(totals: Totals, on: date) -> list[NamedRatio]:
    return [
        NamedRatio(
            one.name,
            wording.RATIOS[one.name],
            _figure(totals, one.numerator),
            _figure(totals, one.denominator),
            one.percent,
        )
        for one in ratios.ratios([totals], on)
    ]


def rows(document: Mapping[str, Any], kind: str, on: date) -> list[Row]:
    """The scopes of a kind ("park"), each with its figures and ratios on a day."""
    found = []
    for scope in document["scopes"]:
        if scope["key"].partition(":")[0] == kind:
            totals = totals_on(scope, on)
            ha = {name: hectares(getattr(totals, name)) for name in SHOWN}
            found.append(
                Row(scope["key"], scope["name"], ha, named_ratios(totals, on), part(scope))
            )
    return found


def part(scope: Mapping[str, Any]) -> Part | None:
    """What the figures of a scope are a part of; None where they are of the whole, and in editions
    that did not count the projects."""
    kept, count = len(scope["zones"]), scope.get("projects")
    return Part(kept, count) if count is not None and kept < count else None


def history_chart(scope: Mapping[str, Any]) -> chart.Chart | None:
    """Cleared, ready and leased land by quarter, in hectares."""
    series = scope["series"]
    labels = [quarter_of(day) for day in days(scope)]
    lines = {name: [area / 10_000 for area in series[name]] for name in LINES}
    return chart.chart(labels, lines)


def history_table(scope: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The chart in words: the newest quarter first."""
    found = []
    for day in reversed(days(scope)):
        totals = totals_on(scope, day)
        found.append(
            {"on": day, "whole": day == quarter_end(day)}
            | {name: hectares(getattr(totals, name)) for name in LINES}
        )
    return found


def supply_chart(scope: Mapping[str, Any]) -> chart.Chart | None:
    """The supply curve: at least and at most so many hectares by the end of each quarter."""
    supply = scope["supply"]
    if not any(supply["perhaps"]):
        return None
    lines = {name: [area / 10_000 for area in supply[name]] for name in ("perhaps", "surely")}
    return chart.chart(supply["quarters"], lines, band=("surely", "perhaps"))


def supply_table(scope: Mapping[str, Any]) -> list[dict[str, Any]]:
    supply = scope["supply"]
    return [
        {"quarter": quarter, "surely": hectares(surely), "perhaps": hectares(perhaps)}
        for quarter, surely, perhaps in zip(
            supply["quarters"], supply["surely"], supply["perhaps"], strict=True
        )
    ]


def readings(values: Mapping[str, float | None]) -> Readings | None:
    """What the article's two sentences amount to; None unless all three figures are at hand.

    `values` are published figures by the names of `READINGS`.
    """
    told = {name: Decimal(str(value)) for name, value in values.items() if value is not None}
    if set(told) != set(READINGS) or not told["cleared"] or not told["share"]:
        return None
    implied, least, most = ratios.implied_base(told["leased"], told["share"])
    of_cleared = (told["leased"] * 100 / told["cleared"]).quantize(Decimal("0.01"))
    return Readings(
        told["leased"], told["cleared"], told["share"], of_cleared, implied, least, most
    )


def plots(
    layer: Any, zones: Sequence[str], *, free: bool = False, most: int | None = None
) -> tuple[list[dict[str, Any]], int]:
    """The plots of some infrastructure projects, the largest free ones first, and how many there
    are; only those with free land if `free`, no more than `most`."""
    if layer is None:
        return [], 0
    inside = set(zones)
    columns = ("infrastructure_project", "free_ha", "area_ha")
    values = zip(*(layer.column(name).to_pylist() for name in columns), strict=True)
    places = sorted(
        (-(free_ha or 0), -(area_ha or 0), place)
        for place, (zone, free_ha, area_ha) in enumerate(values)
        if zone in inside and (free_ha or not free)
    )
    return [_plot(layer, place) for _free, _area, place in places[:most]], len(places)


def _plot(layer: Any, place: int) -> dict[str, Any]:
    record = layer.record(place)
    stage = record.get("stage") or "mixed"
    label = wording.STAGES.get(stage, wording.MIXED)
    return record | {"stage": stage, "stage_label": label, "outline": layer.geometry(place)}


def geojson(layer: Any, invented: bool) -> dict[str, Any]:
    """The plots that have an outline as GeoJSON; each says whether it is invented."""
    places = range(0 if layer is None else len(layer))
    drawn = [(layer.record(place), layer.geometry(place)) for place in places]
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "geometry": shapely.geometry.mapping(outline),
                "properties": {
                    "label": record["code"],
                    "stage": record.get("stage"),
                    "area_ha": record.get("area_ha"),
                    "demonstration": invented,
                },
            }
            for record, outline in drawn
            if outline is not None
        ],
    }


def plan(found: Sequence[Mapping[str, Any]]) -> chart.Plan | None:
    """The plots that have an outline, as a drawing."""
    return chart.plan(
        (one["code"], one["outline"], one) for one in found if one["outline"] is not None
    )


def stages(found: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The legend: each stage with the number of its plots and their hectares."""
    counts = Counter(one["stage"] for one in found)
    sums: Counter[str] = Counter()
    for one in found:
        sums[one["stage"]] += one["area_ha"] or 0
    order = [*wording.STAGES, "mixed"]
    return [
        {
            "name": name,
            "label": wording.STAGES.get(name, wording.MIXED),
            "count": counts[name],
            "ha": sums[name],
        }
        for name in order
        if counts[name]
    ]


def _figure(totals: Totals, name: str) -> Figure:
    return Figure(name, wording.FIGURES[name], hectares(getattr(totals, name)))
