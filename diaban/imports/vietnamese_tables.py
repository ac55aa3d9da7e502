"""The byte encodings in which Vietnamese was written before Unicode, as tables. Pure.

Each table has a row per vowel letter: its byte without a tone, then with grave, hook above, tilde,
acute and dot below (huyền, hỏi, ngã, sắc, nặng), in hexadecimal; "--" where the letter is ASCII or
has no byte. Sources: TCVN 5712:1993 (VN3), RFC 1456 (VISCII), the VPS and VNI font layouts.

TCVN3 ("ABC", fonts .VnTime …) has bytes for lower-case toned letters only: capitals are the same
bytes in a font whose name ends in H. `decode` gives capitals back to a text written in capitals.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache

TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
VOWELS = "aăâeêioôơuưy"

_TCVN3 = (
    """
-- b5 b6 b7 b8 b9
a8 bb bc bd be c6
a9 c7 c8 c9 ca cb
-- cc ce cf d0 d1
aa d2 d3 d4 d5 d6
-- d7 d8 dc dd de
-- df e1 e2 e3 e4
ab e5 e6 e7 e8 e9
ac ea eb ec ed ee
-- ef f1 f2 f3 f4
ad f5 f6 f7 f8 f9
-- fa fb fc fd fe
""",
    """
-- -- -- -- -- --
a1 -- -- -- -- --
a2 -- -- -- -- --
-- -- -- -- -- --
a3 -- -- -- -- --
-- -- -- -- -- --
-- -- -- -- -- --
a4 -- -- -- -- --
a5 -- -- -- -- --
-- -- -- -- -- --
a6 -- -- -- -- --
-- -- -- -- -- --
""",
    "ae a7",
)
_VISCII = (
    """
-- e0 e4 e3 e1 d5
e5 a2 c6 c7 a1 a3
e2 a5 a6 e7 a4 a7
-- e8 eb a8 e9 a9
ea ab ac ad aa ae
-- ec ef ee ed b8
-- f2 f6 f5 f3 f7
f4 b0 b1 b2 af b5
bd b6 b7 de be fe
-- f9 fc fb fa f8
df d7 d8 e6 d1 f1
-- cf d6 db fd dc
""",
    """
-- c0 c4 c3 c1 80
c5 82 02 05 81 83
c2 85 86 06 84 87
-- c8 cb 88 c9 89
ca 8b 8c 8d 8a 8e
-- cc 9b ce cd 98
-- d2 99 a0 d3 9a
d4 90 91 92 8f 93
b4 96 97 b3 95 94
-- d9 9c 9d da 9e
bf bb bc ff ba b9
-- 9f 14 19 dd 1e
""",
    "f0 d0",
)
_VPS = (
    """
-- e0 e4 e3 e1 e5
e6 a2 a3 a4 a1 a5
e2 c0 c4 c5 c3 c6
-- e8 c8 eb e9 cb
ea 8a 8b cd 89 8c
-- ec cc ef ed ce
-- f2 d5 f5 f3 86
f4 d2 b0 87 d3 b6
d6 a9 aa ab a7 ae
-- f9 fb db fa f8
dc d8 ba bb d9 bf
-- ff 9b cf 9a 9c
""",
    """
-- 80 81 82 c1 02
88 8e 8f f0 8d 04
c2 84 85 1c 83 03
-- d7 de fe c9 05
ca 93 94 95 90 06
-- b5 b7 b8 b4 10
-- bc bd be b9 11
d4 97 98 99 96 12
f7 9e 9f a6 9d 13
-- a8 d1 ac da 14
d0 af b1 1d ad 15
-- b2 fd b3 dd 19
""",
    "c7 f1",
)

# VNI writes a toned letter as its base letter and a second byte; a few letters are one byte.
# A row: what is written first, then the second byte without a tone and with each tone.
_VNI = {
    "a": "61 -- f8 fb f5 f9 ef",
    "ă": "61 ea e8 fa fc e9 eb",
    "â": "61 e2 e0 e5 e3 e1 e4",
    "e": "65 -- f8 fb f5 f9 ef",
    "ê": "65 e2 e0 e5 e3 e1 e4",
    "o": "6f -- f8 fb f5 f9 ef",
    "ô": "6f e2 e0 e5 e3 e1 e4",
    "ơ": "f4 -- f8 fb f5 f9 ef",
    "u": "75 -- f8 fb f5 f9 ef",
    "ư": "f6 -- f8 fb f5 f9 ef",
    "y": "79 -- f8 fb f5 f9 --",
}
_VNI_SINGLE = {"ì": "ec", "ỉ": "e6", "ĩ": "f3", "í": "ed", "ị": "f2", "ỵ": "ee", "đ": "f1"}

BYTE_TABLES = ("tcvn3", "vni", "windows-1258", "viscii", "vps")
"""The encodings that `decode` and `encode` know, the more usual first."""


def decode(data: bytes, encoding: str) -> str:
    """Text in NFC. A byte that the encoding leaves free is read as windows-1252.

    Raises:
        KeyError: the encoding is not one of `BYTE_TABLES`.
    """
    letters = _decoding(encoding)
    pieces = re.split(_pattern(encoding), data)
    text = "".join(letters.get(piece) or from_western(piece) for piece in pieces)
    if encoding == "tcvn3":
        text = _capitals(text)
    return unicodedata.normalize("NFC", text)


def encode(text: str, encoding: str) -> bytes:
    """The bytes of a text, as a program of the time would have written them.

    Capitals that TCVN3 lacks are written as their small letters.

    Raises:
        KeyError: the encoding is not one of `BYTE_TABLES`.
        UnicodeEncodeError: a letter has no bytes in it.
    """
    codes = _encoding(encoding)
    return b"".join(
        codes.get(letter) or codes.get(letter.lower()) or letter.encode("cp1252")
        for letter in unicodedata.normalize("NFC", text)
    )


def western_bytes(text: str) -> bytes | None:
    """The bytes that, taken for windows-1252 or Latin-1, give `text`; None if none do."""
    try:
        return b"".join(_WESTERN[letter] for letter in text)
    except KeyError:
        return None


def from_western(data: bytes) -> str:
    """windows-1252, and Latin-1 where that has no letter: the inverse of `western_bytes`."""
    return "".join(_WESTERN_LETTERS[byte] for byte in data)


def _western_letter(code: int) -> str:
    try:
        return bytes([code]).decode("cp1252")
    except UnicodeDecodeError:
        return chr(code)


_WESTERN_LETTERS = tuple(_western_letter(code) for code in range(256))
# Latin-1 is accepted beside windows-1252: which of the two a program used does not matter.
_WESTERN = {chr(code): bytes([code]) for code in range(256)} | {
    letter: bytes([code]) for code, letter in enumerate(_WESTERN_LETTERS)
}


@cache
def _encoding(name: str) -> Mapping[str, bytes]:
    if name == "windows-1258":
        return _windows_1258()
    if name == "vni":
        return _vni()
    return _single_bytes({"tcvn3": _TCVN3, "viscii": _VISCII, "vps": _VPS}[name])


@cache
def _decoding(name: str) -> Mapping[bytes, str]:
    letters = {code: letter for letter, code in _encoding(name).items()}
    if name == "vni":  # a capital is often typed with the second byte of the small letter
        for code in [code for code in letters if len(code) == 2]:
            mixed = code[:1].upper() + code[1:].lower()
            letters.setdefault(_upper(code[:1]) + code[1:], letters[code].upper())
            letters.setdefault(mixed, letters[code].upper())
    return letters


@cache
def _pattern(name: str) -> re.Pattern[bytes]:
    codes = sorted(_decoding(name), key=len, reverse=True)
    return re.compile(b"(" + b"|".join(re.escape(code) for code in codes) + b")", re.DOTALL)


def _single_bytes(table: tuple[str, str, str]) -> dict[str, bytes]:
    lower, upper, stroke = table
    codes = dict(zip("đĐ", (bytes.fromhex(code) for code in stroke.split()), strict=True))
    for rows, vowels in ((lower, VOWELS), (upper, VOWELS.upper())):
        for vowel, row in zip(vowels, rows.split("\n")[1:], strict=False):
            for tone, code in zip(TONES, row.split(), strict=True):
                if code != "--":
                    codes[unicodedata.normalize("NFC", vowel + tone)] = bytes.fromhex(code)
    return codes


def _vni() -> dict[str, bytes]:
    codes = {letter: bytes.fromhex(code) for letter, code in _VNI_SINGLE.items()}
    codes |= {"ơ": b"\xf4", "ư": b"\xf6"}
    for vowel, row in _VNI.items():
        first, *seconds = row.split()
        for tone, second in zip(TONES, seconds, strict=True):
            if second != "--":
                letter = unicodedata.normalize("NFC", vowel + tone)
                codes[letter] = bytes.fromhex(first + second)
    return codes | {letter.upper(): _upper(code) for letter, code in codes.items()}


def _upper(code: bytes) -> bytes:
    """VNI capitals lie 0x20 below small letters, as in ASCII and Latin-1."""
    return bytes(byte - 0x20 for byte in code)


def _windows_1258() -> dict[str, bytes]:
    """windows-1258 has the letters of ă â ê ô ơ ư đ, and each tone as a byte that follows."""
    codes: dict[str, bytes] = {}
    for vowel in VOWELS + VOWELS.upper():
        for tone in TONES:
            letter = unicodedata.normalize("NFC", vowel + tone)
            try:
                codes[letter] = letter.encode("cp1258")
            except UnicodeEncodeError:
                codes[letter] = (vowel + tone).encode("cp1258")
    codes |= {"đ": "đ".encode("cp1258"), "Đ": "Đ".encode("cp1258")}
    return {letter: code for letter, code in codes.items() if code[0] > 0x7F or len(code) > 1}


def _capitals(text: str) -> str:
    """Toned capitals of a TCVN3 text in capitals, which was written in a capitals-only font."""
    if re.search("[a-z]", text):
        return text
    has_capitals = any(len(_CAPITAL.findall(word)) > 1 for word in text.split())
    return text.upper() if has_capitals else text


_CAPITAL = re.compile("[A-ZĂÂÊÔƠƯĐ]")
