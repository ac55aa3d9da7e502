"""Whether a plot's papers hold on a day, and how long yet. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

VALID, EXPIRING, EXPIRED, UNKNOWN, MISSING = "valid", "expiring", "expired", "unknown", "missing"
WORST_FIRST = (EXPIRED, UNKNOWN, EXPIRING, VALID)
SOON_DAYS = 60


class Paper(Protocol):
    """What is asked of a document; `expires_on` is the last day on which it holds."""

    kind: str
    expires_on: date | None
    unlimited: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """How a plot stands: the worst over the kinds of paper it has, and the day that decides."""

    state: str
    until: date | None = None

    def days_left(self, today: date) -> int | None:
        """Days from today to the last one on which all papers hold; negative when it is over."""
        return None if self.until is None else (self.until - today).days


def state_of(paper: Paper, today: date, soon_days: int = SOON_DAYS) -> str:
    """The state of one paper. One whose end nobody knows is unknown, not valid."""
    if paper.unlimited:
        return VALID
    if paper.expires_on is None:
        return UNKNOWN
    if paper.expires_on < today:
        return EXPIRED
    return EXPIRING if paper.expires_on <= today + timedelta(days=soon_days) else VALID


def standing(papers: Iterable[Paper], today: date, soon_days: int = SOON_DAYS) -> Standing:
    """How a plot stands with these papers: of each kind the one that holds longest counts."""
    best: dict[str, tuple[int, date, Standing]] = {}
    for paper in papers:
        state = state_of(paper, today, soon_days)
        until = None if paper.unlimited else paper.expires_on
        rank = (_GOOD[state], until or date.max, Standing(state, until))
        if paper.kind not in best or rank[:2] > best[paper.kind][:2]:
            best[paper.kind] = rank
    if not best:
        return Standing(MISSING)
    found = [rank[2] for rank in best.values()]
    state = next(state for state in WORST_FIRST if any(one.state == state for one in found))
    days = [one.until for one in found if one.state == state and one.until]
    return Standing(state, min(days, default=None))


_GOOD = {state: rank for rank, state in enumerate(WORST_FIRST)}
