"""Bytes and text: what a file says about its encoding, and whether it is true. Pure."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

import pyarrow as pa

from diaban.imports.reading.dataset import Encoding, Note

_PIECE = 1 << 20
_CODE_PAGE = re.compile(r"(?:ansi|cp|windows|oem)?[ _-]*(\d{3,5})$", re.IGNORECASE)


def declared_codec(declared: str) -> str | None:
    """Python's name of an encoding as .cpg files and drawings name it; None if unknown.

    >>> declared_codec("ANSI 1258"), declared_codec("65001"), declared_codec("UTF-8")
    ('cp1258', 'utf-8', 'utf-8')
    """
    match = _CODE_PAGE.match(declared.strip())
    name = declared.strip()
    if match and match[1] == "65001":
        name = "utf-8"
    elif match:
        name = f"cp{match[1]}"
    elif name.upper().startswith("88591"):
        name = "latin-1"
    try:
        return codecs.lookup(name).name
    except LookupError:
        return None


def encoding_of_bytes(path: Path, declared: str | None, skip: int = 0) -> Encoding:
    """The encoding of a file's text, as far as its bytes prove it.

    Only UTF-8 can be proved: in a code page of one byte a letter, any bytes are valid, and programs
    write the page of their computer whatever font the text was typed in. So a declared code page is
    passed on as a hint, and the bytes with it. `skip` bytes at the beginning are no text.
    """
    codec = declared_codec(declared) if declared else None
    decoders = {name: codecs.getincrementaldecoder(name)() for name in {"ascii", "utf-8"}}
    with path.open("rb") as file:
        file.seek(skip)
        while decoders:
            piece = file.read(_PIECE)
            for name in list(decoders):
                try:
                    decoders[name].decode(piece, final=not piece)
                except UnicodeDecodeError:
                    del decoders[name]
            if not piece:
                break
    if "ascii" in decoders:
        return Encoding("ascii", "ascii")
    if "utf-8" in decoders:
        return Encoding("utf-8", "declared" if codec == "utf-8" else "valid")
    return Encoding("latin-1", "unknown", declared)


def about_encoding(encoding: Encoding) -> list[Note]:
    """What the sender should know about a declaration that was not believed."""
    if encoding.declared is None:
        return []
    is_false = declared_codec(encoding.declared) == "utf-8"
    code = "encoding_does_not_hold" if is_false else "encoding_to_confirm"
    return [Note(code, {"declared": encoding.declared})]


def redecoded(column: pa.Array, encoding: Encoding) -> pa.Array:
    """Text that was read as ISO 8859-1, in its real encoding; other columns stay as they are."""
    is_text = pa.types.is_string(column.type) or pa.types.is_large_string(column.type)
    if not is_text or encoding.basis in ("format", "ascii", "unknown"):
        return column
    values = [
        None if value is None else _decoded(value, encoding.name) for value in column.to_pylist()
    ]
    return pa.array(values, column.type)


def letters_of_bytes(column: pa.Array) -> pa.Array:
    """Text whose bytes are not the UTF-8 they should be: every byte as the letter of its number."""
    if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
        return column
    values = column.cast(pa.large_binary()).to_pylist()
    return pa.array([None if value is None else value.decode("latin-1") for value in values])


def _decoded(value: str, codec: str) -> str:
    try:
        return value.encode("latin-1").decode(codec)
    except UnicodeError:
        # A field cut in the middle of a letter, or one that a library has decoded already.
        return value
