"""Whom to visit, and why: every candidate's score is a sum of reasons, each said in a line. Pure.

What is unknown gives no points and is said: a place that was never visited has a reason of its own,
one whose location is unknown no distance.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from diaban.visits.planning.route import Point, kilometres


class Code(StrEnum):
    """Why somebody should be visited, or what speaks against the way."""

    PETITIONS_OVERDUE = "petitions_overdue"
    DOSSIERS_OVERDUE = "dossiers_overdue"
    DOSSIERS_AT_RISK = "dossiers_at_risk"
    MILESTONE_LATE = "milestone_late"
    COMMITMENTS_BROKEN = "commitments_broken"
    COMMITMENTS_DUE = "commitments_due"
    NEVER_VISITED = "never_visited"
    LONG_UNVISITED = "long_unvisited"
    DISTANCE = "distance"
    LOCATION_UNKNOWN = "location_unknown"


@dataclass(frozen=True, slots=True)
class Weight:
    """`each` points for every `per` of what is counted (a part counts nothing), `most` at most."""

    each: int
    most: int
    per: int = 1

    def points(self, amount: int) -> int:
        points = self.each * (max(0, amount) // self.per)
        return max(points, self.most) if self.each < 0 else min(points, self.most)


WEIGHTS: Mapping[Code, Weight] = MappingProxyType(
    {
        Code.PETITIONS_OVERDUE: Weight(5, 25),
        Code.DOSSIERS_OVERDUE: Weight(4, 16),
        Code.DOSSIERS_AT_RISK: Weight(2, 8),
        Code.MILESTONE_LATE: Weight(1, 12, per=30),  # days
        Code.COMMITMENTS_BROKEN: Weight(6, 24),
        Code.COMMITMENTS_DUE: Weight(3, 12),
        Code.NEVER_VISITED: Weight(6, 6),
        Code.LONG_UNVISITED: Weight(1, 12, per=30),  # days
        Code.DISTANCE: Weight(-1, -5, per=20),  # kilometres
        Code.LOCATION_UNKNOWN: Weight(0, 0),
    }
)
"""Ours, not the law's: what is broken to an enterprise weighs most, the way least."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """What the registry knows of a place or project on a day.

    `place` is a subject's key and `project` a code, as in `models.Stop`. `milestone` is the name of
    the milestone that is latest, `milestone_days` by how many days. `point` is (longitude,
    latitude) in degrees.
    """

    place: str = ""
    project: str = ""
    petitions_overdue: int = 0
    dossiers_overdue: int = 0
    dossiers_at_risk: int = 0
    milestone: str = ""
    milestone_days: int = 0
    commitments_broken: int = 0
    commitments_due: int = 0
    last_visit: date | None = None
    point: Point | None = None

    @property
    def key(self) -> str:
        return f"project:{self.project}" if self.project else self.place

    @property
    def presses(self) -> bool:
        """Whether anything but time and the way speaks for a visit."""
        return any(
            (
                self.petitions_overdue,
                self.dossiers_overdue,
                self.dossiers_at_risk,
                self.milestone_days > 0,
                self.commitments_broken,
                self.commitments_due,
            )
        )


@dataclass(frozen=True, slots=True)
class Reason:
    """One line of a score: `amount` counts (petitions, days, kilometres), `detail` names more."""

    code: Code
    points: int
    amount: int = 0
    detail: str = ""

    def as_dict(self) -> dict[str, Any]:
        return {
            "code": self.code.value,
            "points": self.points,
            "amount": self.amount,
            "detail": self.detail,
        }


@dataclass(frozen=True, slots=True)
class Proposal:
    candidate: Candidate
    reasons: tuple[Reason, ...]

    @property
    def score(self) -> int:
        return sum(reason.points for reason in self.reasons)


def weigh(
    candidate: Candidate,
    today: date,
    office: Point | None,
    weights: Mapping[Code, Weight] = WEIGHTS,
) -> Proposal:
    """The reasons for one candidate, the weightiest first.

    What counts nothing is left out, but for how far it is and when somebody was last there: these
    two are said of everybody.
    """
    counted = [
        (Code.PETITIONS_OVERDUE, candidate.petitions_overdue, ""),
        (Code.DOSSIERS_OVERDUE, candidate.dossiers_overdue, ""),
        (Code.DOSSIERS_AT_RISK, candidate.dossiers_at_risk, ""),
        (Code.MILESTONE_LATE, candidate.milestone_days, candidate.milestone),
        (Code.COMMITMENTS_BROKEN, candidate.commitments_broken, ""),
        (Code.COMMITMENTS_DUE, candidate.commitments_due, ""),
    ]
    reasons = [
        Reason(code, weights[code].points(amount), amount, detail)
        for code, amount, detail in counted
        if amount > 0
    ]
    if candidate.last_visit is None:
        reasons.append(Reason(Code.NEVER_VISITED, weights[Code.NEVER_VISITED].points(1)))
    else:
        days = max(0, (today - candidate.last_visit).days)
        points = weights[Code.LONG_UNVISITED].points(days)
        reasons.append(Reason(Code.LONG_UNVISITED, points, days, candidate.last_visit.isoformat()))
    reasons.append(_distance(candidate, office, weights))
    return Proposal(candidate, tuple(sorted(reasons, key=lambda one: -one.points)))


def _distance(candidate: Candidate, office: Point | None, weights: Mapping[Code, Weight]) -> Reason:
    if candidate.point is None or office is None:
        whose = "office" if candidate.point is not None else "place"
        return Reason(Code.LOCATION_UNKNOWN, 0, 0, whose)
    away = round(kilometres(office, candidate.point))
    return Reason(Code.DISTANCE, weights[Code.DISTANCE].points(away), away)


def propose(
    candidates: Iterable[Candidate],
    today: date,
    office: Point | None = None,
    weights: Mapping[Code, Weight] = WEIGHTS,
) -> list[Proposal]:
    """Everybody by score, the highest first; on a tie whoever was visited longer ago, then by key.
    The order of the candidates makes no difference."""
    weighed = [weigh(one, today, office, weights) for one in candidates]
    return sorted(
        weighed,
        key=lambda one: (-one.score, one.candidate.last_visit or date.min, one.candidate.key),
    )
