"""How the public pages, the reports and others read the document `indicators` of an edition. Pure.

Every figure can be asked for by its code, its period and its place. What is not in the document
is None: unknown, and never zero. Numbers are exact `Decimal`s. The value of a ratio is rounded half
up to the definition's decimals; its two terms stand beside it, in the units of their queries.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from diaban.projects.periods import QUARTER, kind_of, period, quarters_of

WHOLE = ""
"""The place of all zones and parks of the authority."""
PARKS, ZONES = "scope:parks", "scope:zones"
"""Everything in an industrial park (KCN), wherever; everything in an economic zone (KKT)."""
EVERYWHERE = "*"
"""The place of what holds for every place, the indicator of what holds for every indicator."""
OK, WEAK, UNKNOWN = "ok", "weak", "unknown"
Words = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Definition:
    """One version of an indicator; it holds from `valid_from` (None: always) until the day before
    `valid_to`. `scale` divides a count or sum and multiplies a ratio."""

    code: str
    version: int
    valid_from: date | None
    valid_to: date | None
    topic: str
    name: Words
    short: Words
    unit: str
    decimals: int
    kind: str
    numerator: str
    denominator: str
    scale: Decimal
    period: str
    cutoff: str
    direction: str
    basis: Words
    trust: str
    owner: str
    terms: Mapping[str, Words]
    """What the two terms are called, by `numerator` and `denominator`."""
    source: Words = field(default_factory=dict)
    """What the definition was taken from, with its `id`; editions made before say nothing."""

    @property
    def is_ratio(self) -> bool:
        return self.kind == "ratio"

    @property
    def is_external(self) -> bool:
        """Whether others publish it, so that it is cited and never computed."""
        return self.kind == "external"

    def holds(self, on: date) -> bool:
        return (self.valid_from is None or self.valid_from <= on) and (
            self.valid_to is None or on < self.valid_to
        )


@dataclass(frozen=True, slots=True)
class Value:
    """A computed figure: None is unknown, and `reasons` say why, or what makes it weak."""

    indicator: str
    version: int
    period: str
    place: str
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    state: str
    as_of: date
    confidence: str
    reasons: tuple[str, ...]
    demonstration: bool

    @property
    def closed(self) -> bool:
        return self.state == "closed"

    @property
    def running(self) -> bool:
        """Whether the period had not ended on the day of the figure."""
        return "period_running" in self.reasons


@dataclass(frozen=True, slots=True)
class External:
    """A figure that others published, cited: its vintage is first, revision or final."""

    indicator: str
    period: str
    place: str
    vintage: str
    value: Decimal
    unit: str
    source: str
    published_on: str
    statement: str
    quote: Words


@dataclass(frozen=True, slots=True)
class Statement:
    """A published figure beside the computed one, with the verdict of the reconciliation.

    A statement may be read in two ways ("named", "as_read"), and then stands here twice. `terms`
    are the two of a computed share, as (words, number, unit); `origin` is what was computed from:
    "indicator", "facts", or "statements".
    """

    statement: str
    indicator: str
    period: str
    place: str
    published: str
    unit: str
    computed: Decimal | None
    verdict: str
    difference: Decimal | None
    explanation: Words
    reading: str = "named"
    origin: str = "indicator"
    name: Words = field(default_factory=dict)
    terms: Sequence[tuple[Words, Decimal, str]] = ()
    demonstration: bool = False


@dataclass(frozen=True, slots=True)
class Restatement:
    """A closed figure that came out differently later."""

    indicator: str
    period: str
    place: str
    old: Decimal | None
    new: Decimal | None
    on: date
    cause: Words
    kind: str


@dataclass(frozen=True, slots=True)
class Break:
    """From this period on a series does not continue what stood before it."""

    indicator: str
    place: str
    from_period: str
    cause: Words


@dataclass(frozen=True, slots=True)
class Locality:
    """An administrative unit that stood from `first` to the day before `until`; or, without a time,
    what could not be divided `among` units of its level (among none: nobody knows which).

    `sites` are the zones, parks and projects that lie whole in it."""

    key: str
    level: str
    sites: tuple[str, ...]
    first: date | None = None
    until: date | None = None
    among: tuple[str, ...] | None = None

    @property
    def is_unit(self) -> bool:
        return self.among is None

    def stood(self, on: date) -> bool:
        return (self.first is None or self.first <= on) and (self.until is None or on < self.until)


class Figures:
    """The document, ready to be asked: `Figures.of(edition.document("indicators"))`."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = document
        self.as_of = date.fromisoformat(document["as_of"])

    @classmethod
    def of(cls, document: Mapping[str, Any] | None) -> Figures:
        """Of a document; where an edition has none, nothing is known."""
        return cls(document or {"as_of": "1970-01-01"})

    # ---- definitions ----

    @cached_property
    def definitions(self) -> Mapping[str, Sequence[Definition]]:
        """Every indicator in the order of the document: its versions, the oldest first."""
        found: dict[str, list[Definition]] = defaultdict(list)
        for row in self.document.get("definitions", ()):
            found[row["code"]].append(_definition(row))
        return dict(found)

    def definition(self, code: str, on: date | None = None) -> Definition | None:
        """The version that holds on a day (the document's own day); None: no such indicator then.

        Where none holds any more, the last one is given if no day was asked for.
        """
        versions = self.definitions.get(code, ())
        holding = [one for one in versions if one.holds(on or self.as_of)]
        if holding:
            return holding[-1]
        return versions[-1] if versions and on is None else None

    def of_value(self, value: Value) -> Definition | None:
        """The version by which a value was computed."""
        versions = self.definitions.get(value.indicator, ())
        return next((one for one in versions if one.version == value.version), None)

    @cached_property
    def codes(self) -> tuple[str, ...]:
        return tuple(self.definitions)

    # ---- values ----

    def value(self, code: str, period: str, place: str = WHOLE) -> Value | None:
        row = self._row(code, period, place)
        return _value(row, self.as_of) if row is not None else None

    def series(self, code: str, place: str = WHOLE, kind: str = QUARTER) -> list[Value]:
        """All values of an indicator at a place for one kind of period, the oldest first."""
        known = [*self._rows.get((code, place), ()), *self.longer_periods]
        names = sorted({name for name in known if kind_of(name) == kind})
        return [one for name in names if (one := self.value(code, name, place)) is not None]

    def quarter_behind(self, code: str, name: str) -> str:
        """The quarter whose figure a longer period repeats, "" where it has one of its own.

        What there was at the end of a half-year is what there was at the end of its last quarter;
        of one that runs, at the end of the quarter that runs.
        """
        if name not in self._longer or self._is_flow(code):
            return ""
        begun = [one for one in quarters_of(name) if period(one).first <= self.as_of]
        return begun[-1] if begun else ""

    @cached_property
    def periods(self) -> tuple[str, ...]:
        """The quarters for which anything is computed, the oldest first."""
        return tuple(sorted({row["period"] for row in self.document.get("values", ())}))

    @cached_property
    def longer_periods(self) -> tuple[str, ...]:
        """The half-years, nine months and years of the document, kind by kind, the oldest first."""
        return tuple(self.document.get("longer_periods", ()))

    def places(self, code: str) -> tuple[str, ...]:
        """Where the indicator is computed: the whole, the scopes, zones, parks, localities."""
        return self._places.get(code, ())

    def place_name(self, place: str) -> Words:
        """What a place is called; of one that the document does not know, its key."""
        names = self.document.get("places", {})
        return names.get(place) or {"vi": place, "en": place}

    @cached_property
    def localities(self) -> Mapping[str, Locality]:
        """The administrative units among the places, and what could not be divided among them."""
        return {
            key: Locality(
                key, row["level"], tuple(row.get("sites", ())), _day(row.get("from")),
                _day(row.get("until")), tuple(row["among"]) if "among" in row else None,
            )
            for key, row in self.document.get("localities", {}).items()
        }  # fmt: skip

    def undivided(self, place: str) -> list[str]:
        """The places of what may lie in this unit or in another."""
        unit = self.localities.get(place)
        if unit is None or not unit.is_unit:
            return []
        return [
            key
            for key, one in self.localities.items()
            if one.among is not None and one.level == unit.level
            and (not one.among or place in one.among)
        ]  # fmt: skip

    # ---- what others published, and what changed ----

    def external(self, code: str, period: str, place: str = WHOLE) -> list[External]:
        """What was published of an external series for a period: first, revisions, final."""
        return [one for one in self.external_series(code, place) if one.period == period]

    def external_series(self, code: str, place: str = WHOLE) -> list[External]:
        """Everything published of an external series, by period and vintage."""
        return in_order(one for one in self._external.get(code, ()) if one.place == place)

    def statements(self, period: str | None = None) -> list[Statement]:
        rows = self.document.get("statements", ())
        return [_statement(row) for row in rows if period in (None, row["period"])]

    def restatements(self, code: str | None = None) -> list[Restatement]:
        """What closed figures became, the oldest change first."""
        rows = self.document.get("restatements", ())
        return [_restatement(row) for row in rows if code in (None, row["indicator"])]

    def breaks(self, code: str, place: str = WHOLE) -> list[Break]:
        """Where the series of a place breaks; one of the definition breaks it everywhere, one of a
        locality every series of it."""
        return [
            Break(code, row["place"], row["from_period"], row["cause"])
            for row in self.document.get("breaks", ())
            if row["indicator"] in (EVERYWHERE, code) and row["place"] in (EVERYWHERE, place)
        ]

    # ---- indexes ----

    @cached_property
    def _rows(self) -> Mapping[tuple[str, str], Mapping[str, Any]]:
        found: dict[tuple[str, str], dict[str, Any]] = {}
        for part in ("values", "longer"):
            for row in self.document.get(part, ()):
                found.setdefault((row["indicator"], row["place"]), {})[row["period"]] = row
        return found

    def _row(self, code: str, name: str, place: str) -> Mapping[str, Any] | None:
        rows = self._rows.get((code, place), {})
        if name in rows:
            return rows[name]
        behind = rows.get(self.quarter_behind(code, name))
        return None if behind is None else {**behind, "period": name}

    @cached_property
    def _longer(self) -> frozenset[str]:
        return frozenset(self.longer_periods)

    def _is_flow(self, code: str) -> bool:
        versions = self.definitions.get(code, ())
        return not versions or versions[-1].period == "flow"

    @cached_property
    def _places(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, list[str]] = defaultdict(list)
        for code, place in self._rows:
            found[code].append(place)
        return {code: tuple(sorted(places, key=order_of)) for code, places in found.items()}

    @cached_property
    def _external(self) -> Mapping[str, Sequence[External]]:
        found: dict[str, list[External]] = defaultdict(list)
        for row in self.document.get("external", ()):
            found[row["indicator"]].append(released(row))
        return found


def in_order(releases: Iterable[External]) -> list[External]:
    """By period and vintage: first, revisions, final."""
    order = ("first", "revision", "final")
    return sorted(
        releases,
        key=lambda one: (one.period, order.index(one.vintage), one.published_on, one.statement),
    )


def order_of(place: str) -> tuple[int, str]:
    """The whole first, then the scopes, economic zones, parks, localities, what lies among them."""
    kind = place.partition(":")[0]
    kinds = (WHOLE, "scope", "economic_zone", "park", "locality", "among")
    return (kinds.index(kind) if kind in kinds else len(kinds), place)


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _definition(row: Mapping[str, Any]) -> Definition:
    return Definition(
        **{name: row[name] for name in (
            "code", "version", "topic", "name", "short", "unit", "decimals", "kind", "numerator",
            "denominator", "period", "cutoff", "direction", "basis", "trust", "owner",
        )},
        valid_from=_day(row["valid_from"]),
        valid_to=_day(row["valid_to"]),
        scale=Decimal(row["scale"]),
        terms=row.get("terms", {}),
        source=row.get("source", {}),
    )  # fmt: skip


def _value(row: Mapping[str, Any], as_of: date) -> Value:
    return Value(
        indicator=row["indicator"],
        version=row["version"],
        period=row["period"],
        place=row["place"],
        value=_number(row["value"]),
        numerator=_number(row.get("numerator")),
        denominator=_number(row.get("denominator")),
        state=row.get("state", "provisional"),
        as_of=_day(row.get("as_of")) or as_of,
        confidence=row.get("confidence", OK),
        reasons=tuple(row.get("reasons", ())),
        demonstration=bool(row.get("demonstration")),
    )


def released(row: Mapping[str, Any]) -> External:
    """A row of `external`."""
    return External(**{**row, "value": Decimal(row["value"])})


def _statement(row: Mapping[str, Any]) -> Statement:
    computed, difference = _number(row["computed"]), _number(row["difference"])
    terms = [(one["name"], Decimal(one["value"]), one["unit"]) for one in row.get("terms", ())]
    return Statement(**{**row, "computed": computed, "difference": difference, "terms": terms})


def _restatement(row: Mapping[str, Any]) -> Restatement:
    old, new = _number(row["old"]), _number(row["new"])
    return Restatement(**{**row, "old": old, "new": new, "on": date.fromisoformat(row["on"])})
