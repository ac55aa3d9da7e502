"""The bytes of attachments and letters: one file per content, named by its SHA-256.

A file is on the disk (fsync) before a row may name it, so that a row never points to nothing. A
process that dies between the two leaves a file that no row names: `unused` finds those.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from django.conf import settings


def _no_checkpoint(step: str) -> None:
    """In life a step is just a step; the crash tests kill the process here."""


checkpoint: Callable[[str], None] = _no_checkpoint


def folder() -> Path:
    return Path(settings.DIABAN_DATA) / "attachments"


def path_of(sha256: str) -> Path:
    return folder() / sha256[:2] / sha256


def store(chunks: Iterable[bytes]) -> tuple[str, int]:
    """Keep a content; (SHA-256, size in bytes). The same content is kept once.

    Raises:
        OSError: the data folder cannot be written.
    """
    root = folder()
    root.mkdir(parents=True, exist_ok=True)
    partial = root / f".{secrets.token_hex(8)}.partial"
    digest, size = hashlib.sha256(), 0
    try:
        checkpoint("create blob")
        with partial.open("xb") as stream:
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                stream.write(chunk)
            stream.flush()
            checkpoint("fsync blob")
            os.fsync(stream.fileno())
        final = path_of(digest.hexdigest())
        final.parent.mkdir(exist_ok=True)
        checkpoint("rename blob")
        partial.replace(final)
        _sync(final.parent)
        _sync(root)
    finally:
        partial.unlink(missing_ok=True)
    return digest.hexdigest(), size


def read(sha256: str) -> bytes:
    """The content. Raises `FileNotFoundError`, which a backup that lacks the folder would cause."""
    return path_of(sha256).read_bytes()


_NAMED: dict[str, Callable[[], Iterable[str]]] = {}


def register(name: Callable[[], Iterable[str]]) -> None:
    """Ask `name()` for the contents that a room's rows name, before anything is tidied away."""
    _NAMED[f"{name.__module__}.{name.__qualname__}"] = name


def named() -> set[str]:
    """Every content that any room names."""
    return {sha256 for provide in _NAMED.values() for sha256 in provide() if sha256}


def unused(named: set[str]) -> Iterator[Path]:
    """Files that no row names: what killed uploads and removed drafts left."""
    for found in folder().glob("??/*"):
        if found.name not in named:
            yield found
    yield from folder().glob(".*.partial")


def _sync(place: Path) -> None:
    descriptor = os.open(place, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
