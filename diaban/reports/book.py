"""What a report may ask of an edition: figures, statements and what is known about them. Pure.

A book is opened on an edition's document "indicators"; nothing here computes a figure.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from diaban.indicators.reading import (
    Break,
    Definition,
    External,
    Figures,
    Restatement,
    Statement,
    Words,
)
from diaban.reports import spoken

AGREEING = ("equal", "rounding")
"""Verdicts of published figures that say the same as the computed ones."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An indicator's value for a period and a place ("" is the whole authority)."""

    code: str
    period: str
    place: str
    value: Decimal | None
    unit: str
    digits: int
    ratio: bool
    name: Words
    version: str = ""
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    state: str = ""
    confidence: str = ""
    reasons: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class Cited:
    """A statement that somebody published, with its exact words."""

    code: str
    name: Words
    value: Decimal
    unit: str
    period: str
    quote: Words
    source: str


@dataclass(frozen=True, slots=True)
class Book:
    """The figures of one edition. `edition` is its id, `published` its day; `about` names the
    authority and the province in both languages; `cited` are its
    published statements by code, `sources` the titles of its sources by id."""

    figures: Figures
    edition: str
    published: date
    demonstration: bool
    about: Mapping[str, str] = field(default_factory=dict)
    cited: Mapping[str, Cited] = field(default_factory=dict)
    sources: Mapping[str, Words] = field(default_factory=dict)

    def source(self, code: str, language: str) -> str:
        """The title of a source; one that is not described is called by its id."""
        return self.sources.get(code, {}).get(language) or code

    @property
    def periods(self) -> tuple[str, ...]:
        """Quarters and years that have a figure, the earliest first."""
        return self.figures.periods

    def definition(self, code: str, period: str = "") -> Definition | None:
        """The version that held on the last day of the period, or the last one."""
        on = date.fromisoformat(spoken.days(period)[1]) if period else None
        return self.figures.definition(code, on) or self.figures.definition(code)

    def answer(self, code: str, period: str, place: str = "") -> Answer | None:
        """The value, unknown where it is not in the edition; None for no such indicator."""
        definition = self.definition(code, period)
        if definition is None:
            return None
        if definition.is_external:
            return _cited(definition, period, place, self.figures.external(code, period, place))
        found = self.figures.value(code, period, place)
        held = (found and self.figures.of_value(found)) or definition
        return Answer(
            code=code,
            period=period,
            place=place,
            value=found.value if found else None,
            unit=held.unit,
            digits=held.decimals,
            ratio=held.is_ratio,
            name=held.name,
            version=str(held.version),
            numerator=found.numerator if found else None,
            denominator=found.denominator if found else None,
            state=found.state if found else "",
            confidence=found.confidence if found else "unknown",
            reasons=found.reasons if found else ("not_in_edition",),
        )

    def places(self, kind: str, code: str) -> list[str]:
        """Keys of the places of a kind for which the indicator is computed."""
        return [one for one in self.figures.places(code) if one.startswith(f"{kind}:")]

    def place_name(self, key: str, language: str) -> str:
        return self.figures.place_name(key).get(language) or key

    def with_prefix(self, prefix: str) -> list[str]:
        return [code for code in self.figures.codes if code.startswith(prefix)]

    def statements(self, period: str) -> Iterator[Statement]:
        """Published statements of the period beside what was computed, in the order of codes."""
        yield from sorted(self.figures.statements(period), key=lambda one: one.statement)

    def statement_of(self, code: str, period: str, place: str) -> Statement | None:
        """What was published of a figure: one that agrees before one that differs."""
        found = [one for one in self.statements(period)
                 if (one.indicator, one.place) == (code, place)]  # fmt: skip
        return min(found, key=lambda one: one.verdict not in AGREEING, default=None)

    def restatements(self, period: str) -> list[Restatement]:
        return [one for one in self.figures.restatements() if one.period == period]

    def restated_within(self, codes: Sequence[str], periods: Collection[str]) -> list[Restatement]:
        """What closed figures of the whole were before, in any of the periods."""
        found = [one for code in codes for one in self.figures.restatements(code)]
        return [one for one in found if not one.place and one.period in periods]

    def breaks(self, codes: Sequence[str], periods: Collection[str]) -> list[Break]:
        """Breaks of these series of the whole in any of the periods."""
        found = [one for code in codes for one in self.figures.breaks(code)]
        return [one for one in found if one.from_period in periods]


def _cited(definition: Definition, period: str, place: str, releases: list[External]) -> Answer:
    """The latest release of an external series; the list comes in the order of vintages."""
    last = releases[-1] if releases else None
    return Answer(
        code=definition.code,
        period=period,
        place=place,
        value=last.value if last else None,
        unit=last.unit if last else definition.unit,
        digits=definition.decimals,
        ratio=False,
        name=definition.name,
        version=str(definition.version),
        state=last.vintage if last else "",
        confidence="ok" if last else "unknown",
        reasons=() if last else ("not_published",),
        source=last.source if last else "",
    )
