"""Vietnamese text that was written before Unicode, or spoiled since: guessed, shown, decoded. Pure.

`guess` weighs every encoding by whether the words that come out can be Vietnamese and how usual
their letters are. It changes nothing: it returns the guess with samples, for a person to accept;
`decode` then turns each value to NFC. Text that is right already is only brought to NFC.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from django.utils.translation import gettext as _

from diaban.imports import vietnamese_tables as tables
from diaban.imports.traps import Trap
from diaban.imports.vietnamese_syllables import is_syllable

AS_IT_IS = ("unicode", "decomposed", "utf-8", "utf-16", "ascii", "windows-1252")
MOJIBAKE = ("utf-8-as-1252", "utf-8-as-1258", "utf-8-as-1252-twice")
CERTAIN = 0.95
"""From this confidence on a guess may be offered as the answer; below it, as one of several."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another encoding that the samples allow, and how the first of them would read."""

    encoding: str
    confidence: float
    sample: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Guess:
    """What a text is probably written in.

    Attributes:
        encoding: one of `AS_IT_IS`, `MOJIBAKE` and `vietnamese_tables.BYTE_TABLES`.
        confidence: 0–1, the probability given the samples and that it is one of these.
        samples: (as it stands, decoded) of values that would change.
        alternatives: the others that the samples do not rule out, the likelier first.
    """

    encoding: str
    confidence: float
    samples: tuple[tuple[str, str], ...]
    alternatives: tuple[Alternative, ...]

    @property
    def changes_text(self) -> bool:
        """Whether accepting the guess does more than bring text to NFC."""
        return self.encoding not in AS_IT_IS

    @property
    def certain(self) -> bool:
        """Whether one answer stands out."""
        return self.confidence >= CERTAIN


def guess(samples: Iterable[bytes | str], *, shown: int = 5) -> Guess:
    """The likeliest encoding of some values of one column or file.

    The more distinct words, the surer: a single short word can be Vietnamese in several encodings.
    """
    values = [value for value in samples if value]
    words = _words(_readable_together(values))
    weights = _posterior(words)
    ranked = sorted(weights, key=lambda name: -weights[name])
    best = ranked[0]
    name = best if best != "as_it_is" else _as_it_is(values)
    # One word may be Vietnamese by chance in a wrong encoding; several words are not.
    doubt = 0.0 if best == "as_it_is" else 0.5 ** len(words)
    return Guess(
        encoding=name,
        confidence=weights[best] * (1 - doubt),
        samples=_changed(values, name, shown),
        alternatives=tuple(
            Alternative(other, weights[other], changed[0])
            for other in ranked[1:]
            if weights[other] > 0.001 and (changed := _changed(values, other, 1))
        ),
    )


def decode(value: bytes | str, encoding: str) -> str:
    """The value in NFC, read by an encoding that `guess` named and a person accepted.

    A string that cannot come from that encoding, or is sound Vietnamese as it stands while the
    decoded form is not, is left as it is: columns are often mixed.

    Raises:
        KeyError: no such encoding.
    """
    plain = _readable(value)
    if encoding in AS_IT_IS:
        return unicodedata.normalize("NFC", plain)
    if isinstance(value, bytes) and tables.western_bytes(plain) is None:
        # Two legacy bytes can look like one UTF-8 letter, but not like a Western one.
        plain = tables.from_western(value)
    read = _READINGS[encoding](plain)
    if read is None or (_sound(plain) and not _sound(read)):
        return unicodedata.normalize("NFC", plain)
    return unicodedata.normalize("NFC", read)


def trap(found: Guess, where: str) -> Trap | None:
    """The guess as something to show before it is accepted; None where nothing would change."""
    if found.encoding not in ("decomposed", *_READINGS):
        return None
    label = LABELS[found.encoding]
    if found.encoding == "decomposed":
        code = "decomposed_unicode"
        explanation = _("Letters and their marks are stored apart (decomposed Unicode).")
        remedy = _("Accept the joined form (NFC); it looks the same and can be searched.")
    elif found.encoding in MOJIBAKE:
        code = "mojibake"
        explanation = _("UTF-8 text was opened as something else and saved (%s).") % label
        remedy = _("Compare the samples. If they are right, accept the repair.")
    else:
        code = "legacy_encoding"
        explanation = _("The text is not Unicode; taken for %s it reads as Vietnamese.") % label
        remedy = _("Compare the samples. If they are wrong, choose another encoding.")
    if found.changes_text and not found.certain:
        explanation += " " + _("There is too little text to be sure.")
        if others := ", ".join(LABELS[other.encoding] for other in found.alternatives):
            explanation += " " + _("It could also be: %s.") % others
    return Trap(code, where, explanation, remedy, found.samples)


LABELS = {
    "unicode": "Unicode",
    "decomposed": "Unicode (NFD)",
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "ascii": "ASCII",
    "windows-1252": "Windows-1252",
    "tcvn3": "TCVN3 (ABC)",
    "vni": "VNI",
    "vps": "VPS",
    "viscii": "VISCII",
    "windows-1258": "Windows-1258",
    "utf-8-as-1252": "UTF-8 → Windows-1252",
    "utf-8-as-1258": "UTF-8 → Windows-1258",
    "utf-8-as-1252-twice": "UTF-8 → Windows-1252, × 2",
}


# ── readings ─────────────────────────────────────────────────────────────────────────────────────


def _by_table(encoding: str) -> Callable[[str], str | None]:
    def read(text: str) -> str | None:
        data = tables.western_bytes(text)
        return None if data is None else tables.decode(data, encoding)

    return read


def _utf8_as_1252(text: str) -> str | None:
    return _utf8(tables.western_bytes(text))


def _utf8_as_1252_twice(text: str) -> str | None:
    once = _utf8_as_1252(text)
    return None if once is None else _utf8_as_1252(once)


def _utf8_as_1258(text: str) -> str | None:
    try:
        return _utf8(b"".join(_WINDOWS_1258[letter] for letter in text))
    except KeyError:
        return None


def _utf8(data: bytes | None) -> str | None:
    try:
        return None if data is None else data.decode("utf-8")
    except UnicodeDecodeError:
        return None


# Bytes that windows-1258 leaves free pass as the control characters of Latin-1.
_WINDOWS_1258 = {chr(code): bytes([code]) for code in range(256)} | {
    bytes([code]).decode("cp1258", "replace"): bytes([code]) for code in range(256)
}
_READINGS: Mapping[str, Callable[[str], str | None]] = {
    **{name: _by_table(name) for name in tables.BYTE_TABLES},
    "utf-8-as-1252": _utf8_as_1252,
    "utf-8-as-1258": _utf8_as_1258,
    "utf-8-as-1252-twice": _utf8_as_1252_twice,
}


def _readable(value: bytes | str) -> str:
    """Bytes as text: UTF-8 or UTF-16 where they are, else letter by letter as windows-1252."""
    if isinstance(value, str):
        return value
    if value[:2] in _UTF16_MARKS:
        return value.decode("utf-16", "replace")
    try:
        return value.decode("utf-8-sig")
    except UnicodeDecodeError:
        return tables.from_western(value)


def _readable_together(values: Sequence[bytes | str]) -> list[str]:
    """Bytes are UTF-8 only if all of them are: two legacy bytes can look like one UTF-8 letter."""
    plain = [_readable(value) for value in values]
    if all(isinstance(value, str) or _is_utf(value) for value in values):
        return plain
    return [
        text if isinstance(value, str) else tables.from_western(value)
        for value, text in zip(values, plain, strict=True)
    ]


def _is_utf(value: bytes) -> bool:
    return value[:2] in _UTF16_MARKS or _utf8(value) is not None


_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def _as_it_is(values: Sequence[bytes | str]) -> str:
    """The name of text that needs no decoding."""
    plain = [_readable(value) for value in values]
    if all(text.isascii() for text in plain):
        return "ascii"
    for value in values:
        if isinstance(value, bytes) and value[:2] in _UTF16_MARKS:
            return "utf-16"
        if isinstance(value, bytes) and not value.isascii():
            return "utf-8" if _utf8(value) is not None else "windows-1252"
    nfc = all(unicodedata.is_normalized("NFC", text) for text in plain)
    return "unicode" if nfc else "decomposed"


def _changed(
    values: Iterable[bytes | str], encoding: str, most: int
) -> tuple[tuple[str, str], ...]:
    """The first distinct (as it stands, decoded) pairs that differ; none for no encoding."""
    name = encoding if encoding in LABELS else "unicode"
    pairs = ((_readable(value), decode(value, name)) for value in dict.fromkeys(values))
    return tuple(islice((pair for pair in pairs if pair[0] != pair[1]), most))


# ── weighing ─────────────────────────────────────────────────────────────────────────────────────

_SEPARATORS = re.compile(r"[\t\n\r !-/:-@\[-`{-~0-9]+")
_QUOTES = "“”‘’–—…•"
_UNIT = re.compile(r"[kcdm]?m[²³]|µ[mgls]|°[CF]?|[±×÷§©®]|[«»]|N°|n°")
_ABBREVIATION = re.compile(r"[A-ZĐ]{1,6}|đ|đ[a-z]{0,3}")
_MANY_WORDS = 400

# Per mille of Vietnamese letters outside ASCII, counted over the Vietnamese texts of this package.
_FREQUENCY = dict.fromkeys("ẻẹỡỳỵẽỹõằẳẵễ", 2) | {
    letter: int(count)
    for letter, count in re.findall(
        r"(\D)(\d+)",
        "à65ả52ã36á45ạ32ă9ắ6ặ6â16ầ23ẩ7ẫ2ấ19ậ10đ96è2é3ê27ề9ể14ế28ệ33ì13ỉ9ĩ2í14ị24ò9ỏ5ó23ọ8ô48ồ20ổ6ỗ3"
        "ố21ộ24ơ14ờ23ở11ớ17ợ15ù6ủ8ũ6ú8ụ12ư59ừ6ử5ữ7ứ7ự10ỷ2ý6",
    )
}
_PRIOR = {"as_it_is": 0.9, "tcvn3": 0.04, "vni": 0.02, "windows-1258": 0.012} | {
    "viscii": 0.004,
    "vps": 0.004,
    "utf-8-as-1252": 0.014,
    "utf-8-as-1258": 0.004,
    "utf-8-as-1252-twice": 0.002,
}
_FOREIGN_WORD = math.log(0.03)
_STRANGE_LETTER = math.log(0.0005)


def _words(plain: Sequence[str]) -> list[str]:
    """Distinct words with a letter outside ASCII, as they stand; at most `_MANY_WORDS`."""
    words: dict[str, None] = {}
    for text in plain:
        for word in _SEPARATORS.split(text):
            # Control characters are letters in VISCII and VPS.
            if word and not (word.isascii() and word.isprintable()):
                words[word] = None
        if len(words) >= _MANY_WORDS:
            break
    return list(words)[:_MANY_WORDS]


def _posterior(words: Sequence[str]) -> dict[str, float]:
    """Probability of each reading; readings that come to the same text count once."""
    scores = {"as_it_is": math.log(_PRIOR["as_it_is"]) + sum(map(_likelihood, words))}
    outcomes = {tuple(words)}
    for name in sorted(_READINGS, key=lambda name: -_PRIOR[name]):
        decoded = tuple(_READINGS[name](word) or word for word in words)
        if decoded not in outcomes:
            outcomes.add(decoded)
            scores[name] = math.log(_PRIOR[name]) + sum(map(_likelihood, decoded))
    top = max(scores.values())
    weights = {name: math.exp(score - top) for name, score in scores.items()}
    total = sum(weights.values())
    return {name: weight / total for name, weight in weights.items()}


def _likelihood(word: str) -> float:
    """Log of how likely a word is to stand in a text that was read rightly."""
    text = unicodedata.normalize("NFC", word).strip(_QUOTES)
    if not text or _UNIT.fullmatch(text):
        return _FOREIGN_WORD
    letters = [letter for letter in text.lower() if not letter.isascii()]
    usual = sum(math.log(_FREQUENCY.get(letter, 0.5) / 1000) for letter in letters)
    if _sound_word(text):
        return usual
    # A foreign or misspelt word may stand in any text, but its letters tell nothing.
    return _FOREIGN_WORD + _STRANGE_LETTER * max(len(letters), 1)


def _sound_word(text: str) -> bool:
    # TCVN3 words in capitals come out in mixed case when they are looked at one by one.
    return bool(_ABBREVIATION.fullmatch(text)) or is_syllable(text)


def _sound(text: str) -> bool:
    """Whether every word with a letter outside ASCII can be Vietnamese."""
    words = _words([unicodedata.normalize("NFC", text)])
    return all(_UNIT.fullmatch(word) or _sound_word(word.strip(_QUOTES)) for word in words)
