"""A copy of one of our layers, edited elsewhere: only the edits count.

A file that was taken from an edition says so in its column `edition`. Each of its rows is compared
with what that edition said; what is the same says nothing, whatever has become of it since. So the
change set shows the edits and nothing else, and does not take back what others changed meanwhile.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import numpy as np
import pyarrow as pa
import shapely
from numpy.typing import NDArray

from diaban.imports.reading import Dataset
from diaban.imports.reading.dataset import Note

EDITION, CODE = "edition", "code"
_EDITION = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{8}")
_DIGITS = 12
"""Significant digits of a number that must agree: programs write the last ones as they like."""
MOVED_DEGREES = 1e-9
"""Corners that moved less (0.1 mm) have not been moved by anybody."""


@dataclass(frozen=True, slots=True)
class Base:
    """What an edition said of a layer: columns by name, geometries, by row."""

    columns: Mapping[str, list[Any]]
    geometries: NDArray[np.object_]


FindBase = Callable[[str, str], Base | None]
"""(edition id, kind) → what it said; None where there is no such edition or layer."""
_finders: list[FindBase] = []


def register(find: FindBase) -> None:
    """Say where editions are found; done once, by the room that has them."""
    _finders[:] = [find]


def only_edits(dataset: Dataset, kind: str) -> Dataset:
    """The rows and cells that differ from the edition that the file was taken from.

    A file of our own is told by its columns `code` and `edition`; any other comes back as it is, as
    does one whose edition is not here. Rows drawn anew have no edition and stay whole.
    """
    named = _edition_of(dataset)
    base = _finders[0](named, kind) if named and _finders else None
    if named is None or base is None:
        return _without_edition(dataset)
    return _Comparison(dataset, base, named).result()


def _edition_of(dataset: Dataset) -> str | None:
    names = dataset.table.column_names
    if EDITION not in names or CODE not in names:
        return None
    found = {value for value in dataset.table[EDITION].to_pylist() if value}
    if len(found) != 1:
        return None
    named = str(found.pop())
    return named if _EDITION.fullmatch(named) else None


def _without_edition(dataset: Dataset) -> Dataset:
    if _edition_of(dataset) is None:
        return dataset
    return replace(dataset, table=dataset.table.drop_columns([EDITION]))


class _Comparison:
    def __init__(self, dataset: Dataset, base: Base, named: str) -> None:
        self.dataset, self.base, self.named = dataset, base, named
        self.rows_of = {code: row for row, code in enumerate(base.columns[CODE])}
        names = [name for name in dataset.table.column_names if name != EDITION]
        self.columns = {name: dataset.table[name].to_pylist() for name in names}
        self.shapes = dataset.geometry
        self.cleared: list[tuple[int, str]] = []

    def result(self) -> Dataset:
        kept, moved = [], []
        for row, code in enumerate(self.columns[CODE]):
            at = self.rows_of.get(code)
            if at is None:
                kept.append(row)
                moved.append(row)
                continue
            is_moved = self._is_moved(row, at)
            if self._blank_what_is_same(row, at) or is_moved:
                kept.append(row)
                if is_moved:
                    moved.append(row)
        return self._dataset(kept, set(moved))

    def _is_moved(self, row: int, at: int) -> bool:
        """Whether the geometry was moved. One that was deleted is told, as a cleared cell is."""
        if self.shapes is None:
            return False
        mine, theirs = self.shapes[row], self.base.geometries[at]
        if mine is None or mine.is_empty:
            if theirs is not None:
                self.cleared.append((row, "geometry"))
            return False
        return theirs is None or not shapely.equals_exact(
            _plain(mine), _plain(theirs), tolerance=MOVED_DEGREES
        )

    def _blank_what_is_same(self, row: int, at: int) -> bool:
        """Whether anything stays of the row's cells."""
        edited = {name for name in self.columns if name != CODE and self._is_edited(name, row, at)}
        # A text is one value in two languages: what is edited in one keeps its other half.
        kept = edited | {_other_half(name) for name in edited}
        for name, cells in self.columns.items():
            if name != CODE and name not in kept:
                cells[row] = None
        return bool(edited)

    def _is_edited(self, name: str, row: int, at: int) -> bool:
        mine = _same_form(self.columns[name][row])
        theirs = _same_form(self.base.columns[name][at]) if name in self.base.columns else None
        if mine is None and theirs is not None:
            self.cleared.append((row, name))
        return mine is not None and mine != theirs

    def _dataset(self, kept: list[int], moved: set[int]) -> Dataset:
        table = pa.table(
            {
                name: pa.array([cells[row] for row in kept], self.dataset.table[name].type)
                for name, cells in self.columns.items()
                if name == CODE or any(cells[row] is not None for row in kept)
            }
        )
        wkb = self.dataset.wkb
        if wkb is not None and moved:
            values = wkb.to_pylist()
            said = [values[row] if row in moved else None for row in kept]
            wkb = pa.chunked_array([pa.array(said, pa.binary())])
        else:
            wkb = None
        return replace(
            self.dataset, table=table, wkb=wkb, rows=self.dataset.rows[kept],
            crs=self.dataset.crs if wkb is not None else None,
            notes=(*self.dataset.notes, *self._notes(len(kept))),
        )  # fmt: skip

    def _notes(self, edited: int) -> list[Note]:
        total = len(self.dataset)
        notes = [Note("edited_copy", {"edition": self.named, "edited": edited,
                                      "same": total - edited})]  # fmt: skip
        missing = [code for code in self.rows_of if code not in set(self.columns[CODE])]
        if missing:
            found = ", ".join(missing[:5])
            notes.append(Note("edited_copy_lacks", {"count": len(missing), "found": found}))
        if self.cleared:
            row, column = self.cleared[0]
            notes.append(
                Note("cells_cleared", {"count": len(self.cleared), "column": column,
                                       "row": int(self.dataset.rows[row])})
            )  # fmt: skip
        return notes


def _other_half(name: str) -> str:
    """The column with the same words in the other language; itself where there is none."""
    for ending, other in (("_vi", "_en"), ("_en", "_vi")):
        if name.endswith(ending):
            return name.removesuffix(ending) + other
    return name


def _same_form(value: Any) -> Any:
    """A value as it is compared, however a program has written it in between."""
    if value is None or value == "" or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, bool):
        return float(value)
    if isinstance(value, int | float):
        return float(f"{value:.{_DIGITS}g}")
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def _plain(geometry: Any) -> Any:
    """Without heights, and one of several as itself: how programs store them."""
    flat = shapely.force_2d(geometry)
    if flat.geom_type.startswith("Multi") and len(flat.geoms) == 1:
        flat = flat.geoms[0]
    return flat
