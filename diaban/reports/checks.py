"""Whether the statistical forms say what the report beside them says. Pure.

A report is written from its edition, a form from the registry on the day when it is made: a record
that came late stands in the form and not in the report. Each total that has a counterpart among the
report's figures is set beside it. Cleared and ready land stand in no form, and projects in force
only by park or zone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from diaban.projects.sheets.model import COUNT, DECIMALS, STEP, Column, Sheet, Table
from diaban.reports import spoken
from diaban.reports.document import Figure, Report

COUNTERPARTS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("2103", "area", ("land.gross",)),
    ("2103", "industrial", ("land.industrial",)),
    ("2103", "leased", ("land.leased",)),
    ("2114", "count", ("projects.foreign",)),
    ("2114", "capital", ("projects.capital_usd",)),
    ("2114", "realised", ("projects.realised_usd",)),
    ("2115", "project", ("projects.adjusted",)),
    ("2116", "project", ("projects.revoked", "projects.terminated")),
)
"""Form, its column, and the indicators whose sum the column's total is."""
FORMS = tuple(dict.fromkeys(form for form, _column, _codes in COUNTERPARTS))
UNITS = {"": "projects", "dự án": "projects", "ha": "ha", "triệu USD": "million USD"}
"""The unit of a form's column as the unit of an indicator."""
IDENTITY = ("project", "investor", "certificate")
"""The columns that say which project a row is of."""
BY_RULE = ("private_left_out", "withheld")
"""Reasons for which a public figure is less than the form's: the two are not the same sum."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A form's total beside the report's figure, both in `unit`; None is unknown. `name` is what
    the report calls the figure, `label` the form its column."""

    form: str
    label: str
    queries: tuple[str, ...]
    name: str
    unit: str
    total: Decimal | None
    told: Decimal | None
    agrees: bool

    def said(self, language: str) -> tuple[str, str]:
        """What the report says, and what the form says, as they are printed."""
        told, total = (
            spoken.UNKNOWN[language] if value is None
            else spoken.quantity(value, self.unit, language, DECIMALS)
            for value in (self.told, self.total)
        )  # fmt: skip
        return told, total

    def as_dict(self) -> dict[str, object]:
        return {
            "form": self.form, "column": self.label, "queries": list(self.queries),
            "unit": self.unit, "in_the_form": _text(self.total),
            "in_the_report": _text(self.told), "agrees": self.agrees,
        }  # fmt: skip


def compare(report: Report, forms: Mapping[str, Sheet]) -> list[Compared]:
    """Every total that has a counterpart among the figures that the report gives of the whole."""
    figures = {one.query: one for one in report.figures if one.kind == "figure"}
    found = []
    for form, column, codes in COUNTERPARTS:
        ours = [figures.get(f"{code} @{report.period}") for code in codes]
        known = [one for one in ours if one is not None]
        if len(known) < len(codes) or any(_by_rule(one) for one in known):
            continue
        try:
            found.append(_compared(forms[form], column, known))
        except spoken.UnitsDiffer:
            continue  # the indicator has been given a unit of another measure
    return found


def differences(report: Report, forms: Mapping[str, Sheet]) -> Iterator[Compared]:
    """The totals that are not what the report says."""
    return (one for one in compare(report, forms) if not one.agrees)


def _by_rule(figure: Figure) -> bool:
    return any(reason.partition(":")[0] in BY_RULE for reason in figure.reasons)


def _compared(sheet: Sheet, name: str, figures: list[Figure]) -> Compared:
    [table] = sheet.tables
    column = next(one for one in table.columns if one.name == name)
    total, unit = _total(table, column), UNITS[column.unit]
    terms = [spoken.converted(Decimal(one.value), one.unit, unit)
             for one in figures if one.value is not None]  # fmt: skip
    told = sum(terms, Decimal(0)) if len(terms) == len(figures) else None
    if total is None or told is None:
        agrees = total is told
    else:
        # Each row of a form keeps five decimals.
        agrees = abs(total - told) <= STEP * (len(table.rows) + 1) / 2
    return Compared(
        form=sheet.form,
        label=column.label,
        queries=tuple(one.query for one in figures),
        name=" + ".join(one.name for one in figures),
        unit=unit,
        total=total,
        told=told,
        agrees=agrees,
    )


def _total(table: Table, column: Column) -> Decimal | None:
    """A column's total. Under the column that names the projects stand the words of the total row:
    they are counted here, each once however often it is listed, two of one name by the rest."""
    if column.total == COUNT:
        return Decimal(len({tuple(row.get(name) for name in IDENTITY) for row in table.rows}))
    cell = table.total[column.name]
    return Decimal(cell) if isinstance(cell, Decimal | int) else None


def _text(value: Decimal | None) -> str | None:
    return None if value is None else format(value.normalize(), "f")
