"""Which files a dossier takes: judged by what is in them, never by their name alone. Pure."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from dataclasses import dataclass

MEGABYTE = 1024 * 1024
MOST_BYTES = 25 * MEGABYTE
MOST_FILES = 40

PDF, PNG, JPEG = "application/pdf", "image/png", "image/jpeg"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EXTENSIONS = {PDF: "pdf", PNG: "png", JPEG: "jpg", WORD: "docx", SHEET: "xlsx"}
PREVIEWED = frozenset({PDF, PNG, JPEG})


@dataclass(frozen=True, slots=True)
class Refused(Exception):
    """A file cannot be taken; `code` is "empty", "large", "many" or "type"."""

    code: str
    name: str


def media_type(content: bytes) -> str | None:
    """What `content` is, by its own marks; None for what a dossier does not take.

    A PDF that openly carries scripts or starts programs is not taken (`_runs`).
    """
    if content.startswith(b"%PDF-"):
        return None if _runs(content) else PDF
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    if content.startswith(b"PK\x03\x04"):
        return _office(content)
    return None


def _runs(content: bytes) -> bool:
    """Whether a PDF names a script or a program to start, outside its streams.

    Names are read as viewers read them: "/J#53" is "/JS". Streams (scans, fonts) are passed over:
    compressed bytes say "/JS" by chance. So what hides in a compressed object stream, behind
    encryption, or behind a stream that is only feigned is not seen here: this keeps out the plain
    cases, and the reader's own viewer must keep out the rest.
    """
    kept, at = [], 0
    for begin in re.finditer(rb">>\s*stream\r?\n", content):
        if begin.start() < at:
            continue
        end = content.find(b"endstream", begin.end())
        if end < 0:
            break
        kept.append(content[at : begin.end()])
        at = end
    outside = b"".join([*kept, content[at:]])
    plain = re.sub(rb"#([0-9A-Fa-f]{2})", lambda code: bytes([int(code[1], 16)]), outside)
    return re.search(rb"/(JavaScript|JS|Launch)\b", plain) is not None


def _office(content: bytes) -> str | None:
    """Word or Excel without macros; any other archive is refused."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError):
        return None
    if "[Content_Types].xml" not in names or any(name.endswith("vbaProject.bin") for name in names):
        return None
    if "word/document.xml" in names:
        return WORD
    return SHEET if "xl/workbook.xml" in names else None


def check(name: str, content: bytes, already: int) -> str:
    """The media type of a file that may be taken beside `already` others.

    Raises:
        Refused: empty, too large, too many, or of a type that is not taken.
    """
    if already >= MOST_FILES:
        raise Refused("many", name)
    if not content:
        raise Refused("empty", name)
    if len(content) > MOST_BYTES:
        raise Refused("large", name)
    found = media_type(content)
    if found is None:
        raise Refused("type", name)
    return found


def safe_name(name: str, kind: str) -> str:
    """A name to keep and to offer on download: no path, no control signs, the true extension."""
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(c for c in name if unicodedata.category(c)[0] != "C").strip(" .")
    stem = name.rsplit(".", 1)[0] if "." in name else name
    return f"{stem[:150] or 'file'}.{EXTENSIONS[kind]}"
