"""What a review comes to: the proposal, with its change set and what stands in its way. Pure."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from diaban.geo.crs import Transformation
from diaban.imports import differences, sheet_files
from diaban.imports.columns import ColumnGuess
from diaban.imports.decisions import Decisions
from diaban.imports.differences import Change
from diaban.imports.findings import ERROR, NOTE, WARNING
from diaban.imports.matching import Candidate
from diaban.imports.reading.dataset import Note
from diaban.imports.remarks import Question, Remark

ORDER = {ERROR: 0, WARNING: 1, NOTE: 2}
"""Severities, the gravest first."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A row that may mean something known; a person says which, or that it is new."""

    row: int
    name: str
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True)
class Proposal:
    """What a file would do, and what stands in its way.

    Attributes:
        columns: what every column was taken for.
        samples: the first values of each column, for whoever maps them.
        questions: what must be answered before there is a change set.
        remarks: errors, warnings and notes.
        doubts: rows whose subject a person must name.
        changes: the change set; unchanged subjects only where they record agreeing values.
        unchanged: how many subjects stay as they are.
        rows: how many rows the file has; `left_out` are the numbers of those left out.
        transformation, system: how coordinates became WGS 84, and from what.
        encoding: how text was read.
        notes: what the reader of the file saw.
        geometries: row → geometry in WGS 84, for the map.
        sheet, sheet_counts: of a large file (`large.review_large`), all of it as one table, and
            what that adds, changes and removes; there are no single changes then.
    """

    kind: str
    layer: str
    layers: tuple[str, ...]
    format: str
    decisions: Decisions
    columns: tuple[ColumnGuess, ...] = ()
    samples: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    questions: tuple[Question, ...] = ()
    remarks: tuple[Remark, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    changes: tuple[Change, ...] = ()
    unchanged: int = 0
    rows: int = 0
    left_out: tuple[int, ...] = ()
    system: str = ""
    transformation: Transformation | None = None
    mended: tuple[str, ...] = ()
    encoding: str = ""
    notes: tuple[Note, ...] = ()
    geometries: Mapping[int, Any] = field(default_factory=dict)
    sheet: pa.Table | None = None
    sheet_counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def errors(self) -> tuple[Remark, ...]:
        """What keeps the file out."""
        return tuple(one for one in self.remarks if one.severity == ERROR)

    @property
    def open_warnings(self) -> tuple[Remark, ...]:
        """Warnings that nobody has accepted yet."""
        return tuple(
            one
            for one in self.remarks
            if one.severity == WARNING and not self.decisions.accepts(one.code, one.row)
        )

    @property
    def ready(self) -> bool:
        """May it be sent for approval?"""
        return not (self.questions or self.errors or self.doubts or self.open_warnings)

    @property
    def counts(self) -> dict[str, int]:
        """Subjects by action, and values that would be recorded."""
        if self.sheet is not None:
            values = self.sheet.num_rows * (self.sheet.num_columns - 1)
            return {**self.sheet_counts, "doubtful": 0, "left_out": 0, "values": values}
        found = Counter(change.action for change in self.changes)
        return {
            "added": found[differences.ADDED],
            "changed": found[differences.CHANGED],
            "removed": found[differences.REMOVED],
            "unchanged": self.unchanged,
            "doubtful": len(self.doubts),
            "left_out": len(self.left_out),
            "values": sum(len(change.fields) for change in self.changes),
        }

    @property
    def digest(self) -> str:
        """The same for the same change set."""
        if self.sheet is not None:
            return sheet_files.digest(self.sheet)
        content = [change.as_json() for change in self.changes]
        text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()
