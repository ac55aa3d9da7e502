"""The built-in base map: one PMTiles archive, memory-mapped, tiles handed out as they are stored.

`pmtiles` reads the format; this adds what a server wants: directories decoded once, and a version
that is part of every tile's address, so that a browser may keep tiles for ever.
"""

from __future__ import annotations

import hashlib
import mmap
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from pmtiles.tile import (
    Compression,
    deserialize_directory,
    deserialize_header,
    find_tile,
    zxy_to_tileid,
)

ARCHIVE = Path(__file__).resolve().parent.parent / "basemap" / "base.pmtiles"
NO_VERSION = "00000000"
_HEADER_BYTES = 127
_MAX_DEPTH = 4


@dataclass
class Archive:
    """An opened archive. Tiles come out in the archive's own compression (`gzip` or not)."""

    content: mmap.mmap
    header: dict[str, Any]
    version: str
    directories: dict[tuple[int, int], Any] = field(default_factory=dict)

    @property
    def gzip(self) -> bool:
        return bool(self.header["tile_compression"] == Compression.GZIP)

    def tile(self, z: int, x: int, y: int) -> bytes | None:
        """The tile as stored; None where the archive has none."""
        if not self.header["min_zoom"] <= z <= self.header["max_zoom"]:
            return None
        identity = zxy_to_tileid(z, x, y)
        offset, length = self.header["root_offset"], self.header["root_length"]
        for _depth in range(_MAX_DEPTH):
            entry = find_tile(self._directory(offset, length), identity)
            if entry is None:
                return None
            if entry.run_length:
                start = self.header["tile_data_offset"] + entry.offset
                return self.content[start : start + entry.length]
            offset = self.header["leaf_directory_offset"] + entry.offset
            length = entry.length
        return None

    def _directory(self, offset: int, length: int) -> Any:
        if (offset, length) not in self.directories:
            stored = self.content[offset : offset + length]
            self.directories[offset, length] = deserialize_directory(stored)
        return self.directories[offset, length]


def version() -> str:
    """First 8 digits of the archive's SHA-256; `NO_VERSION` where the archive was not built."""
    archive = opened()
    return archive.version if archive else NO_VERSION


def opened(path: Path | None = None) -> Archive | None:
    """The archive, opened once and again if the file was replaced; None if there is none."""
    path = path or ARCHIVE
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return _open(path, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=2)
def _open(path: Path, _modified: int, size: int) -> Archive | None:
    if size < _HEADER_BYTES:
        return None
    with path.open("rb") as file:
        content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    digest = hashlib.sha256(content).hexdigest()[:8]
    return Archive(content, dict(deserialize_header(content[:_HEADER_BYTES])), digest)
