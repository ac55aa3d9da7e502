"""Which words can be Vietnamese: every syllable is an onset, a rhyme and at most one tone. Pure.

The rules reject nearly all text that was decoded by the wrong table, which is what they are for;
they are not a dictionary.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_ONSETS = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x"
_RHYMES = """
a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
e ec em en eng eo ep et ê êch êm ên êng ênh êp êt êu
i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu
o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oe oen oeo oet
oc oi om on ong ooc oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
u ua uân uâng uât uây uê uêch uênh uơ uôc uôi uôm uôn uông uôt
uy uya uych uyên uyêt uyn uynh uyp uyt uyu uc ui um un ung up ut
ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu
y yêm yên yêng yêt yêu ych yn ynh yp yt
"""
ONSETS = ("", *_ONSETS.split())
RHYMES = frozenset(_RHYMES.split())
STOPS = ("c", "ch", "p", "t")
"""A syllable that ends so carries the acute or the dot below, or is written without a tone."""

_TONE_MARKS = frozenset("\u0300\u0309\u0303\u0301\u0323")
_RISING_OR_HEAVY = frozenset("\u0301\u0323")


@lru_cache(maxsize=65_536)
def is_syllable(word: str) -> bool:
    """Whether a word, in any case and any normal form, has the shape of one Vietnamese syllable."""
    word = unicodedata.normalize("NFC", word)
    if not (word.islower() or word.isupper() or word.istitle()):
        return False
    toneless, tones = split_tone(word.lower())
    if len(tones) > 1:
        return False
    if tones and not tones <= _RISING_OR_HEAVY and toneless.endswith(STOPS):
        return False
    on_last = unicodedata.normalize("NFD", word)[-1] in _TONE_MARKS
    rhymes = [toneless[len(onset) :] for onset in ONSETS if toneless.startswith(onset)]
    return any(rhyme in RHYMES and not (on_last and _ends_in_glide(rhyme)) for rhyme in rhymes)


def _ends_in_glide(rhyme: str) -> bool:
    """Whether the last letter cannot carry the tone: "ài" is written so, never "aì"."""
    return len(rhyme) > 1 and rhyme[-1] in "iyuo" and rhyme != "uy"


def split_tone(word: str) -> tuple[str, set[str]]:
    """The word without tone marks, and the marks."""
    letters = unicodedata.normalize("NFD", word)
    tones = [letter for letter in letters if letter in _TONE_MARKS]
    bare = "".join(letter for letter in letters if letter not in _TONE_MARKS)
    return unicodedata.normalize("NFC", bare), set(tones) if len(tones) < 2 else {"", *tones}
