"""Coverage: which promised facts are known of which subjects. One table for desk and public. Pure.

Known, overdue and disputed values all count as known: completeness asks whether there is an answer,
the cell says how good it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

KNOWN, STALE, DISPUTED, UNKNOWN = "known", "stale", "disputed", "unknown"
SORTS = ("share", "name")


@dataclass(frozen=True, slots=True)
class Cell:
    """One fact of one subject; `since` is the day since which it is overdue, None if it is not."""

    field: str
    label: str
    known: bool = False
    disputed: bool = False
    since: Any = None

    @property
    def state(self) -> str:
        """The word that stands first: what is most in need of somebody."""
        if not self.known:
            return UNKNOWN
        if self.disputed:
            return DISPUTED
        return STALE if self.since else KNOWN


@dataclass(frozen=True, slots=True)
class Row:
    """One subject."""

    key: str
    name: str
    cells: tuple[Cell, ...]

    @property
    def known(self) -> int:
        return sum(cell.known for cell in self.cells)

    @property
    def share(self) -> float:
        """Part of the promised facts that is known, 0 to 1."""
        return self.known / len(self.cells)


@dataclass(frozen=True, slots=True)
class Column:
    """One promised fact over all subjects."""

    field: str
    label: str
    known: int
    stale: int
    disputed: int
    unknown: int


@dataclass(frozen=True, slots=True)
class Table:
    """Subjects down, promised facts across."""

    rows: tuple[Row, ...]
    columns: tuple[Column, ...]

    @property
    def known(self) -> int:
        return sum(column.known for column in self.columns)

    @property
    def total(self) -> int:
        return len(self.rows) * len(self.columns)


Told = Mapping[str, tuple[bool, Any]]
"""Field → (disputed, overdue since or None) of what is known of a subject."""


def table(
    fields: Sequence[tuple[str, str]], subjects: Iterable[tuple[str, str, Told]], sort: str
) -> Table:
    """The coverage of `fields` (name, label) over `subjects` (key, name, what is known).

    `sort` "share" begins with the subjects of which least is known, "name" with the first by name.
    """
    rows = [Row(key, name, _cells(fields, told)) for key, name, told in subjects]
    rows.sort(key=lambda row: (row.known if sort == "share" else 0, row.name, row.key))
    columns = tuple(
        _column(name, label, [row.cells[place] for row in rows])
        for place, (name, label) in enumerate(fields)
    )
    return Table(tuple(rows), columns)


def _cells(fields: Sequence[tuple[str, str]], told: Told) -> tuple[Cell, ...]:
    return tuple(
        Cell(name, label, True, *told[name]) if name in told else Cell(name, label)
        for name, label in fields
    )


def _column(name: str, label: str, cells: Sequence[Cell]) -> Column:
    known = sum(cell.known for cell in cells)
    return Column(
        name,
        label,
        known,
        stale=sum(cell.since is not None for cell in cells),
        disputed=sum(cell.disputed for cell in cells),
        unknown=len(cells) - known,
    )
