"""One indicator: its series drawn and as a table, its places, its definition, what others say.

Pure reading of the opened figures; needs an active language.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from diaban.design import formats
from diaban.explorer.dashboard import drawing, glance, periods, records, words
from diaban.explorer.dashboard.opened import Opened, Shown, Term
from diaban.explorer.wording import half, language
from diaban.indicators import saying
from diaban.indicators.reading import Break, Definition, External, Restatement, Statement
from diaban.projects.periods import kind_of


@dataclass(frozen=True, slots=True)
class Row:
    """A period of the table that says what the chart shows."""

    shown: Shown
    said: words.Said | None
    terms: Sequence[Term]
    published: Sequence[words.Said]
    restated: Sequence[str]
    broken: Sequence[str]


@dataclass(frozen=True, slots=True)
class Where:
    """A place beside others, with a bar of 100 to one scale."""

    key: str
    name: str
    shown: Shown
    said: words.Said | None
    terms: Sequence[Term]
    width: float | None
    chosen: bool


@dataclass(frozen=True, slots=True)
class Publication:
    """What others published of an external series, cited."""

    one: External
    said: words.Said | None
    vintage: str
    source: Mapping[str, Any]
    quote: str


def page(
    opened: Opened, definition: Definition, period: str, place: str, *, kept: str = ""
) -> dict[str, Any]:
    """What the page of an indicator shows; `kept` is the edition that its links keep."""
    if place not in opened.places_of(definition):
        place = ""
    card = glance.Card(opened, definition, period, place)
    series = opened.series(definition, place, kind_of(card.shown.period))
    rows = [_row(opened, one) for one in series]
    drawn = _chart(opened, definition, series, rows)
    compared = _compared(opened, definition, card.shown.period)
    return {
        "definition": definition,
        "card": card,
        "about": about(opened, definition),
        "versions": list(reversed(opened.figures.definitions[definition.code])),
        "rows": list(reversed(rows)),
        "charts": [one for one in drawn if one],
        "legend": legend(drawn[0]),
        "demonstration": any(one.demonstration for one in series),
        "compared": compared,
        "wheres": wheres(opened, definition, compared, place),
        "publications": [
            publication(opened, definition, one)
            for one in reversed(opened.figures.external_series(definition.code, place))
        ],
        "statements": statements(opened, definition),
        "restatements": [
            (one, restated(one, definition)) for one in _restatements(opened, definition, place)
        ],
        "breaks": opened.figures.breaks(definition.code, place),
        "undivided": undivided(opened, definition, card.shown.period, place),
        "public_ways": records.public(
            definition.code, period, place, scopes=_land_scopes(opened), edition=kept
        ),
        "staff_ways": records.of_staff(definition.code, period, place),
    }


def _land_scopes(opened: Opened) -> set[str]:
    document = opened.edition.document("land") or {}
    return {scope["key"] for scope in document.get("scopes", ())}


def about(opened: Opened, definition: Definition) -> list[tuple[str, str]]:
    """The definition, line by line."""
    lines = [(_("Kind of figure"), str(words.KINDS.get(definition.kind, definition.kind)))]
    if definition.is_ratio:
        names = [
            half(definition.terms.get(query)) or query
            for query in (definition.numerator, definition.denominator)
        ]
        lines.append((_("Formula"), " ÷ ".join(names)))
    elif not definition.is_external and definition.terms.get(definition.numerator):
        lines.append((_("What is counted"), half(definition.terms[definition.numerator])))
    unit = formats.unit(definition.unit, language()) if definition.unit else ""
    lines += [
        (_("Unit"), unit),
        (_("Covers"), str(words.TIMES.get(definition.period, ""))),
        (_("Periods"), str(words.CUTOFFS.get(definition.cutoff, ""))),
        (_("Direction"), str(words.DIRECTIONS.get(definition.direction, ""))),
        (_("Basis"), half(definition.basis)),
        (_("Source of the definition"), half(definition.source)),
        (_("Kept by"), opened.keeper(definition)),
    ]
    return [(label, text) for label, text in lines if text]


def _row(opened: Opened, shown: Shown) -> Row:
    definition = shown.definition
    figures = opened.figures
    return Row(
        shown,
        shown.said,
        opened.terms(shown),
        [
            said
            for one in figures.statements(shown.period)
            if (one.indicator, one.place) == (definition.code, shown.place)
            if (said := published(one, definition))
        ],
        [
            restated(one, definition)
            for one in opened.restated(definition.code, shown.period, shown.place)
        ],
        [
            half(one.cause)
            for one in figures.breaks(definition.code, shown.place)
            if broken_in(one, shown.period)
        ],
    )


def broken_in(one: Break, name: str) -> bool:
    """Whether a series of periods of this one's kind breaks in it: its quarter lies there."""
    return periods.of_kind(kind_of(name), one.from_period) == name


def published(one: Statement, definition: Definition) -> words.Said | None:
    """A published figure as a number in the reader's form; None where it is none."""
    return words.as_printed(one.published, one.unit or definition.unit)


def restated(one: Restatement, definition: Definition) -> str:
    """What a closed figure was before, when it changed and why."""
    old = words.say(one.old, definition)
    return _("was %(old)s until %(day)s: %(cause)s") % {
        "old": old or _("unknown"),
        "day": formats.day(one.on, language()),
        "cause": half(one.cause),
    }


def _restatements(opened: Opened, definition: Definition, place: str) -> list[Restatement]:
    found = opened.figures.restatements(definition.code)
    return [one for one in reversed(found) if one.place == place]


def _chart(
    opened: Opened, definition: Definition, series: Sequence[Shown], rows: Sequence[Row]
) -> list[drawing.Chart | None]:
    """The series, drawn twice: for a wide screen and for a narrow one."""
    labels = [one.period for one in series]
    line = {"": [drawing.Point(one.value, one.closed) for one in series]}
    place = series[0].place if series else ""
    marks = [
        drawing.Mark("restated", label, one.old, restated(one, definition))
        for label in labels
        for one in reversed(opened.restated(definition.code, label, place))
        if one.old is not None
    ]
    marks += [mark for row in rows for mark in _published_marks(opened, row)]
    marks += [
        drawing.Mark("vintage", one.period, one.value, str(words.VINTAGES[one.vintage]))
        for label in labels
        for one in opened.figures.external(definition.code, label, place)[:-1]
    ]
    breaks = [
        (label, half(one.cause))
        for one in opened.figures.breaks(definition.code, place)
        for label in labels
        if broken_in(one, label)
    ]
    return [
        drawing.chart(labels, line, marks=marks, breaks=breaks, size=size)
        for size in (drawing.WIDE, drawing.NARROW)
    ]


def _published_marks(opened: Opened, row: Row) -> list[drawing.Mark]:
    shown = row.shown
    if shown.definition.is_external:
        return []
    return [
        drawing.Mark("published", shown.period, Decimal(one.published), str(said))
        for one in opened.figures.statements(shown.period)
        if (one.indicator, one.place) == (shown.definition.code, shown.place)
        and one.unit in ("", shown.definition.unit)
        and (said := published(one, shown.definition))
    ]


def legend(chart: drawing.Chart | None) -> list[tuple[str, str]]:
    """What the drawing uses, and nothing else."""
    if chart is None:
        return []
    used = {mark.kind for mark in chart.marks}
    known = (
        ("firm", _("closed"), any(dot.firm for line in chart.lines for dot in line.dots)),
        ("loose", _("provisional: may still change"),
         any(not dot.firm for line in chart.lines for dot in line.dots)),
        ("published", _("published by the Authority or the press"), "published" in used),
        ("vintage", _("an earlier release"), "vintage" in used),
        ("restated", _("the closed figure before it was restated"), "restated" in used),
        ("break", _("the series is broken here"), bool(chart.breaks)),
        ("gap", _("unknown"), bool(chart.gaps)),
    )  # fmt: skip
    return [(kind, text) for kind, text, shown in known if shown]


def _compared(opened: Opened, definition: Definition, period: str) -> str:
    """The period in which places stand beside each other: of what others publish, the last of which
    anything is known where nothing is of the one asked for."""
    known = opened.cited_periods(definition.code) if definition.is_external else ()
    return max(known, key=periods.order) if known and period not in known else period


def wheres(opened: Opened, definition: Definition, period: str, place: str) -> list[Where]:
    """Every place that has this indicator in the period; of a rank, the first place first."""
    keys = opened.places_in(definition, period)
    found = [(key, opened.shown(definition, period, key)) for key in keys]
    if definition.unit == saying.RANK:
        found.sort(key=lambda one: (one[1].value is None, one[1].value or 0))
    sized = glance.widths([one.value for _key, one in found])
    return [
        Where(
            key,
            opened.place_of(definition, key),
            one,
            one.said,
            opened.terms(one),
            width,
            key == place,
        )
        for (key, one), width in zip(found, sized, strict=True)
    ]


def undivided(
    opened: Opened, definition: Definition, period: str, place: str
) -> list[tuple[Shown, str]]:
    """What may lie in a locality or in others, with its name, unless it is a known nothing."""
    found = [
        opened.shown(definition, period, key)
        for key in opened.figures.undivided(place)
        if opened.figures.value(definition.code, period, key) is not None
    ]
    return [(one, opened.place_name(one.place)) for one in found if one.value != 0]


def publication(opened: Opened, definition: Definition, one: External) -> Publication:
    decimals = max(definition.decimals, words.decimals(one.value))
    return Publication(
        one,
        words.say(one.value, words.Form(one.unit or definition.unit, decimals)),
        str(words.VINTAGES.get(one.vintage, one.vintage)),
        opened.edition.sources.get(one.source) or {"id": one.source},
        half(one.quote),
    )


def statements(
    opened: Opened, definition: Definition
) -> list[tuple[Statement, words.Said | None, words.Said | None]]:
    """Published figures of this indicator beside the computed ones."""
    return [
        (one, published(one, definition), words.say(one.computed, definition))
        for one in reversed(opened.figures.statements())
        if one.indicator == definition.code
    ]
