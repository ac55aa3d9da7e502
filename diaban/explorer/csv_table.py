"""A table taken along: CSV that a spreadsheet opens safely. Pure.

UTF-8 with a byte-order mark, so that a spreadsheet reads Vietnamese letters. Numbers are plain
(decimal point, no separators) and their units stand in the header. A cell of text that a
spreadsheet would run as a formula is prefixed with an apostrophe.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

BYTE_ORDER_MARK = "\ufeff"
STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def guarded(value: Any) -> Any:
    """The cell as it may be written; numbers stay numbers."""
    if isinstance(value, str):
        text = value.replace("\x00", "")
        stripped = text.lstrip(" ")
        return f"'{text}" if stripped.startswith(STARTS_FORMULA) else text
    return "" if value is None else value


class _Echo:
    """A "file" that hands every written line back to the writer's caller."""

    def write(self, text: str) -> str:
        return text


def lines(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """The file, line by line, byte-order mark first."""
    writer = csv.writer(_Echo())
    yield BYTE_ORDER_MARK + writer.writerow([guarded(cell) for cell in header])
    for row in rows:
        yield writer.writerow([guarded(cell) for cell in row])
