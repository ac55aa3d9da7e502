"""The words that an edition knows: its layers, kinds, states, commodities and subjects. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import pyarrow as pa
import pyarrow.compute as pc

from diaban.explorer.parameters import Malformed, unknown_value
from diaban.explorer.phrases import phrase as _

if TYPE_CHECKING:
    from diaban.editions.layer import Layer
    from diaban.editions.store import Edition

COMMODITY = "commodity:"
Labels = dict[str, tuple[str, str]]


def vocabulary(edition: Edition) -> Vocabulary:
    """The vocabulary of an edition, made once for each opened edition."""
    if edition not in _VOCABULARIES:
        _VOCABULARIES[edition] = Vocabulary(edition)
    return _VOCABULARIES[edition]


class Vocabulary:
    """Values that a question about this edition may name, with labels (Vietnamese, English)."""

    def __init__(self, edition: Edition) -> None:
        # Not the edition itself: it must be free to go when another becomes current.
        self.layers: Mapping[str, Layer] = dict(edition.layers)

    @cached_property
    def subject_kinds(self) -> Labels:
        """Kinds of subject with the titles of their layers: "park" → ("Khu công nghiệp", …)."""
        return {layer.kind: (layer.title_vi, layer.title_en) for layer in self.layers.values()}

    @cached_property
    def kinds(self) -> Labels:
        """Kinds within the subject kinds: "seaport", "mine", "phuong"."""
        return self._labels("kind", ("kind", "type"))

    @cached_property
    def statuses(self) -> Labels:
        return self._labels("status", ("status",))

    @cached_property
    def commodities(self) -> Labels:
        """Commodity keys with their names, in the order of their layer."""
        layer = self.layers.get("commodities")
        names: Labels = {}
        if layer is not None:
            columns = [layer.column(name).to_pylist() for name in ("key", "name_vi", "name_en")]
            names = {
                key: (vi or key, en or vi or key) for key, vi, en in zip(*columns, strict=True)
            }
        for layer in self.layers.values():
            for key in used(layer, "commodity"):
                names.setdefault(key, (key.removeprefix(COMMODITY),) * 2)
        return names

    def _labels(self, column: str, field_names: Sequence[str]) -> Labels:
        found: Labels = {}
        for layer in self.layers.values():
            field = next((layer.fields[n] for n in field_names if n in layer.fields), None)
            choices = dict(field.choices) if field else {}
            found |= choices
            for value in used(layer, column):
                found.setdefault(value, (value, value))
        return found

    # What `question.parse` asks: text that was read to values that exist, or `Malformed`.

    def read_layers(
        self, words: Sequence[str]
    ) -> tuple[tuple[str, ...], dict[str, tuple[str, ...]]]:
        """Layer names in order, and the parts (kinds or commodity keys) of those asked in part."""
        parts: dict[str, list[str]] = {}
        whole = set()
        for word in words:
            name, _colon, part = word.partition(":")
            if name not in self.layers:
                raise unknown_value(name, self.layers)
            narrowed = parts.setdefault(name, [])
            if part:
                narrowed.append(self._read_part(self.layers[name], part))
            else:
                whole.add(name)
        narrow = {n: tuple(p) for n, p in parts.items() if p and n not in whole}
        return tuple(parts), narrow

    def _read_part(self, layer: Layer, part: str) -> str:
        kinds = used(layer, "kind")
        commodities = used(layer, "commodity")
        if part in kinds:
            return part
        if COMMODITY + part.removeprefix(COMMODITY) in commodities:
            return COMMODITY + part.removeprefix(COMMODITY)
        # A part of another day's edition: known to the vocabulary, empty here.
        if part in self.kinds:
            return part
        if COMMODITY + part.removeprefix(COMMODITY) in self.commodities:
            return COMMODITY + part.removeprefix(COMMODITY)
        raise unknown_value(part, [*kinds, *(c.removeprefix(COMMODITY) for c in commodities)])

    def read_kinds(self, words: Sequence[str]) -> tuple[str, ...]:
        return _known(words, [*self.subject_kinds, *self.kinds])

    def read_statuses(self, words: Sequence[str]) -> tuple[str, ...]:
        return _known(words, list(self.statuses))

    def read_commodities(self, words: Sequence[str]) -> tuple[str, ...]:
        short = [key.removeprefix(COMMODITY) for key in self.commodities]
        found = _known([word.removeprefix(COMMODITY) for word in words], short)
        return tuple(COMMODITY + code for code in found)

    def read_subject(self, key: str) -> str:
        if all(layer.row(key) is None for layer in self.layers.values()):
            raise Malformed(
                "unknown-subject",
                _("This edition has no “%(key)s”.", key=key),
                _("Find its key with the search."),
            )
        return key

    def read_sort(
        self, text: str, layers: Sequence[str], everywhere: Sequence[str], measured: bool
    ) -> str:
        """A column that can be sorted by in these layers."""
        name = text.removeprefix("-")
        if name == "distance" and not measured:
            raise Malformed(
                "needs-near",
                _("There is nothing to measure a distance from."),
                _("Add near=longitude,latitude."),
            )
        if name in everywhere:
            return text
        asked = [self.layers[layer] for layer in layers if layer in self.layers]
        columns = {c for layer in asked for c in layer.column_names if sortable(layer, c)}
        if name not in columns:
            raise unknown_value(name, dict.fromkeys([*everywhere, *sorted(columns)]))
        return text


def used(layer: Layer, column: str) -> list[str]:
    """Distinct known values of a text column, sorted; [] where there is no such text column."""
    if column not in layer.column_names or not pa.types.is_string(layer.column(column).type):
        return []
    values = pc.unique(layer.column(column)).drop_null().to_pylist()
    return sorted(value for value in values if value)


def sortable(layer: Layer, column: str) -> bool:
    """Whether rows have an order by this column: numbers, texts, dates, yes/no."""
    kind = layer.column(column).type
    return bool(
        pa.types.is_floating(kind)
        or pa.types.is_integer(kind)
        or pa.types.is_string(kind)
        or pa.types.is_date(kind)
        or pa.types.is_boolean(kind)
    )


def _known(words: Sequence[str], known: Sequence[str]) -> tuple[str, ...]:
    for word in words:
        if word not in known:
            raise unknown_value(word, known)
    return tuple(word for word in dict.fromkeys(known) if word in words)


_VOCABULARIES: WeakKeyDictionary[Edition, Vocabulary] = WeakKeyDictionary()
