"""DXF drawings before GDAL opens them: their encoding, and blocks that draw each other for ever."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

import pyarrow as pa

from diaban.imports.reading.dataset import Encoding
from diaban.imports.reading.sink import Request
from diaban.imports.reading.words import encoding_of_bytes

_UTF8_SINCE = "AC1021"
"""AutoCAD 2007: from this version on text is UTF-8; before, it is in the code page of the maker."""
_BLOCK_LIMIT = 5_000_000
_DEEPEST = 64
_ESCAPE = re.compile(r"\\U\+([0-9A-Fa-f]{4})")


def examine(request: Request) -> Encoding:
    """The encoding of a drawing's text.

    Raises:
        Refused: its blocks would draw more than `_BLOCK_LIMIT` objects, or themselves.
    """
    _refuse_block_bombs(request)
    version, page = _header(request)
    if version >= _UTF8_SINCE:
        page = "utf-8"
    return encoding_of_bytes(request.path, page or None)


def unescaped(column: pa.Array) -> pa.Array:
    """Text in which the escapes of old drawings (\\U+1EA3) have become letters."""
    if not pa.types.is_string(column.type):
        return column
    values = [
        None if value is None else _ESCAPE.sub(lambda match: chr(int(match[1], 16)), value)
        for value in column.to_pylist()
    ]
    return pa.array(values, column.type)


def _pairs(request: Request) -> Iterator[tuple[bytes, bytes]]:
    """Group codes and values, line by line; a line of absurd length is cut."""
    with request.path.open("rb") as file:
        while True:
            code, value = file.readline(4096), file.readline(1 << 16)
            if not value:
                return
            yield code.strip(), value.strip()


def _header(request: Request) -> tuple[str, str]:
    version = page = wanted = ""
    for code, value in _pairs(request):
        if code == b"9":
            wanted = value.decode("latin-1")
        elif wanted == "$ACADVER" and code == b"1":
            version, wanted = value.decode("latin-1"), ""
        elif wanted == "$DWGCODEPAGE" and code == b"3":
            page, wanted = value.decode("latin-1"), ""
        elif code == b"2" and value in (b"ENTITIES", b"BLOCKS"):
            break
    return version, page


def _refuse_block_bombs(request: Request) -> None:
    """Count what every block draws, the blocks it inserts included, before anything draws it."""
    own: dict[bytes, int] = defaultdict(int)
    inserts: dict[bytes, list[tuple[bytes, int]]] = defaultdict(list)
    block, kind, name = b"", b"", b""
    columns = rows = 1
    for code, value in _pairs(request):
        if code == b"0":
            if kind == b"INSERT":
                inserts[block].append((name, max(columns, 1) * max(rows, 1)))
            kind, name, columns, rows = value, b"", 1, 1
            own[block] += 1
            if value == b"ENDBLK":
                block = b""
        elif code == b"2":
            name = value
            if kind == b"BLOCK":
                block = value
        elif kind == b"INSERT" and code in (b"70", b"71"):
            count = int(value) if value.lstrip(b"-").isdigit() else 1
            columns, rows = (count, rows) if code == b"70" else (columns, count)
    drawn: dict[bytes, int] = {}
    if _drawn(b"", own, inserts, drawn, 0) > _BLOCK_LIMIT:
        raise request.refuse("block_bomb", limit=_BLOCK_LIMIT)


def _drawn(
    block: bytes,
    own: dict[bytes, int],
    inserts: dict[bytes, list[tuple[bytes, int]]],
    drawn: dict[bytes, int],
    depth: int,
) -> int:
    """Objects that a block draws; more than the limit for one that draws itself."""
    if block in drawn:
        return drawn[block]
    if depth > _DEEPEST:
        return _BLOCK_LIMIT + 1
    drawn[block] = _BLOCK_LIMIT + 1  # what it is to anyone who asks while it is being counted
    total = own.get(block, 0)
    for name, times in inserts.get(block, ()):
        total += times * _drawn(name, own, inserts, drawn, depth + 1)
    drawn[block] = min(total, _BLOCK_LIMIT + 1)
    return drawn[block]
