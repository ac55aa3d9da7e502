"""Find a subject by name, alias or code as people type it: without diacritics, in part, mistyped.

The index of an edition is made when first asked: every folded text once, sorted, and every word of
it once, sorted, so that a prefix is a range found by bisection. Pure: no database, no request.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from diaban.design.vietnamese import fold
from diaban.explorer.search_index import ALIAS, CODE, NAME, Index, build, without_type

if TYPE_CHECKING:
    from diaban.editions.layer import Layer
    from diaban.editions.store import Edition

# How well an entry fits: it is the text; begins with it, up to the end of a word or within one;
# has it inside, from the start of a word; has all its words somewhere. A name that has the text
# inside is better than an alias that is the text; words that are scattered are a weak sign.
EXACT, WORDS_FIRST, FIRST, INSIDE, SCATTERED = range(5)
WORTH = {
    CODE: (100.0, 75.0, 75.0, 0.0, 0.0),
    NAME: (90.0, 83.0, 80.0, 70.0, 40.0),
    ALIAS: (60.0, 57.0, 55.0, 50.0, 30.0),
}
EXACT_CODE = WORTH[CODE][EXACT]
TYPING_ERROR = 20.0
# A unit that no longer exists comes after every one that does, unless its very code was typed.
ABOLISHED = 45.0
WITHOUT_TYPE = 2.0
ALL = 1_000_000


@dataclass(frozen=True, slots=True)
class Match:
    """A subject that fits a text. `valid` is false for one that does not hold on the day asked.

    `matched` is code, name, alias or fuzzy (one typing error); `score` only orders.
    """

    key: str
    layer: Layer
    row: int
    score: float
    matched: str
    valid: bool


def search(edition: Edition, text: str, limit: int = 10, on: date | None = None) -> list[Match]:
    """The best `limit` subjects for a text, best first; on a day, by default the edition's own."""
    from diaban.explorer.question import edition_day

    return matches(edition, text, on or edition_day(edition), limit)


def matches(edition: Edition, text: str, on: date, limit: int = ALL) -> list[Match]:
    """Every subject that fits a text, best first."""
    folded = fold(text)[:200]
    if not folded:
        return []
    index = _index(edition)
    scores = _scores(index, folded, text.strip().lower()[:200])
    matched_fuzzily = not scores.any()
    if matched_fuzzily:
        scores = _fuzzy_scores(index, folded)
    return _best(edition, index, scores, on, limit, matched_fuzzily)


def _index(edition: Edition) -> Index:
    if edition not in _INDEXES:
        _INDEXES[edition] = build(list(edition.layers.values()))
    return _INDEXES[edition]


Scores = NDArray[np.float32]
_WORTH = np.array([WORTH[source] for source in (CODE, NAME, ALIAS)], np.float32)


def _scores(index: Index, folded: str, code: str) -> Scores:
    """(entries,) how well each entry of the index fits, 0 where it does not."""
    scores = np.zeros(len(index.entry_rows), dtype=np.float32)
    _raise(index, scores, index.codes.exactly(code), EXACT)
    _raise(index, scores, index.codes.starting(code), FIRST)
    bare = without_type(folded)
    for text, loss in ((folded, 0.0), (bare, WITHOUT_TYPE)):
        if not text or (loss and text == folded):
            continue
        _raise(index, scores, index.texts.exactly(text), EXACT, loss)
        _raise(index, scores, index.texts.starting(f"{text} "), WORDS_FIRST, loss)
        _raise(index, scores, index.texts.starting(text), FIRST, loss)
        if " " not in text:
            # "halong" for "Hạ Long": the same text written in one.
            _raise(index, scores, index.squeezed.exactly(text), EXACT, loss + 1)
            _raise(index, scores, index.squeezed.starting(text), FIRST, loss + 1)
        entries = index.texts_with_words(text.split())
        _raise(index, scores, entries, SCATTERED, loss)
        _raise(index, scores, entries[index.has_inside(entries, text)], INSIDE, loss)
    return scores


def _raise(
    index: Index, scores: Scores, entries: NDArray[np.int32], degree: int, loss: float = 0.0
) -> None:
    """Raise some entries to what this degree of fitting is worth to them."""
    found = _WORTH[:, degree][index.entry_sources[entries]]
    # An entry that comes twice comes with the same worth.
    scores[entries] = np.maximum(scores[entries], np.where(found > 0, found - np.float32(loss), 0))


def _fuzzy_scores(index: Index, folded: str) -> Scores:
    """Entries that fit with one letter wrong, missing, extra or swapped with its neighbour."""
    scores = np.zeros(len(index.entry_rows), dtype=np.float32)
    for text in dict.fromkeys((folded, without_type(folded))):
        whole = text.replace(" ", "")
        if len(whole) >= 4:
            _fuzzy_raise(scores, index.squeezed.nearly(whole), 2)
        words = text.split()
        shortest = 3 if len(words) > 1 else 4
        for place, word in enumerate(words):
            if len(word) >= shortest:
                others = [*words[:place], *words[place + 1 :]]
                _fuzzy_raise(scores, index.texts_with_words(others, nearly=word), 0)
    return scores


def _fuzzy_raise(scores: Scores, entries: NDArray[np.int32], bonus: float) -> None:
    scores[entries] = np.maximum(scores[entries], np.float32(TYPING_ERROR + bonus))


def _best(
    edition: Edition, index: Index, scores: Scores, on: date, limit: int, fuzzy: bool
) -> list[Match]:
    entries = np.flatnonzero(scores)
    if not len(entries):
        return []
    numbers, rows = index.entry_layers[entries], index.entry_rows[entries]
    valid = np.zeros(len(entries), dtype=bool)
    layers = list(edition.layers.values())
    for number, layer in enumerate(layers):
        mine = numbers == number
        valid[mine] = layer.valid_on(on, rows[mine])
    found = scores[entries].copy()
    lost = ~valid & (found < EXACT_CODE)
    found[lost] = np.maximum(found[lost] - ABOLISHED, 1)
    lengths = index.entry_lengths[entries]
    order = np.lexsort((rows, lengths, numbers, -found))
    # Several entries speak for one subject: the best of them counts.
    subjects = (numbers.astype(np.int64) << 32) | rows
    _unique, first = np.unique(subjects[order], return_index=True)
    chosen = order[np.sort(first)][:limit]
    words = ("code", "name", "alias")
    return [
        Match(
            key=str(layers[numbers[place]].keys[int(rows[place])].as_py()),
            layer=layers[numbers[place]],
            row=int(rows[place]),
            score=round(float(found[place]), 1),
            matched="fuzzy" if fuzzy else words[index.entry_sources[entries[place]]],
            valid=bool(valid[place]),
        )
        for place in chosen.tolist()
    ]


_INDEXES: WeakKeyDictionary[Edition, Index] = WeakKeyDictionary()
