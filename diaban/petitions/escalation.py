"""Who should know of a petition by now: the ladder of levels, as data. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from diaban import clock


@dataclass(frozen=True, slots=True)
class Rung:
    """A level that is told once this much is used of the term (`used`, 0 to 1), or once it is
    overdue by so many working days (`overdue`, 0: on the first day after the due date).
    """

    level: str
    used: float | None = None
    overdue: int | None = None


LEVELS = {
    "officer": ("Chuyên viên", "Officer"),
    "head": ("Lãnh đạo phòng", "Head of division"),
    "leadership": ("Lãnh đạo Ban Quản lý", "Leadership of the authority"),
    "province": ("Lãnh đạo tỉnh", "Leadership of the province"),
}
DEFAULT: tuple[Rung, ...] = (
    Rung("officer", used=0.0),
    Rung("head", used=0.75),
    Rung("leadership", overdue=0),
    Rung("province", overdue=5),
)
"""A proposal, not a rule of law: the authority sets its own."""


def level(ledger: clock.Ledger, ladder: Sequence[Rung] = DEFAULT) -> str:
    """The highest level that should know by now; "" where no term is known or it is answered."""
    if not ledger.is_open or ledger.limit is None:
        return ""
    share = ledger.used / ledger.limit if ledger.limit else 1.0
    late = -ledger.remaining if ledger.remaining is not None and ledger.remaining < 0 else 0
    reached = ""
    for rung in ladder:
        by_share = rung.used is not None and share >= rung.used
        by_days = rung.overdue is not None and late > rung.overdue
        if by_share or by_days:
            reached = rung.level
    return reached
