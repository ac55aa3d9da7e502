"""A published figure beside computed ones: what could explain a difference. Pure.

Hypotheses are tried in this order, and the first that holds is the verdict:

1. *equal*: the computed figure is the published one, in the indicator's own decimals;
2. *rounding*: it becomes the published one when it is rounded, cut or raised to the printed digits;
3. *different scope*: the same question over other places, or over the same places with another
   recorded value of one or two of them, gives the published figure;
4. *different denominator*: the same numerator over another base gives it;
5. *unexplained*: none of them does. The difference is then said, and nothing is made up.

Where there is no computed figure nothing is compared: *not computed*.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import combinations, product

from diaban.indicators.statements import printed
from diaban.indicators.statements.printed import Printed


class Verdict(StrEnum):
    EQUAL = "equal"
    ROUNDING = "rounding"
    SCOPE = "different_scope"
    DENOMINATOR = "different_denominator"
    UNEXPLAINED = "unexplained"
    NOT_COMPUTED = "not_computed"


SCOPE, DENOMINATOR, SUBSTITUTE = "scope", "denominator", "substitute"
_VERDICTS = {
    SCOPE: Verdict.SCOPE,
    SUBSTITUTE: Verdict.SCOPE,
    DENOMINATOR: Verdict.DENOMINATOR,
}


@dataclass(frozen=True, slots=True)
class Reading:
    """One computed figure, in the unit of the published one; None where it is unknown.

    `kind` is "" for the question as it was put, or the hypothesis under which it was put otherwise;
    `name` says which scope, base or exchanged values.
    """

    value: Decimal | None
    kind: str = ""
    name: str = ""
    numerator: Decimal | None = None
    denominator: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """The verdict, the reading that explains the published figure, and how it was rounded.

    `difference` is computed minus published, of the question as it was put.
    """

    verdict: Verdict
    difference: Decimal | None = None
    match: Reading | None = None
    how: str = ""


def reconcile(
    said: Printed, decimals: int, same: Reading, others: Iterable[Reading] = ()
) -> Outcome:
    """The verdict on `said`; `decimals` are those in which the indicator is always shown.

    `others` are further readings; those of a kind are tried in the order given.
    """
    if same.value is None:
        return Outcome(Verdict.NOT_COMPUTED)
    difference = same.value - said.value
    how = printed.how(same.value, said)
    if how == printed.SAME or (how == printed.ROUNDED and said.digits >= decimals):
        return Outcome(Verdict.EQUAL, difference, same, how)
    if how:
        return Outcome(Verdict.ROUNDING, difference, same, how)
    rest = list(others)
    for kinds in ((SCOPE, SUBSTITUTE), (DENOMINATOR,)):
        for reading in sorted((one for one in rest if one.kind in kinds), key=_order(kinds)):
            how = printed.how(reading.value, said) if reading.value is not None else ""
            if how:
                return Outcome(_VERDICTS[reading.kind], difference, reading, how)
    return Outcome(Verdict.UNEXPLAINED, difference)


def _order(kinds: Sequence[str]) -> Callable[[Reading], int]:
    return lambda reading: kinds.index(reading.kind)


@dataclass(frozen=True, slots=True)
class Part:
    """One summand: the value that the rule chose, and those that lost, each once."""

    key: str
    value: Decimal
    others: tuple[Decimal, ...] = ()


@dataclass(frozen=True, slots=True)
class Exchange:
    """A sum in which some parts have another recorded value: part key → that value."""

    total: Decimal
    instead: Mapping[str, Decimal]


def exchanges(parts: Sequence[Part], most: int = 2) -> list[Exchange]:
    """Every sum with at most `most` parts exchanged for a value that lost, fewest exchanges first.

    With n parts of k losing values these are of the order (n·k)²; more exchanges would find a sum
    for any number, and so explain nothing.
    """
    whole = sum((part.value for part in parts), Decimal(0))
    open_to_it = [part for part in parts if part.others]
    found = []
    for count in range(1, most + 1):
        for chosen in combinations(open_to_it, count):
            for values in product(*(part.others for part in chosen)):
                pairs = list(zip(chosen, values, strict=True))
                total = whole + sum((value - part.value for part, value in pairs), Decimal(0))
                found.append(Exchange(total, {part.key: value for part, value in pairs}))
    return found


def nearest(said: Printed, found: Iterable[Exchange]) -> Exchange | None:
    """The exchange whose sum comes nearest to the published figure; the earlier one of equals."""
    return min(found, key=lambda one: abs(one.total - said.value), default=None)


@dataclass(frozen=True, slots=True)
class Addition:
    """Published parts beside their published total; `rest` is what no part names."""

    total: Decimal
    parts: tuple[Decimal, ...]

    @property
    def sum(self) -> Decimal:
        return sum(self.parts, Decimal(0))

    @property
    def rest(self) -> Decimal:
        return self.total - self.sum


_MULTIPLES = {"": Decimal(1), "million": Decimal(10) ** 6, "billion": Decimal(10) ** 9}
_AREAS = {"m2": Decimal(1), "ha": Decimal(10) ** 4, "km2": Decimal(10) ** 6}


def factor(of: str, into: str) -> Decimal | None:
    """What a number in the unit `of` is multiplied by to be in `into`; None where there is no way.

    >>> factor("USD", "billion USD") * 10_367_000_000
    Decimal('10.367000000')
    """
    if of == into:
        return Decimal(1)
    if of in _AREAS and into in _AREAS:
        return _AREAS[of] / _AREAS[into]
    (scale, base), (wanted, same) = _money(of), _money(into)
    if base == same and base in ("USD", "VND"):
        return scale / wanted
    return None


def _money(unit: str) -> tuple[Decimal, str]:
    first, _, rest = unit.partition(" ")
    if rest and first in _MULTIPLES:
        return _MULTIPLES[first], rest
    return Decimal(1), unit
