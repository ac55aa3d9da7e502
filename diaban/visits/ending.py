"""Whether a visit is done: what became of each stop, and what is still missing. Pure.

Nothing ends a visit but a person. The program says when nothing is missing any more, and asks when
the last day has passed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

VISITED = "visited"
DAYS_BETWEEN = 7
"""One is asked the day after the last day, then once a week."""


class Missing(StrEnum):
    OUTCOME = "outcome"  # nobody has said what became of the stop
    MINUTE = "minute"  # it was visited, and no minute was sent
    DECISION = "decision"  # something from the field waits for a person


@dataclass(frozen=True, slots=True)
class Seen:
    """What is on record of a stop. `outcome` is a key of `field_names.OUTCOMES`, "" not said;
    `to_decide` counts conflicts and what is held for repair."""

    outcome: str = ""
    minute_sent: bool = False
    to_decide: int = 0


def missing(stop: Seen) -> list[Missing]:
    """What a person still has to do at this stop. A minute that was sent says one was there."""
    found = []
    if not stop.outcome and not stop.minute_sent:
        found.append(Missing.OUTCOME)
    if stop.outcome == VISITED and not stop.minute_sent:
        found.append(Missing.MINUTE)
    if stop.to_decide:
        found.append(Missing.DECISION)
    return found


def is_complete(stops: Sequence[Seen]) -> bool:
    """Whether the end can be proposed. Of a visit without stops nothing can be said."""
    return bool(stops) and not any(missing(stop) for stop in stops)


def times_to_ask(last_day: date, today: date) -> int:
    """How often its people should have been asked by `today` whether they are back: 0 before the
    day after `last_day`, then one more every week."""
    return max(0, (today - last_day).days - 1 + DAYS_BETWEEN) // DAYS_BETWEEN
