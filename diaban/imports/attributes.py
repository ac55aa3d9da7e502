"""The cells of a file as values of the layer's fields, each checked by its field's rules. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from numpy.typing import NDArray

from diaban.facts.refusal import ValueRefused
from diaban.facts.schema import FieldSpec, Kind
from diaban.facts.values import Cleaned, clean
from diaban.imports.columns import ACCURACY, CODE, HECTARES, METHOD, targets
from diaban.imports.decisions import Decisions
from diaban.imports.known import Standing
from diaban.imports.positions import number_column
from diaban.imports.reading.tables import fold
from diaban.imports.remarks import NOTE, Question, Remark, from_refusal, said

NUMBERS = ("decimal", "integer", "year")
_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_YES, _NO = ("co", "x", "1", "dung", "yes", "true"), ("khong", "0", "sai", "no", "false")


@dataclass(frozen=True, slots=True)
class Attributes:
    """The rows' values by field, their codes as written, and what was wrong.

    `declared_m2` is the area that each row declares, NaN where it declares none.
    """

    rows: list[dict[str, Cleaned]]
    codes: list[str | None]
    parts: list[dict[str, str]]
    declared_m2: NDArray[np.float64] | None
    questions: tuple[Question, ...]
    remarks: tuple[Remark, ...]


@dataclass(slots=True)
class _Table:
    """The file's columns by target, while they are read."""

    kind: Kind
    columns: Mapping[str, Sequence[Any]]
    source: dict[str, str]
    units: dict[str, str]
    rows: NDArray[np.int64]
    decisions: Decisions
    standing: Standing
    questions: list[Question]
    remarks: list[Remark]

    def cells(self, target: str) -> Sequence[Any] | None:
        """The cells of a target: of its column, or the constant of all rows; None if neither."""
        if target in self.source:
            return self.columns[self.source[target]]
        if (constant := self.decisions.constants.get(target)) is not None:
            return [constant] * len(self.rows)
        return None


def read(
    columns: Mapping[str, Sequence[Any]],
    mapping: Mapping[str, str],
    rows: NDArray[np.int64],
    decisions: Decisions,
    standing: Standing,
) -> Attributes:
    """The values of every row; a cell that is refused becomes an error that names it."""
    table = _Table(
        standing.kind, columns, {}, {}, rows, decisions, standing, [], []
    )  # fmt: skip
    for column, target in mapping.items():
        name, _at, unit = target.partition("@")
        if name:
            table.source[name] = column
            table.units[name] = unit
    values: list[dict[str, Cleaned]] = [{} for _row in rows]
    for spec in standing.kind.fields:
        if spec.type == "words":
            continue
        if spec.type not in ("location", "outline"):
            _read_field(table, spec, values)
    parts: list[dict[str, str]] = [{} for _row in rows]
    for spec in standing.kind.fields:
        if spec.type == "words":
            _read_words(table, spec, parts)
    codes = _codes(table)
    return Attributes(
        values, codes, parts, _declared(table, values), tuple(table.questions), tuple(table.remarks)
    )


def place_parts(
    columns: Mapping[str, Sequence[Any]], mapping: Mapping[str, str], count: int
) -> list[dict[str, Any]]:
    """What each row says of its own accuracy and method, as far as columns are mapped to it."""
    found: list[dict[str, Any]] = [{} for _row in range(count)]
    for column, target in mapping.items():
        if target in (ACCURACY, METHOD):
            for part, cell in zip(found, columns[column], strict=True):
                if cell not in (None, ""):
                    part[target] = cell
    return found


def _codes(table: _Table) -> list[str | None]:
    cells = table.cells(CODE) or [None] * len(table.rows)
    prefix = f"{table.kind.name}:"
    return [None if cell in (None, "") else _plain(cell).removeprefix(prefix) for cell in cells]


def _read_words(table: _Table, spec: FieldSpec, parts: list[dict[str, str]]) -> None:
    for language in ("vi", "en"):
        target = f"{spec.name}_{language}"
        for part, cell in zip(parts, table.cells(target) or (), strict=False):
            if cell not in (None, "") and _plain(cell):
                part[target] = _plain(cell)


def _read_field(table: _Table, spec: FieldSpec, values: list[dict[str, Cleaned]]) -> None:
    cells = table.cells(spec.name)
    if cells is None:
        return
    if spec.type in NUMBERS and any(isinstance(cell, str) for cell in cells):
        name = table.source.get(spec.name, spec.name)
        numbers, questions, remarks = number_column(cells, name, table.decisions, table.rows)
        table.questions += questions
        table.remarks += remarks
        cells = [None if np.isnan(number) else float(number) for number in numbers]
    units = table.cells(spec.unit_column) if spec.unit_column else None
    prepare = _prepared(table, spec)
    for at, cell in enumerate(cells):
        if cell is None or cell == "" or cell != cell:
            continue
        unit = None if units is None or units[at] in (None, "") else str(units[at]).strip()
        try:
            values[at][spec.name] = clean(spec, prepare(cell), unit)
        except ValueRefused:
            again = _again(spec, prepare, cell, unit)
            table.remarks.append(from_refusal(again, int(table.rows[at]), spec.name))


def _again(
    spec: FieldSpec, prepare: Callable[[Any], Any], cell: Any, unit: str | None
) -> Callable[[], Cleaned]:
    return lambda: clean(spec, prepare(cell), unit)


def _prepared(table: _Table, spec: FieldSpec) -> Callable[[Any], Any]:
    """How a cell as people write it becomes what `clean` takes, for one field."""
    if spec.type in NUMBERS:
        factor = factor_of(spec, table.units.get(spec.name, ""))
        return lambda cell: _number(cell, factor, spec)
    if spec.type == "choice":
        known = {fold(label): value for value, pair in spec.choices.items() for label in pair}
        known |= {fold(value): value for value in spec.choices}
        return lambda cell: known.get(fold(_plain(cell)), _plain(cell))
    if spec.type == "boolean":
        return _boolean
    if spec.type == "date":
        _say_day_first(table, spec)
        return _date
    if spec.type == "reference":
        return lambda cell: _resolve(table.standing, spec, _plain(cell))
    if spec.type == "references":
        return lambda cell: [
            _resolve(table.standing, spec, item) for item in _items(cell) if item.strip()
        ]
    if spec.type == "list":
        return _items
    return _plain


def preparation(
    spec: FieldSpec, unit: str, values: Sequence[Any], decisions: Decisions, standing: Standing
) -> Callable[[Any], Any]:
    """How any of these cells becomes what `clean` takes; for whole columns of different values."""
    rows = np.arange(len(values))
    table = _Table(
        standing.kind, {spec.name: values}, {spec.name: spec.name}, {spec.name: unit}, rows,
        decisions, standing, [], [],
    )  # fmt: skip
    prepare = _prepared(table, spec)
    if spec.type not in NUMBERS or not any(isinstance(value, str) for value in values):
        return prepare
    numbers = number_column(values, spec.name, decisions, rows)[0]
    read = {
        value: None if np.isnan(number) else float(number)
        for value, number in zip(values, numbers, strict=True)
    }
    return lambda cell: prepare(cell if read.get(cell) is None else read[cell])


def factor_of(spec: FieldSpec, unit: str) -> float:
    """By what a column in `unit` is multiplied to be in the field's own unit."""
    if unit and unit in HECTARES and spec.unit in HECTARES:
        return HECTARES[unit] / HECTARES[spec.unit]
    return 1.0


def _number(cell: Any, factor: float, spec: FieldSpec) -> Any:
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        return cell
    value = float(cell) * factor
    if spec.type != "decimal":
        return value
    return float(f"{value:.12g}") if factor != 1.0 else value


def _boolean(cell: Any) -> Any:
    text = fold(_plain(cell))
    return True if text in _YES else False if text in _NO else cell


def _date(cell: Any) -> Any:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = _plain(cell)
    if found := _DAY_FIRST.fullmatch(text):
        day, month, year = found.groups()
        return f"{year}-{int(month):02d}-{int(day):02d}"
    return text[:10] if re.fullmatch(r"\d{4}-\d{2}-\d{2}[T ]00:00:00.*", text) else text


def _say_day_first(table: _Table, spec: FieldSpec) -> None:
    cells = table.cells(spec.name) or ()
    texts = (cell.strip() for cell in cells if isinstance(cell, str))
    example = next((text for text in texts if _DAY_FIRST.fullmatch(text)), None)
    if example is not None:
        table.remarks.append(
            Remark(
                "day_first", NOTE, 0, spec.name,
                said(lazy("Dates are read with the day first, as written in Viet Nam.")),
                said(lazy("If the month stands first, write the dates as year-month-day.")),
                samples=((example, _date(example)),),
            )
        )  # fmt: skip


def _resolve(standing: Standing, spec: FieldSpec, text: str) -> str:
    """The key that a key, a code or a name means."""
    kind = spec.reference
    for key in (text, f"{kind}:{text}"):
        if key in standing.others:
            return key
    found = standing.keys_named(text, kind)
    if len(found) == 1:
        return found[0]
    if found:
        raise ValueRefused(
            "ambiguous_reference",
            _("“%(text)s” can mean %(keys)s.") % {"text": text[:80], "keys": ", ".join(found[:5])},
            _("Write the key of the one that is meant."),
        )
    raise ValueRefused(
        "unknown_reference", _("Nothing is described as “%(key)s”.") % {"key": text[:80]},
        _("Choose one of those that are described."),
    )  # fmt: skip


def _declared(table: _Table, values: list[dict[str, Cleaned]]) -> NDArray[np.float64] | None:
    name = table.kind.area_field
    if not name or not any(name in row for row in values):
        return None
    hectares = [row[name].value if name in row else np.nan for row in values]
    return np.array(hectares, np.float64) * table.kind.area_ha * 10_000


def _items(cell: Any) -> list[str]:
    if isinstance(cell, list):
        return [_plain(item) for item in cell]
    return [item.strip() for item in re.split(r"[;,]", _plain(cell)) if item.strip()]


def _plain(cell: Any) -> str:
    """A cell as text: a whole number that a spreadsheet made a float loses its ".0"."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


__all__ = ["Attributes", "place_parts", "read", "targets"]
