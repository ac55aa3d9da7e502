"""Which petitions say much the same: words without diacritics, compared. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise

from diaban.design.vietnamese import fold

_COMMON_WORDS = """
a an and are as at be by can cac cho chua co cua cung da de den do duoc for from gay hien in
is it khi khong la lam le mot nay nhieu nhu nhung of on or qua ra rat se tai the that thi to
trong tu tung va van vao ve vi viec voi was we with xin nghi kien cong ty doanh nghiep chung
toi
"""
_COMMON = frozenset(_COMMON_WORDS.split())
"""Words that say nothing about what a petition is about (folded, Vietnamese and English)."""
FEWEST = 3
"""So many words at least are looked up, however common."""
LIKE = 0.34
"""From this share of common words on, a petition is shown as similar."""


def tokens(text: str) -> frozenset[str]:
    """The telling words of a text, and the pairs of them: in Vietnamese a word is often two.

    >>> sorted(tokens("Mất điện tại KCN"))
    ['dien', 'dien kcn', 'kcn', 'mat', 'mat dien']
    """
    words = [word for word in fold(text).split() if word not in _COMMON and len(word) > 1]
    pairs = (f"{one} {two}" for one, two in pairwise(words))
    return frozenset((*words, *pairs))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Share of the shorter text's words that the other has too; 0 where one says nothing."""
    smaller = min(len(one), len(other))
    return len(one & other) / smaller if smaller else 0.0


def most_alike(
    text: frozenset[str], others: Mapping[int, frozenset[str]], most: int = 5, least: float = LIKE
) -> list[tuple[int, float]]:
    """(id, likeness) of the most alike, best first; of equals the smaller id first."""
    scored = ((key, likeness(text, words)) for key, words in others.items())
    found = [(key, share) for key, share in scored if share >= least]
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))[:most]


def rarest(
    text: Iterable[str], counts: Mapping[str, int], most: int = 12, common: int | None = None
) -> list[str]:
    """The words by which others are looked up: those that the fewest petitions have.

    Of words that `common` petitions or more have, no more are taken than make up three.
    """
    ordered = sorted(text, key=lambda word: (counts.get(word, 0), word))[:most]
    rare = [word for word in ordered if common is None or counts.get(word, 0) < common]
    return rare if len(rare) >= FEWEST else ordered[:FEWEST]
