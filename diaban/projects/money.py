"""Money as decimals: what is an amount, and how totals of several currencies are converted. Pure.

Amounts are in whole units of their currency (USD, VND), never in floats. A conversion names its
rate: VND for one unit, the day of the rate and who gave it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

CURRENCIES = (
    "VND", "USD", "EUR", "JPY", "CNY", "KRW", "SGD", "TWD", "HKD", "THB", "GBP", "CHF", "AUD",
)  # fmt: skip
INTEGER_DIGITS = 15
DECIMALS = 2
LARGEST = Decimal(10) ** INTEGER_DIGITS
MILLION, BILLION = Decimal(10) ** 6, Decimal(10) ** 9
HOME_CURRENCY = "VND"


@dataclass(frozen=True, slots=True)
class Rate:
    """`vnd` VND for one unit of a currency on the day `on`, as `source` gives it (tỷ giá)."""

    vnd: Decimal
    on: date
    source: str


def fault_of(amount: Decimal | None, *, zero: bool = False) -> str:
    """Why `amount` is no sum of money: a code, "" where it is one.

    Up to 15 digits before the decimal point (the limit of the national forms) and 2 after it.
    """
    if amount is None:
        return "missing_amount"
    if not isinstance(amount, Decimal) or not amount.is_finite():
        return "bad_amount"
    if amount < 0 or (amount == 0 and not zero):
        return "amount_not_positive"
    if amount >= LARGEST:
        return "amount_too_large"
    return "amount_too_fine" if amount != amount.quantize(Decimal("0.01")) else ""


def add(totals: Iterable[Mapping[str, Decimal]]) -> dict[str, Decimal]:
    """Sums per currency; currencies are never mixed."""
    summed: dict[str, Decimal] = {}
    for one in totals:
        for currency, amount in one.items():
            summed[currency] = summed.get(currency, Decimal(0)) + amount
    return summed


def in_dong(parts: Iterable[tuple[Decimal, str, Rate | None]]) -> Decimal | None:
    """The sum in VND of amounts, each at the rate frozen with it; None where one has no rate."""
    answer = Decimal(0)
    for amount, currency, rate in parts:
        if currency == HOME_CURRENCY:
            answer += amount
        elif rate is not None:
            answer += amount * rate.vnd
        elif amount:
            return None
    return answer
