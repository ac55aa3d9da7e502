"""What an alert's figure is now: what raised it may have grown since, and a reader acts on today's.

The registers are opened once for a page, a round of letters or a step, at the first open alert.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from django.utils import timezone

from diaban.design import formats
from diaban.indicators.computing import Book, Records, compute
from diaban.indicators.definitions import Definition
from diaban.indicators.early import alerts, rounds
from diaban.indicators.early.alerts import CHANGES, LIMITS, Kind, State
from diaban.indicators.models import AlertEvent, AlertRule
from diaban.projects import periods


class Present(NamedTuple):
    """A figure as it is now, what its rule holds it against, and by how much it changed (%).

    `demonstration`: it comes out of an invented register.
    """

    value: Decimal | None = None
    against: Decimal | None = None
    change: Decimal | None = None
    demonstration: bool = False


@dataclass
class Sight:
    """The registers as they are at a moment."""

    now: datetime
    book: Book

    @cached_property
    def _records(self) -> Records:
        return Records.open(self.now)

    def of(self, rule: AlertRule, period: str) -> Present:
        """The figure of a rule's indicator and place in a quarter; unknown where there is none."""
        kind = Kind(rule.kind)
        names = [period]
        if kind in CHANGES:
            names.append(periods.step(period, -CHANGES[kind][0]))
        figures = compute(self._records, self.book, [rule.indicator], names, [rule.place])
        found = {one.period.name: one for one in figures}
        figure = found.get(period)
        if figure is None:
            return Present()
        value, against, change = figure.computed.value, None, None
        if kind in LIMITS:
            against = rule.limit
        elif kind in CHANGES:
            then = found.get(names[-1])
            against = then.computed.value if then else None
            change = alerts.moved(value, against)
        return Present(value, against, change, figure.demonstration)


def raised(events: Sequence[AlertEvent]) -> AlertEvent:
    """The event by which an alert was raised the last time."""
    return [one for one in events if one.kind == State.RAISED][-1]


def when_raised(
    event: AlertEvent, now: Decimal | None, definition: Definition | None, language: str
) -> tuple[str, str] | None:
    """The figure with which an alert was raised, and the day, where a reader would see that it has
    moved since."""
    then, today = (words(one, definition, language) for one in (rounds.number(event.value), now))
    return None if then == today else (then, formats.day(timezone.localdate(event.at), language))


def words(value: Decimal | None, definition: Definition | None, language: str) -> str:
    """A figure as it is printed; of an indicator that is not defined any more the bare number."""
    if definition is None:
        return rounds.exact(value)
    return rounds.figure_words(value, definition, language)
