"""An indicator's definition as data, and what makes one impossible. Pure.

A definition is a version: it holds from its day on, and what was computed by an earlier version
stays what it was. Its terms are named queries; a named query has a unit and is asked for a period
(a flow: what happened in it) or for its last day (a stock: what there was).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from diaban.indicators.formulas import NO_DENOMINATOR, Amount, rounded_quotient, scaled
from diaban.indicators.statements.reconciliation import factor
from diaban.projects.periods import CUTOFFS

COUNT, SUM, RATIO, EXTERNAL = "count", "sum", "ratio", "external"
FLOW, STOCK = "flow", "stock"
UP, DOWN, NONE = "up", "down", "none"

KINDS: Mapping[str, tuple[str, str]] = {
    COUNT: ("Số đếm", "Count"),
    SUM: ("Tổng", "Sum"),
    RATIO: ("Tỷ lệ", "Ratio"),
    EXTERNAL: ("Số liệu bên ngoài", "External figure"),
}
PERIODS: Mapping[str, tuple[str, str]] = {
    FLOW: ("Trong kỳ", "In the period"),
    STOCK: ("Cuối kỳ", "At the end of the period"),
}
DIRECTIONS: Mapping[str, tuple[str, str]] = {
    UP: ("Tăng là tốt", "Higher is better"),
    DOWN: ("Giảm là tốt", "Lower is better"),
    NONE: ("Không có chiều tốt, xấu", "Neither is better"),
}
TOPICS: Mapping[str, tuple[str, str]] = {
    "dossiers": ("Thủ tục hành chính", "Dossiers"),
    "petitions": ("Kiến nghị", "Petitions"),
    "visits": ("Tổ công tác, cam kết", "Task force and commitments"),
    "land": ("Đất đai", "Land"),
    "projects": ("Dự án đầu tư", "Investment projects"),
    "economy": ("Kinh tế", "Economy"),
    "green": ("Xanh, môi trường", "Green and environment"),
}
CUTOFF_NAMES: Mapping[str, tuple[str, str]] = {
    name: (one.basis_vi, one.basis_en) for name, one in CUTOFFS.items()
}


@dataclass(frozen=True, slots=True)
class Query:
    """A question that a room answers in whole units: `flow` over a period or `stock` at its end.

    `by_place`: whether it can be asked for a zone or park; otherwise only for the whole.
    """

    name: str
    unit: str
    period: str
    label_vi: str
    label_en: str
    by_place: bool = True


@dataclass(frozen=True, slots=True)
class Definition:
    """One version. `scale` divides a count or sum and multiplies a ratio (`formulas`)."""

    code: str
    version: int
    topic: str
    name_vi: str
    name_en: str
    short_vi: str
    short_en: str
    unit: str
    decimals: int
    kind: str
    numerator: str = ""
    denominator: str = ""
    scale: Decimal = Decimal(1)
    period: str = FLOW
    cutoff: str = "calendar"
    direction: str = NONE
    basis_vi: str = ""
    basis_en: str = ""
    owner: str = ""
    trust: str = ""
    source: str = ""
    valid_from: date | None = None
    valid_to: date | None = None

    @property
    def formula(self) -> tuple[object, ...]:
        """What decides a figure: two versions that share it differ in words alone."""
        return (
            self.code, self.unit, self.decimals, self.kind, self.numerator, self.denominator,
            self.scale.normalize(), self.period, self.cutoff,
        )  # fmt: skip

    @property
    def terms(self) -> tuple[str, ...]:
        return tuple(name for name in (self.numerator, self.denominator) if name)

    def holds(self, on: date) -> bool:
        return (self.valid_from is None or self.valid_from <= on) and (
            self.valid_to is None or on < self.valid_to
        )


class Computed(NamedTuple):
    """A value and the terms out of which it came; None is unknown, for coded reasons."""

    value: Decimal | None
    numerator: Amount
    denominator: Amount | None
    reasons: tuple[str, ...] = ()


def compute(definition: Definition, numerator: Amount, denominator: Amount | None) -> Computed:
    """The value by a definition: exact for counts and sums, a ratio rounded to its decimals."""
    reasons, value = numerator.reasons, None
    over, under = numerator.value, denominator.value if denominator else None
    if denominator is not None and denominator.reasons:
        reasons = tuple(sorted({*reasons, *denominator.reasons}))
    if definition.kind != RATIO:
        value = None if over is None else scaled(over, definition.scale)
    elif over is not None and under is not None:
        if under:
            value = rounded_quotient(over, under, definition.scale, definition.decimals)
        else:
            reasons = (*reasons, NO_DENOMINATOR)
    return Computed(value, numerator, denominator, reasons)


def at(versions: Iterable[Definition], on: date) -> Definition | None:
    """The version that holds on a day: of several the one that began last, then the later made."""
    holding = [one for one in versions if one.holds(on)]
    return max(holding, key=lambda one: (one.valid_from or date.min, one.version), default=None)


def refusals(definition: Definition, queries: Mapping[str, Query]) -> list[tuple[str, str]]:
    """Why a definition cannot stand: codes (`wording.REFUSALS`) with what they are about."""
    wrong: list[tuple[str, str]] = []
    for name, known in (
        ("kind", KINDS), ("period", PERIODS), ("cutoff", CUTOFFS), ("direction", DIRECTIONS),
        ("topic", TOPICS),
    ):  # fmt: skip
        if getattr(definition, name) not in known:
            wrong.append((f"unknown_{name}", getattr(definition, name)))
    if definition.kind == EXTERNAL:
        return wrong + [("external_has_terms", name) for name in definition.terms]
    if not definition.numerator:
        wrong.append(("no_numerator", ""))
    wrong += [("unknown_query", name) for name in definition.terms if name not in queries]
    if definition.kind == RATIO and not definition.denominator:
        wrong.append(("no_denominator", ""))
    if definition.kind in (COUNT, SUM) and definition.denominator:
        wrong.append(("needless_denominator", definition.denominator))
    if definition.scale <= 0 or definition.scale.normalize().as_tuple().digits != (1,):
        wrong.append(("bad_scale", str(definition.scale)))
    known_terms = [queries[name] for name in definition.terms if name in queries]
    wrong += [
        ("other_period", one.name)
        for one in known_terms
        if one.period != definition.period and definition.period in PERIODS
    ]
    if len({one.unit for one in known_terms}) > 1:
        wrong.append(("other_unit", " ≠ ".join(one.unit for one in known_terms)))
    elif known_terms and not wrong and not _unit_fits(definition, known_terms[0].unit):
        told = f"{known_terms[0].unit} → {definition.unit} ({definition.scale.normalize():f})"
        wrong.append(("unit_and_scale", told))
    return wrong


def _unit_fits(definition: Definition, unit: str) -> bool:
    """Whether the scale leads from the unit of the terms to that of the indicator.

    A ratio is a share in per cent, or a bare number.
    """
    if definition.kind == RATIO:
        return (definition.unit, definition.scale) in (("%", 100), ("", 1))
    into = factor(unit, definition.unit)
    return into is not None and into * definition.scale == 1


def zero_denominators(
    definition: Definition, denominators: Sequence[tuple[str, Amount]]
) -> list[str]:
    """The periods in which a ratio would have nothing to divide by, told before it is published."""
    if definition.kind != RATIO:
        return []
    return [period for period, amount in denominators if amount.value == 0]
