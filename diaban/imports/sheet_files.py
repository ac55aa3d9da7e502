"""Sheets as files: Arrow tables under the data folder, named by the hash of their content."""

from __future__ import annotations

import hashlib
import uuid
from pathlib import Path
from typing import Any

import pyarrow as pa
from django.conf import settings


class _Hashed:
    """A file object that hashes what passes through it, and writes it where there is a target."""

    def __init__(self, target: Any = None) -> None:
        self.hash = hashlib.sha256()
        self.closed = False
        self._target = target

    def write(self, data: Any) -> int:
        self.hash.update(data)
        if self._target is not None:
            self._target.write(data)
        return len(data)

    def flush(self) -> None:
        """Nothing waits here."""

    def close(self) -> None:
        self.closed = True

    def writable(self) -> bool:
        return True

    def readable(self) -> bool:
        return False

    def seekable(self) -> bool:
        return False


def digest(table: pa.Table) -> str:
    """The hash under which `keep` would keep the table."""
    return _write(table, None)


def keep(table: pa.Table) -> str:
    """Write the table; returns the hash by which it is found again."""
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    half = folder / f".{uuid.uuid4().hex}.arrow"
    with half.open("wb") as stream:
        name = _write(table, stream)
    half.replace(path_of(name))
    return name


def path_of(name: str) -> Path:
    """Where the sheet with this hash lies."""
    return _folder() / f"{name}.arrow"


def open_sheet(name: str) -> pa.Table:
    """The table, mapped into memory and not read."""
    with pa.memory_map(str(path_of(name))) as mapped:
        return pa.ipc.open_file(mapped).read_all()


def _folder() -> Path:
    return Path(settings.DIABAN_DATA) / "imports" / "sheets"


def _write(table: pa.Table, stream: Any) -> str:
    sink = _Hashed(stream)
    with pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table, max_chunksize=65_536)
    return sink.hash.hexdigest()
