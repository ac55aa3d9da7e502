"""Figures of old units as figures of new ones: exact where a unit moved whole, else shared. Pure.

A table has one row for each former commune and columns of figures that may be added up (people,
hectares, tonnes). A former commune that went whole into one new one gives it all of its figure. One
that was divided is divided by known shares, of population or of area; how, and after whom, stands
with every result. What nobody knows how to divide is not divided: it stays with the former commune,
in a line of its own. Whatever is asked, the sum over all lines is the sum of the table, exactly.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

WHOLE, UNDIVIDED = "whole", "undivided"
AREA, POPULATION = "area", "population"
MEASURES = (AREA, POPULATION)
TOLERANCE = Decimal("0.001")
"""Shares are rounded: their sum may be so far from one, and is then taken as one."""


@dataclass(frozen=True, slots=True)
class Share:
    """A share as somebody states it; `trust` as in packs."""

    value: Decimal
    trust: str = ""
    source: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Old:
    """A former commune: where it went, and by which shares if it was divided."""

    code: str
    name: str
    type: str
    district: str
    heirs: tuple[str, ...]
    shares: Mapping[str, Mapping[str, Share]] = field(default_factory=dict)

    @property
    def is_whole(self) -> bool:
        return len(self.heirs) == 1

    def division(self, by: str) -> tuple[str, Mapping[str, Share]] | None:
        """The measure by which it is divided, `by` if its shares are known, else the other."""
        for measure in (by, *(one for one in MEASURES if one != by)):
            known = self.shares.get(measure, {})
            total = sum((share.value for share in known.values()), Decimal(0))
            if set(known) == set(self.heirs) and abs(total - 1) <= TOLERANCE:
                return measure, known
        return None


def old_units(
    crosswalk: Iterable[Mapping[str, Any]], shares: Iterable[Mapping[str, Any]] = ()
) -> dict[str, Old]:
    """Former communes by code, from an edition's crosswalk and its document of shares."""
    known: dict[str, dict[str, dict[str, Share]]] = defaultdict(lambda: defaultdict(dict))
    for row in shares:
        value = Decimal(str(row["share"]))
        share = Share(value, row.get("trust", ""), row.get("source", {}))
        known[row["old_code"]][row["measure"]][_bare(row["new_code"])] = share
    found: dict[str, dict[str, Any]] = {}
    for row in crosswalk:
        one = found.setdefault(
            row["old_code"],
            {"name": row["old_name"], "type": row.get("old_type") or "",
             "district": _bare(row.get("old_district") or ""), "heirs": []},
        )  # fmt: skip
        heir = _bare(row["new_code"])
        if heir not in one["heirs"]:
            one["heirs"].append(heir)
    return {
        code: Old(code=code, **one | {"heirs": tuple(one["heirs"])}, shares=known.get(code, {}))
        for code, one in found.items()
    }


def _bare(code: str) -> str:
    return code.removeprefix("locality:")


@dataclass(frozen=True, slots=True)
class Part:
    """What one former commune gives to a line: how it was cut, and the share (None: whole)."""

    old: Old
    basis: str
    share: Share | None
    values: tuple[Decimal | None, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """The figures of a new unit, or of a former one that could not be divided.

    `values` are None where a part is unknown; `known` adds up what is known. `absent` are former
    communes that belong to the unit and are not in the table: its figures lack theirs.
    """

    code: str
    is_new: bool
    parts: tuple[Part, ...]
    known: tuple[Decimal, ...]
    unknown: tuple[int, ...]
    absent: tuple[Old, ...] = ()

    @property
    def values(self) -> tuple[Decimal | None, ...]:
        return tuple(
            None if lacking or self.absent else total
            for total, lacking in zip(self.known, self.unknown, strict=True)
        )

    @property
    def is_exact(self) -> bool:
        """Only whole units, and all of them: the series goes on without a break."""
        return self.is_new and not self.absent and all(one.basis == WHOLE for one in self.parts)


def convert(
    figures: Sequence[tuple[str, Sequence[Decimal | None]]], units: Mapping[str, Old], by: str
) -> list[Line]:
    """Lines by code of the new unit, those of undivided former units last.

    Args:
        figures: (code of a former commune in `units`, its figures); a code may stand several times.
        by: the measure by which divided communes are divided where its shares are known.
    """
    width = max((len(values) for _code, values in figures), default=0)
    places = [_places(values[column] for _code, values in figures) for column in range(width)]
    parts: dict[tuple[bool, str], list[Part]] = defaultdict(list)
    for code, values in figures:
        old = units[code]
        for heir, part in _cut(old, values, by, places):
            parts[(heir is not None, heir or old.code)].append(part)
    named = {code for code, _values in figures}
    lines = [
        _line(code, is_new, found, width, units, named) for (is_new, code), found in parts.items()
    ]
    return sorted(lines, key=lambda line: (not line.is_new, line.code))


def _cut(
    old: Old, values: Sequence[Decimal | None], by: str, places: Sequence[int]
) -> Iterable[tuple[str | None, Part]]:
    if old.is_whole:
        yield old.heirs[0], Part(old, WHOLE, None, tuple(values))
        return
    division = old.division(by)
    if division is None:
        yield None, Part(old, UNDIVIDED, None, tuple(values))
        return
    measure, shares = division
    weights = [shares[heir].value for heir in old.heirs]
    columns = [
        _divided(value, weights, decimals) for value, decimals in zip(values, places, strict=True)
    ]
    for position, heir in enumerate(old.heirs):
        cut = tuple(column[position] for column in columns)
        yield heir, Part(old, measure, shares[heir], cut)


def _divided(
    value: Decimal | None, weights: Sequence[Decimal], decimals: int
) -> list[Decimal | None]:
    """The value cut by weights in its own decimals, people into whole people, nothing lost.

    Each part is rounded down; what is left goes to those that lost most (largest remainder).
    """
    if value is None:
        return [None] * len(weights)
    step = Decimal(1).scaleb(-decimals)
    parts = [Fraction(weight) for weight in weights]
    sign = -1 if value < 0 else 1
    steps = abs(Fraction(value)) / Fraction(step)
    exact = [steps * part / sum(parts) for part in parts]
    whole = [int(one) for one in exact]
    left = int(steps) - sum(whole)
    order = sorted(range(len(weights)), key=lambda at: (whole[at] - exact[at], -weights[at], at))
    for at in order[:left]:
        whole[at] += 1
    return [sign * one * step for one in whole]


def _places(values: Iterable[Decimal | None]) -> int:
    """The most decimals with which a column is written."""
    exponents = [value.as_tuple().exponent for value in values if value is not None]
    return max([0, *(-one for one in exponents if isinstance(one, int))])


def _line(
    code: str,
    is_new: bool,
    parts: Sequence[Part],
    width: int,
    units: Mapping[str, Old],
    named: set[str],
) -> Line:
    known, unknown = [], []
    for column in range(width):
        cells = [part.values[column] for part in parts]
        known.append(sum((cell for cell in cells if cell is not None), Decimal(0)))
        unknown.append(sum(1 for cell in cells if cell is None))
    absent = [
        old for old in units.values() if is_new and code in old.heirs and old.code not in named
    ]
    return Line(code, is_new, tuple(parts), tuple(known), tuple(unknown), tuple(absent))
