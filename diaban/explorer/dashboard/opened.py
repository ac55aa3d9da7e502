"""The indicators of an edition, opened once, and what a page asks of them. No database.

A computed figure is a `Value` of the document. A figure that others publish (`External`) has no
computed value: the last release of it stands in its place, cited.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache

from django.utils.translation import gettext as _

from diaban.editions.store import Edition
from diaban.explorer import subjects
from diaban.explorer.dashboard import periods, words
from diaban.explorer.wording import half
from diaban.indicators.formulas import scaled
from diaban.indicators.reading import (
    PARKS,
    UNKNOWN,
    WHOLE,
    ZONES,
    Definition,
    External,
    Figures,
    Restatement,
    Value,
    order_of,
)
from diaban.projects.periods import QUARTER, kind_of

NAME = "indicators"
_KEPT = 4


@dataclass(frozen=True, slots=True)
class Term:
    """One of the numbers that a figure is made of, in the reader's words."""

    label: str
    said: words.Said | None


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure of one period and place, whether computed here or cited."""

    definition: Definition
    period: str
    place: str
    value: Decimal | None
    computed: Value | None = None
    cited: External | None = None
    demonstration: bool = False

    @property
    def said(self) -> words.Said | None:
        return words.say(self.value, self.definition)

    @property
    def closed(self) -> bool:
        """Whether it changes no more unless it is restated; a cited one when it is final."""
        if self.cited is not None:
            return self.cited.vintage == "final"
        return self.computed is not None and self.computed.closed

    @property
    def confidence(self) -> str:
        if self.cited is not None:
            return "cited"
        return self.computed.confidence if self.computed else UNKNOWN

    @property
    def vintage(self) -> str:
        """Which release a cited figure is."""
        return str(words.VINTAGES[self.cited.vintage]) if self.cited else ""

    @property
    def statement(self) -> str:
        """Where a cited figure stands on the page of published statements."""
        return self.cited.statement.removeprefix("statement:") if self.cited else ""

    @property
    def reasons(self) -> list[str]:
        return words.reasons(self.computed.reasons) if self.computed else []


class Opened:
    """The figures of an edition, as the dashboard's pages ask for them."""

    def __init__(self, edition: Edition, figures: Figures) -> None:
        self.edition = edition
        self.figures = figures
        self.apart = edition.is_demonstration(NAME)
        # A document that tells its invented values apart is believed; one that does not is invented
        # as a whole where it lies with the demonstration.
        rows = figures.document.get("values", ())
        self.told_apart = any(row.get("demonstration") for row in rows)
        self._invented: dict[str, bool] = {}
        self._shown: dict[tuple[str, str, str], Shown] = {}

    @property
    def as_of(self) -> str:
        return self.figures.as_of.isoformat()

    def definition(self, code: str) -> Definition | None:
        return self.figures.definition(code)

    def known(self, code: str) -> Definition:
        """The definition of a code of the document, though none may hold today."""
        return self.definition(code) or self.figures.definitions[code][-1]

    def invented(self, value: Value | None) -> bool:
        """Whether a value rests on records of the demonstration."""
        if value is None:
            return False
        return value.demonstration or (self.apart and not self.told_apart)

    def invented_series(self, code: str) -> bool:
        """Whether any value of an indicator is invented: then its file is no open data."""
        if code not in self._invented:
            self._invented[code] = any(
                self.invented(value)
                for place in self.figures.places(code)
                for value in self.figures.series(code, place)
            )
        return self._invented[code]

    def shown(self, definition: Definition, period: str, place: str = WHOLE) -> Shown:
        """The figure of a period and place; its value is None where nobody knows it.

        Kept, since an edition does not change and a page asks for the same ones many times.
        """
        key = (definition.code, period, place)
        found = self._shown.get(key)
        if found is None:
            found = self._shown[key] = self._show(definition, period, place)
        return found

    def _show(self, definition: Definition, period: str, place: str) -> Shown:
        if definition.is_external:
            return self._cited(definition, period, place)
        value = self.figures.value(definition.code, period, place)
        by = (self.figures.of_value(value) if value else None) or definition
        return Shown(
            by,
            period,
            place,
            value.value if value else None,
            computed=value,
            demonstration=self.invented(value),
        )

    def _cited(self, definition: Definition, period: str, place: str) -> Shown:
        """What others published last; of what is published by the year alone, that of the year."""
        found = self.figures.external(definition.code, period, place)
        known = self._cited_periods(definition.code, place)
        if not found and known and all(map(periods.is_year, known)):
            period = period[:4]
            found = self.figures.external(definition.code, period, place)
        last = found[-1] if found else None
        return Shown(definition, period, place, last.value if last else None, cited=last)

    def _cited_periods(self, code: str, place: str) -> set[str]:
        released = self.figures.external_series(code, place)
        return {one.period for one in released if periods.is_period(one.period)}

    def series(self, definition: Definition, place: str, kind: str = QUARTER) -> list[Shown]:
        """Every period of a kind from the first known to the last, those between them without a
        value."""
        if definition.is_external:
            found = self._cited_periods(definition.code, place)
        else:
            series = self.figures.series(definition.code, place, kind)
            found = {one.period for one in series if one.value is not None or kind == QUARTER}
        names = sorted((one for one in found if kind_of(one) == kind), key=periods.order)
        if not names:
            return []
        return [
            self.shown(definition, name, place) for name in periods.between(names[0], names[-1])
        ]

    @cached_property
    def periods(self) -> frozenset[str]:
        """Every period of which anything is computed; without any, those of publications."""
        cited = self.figures.document.get("external", ())
        released = {one["period"] for one in cited if periods.is_period(one["period"])}
        computed = frozenset((*self.figures.periods, *self.figures.longer_periods))
        # A year that only a target names would show a page of unknowns.
        return computed | {one for one in released if not computed or kind_of(one) == QUARTER}

    def cited_periods(self, code: str) -> frozenset[str]:
        """The periods that others published of one indicator."""
        cited = self.figures.document.get("external", ())
        return frozenset(
            one["period"]
            for one in cited
            if one["indicator"] == code and periods.is_period(one["period"])
        )

    @cached_property
    def closed_periods(self) -> frozenset[str]:
        rows = self.figures.document.get("values", ())
        return frozenset(row["period"] for row in rows if row.get("state") == "closed")

    @cached_property
    def places(self) -> tuple[str, ...]:
        """Where figures are known: the whole first, then scopes, zones, parks."""
        found = {place for code in self.figures.codes for place in self.figures.places(code)}
        return tuple(sorted(found | {WHOLE}, key=order_of))

    def places_of(self, definition: Definition) -> tuple[str, ...]:
        """Where one indicator is known."""
        if not definition.is_external:
            return self.figures.places(definition.code)
        rows = self.figures.document.get("external", ())
        found = {row["place"] for row in rows if row["indicator"] == definition.code}
        return tuple(sorted(found, key=order_of))

    def places_in(self, definition: Definition, period: str) -> list[str]:
        """Where one indicator is told of in a period: localities only of their own time."""
        local = self.figures.localities
        return [
            key
            for key in self.places_of(definition)
            if key not in local or self.figures.value(definition.code, period, key) is not None
        ]

    def sites(self, key: str) -> list[str]:
        """The zones, parks and projects that lie whole in a locality, or are not divided."""
        known = self.figures.localities.get(key)
        sites = sorted(known.sites if known else (), key=order_of)
        return list(dict.fromkeys(self.place_name(site) for site in sites))

    def keeper(self, definition: Definition) -> str:
        """Who keeps a figure; the authority by its name in the reader's language."""
        known = self.edition.authority
        ours = {side: known.get(f"authority_{side}", "") for side in ("vi", "en")}
        return half(ours) if definition.owner == ours["vi"] else definition.owner

    def place_of(self, definition: Definition, key: str) -> str:
        """What a place is called beside others: what others publish is of the whole province, not
        of its parks and zones."""
        if key == WHOLE and definition.is_external:
            return _("Whole province")
        return self.place_name(key)

    def place_name(self, key: str) -> str:
        """What a place is called in the reader's language."""
        if key == WHOLE:
            return _("All parks and zones")
        if key == PARKS:
            return _("All industrial parks")
        if key == ZONES:
            return _("All economic zones")
        known = self.figures.document.get("places", {}).get(key)
        if known:
            return half(known)
        found = self.edition.find(key)
        return subjects.card(*found).name if found else key

    def terms(self, shown: Shown) -> list[Term]:
        """The two terms of a ratio with their names; for a count or a sum there are none."""
        definition, value = shown.definition, shown.computed
        if not definition.is_ratio or value is None:
            return []
        return [
            self._term(definition, query, amount)
            for query, amount in (
                (definition.numerator, value.numerator),
                (definition.denominator, value.denominator),
            )
        ]

    def _term(self, ratio: Definition, query: str, amount: Decimal | None) -> Term:
        of = self._definition_of(query)
        label = half(ratio.terms.get(query)) or (words.name(of) if of else query)
        if amount is None:
            return Term(label, None)
        if of is None:
            unit = ratio.terms.get(query, {}).get("unit", "")
            return Term(
                label, words.say(amount, words.Form(unit, 0 if amount == int(amount) else 2))
            )
        return Term(label, words.say(scaled(amount, of.scale), of))

    def _definition_of(self, query: str) -> Definition | None:
        """The indicator that is this query alone: it knows the unit of a term."""
        for code in (query, *self.figures.codes):
            one = self.figures.definition(code)
            if one and not one.is_ratio and not one.is_external and one.numerator == query:
                return one
        return None

    @cached_property
    def _restatements(self) -> Mapping[tuple[str, str, str], Sequence[Restatement]]:
        found: dict[tuple[str, str, str], list[Restatement]] = defaultdict(list)
        for one in self.figures.restatements():
            found[one.indicator, one.period, one.place].append(one)
        return found

    def restated(self, code: str, period: str, place: str) -> Sequence[Restatement]:
        """How often and why a closed figure came out differently; only quarters are closed."""
        behind = self.figures.quarter_behind(code, period) or period
        return self._restatements.get((code, behind, place), ())


@lru_cache(maxsize=_KEPT)
def _opened(edition: Edition) -> Opened | None:
    document = edition.document(NAME)
    return Opened(edition, Figures.of(document)) if document else None


def opened(edition: Edition) -> Opened | None:
    """The figures of an edition, read once for as long as it is among the last few asked for."""
    return _opened(edition)
