"""How an indicator's value comes out of its terms: exact arithmetic, rounded only when shown. Pure.

Terms are whole numbers or decimals in the unit of their query (square metres, dossiers, đồng). A
count or a sum is its term over a power of ten (m² → ha); a ratio is numerator ÷ denominator times
its scale (100 for per cent). Over several places a ratio is Σ ÷ Σ and never a mean of ratios.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from functools import lru_cache

Number = int | Decimal
_EXACT = Context(prec=60, rounding=ROUND_HALF_UP)

NO_DENOMINATOR = "zero_denominator"
"""The code of a ratio that has nothing to divide by: no value, and no exception."""


@dataclass(frozen=True, slots=True)
class Amount:
    """One term: None where it is unknown, with the coded reasons (`wording.REASONS`).

    A known amount may have reasons too: what makes it weaker than it looks.
    """

    value: Number | None
    reasons: tuple[str, ...] = ()


UNASKED = Amount(None, ("not_recorded",))


def added(amounts: Iterable[Amount]) -> Amount:
    """The sum: unknown as soon as one part is; a sum that left it out would pass for a total."""
    parts = list(amounts)
    reasons = tuple(sorted({reason for part in parts for reason in part.reasons}))
    values = [part.value for part in parts]
    if not values or any(value is None for value in values):
        return Amount(None, reasons)
    return Amount(sum(value for value in values if value is not None), reasons)


@lru_cache(maxsize=256)
def _digits_of(scale: Decimal) -> int:
    """How many digits a power of ten moves."""
    _sign, digits, exponent = scale.normalize().as_tuple()
    if scale <= 0 or digits != (1,) or not isinstance(exponent, int):
        raise ValueError(f"{scale} is no power of ten")
    return exponent


def scaled(term: Number, scale: Decimal) -> Decimal:
    """A term in the indicator's unit, exact: the scale is a power of ten, so that the digits move.

    Raises:
        ValueError: the scale is no power of ten.
    """
    return Decimal(term).scaleb(-_digits_of(scale), _EXACT)


def rounded_quotient(
    numerator: Number, denominator: Number, scale: Decimal, decimals: int
) -> Decimal:
    """numerator ÷ denominator × scale, to so many decimals; a half goes away from zero, as figures
    are printed. Nothing is rounded before that: the division is one of whole numbers.

    Raises:
        ZeroDivisionError: the denominator is zero; ask before (`NO_DENOMINATOR`).
    """
    if not (isinstance(numerator, int) and isinstance(denominator, int)):
        exact = Fraction(numerator) / Fraction(denominator)
        numerator, denominator = exact.numerator, exact.denominator
    digits = _digits_of(scale) + decimals
    over, under = numerator * 10 ** max(digits, 0), denominator * 10 ** max(-digits, 0)
    whole, rest = divmod(abs(over), abs(under))
    whole += 2 * rest >= abs(under)
    negative = (over < 0) != (under < 0)
    return Decimal(-whole if negative else whole).scaleb(-decimals, _EXACT)


def rounded(value: Fraction | Decimal | int, decimals: int) -> Decimal:
    """To so many decimals, a half away from zero."""
    exact = Fraction(value)
    return rounded_quotient(exact.numerator, exact.denominator, Decimal(1), decimals)


def plain(value: Number | None) -> str | None:
    """The digits of a number without an exponent and without idle zeros behind the point."""
    if value is None:
        return None
    text = format(Decimal(value), "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
