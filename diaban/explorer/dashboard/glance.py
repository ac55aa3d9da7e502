"""The quarter at a glance: sections in the article's order, each figure with all that it rests on.

Pure reading of the opened figures; needs an active language.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from diaban.explorer.dashboard import drawing, periods, words
from diaban.explorer.dashboard.opened import Opened, Shown, Term
from diaban.explorer.dashboard.sections import OTHER, SECTIONS, Section
from diaban.indicators.reading import WHOLE, Definition

SPARKED = 12
"""Periods in a small line."""


class Card:
    """A figure with everything that stands one tap away; each part is made when it is asked for."""

    def __init__(self, opened: Opened, definition: Definition, period: str, place: str) -> None:
        self._opened = opened
        self._definition = definition
        self.shown: Shown = opened.shown(definition, period, place)

    @property
    def code(self) -> str:
        return self._definition.code

    @cached_property
    def name(self) -> str:
        return words.name(self._definition)

    @cached_property
    def short(self) -> str:
        """What it is called beside its whole."""
        return words.short(self._definition)

    @cached_property
    def said(self) -> words.Said | None:
        return self.shown.said

    @cached_property
    def change(self) -> words.Change | None:
        """Against the period before; what is published by the year alone against that year."""
        return self._since(periods.step(self.shown.period, -1))

    @cached_property
    def year(self) -> words.Change | None:
        """Against the same period of the year before, where that is another one."""
        before = periods.year_before(self.shown.period)
        return None if before == periods.step(self.shown.period, -1) else self._since(before)

    def _since(self, period: str) -> words.Change | None:
        then = self._opened.shown(self._definition, period, self.shown.place)
        return words.change(self.shown.value, then.value, period, self.shown.definition)

    @cached_property
    def _lately(self) -> list[Shown]:
        """The last periods up to the one shown; none before the first that is known."""
        names = [periods.step(self.shown.period, -back) for back in range(SPARKED - 1, -1, -1)]
        shown = [self._opened.shown(self._definition, name, self.shown.place) for name in names]
        while shown and shown[0].value is None:
            shown.pop(0)
        return shown

    @cached_property
    def spark(self) -> drawing.Spark | None:
        return drawing.spark([drawing.Point(one.value, one.closed) for one in self._lately])

    @cached_property
    def spark_says(self) -> str:
        values = [(one.period, one.value) for one in self._lately]
        return words.path(values, self.shown.definition)

    @cached_property
    def terms(self) -> Sequence[Term]:
        return self._opened.terms(self.shown)

    @cached_property
    def restated(self) -> bool:
        return bool(self._opened.restated(self.code, self.shown.period, self.shown.place))

    @cached_property
    def source(self) -> Mapping[str, Any]:
        """Where a cited figure was published."""
        cited = self.shown.cited
        return self._opened.edition.sources.get(cited.source, {}) if cited else {}


@dataclass(frozen=True, slots=True)
class Bar:
    """A card beside others of its scale; `width` is of 100, None where the value is unknown."""

    card: Card
    width: float | None
    number: int


@dataclass(frozen=True, slots=True)
class Part:
    """A section as shown: what leads it, its bars, its kinds, its cards, and its other figures."""

    section: Section
    lead: Card | None
    bars: Sequence[Bar]
    kinds: Sequence[Bar]
    told: Sequence[Card]
    rest: Sequence[Card]

    @property
    def is_empty(self) -> bool:
        return not (self.lead or self.told or self.rest)

    @property
    def cards(self) -> list[Card]:
        """Every figure of the section."""
        lead = [self.lead] if self.lead else []
        of_bars = [bar.card for bar in (*self.bars, *self.kinds)]
        return [*lead, *of_bars, *self.told, *self.rest]


def of(opened: Opened, period: str, place: str) -> list[Part]:
    """Every section of which the edition has a figure, or should have one."""
    found = []
    left = list(opened.figures.codes)
    for section in (*SECTIONS, OTHER):
        codes = [
            code for code in left if section is OTHER or code.partition(".")[0] in section.groups
        ]
        left = [code for code in left if code not in codes]
        part = _part(opened, section, codes, period, place)
        # What no register keeps is said for the whole; of one place it would be said everywhere.
        if not part.is_empty or (section.missing and place == WHOLE):
            found.append(part)
    return found


HEADLINES = ("dossiers.received", "petitions.received", "land.leased", "projects.in_force")
"""What the front page tells of the quarter."""


@dataclass(frozen=True, slots=True)
class Headlines:
    """A few figures of the quarter that the dashboard opens with."""

    period: str
    cards: Sequence[Card]


def headlines(opened: Opened | None) -> Headlines | None:
    """For the front page; None where nothing of them is known."""
    if opened is None:
        return None
    choice = periods.choose(opened.periods, "", opened.closed_periods, opened.as_of)
    if choice is None:
        return None
    defined = [opened.definition(code) for code in HEADLINES]
    cards = [Card(opened, one, choice.shown, WHOLE) for one in defined if one]
    known = [one for one in cards if one.shown.value is not None]
    return Headlines(choice.shown, known) if known else None


def _part(opened: Opened, section: Section, codes: Sequence[str], period: str, place: str) -> Part:
    cards = {}
    for code in codes:
        definition = opened.definition(code)
        asked = definition is not None and place in (WHOLE, *opened.places_of(definition))
        if definition is not None and asked:
            cards[code] = Card(opened, definition, period, place)
    lead = cards.get(section.lead)
    parts = [cards[code] for code in section.parts if code in cards]
    kinds = [one for code, one in cards.items() if section.kinds and code.startswith(section.kinds)]
    told = [cards[code] for code in section.cards if code in cards]
    if lead is None:  # nothing to be a part of
        told = [*parts, *told]
        parts = []
    shown = {one.code for one in (lead, *parts, *kinds, *told) if one}
    return Part(
        section,
        lead,
        bars([lead, *parts]) if lead and parts else [],
        bars(kinds) if lead else [],
        told,
        [one for code, one in cards.items() if code not in shown],
    )


def bars(cards: Sequence[Card]) -> list[Bar]:
    """Bars to one scale, that of the largest of them."""
    sized = widths([one.shown.value for one in cards])
    return [
        Bar(one, width, number)
        for number, (one, width) in enumerate(zip(cards, sized, strict=True))
    ]


def widths(values: Sequence[Decimal | None]) -> list[float | None]:
    """Bars of 100 to one scale, that of the largest value; None for the unknown. Less than zero
    has no length: the number beside the bar tells it."""
    most = max((value for value in values if value is not None), default=Decimal(0))
    return [
        None
        if value is None
        else round(float(100 * max(value, Decimal(0)) / most), 2)
        if most > 0
        else 0.0
        for value in values
    ]
