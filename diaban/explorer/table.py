"""The map's twin: an answer as a table, and as a file to take along. Needs a language."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from diaban.design import formats
from diaban.editions.layer import Layer
from diaban.editions.store import Edition
from diaban.explorer import csv_table, subjects, wording
from diaban.explorer.question import Answer, Hit, Question, ask
from diaban.explorer.vocabulary import Labels, vocabulary

PAGE = 50
EVERYTHING = sys.maxsize
# Beside the columns that every layer has: what a table of one layer alone also shows.
OWN_COLUMNS: dict[str, Sequence[str]] = {
    "localities": ("area", "population"),
    "economic_zones": ("land_area", "sea_area", "decision"),
    "parks": ("industrial_area", "established", "economic_zone"),
    "infrastructure_projects": (
        "developer",
        "industrial_area",
        "occupancy",
        "rent_min",
        "rent_max",
    ),
    "facilities": ("capacity", "length", "opened", "operator"),
    "materials": ("output", "yield", "season"),
    "commodities": ("group", "hs", "vsic"),
    "plots": ("infrastructure_project", "ground_load", "power", "water", "price"),
}
# Columns that mean something in some layers only: elsewhere they do not apply.
ONLY_IN = {
    "status": frozenset(
        {"economic_zones", "parks", "infrastructure_projects", "facilities", "materials"}
    ),
    "commodity": frozenset({"materials"}),
    "free_ha": frozenset({"infrastructure_projects", "parks", "plots"}),
    "localities": frozenset(
        {"economic_zones", "parks", "infrastructure_projects", "facilities", "materials"}
    ),
}
LAYERS_WITH_FREE_LAND = frozenset({"infrastructure_projects", "parks", "plots"})


@dataclass(frozen=True, slots=True)
class Column:
    """One column: how it is called, sorted and shown."""

    name: str
    label: str
    sort: str | None = None
    unit: str | None = None
    number: bool = False
    own: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """One value; `text` is None where it is unknown."""

    text: str | None
    number: bool = False
    key: str = ""
    badge: str = ""
    applies: bool = True
    label: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    key: str
    kind: str
    name: str
    cells: Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Heading:
    """A column's head: where its link sorts to, and how it is sorted now ("" if it is not)."""

    column: Column
    href: str
    order: str


def columns(edition: Edition, question: Question) -> list[Column]:
    """The columns that fit the layers asked for."""
    asked = [edition.layers[name] for name in question.layers if name in edition.layers]
    alone = asked[0] if len(asked) == 1 else None
    found = [Column("kind", _("Kind"), "kind")]
    if not (alone and alone.name in {"localities", "commodities"}):
        found.append(Column("status", _("State"), "status"))
    if alone is None or alone.name == "materials":
        found.append(Column("commodity", _("Commodity"), "commodity"))
    if question.near:
        found.append(Column("metres", _("Distance"), "distance", "km", True))
    if alone:
        found += [
            _own(alone, name) for name in OWN_COLUMNS.get(alone.name, ()) if _has(alone, name)
        ]
    if not (alone and alone.name in {"localities", "commodities"}):
        found.append(Column("area_ha", _("Area"), "area_ha", "ha", True))
    if any(layer.name in LAYERS_WITH_FREE_LAND for layer in asked):
        found.append(Column("free_ha", _("Free land"), "free_ha", "ha", True))
    if not (alone and alone.name == "commodities"):
        found.append(Column("port_km", _("Nearest seaport"), "port_km", "km", True))
        found.append(Column("localities", _("Localities")))
    found.append(Column("confidence", _("Confidence"), "confidence"))
    found.append(Column("freshness", _("Freshness"), "freshness"))
    return found


def headings(question: Question, shown: Sequence[Column], path: str) -> list[Heading]:
    """A link for each column that can be sorted; a second click turns the order round."""
    return [
        Heading(column, _sort_link(question, column.sort, path), _order(question, column.sort))
        for column in (Column("name", _("Name"), "name"), *shown)
    ]


def rows(edition: Edition, answer: Answer, shown: Sequence[Column]) -> list[Row]:
    """The features of the page; names of referenced subjects are looked up once."""
    names: dict[str, str] = {}
    return [
        Row(
            hit.key,
            hit.layer.kind,
            name(hit.layer, hit.row),
            [
                replace(_cell(edition, hit, column, names), label=_header(column))
                for column in shown
            ],
        )
        for hit in answer.hits
    ]


def _sort_link(question: Question, sort: str | None, path: str) -> str:
    if not sort:
        return ""
    current = question.sort or ""
    wanted = f"-{sort}" if current == sort else sort
    return f"{path}?{question.querystring(sort=wanted, view='table')}"


def _order(question: Question, sort: str | None) -> str:
    current = question.sort or ""
    if not sort or current.removeprefix("-") != sort:
        return ""
    return "descending" if current.startswith("-") else "ascending"


def _has(layer: Layer, name: str) -> bool:
    return name in layer.fields


def _own(layer: Layer, name: str) -> Column:
    info = layer.fields[name]
    column = info.columns[0] if info.type != "words" else f"{name}_{wording.language()}"
    number = info.type in {"integer", "decimal"}
    sort = None if info.type in {"references", "list"} else column
    return Column(name, wording.label(info, name), sort, info.unit, number, own=True)


def _value(layer: Layer, row: int, name: str) -> Any:
    return layer.table[name][row].as_py() if name in layer.column_names else None


def name(layer: Layer, row: int) -> str:
    """The name of a row in the reader's language."""
    return wording.name(
        {column: _value(layer, row, column) for column in ("name_vi", "name_en", "code")}
    )


def _subject_name(edition: Edition, key: str, names: dict[str, str]) -> str:
    if key not in names:
        found = edition.find(key)
        names[key] = name(*found) if found else key
    return names[key]


def _cell(edition: Edition, hit: Hit, column: Column, names: dict[str, str]) -> Cell:
    layer, row = hit.layer, hit.row
    if column.name == "metres":
        text = None if hit.metres is None else formats.distance(hit.metres, wording.language())
        return Cell(text, number=True)
    if column.own:
        return _own_cell(edition, layer, row, column, names)
    value = _value(layer, row, column.name)
    if column.name == "kind":
        return Cell(subjects.subkind(layer, value) or kind_name(layer))
    if value is None or value == "" or value == []:
        applies = layer.name in ONLY_IN.get(column.name, {layer.name})
        return Cell(None, number=column.number, applies=applies)
    if column.name == "status":
        return Cell(wording.choice(layer.fields.get("status"), value), badge=value)
    if column.name == "commodity":
        return Cell(_subject_name(edition, value, names), key=value)
    if column.name == "localities":
        shown = [_subject_name(edition, key, names) for key in value[:3]]
        more = f" +{len(value) - 3}" if len(value) > 3 else ""
        return Cell(", ".join(shown) + more)
    if column.name == "confidence":
        return Cell(str(wording.CONFIDENCE_SHORT.get(value, value)), badge=value)
    if column.name == "freshness":
        if value != "stale":
            return Cell(str(wording.FRESHNESS.get(value, value)))
        return Cell(_overdue(_value(layer, row, "stale_since")), badge=value)
    return Cell(formats.number(value, wording.language()), number=True)


def _overdue(since: Any) -> str:
    """Due for a check, and since when if that is known."""
    if since is None:
        return str(wording.FRESHNESS["stale"])
    day = formats.day(since, wording.language())
    return _("Due for a check since %(day)s") % {"day": day}


def kind_name(layer: Layer) -> str:
    """What one thing of a layer is called."""
    return str(wording.KINDS.get(layer.kind) or wording.title(layer))


def _own_cell(
    edition: Edition, layer: Layer, row: int, column: Column, names: dict[str, str]
) -> Cell:
    info = layer.fields[column.name]
    if info.type == "words":
        pair = {half: _value(layer, row, f"{column.name}_{half}") for half in ("vi", "en")}
        return Cell(wording.half(pair) or None)
    value = _value(layer, row, column.name)
    if info.type == "reference" and value:
        return Cell(_subject_name(edition, value, names), key=value)
    if column.unit and isinstance(value, int | float):
        return Cell(formats.number(value, wording.language()), number=True)
    unit = _value(layer, row, f"{column.name}_unit")
    said = wording.say(info, _plain(value), unit=unit, field=column.name)
    return Cell(said.text if said else None, number=column.number)


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


# To take along


def csv_lines(edition: Edition, question: Question) -> Iterator[str]:
    """Every feature that answers the question, not only one page of it."""
    shown = columns(edition, question)
    header = [
        _("Key"),
        _("Name (Vietnamese)"),
        _("Name (English)"),
        _("Layer"),
        *[_header(column) for column in shown],
        _("Longitude (degrees)"),
        _("Latitude (degrees)"),
        _("Accuracy of the location (m)"),
        _("Valid from"),
        _("Valid to (first day after)"),
        _("Edition"),
    ]
    return csv_table.lines(header, _csv_rows(edition, question, shown))


def _header(column: Column) -> str:
    unit = f" ({formats.unit(column.unit, wording.language())})" if column.unit else ""
    return f"{column.label}{unit}"


def _csv_rows(
    edition: Edition, question: Question, shown: Sequence[Column]
) -> Iterator[Sequence[Any]]:
    names: dict[str, str] = {}
    for hit in ask(edition, replace(question, limit=EVERYTHING, offset=0)).each():
        yield _csv_row(edition, hit, shown, names)


def _csv_row(
    edition: Edition, hit: Hit, shown: Sequence[Column], names: dict[str, str]
) -> list[Any]:
    layer, row = hit.layer, hit.row
    lon, lat = subjects.representative_point(layer, row) or (None, None)
    return [
        hit.key,
        _value(layer, row, "name_vi"),
        _value(layer, row, "name_en"),
        wording.title(layer),
        *[_csv_cell(edition, hit, column, names) for column in shown],
        None if lon is None else round(lon, 6),
        None if lat is None else round(lat, 6),
        _value(layer, row, "accuracy_m"),
        _plain(_value(layer, row, "valid_from")),
        _plain(_value(layer, row, "valid_to")),
        edition.id,
    ]


def _csv_cell(edition: Edition, hit: Hit, column: Column, names: dict[str, str]) -> Any:
    if column.name == "metres":
        return None if hit.metres is None else round(hit.metres / 1000, 3)
    if column.number:
        return _value(hit.layer, hit.row, column.name)
    if column.name == "localities":
        keys = _value(hit.layer, hit.row, "localities") or []
        return "; ".join(_subject_name(edition, key, names) for key in keys)
    return _cell(edition, hit, column, names).text


# The filter form


def sort_options(question: Question, shown: Sequence[Column]) -> list[Option]:
    """What the list can be sorted by, for readers who see no column heads."""
    found = []
    for column in (Column("name", _("Name"), "name"), *shown):
        for sign, text in (("", _("%(column)s, ascending")), ("-", _("%(column)s, descending"))):
            value = f"{sign}{column.sort}"
            if column.sort:
                label = text % {"column": column.label}
                found.append(Option(value, label, value == question.sort))
    return found


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    chosen: bool = False


def options(labels: Labels, chosen: Sequence[str]) -> list[Option]:
    """Choices of a filter, in the reader's language."""
    at = 0 if wording.language() == "vi" else 1
    return [Option(value, words[at], value in chosen) for value, words in labels.items()]


def filter_choices(edition: Edition, question: Question) -> dict[str, list[Option]]:
    """What the filter form offers: only what this edition can answer."""
    words = vocabulary(edition)
    places = [
        (f"{layer.kind}:", layer)
        for name in ("economic_zones", "parks", "localities")
        if (layer := edition.layers.get(name))
    ]
    return {
        "layers": [
            Option(name, wording.title(layer), name in question.layers)
            for name, layer in edition.layers.items()
            if name not in {"statements", "commodities"}
        ],
        "kind": _kind_options(edition, words.kinds, question.kind),
        "status": options(words.statuses, question.status),
        "commodity": options(words.commodities, question.commodity),
        "confidence": [
            Option(name, str(label), name in question.confidence)
            for name, label in wording.CONFIDENCE_SHORT.items()
        ],
        "within": [
            option for _prefix, layer in places for option in _place_options(layer, question)
        ],
    }


def _kind_options(edition: Edition, labels: Labels, chosen: Sequence[str]) -> list[Option]:
    """Kinds by name; a layer without kinds of its own is one kind, called as it is everywhere."""
    named = {layer.kind: kind_name(layer) for layer in edition.layers.values()}
    found = [replace(one, label=named.get(one.value, one.label)) for one in options(labels, chosen)]
    return [one for one in found if one.value != "statement"]


def _place_options(layer: Layer, question: Question) -> list[Option]:
    if len(layer) > 500:
        return []
    rows_valid = layer.valid_on(question.day).nonzero()[0]
    found = [
        Option(layer.keys[int(row)].as_py(), name(layer, int(row))) for row in rows_valid.tolist()
    ]
    found = [replace(one, chosen=one.value == question.within) for one in found]
    return sorted(found, key=lambda option: option.label)
