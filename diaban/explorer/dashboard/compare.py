"""Compare one indicator over periods and places: a table, and the same as a chart.

The whole question is in the address. Needs an active language.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import QueryDict

from diaban.explorer import csv_table
from diaban.explorer.dashboard import drawing, indicator, periods, words
from diaban.explorer.dashboard.opened import Opened, Shown
from diaban.explorer.wording import half
from diaban.indicators.reading import WHOLE, Definition

MOST_LINES = 6
"""As many lines as can be told apart."""
USUAL = 8
"""Periods shown where none is asked for."""


@dataclass(frozen=True, slots=True)
class Line:
    """A place of the table with its values, in the order of the periods."""

    place: str
    name: str
    cells: Sequence[tuple[Shown, words.Said | None]]
    number: int


@dataclass(frozen=True, slots=True)
class Break:
    """Where the series of some of the places break: before which of the periods shown, and why."""

    label: str
    from_period: str
    cause: str
    places: Sequence[str]
    """Their names; none where every place of the comparison breaks."""

    def __str__(self) -> str:
        return f"{', '.join(self.places)}: {self.cause}" if self.places else self.cause


@dataclass(frozen=True, slots=True)
class Restated:
    """A closed figure of the comparison that came out differently later."""

    place: str
    label: str
    old: Decimal | None
    text: str


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str
    chosen: bool


def page(opened: Opened, asked: QueryDict) -> dict[str, Any]:
    """The comparison that the address asks for; what is not known in it is named."""
    computed = [code for code in opened.figures.codes if len(opened.figures.places(code)) > 1]
    codes = computed or list(opened.figures.codes)
    wanted = asked.get("indicator", "")
    code = wanted if wanted in opened.figures.codes else codes[0]
    definition = opened.known(code)
    places = opened.places_of(definition)
    named = [key for key in asked.getlist("place") if key in places]
    # Localities have figures of their own time only: they are compared when they are asked for.
    usual = [key for key in places if key not in opened.figures.localities]
    shown_places = list(dict.fromkeys(named)) or usual[:MOST_LINES]
    names = _periods(opened, definition, asked)
    lines = [
        _line(opened, definition, key, names, number) for number, key in enumerate(shown_places, 1)
    ]
    breaks = _breaks(opened, definition, lines, names)
    restated = _restated(opened, definition, lines, names)
    charts = _charts(names, lines[:MOST_LINES], breaks, restated)
    return {
        "definition": definition,
        "in_vain": [wanted] * (wanted not in ("", code))
        + [key for key in asked.getlist("place") if key and key not in places],
        "lines": lines,
        "undrawn": max(0, len(lines) - MOST_LINES),
        "periods": names,
        "charts": charts,
        "signs": [
            (kind, text)
            for kind, text in indicator.legend(charts[0] if charts else None)
            if kind in ("restated", "break")
        ],
        "breaks": breaks,
        "restated": restated,
        "indicators": [
            Choice(one, words.name(found), one == code)
            for one in codes
            if (found := opened.definition(one))
        ],
        "places": [Choice(key, opened.place_name(key), key in shown_places) for key in places],
        "period_groups": words.grouped(_groups(opened, definition)),
        "first": names[0] if names else "",
        "last": names[-1] if names else "",
        "demonstration": any(shown.demonstration for line in lines for shown, _said in line.cells),
        "whole": WHOLE,
    }


def _groups(opened: Opened, definition: Definition) -> dict[str, list[str]]:
    """The periods of which the indicator is known, kind by kind, the oldest first."""
    return periods.by_kind(
        one.period
        for place in opened.places_of(definition)[:1]
        for kind in periods.KINDS
        for one in opened.series(definition, place, kind)
    )


def _periods(opened: Opened, definition: Definition, asked: QueryDict) -> list[str]:
    """From `from` to `to`, both of one kind: like is compared with like.

    Of two kinds the one of `to` is taken; the last few periods, of quarters where nothing is asked.
    """
    groups = _groups(opened, definition)
    first, last = asked.get("from", ""), asked.get("to", "")
    kind = next((kind for kind, names in groups.items() if last in names), "")
    if kind and first in groups[kind]:
        first, last = sorted((first, last), key=periods.order)
        return periods.between(first, last)
    known = groups.get(kind) or next(iter(groups.values()), [])
    if kind:
        return known[: known.index(last) + 1][-USUAL:]
    # A quarter that is still running says less than one that is over.
    over = [name for name in known if periods.ended(name, opened.as_of)]
    return (over or known)[-USUAL:]


def _line(
    opened: Opened, definition: Definition, place: str, names: Sequence[str], number: int
) -> Line:
    shown = [opened.shown(definition, name, place) for name in names]
    return Line(place, opened.place_name(place), [(one, one.said) for one in shown], number)


def _points(line: Line) -> list[drawing.Point]:
    return [drawing.Point(shown.value, shown.closed) for shown, _said in line.cells]


def _charts(
    names: Sequence[str],
    lines: Sequence[Line],
    breaks: Sequence[Break],
    restated: Sequence[Restated],
) -> list[drawing.Chart]:
    """The lines, drawn for a wide screen and for a narrow one; only what happened to them."""
    drawn = {line.name: _points(line) for line in lines}
    marks = [
        drawing.Mark("restated", one.label, one.old, f"{one.place}: {one.text}")
        for one in restated
        if one.old is not None and one.place in drawn
    ]
    broken = [
        (one.label, str(one))
        for one in breaks
        if not one.places or any(place in drawn for place in one.places)
    ]
    return [
        chart
        for size in (drawing.WIDE, drawing.NARROW)
        if (chart := drawing.chart(names, drawn, marks=marks, breaks=broken, size=size))
    ]


def _breaks(
    opened: Opened, definition: Definition, lines: Sequence[Line], names: Sequence[str]
) -> list[Break]:
    """Every break within the periods, in their order; one that several places share is one."""
    found: dict[tuple[str, str, str], list[str]] = {}
    for line in lines:
        for one in opened.figures.breaks(definition.code, line.place):
            for label in names:
                if indicator.broken_in(one, label):
                    key = (label, one.from_period, half(one.cause))
                    found.setdefault(key, []).append(line.name)
    return [
        Break(*key, places=[] if len(places) == len(lines) else places)
        for key, places in sorted(found.items(), key=lambda item: names.index(item[0][0]))
    ]


def _restated(
    opened: Opened, definition: Definition, lines: Sequence[Line], names: Sequence[str]
) -> list[Restated]:
    """What the closed figures of the table were before, by period and place."""
    return [
        Restated(line.name, label, one.old, indicator.restated(one, definition))
        for label in names
        for line in lines
        for one in reversed(opened.restated(definition.code, label, line.place))
    ]


def csv_lines(page: Mapping[str, Any]) -> Iterator[str]:
    """The table that a page shows, taken along: a row for each place, a column for each period."""
    definition = page["definition"]
    header = ("indicator", "unit", "place", "place_name", "demonstration", *page["periods"])
    rows = (
        (
            definition.code,
            definition.unit,
            line.place,
            line.name,
            str(any(shown.demonstration for shown, _said in line.cells)).lower(),
            *(shown.value for shown, _said in line.cells),
        )
        for line in page["lines"]
    )
    return csv_table.lines(header, rows)
