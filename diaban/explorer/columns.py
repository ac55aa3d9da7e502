"""Columns of a layer as NumPy arrays, made when asked and kept while the layer is open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Set
from functools import cached_property
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

if TYPE_CHECKING:
    from diaban.editions.layer import Layer

Rows = NDArray[Any]
Mask = NDArray[np.bool_]
UNKNOWN = -1
_FIRST_DAY = dt.date(1, 1, 1)
_LAST_DAY = dt.date(9999, 12, 31)


class Columns:
    """The columns of one layer for filtering and sorting; n is the number of its rows."""

    def __init__(self, layer: Layer) -> None:
        # The arrays are the layer's own memory and keep it mapped; the layer itself may go.
        self._table = {name: layer.column(name) for name in layer.column_names}
        self._numbers: dict[str, NDArray[np.float64]] = {}
        self._codes: dict[str, tuple[list[str], NDArray[np.int32]]] = {}
        self._members: dict[str, tuple[pa.Array, Rows]] = {}
        self.nowhere = np.flatnonzero(layer.outlines.kinds == 0).astype(np.uint32)
        # The days on which a thing holds are one interval: if it holds first and last, then always.
        ends = layer.valid_on(_FIRST_DAY) & layer.valid_on(_LAST_DAY)
        self.timeless = bool(ends.all())

    def __contains__(self, name: str) -> bool:
        return name in self._table

    @cached_property
    def all_rows(self) -> Rows:
        return np.arange(len(self._table["key"]), dtype=np.uint32)

    def numbers(self, name: str) -> NDArray[np.float64]:
        """(n,) numbers, dates as days since 1970; NaN where unknown. KeyError if there is none."""
        if name not in self._numbers:
            column = self._table[name]
            if pa.types.is_date(column.type):
                column = column.cast(pa.int32())
            values = column.cast(pa.float64()).to_numpy(zero_copy_only=False)
            self._numbers[name] = np.asarray(values, dtype=np.float64)
        return self._numbers[name]

    def is_text(self, name: str) -> bool:
        return bool(pa.types.is_string(self._table[name].type))

    def texts(self, name: str, rows: Rows) -> list[str | None]:
        """The texts of some rows, None where unknown."""
        return list(self._table[name].take(pa.array(rows)).to_pylist())

    def codes(self, name: str) -> tuple[list[str], NDArray[np.int32]]:
        """Distinct texts and (n,) places in them, -1 where unknown. KeyError if there is none."""
        if name not in self._codes:
            column = self._table[name]
            encoded = pa.concat_arrays(column.chunks) if column.num_chunks else column
            encoded = encoded.dictionary_encode()
            places = pc.fill_null(encoded.indices, UNKNOWN).to_numpy(zero_copy_only=False)
            self._codes[name] = (encoded.dictionary.to_pylist(), places.astype(np.int32))
        return self._codes[name]

    def known(self, name: str) -> bool:
        """Whether the layer has this column and any value in it."""
        return name in self and self._table[name].null_count < len(self._table[name])

    def given(self, name: str) -> Mask:
        """(n,) whether there is a text, or any text in the list."""
        column = self._table[name]
        if not pa.types.is_list(column.type):
            return np.asarray(self.codes(name)[1] != UNKNOWN)
        lengths = pc.fill_null(pc.list_value_length(column), 0)
        return np.asarray(lengths.to_numpy(zero_copy_only=False) > 0)

    def among(self, name: str, values: Set[str]) -> Mask:
        """(n,) whether the text, or any text of the list, is one of `values`."""
        if not pa.types.is_list(self._table[name].type):
            words, places = self.codes(name)
            hits = np.array([*(word in values for word in words), False])
            return np.asarray(hits[places])
        if name not in self._members:
            flat = self._table[name].combine_chunks()
            flat = pa.concat_arrays(flat.chunks) if isinstance(flat, pa.ChunkedArray) else flat
            parents = pc.list_parent_indices(flat).to_numpy(zero_copy_only=False)
            self._members[name] = (pc.list_flatten(flat), parents)
        members, parents = self._members[name]
        mask = np.zeros(len(self._table[name]), dtype=bool)
        wanted = pc.is_in(members, value_set=pa.array(sorted(values), pa.string()))
        mask[parents[wanted.to_numpy(zero_copy_only=False)]] = True
        return mask


def columns(layer: Layer) -> Columns:
    """The columns of an open layer."""
    if layer not in _COLUMNS:
        _COLUMNS[layer] = Columns(layer)
    return _COLUMNS[layer]


_COLUMNS: WeakKeyDictionary[Layer, Columns] = WeakKeyDictionary()
