"""What became of a locked report's figures since: beside it, never inside. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from diaban.reports import spoken
from diaban.reports.book import Book
from diaban.reports.document import Report


@dataclass(frozen=True, slots=True)
class Changed:
    """A figure that something later gives differently, in words: another edition, or a form.

    `query` is what gives it.
    """

    name: str
    query: str
    locked: str
    now: str


def changed(report: Report, book: Book) -> Iterator[Changed]:
    """The figures of the report that the book gives differently, in the report's order."""
    for figure in report.figures:
        if figure.kind != "figure" or " | " in figure.query:
            continue
        answer = book.answer(figure.indicator, figure.period, figure.place)
        now = None if answer is None else answer.value
        before = None if figure.value is None else Decimal(figure.value)
        if now == before:
            continue
        digits = answer.digits if answer else 2
        locked, current = (
            spoken.UNKNOWN[report.language] if value is None
            else spoken.quantity(value, figure.unit, report.language, digits)
            for value in (before, now)
        )  # fmt: skip
        yield Changed(figure.name, figure.query, locked, current)
