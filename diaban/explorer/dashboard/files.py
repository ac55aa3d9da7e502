"""A series to take along: CSV with its CSVW descriptor, a workbook, JSON; metadata in each.

One file is one indicator: every period, every place, every release. Numbers are plain, with a
decimal point. A series that rests on invented records says so in its name, in every row and in its
licence (docs/decisions/0009-files-of-demonstration-figures.md). Needs an active language.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Font

from diaban.explorer import csv_table
from diaban.explorer.dashboard import words
from diaban.explorer.dashboard.opened import Opened
from diaban.explorer.dashboard.periods import KINDS
from diaban.explorer.wording import half, language
from diaban.indicators.reading import Definition
from diaban.projects.periods import kind_of

FORMATS = ("csv", "xlsx", "json")
CSVW = "http://www.w3.org/ns/csvw"
KEY = ("indicator", "period", "place", "vintage", "source")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the file: its name, its type in CSVW, and what it holds."""

    name: str
    datatype: str
    about: str


def columns() -> list[Column]:
    """What a row says, in order."""
    return [
        Column("indicator", "string", _("Code of the indicator")),
        Column("period", "string", _("2025-Q1, 2025-H1 (half-year), 2025-9M (nine months), 2025")),
        Column("period_kind", "string", _("quarter, half, nine_months or year")),
        Column("place", "string", _("Key of the place; empty: all zones and parks")),
        Column("place_name", "string", _("What the place is called")),
        Column("value", "decimal", _("The figure in its unit; empty: unknown, which is not zero")),
        Column("unit", "string", _("Unit of the figure")),
        Column("numerator", "decimal", _("First term, in the unit of its query")),
        Column("denominator", "decimal", _("Second term, in the unit of its query")),
        Column("version", "integer", _("Version of the definition")),
        Column("state", "string", _("closed or provisional")),
        Column("as_of", "date", _("Day of the records on which it rests; empty: cited")),
        Column("confidence", "string", _("ok, weak, unknown; cited where others published it")),
        Column("reasons", "string", _("Codes of what makes it weak or unknown")),
        Column("vintage", "string", _("Release of a cited figure: first, revision, final")),
        Column("source", "string", _("Source of a cited figure")),
        Column("published_on", "string",
               _("When its source was published, as far as is known: a day, a month or a year")),
        Column("demonstration", "boolean", _("Whether it rests on invented records")),
    ]  # fmt: skip


Row = tuple[Any, ...]


def rows(opened: Opened, definition: Definition) -> Iterator[Row]:
    """Every value of the series, by place and period, as `columns` says."""
    for place in opened.places_of(definition):
        name = opened.place_of(definition, place)
        if definition.is_external:
            for one in opened.figures.external_series(definition.code, place):
                yield (
                    one.indicator, one.period, _kind(one.period), place, name, one.value, one.unit,
                    None, None,
                    definition.version, "", "", "cited", "", one.vintage, one.source,
                    one.published_on, False,
                )  # fmt: skip
            continue
        series = opened.figures.series
        for value in (one for kind in KINDS for one in series(definition.code, place, kind)):
            yield (
                value.indicator, value.period, _kind(value.period), place, name, value.value,
                definition.unit, value.numerator, value.denominator, value.version, value.state,
                value.as_of.isoformat(), value.confidence, " ".join(value.reasons), "", "", "",
                opened.invented(value),
            )  # fmt: skip


def _kind(name: str) -> str:
    """The kind of a period; a day on which something was published is none."""
    try:
        return kind_of(name)
    except ValueError:
        return ""


def name(opened: Opened, definition: Definition, ending: str) -> str:
    """The file's name; that of an invented series begins with what it is."""
    mark = "demonstration-" if opened.invented_series(definition.code) else ""
    return f"{mark}{definition.code}.{ending}"


def licence(opened: Opened, definition: Definition) -> str:
    """On which terms the file may be used."""
    if opened.invented_series(definition.code):
        return _("None: invented to show how the program works. No open data, no official figure.")
    return str(opened.edition.authority.get("licence") or "")


def metadata(opened: Opened, definition: Definition, address: str) -> dict[str, Any]:
    """What one must know of a series to use it."""
    return {
        "indicator": definition.code,
        "name": words.name(definition),
        "language": language(),
        "unit": definition.unit,
        "kind": definition.kind,
        "numerator": _query(definition, definition.numerator),
        "denominator": _query(definition, definition.denominator),
        "basis": half(definition.basis),
        "direction": definition.direction,
        "version": definition.version,
        "versions": [
            {"version": one.version, "name": words.name(one),
             "valid_from": one.valid_from and one.valid_from.isoformat(),
             "valid_to": one.valid_to and one.valid_to.isoformat()}
            for one in opened.figures.definitions[definition.code]
        ],
        "owner": opened.keeper(definition),
        "definition_source": half(definition.source),
        "publisher": half({side: opened.edition.authority.get(f"authority_{side}", "")
                           for side in ("vi", "en")}),
        "edition": opened.edition.id,
        "as_of": opened.as_of,
        "page": address,
        "demonstration": opened.invented_series(definition.code),
        "licence": licence(opened, definition),
        "localities": _localities(opened, definition),
        "breaks": [
            {"place": one.place, "from_period": one.from_period, "cause": half(one.cause)}
            for place in opened.places_of(definition)
            for one in opened.figures.breaks(definition.code, place)
        ],
        "restatements": [
            {"period": one.period, "place": one.place, "old": _plain(one.old),
             "new": _plain(one.new), "on": one.on.isoformat(), "cause": half(one.cause)}
            for one in opened.figures.restatements(definition.code)
        ],
    }  # fmt: skip


def _localities(opened: Opened, definition: Definition) -> dict[str, dict[str, Any]]:
    """Which of the places are localities: in which time they stood (`until`: the day after), or
    among which ones something is not divided (none: nobody knows)."""
    known = opened.figures.localities
    ours = [known[key] for key in opened.places_of(definition) if key in known]
    return {
        one.key: {"level": one.level, "from": _iso(one.first), "until": _iso(one.until)}
        if one.is_unit
        else {"level": one.level, "among": list(one.among or ())}
        for one in ours
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _query(definition: Definition, query: str) -> dict[str, str] | None:
    return {"query": query, "name": half(definition.terms.get(query))} if query else None


def as_csv(opened: Opened, definition: Definition) -> bytes:
    """The rows; text that a spreadsheet would run as a formula is guarded."""
    header = [column.name for column in columns()]
    lines = csv_table.lines(header, (_cells(row) for row in rows(opened, definition)))
    return "".join(lines).encode()


def as_json(opened: Opened, definition: Definition, address: str) -> dict[str, Any]:
    """Metadata and rows; numbers are texts, so that no digit is lost on the way."""
    header = [column.name for column in columns()]
    return {
        "metadata": metadata(opened, definition, address),
        "columns": {column.name: column.about for column in columns()},
        "data": [
            {key: cell if isinstance(cell, bool) else _plain(cell)
             for key, cell in zip(header, row, strict=True)}
            for row in rows(opened, definition)
        ],
    }  # fmt: skip


def as_workbook(opened: Opened, definition: Definition, address: str) -> bytes:
    """Two sheets: the rows, and what one must know of them."""
    book = Workbook()
    book.properties.created = book.properties.modified = opened.edition.created_at.replace(
        tzinfo=None
    )
    page = book.active
    page.title = "data"
    _line(page, 1, [column.name for column in columns()], bold=True)
    for number, row in enumerate(rows(opened, definition), 2):
        _line(page, number, row)
    page.freeze_panes = "A2"
    about = book.create_sheet("metadata")
    known = metadata(opened, definition, address)
    for number, (key, value) in enumerate(known.items(), 1):
        _line(about, number, [key, _told(value)])
    about.column_dimensions["A"].width, about.column_dimensions["B"].width = 18, 90
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _line(page: Any, number: int, cells: Sequence[Any], *, bold: bool = False) -> None:
    for place, value in enumerate(cells, 1):
        cell = page.cell(number, place)
        if isinstance(value, int | Decimal):
            cell.value = value
        elif value not in (None, ""):
            cell.value = csv_table.guarded(str(value))
            cell.data_type = "s"  # text stays text: nothing runs as a formula
        if bold:
            cell.font = Font(bold=True)


def _told(value: Any) -> Any:
    if isinstance(value, list):
        return "; ".join(_told(one) for one in value)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {text}" for key, text in value.items() if text is not None)
    return value


def descriptor(opened: Opened, definition: Definition, address: str) -> dict[str, Any]:
    """The CSVW descriptor of the CSV (W3C, Metadata Vocabulary for Tabular Data, 2015)."""
    known = metadata(opened, definition, address)
    return {
        "@context": [CSVW, {"@language": language()}],
        "url": f"{definition.code}.csv",
        "dc:title": known["name"],
        "dc:description": known["basis"],
        "dc:publisher": known["publisher"],
        "dc:license": known["licence"],
        "dc:modified": {"@value": known["as_of"], "@type": "xsd:date"},
        "dc:source": address,
        "dc:identifier": f"{opened.edition.id}/{definition.code}",
        "dialect": {"encoding": "utf-8", "header": True, "delimiter": ","},
        "tableSchema": {
            "columns": [
                {
                    "name": column.name,
                    "titles": column.name,
                    "datatype": column.datatype,
                    "dc:description": column.about,
                }
                for column in columns()
            ],
            "primaryKey": list(KEY),
        },
    }


def _plain(value: Any) -> str | None:
    if value is None:
        return None
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def _cells(row: Row) -> list[Any]:
    return [_cell(one) for one in row]


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return str(value).lower()
    # Without an exponent; as a number, so that a minus is not taken for a formula's.
    return Decimal(format(value, "f")) if isinstance(value, Decimal) else value
