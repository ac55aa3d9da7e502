"""The text of a file brought to NFC, once somebody has agreed how it is to be read. Pure."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from django.utils.translation import gettext_lazy as lazy

from diaban.imports import vietnamese_text
from diaban.imports.reading import Dataset
from diaban.imports.remarks import NOTE, Option, Question, Remark, from_traps, said, same
from diaban.imports.traps import Trap

SAMPLED = 4_000
"""Values that are looked at; a file is written in one way."""
AS_IT_IS = "unicode"
"""The decision that the text is right as it stands."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """The columns as Python values, text in NFC; with what was guessed, asked and said.

    `encoding` is what the text was read as, in words for people.
    """

    columns: dict[str, list[Any]]
    encoding: str
    question: Question | None
    remarks: tuple[Remark, ...]


def decode(dataset: Dataset, decided: str | None) -> Decoded:
    """All columns; text read as `decided`, or asked about where that must not be guessed."""
    texts = [name for name in dataset.table.column_names if _is_text(dataset.table[name].type)]
    samples = _samples(dataset, texts)
    guess = vietnamese_text.guess(samples)
    question = None
    remarks: list[Remark] = []
    if decided is None and (guess.changes_text or not dataset.encoding.is_known) and samples:
        question = _question(guess, dataset)
    elif decided is None and guess.encoding == "decomposed":
        remarks += from_traps(lambda: _trap(guess), dataset.rows, NOTE)
    encoding = decided or (guess.encoding if question is None else AS_IT_IS)
    columns = {name: _column(dataset, name, texts, encoding) for name in dataset.table.column_names}
    label = vietnamese_text.LABELS[encoding]
    return Decoded(columns, label, question, tuple(remarks))


def _trap(guess: vietnamese_text.Guess) -> list[Trap]:
    found = vietnamese_text.trap(guess, str(lazy("the whole file")))
    return [found] if found else []


def _column(dataset: Dataset, name: str, texts: list[str], encoding: str) -> list[Any]:
    column = dataset.table[name]
    if name not in texts:
        return list(column.to_pylist())
    if not dataset.encoding.is_known:
        raw = dataset.raw_bytes(name)
        return [None if value is None else vietnamese_text.decode(value, encoding) for value in raw]
    values = column.to_pylist()
    if encoding in vietnamese_text.AS_IT_IS:
        if pc.all(pc.string_is_ascii(column)).as_py() is not False:
            return list(values)
        return [value and unicodedata.normalize("NFC", value) for value in values]
    return [value and vietnamese_text.decode(value, encoding) for value in values]


def _question(guess: vietnamese_text.Guess, dataset: Dataset) -> Question:
    names = [(guess.encoding, guess.confidence, guess.samples[:1])]
    names += [(one.encoding, one.confidence, (one.sample,)) for one in guess.alternatives]
    options = tuple(
        Option(
            name,
            same(vietnamese_text.LABELS[name]),
            same(f"{round(share * 100)} %  " + "; ".join(f"{a} → {b}" for a, b in pairs)),
        )
        for name, share, pairs in names
    )
    if AS_IT_IS not in {option.value for option in options} and dataset.encoding.is_known:
        options += (Option(AS_IT_IS, said(lazy("As it stands")), same("")),)
    text = said(
        lazy("How is the text of the file to be read? Compare the samples with the original.")
    )
    return Question("encoding", "", "encoding", text, options, guess.samples)


def _samples(dataset: Dataset, texts: list[str]) -> list[bytes | str]:
    found: list[bytes | str] = []
    part = dataset.part(0, SAMPLED)
    for name in texts:
        values: list[Any] = (
            part.table[name].to_pylist() if dataset.encoding.is_known else part.raw_bytes(name)
        )
        found += [value for value in dict.fromkeys(values) if value and not _is_plain(value)]
    return found[:SAMPLED]


def _is_plain(value: bytes | str) -> bool:
    """Printable ASCII tells nothing about an encoding."""
    return value.isascii() and (isinstance(value, bytes) or value.isprintable())


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))
