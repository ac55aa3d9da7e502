"""Do published figures add up? Arithmetic on the statements themselves, and nothing else. Pure.

A total and its parts are recognised by their codes: `2025-q1-dossiers` is the whole of
`2025-q1-dossiers-early`, `-on-time` and `-late`. Only partitions listed here are compared, and
only where every part was published in the unit of the total.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

PARTITIONS: Sequence[Sequence[str]] = (
    ("early", "on-time", "late"),
    ("developers", "enterprises"),
    ("fdi", "domestic"),
    ("coastal", "border-gate"),
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A published number under its code."""

    code: str
    value: float
    unit: str


@dataclass(frozen=True, slots=True)
class Sum:
    """A published total beside the sum of its published parts."""

    total: Figure
    parts: Sequence[Figure]

    @property
    def sum(self) -> float:
        """The sum of the parts, without the noise of binary fractions."""
        return float(sum((Fraction(str(part.value)) for part in self.parts), Fraction(0)))

    @property
    def difference(self) -> float:
        """What the total has more than its parts; negative where the parts exceed it."""
        return float(Fraction(str(self.total.value)) - Fraction(str(self.sum)))

    @property
    def holds(self) -> bool:
        return self.difference == 0


def sums(figures: Iterable[Figure]) -> list[Sum]:
    """Every total whose parts were all published, in the order of the totals."""
    by_code: Mapping[str, Figure] = {figure.code: figure for figure in figures}
    found = []
    for code, total in by_code.items():
        for names in PARTITIONS:
            parts = [by_code.get(f"{code}-{name}") for name in names]
            known = [part for part in parts if part is not None and part.unit == total.unit]
            if len(known) == len(names):
                found.append(Sum(total, known))
    return found
