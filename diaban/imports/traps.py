"""A trap: a known mistake in a file, recognised, explained, and left for a person to settle.

Nothing here changes data. A trap says what was seen and what would put it right; whoever sends or
accepts the file decides.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Trap:
    """One mistake that was recognised.

    Attributes:
        code: stable, for programs ("axes_swapped", "wrong_meridian", "legacy_encoding", …).
        where: the place in words ("the whole file", "rows 3, 8 and 12", "column TEN_XA").
        explanation: what was seen and what it means, in the reader's language.
        remedy: what would put it right.
        samples: pairs of a value as it stands and what it would become.
        rows: indexes of the rows it concerns, from 0; empty where it is the whole file's.
    """

    code: str
    where: str
    explanation: str
    remedy: str
    samples: tuple[tuple[str, str], ...] = ()
    rows: tuple[int, ...] = ()
