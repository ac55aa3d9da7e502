"""Read a CSV table of a pack: text in, rows of cells out, every fault of form named. Pure."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from django.utils.translation import gettext as _

from diaban.facts.packs.problems import Report

LARGEST_TABLE = 20_000_000
LARGEST_CELL = 100_000


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its file, the line where it starts, and its cells by column ("" is unknown)."""

    file: str
    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


def read_text(path: Path, largest: int, report: Report) -> str | None:
    """The text of a UTF-8 file, with or without byte order mark; None, and a problem, if not."""
    name = path.name
    try:
        size = path.stat().st_size
        if size > largest:
            report.add(
                name, None, None, "too_large",
                _("The file has %(size).1f MB; at most %(most)d MB are read.")
                % {"size": size / 1e6, "most": largest // 1_000_000},
                _("Split the pack, or take out what does not belong into the file."),
            )  # fmt: skip
            return None
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        report.add(
            name, line, None, "not_utf8",
            _("The file is not UTF-8: byte %(byte)s cannot be read.")
            % {"byte": f"0x{error.object[error.start]:02x}"},
            _("Save the file again with the encoding UTF-8."),
        )  # fmt: skip
    except OSError as error:
        report.add(
            name, None, None, "unreadable",
            _("The file cannot be read: %(reason)s.") % {"reason": error.strerror or error},
            _("Check that it is a file and that you may read it."),
        )  # fmt: skip
    return None


def read_table(
    path: Path, columns: Sequence[str], needed: Iterable[str], report: Report
) -> list[Row]:
    """The rows of a table that has some of `columns`, and at least the `needed` ones."""
    text = read_text(path, LARGEST_TABLE, report)
    if text is None:
        return []
    records = _records(path.name, text, report)
    first = next(records, None)
    if first is None:
        report.add(
            path.name, None, None, "empty", _("The table is empty."),
            _("Write the names of its columns in the first line, or delete the file."),
        )  # fmt: skip
        return []
    line, header = first
    header = [cell.strip() for cell in header]
    if not _header_is_sound(path.name, line, header, columns, needed, report):
        return []
    return list(_rows(path.name, records, header, report))


def _records(name: str, text: str, report: Report) -> Iterator[tuple[int, list[str]]]:
    """Records with the line on which each starts; comments and blank lines are passed over."""
    csv.field_size_limit(LARGEST_CELL)
    lines = _Lines(text)
    reader = csv.reader(lines, strict=True)
    while True:
        lines.begin_record()
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            report.add(
                name, lines.started, None, "bad_csv",
                _("The row cannot be read: %(reason)s.") % {"reason": error},
                _("Check the quotation marks: a cell with a comma stands in double quotes, "
                  "and a quotation mark within it is doubled."),
            )  # fmt: skip
            return
        if any(cell.strip() for cell in record):
            yield lines.started, record


class _Lines:
    """The lines of a text for csv.reader, without comments outside of quoted cells."""

    def __init__(self, text: str) -> None:
        # Only these end a line in a text editor; str.splitlines also cuts at U+2028 and others.
        self._lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        self._at = 0
        self._quotes = 0
        self.started = 0

    def begin_record(self) -> None:
        self._quotes = 0
        self.started = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        while self._at < len(self._lines):
            line = self._lines[self._at]
            self._at += 1
            within_quotes = self._quotes % 2 == 1
            if line.startswith("#") and not within_quotes:
                continue
            self._quotes += line.count('"')
            self.started = self.started or self._at
            return line + "\n"
        raise StopIteration


def _header_is_sound(
    name: str,
    line: int,
    header: Sequence[str],
    columns: Sequence[str],
    needed: Iterable[str],
    report: Report,
) -> bool:
    if len(header) == 1 and (";" in header[0] or "\t" in header[0]):
        report.add(
            name, line, None, "wrong_separator",
            _("The columns are not separated by commas."),
            _("Save the table as CSV separated by commas."),
        )  # fmt: skip
        return False
    for column in dict.fromkeys(header):
        if column not in columns:
            close = get_close_matches(column, columns, 1)
            report.add(
                name, line, column or None, "unknown_column",
                _("The table has no column “%(column)s”.") % {"column": column[:80]},
                _("Did you mean “%(column)s”?") % {"column": close[0]} if close
                else _("Use only these columns: %(columns)s.") % {"columns": ", ".join(columns)},
            )  # fmt: skip
        elif header.count(column) > 1:
            report.add(
                name, line, column, "column_twice",
                _("The column “%(column)s” stands twice.") % {"column": column},
                _("Delete one of the two."),
            )  # fmt: skip
    missing = [column for column in needed if column not in header]
    for column in missing:
        report.add(
            name, line, column, "missing_column",
            _("The column “%(column)s” is missing.") % {"column": column},
            _("Add the column to the first line, and its value to every row."),
        )  # fmt: skip
    return not missing


def _rows(
    name: str, records: Iterable[tuple[int, list[str]]], header: Sequence[str], report: Report
) -> Iterator[Row]:
    for line, record in records:
        surplus = [cell for cell in record[len(header) :] if cell.strip()]
        if surplus or len(record) < len(header):
            report.add(
                name, line, None, "row_length",
                _("The row has %(found)d cells; the first line names %(named)d columns.")
                % {"found": len(record), "named": len(header)},
                _("Check the commas: a cell that contains one stands in double quotes."),
            )  # fmt: skip
            continue
        cells = (unicodedata.normalize("NFC", cell).strip() for cell in record)
        yield Row(name, line, dict(zip(header, cells, strict=False)))
