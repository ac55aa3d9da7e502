"""The parameters of the explorer's question: what each means, and how it is read and written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from diaban.explorer import parameters as p
from diaban.explorer import shapes
from diaban.explorer.parameters import Parameter
from diaban.explorer.phrases import phrase as _

DEFAULT_LAYERS = (
    "localities",
    "economic_zones",
    "parks",
    "infrastructure_projects",
    "facilities",
    "materials",
)
CONFIDENCES = ("high", "medium", "low")
# Sortable in every layer; a layer's own columns can be named when only that layer is asked.
SORTS = (
    "name",
    "code",
    "layer",
    "kind",
    "status",
    "commodity",
    "confidence",
    "freshness",
    "area_ha",
    "free_ha",
    "port_km",
    "accuracy_m",
    "valid_from",
    "valid_to",
    "distance",
)
# What only changes how an answer is shown: kept in addresses, without effect on the answer.
PRESENTATION = frozenset({"view", "sel", "cmp", "at", "base", "time", "format", "lang"})
DEFAULT_LIMIT = 1000
MAX_LIMIT = 10_000
MAX_OFFSET = 100_000_000
MAX_HECTARES = 1e8


def _codes_schema(examples: tuple[str, ...] = ()) -> dict[str, Any]:
    item: dict[str, Any] = {"type": "string", "pattern": "^[A-Za-z0-9_][A-Za-z0-9_:.-]{0,119}$"}
    if examples:
        item["examples"] = list(examples)
    return {"type": "array", "items": item, "minItems": 1}


def _number_schema(low: float, high: float) -> dict[str, Any]:
    return {"type": "number", "minimum": low, "maximum": high}


def _numbers_schema(count: int) -> dict[str, Any]:
    return {"type": "array", "items": {"type": "number"}, "minItems": count, "maxItems": count}


_ALL: tuple[Parameter, ...] = (
    Parameter(
        "layers",
        "Layers to ask, in this order. `layer:part` asks only one kind or commodity of a layer, "
        "for example `materials:coal`.",
        p.codes,
        _codes_schema(DEFAULT_LAYERS),
        "parks,facilities:seaport",
        p.write_list,
        repeatable=True,
        default=",".join(DEFAULT_LAYERS),
    ),
    Parameter(
        "q",
        "Words of a name, an alias or a code; diacritics and đ may be left out.",
        p.line,
        {"type": "string", "maxLength": p.MAX_TEXT},
        "hai ha",
    ),
    Parameter(
        "kind",
        "Only features of these kinds: a subject kind (`park`) or a kind within it (`seaport`).",
        p.codes,
        _codes_schema(("park", "seaport", "mine")),
        "park,seaport",
        p.write_list,
        repeatable=True,
    ),
    Parameter(
        "status",
        "Only features with one of these states.",
        p.codes,
        _codes_schema(("operating", "under_construction", "planned", "closed")),
        "operating",
        p.write_list,
        repeatable=True,
    ),
    Parameter(
        "commodity",
        "Only features of these commodities, by code.",
        p.codes,
        _codes_schema(("coal",)),
        "coal",
        p.write_list,
        repeatable=True,
    ),
    Parameter(
        "confidence",
        "Only features whose least certain shown value has one of these confidences.",
        p.among(CONFIDENCES),
        {"type": "array", "items": {"type": "string", "enum": list(CONFIDENCES)}, "minItems": 1},
        "high,medium",
        p.write_list,
        repeatable=True,
    ),
    *(
        Parameter(
            name,
            about,
            p.number(0, MAX_HECTARES),
            _number_schema(0, MAX_HECTARES),
            example,
            p.write_number,
        )
        for name, about, example in (
            ("area_min", "Smallest area, in hectares. An unknown area never passes.", "100"),
            ("area_max", "Largest area, in hectares. An unknown area never passes.", "1000"),
            ("free_min", "Least free land, in hectares. Unknown free land never passes.", "20"),
        )
    ),
    Parameter(
        "port_km",
        "Farthest geodesic distance to the nearest seaport whose location is known, in km.",
        p.number(0, 20_100),
        _number_schema(0, 20_100),
        "25",
        p.write_number,
    ),
    Parameter(
        "within",
        "Only features that lie in this locality, zone or park (by their references).",
        p.subject_key,
        {"type": "string", "pattern": p.KEY_PATTERN},
        "economic_zone:mong-cai",
    ),
    Parameter(
        "near",
        "A position as longitude,latitude. Answers carry their distance and are sorted by it.",
        p.position,
        _numbers_schema(2),
        "107.02,20.95",
        p.write_numbers,
    ),
    Parameter(
        "radius_km",
        "Farthest geodesic distance from `near`, in km.",
        p.number(0, 20_100, above=True),
        {"type": "number", "exclusiveMinimum": 0, "maximum": 20_100},
        "20",
        p.write_number,
    ),
    Parameter(
        "nearest",
        "Only this many features, the nearest to `near` among those that pass the filters.",
        p.whole(1, 1000),
        {"type": "integer", "minimum": 1, "maximum": 1000},
        "10",
    ),
    Parameter(
        "bbox",
        "Only features that touch this box: west,south,east,north in degrees.",
        p.box,
        _numbers_schema(4),
        "106.6,20.7,107.3,21.1",
        p.write_numbers,
    ),
    Parameter(
        "polygon",
        f"Only features that touch this area: WKT or a GeoJSON geometry in degrees, at most "
        f"{shapes.MAX_VERTICES} corners.",
        shapes.area,
        {"type": "string", "maxLength": shapes.MAX_CHARACTERS},
        "POLYGON((106.9 20.9,107.2 20.9,107.2 21.1,106.9 21.1,106.9 20.9))",
        shapes.write_area,
    ),
    Parameter(
        "on",
        "The day: features that are valid on it. Without it, the day of the edition.",
        p.day,
        {"type": "string", "format": "date"},
        "2025-06-30",
    ),
    Parameter(
        "edition",
        "The edition to read. Without it, the current one.",
        p.edition_id,
        {"type": "string", "pattern": p.EDITION_PATTERN},
        "20261123T210500Z-abcdef12",
    ),
    Parameter(
        "known",
        "The day of knowledge: read the edition that was current when this day ended in Viet Nam. "
        "With `on`: what was then known of that day. Not together with `edition`.",
        p.day,
        {"type": "string", "format": "date"},
        "2026-11-30",
    ),
    Parameter(
        "sort",
        "A column, with `-` before it for descending. Unknown values are always last. "
        f"In every layer: {', '.join(SORTS)}.",
        p.code(r"^-?[a-z][a-z0-9_]{0,60}$", _("Name a column, for example area_ha or -area_ha.")),
        {"type": "string", "pattern": "^-?[a-z][a-z0-9_]{0,60}$"},
        "-area_ha",
    ),
    Parameter(
        "limit",
        "How many features at most.",
        p.whole(1, MAX_LIMIT),
        {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT},
        "100",
        default=DEFAULT_LIMIT,
    ),
    Parameter(
        "offset",
        "How many features to pass over.",
        p.whole(0, MAX_OFFSET),
        {"type": "integer", "minimum": 0, "maximum": MAX_OFFSET, "default": 0},
        "0",
        default=0,
    ),
    Parameter(
        "page",
        "Instead of `offset`: the number of the page, each of `limit` features, from 1.",
        p.whole(1, MAX_OFFSET),
        {"type": "integer", "minimum": 1, "maximum": MAX_OFFSET},
        "1",
    ),
)
PARAMETERS: Mapping[str, Parameter] = {parameter.name: parameter for parameter in _ALL}
OF_ONE_LAYER: Mapping[str, Parameter] = {
    name: parameter for name, parameter in PARAMETERS.items() if name != "layers"
}
