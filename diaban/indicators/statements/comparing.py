"""Put the questions to the figures that a published statement raises. Pure.

A *link* says which computed figure a statement is set beside, and what else is worth asking: other
scopes, other bases, the published parts of a published total, the recorded buckets that no part
names. What a figure is computed from is the caller's to say (`Ask`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from diaban.indicators.statements import printed
from diaban.indicators.statements.printed import Printed
from diaban.indicators.statements.reconciliation import (
    DENOMINATOR,
    SCOPE,
    SUBSTITUTE,
    Addition,
    Exchange,
    Outcome,
    Part,
    Reading,
    exchanges,
    factor,
    nearest,
    reconcile,
)

Words = Mapping[str, str]
"""A text in both languages: {"vi": …, "en": …}."""

FACTS, STATEMENTS = "facts:", "statements:"
"""How a question to recorded facts, or to other statements, begins (`asking`)."""
NAMED, AS_READ = "named", "as_read"
"""Taken as the source names it, or as a reader of the sentence may take it."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A published figure: its value as recorded, its unit, and its exact Vietnamese words."""

    code: str
    name: Words
    value: Decimal
    unit: str
    period: str = ""
    scope: Words = field(default_factory=dict)
    quote: str = ""
    source: Words = field(default_factory=dict)
    derived: bool = False
    """Nobody published it as it stands: it is arithmetic on what was published."""

    @property
    def worked_out(self) -> bool:
        """Whether it is such a share."""
        return self.derived and self.unit == "%"


@dataclass(frozen=True, slots=True)
class Link:
    """What a statement is set beside.

    `scopes` are other places to ask about, or other sums of facts ("facts:…"); `bases` are pairs of
    indicators "numerator/denominator"; `parts` are statements that should add up to this one;
    `rest` are the indicators that count what the parts may have left out, or that stand beside a
    figure that only others publish.
    """

    statement: str
    indicator: str
    reading: str = NAMED
    period: str = ""
    place: str = ""
    bound: str = printed.EXACT
    scopes: Sequence[str] = ()
    bases: Sequence[str] = ()
    parts: Sequence[str] = ()
    rest: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Summand:
    """One part of a sum of recorded facts: the value that was chosen, and those that lost.

    `others` are (value, tag of trust).
    """

    key: str
    name: Words
    value: Decimal
    trust: str = ""
    others: Sequence[tuple[Decimal, str]] = ()


@dataclass(frozen=True, slots=True)
class Computed:
    """A computed figure in its own unit, with its terms; `value` is None where it is unknown."""

    name: Words
    value: Decimal | None
    unit: str
    decimals: int = 0
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    term_unit: str = ""
    demonstration: bool = False
    summands: Sequence[Summand] = ()
    external: bool = False
    """Published by others and cited: it is never set against anything as if it were computed."""


Ask = Callable[[str, str, str], Computed | None]
"""(indicator, period, place) → the figure; None where nothing of that name is computed at all."""


@dataclass(frozen=True, slots=True)
class Base:
    """A share over another base: its two terms, each a figure in one unit."""

    numerator: Computed
    denominator: Computed
    share: Decimal


@dataclass(frozen=True, slots=True)
class Comparison:
    """A statement beside what was computed, with everything that was asked on the way."""

    statement: Statement
    link: Link
    said: Printed
    outcome: Outcome
    computed: Computed | None
    scopes: Mapping[str, Decimal] = field(default_factory=dict)
    sums: Mapping[str, Words] = field(default_factory=dict)
    """What those of `scopes` that are sums of facts are called."""
    bases: Mapping[str, Base] = field(default_factory=dict)
    exchanges: Sequence[Exchange] = ()
    addition: Addition | None = None
    rest: Sequence[Computed] = ()
    alike: Sequence[Statement] = ()

    @property
    def nearest(self) -> Exchange | None:
        """The sum with exchanged parts that comes nearest to what was published."""
        return nearest(self.said, self.exchanges)

    @property
    def demonstration(self) -> bool:
        """Whether anything computed in it rests on invented records."""
        figures = [self.computed, *self.rest]
        figures += [
            one for base in self.bases.values() for one in (base.numerator, base.denominator)
        ]
        return any(one.demonstration for one in figures if one and one.value is not None)


def compare(link: Link, statements: Mapping[str, Statement], ask: Ask) -> Comparison:
    """The comparison that `link` asks for.

    Raises:
        KeyError: the link or its parts name a statement that is not there.
    """
    statement = statements[link.statement]
    said = printed.read(
        statement.value, statement.quote, link.bound, worked_out=statement.worked_out
    )
    period = link.period or statement.period
    computed = ask(link.indicator, period, link.place)
    asked = _scopes(link, period, statement.unit, ask)
    scopes = {name: value for name, (value, _words) in asked.items()}
    bases = _bases(link, period, ask)
    found = exchanges([_part(one) for one in computed.summands]) if computed else []
    cited = computed is not None and computed.external
    same = Reading(None if cited else _in_unit(computed, statement.unit))
    others = [
        *(Reading(value, SCOPE, place) for place, value in scopes.items()),
        *(Reading(one.total, SUBSTITUTE, str(number)) for number, one in enumerate(found)),
        *(Reading(base.share, DENOMINATOR, name) for name, base in bases.items()),
    ]
    parts = [statements[code] for code in link.parts]
    return Comparison(
        statement,
        link,
        said,
        reconcile(said, computed.decimals if computed else 0, same, others),
        computed,
        scopes,
        {name: words for name, (_value, words) in asked.items() if name.startswith(FACTS)},
        bases,
        found,
        Addition(statement.value, tuple(part.value for part in parts)) if parts else None,
        [one for name in link.rest if (one := ask(name, period, link.place))],
        _alike(statement, statements.values()),
    )


def _scopes(link: Link, period: str, unit: str, ask: Ask) -> dict[str, tuple[Decimal, Words]]:
    found = {}
    for name in link.scopes:
        if name == link.place:
            continue
        sum_of_facts = name.startswith(FACTS)
        other = ask(name, period, "") if sum_of_facts else ask(link.indicator, period, name)
        value = _in_unit(other, unit)
        if other is not None and value is not None:
            found[name] = (value, other.name)
    return found


def _bases(link: Link, period: str, ask: Ask) -> dict[str, Base]:
    found = {}
    for pair in link.bases:
        above, _, below = pair.partition("/")
        numerator, denominator = ask(above, period, link.place), ask(below, period, link.place)
        if numerator is None or denominator is None or numerator.value is None:
            continue
        value = _in_unit(denominator, numerator.unit)
        if value:
            found[pair] = Base(numerator, denominator, numerator.value * 100 / value)
    return found


def _in_unit(computed: Computed | None, unit: str) -> Decimal | None:
    """The figure in `unit`; None where it is unknown or cannot be said in it."""
    if computed is None or computed.value is None:
        return None
    times = factor(computed.unit, unit)
    return None if times is None else computed.value * times


def _part(one: Summand) -> Part:
    different = {value for value, _trust in one.others} - {one.value}
    return Part(one.key, one.value, tuple(sorted(different)))


def _alike(statement: Statement, every: Iterable[Statement]) -> list[Statement]:
    """Other publications of the same thing for the same time: one number under two scopes.

    Their codes begin alike, for two numbers may be equal by chance.
    """
    return [
        other
        for other in every
        if other.code != statement.code
        and (other.value, other.unit, other.period)
        == (statement.value, statement.unit, statement.period)
        and other.scope != statement.scope
        and (other.code.startswith(statement.code) or statement.code.startswith(other.code))
    ]
