"""Legacy Vietnamese text is recognised, shown and decoded; sound text stays as it is."""

from __future__ import annotations

import csv
import shutil
import subprocess
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diaban.imports import vietnamese_tables as tables
from diaban.imports import vietnamese_text as text
from diaban.imports.vietnamese_syllables import ONSETS, RHYMES, STOPS, is_syllable

LOCALITIES = Path(__file__).parents[3] / "packs/quang-ninh/localities.csv"
TONES = [tone for tone in tables.TONES if tone]


def names(level: str = "commune") -> list[str]:
    with LOCALITIES.open(encoding="utf-8") as lines:
        rows = csv.DictReader(line for line in lines if not line.startswith("#"))
        return [row["name_vi"] for row in rows if row["level"] == level]


def _toned(onset: str, rhyme: str, tone: str) -> str:
    """A syllable with its tone on the vowel that spelling puts it on (near enough)."""
    vowels = [i for i, letter in enumerate(rhyme) if letter in tables.VOWELS]
    marked = [i for i in vowels if rhyme[i] in "ăâêôơư"]
    last_but_one = rhyme[-1] in tables.VOWELS and len(vowels) > 1
    place = marked[-1] if marked else vowels[-2 if last_but_one else -1]
    return unicodedata.normalize("NFC", onset + rhyme[: place + 1] + tone + rhyme[place + 1 :])


OPEN_RHYMES = sorted(rhyme for rhyme in RHYMES if not rhyme.endswith(STOPS))
SYLLABLES = st.builds(
    _toned, st.sampled_from(ONSETS), st.sampled_from(OPEN_RHYMES), st.sampled_from(TONES)
)
VIETNAMESE = st.lists(
    st.lists(SYLLABLES, min_size=1, max_size=4).map(" ".join), min_size=12, max_size=30, unique=True
)


def western(data: bytes) -> str:
    """What a program shows that takes the bytes for windows-1252."""
    return tables.from_western(data)


def as_1258(data: bytes) -> str:
    def letter(code: int) -> str:
        try:
            return bytes([code]).decode("cp1258")
        except UnicodeDecodeError:
            return chr(code)

    return "".join(map(letter, data))


def test_the_54_communes_are_there() -> None:
    assert len(names()) == 54
    assert all(is_syllable(word) for name in names() for word in name.split() if word.isalpha())


@pytest.mark.parametrize("shown_as", ["bytes", "text"])
@pytest.mark.parametrize("capitals", [False, True])
@pytest.mark.parametrize("encoding", tables.BYTE_TABLES)
def test_the_communes_come_back_from(encoding: str, capitals: bool, shown_as: str) -> None:
    right = [name.upper() if capitals else name for name in names()]
    raw = [tables.encode(name, encoding) for name in right]
    given = raw if shown_as == "bytes" else [western(data) for data in raw]
    found = text.guess(given)
    assert (found.encoding, found.certain) == (encoding, True)
    assert [text.decode(value, found.encoding) for value in given] == right
    assert found.samples
    assert all(before != after for before, after in found.samples)


@pytest.mark.parametrize("encoding", tables.BYTE_TABLES)
@settings(deadline=None, max_examples=50)
@given(words=VIETNAMESE)
def test_any_dozen_vietnamese_phrases_come_back(encoding: str, words: list[str]) -> None:
    raw = [tables.encode(word, encoding) for word in words]
    found = text.guess(raw)
    assert found.encoding == encoding
    assert [text.decode(data, found.encoding) for data in raw] == words


@pytest.mark.parametrize(
    ("encoding", "spoil"),
    [
        ("utf-8-as-1252", lambda name: western(name.encode())),
        ("utf-8-as-1258", lambda name: as_1258(name.encode())),
        ("utf-8-as-1252-twice", lambda name: western(western(name.encode()).encode())),
    ],
)
def test_mojibake_is_repaired(encoding: str, spoil) -> None:
    spoilt = [spoil(name) for name in names()]
    found = text.guess(spoilt)
    assert (found.encoding, found.certain) == (encoding, True)
    assert [text.decode(value, found.encoding) for value in spoilt] == names()
    caught = text.trap(found, "TEN_XA")
    assert caught is not None
    assert caught.code == "mojibake"


def test_utf8_that_was_read_as_latin1_is_repaired_too() -> None:
    spoilt = [name.encode().decode("latin-1") for name in names()]
    assert [text.decode(value, text.guess(spoilt).encoding) for value in spoilt] == names()


def test_decomposed_unicode_is_joined_and_said() -> None:
    apart = [unicodedata.normalize("NFD", name) for name in names()]
    found = text.guess(apart)
    assert found.encoding == "decomposed"
    assert not found.changes_text
    assert [text.decode(value, found.encoding) for value in apart] == names()
    caught = text.trap(found, "TEN_XA")
    assert caught is not None
    assert caught.code == "decomposed_unicode"


@settings(deadline=None, max_examples=50)
@given(words=VIETNAMESE, form=st.sampled_from(["NFC", "NFD"]))
def test_right_vietnamese_is_never_changed_except_to_nfc(words: list[str], form: str) -> None:
    given_words = [unicodedata.normalize(form, word) for word in words]
    found = text.guess(given_words)
    assert not found.changes_text
    assert [text.decode(word, found.encoding) for word in given_words] == words


@settings(deadline=None, max_examples=50)
@given(st.lists(st.text(alphabet=st.characters(codec="ascii")), max_size=20))
def test_ascii_is_left_alone(values: list[str]) -> None:
    plain = ["".join(c for c in value if c.isprintable()) for value in values]
    found = text.guess(plain)
    assert found.encoding == "ascii"
    assert text.trap(found, "") is None
    for encoding in text.LABELS:
        assert [text.decode(value, encoding) for value in plain] == plain


@pytest.mark.parametrize(
    "values",
    [
        ["Café", "Müller", "São Paulo"],
        ["Société Générale", "Zürich", "à la carte"],
        ["5 µm", "m²", "12 °C", "± 3"],
        ["Hà Tú", "Cô Tô"],
        ["“Ha Long” – Cam Pha…"],
        ["Αθήνα", "Москва", "山东"],
        ["100.000đ", "QĐ-UBND"],
    ],
)
def test_other_languages_and_units_are_left_alone(values: list[str]) -> None:
    found = text.guess(values)
    assert found.encoding == "unicode"
    assert text.trap(found, "") is None


@settings(deadline=None, max_examples=50)
@given(words=VIETNAMESE, encoding=st.sampled_from(tables.BYTE_TABLES))
def test_a_sound_value_in_a_legacy_column_is_not_spoilt(words: list[str], encoding: str) -> None:
    sound = [word for word in words if tables.western_bytes(word) is None]
    assert [text.decode(word, encoding) for word in sound] == sound


def test_one_short_word_is_not_enough_to_be_sure() -> None:
    found = text.guess([tables.encode("Hà Tu", "tcvn3")])
    assert found.encoding == "tcvn3"
    assert not found.certain
    assert {other.encoding for other in found.alternatives} >= {"viscii"}
    caught = text.trap(found, "TEN_XA")
    assert caught is not None
    assert "VISCII" in caught.explanation


def test_the_legacy_trap_shows_samples_before_anything_is_decoded() -> None:
    raw = [tables.encode(name, "tcvn3") for name in names()]
    caught = text.trap(text.guess(raw), "TEN_XA")
    assert caught is not None
    assert (caught.code, caught.where) == ("legacy_encoding", "TEN_XA")
    assert ("Ph\xadêng CÈm Ph¶", "Phường Cẩm Phả") in text.guess(raw, shown=60).samples


@pytest.mark.parametrize(
    ("encoding", "data", "right"),
    [
        ("tcvn3", b"Qu\xb6ng Ninh", "Quảng Ninh"),
        ("tcvn3", b"\xa7\xb6o C\xb8i B\xc7u", "Đảo Cái Bầu"),
        ("vni", b"Qua\xfbng Ninh", "Quảng Ninh"),
        ("vni", b"\xd1a\xfbo Ca\xf9i Ba\xe0u", "Đảo Cái Bầu"),
        ("viscii", b"Qu\xe4ng Ninh", "Quảng Ninh"),
        ("vps", b"\xf1\xe4o C\xe1i B\xc0u", "Đảo Cái Bầu"),
        ("windows-1258", b"Qua\xd2ng Ninh", "Quảng Ninh"),
    ],
)
def test_bytes_known_from_the_standards(encoding: str, data: bytes, right: str) -> None:
    assert tables.decode(data, encoding) == right


@pytest.mark.skipif(shutil.which("iconv") is None, reason="iconv is not installed")
@pytest.mark.parametrize(
    ("encoding", "charset"), [("tcvn3", "TCVN"), ("viscii", "VISCII"), ("windows-1258", "CP1258")]
)
def test_the_tables_agree_with_iconv(encoding: str, charset: str) -> None:
    letters = [unicodedata.normalize("NFC", v + t) for v in tables.VOWELS for t in tables.TONES]
    raw = [tables.encode(letter, encoding) for letter in [*letters, "đ", "Đ"]]
    run = subprocess.run(
        ["iconv", "-f", charset, "-t", "UTF-8"],
        input=b"\n".join(raw),
        capture_output=True,
        check=True,
    )
    theirs = unicodedata.normalize("NFC", run.stdout.decode()).split("\n")
    assert theirs == [*letters, "đ", "Đ"]


@pytest.mark.parametrize("encoding", tables.BYTE_TABLES)
def test_no_two_letters_share_a_code(encoding: str) -> None:
    small = [unicodedata.normalize("NFC", v + t) for v in tables.VOWELS for t in tables.TONES]
    big = [] if encoding == "tcvn3" else [letter.upper() for letter in small]
    codes = [tables.encode(letter, encoding) for letter in [*small, *big, "đ", "Đ"]]
    assert len(set(codes)) == len(codes)


@pytest.mark.parametrize("word", ["quảng", "Nghiêng", "ĐƯỜNG", "uỷ", "giếng", "Khuynh", "ốc"])
def test_words_that_are_vietnamese(word: str) -> None:
    assert is_syllable(word)
    assert is_syllable(unicodedata.normalize("NFD", word))


@pytest.mark.parametrize(
    "word", ["Ph\xadêng", "cặfé", "hÀ", "tòc", "àá", "zà", "trốs", "aì", "Mủller", ""]
)
def test_words_that_are_not(word: str) -> None:
    assert not is_syllable(word)
