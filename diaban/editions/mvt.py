"""Mapbox Vector Tiles 2.1 from arrays: geometry commands, varints and property tables in NumPy.

Everything in a feature message is a varint, so that all features of a tile are one array of numbers
that is packed in one go.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from diaban.editions import ragged
from diaban.editions.clip import EXTENT, Paths

POINT, LINE, POLYGON = 1, 2, 3

_MOVE, _LINE_TO, _CLOSE = 1, 2, 15
_FEATURES, _KEYS, _VALUES = 0x12, 0x1A, 0x22

Numbers = NDArray[np.int64]
Bytes = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Geometries:
    """Encoded geometry of some features of one kind: command integers, how many each has, whose."""

    kind: int
    numbers: Numbers
    sizes: ragged.Sizes
    owner: Numbers


def commands(kind: int, paths: Paths) -> Geometries:
    """The command integers of the features that own the paths."""
    owner, counts = np.unique(paths.owner, return_counts=True)
    if kind == POINT:
        sizes, per_feature = counts, np.ones(len(owner), dtype=np.int64)
    else:
        sizes, per_feature = paths.sizes, counts
    head = {POINT: 1, LINE: 2, POLYGON: 3}[kind]
    lengths = 2 * sizes + head
    begin = ragged.starts(lengths)
    numbers = np.empty(int(lengths.sum()), dtype=np.int64)
    first_coordinate = ragged.starts(ragged.sums(sizes, per_feature))
    place = begin.repeat(sizes) + 1 + 2 * ragged.local(sizes)
    if kind == POINT:
        numbers[begin] = sizes << 3 | _MOVE
    else:
        numbers[begin] = 1 << 3 | _MOVE
        numbers[begin + 3] = (sizes - 1) << 3 | _LINE_TO
        place += ragged.local(sizes) > 0
    if kind == POLYGON:
        numbers[begin + lengths - 1] = _CLOSE
    numbers[place] = _zigzag(paths.x, first_coordinate)
    numbers[place + 1] = _zigzag(paths.y, first_coordinate)
    return Geometries(kind, numbers, ragged.sums(lengths, per_feature), owner)


def _zigzag(values: Numbers, restarts: Numbers) -> Numbers:
    """Steps from one value to the next, from 0 at each restart; small numbers for small steps."""
    steps = values.copy()
    steps[1:] -= values[:-1]
    steps[restarts] = values[restarts]
    return (steps << 1) ^ (steps >> 63)


def varint_sizes(numbers: Numbers) -> Numbers:
    """Bytes that each number (below 2**35) takes as a varint."""
    sizes = np.ones(len(numbers), dtype=np.int64)
    for bits in (7, 14, 21, 28):
        more = numbers >> bits > 0
        if not more.any():
            break
        sizes += more
    return sizes


def varints(numbers: Numbers) -> Bytes:
    """The numbers as protocol-buffer varints, one after another."""
    sizes = varint_sizes(numbers)
    place = ragged.starts(sizes)
    out = np.empty(int(sizes.sum()), dtype=np.uint8)
    out[place] = (numbers & 0x7F) | np.where(sizes > 1, 0x80, 0)
    which = np.flatnonzero(sizes > 1)
    byte = 1
    while len(which):
        rest = (numbers[which] >> 7 * byte) & 0x7F
        longer = sizes[which] > byte + 1
        out[place[which] + byte] = rest | np.where(longer, 0x80, 0)
        which = which[longer]
        byte += 1
    return out


@dataclass(frozen=True, slots=True)
class Properties:
    """Property tables of a tile: packed keys and values, and each feature's tags."""

    keys: bytes
    values: bytes
    tags: Numbers
    sizes: ragged.Sizes


def properties(columns: dict[str, Any], count: int) -> Properties:
    """Tables for columns of strings (Arrow), numbers (float64, NaN unknown) or whole numbers (0
    unknown).
    """
    keys: list[bytes] = []
    values: list[bytes] = []
    indices: list[Numbers] = []
    table_size = 0
    for name, column in columns.items():
        packed, index, distinct = _column(column)
        if not distinct:
            continue
        keys.append(_message(_KEYS, name.encode()))
        values.append(packed)
        indices.append(np.where(index < 0, -1, index + table_size))
        table_size += distinct
    if not indices:
        return Properties(b"", b"", np.empty(0, np.int64), np.zeros(count, np.int64))
    table = np.column_stack(indices)
    known = table >= 0
    pairs = np.empty((*table.shape, 2), dtype=np.int64)
    pairs[:, :, 0] = np.arange(len(indices))
    pairs[:, :, 1] = table
    return Properties(b"".join(keys), b"".join(values), pairs[known].ravel(), known.sum(axis=1) * 2)


def _column(column: Any) -> tuple[bytes, Numbers, int]:
    """Packed distinct values, the index of each feature's value (-1 unknown), how many are
    distinct.
    """
    if isinstance(column, pa.Array):
        encoded = column.dictionary_encode()
        index = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
        return _strings(encoded.dictionary), index, len(encoded.dictionary)
    known = ~np.isnan(column) if column.dtype.kind == "f" else column != 0
    index = np.full(len(column), -1, dtype=np.int64)
    distinct, index[known] = np.unique(column[known], return_inverse=True)
    pack = _doubles if column.dtype.kind == "f" else _whole
    return pack(distinct), index, len(distinct)


def _strings(strings: pa.StringArray) -> bytes:
    """Value messages with `string_value`, without a loop over the strings."""
    buffers = strings.buffers()
    if not len(strings):
        return b""
    offsets = np.frombuffer(buffers[1], dtype=np.int32)[strings.offset :][: len(strings) + 1]
    text = np.frombuffer(buffers[2] or b"", dtype=np.uint8)[offsets[0] : offsets[-1]]
    sizes = np.diff(offsets).astype(np.int64)
    heads = np.empty((len(sizes), 4), dtype=np.int64)
    heads[:, 0], heads[:, 2], heads[:, 3] = _VALUES, 0x0A, sizes
    heads[:, 1] = 1 + varint_sizes(sizes) + sizes
    head_sizes = 2 + varint_sizes(heads[:, 1]) + varint_sizes(sizes)
    begin = ragged.starts(head_sizes + sizes)
    out = np.empty(int((head_sizes + sizes).sum()), dtype=np.uint8)
    out[ragged.positions(begin, head_sizes)] = varints(heads.ravel())
    out[ragged.positions(begin + head_sizes, sizes)] = text
    return out.tobytes()


def _doubles(numbers: NDArray[np.float64]) -> bytes:
    """Value messages with `double_value`."""
    rows = np.empty((len(numbers), 11), dtype=np.uint8)
    rows[:, :3] = (_VALUES, 9, 0x19)
    rows[:, 3:] = numbers.astype("<f8").view(np.uint8).reshape(-1, 8)
    return rows.tobytes()


def _whole(numbers: Numbers) -> bytes:
    """Value messages with `uint_value`."""
    rows = np.empty((len(numbers), 4), dtype=np.int64)
    rows[:, 0], rows[:, 2], rows[:, 3] = _VALUES, 0x28, numbers
    rows[:, 1] = 1 + varint_sizes(numbers)
    return varints(rows.ravel()).tobytes()


def tile(name: str, geometries: list[Geometries], ids: Numbers, columns: dict[str, Any]) -> bytes:
    """A tile of one layer; `ids` and `columns` have an entry for each feature of `geometries` in
    turn.
    """
    if not len(ids):
        return b""
    tables = properties(columns, len(ids))
    layer = b"".join(
        (
            _message(0x0A, name.encode()),
            _features(geometries, ids, tables),
            tables.keys,
            tables.values,
            bytes(varints(np.array([0x28, EXTENT, 0x78, 2]))),
        )
    )
    return _message(0x1A, layer)


def _features(geometries: list[Geometries], ids: Numbers, tables: Properties) -> bytes:
    numbers = np.concatenate([geometry.numbers for geometry in geometries])
    sizes = np.concatenate([geometry.sizes for geometry in geometries])
    kinds = np.concatenate([np.full(len(g.sizes), g.kind) for g in geometries])
    tag_bytes = ragged.sums(varint_sizes(tables.tags), tables.sizes)
    geometry_bytes = ragged.sums(varint_sizes(numbers), sizes)
    head = np.empty((len(ids), 6), dtype=np.int64)
    head[:, 0], head[:, 2], head[:, 4] = _FEATURES, 0x08, 0x12
    head[:, 3], head[:, 5] = ids, tag_bytes
    middle = np.empty((len(ids), 4), dtype=np.int64)
    middle[:, 0], middle[:, 2] = 0x18, 0x22
    middle[:, 1], middle[:, 3] = kinds, geometry_bytes
    # Four field numbers and the kind take one byte each.
    head[:, 1] = 5 + varint_sizes(ids) + varint_sizes(tag_bytes) + tag_bytes
    head[:, 1] += varint_sizes(geometry_bytes) + geometry_bytes
    begin = ragged.starts(10 + tables.sizes + sizes)
    out = np.empty(10 * len(ids) + len(tables.tags) + len(numbers), dtype=np.int64)
    out[begin[:, None] + np.arange(6)] = head
    out[ragged.positions(begin + 6, tables.sizes)] = tables.tags
    out[(begin + 6 + tables.sizes)[:, None] + np.arange(4)] = middle
    out[ragged.positions(begin + 10 + tables.sizes, sizes)] = numbers
    return varints(out).tobytes()


def _message(field: int, content: bytes) -> bytes:
    """A length-delimited field."""
    return bytes(varints(np.array([field, len(content)]))) + content
