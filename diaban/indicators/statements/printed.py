"""A figure as it was printed: its value, its digits, and the word that bounds it. Pure.

"56,06%" and "hơn 132.134 tỷ đồng" say how exactly they mean to be taken. The digits are read from
the exact words where they are on record; a figure without words is taken with the digits in which
it was recorded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

EXACT, MORE_THAN, NEARLY, ABOUT = "", "more_than", "nearly", "about"
SHARE = 2
"""Decimals of a share that is worked out, here as in every computed ratio: 40,70%."""
BOUNDS = (MORE_THAN, NEARLY, ABOUT)
_WORDS = {
    MORE_THAN: ("hơn", "trên", "vượt"),
    NEARLY: ("gần", "xấp xỉ"),
    ABOUT: ("khoảng", "chừng"),
}
# 1.105,9 and 132.134 as Vietnamese prints them; "40,70" keeps its last digit.
_NUMBER = re.compile(r"(?<![\d.,])(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d+))?(?![\d])")

SAME, ROUNDED, CUT, RAISED, NEAR = "same", "rounded", "cut", "raised", "near"
"""How a number came to be printed: as it is, rounded half up, cut off, raised, or "about"."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A published number in its own unit; `digits` are those after the decimal mark."""

    value: Decimal
    digits: int
    bound: str = EXACT

    @property
    def step(self) -> Decimal:
        """One unit of the last printed digit."""
        return Decimal(1).scaleb(-self.digits)


def read(
    value: Decimal, quote: str = "", bound: str = EXACT, *, worked_out: bool = False
) -> Printed:
    """`value` as the Vietnamese words `quote` print it; `bound` is what the source is known to say.

    Where the words do not hold the number, its recorded digits count; a share that is `worked_out`
    from published figures has those of a computed one.

    >>> read(Decimal("132134"), "tổng vốn đầu tư hơn 132.134 tỷ đồng")
    Printed(value=Decimal('132134'), digits=0, bound='more_than')
    >>> read(Decimal("40.7"), "đạt 40,70%").digits, read(Decimal("40.7"), worked_out=True).digits
    (2, 2)
    """
    for found in _NUMBER.finditer(quote):
        decimals = found[2] or ""
        if Decimal(f"{found[1].replace('.', '')}.{decimals or 0}") == value:
            return Printed(value, len(decimals), bound or _bound_before(quote[: found.start()]))
    exponent = int(value.normalize().as_tuple().exponent)
    return Printed(value, max(SHARE if worked_out else 0, -exponent), bound)


def _bound_before(text: str) -> str:
    before = text.rstrip().lower()
    return next(
        (bound for bound, words in _WORDS.items() if before.endswith(words)),
        EXACT,
    )


def rounded(value: Decimal, digits: int, rounding: str = ROUND_HALF_UP) -> Decimal:
    """`value` with so many decimals; half goes up, as people round."""
    return value.quantize(Decimal(1).scaleb(-digits), rounding=rounding)


def how(value: Decimal, said: Printed) -> str:
    """How `value` becomes what was printed: one of the words above, or "" where it does not.

    "More than" is never said of what is less, nor "nearly" of what is more. "About" allows half of
    the last digit that is not zero: about 50 is 45 to 55.
    """
    if value == said.value:
        return SAME
    if (said.bound == MORE_THAN and value < said.value) or (
        said.bound == NEARLY and value > said.value
    ):
        return ""
    if rounded(value, said.digits) == said.value:
        return ROUNDED
    if rounded(value, said.digits, ROUND_FLOOR) == said.value:
        return CUT
    if rounded(value, said.digits, ROUND_CEILING) == said.value:
        return RAISED
    if said.bound == ABOUT and said.value and abs(value - said.value) <= _coarse(said.value) / 2:
        return NEAR
    return ""


def _coarse(value: Decimal) -> Decimal:
    """One unit of the last digit that is not zero: 10 for 50, 1 for 57."""
    return Decimal(1).scaleb(int(value.normalize().as_tuple().exponent))
