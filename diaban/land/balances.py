"""Balances of many ledgers at any date, out of arrays that are sorted once. Pure: NumPy only.

Every movement of a cell (a zone's account, or a plot) becomes one number that sorts by cell and
then by day; beside it stands the running sum. The balance of a cell on a day is then one binary
search, and all cells of a province are one vectorised search: there is nothing to replay.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from diaban.land.ledger import ACCOUNTS, OUTSIDE, Totals, totals

_DAY_BITS = 24  # days from year 1 to beyond 9999
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Running:
    """Running sums of cells: `keys` are cell and day in one number, ascending; `sums` restart at
    every cell. `moved` are the cells that ever moved, `first` where each begins."""

    keys: Ints
    sums: Ints
    cells: int
    moved: Ints
    first: Ints

    @classmethod
    def of(cls, cell: Ints, day: Ints, amount: Ints, cells: int) -> Running:
        """Sort movements once: `cell` 0 … cells − 1, `day` as an ordinal, `amount` exact."""
        keys = (cell << _DAY_BITS) | day
        order = np.argsort(keys, kind="stable")
        keys, sums = keys[order], np.cumsum(amount[order])
        moved, first, sizes = np.unique(keys >> _DAY_BITS, return_index=True, return_counts=True)
        before = np.concatenate(([0], sums))[first]
        return cls(keys, sums - np.repeat(before, sizes), cells, moved, first)

    def at(self, day: int) -> Ints:
        """The balance of every cell at the end of a day."""
        place = np.searchsorted(self.keys, (self.moved << _DAY_BITS) | day, side="right") - 1
        begun = place >= self.first
        found = np.zeros(self.cells, dtype=np.int64)
        found[self.moved[begun]] = self.sums[place[begun]]
        return found


@dataclass(frozen=True, slots=True)
class Book:
    """All ledgers of a province, opened for reading."""

    zones: tuple[str, ...]
    accounts: Running
    plots: Running | None = None

    @classmethod
    def of(
        cls,
        zones: Sequence[str],
        zone: Ints,
        account: Ints,
        day: Ints,
        area_m2: Ints,
        plot: Ints | None = None,
        plots: int = 0,
    ) -> Book:
        """Open arrays of legs: `zone` and `account` are places in `zones` and in `ACCOUNTS`, `plot`
        the place of a plot or −1."""
        width = len(ACCOUNTS)
        every = Running.of(zone * width + account, day, area_m2, len(zones) * width)
        of_plots = None
        if plot is not None and plots:
            inner = (plot >= 0) & (account < ACCOUNTS.index(OUTSIDE) - 1)
            cell = plot[inner] * width + account[inner]
            of_plots = Running.of(cell, day[inner], area_m2[inner], plots * width)
        return cls(tuple(zones), every, of_plots)

    def balances(self, on: date) -> Ints:
        """Square metres by zone and account at the end of a day."""
        return self.accounts.at(on.toordinal()).reshape(len(self.zones), len(ACCOUNTS))

    def totals(self, on: date) -> dict[str, Totals]:
        """The named figures of every zone at the end of a day."""
        found = self.balances(on).tolist()
        return {
            zone: totals(dict(zip(ACCOUNTS, row, strict=True)))
            for zone, row in zip(self.zones, found, strict=True)
        }

    def plot_areas(self, on: date) -> Ints:
        """Square metres by plot and account at the end of a day; no rows where no plot is known."""
        if self.plots is None:
            return np.zeros((0, len(ACCOUNTS)), dtype=np.int64)
        return self.plots.at(on.toordinal()).reshape(-1, len(ACCOUNTS))
