"""Which of several asserted values is shown, by a stated rule; the losers stay. Pure.

The order: the kind of source (`vocabulary.AUTHORITY`), then the later day for which the value is
given, then the later record. What is still level is settled by the better tag of trust and, last,
by the order in which the values were written down, so that the answer never depends on chance.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, Protocol, TypeVar

from diaban.facts.vocabulary import AUTHORITY, TRUST_RANK

CRITERIA = ("kind", "as_of", "recorded", "trust", "order")
"""Codes of the rules, in the order in which they are asked."""

ONLY = "only"
"""The rule where nothing different competes."""


class Claim(Protocol):
    """What resolution needs to know of an assertion.

    `valid_from` and `valid_to` bound the days on which the value holds (`valid_to` exclusive, None
    open); `withdrawn_at` is None while the assertion stands; `order` is its place among those
    recorded at the same moment.
    """

    @property
    def value(self) -> Any: ...
    @property
    def unit(self) -> str: ...
    @property
    def source_kind(self) -> str: ...
    @property
    def trust(self) -> str: ...
    @property
    def as_of(self) -> date | None: ...
    @property
    def valid_from(self) -> date | None: ...
    @property
    def valid_to(self) -> date | None: ...
    @property
    def recorded_at(self) -> datetime: ...
    @property
    def withdrawn_at(self) -> datetime | None: ...
    @property
    def order(self) -> int: ...


C = TypeVar("C", bound=Claim)
Same = Callable[[Claim, Claim], bool]


@dataclass(frozen=True, slots=True)
class Rival(Generic[C]):
    """A value that competes with the winner, and the criterion by which it lost."""

    claim: C
    lost_by: str


@dataclass(frozen=True, slots=True)
class Resolution(Generic[C]):
    """The outcome for one field of one subject on one day.

    `winner` is None where no value holds on that day. `competing` are the different values that
    hold on the same day, best first; `agreeing` say the same as the winner; `history` are the
    values of other days, latest first. `rule` is the criterion that decided against the best
    competitor.
    """

    winner: C | None
    rule: str
    competing: tuple[Rival[C], ...] = ()
    agreeing: tuple[C, ...] = ()
    history: tuple[C, ...] = ()

    @property
    def conflict(self) -> bool:
        """Do sources give different values for the same day?"""
        return bool(self.competing)


def same_value(one: Claim, other: Claim) -> bool:
    """Equal values in equal units; lists are equal in any order."""
    return one.unit == other.unit and _comparable(one.value) == _comparable(other.value)


def resolve(
    claims: Iterable[C],
    on: date,
    known_at: datetime | None = None,
    same: Same = same_value,
) -> Resolution[C]:
    """Choose among the claims about one field of one subject.

    `on` is the day asked about; `known_at` leaves out what was recorded later and lets stand what
    was withdrawn later (None: as known now). `same` says whether two values agree.
    """
    known = [claim for claim in claims if was_known(claim, known_at)]
    ranked = sorted((claim for claim in known if holds(claim, on)), key=rank, reverse=True)
    history = sorted((claim for claim in known if not holds(claim, on)), key=_period, reverse=True)
    if not ranked:
        return Resolution(None, ONLY, history=tuple(history))
    winner, *others = ranked
    competing = tuple(
        Rival(claim, lost_by(winner, claim)) for claim in others if not same(winner, claim)
    )
    return Resolution(
        winner=winner,
        rule=competing[0].lost_by if competing else ONLY,
        competing=competing,
        agreeing=tuple(claim for claim in others if same(winner, claim)),
        history=tuple(history),
    )


def was_known(claim: Claim, known_at: datetime | None) -> bool:
    """Did the claim stand at that moment (None: does it stand now)?"""
    if known_at is None:
        return claim.withdrawn_at is None
    if claim.recorded_at > known_at:
        return False
    return claim.withdrawn_at is None or claim.withdrawn_at > known_at


def holds(claim: Claim, on: date) -> bool:
    """Is the value said to hold on this day?"""
    return (claim.valid_from is None or claim.valid_from <= on) and (
        claim.valid_to is None or on < claim.valid_to
    )


def rank(claim: Claim) -> tuple[int, date, datetime, int, int]:
    """The claim's weight under each of `CRITERIA`, larger is stronger."""
    return (
        AUTHORITY[claim.source_kind],
        claim.as_of or claim.valid_from or date.min,
        claim.recorded_at,
        TRUST_RANK[claim.trust],
        -claim.order,
    )


def lost_by(winner: Claim, loser: Claim) -> str:
    """The first criterion under which two claims differ."""
    pairs = zip(CRITERIA, rank(winner), rank(loser), strict=True)
    return next((code for code, won, lost in pairs if won != lost), CRITERIA[-1])


def _period(claim: Claim) -> tuple[date, date, datetime, int]:
    return (
        claim.valid_from or date.min,
        claim.valid_to or date.max,
        claim.recorded_at,
        -claim.order,
    )


def _comparable(value: Any) -> Any:
    return sorted(value, key=repr) if isinstance(value, list) else value
