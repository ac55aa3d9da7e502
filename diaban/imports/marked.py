"""The marked copy (bản đánh dấu): a file that was not taken, back to its sender with the reasons.

A table comes back as a table with two more columns; everything else as a GeoPackage with a layer
of problems and one of the rows that have them. It is made from what the confined reader passed on,
never from the sender's file itself, and no cell of it can run as a formula.
"""

from __future__ import annotations

import csv
import hashlib
import tempfile
import warnings
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pyogrio
import shapely
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from diaban.imports import actions, files, reading
from diaban.imports.decoding import decode
from diaban.imports.findings import NOTE
from diaban.imports.models import Import, ImportFinding
from diaban.imports.reading import Dataset
from diaban.imports.remarks import here

_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_LONGEST_CELL = 32_000  # Excel keeps 32 767 characters


@dataclass(frozen=True, slots=True)
class Mark:
    """What is said of one row."""

    severity: str
    code: str
    field: str
    reason: str
    remedy: str
    place: tuple[float, float] | None


def ending_of(record: Import) -> str:
    """ ".csv", ".xlsx" or ".gpkg": what the marked copy of this import is."""
    kind = record.report.get("format")
    return f".{kind}" if kind in ("csv", "xlsx") else ".gpkg"


def write(record: Import, target: Path) -> Path:
    """Write the marked copy; the ending of `target` is corrected to that of the copy."""
    target = target.with_suffix(ending_of(record))
    decisions = record.answers
    dataset = reading.read(
        files.place_of(record.file_hash, record.file_name),
        layer=decisions.layer, header_row=decisions.header_row,
    )  # fmt: skip
    marks = _marks(record)
    if target.suffix == ".gpkg":
        _geopackage(record, dataset, marks, target)
    elif target.suffix == ".xlsx":
        _workbook(dataset, decisions.encoding, marks, target)
    else:
        _delimited(dataset, decisions.encoding, marks, target)
    return target


def kept(record: Import) -> Path:
    """The marked copy of the import as it stands, in the reader's language: made once, then kept.

    Copies of how it stood before go.
    """
    language = (get_language() or "vi")[:2]
    folder = Path(settings.DIABAN_DATA) / "imports" / "marked" / str(record.pk)
    state = hashlib.sha256(f"{record.basis} {record.mark}".encode()).hexdigest()[:32]
    target = folder / f"{state}-{language}{ending_of(record)}"
    if target.is_file():
        return target
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".", dir=folder) as scratch:
        write(record, Path(scratch) / target.name).replace(target)
    for other in folder.iterdir():
        if other.is_file() and not other.name.startswith(state):
            other.unlink(missing_ok=True)
    return target


def guarded(cell: Any) -> Any:
    """The cell as it may be written; text that a spreadsheet would run gets an apostrophe."""
    if cell is None or isinstance(cell, int | float):
        return cell
    text = "".join(letter for letter in str(cell) if letter.isprintable() or letter == "\n")
    text = text[:_LONGEST_CELL]
    return f"'{text}" if text.lstrip(" ").startswith(_STARTS_FORMULA) else text


def _marks(record: Import) -> dict[int, list[Mark]]:
    found: defaultdict[int, list[Mark]] = defaultdict(list)
    one: ImportFinding
    for one in record.findings.exclude(severity=NOTE):
        place = None if one.lon is None or one.lat is None else (one.lon, one.lat)
        found[one.row].append(
            Mark(one.severity, one.code, one.field, here(one.reason), here(one.remedy), place)
        )
    for doubt in record.changes.filter(action="doubtful"):
        keys = ", ".join(one["key"] for one in doubt.candidates)
        reason = _("It may mean something known already: %(keys)s.") % {"keys": keys}
        remedy = _("Write the code of the one that is meant.")
        found[doubt.row].append(Mark("question", "doubtful", "", reason, remedy, None))
    return dict(found)


# ── tables ───────────────────────────────────────────────────────────────────────────────────────


def _table(
    dataset: Dataset, encoding: str | None, marks: Mapping[int, Sequence[Mark]]
) -> Iterator[list[Any]]:
    """The header and every row with its number, its cells, its reasons and remedies."""
    columns = decode(dataset, encoding).columns
    header = [_("Row"), *columns, _("Reasons"), _("What to do")]
    yield [guarded(cell) for cell in header]
    whole = marks.get(0, ())
    if whole:
        yield [_("the whole file"), *[""] * len(columns), *_said(whole)]
    for at, number in enumerate(map(int, dataset.rows)):
        cells = [values[at] for values in columns.values()]
        yield [number, *map(guarded, cells), *_said(marks.get(number, ()))]


def _said(marks: Sequence[Mark]) -> list[str]:
    reasons = [f"{one.field}: {one.reason}" if one.field else one.reason for one in marks]
    return [
        guarded("\n".join(reasons)),
        guarded("\n".join(dict.fromkeys(one.remedy for one in marks))),
    ]


def _delimited(
    dataset: Dataset, encoding: str | None, marks: Mapping[int, Sequence[Mark]], target: Path
) -> None:
    with target.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream).writerows(_table(dataset, encoding, marks))


def _workbook(
    dataset: Dataset, encoding: str | None, marks: Mapping[int, Sequence[Mark]], target: Path
) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet((dataset.layer or "1")[:31].translate(_SHEET_SIGNS))
    sheet.freeze_panes = "B2"
    for row in _table(dataset, encoding, marks):
        cells = []
        for value in row:
            cell = openpyxl.cell.WriteOnlyCell(sheet, value=value)
            if isinstance(value, str):
                cell.data_type = "s"
            cells.append(cell)
        sheet.append(cells)
    book.save(target)


_SHEET_SIGNS = str.maketrans(dict.fromkeys("[]:*?/\\", "_"))


# ── maps ─────────────────────────────────────────────────────────────────────────────────────────


def _geopackage(
    record: Import, dataset: Dataset, marks: Mapping[int, Sequence[Mark]], target: Path
) -> None:
    """Layer "problems": a point for each, where it has a place; layer "rows": whole geometries."""
    target.unlink(missing_ok=True)
    geometries = actions.preview_of(record).geometries
    told = [(row, mark) for row, found in sorted(marks.items()) for mark in found]
    points = [_point(mark, geometries.get(row)) for row, mark in told]
    texts = {
        "row": np.array([row for row, _mark in told], np.int64),
        **{
            name: np.array([getattr(mark, name) for _row, mark in told], dtype=object)
            for name in ("severity", "code", "field", "reason", "remedy")
        },
    }
    _layer(target, "problems", points, texts, "Point")
    rows = [row for row in sorted(marks) if geometries.get(row) is not None]
    if rows:
        reasons = ["\n".join(mark.reason for mark in marks[row]) for row in rows]
        fields = {"row": np.array(rows, np.int64), "reason": np.array(reasons, dtype=object)}
        _layer(target, "rows", [geometries[row] for row in rows], fields, "Unknown")


def _layer(
    target: Path, name: str, shapes: Sequence[Any], fields: Mapping[str, Any], kind: str
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # rows without a place are meant
        pyogrio.raw.write(
            target, shapely.to_wkb(np.array(shapes, dtype=object)), list(fields.values()),
            list(fields), layer=name, geometry_type=kind, crs="EPSG:4326", driver="GPKG",
            append=False,
        )  # fmt: skip


def _point(mark: Mark, geometry: Any) -> Any:
    if mark.place is not None:
        return shapely.Point(mark.place)
    if geometry is None or geometry.is_empty or not geometry.is_valid:
        return None
    return shapely.point_on_surface(geometry)
