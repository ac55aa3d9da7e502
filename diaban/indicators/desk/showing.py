"""What the desk's pages of figures show: values in words, with terms, age and reasons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from diaban.design import formats
from diaban.indicators import saying, wording
from diaban.indicators.closing.actions import Key, Stood
from diaban.indicators.computing import Book, Figure
from diaban.indicators.confidence import Confidence
from diaban.indicators.definitions import STOCK, Definition
from diaban.indicators.formulas import plain
from diaban.indicators.queries import QUERIES
from diaban.projects.periods import LONGER, kind_of, quarters_of


@dataclass(frozen=True, slots=True)
class Shown:
    """One figure: `text` "" is unknown; `terms` say out of what it came."""

    period: str
    period_name: str
    text: str
    terms: str
    confidence: str
    reasons: list[str]
    closed: str
    running: bool
    as_of: date
    demonstration: bool


def shown(one: Figure, sure: Confidence, before: Mapping[Key, Stood], language: str) -> Shown:
    reasons = sure.reasons(one)
    exact = one.computed.value
    stood = before.get((one.definition.code, _closed_as(one), one.place))
    return Shown(
        period=one.period.name,
        period_name=formats.period(one.period.name, language),
        text="" if exact is None else saying.printed(exact, one.definition, language),
        terms=terms(one, language),
        confidence=sure.level(one, reasons),
        reasons=[wording.reason(code) for code in reasons],
        closed=stood.closed.period if stood and stood.demonstration == one.demonstration else "",
        running=one.running,
        as_of=one.period.last,
        demonstration=one.demonstration,
    )


def _closed_as(one: Figure) -> str:
    """The period under which a figure may have been closed: what there was at the end of a longer
    one is the figure of its last quarter."""
    longer = one.definition.period == STOCK and kind_of(one.period.name) in LONGER
    return quarters_of(one.period.name)[-1] if longer else one.period.name


def terms(one: Figure, language: str) -> str:
    """ "11,059,000 m² ÷ 19,727,000 m²": the terms of a ratio or of a scaled sum."""
    amounts = [one.computed.numerator, one.computed.denominator]
    said = [
        formats.quantity(float(amount.value), QUERIES[name].unit, language)
        if amount.value is not None
        else "?"
        for name, amount in zip(one.definition.terms, amounts, strict=False)
        if amount is not None
    ]
    plain_count = not one.definition.denominator and one.definition.scale == 1
    return "" if plain_count or set(said) == {"?"} else " ÷ ".join(said)


def name(one: Definition, language: str) -> str:
    return one.name_vi if language == "vi" else one.name_en


def version(
    one: Definition, row: Any, sources: Mapping[str, Mapping[str, str]], language: str
) -> dict[str, Any]:
    """A version as a line of a table; `sources`: titles by id."""
    label = "label_vi" if language == "vi" else "label_en"
    return {
        "one": one,
        "row": row,
        "name": name(one, language),
        "formula": " ÷ ".join(
            f"{getattr(QUERIES[term], label)}" if term in QUERIES else term for term in one.terms
        ),
        "scale": plain(one.scale),
        "unit": formats.unit(one.unit, language),
        "basis": one.basis_vi if language == "vi" else one.basis_en,
        "source": sources.get(one.source, {}).get(language, one.source),
    }


def restatements(
    rows: Iterable[Any], book: Book, names: Mapping[str, Any], language: str
) -> list[dict[str, Any]]:
    """Restatements as lines of a table; an unknown value is ""."""
    found = []
    for row in rows:
        versions = book.versions.get(row.indicator)

        def said(text: str, versions: Any = versions) -> str:
            if not text or not versions:
                return text
            return saying.printed(Decimal(text), versions[-1], language)

        found.append(
            {
                "row": row,
                "name": name(versions[-1], language) if versions else row.indicator,
                "period": formats.period(row.closed.period, language),
                "place": names.get(row.place, {}).get(language, row.place),
                "old": said(row.old),
                "new": said(row.new),
                "cause": wording.cause(row.kind, row.cause),
            }
        )
    return found
