"""Files that are either wholly on the disk or not there: fsync, rename, one publisher at a time.

Each step that changes what a crash would leave behind is announced to `checkpoint` first. In
production that does nothing; the crash tests put a function there that kills the process at the
n-th step, so that a step added later is tested without anybody listing it.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from diaban.editions.errors import Locked

PARTIAL = ".partial"
CURRENT = "current"
LOCK = ".lock"


def _no_checkpoint(step: str) -> None:
    """Production: a step is just a step."""


checkpoint: Callable[[str], None] = _no_checkpoint


@contextmanager
def publishing_lock(root: Path) -> Iterator[None]:
    """Hold `root` for one publisher. The system releases it when the process dies, however it dies.

    Raises:
        Locked: another process holds it.
    """
    with (root / LOCK).open("a+b") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Locked(root) from None
        yield


def write_file(path: Path, write: Callable[[IO[bytes]], Any]) -> None:
    """Create `path` with what `write` puts into it, and do not return before it is on the disk."""
    checkpoint(f"create {path.name}")
    with path.open("xb") as handle:
        write(handle)
        handle.flush()
        checkpoint(f"fsync {path.name}")
        os.fsync(handle.fileno())


def write_bytes(path: Path, content: bytes) -> None:
    """`write_file` for content that is at hand."""
    write_file(path, lambda handle: handle.write(content))


def sync_folder(path: Path) -> None:
    """Make the names in a folder as durable as the files."""
    checkpoint(f"fsync folder {path.name}")
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def move_into_place(partial: Path, final: Path) -> None:
    """Give a finished folder its name; nobody ever sees it half full."""
    sync_folder(partial)
    checkpoint(f"rename {partial.name}")
    partial.rename(final)
    sync_folder(final.parent)


def switch_current(root: Path, edition: str) -> None:
    """Make `edition` current: a reader sees the old name or the new one, never half of one."""
    temporary = root / f".{CURRENT}{PARTIAL}"
    temporary.unlink(missing_ok=True)
    write_bytes(temporary, f"{edition}\n".encode())
    checkpoint("replace current")
    temporary.replace(root / CURRENT)
    sync_folder(root)


def remove_partials(root: Path) -> None:
    """Clear what killed publishers left. Only the holder of the lock may call this."""
    for leftover in root.glob(f".*{PARTIAL}"):
        checkpoint(f"remove {leftover.name}")
        if leftover.is_dir():
            shutil.rmtree(leftover)
        else:
            leftover.unlink()


def fingerprint(path: Path) -> dict[str, Any]:
    """`{"sha256": hex, "size": bytes}` of a file."""
    with path.open("rb") as handle:
        digest = hashlib.file_digest(handle, "sha256").hexdigest()
    return {"sha256": digest, "size": path.stat().st_size}
