"""Vietnamese text as readers type it and as a list sorts it. Pure."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Sequence

# The marks that make another letter of the alphabet: breve, circumflex, horn.
_LETTER_MARKS = {"\u0306": 1, "\u0302": 2, "\u031b": 3}
# Dictionary order of the tones: ngang, huyền, hỏi, ngã, sắc, nặng.
_TONE_MARKS = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_PLACES = 8  # more than the marks that one base letter can carry
_DIGITS = re.compile(r"\d+")
_WORDS = re.compile(r"[^\W_]+")


def fold_all(texts: pa.Array | Sequence[str | None]) -> pa.Array:
    """`fold` for a whole Arrow string array; null becomes ""."""
    array = texts if isinstance(texts, pa.Array) else pa.array(texts, pa.string())
    array = pc.fill_null(array.cast(pa.string()), "")
    array = pc.utf8_lower(pc.utf8_normalize(array, form="NFKD"))
    array = pc.replace_substring_regex(array, pattern=r"\p{M}+", replacement="")
    array = pc.replace_substring(array, pattern="đ", replacement="d")
    array = pc.replace_substring_regex(array, pattern=r"[^\p{L}\p{N}]+", replacement=" ")
    return pc.utf8_trim(array, characters=" ")


def fold(text: str) -> str:
    """Lower case, no diacritics, đ as d, punctuation as one space.

    >>> fold("Đặc khu Vân  Đồn (KKT)")
    'dac khu van don kkt'
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text).lower().replace("đ", "d")
        kinds = [unicodedata.category(character)[0] for character in text]
        text = "".join(
            character if kind in "LN" else " "
            for character, kind in zip(text, kinds, strict=True)
            if kind != "M"
        )
    return " ".join(_WORDS.findall(text.lower()))


def collation_key(text: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """A sort key: a ă â … d đ … o ô ơ … u ư, then tones; numbers by value.

    >>> sorted(["Đông Mai", "Dương Huy", "Móng Cái 10", "Móng Cái 2"], key=collation_key)
    ['Dương Huy', 'Đông Mai', 'Móng Cái 2', 'Móng Cái 10']
    """
    letters: list[int] = []
    tones: list[int] = []
    counted = _DIGITS.sub(lambda digits: digits.group().zfill(12), text.lower())
    for character in unicodedata.normalize("NFD", counted):
        if letters and character in _LETTER_MARKS:
            letters[-1] += _LETTER_MARKS[character]
        elif tones and character in _TONE_MARKS:
            tones[-1] = _TONE_MARKS[character]
        elif character == "đ":
            letters.append(ord("d") * _PLACES + 1)
            tones.append(0)
        elif character.isalnum() or character.isspace():
            letters.append(0 if character.isspace() else ord(character) * _PLACES)
            tones.append(0)
    return tuple(letters), tuple(tones)
