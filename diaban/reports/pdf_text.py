"""The words of a PDF that Typst set, in the order in which they are drawn. Pure.

No general reader: objects lie open in the file (no object streams), text is shown with composite
fonts whose `ToUnicode` map says which letters the glyphs are (ISO 32000-1, 9.10.3).
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Mapping

MOST_BYTES = 60_000_000
OBJECT = re.compile(rb"(?<!\d)(\d+) 0 obj\b(.*?)\bendobj", re.DOTALL)
SHOWN = re.compile(rb"/(f\d+) [\d.]+ Tf|\(|\]TJ|\bET\b")
ESCAPE = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
CHARACTER = re.compile(rb"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]+)>")
Objects = Mapping[int, bytes]


def lines(content: bytes) -> Iterator[str]:
    """Each stretch of text that is drawn at once, page after page."""
    objects = {int(number): body for number, body in OBJECT.findall(content)}
    pages = next((body for body in objects.values() if b"/Type/Pages" in body), b"")
    kids = re.search(rb"/Kids\[([^\]]*)\]", pages)
    for number in re.findall(rb"(\d+) 0 R", kids[1] if kids else b""):
        page = objects.get(int(number), b"")
        yield from _drawn(_stream(objects, page, b"Contents"), _fonts(objects, page))


def _stream(objects: Objects, body: bytes, name: bytes) -> bytes:
    """The unpacked stream to which an entry of a dictionary points."""
    found = re.search(rb"/%s (\d+) 0 R" % name, body)
    target = objects.get(int(found[1]), b"") if found else b""
    start = re.search(rb"stream\r?\n", target)
    return zlib.decompressobj().decompress(target[start.end() :], MOST_BYTES) if start else b""


def _fonts(objects: Objects, page: bytes) -> dict[bytes, dict[bytes, str]]:
    """Name of each font of the page → what its glyphs say."""
    found = re.search(rb"/Resources (\d+) 0 R", page)
    resources = objects.get(int(found[1]), b"") if found else b""
    return {
        name: _letters(_stream(objects, objects.get(int(number), b""), b"ToUnicode"))
        for name, number in re.findall(rb"/(f\d+) (\d+) 0 R", resources)
    }


def _letters(table: bytes) -> dict[bytes, str]:
    return {
        bytes.fromhex(glyph.decode()): bytes.fromhex(letters.decode()).decode("utf-16-be")
        for glyph, letters in CHARACTER.findall(table)
    }


def _drawn(stream: bytes, fonts: Mapping[bytes, Mapping[bytes, str]]) -> Iterator[str]:
    letters: Mapping[bytes, str] = {}
    words, place = "", 0
    while match := SHOWN.search(stream, place):
        place = match.end()
        if match[1]:
            letters, words = fonts.get(match[1], {}), ""
        elif match[0] == b"(":
            place = _end(stream, place)
            glyphs = ESCAPE.sub(_unescaped, stream[match.end() : place - 1])
            pairs = (glyphs[start : start + 2] for start in range(0, len(glyphs), 2))
            words += "".join(letters.get(pair, "\ufffd") for pair in pairs)
        elif words:
            yield words
            words = ""


def _end(stream: bytes, place: int) -> int:
    """Behind the parenthesis that closes a string; balanced ones inside are part of it."""
    depth = 1
    while depth and place < len(stream):
        character = stream[place : place + 1]
        place += 2 if character == b"\\" else 1
        depth += (character == b"(") - (character == b")")
    return place


def _unescaped(match: re.Match[bytes]) -> bytes:
    code = match[1]
    return bytes([int(code, 8) & 255]) if code[:1].isdigit() else ESCAPES.get(code, code)
