"""Fact records by key: `facts.bin` (two lengths, key, JSON, one after another) and `facts.idx`
(where each starts).

The value in the index is the position in `facts.bin`, where the lengths (unsigned 32-bit) stand, so
that one look-up touches one place of the file.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

import numpy as np
import orjson

from diaban.editions import keys

_HEAD = struct.Struct("<II")


def write(handle: IO[bytes], facts: Iterable[tuple[str, list[dict[str, Any]]]]) -> bytes:
    """Write every record to `handle`; returns the content of the index."""
    names: list[str] = []
    positions: list[int] = []
    position = 0
    for key, records in facts:
        name = key.encode()
        body = orjson.dumps(records, option=orjson.OPT_SERIALIZE_NUMPY)
        names.append(key)
        positions.append(position)
        handle.write(_HEAD.pack(len(name), len(body)))
        handle.write(name)
        handle.write(body)
        position += _HEAD.size + len(name) + len(body)
    return keys.build(names, np.array(positions, dtype="<u8"))


class Facts:
    """The fact records of one edition, read in place."""

    def __init__(self, data: Path, index: Path) -> None:
        self._data = keys.map_file(data)
        self._index = keys.KeyTable(index)

    def _at(self, position: int) -> tuple[str, bytes]:
        name_size, body_size = _HEAD.unpack_from(self._data, position)
        start = position + _HEAD.size
        name = self._data[start : start + name_size].decode()
        return name, self._data[start + name_size : start + name_size + body_size]

    def raw(self, key: str) -> bytes | None:
        """The JSON array of the key's records, or None."""
        for position in self._index.candidates(key):
            name, body = self._at(position)
            if name == key:
                return body
        return None

    def get(self, key: str) -> list[dict[str, Any]]:
        """The key's fact records in field order; an empty list for a key without facts."""
        body = self.raw(key)
        return [] if body is None else orjson.loads(body)

    def keys(self) -> Iterator[str]:
        """Every key that has facts, in no particular order."""
        for position in self._index.values:
            yield self._at(int(position))[0]
