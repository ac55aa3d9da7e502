"""For whom a petition waits while its clock stands, and when that has lasted too long. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from diaban.clock.calendar import VIETNAM, Calendar

LONG_DAYS = 10
"""Working days after which a pause without an agreed day has lasted too long."""
WEEK = 7


class Whom(StrEnum):
    """Whose answer is awaited."""

    ASKER = "asker"
    BODY = "body"
    HIGHER_LEVEL = "higher_level"


@dataclass(frozen=True, slots=True)
class Pause:
    """A waiting that has not ended; `body` is empty for the asker, `expected` None where no day
    was agreed.
    """

    whom: Whom
    since: datetime
    body: str = ""
    expected: date | None = None

    def weeks_too_long(self, today: date, calendar: Calendar) -> int | None:
        """Whole weeks since it has lasted too long; None while it has not."""
        last = self.expected
        if last is None:
            begun = self.since.astimezone(VIETNAM).toordinal()
            counted = calendar.nth_worked(begun, LONG_DAYS)
            last = date.fromordinal(counted) if counted is not None else None
        if last is None or today <= last:
            return None
        return ((today - last).days - 1) // WEEK


def begun(
    known: tuple[Pause, ...], whom: Whom, at: datetime, data: Mapping[str, Any]
) -> tuple[Pause, ...]:
    """The pauses after somebody was asked; `until` is the day an answer is expected by, ISO."""
    until = data.get("until")
    expected = date.fromisoformat(until) if until else None
    body = "" if whom == Whom.ASKER else str(data.get("body", ""))
    return (*known, Pause(whom, at, body, expected))


def ended(known: tuple[Pause, ...], whom: Whom, body: str = "") -> tuple[Pause, ...]:
    """The pauses after the asker, or this body, has answered."""
    return tuple(one for one in known if (one.whom, one.body) != (whom, body))
