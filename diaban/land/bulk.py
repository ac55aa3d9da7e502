"""Postings from a spreadsheet: every row is an entry; all are taken, or none, with every fault.

Columns, in any order, by their English or Vietnamese names: date, from, to, hectares, and if wanted
plot and document. Accounts are written as their codes ("industrial_service.cleared").
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from diaban.imports.reading import read
from diaban.imports.safety import Limits, Refused
from diaban.land import actions, wording
from diaban.land import ledger as rules
from diaban.land.inputs import read_hectares
from diaban.land.ledger import Refusal

LIMITS = Limits(file_bytes=2 << 20, spreadsheet_bytes=32 << 20, rows=5_000, columns=40,
                cell_characters=2_000, seconds=30)  # fmt: skip
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "on": ("date", "ngày"),
    "source": ("from", "từ tài khoản", "từ"),
    "target": ("to", "đến tài khoản", "đến"),
    "area": ("hectares", "ha", "diện tích (ha)", "diện tích"),
    "plot": ("plot", "lô"),
    "paper": ("document", "căn cứ"),
}
NEEDED = ("on", "source", "target", "area")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in which cell, by the number by which the sender finds the row."""

    row: int
    field: str
    reason: str


class FileRefused(Exception):
    """Nothing was posted; `faults` say why."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Line:
    row: int
    entry: rules.Entry
    paper: str


def read_lines(path: Path) -> list[Line]:
    """The entries that a spreadsheet or CSV file describes.

    Raises:
        FileRefused: the file or some of its cells cannot be read.
    """
    try:
        data = read(path, limits=LIMITS)
    except Refused as refused:
        raise FileRefused([Fault(0, "", f"{refused.reason} {refused.remedy}")]) from refused
    named = {_plain(name): name for name in data.table.column_names}
    columns = {
        field: next((named[one] for one in names if one in named), None)
        for field, names in COLUMNS.items()
    }
    missing = [COLUMNS[field][0] for field in NEEDED if columns[field] is None]
    if missing:
        told = _("These columns are missing: %(names)s.") % {"names": ", ".join(missing)}
        raise FileRefused([Fault(0, "", told)])
    values = {
        field: data.table.column(name).to_pylist() if name else [None] * len(data)
        for field, name in columns.items()
    }
    lines: list[Line] = []
    faults: list[Fault] = []
    for place, row in enumerate(data.rows.tolist()):
        cells = {field: column[place] for field, column in values.items()}
        if all(cell is None or cell == "" for cell in cells.values()):
            continue
        line = _line(row, cells, faults)
        if line is not None:
            lines.append(line)
    if not lines and not faults:
        faults = [Fault(0, "", _("The file has no row to post."))]
    if faults:
        raise FileRefused(faults)
    return lines


def post(zone: str, lines: Sequence[Line], *, by: Any) -> int:
    """Post all lines in one transaction; how many there were.

    Raises:
        FileRefused: nothing was posted; the row at fault, with the balance at that moment.
    """
    papers: dict[str, Any] = {}
    with transaction.atomic():
        for line in sorted(lines, key=lambda one: (one.entry.on, one.row)):
            if line.paper and line.paper not in papers:
                papers[line.paper] = actions.document(line.paper)
            try:
                actions.post(zone, line.entry, by=by, paper=papers.get(line.paper))
            except Refusal as refusal:
                raise FileRefused([Fault(line.row, "", wording.refusal(refusal))]) from refusal
    return len(lines)


def _line(row: int, cells: Mapping[str, Any], faults: list[Fault]) -> Line | None:
    before = len(faults)

    def fault(field: str, reason: str) -> None:
        faults.append(Fault(row, COLUMNS[field][0], reason))

    on = _day(cells["on"])
    if on is None:
        fault("on", _("Write a date as 2025-03-31 or 31/03/2025."))
    for field in ("source", "target"):
        if str(cells[field] or "").strip() not in rules.ACCOUNTS:
            fault(field, wording.refusal(Refusal("unknown_account")))
    try:
        area = read_hectares(_number(cells["area"]))
    except ValidationError as error:
        fault("area", " ".join(error.messages))
    if len(faults) > before:
        return None
    assert on is not None
    source, target = (str(cells[field]).strip() for field in ("source", "target"))
    plot = str(cells["plot"] or "").strip()
    try:
        kind = rules.kind_of(source, target)
    except Refusal as refusal:
        fault("target", wording.refusal(refusal))
        return None
    if kind in ("lease", "release"):
        fault("target", wording.refusal(Refusal("by_contract")))
        return None
    legs = tuple(
        rules.Leg(account, moved, "" if account == rules.OUTSIDE else plot)
        for account, moved in ((source, -area), (target, area))
    )
    return Line(row, rules.Entry(kind, on, legs), str(cells["paper"] or "").strip()[:120])


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()


def _number(cell: Any) -> str:
    """What a cell holds, as text with a decimal point that cannot be taken for thousands."""
    if isinstance(cell, int | float | Decimal):
        return f"{Decimal(str(cell)):.6f}" if cell == cell else ""
    return str(cell or "")


def _day(cell: Any) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    for pattern in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(str(cell or "").strip(), pattern).date()
        except ValueError:
            continue
    return None
