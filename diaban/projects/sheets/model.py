"""A statistical form as data: columns with units and total rules, rows, totals. Pure.

Rules of the forms (specification of the national report system, trust S-M): numbers have at most 15
digits before and 5 after the decimal point; an occupancy total is Σ ÷ Σ; a completion total is the
plain mean; "-" stands where a denominator is zero. What is not known is None and shown as "…"; a
total adds what is known, and the form says how many rows it leaves out. Texts are Vietnamese: they
are the forms' own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

INTEGER_DIGITS, DECIMALS = 15, 5
STEP = Decimal(1).scaleb(-DECIMALS)
NO_RATIO = "-"
UNKNOWN = "…"

SUM, MEAN, RATIO, COUNT, NONE = "sum", "mean", "ratio", "count", "none"
Cell = Decimal | int | str | None


class NumberTooLarge(ValueError):
    """A number has more digits than the national forms take."""


@dataclass(frozen=True, slots=True)
class Column:
    """`total` says how the total row is made; a `RATIO` is `of[0]` ÷ `of[1]` × 100."""

    name: str
    label: str
    unit: str = ""
    total: str = NONE
    of: tuple[str, str] = ("", "")


@dataclass(slots=True)
class Table:
    """One table of a form. `notes` tell what its totals leave out."""

    title: str
    columns: Sequence[Column]
    rows: list[dict[str, Cell]]
    has_total: bool = True
    total: dict[str, Cell] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        for row in self.rows:
            for column in self.columns:
                if column.total == RATIO:
                    row[column.name] = ratio(row, column)
        self.rows = [
            {column.name: fitted(row.get(column.name)) for column in self.columns}
            for row in self.rows
        ]
        if self.has_total:
            self._add_up()

    def _add_up(self) -> None:
        for column in self.columns:
            self.total[column.name] = self._total(column)
        self.total[self.columns[0].name] = "Tổng cộng"

    def _total(self, column: Column) -> Cell:
        if column.total == COUNT:
            return len({row[column.name] for row in self.rows if row[column.name]})
        if column.total == RATIO:
            both = [row for row in self.rows if all(_number(row[name]) for name in column.of)]
            sums = {name: sum((Decimal(row[name]) for row in both), Decimal(0))  # type: ignore[arg-type]
                    for name in column.of}  # fmt: skip
            return ratio(sums, column) if both else (None if self.rows else NO_RATIO)
        if column.total not in (SUM, MEAN):
            return ""
        known = [Decimal(row[column.name]) for row in self.rows if _number(row[column.name])]  # type: ignore[arg-type]
        missing = len(self.rows) - len(known)
        if missing and known:
            self.notes.append(
                f"{column.label}: {missing}/{len(self.rows)} dòng chưa có số liệu, "
                "không tính vào tổng."
            )
        if not known:
            return None if self.rows else Decimal(0)
        total = sum(known, Decimal(0))
        return fitted(total if column.total == SUM else total / len(known))


@dataclass(slots=True)
class Sheet:
    """A whole form. `lacking` names the data that the authority does not have yet."""

    form: str
    title: str
    period: str
    first: str
    last: str
    cutoff: str
    tables: list[Table]
    lacking: list[str] = field(default_factory=list)
    demonstration: bool = False

    def as_dict(self) -> dict[str, Any]:
        """JSON content: numbers as text, so that no digit is lost."""
        return {
            "form": self.form,
            "title": self.title,
            "period": self.period,
            "first": self.first,
            "last": self.last,
            "cutoff": self.cutoff,
            "lacking": self.lacking,
            "demonstration": self.demonstration,
            "tables": [
                {
                    "title": table.title,
                    "columns": [
                        {"name": one.name, "label": one.label, "unit": one.unit}
                        for one in table.columns
                    ],
                    "rows": [_texts(row) for row in table.rows],
                    "total": _texts(table.total),
                    "notes": table.notes,
                }
                for table in self.tables
            ],
        }


def fitted(cell: Cell) -> Cell:
    """A number cut to the forms' digits; text and the unknown as they are.

    Raises:
        NumberTooLarge: more than 15 digits before the decimal point.
    """
    if not isinstance(cell, Decimal):
        return cell
    rounded = cell.quantize(STEP, rounding=ROUND_HALF_UP).normalize()
    if abs(rounded) >= Decimal(10) ** INTEGER_DIGITS:
        raise NumberTooLarge(f"{cell} has more than {INTEGER_DIGITS} digits")
    return rounded + 0  # no negative zero


def ratio(row: Mapping[str, Cell], column: Column) -> Cell:
    """Percent; "-" where the denominator is zero, None where a term is unknown."""
    above, below = (row.get(name) for name in column.of)
    if not _number(above) or not _number(below):
        return None
    if not below:
        return NO_RATIO
    return fitted(Decimal(above) / Decimal(below) * 100)  # type: ignore[arg-type]


def shown(cell: Cell) -> str:
    """A cell as printed in Vietnamese: 1.105,9; unknown as "…"."""
    if cell is None:
        return UNKNOWN
    if not _number(cell):
        return str(cell)
    sign = "-" if cell < 0 else ""  # type: ignore[operator]
    whole, _point, decimals = format(abs(Decimal(cell)), "f").partition(".")
    grouped = f"{int(whole):,}".replace(",", ".")
    return f"{sign}{grouped},{decimals}" if decimals else f"{sign}{grouped}"


def _number(cell: Any) -> bool:
    return isinstance(cell, Decimal | int) and not isinstance(cell, bool)


def _texts(row: Mapping[str, Cell]) -> dict[str, Any]:
    return {
        name: {"number": format(Decimal(cell), "f")} if _number(cell) else cell  # type: ignore[arg-type]
        for name, cell in row.items()
    }


def table_of(content: Mapping[str, Any]) -> Table:
    """A table as it was stored, without adding up again."""
    columns = [Column(one["name"], one["label"], one["unit"]) for one in content["columns"]]
    table = Table(content["title"], columns, [_cells(row) for row in content["rows"]], False)
    table.total, table.notes = _cells(content["total"]), list(content["notes"])
    return table


def sheet_of(content: Mapping[str, Any]) -> Sheet:
    """A form as `as_dict` wrote it."""
    plain = {name: value for name, value in content.items() if name != "tables"}
    return Sheet(tables=[table_of(one) for one in content["tables"]], **plain)


def _cells(row: Mapping[str, Any]) -> dict[str, Cell]:
    return {
        name: Decimal(cell["number"]) if isinstance(cell, dict) else cell
        for name, cell in row.items()
    }
