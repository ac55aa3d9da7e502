"""Columns of a large file as columns of the layer's fields: each different value is checked once.

Pure: Arrow and the fields' own rules. A file of a million plots has few different values in most of
its columns; names and numbers, of which it has many, are checked as whole columns.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from django.utils.translation import gettext_lazy as lazy
from numpy.typing import NDArray

from diaban.facts.refusal import ValueRefused
from diaban.facts.schema import CODE as CODE_FORM
from diaban.facts.schema import FieldSpec
from diaban.facts.values import LONGEST_TEXT, clean
from diaban.imports import vietnamese_text
from diaban.imports.attributes import NUMBERS, preparation
from diaban.imports.decisions import Decisions
from diaban.imports.findings import ERROR
from diaban.imports.known import Standing
from diaban.imports.remarks import Remark, from_refusal, said

MOST_OF_A_KIND = 200
"""Remarks of one code that are told one by one; the last says that there are more."""
_MANY_VALUES = 100_000
_CONTROL = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x{2028}\x{2029}\x{feff}\x{fffd}]"

_TYPES: Mapping[str, pa.DataType] = {
    "integer": pa.int64(),
    "year": pa.int64(),
    "decimal": pa.float64(),
    "date": pa.date32(),
    "boolean": pa.bool_(),
    "references": pa.list_(pa.string()),
    "list": pa.list_(pa.string()),
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of checked values, and what was wrong with it."""

    values: pa.Array
    remarks: list[Remark]


def text_column(
    raw: pa.ChunkedArray, name: str, rows: NDArray[np.int64], encoding: str, pattern: str = ""
) -> Column:
    """Text in NFC without blanks around it; too long, unreadable or misshapen text is an error."""
    column = _text(raw, encoding)
    remarks = _bad(
        pc.greater(pc.utf8_length(column), LONGEST_TEXT), name, rows, "too_long",
        lazy("The text is too long."), lazy("Shorten the text."),
    )  # fmt: skip
    remarks += _bad(
        pc.match_substring_regex(column, _CONTROL), name, rows, "unreadable_character",
        lazy("The text holds an unreadable character."),
        lazy("Delete the character, or save the file again as UTF-8."),
    )  # fmt: skip
    if pattern:
        remarks += _bad(
            pc.invert(pc.match_substring_regex(column, f"^(?:{pattern})$")), name, rows,
            "wrong_form", lazy("The text does not have the form of a value of this field."),
            lazy("Correct it; the form is %(pattern)s."), pattern=pattern,
        )  # fmt: skip
    return Column(_whole(column), remarks)


def codes(raw: pa.ChunkedArray, kind: str, rows: NDArray[np.int64], encoding: str) -> Column:
    """Codes of the subjects: each once, none empty."""
    column = pc.replace_substring_regex(_text(raw, encoding), f"^{kind}:", "")
    remarks = _bad(
        pc.is_null(column), "code", rows, "no_code", lazy("The row has no code."),
        lazy("In a large file every row needs a code."),
    )  # fmt: skip
    remarks += _bad(
        pc.invert(pc.match_substring_regex(column, f"^(?:{CODE_FORM.pattern})$")), "code", rows,
        "bad_code", lazy("This cannot be a code."),
        lazy("A code has letters without marks, digits, and - . _ between them."),
    )  # fmt: skip
    whole = _whole(column)
    first = pc.index_in(whole, value_set=whole)
    again = pc.not_equal(first, pa.array(np.arange(len(whole)), pa.int32()))
    remarks += _bad(
        pc.and_(again, pc.is_valid(whole)), "code", rows, "twice",
        lazy("An earlier row has the same code."), lazy("Give every row a code of its own."),
    )  # fmt: skip
    return Column(whole, remarks)


def field_column(
    raw: pa.ChunkedArray,
    spec: FieldSpec,
    unit: str,
    rows: NDArray[np.int64],
    decisions: Decisions,
    standing: Standing,
    encoding: str,
) -> Column:
    """The values of a field; a value that breaks its rules is an error of every row that has it."""
    if spec.type == "text":
        return text_column(raw, spec.name, rows, encoding, spec.pattern)
    if _is_text(raw):
        raw = _text(raw, encoding)
    coded = pc.dictionary_encode(_whole(raw))
    values = coded.dictionary.to_pylist()
    if spec.type in NUMBERS and len(values) > _MANY_VALUES and not _is_text(raw):
        return _numbers(raw, spec, unit, rows)
    prepare = preparation(spec, unit, values, decisions, standing)
    indices = coded.indices
    good: list[Any] = []
    remarks: list[Remark] = []
    for at, value in enumerate(values):
        try:
            good.append(_stored(spec, clean(spec, prepare(value)).value))
        except ValueRefused:
            good.append(None)
            where = np.flatnonzero(np.asarray(pc.equal(indices, at).fill_null(False)))
            again = _again(spec, prepare, value)
            remarks += [
                from_refusal(again, int(rows[row]), spec.name) for row in where[:MOST_OF_A_KIND]
            ]
    dictionary = pa.array(good, _TYPES.get(spec.type, pa.string()))
    return Column(dictionary.take(indices), remarks)


def constant(spec: FieldSpec, value: str, count: int, standing: Standing) -> pa.Array:
    """One value for every row.

    Raises:
        ValueRefused: it is no value of the field.
    """
    prepare = preparation(spec, "", [value], Decisions(), standing)
    stored = _stored(spec, clean(spec, prepare(value)).value)
    return pa.array([stored], _TYPES.get(spec.type, pa.string())).take(
        pa.array(np.zeros(count, np.int64))
    )


def missing(column: pa.Array, spec: FieldSpec, rows: NDArray[np.int64]) -> list[Remark]:
    """Rows without a value that everything of the kind must have."""
    return _bad(
        pc.is_null(column), spec.name, rows, "missing_required",
        lazy("“%(field)s” is missing, which everything new must have."),
        lazy("Map a column to it, or give one value for all rows."),
        field={"vi": spec.label_vi, "en": spec.label_en},
    )  # fmt: skip


def _numbers(raw: pa.ChunkedArray, spec: FieldSpec, unit: str, rows: NDArray[np.int64]) -> Column:
    from diaban.imports.attributes import factor_of

    values = pc.multiply(pc.cast(_whole(raw), pa.float64()), factor_of(spec, unit))
    low = -np.inf if spec.minimum is None else spec.minimum
    high = np.inf if spec.maximum is None else spec.maximum
    inside = pc.and_(pc.greater_equal(values, low), pc.less_equal(values, high))
    remarks = _bad(
        pc.invert(inside), spec.name, rows, "out_of_range",
        lazy("The number lies outside %(low)s to %(high)s."),
        lazy("Correct the number, or its unit."), low=f"{low:g}", high=f"{high:g}",
    )  # fmt: skip
    wanted = _TYPES[spec.type]
    return Column(pc.cast(values, wanted, safe=False), remarks)


def _again(spec: FieldSpec, prepare: Callable[[Any], Any], value: Any) -> Callable[[], Any]:
    return lambda: clean(spec, prepare(value))


def _stored(spec: FieldSpec, value: Any) -> Any:
    return date.fromisoformat(value) if spec.type == "date" else value


def _bad(
    mask: Any, name: str, rows: NDArray[np.int64], code: str, reason: Any, remedy: Any, **named: Any
) -> list[Remark]:
    """An error for each row that the mask marks, as many as are told."""
    wrong = np.flatnonzero(np.asarray(_whole(mask).fill_null(False)))
    why, what = said(reason, **named), said(remedy, **named)
    return [Remark(code, ERROR, int(rows[at]), name, why, what) for at in wrong[:MOST_OF_A_KIND]]


def _text(raw: pa.ChunkedArray, encoding: str) -> pa.Array:
    column = pc.cast(_whole(raw), pa.string())
    if encoding not in vietnamese_text.AS_IT_IS:
        coded = pc.dictionary_encode(column)
        read = [value and vietnamese_text.decode(value, encoding) for value in _plain(coded)]
        column = pa.array(read, pa.string()).take(coded.indices)
    column = pc.utf8_trim_whitespace(pc.utf8_normalize(column, "NFC"))
    return pc.if_else(pc.equal(column, ""), pa.scalar(None, pa.string()), column)


def _plain(coded: pa.DictionaryArray) -> Sequence[Any]:
    return list(coded.dictionary.to_pylist())


def _is_text(raw: Any) -> bool:
    return bool(pa.types.is_string(raw.type) or pa.types.is_large_string(raw.type))


def _whole(column: Any) -> pa.Array:
    """One array of a column that came in pieces."""
    if isinstance(column, pa.ChunkedArray):
        return column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)
    return column
