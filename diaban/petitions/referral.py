"""What a level cannot solve is written up for a higher one and followed until it answers. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from diaban.clock.calendar import VIETNAM


@dataclass(frozen=True, slots=True)
class Referral:
    """A petition written up for a higher level (`body`), until that level has answered.

    `document` names the letter; `expected` is the day by which an answer was asked for. It is over
    when the level answers, or when the petition is passed on or comes back by a dispute.
    """

    body: str
    at: datetime
    document: str = ""
    expected: date | None = None
    reminded: tuple[datetime, ...] = ()
    answered_at: datetime | None = None
    dropped_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.answered_at is None and self.dropped_at is None

    def waited(self, today: date) -> int:
        """Calendar days without an answer, up to `today` or until it was over."""
        end = self.answered_at or self.dropped_at
        until = end.astimezone(VIETNAM).date() if end else today
        return (until - self.at.astimezone(VIETNAM).date()).days

    def is_late(self, today: date) -> bool:
        return self.is_open and self.expected is not None and today > self.expected


def begun(at: datetime, data: Mapping[str, Any]) -> Referral:
    """A letter to `body`; `until` is the day by which an answer was asked for, ISO."""
    until = data.get("until")
    return Referral(
        str(data.get("body", "")),
        at,
        str(data.get("document", "")),
        date.fromisoformat(until) if until else None,
    )


def gone_on(
    known: tuple[Referral, ...], body: str, at: datetime, *, answered: bool
) -> tuple[Referral, ...]:
    """The referrals after `body` was reminded, or has answered."""

    def after(one: Referral) -> Referral:
        if one.body != body or not one.is_open:
            return one
        return (
            replace(one, answered_at=at) if answered else replace(one, reminded=(*one.reminded, at))
        )

    return tuple(after(one) for one in known)


def dropped(known: tuple[Referral, ...], at: datetime) -> tuple[Referral, ...]:
    """The referrals after the petition was passed on, or came back."""
    return tuple(replace(one, dropped_at=at) if one.is_open else one for one in known)


def is_with(known: tuple[Referral, ...], body: str) -> bool:
    """Whether `body` was written to and has not answered."""
    return any(one.body == body for one in known if one.is_open)
