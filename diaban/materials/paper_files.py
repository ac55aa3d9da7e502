"""Files of legality documents: judged by content, kept by their SHA-256 in the data folder."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

MOST_BYTES = 20_000_000
_SIGNATURES = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
)
_SHA256 = re.compile(r"[0-9a-f]{64}")


class FileRefused(ValueError):
    """A file that is not kept, in words for whoever sent it."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that is kept."""

    sha256: str
    media_type: str
    size: int


def keep(data: Path, chunks: Iterable[bytes]) -> Kept:
    """Keep a file under its hash; the same content is kept once.

    Raises:
        FileRefused: it is empty, too large, or no PDF, PNG or JPEG by its content.
    """
    folder = data / "papers"
    folder.mkdir(parents=True, exist_ok=True)
    digest, size, head = hashlib.sha256(), 0, b""
    temporary = folder / f".{secrets.token_hex(8)}.part"
    try:
        with temporary.open("xb") as out:
            for chunk in chunks:
                head = head or chunk[:16]
                size += len(chunk)
                if size > MOST_BYTES:
                    raise FileRefused(
                        _("The file is larger than %(limit)d MB. Scan it at a lower resolution.")
                        % {"limit": MOST_BYTES // 1_000_000}
                    )
                digest.update(chunk)
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
        media = next((media for start, media in _SIGNATURES if head.startswith(start)), None)
        if media is None:
            raise FileRefused(
                _("By its content the file is no PDF, PNG or JPEG. Scan or export it as one.")
            )
        kept = Kept(digest.hexdigest(), media, size)
        target = path_of(data, kept.sha256)
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
    return kept


def path_of(data: Path, sha256: str) -> Path:
    """Where a kept file lies. Raises `ValueError` for what is no SHA-256."""
    if not _SHA256.fullmatch(sha256):
        raise ValueError(f"{sha256!r} is no SHA-256")
    return data / "papers" / sha256[:2] / sha256
