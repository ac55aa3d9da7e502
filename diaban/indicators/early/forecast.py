"""What a quarter's closing figure will probably be, and how well the method has done before. Pure.

Every method is simple enough to check by hand. With A the quarters that have ended, oldest first:

- *last*: A[-1], the figure of the quarter before;
- *season*: A[-4], that of the same quarter a year before;
- *mean*: the mean of A[-4] to A[-1];
- *drift*: A[-1] + (A[-1] − A[-5]) ÷ 4, the last figure moved on by the mean change of a year;
- *pace*: so far ÷ worked days gone × worked days of the quarter, for what is counted up.

Each is asked for every quarter that has ended, with nothing but what was known before it (for
*pace*: at the same number of worked days into it). The mean of the absolute errors is its MAE, that
of the errors in per cent of the actual figure its MAPE. The method with the smallest MAE is taken.
The range reaches as far to both sides as 80 of 100 of its errors did: the ⌈0.8 n⌉-th smallest.
With fewer than four quarters to look back on nothing is forecast.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

LAST, SEASON, MEAN, DRIFT, PACE = "last", "season", "mean", "drift", "pace"
METHODS = (LAST, SEASON, MEAN, DRIFT, PACE)
"""Of equally good ones the earlier, simpler one is taken."""
LEAST = 4
"""With fewer quarters to look back on, an accuracy says nothing."""
COVERED = Decimal("0.8")

Value = Decimal | None


@dataclass(frozen=True, slots=True)
class Partial:
    """How far a quarter had come: the amount counted so far, and the worked days gone of all."""

    amount: Value
    gone: int
    of: int


@dataclass(frozen=True, slots=True)
class Quarter:
    """One quarter that has ended: what it came to, and how far it was at the stage asked about."""

    name: str
    value: Value
    partial: Partial | None = None


@dataclass(frozen=True, slots=True)
class Accuracy:
    """How a method did: the number of quarters, MAE in the figure's unit, MAPE in per cent.

    `mape` is None where an actual figure was zero: nothing is per cent of zero.
    """

    method: str
    n: int
    mae: Decimal
    mape: Decimal | None
    reach: Decimal
    """As far as 80 of 100 errors went."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """The closing figure expected, with the range and the past accuracy of the method."""

    method: str
    value: Decimal
    low: Decimal
    high: Decimal
    accuracy: Accuracy
    rivals: tuple[Accuracy, ...]
    """The other methods that could be judged, the best first."""


def predict(method: str, before: Sequence[Value], partial: Partial | None) -> Value:
    """What a method says of the quarter after those in `before`; None where it can say nothing.

    Raises:
        ValueError: there is no such method.
    """
    if method == LAST:
        return before[-1] if before else None
    if method == SEASON:
        return before[-4] if len(before) >= 4 else None
    if method == MEAN:
        known = [value for value in before[-4:] if value is not None]
        return sum(known, Decimal(0)) / 4 if len(known) == 4 else None
    if method == DRIFT:
        return _drift(before)
    if method == PACE:
        if partial is None or partial.amount is None or partial.gone < 1:
            return None
        return partial.amount * partial.of / partial.gone
    raise ValueError(f"no method {method!r}")


def _drift(before: Sequence[Value]) -> Value:
    if len(before) < 5:
        return None
    last, first = before[-1], before[-5]
    return None if last is None or first is None else last + (last - first) / 4


def errors(method: str, history: Sequence[Quarter]) -> list[tuple[Decimal, Decimal]]:
    """(error, actual) of every quarter for which the method could say something beforehand."""
    found = []
    values = [one.value for one in history]
    for number, quarter in enumerate(history):
        said = predict(method, values[:number], quarter.partial)
        if said is not None and quarter.value is not None:
            found.append((said - quarter.value, quarter.value))
    return found


def accuracy(method: str, history: Sequence[Quarter]) -> Accuracy | None:
    """The method's past accuracy; None with fewer than four quarters to look back on."""
    found = errors(method, history)
    if len(found) < LEAST:
        return None
    sizes = sorted(abs(error) for error, _actual in found)
    count = len(sizes)
    parts = [abs(error / actual) for error, actual in found if actual]
    return Accuracy(
        method,
        count,
        sum(sizes, Decimal(0)) / count,
        sum(parts, Decimal(0)) * 100 / count if len(parts) == count else None,
        sizes[math.ceil(COVERED * count) - 1],
    )


def forecast(
    history: Sequence[Quarter],
    now: Partial | None = None,
    least: Value = None,
    most: Value = None,
) -> Forecast | None:
    """The best method's word on the quarter that runs, `now` so far; None where none can be judged.

    `least` is what the figure cannot be below (what is counted already, or zero), `most` what it
    cannot be above (all of what it is a share of).
    """
    values = [one.value for one in history]
    judged = []
    for order, method in enumerate(METHODS):
        said, known = predict(method, values, now), accuracy(method, history)
        if said is not None and known is not None:
            judged.append((known.mae, order, said, known))
    if not judged:
        return None
    judged.sort(key=lambda one: one[:2])
    _mae, _order, value, best = judged[0]
    low, high = value - best.reach, value + best.reach
    if least is not None:
        value, low, high = (max(least, one) for one in (value, low, high))
    if most is not None:
        value, low, high = (min(most, one) for one in (value, low, high))
    return Forecast(best.method, value, low, high, best, tuple(one[3] for one in judged[1:]))
