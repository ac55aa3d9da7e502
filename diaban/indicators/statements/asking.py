"""What a link may ask for: an indicator, a sum of recorded facts, or other statements. Pure.

- `land.leased`: an indicator of the document, for a period and a place;
- `facts:economic_zone.area`: the sum of a field over the subjects of a kind; `.count` counts the
  subjects, a reference such as `.park` the different ones that are named; with `:type=coastal` only
  over those that have this value;
- `statements:one/other`: the share of one published figure in another, in per cent.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from diaban.indicators.reading import Figures
from diaban.indicators.statements.comparing import (
    FACTS,
    STATEMENTS,
    Computed,
    Statement,
    Summand,
    Words,
)

PATTERN = (
    r"[a-z]+(\.[a-z_]+)+"
    r"|facts:[a-z_]+\.[a-z_]+(:[a-z_]+=[a-z_]+)?"
    r"|statements:[a-z0-9.-]+/[a-z0-9.-]+"
)
_FACTS = re.compile(r"facts:([a-z_]+)\.([a-z_]+)(?::([a-z_]+)=([a-z_]+))?")


@dataclass(frozen=True, slots=True)
class Field:
    """One field of one subject: the value that was chosen, its unit and trust, and the losers."""

    value: Any
    unit: str = ""
    trust: str = ""
    others: Sequence[tuple[Any, str]] = ()


@dataclass(frozen=True, slots=True)
class Subject:
    """What is recorded of one subject."""

    key: str
    name: Words
    fields: Mapping[str, Field]


@dataclass(frozen=True, slots=True)
class Asker:
    """Answers a link's questions: `Asker(...)(indicator, period, place)`."""

    figures: Figures
    subjects: Mapping[str, Sequence[Subject]]
    """By kind."""
    labels: Mapping[str, Words]
    """What a kind and a field are called: "economic_zone", "economic_zone.area"."""
    statements: Mapping[str, Statement]

    def __call__(self, indicator: str, period: str, place: str) -> Computed | None:
        if indicator.startswith(FACTS):
            return self._facts(indicator)
        if indicator.startswith(STATEMENTS):
            return self._statements(indicator.removeprefix(STATEMENTS))
        return self._indicator(indicator, period, place)

    def _indicator(self, code: str, period: str, place: str) -> Computed | None:
        value = self.figures.value(code, period, place)
        definition = self.figures.of_value(value) if value else self.figures.definition(code)
        if definition is None:
            return None
        if definition.is_external:
            cited = self.figures.external(code, period, place)
            number = cited[-1].value if cited else None
            return Computed(
                definition.name, number, definition.unit, definition.decimals, external=True
            )
        if value is None:
            return Computed(definition.name, None, definition.unit, definition.decimals)
        plain = Computed(
            definition.name, value.value, definition.unit, definition.decimals,
            demonstration=value.demonstration,
        )  # fmt: skip
        if not definition.is_ratio or value.numerator is None or not value.denominator:
            return plain
        above, unit = self._term(definition.numerator, value.numerator)
        below, other = self._term(definition.denominator, value.denominator)
        return replace(
            plain,
            value=value.numerator * definition.scale / value.denominator,
            numerator=above,
            denominator=below,
            term_unit=unit if unit == other else "",
        )

    def _term(self, query: str, amount: Decimal) -> tuple[Decimal, str]:
        """A term as people read it: 1,105.9 ha and not 11,059,000 m², if an indicator says so."""
        for code in self.figures.codes:
            one = self.figures.definition(code)
            if one and one.kind in ("count", "sum") and one.numerator == query:
                return amount / one.scale, one.unit
        return amount, ""

    def _facts(self, asked: str) -> Computed | None:
        match = _FACTS.fullmatch(asked)
        if match is None or match[1] not in self.subjects:
            return None
        kind, what, name, wanted = match.groups()
        found = [
            one
            for one in self.subjects[kind]
            if not name or (name in one.fields and one.fields[name].value == wanted)
        ]
        label = self._label(kind, what, name, wanted)
        if what == "count":
            return Computed(label, Decimal(len(found)), _counted(kind))
        said = [(one, one.fields[what]) for one in found if what in one.fields]
        if not said:
            return Computed(label, None, "")
        if isinstance(said[0][1].value, str):
            named = {one.value for _subject, one in said}
            return Computed(label, Decimal(len(named)), _counted(what))
        return _sum(label, len(found), said)

    def _label(self, kind: str, what: str, name: str | None, wanted: str | None) -> Words:
        """Industrial parks, operating: area planned."""
        of, field = self.labels.get(kind, {}), self.labels.get(f"{kind}.{what}", {})
        only = self.labels.get(f"{kind}.{name}={wanted}", {}) if name else {}
        found = {}
        for language in ("vi", "en"):
            said = [one.get(language, "") for one in (of, only, field)]
            whose = ", ".join(small(text) if n else text for n, text in enumerate(said[:2]) if text)
            found[language] = f"{whose}: {small(said[2])}" if said[2] else whose
        return found

    def _statements(self, pair: str) -> Computed | None:
        above, _, below = pair.partition("/")
        one, other = self.statements.get(above), self.statements.get(below)
        if one is None or other is None or one.unit != other.unit or not other.value:
            return None
        return Computed(
            one.name, one.value * 100 / other.value, "%", 2, one.value, other.value, one.unit
        )  # fmt: skip


def _sum(label: Words, asked: int, said: Sequence[tuple[Subject, Field]]) -> Computed:
    """The sum over subjects of one unit; unknown where it is not known of every one of them."""
    units = {one.unit for _subject, one in said}
    summands = [
        Summand(
            subject.key,
            subject.name,
            _exact(one.value),
            one.trust,
            tuple((_exact(value), trust) for value, trust in one.others),
        )
        for subject, one in said
    ]
    known = len(said) == asked and len(units) == 1
    total = sum((one.value for one in summands), Decimal(0)) if known else None
    return Computed(label, total, next(iter(units)), 2, summands=summands if known else ())


def small(text: str) -> str:
    """A name inside a sentence: with a small letter, unless it begins with an abbreviation."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def _exact(value: Any) -> Decimal:
    return Decimal(str(value))


def _counted(kind: str) -> str:
    return {"economic_zone": "zones", "park": "parks"}.get(kind, "projects")
