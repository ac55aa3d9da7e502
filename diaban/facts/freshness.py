"""Is a fact still looked after? Pure.

The clock starts at the latest day for which somebody gave the value or found it unchanged. A fact
without such a day, or of a field that nobody promised to look at, is unknown: neither fresh nor
stale.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

FRESH, STALE, UNKNOWN = "fresh", "stale", "unknown"


@dataclass(frozen=True, slots=True)
class Policy:
    """The promise for a field: who looks at it, every how many days, and when it counts as stale.

    `stale_after_days` None means that the value does not age (a founding year, a name).
    """

    owner: str
    rhythm_days: int | None
    stale_after_days: int | None


@dataclass(frozen=True, slots=True)
class Freshness:
    """State of a fact today: `stale_on` is the first day on which it is or will be stale."""

    state: str
    checked_on: date | None = None
    stale_on: date | None = None
    rhythm_days: int | None = None
    owner: str = ""

    def as_dict(self) -> dict[str, Any]:
        """JSON-able, dates in ISO form."""
        return {
            "state": self.state,
            "checked_on": self.checked_on.isoformat() if self.checked_on else None,
            "stale_on": self.stale_on.isoformat() if self.stale_on else None,
            "rhythm_days": self.rhythm_days,
            "owner": self.owner,
        }


def state(
    given_for: Iterable[date],
    checks: Iterable[date],
    policy: Policy | None,
    today: date,
    *,
    closed: bool = False,
) -> Freshness:
    """Freshness of one fact.

    `given_for` are the days for which sources gave the shown value, `checks` the days on which
    somebody found it unchanged; days after `today` count as today. `closed` says that the thing no
    longer exists: what is said of it does not age.
    """
    checked = [min(day, today) for day in checks]
    known = Freshness(UNKNOWN, max(checked, default=None))
    if policy is not None:
        known = replace(known, rhythm_days=policy.rhythm_days, owner=policy.owner)
    if closed or (policy is not None and policy.stale_after_days is None):
        return replace(known, state=FRESH)
    start = max([*(min(day, today) for day in given_for), *checked], default=None)
    if policy is None or policy.stale_after_days is None or start is None:
        return known
    stale_on = start + timedelta(days=policy.stale_after_days)
    return replace(known, state=STALE if today >= stale_on else FRESH, stale_on=stale_on)


def worst(states: Iterable[str]) -> str:
    """The state of a whole: stale if any part is, else unknown if any part is, else fresh."""
    found = set(states)
    return next((state for state in (STALE, UNKNOWN, FRESH) if state in found), UNKNOWN)
