"""ZIP files whose bytes depend on their content alone: fixed dates, fixed order. Pure."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable

PROPERTIES = "docProps/core.xml"
MOMENT = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
DATED = (1980, 1, 1, 0, 0, 0)
"""The earliest day that a ZIP file can write down; a report's day stands in its text."""


def pack(files: Iterable[tuple[str, bytes]]) -> bytes:
    """The files in the order given, each with the same date and rights."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            entry = zipfile.ZipInfo(name, DATED)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content, compresslevel=6)
    return stream.getvalue()


def repack(content: bytes) -> bytes:
    """The same office file without the moment at which it was made, neither outside nor inside."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return pack([(name, _timeless(name, archive.read(name))) for name in archive.namelist()])


def _timeless(name: str, content: bytes) -> bytes:
    return MOMENT.sub(rb"\g<1>2000-01-01T00:00:00Z", content) if name == PROPERTIES else content
