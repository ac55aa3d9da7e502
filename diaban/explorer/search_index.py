"""The search index of an edition: folded texts and words, sorted, with where they occur. Pure."""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from diaban.design.vietnamese import fold_all

if TYPE_CHECKING:
    from diaban.editions.layer import Layer

CODE, NAME, ALIAS = 0, 1, 2
Places = NDArray[np.int32]
_LAST = "\U0010ffff"

# What a name says before or after the name proper, folded.
_TYPES_BEFORE = (
    "thanh pho|thi xa|thi tran|dac khu|khu cong nghiep|cum cong nghiep|khu kinh te|cua khau"
    "|cang bien|tinh|huyen|phuong|xa|cang|kcn|ccn|kkt|tp|tx|tt"
)
_TYPES_AFTER = (
    "industrial park|industrial zone|industrial cluster|economic zone|special zone|ward|commune"
    "|district|province|city|town|port|seaport|ip|iz|ez"
)
_TYPE = re.compile(rf"^(?:{_TYPES_BEFORE}) (?=.)|(?<=.) (?:{_TYPES_AFTER})$")


def without_type(text: str) -> str:
    """A folded name without its type: "khu cong nghiep hai yen" is "hai yen".

    >>> without_type("van don economic zone"), without_type("cang")
    ('van don', 'cang')
    """
    return _TYPE.sub("", text)


def _all_without_type(texts: pa.Array) -> pa.Array:
    # RE2 has no look-around; the captured rest stands for it.
    texts = pc.replace_substring_regex(texts, rf"^(?:{_TYPES_BEFORE}) (.)", r"\1")
    return pc.replace_substring_regex(texts, rf"(.) (?:{_TYPES_AFTER})$", r"\1")


@dataclass(frozen=True)
class Sorted:
    """Distinct texts in order, each with the numbers of what it stands for.

    `owners[starts[i]:starts[i + 1]]` are the numbers of text i.
    """

    texts: pa.StringArray
    starts: NDArray[np.int64]
    owners: Places

    @classmethod
    def of(cls, texts: pa.Array, owners: Places) -> Sorted:
        """Sort texts with their owners; empty texts are left out."""
        kept = pc.not_equal(texts, "").to_numpy(zero_copy_only=False)
        texts, owners = texts.filter(pa.array(kept)), owners[kept]
        encoded = texts.dictionary_encode()
        order = pc.sort_indices(encoded.dictionary).to_numpy()
        rank = np.empty(len(order), dtype=np.int64)
        rank[order] = np.arange(len(order))
        ranks = rank[encoded.indices.to_numpy(zero_copy_only=False)]
        by_rank = np.argsort(ranks, kind="stable")
        starts = np.searchsorted(ranks[by_rank], np.arange(len(order) + 1))
        distinct = encoded.dictionary.take(pa.array(order))
        return cls(distinct, starts, owners[by_rank].astype(np.int32))

    def _at(self, place: int) -> str:
        return str(self.texts[place].as_py())

    def _place(self, text: str) -> int:
        return bisect.bisect_left(range(len(self.texts)), text, key=self._at)

    def _range(self, prefix: str) -> tuple[int, int]:
        return self._place(prefix), self._place(prefix + _LAST)

    def _owners(self, first: int, last: int) -> Places:
        return self.owners[self.starts[first] : self.starts[last]]

    def exactly(self, text: str) -> Places:
        """Owners of this very text."""
        place = self._place(text)
        found = place < len(self.texts) and self._at(place) == text
        return self._owners(place, place + 1) if found else self.owners[:0]

    def starting(self, prefix: str) -> Places:
        """Owners of texts that begin so, this very text among them."""
        return self._owners(*self._range(prefix))

    def nearly(self, text: str) -> Places:
        """Owners of texts that differ by one typing error."""
        # An error leaves either the beginning or the end of a word as it is.
        half = len(text) // 2 - 1
        first, last = self._range(text[:half]) if half > 0 else (0, len(self.texts))
        places = set(range(first, last))
        first, last = self._backwards._range(text[: half + 1 : -1])
        places.update(self._backwards.owners[first:last].tolist())
        near = [place for place in places if one_error(text, self._at(place))]
        return np.concatenate([self._owners(p, p + 1) for p in sorted(near)] or [self.owners[:0]])

    @cached_property
    def _backwards(self) -> Sorted:
        """The same texts read from their ends; their owners are their places here."""
        places = np.arange(len(self.texts), dtype=np.int32)
        return Sorted.of(pc.utf8_reverse(self.texts), places)


@dataclass(frozen=True)
class Index:
    """Entries (a text of a subject) and the sorted texts and words that lead to them.

    Entry arrays have one item for each entry: number of its layer, row, source (CODE, NAME,
    ALIAS), its folded text and the length of it. `codes` (lower case, else as written), `texts`
    (names and aliases, folded), `squeezed` (the same without spaces) and `words` own entries.
    """

    entry_layers: NDArray[np.uint8]
    entry_rows: NDArray[np.uint32]
    entry_sources: NDArray[np.uint8]
    entry_texts: pa.StringArray
    entry_lengths: NDArray[np.int32]
    codes: Sorted
    texts: Sorted
    squeezed: Sorted
    words: Sorted

    def has_inside(self, entries: Places, text: str) -> NDArray[np.bool_]:
        """Whether each entry has the text inside, from the start of one of its words."""
        texts = pc.binary_join_element_wise("", self.entry_texts.take(pa.array(entries)), " ")
        found = pc.match_substring(texts, f" {text}")
        return np.asarray(found.to_numpy(zero_copy_only=False), dtype=bool)

    def texts_with_words(self, words: Sequence[str], nearly: str | None = None) -> Places:
        """Entries in which every word begins some word, and `nearly` is almost some word."""
        owners = [self.words.starting(word) for word in set(words)]
        if nearly is not None:
            owners.append(self.words.nearly(nearly))
        # The rarest word first: few entries are left to look for in the others.
        found, *others = sorted(owners, key=len) or [self.words.owners[:0]]
        for other in others:
            present = np.zeros(len(self.entry_rows), dtype=bool)
            present[other] = True
            found = found[present[found]]
        return found


def build(layers: Sequence[Layer]) -> Index:
    """Index the codes, names and aliases of layers, in two languages."""
    texts: list[pa.Array] = []
    numbers: list[NDArray[np.uint8]] = []
    rows: list[NDArray[np.uint32]] = []
    sources: list[NDArray[np.uint8]] = []

    def add(number: int, source: int, column: pa.Array, at: NDArray[np.uint32]) -> None:
        texts.append(column)
        numbers.append(np.full(len(at), number, np.uint8))
        rows.append(at)
        sources.append(np.full(len(at), source, np.uint8))

    for number, layer in enumerate(layers):
        every = np.arange(len(layer), dtype=np.uint32)
        add(number, CODE, pc.utf8_lower(pc.fill_null(_whole(layer, "code"), "")), every)
        for name in ("name_vi", "name_en"):
            folded = fold_all(_whole(layer, name))
            add(number, NAME, folded, every)
            bare = _all_without_type(folded)
            changed = pc.not_equal(bare, folded)
            if pc.any(changed).as_py():
                at = np.flatnonzero(changed.to_numpy(zero_copy_only=False)).astype(np.uint32)
                add(number, NAME, bare.filter(changed), at)
        aliases = _whole(layer, "aliases")
        at = pc.list_parent_indices(aliases).to_numpy(zero_copy_only=False).astype(np.uint32)
        add(number, ALIAS, fold_all(pc.list_flatten(aliases)), at)
    return _assemble(
        pa.concat_arrays(texts),
        np.concatenate(numbers),
        np.concatenate(rows),
        np.concatenate(sources),
    )


def _whole(layer: Layer, name: str) -> pa.Array:
    column = layer.column(name)
    return pa.concat_arrays(column.chunks) if isinstance(column, pa.ChunkedArray) else column


def _assemble(
    texts: pa.Array,
    numbers: NDArray[np.uint8],
    rows: NDArray[np.uint32],
    sources: NDArray[np.uint8],
) -> Index:
    coded = np.flatnonzero(sources == CODE).astype(np.int32)
    spoken = np.flatnonzero(sources != CODE).astype(np.int32)
    named = texts.take(pa.array(spoken))
    split = pc.split_pattern(named, " ")
    owners = spoken[pc.list_parent_indices(split).to_numpy(zero_copy_only=False)]
    return Index(
        entry_layers=numbers,
        entry_rows=rows,
        entry_sources=sources,
        entry_texts=texts,
        entry_lengths=pc.utf8_length(texts).to_numpy(zero_copy_only=False).astype(np.int32),
        codes=Sorted.of(texts.take(pa.array(coded)), coded),
        texts=Sorted.of(named, spoken),
        squeezed=Sorted.of(pc.replace_substring(named, " ", ""), spoken),
        words=Sorted.of(pc.list_flatten(split), owners),
    )


def one_error(typed: str, meant: str) -> bool:
    """Whether one letter is wrong, missing, extra, or swapped with its neighbour.

    >>> one_error("cam hpa", "cam pha"), one_error("cam", "cam"), one_error("cm", "cam")
    (True, False, True)
    """
    if typed == meant or abs(len(typed) - len(meant)) > 1:
        return False
    start = 0
    while start < min(len(typed), len(meant)) and typed[start] == meant[start]:
        start += 1
    a, b = typed[start:], meant[start:]
    if len(a) == len(b):
        swapped = len(a) > 1 and a[0] == b[1] and a[1] == b[0] and a[2:] == b[2:]
        return a[1:] == b[1:] or swapped
    return a[1:] == b if len(a) > len(b) else a == b[1:]
