"""The quarter at a glance: sections in the article's order, each figure with all that it rests on.

Pure reading of the opened figures; needs an active language.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy

from diaban.explorer.dashboard import drawing, periods, words
from diaban.explorer.dashboard.opened import Opened, Shown, Term
from diaban.indicators.reading import WHOLE, Definition

SPARKED = 12
"""Periods in a small line."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the quarter: one leading figure with its parts, and others beside it.

    `lead` and `parts` are drawn as bars to one scale. What is in `groups` (the first part of a
    code) and named nowhere is listed after the cards.
    """

    name: str
    title: str
    groups: tuple[str, ...]
    lead: str
    parts: tuple[str, ...] = ()
    cards: tuple[str, ...] = ()


SECTIONS = (
    Section(
        "procedures",
        gettext_lazy("Procedures"),
        ("dossiers",),
        "dossiers.received",
        (
            "dossiers.early",
            "dossiers.on_time",
            "dossiers.late",
            "dossiers.open",
            "dossiers.undetermined",
        ),
        ("dossiers.in_time_rate",),
    ),
    Section(
        "companionship",
        gettext_lazy("At the side of enterprises"),
        ("petitions", "visits", "commitments"),
        "petitions.received",
        ("petitions.from_developers", "petitions.from_enterprises"),
        (
            "petitions.resolved",
            "petitions.in_term_rate",
            "petitions.reopened",
            "visits.made",
            "commitments.kept_rate",
        ),
    ),
    Section(
        "land",
        gettext_lazy("Land"),
        ("land",),
        "land.cleared",
        ("land.ready", "land.leased"),
        (
            "land.leased_of_ready",
            "land.leased_of_cleared",
            "land.occupancy",
            "land.cleared_new",
        ),
    ),
    Section(
        "results",
        gettext_lazy("Investment"),
        ("projects",),
        "projects.in_force",
        ("projects.foreign", "projects.domestic"),
        (
            "projects.capital_usd",
            "projects.capital_vnd",
            "projects.new",
            "projects.adjusted",
            "projects.revoked",
        ),
    ),
    Section(
        "economy",
        gettext_lazy("Economy"),
        ("economy",),
        "economy.growth",
        (),
        (
            "economy.growth_target",
            "economy.rank_region",
            "economy.rank_country",
        ),
    ),
    Section("green", gettext_lazy("Green direction"), ("green",), "", (), ()),
)
OTHER = Section("other", gettext_lazy("Other figures"), (), "")


@dataclass(frozen=True, slots=True)
class Card:
    """A figure with everything that stands one tap away."""

    shown: Shown
    name: str
    said: words.Said | None
    change: words.Change | None
    year: words.Change | None
    spark: drawing.Spark | None
    spark_says: str
    terms: Sequence[Term]
    restated: bool
    source: Mapping[str, Any]

    @property
    def code(self) -> str:
        return self.shown.definition.code


@dataclass(frozen=True, slots=True)
class Bar:
    """A card beside others of its scale; `width` is of 100, None where the value is unknown."""

    card: Card
    width: float | None
    number: int


@dataclass(frozen=True, slots=True)
class Part:
    """A section as shown: what leads it, its bars, its cards, and the rest of its figures."""

    section: Section
    lead: Card | None
    bars: Sequence[Bar]
    cards: Sequence[Card]
    rest: Sequence[Card]


def of(opened: Opened, period: str, place: str) -> list[Part]:
    """Every section of which the edition has a definition."""
    found = []
    left = list(opened.figures.codes)
    for section in (*SECTIONS, OTHER):
        codes = [
            code for code in left if section is OTHER or code.partition(".")[0] in section.groups
        ]
        if codes:
            left = [code for code in left if code not in codes]
            part = _part(opened, section, codes, period, place)
            if part.lead or part.cards or part.rest:
                found.append(part)
    return found


def _part(opened: Opened, section: Section, codes: Sequence[str], period: str, place: str) -> Part:
    cards = {}
    for code in codes:
        definition = opened.definition(code)
        if definition is not None and (place == WHOLE or _asked(opened, definition, place)):
            cards[code] = card(opened, definition, period, place)
    named = [code for code in (section.lead, *section.parts, *section.cards) if code in cards]
    lead = cards.get(section.lead)
    parts = [cards[code] for code in section.parts if code in cards]
    apart = [] if lead else parts  # nothing to be a part of
    return Part(
        section,
        lead,
        bars([lead, *parts]) if lead and parts else [],
        [*apart, *(cards[code] for code in section.cards if code in cards)],
        [one for code, one in cards.items() if code not in named],
    )


def _asked(opened: Opened, definition: Definition, place: str) -> bool:
    return place in opened.places_of(definition)


def card(opened: Opened, definition: Definition, period: str, place: str) -> Card:
    """Everything about one figure."""
    shown = opened.shown(definition, period, place)
    # What is published by the year alone is compared with the year before.
    period = shown.period
    before = periods.step(period, -1)
    year = periods.year_before(period)
    points = _points(opened, definition, period, place)
    earlier = opened.shown(definition, before, place).value
    then = opened.shown(definition, year, place).value if year != before else None
    return Card(
        shown,
        words.short(definition),
        shown.said,
        words.change(shown.value, earlier, before, shown.definition),
        words.change(shown.value, then, year, shown.definition),
        drawing.spark([point for _name, point in points]),
        words.path([(name, point.value) for name, point in points], shown.definition),
        opened.terms(shown),
        bool(opened.restated(definition.code, period, place)),
        opened.edition.sources.get(shown.cited.source, {}) if shown.cited else {},
    )


def _points(
    opened: Opened, definition: Definition, period: str, place: str
) -> list[tuple[str, drawing.Point]]:
    """The last periods up to the one shown; none before the first that is known."""
    names = [periods.step(period, -back) for back in range(SPARKED - 1, -1, -1)]
    shown = [opened.shown(definition, name, place) for name in names]
    while shown and shown[0].value is None:
        shown.pop(0)
    return [(one.period, drawing.Point(one.value, one.closed)) for one in shown]


def bars(cards: Sequence[Card]) -> list[Bar]:
    """Bars to one scale, that of the largest of them."""
    values = [one.shown.value for one in cards if one.shown.value is not None]
    most = max(values, default=Decimal(0))
    return [
        Bar(
            one,
            None
            if one.shown.value is None
            else round(float(100 * one.shown.value / most), 2)
            if most > 0
            else 0.0,
            number,
        )
        for number, one in enumerate(cards)
    ]
