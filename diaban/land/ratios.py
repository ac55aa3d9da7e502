"""Named ratios of land: never printed without their two terms, their date and their formula. Pure.

A total is Σ ÷ Σ and never a mean of percentages. Where a term is unknown or the denominator zero
there is no ratio: `share` is None and pages show "–".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from diaban.land.ledger import Totals

# name → (numerator, denominator), figures of `ledger.Totals`
FORMULAS: Mapping[str, tuple[str, str]] = {
    "occupancy_of_plan": ("leased", "industrial"),  # tỷ lệ lấp đầy theo quy hoạch
    "leased_of_ready": ("leased", "ready"),  # tỷ lệ cho thuê trên đất sẵn sàng
    "leased_of_cleared": ("leased", "cleared"),
    "cleared_of_planned": ("cleared", "gross"),
    "ready_of_industrial": ("ready", "industrial"),
    "handed_over_of_cleared": ("handed_over", "cleared"),
}


@dataclass(frozen=True, slots=True)
class Ratio:
    """A ratio with its terms, in square metres, as of the end of a day."""

    name: str
    numerator: str
    denominator: str
    numerator_m2: int | None
    denominator_m2: int | None
    as_of: date

    @property
    def share(self) -> Decimal | None:
        """The exact quotient, or None where it is unknown or does not exist."""
        if self.numerator_m2 is None or not self.denominator_m2:
            return None
        return Decimal(self.numerator_m2) / Decimal(self.denominator_m2)

    @property
    def percent(self) -> Decimal | None:
        """In per cent with two decimals, as published: 56.06."""
        share = self.share
        if share is None:
            return None
        return (share * 100).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def ratio(name: str, of: Iterable[Totals | None], as_of: date) -> Ratio:
    """The ratio `name` over some zones: the sum of its numerators over that of its denominators.

    A zone whose figures are unknown (None) makes the whole unknown: a sum that left one out would
    pass for a total.

    Raises:
        KeyError: there is no ratio of that name.
    """
    numerator, denominator = FORMULAS[name]
    known = list(of)
    if not known or any(one is None for one in known):
        return Ratio(name, numerator, denominator, None, None, as_of)
    return Ratio(
        name,
        numerator,
        denominator,
        sum(getattr(one, numerator) for one in known),
        sum(getattr(one, denominator) for one in known),
        as_of,
    )


def ratios(of: Iterable[Totals | None], as_of: date) -> list[Ratio]:
    """Every named ratio over some zones."""
    known = list(of)
    return [ratio(name, known, as_of) for name in FORMULAS]


def implied_base(numerator: Decimal, percent: Decimal) -> tuple[Decimal, Decimal, Decimal]:
    """The denominator that a published share implies, and its least and greatest value.

    1,105.9 ha printed as 56.06 % implies 1,972.7 ha, and between 1,972.4 and 1,973.0 ha when both
    figures are taken as rounded to their last digit (DOMAIN §5.6).

    Raises:
        ValueError: a share of zero implies nothing.
    """
    half_numerator, half_percent = _half_digit(numerator), _half_digit(percent)
    if percent - half_percent <= 0:
        raise ValueError("a share of zero implies no base")
    tenth = Decimal("0.1")
    return (
        (numerator * 100 / percent).quantize(tenth, rounding=ROUND_HALF_UP),
        ((numerator - half_numerator) * 100 / (percent + half_percent)).quantize(tenth),
        ((numerator + half_numerator) * 100 / (percent - half_percent)).quantize(tenth),
    )


def _half_digit(value: Decimal) -> Decimal:
    exponent = value.as_tuple().exponent
    return Decimal(5).scaleb(int(exponent) - 1)
