"""Files that were sent, kept under the data folder by the hash of their content."""

from __future__ import annotations

import hashlib
import re
import shutil
import tempfile
import uuid
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

_UNSAFE = re.compile(r"[^\w. -]+")


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that is kept: its hash, its name as sent, its size in bytes."""

    hash: str
    name: str
    size: int


def keep(path: Path, name: str | None = None) -> Stored:
    """Copy a file (or pack a folder with a shapefile) into the data folder; once per content."""
    if path.is_dir():
        return _keep_folder(path)
    called = safe_name(name or path.name)
    fingerprint = _hash(path)
    target = place_of(fingerprint, called)
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        half = target.with_name(f".{uuid.uuid4().hex}")
        shutil.copyfile(path, half)
        half.replace(target)
    return Stored(fingerprint, called, target.stat().st_size)


def receive(sent: Any, name: str, examine: Callable[[Path], object]) -> Stored:
    """Keep an uploaded file under its name, if `examine` has nothing against it.

    Raises:
        diaban.imports.safety.Refused: what `examine` says; nothing is kept.
    """
    with tempfile.TemporaryDirectory(prefix="diaban-") as scratch:
        path = Path(scratch) / safe_name(name)
        with path.open("wb") as target:
            for chunk in sent.chunks():
                target.write(chunk)
        examine(path)
        return keep(path)


def place_of(fingerprint: str, name: str) -> Path:
    """Where the file with this hash and name lies."""
    root = Path(settings.DIABAN_DATA) / "imports" / fingerprint[:2] / fingerprint
    return root / safe_name(name)


def safe_name(name: str) -> str:
    """A name without folders or signs that a file system could mistake; its ending stays."""
    plain = _UNSAFE.sub("_", name.replace("\\", "/").rsplit("/", 1)[-1]).strip(". ")
    stem, dot, ending = plain.rpartition(".")
    return f"{(stem or 'file')[:100]}{dot or '.'}{ending[:20]}" if dot else (plain or "file")[:120]


def _keep_folder(folder: Path) -> Stored:
    with tempfile.TemporaryDirectory() as scratch:
        packed = Path(scratch) / f"{safe_name(folder.name)}.zip"
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for part in sorted(folder.iterdir()):
                if part.is_file():
                    archive.write(part, part.name)
        return keep(packed)


def _hash(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
