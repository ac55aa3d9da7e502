"""Lists of unequal length as one flat array and the size of each list: loops in C."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Sizes = NDArray[np.int64]


def starts(sizes: Sizes) -> Sizes:
    """Where each list begins in the flat array."""
    return np.asarray(sizes.cumsum() - sizes)


def local(sizes: Sizes) -> Sizes:
    """For each item its number in its own list: sizes 2, 3 → 0 1 0 1 2."""
    total = int(sizes.sum())
    return np.arange(total) - starts(sizes).repeat(sizes)


def positions(begins: Sizes, sizes: Sizes) -> Sizes:
    """Positions begin … begin + size - 1 of each list, one list after another."""
    total = int(sizes.sum())
    return np.asarray((begins - starts(sizes)).repeat(sizes) + np.arange(total))


def sums(values: NDArray[Any], sizes: Sizes) -> Sizes:
    """The sum of each list; 0 for an empty one."""
    total = np.concatenate(([0], values.cumsum(dtype=np.int64)))
    ends = sizes.cumsum()
    return np.asarray(total[ends] - total[ends - sizes])


def previous(sizes: Sizes) -> Sizes:
    """For each item the position of the one before it, the first after the last; no empty lists."""
    before = np.arange(-1, int(sizes.sum()) - 1)
    before[starts(sizes)] = sizes.cumsum() - 1
    return before
