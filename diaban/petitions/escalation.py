"""Who should know of a petition by now: the ladder of levels, as data. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from diaban import clock


@dataclass(frozen=True, slots=True)
class Rung:
    """A level that is told once this much is used of the term (`used`, 0 to 1), or once it is
    overdue by more than so many working days (`overdue`, 0: on the first day after the due date).
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
"""Where no pack brings a ladder. A proposal, not a rule of law: the authority sets its own."""


def ordered(rungs: Iterable[Rung]) -> tuple[Rung, ...]:
    """From the first that is told to the last; `DEFAULT` where there is none."""
    return tuple(sorted(rungs, key=_when)) or DEFAULT


def _when(rung: Rung) -> tuple[bool, float]:
    return rung.used is None, rung.used or rung.overdue or 0.0


def faults(rungs: Sequence[Rung]) -> Iterator[tuple[int, str]]:
    """What is wrong with a ladder: the index of the rung, and a code.

    `when`: neither or both of its two moments; `twice`: its level stands already; `order`: a lower
    level would be told at the same time or later.
    """
    order = list(LEVELS)
    first = {rung.level: rung for rung in reversed(rungs)}
    for index, rung in enumerate(rungs):
        lower = [first[one] for one in order[: order.index(rung.level)] if one in first]
        if (rung.used is None) == (rung.overdue is None):
            yield index, "when"
        elif rung is not first[rung.level]:
            yield index, "twice"
        elif any(_when(one) >= _when(rung) for one in lower):
            yield index, "order"


def is_news(level: str, told: str) -> bool:
    """Whether a level is to be told that was not told yet; the officer has it in hand anyway."""
    order = ["", "officer", *(one for one in LEVELS if one != "officer")]
    return level in order[2:] and (told not in order or order.index(level) > order.index(told))


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
