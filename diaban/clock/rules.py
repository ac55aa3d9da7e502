"""How a procedure's version counts its time. Pure; the values are data, with their basis."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from enum import StrEnum

from diaban.clock.events import Reason
from diaban.clock.saying import gettext as _

LONGEST_TERM = {"working_days": 1000, "calendar_days": 1500, "hours": 8000}
"""No procedure lasts longer: a larger figure is a slip of the pen."""


class Unit(StrEnum):
    """What a term is counted in."""

    WORKING_DAYS = "working_days"
    """ngày làm việc"""
    CALENDAR_DAYS = "calendar_days"
    """ngày"""
    HOURS = "hours"
    """giờ làm việc: office hours, not hours of the day"""


class Pause(StrEnum):
    """What waiting does to the term."""

    CONTINUE = "continue"
    """The clock stops and goes on with what was left."""
    RESTART = "restart"
    """The clock stops, and the whole term begins again."""
    RUNS = "runs"
    """The clock goes on: the waiting is inside the term."""


class RuleRefused(ValueError):
    """A rule contradicts itself: says how."""


@dataclass(frozen=True, slots=True)
class Term:
    """So many units. 0 days is "on the same day" (giải quyết trong ngày)."""

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        if not 0 <= self.amount <= LONGEST_TERM[self.unit]:
            raise RuleRefused(
                _("A term of %(amount)d in this unit is not possible.") % {"amount": self.amount}
            )
        if self.unit is Unit.HOURS and self.amount == 0:
            raise RuleRefused(_("A term in hours has at least one hour."))


@dataclass(frozen=True, slots=True)
class Rule:
    """A procedure version's way to count. `term` None: no term is known, nothing is ever on time.

    `cutoff`: what is received after this hour, or on a rest day, counts as received on the next
    working day. `pauses`: what waiting for each reason does; `Pause.CONTINUE` unless said.
    `request_day_counts`, `supply_day_counts`: whether the day of a request and the day of its
    answer are counted. `extensions`: how many at most; `extension_notice_days`: how many calendar
    days before the due date at the latest (0: on the due date itself).
    """

    term: Term | None
    basis: str = ""
    cutoff: time | None = None
    pauses: Mapping[Reason, Pause] = field(default_factory=dict)
    request_day_counts: bool = True
    supply_day_counts: bool = False
    extensions: int = 1
    extension_notice_days: int = 1
    trust: str = ""

    def __post_init__(self) -> None:
        if self.extensions < 0 or self.extension_notice_days < 0:
            raise RuleRefused(_("Extensions and their notice cannot be negative."))

    def pause(self, reason: Reason) -> Pause:
        """What waiting for `reason` does to the term."""
        return self.pauses.get(reason, Pause.CONTINUE)
