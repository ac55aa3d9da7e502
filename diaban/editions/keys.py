"""From a key to its row, by binary search in a memory-mapped table of sorted hashes.

The file is n unsigned 64-bit hashes in ascending order, then n unsigned 64-bit values (a row
number, or a position in another file). A hash may repeat: the caller compares the key itself.
"""

from __future__ import annotations

import hashlib
import mmap
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]


def key_hash(key: str) -> int:
    """BLAKE2b of the key in 8 bytes, little-endian: the same on every machine, for ever."""
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), "little")


def build(keys: Iterable[str], values: NDArray[Any]) -> bytes:
    """The table for `keys` with one value each."""
    hashes = np.fromiter((key_hash(key) for key in keys), dtype="<u8", count=len(values))
    order = np.argsort(hashes, kind="stable")
    return hashes[order].tobytes() + values[order].astype("<u8").tobytes()


class KeyTable:
    """A table written by `build`, read in place."""

    def __init__(self, path: Path) -> None:
        pairs = np.frombuffer(map_file(path), dtype="<u8")
        self.hashes: Hashes = pairs[: len(pairs) // 2]
        self.values: Hashes = pairs[len(pairs) // 2 :]

    def candidates(self, key: str) -> list[int]:
        """Values under the key's hash: none, one, or (once in many centuries) several."""
        wanted = np.uint64(key_hash(key))
        start = int(np.searchsorted(self.hashes, wanted))
        found = []
        while start < len(self.hashes) and self.hashes[start] == wanted:
            found.append(int(self.values[start]))
            start += 1
        return found


def map_file(path: Path) -> mmap.mmap | bytes:
    """The file's content, shared with every process that maps it; an empty file is empty bytes."""
    with path.open("rb") as handle:
        if path.stat().st_size == 0:
            return b""
        return mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ)
