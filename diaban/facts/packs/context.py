"""What is gathered while a pack is read: sources, subjects, drafts, references. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from diaban.facts import periods
from diaban.facts.identity import identity_of
from diaban.facts.packs.problems import Report
from diaban.facts.packs.tables import Row
from diaban.facts.schema import CODE, FieldSpec, references_in
from diaban.facts.values import Cleaned, ValueRefused, clean, clean_date, clean_period
from diaban.facts.vocabulary import CONFIDENCE, rests_on_memory

PROVENANCE = ("source", "as_of", "trust", "note", "note_vi")
Bounds = tuple[float, float, float, float]


@dataclass(frozen=True)
class Draft:
    """An assertion that a pack makes, before it is recorded."""

    subject: str
    field: str
    value: Any
    unit: str
    source: str
    trust: str
    as_of: date | None
    as_of_period: str
    valid_from: date | None
    valid_to: date | None
    note: str
    note_vi: str

    @cached_property
    def identity(self) -> str:
        """Hash of the content; the origin is added when it is recorded."""
        return identity_of(**{name: getattr(self, name) for name in self.__dataclass_fields__})


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where the values of a row come from."""

    source: str
    trust: str
    as_of: date | None
    as_of_period: str
    note: str
    note_vi: str


@dataclass
class Reading:
    """The state of reading one pack."""

    report: Report = field(default_factory=Report)
    sources: dict[str, dict[str, str]] = field(default_factory=dict)
    sources_readable: bool = True
    bounds: Bounds | None = None
    subjects: dict[str, Row] = field(default_factory=dict)
    unreadable_kinds: set[str] = field(default_factory=set)
    drafts: dict[str, Draft] = field(default_factory=dict)
    drafted_in: dict[str, Row] = field(default_factory=dict)
    references: list[tuple[Row, str, str]] = field(default_factory=list)

    def problem(self, row: Row, column: str | None, code: str, reason: str, remedy: str) -> None:
        self.report.add(row.file, row.line, column, code, reason, remedy)

    def value(self, row: Row, column: str, spec: FieldSpec, raw: Any, unit: str) -> Cleaned | None:
        """The value of a cell, or None and a problem. References are kept for the end."""
        try:
            cleaned = clean(spec, raw, unit)
        except ValueRefused as refused:
            if refused.code == "half_words":
                missing = "vi" if not str(raw.get("vi") or "").strip() else "en"
                column = f"{column.removesuffix('_vi')}_{missing}"
            elif refused.code in ("unknown_unit", "missing_unit"):
                column = spec.unit_column if spec.unit_column in row.cells else "unit"
            self.report.refused(row.file, row.line, refused.part or column, refused)
            return None
        for key in references_in(spec, cleaned.value):
            self.references.append((row, column, key))
        return cleaned

    def provenance(self, row: Row) -> Provenance | None:
        """The row's source, trust, day and notes; None, and problems, if they are not sound."""
        source = self._source(row)
        trust = self._trust(row)
        given_for = self._as_of(row)
        if source is None or trust is None or given_for is None:
            return None
        kind = self.sources.get(source, {}).get("kind")
        if kind is not None and rests_on_memory(trust) != (kind == "unverified"):
            self.problem(
                row, "trust", "trust_against_source",
                _("The trust %(trust)s does not fit a source of kind “%(kind)s”.")
                % {"trust": trust, "kind": kind},
                _("M-H, M-M and M-L cite a source of kind “unverified”; all others do not."),
            )  # fmt: skip
            return None
        return Provenance(source, trust, *given_for, row["note"], row["note_vi"])

    def _source(self, row: Row) -> str | None:
        name = row["source"]
        if not name:
            self.problem(
                row, "source", "no_source",
                _("The row has values without a source."),
                _("Write the id of a source of sources.csv."),
            )  # fmt: skip
            return None
        if name not in self.sources and self.sources_readable:
            self.problem(
                row, "source", "unknown_source",
                _("The source “%(source)s” is not described in sources.csv.") % {"source": name},
                _("Describe it there, or correct its id here."),
            )  # fmt: skip
            return None
        return name

    def _trust(self, row: Row) -> str | None:
        if row["trust"] in CONFIDENCE:
            return row["trust"]
        self.problem(
            row, "trust", "unknown_choice" if row["trust"] else "missing",
            _("“%(trust)s” is no tag of trust.") % {"trust": row["trust"]} if row["trust"]
            else _("The row does not say how far its values can be trusted."),
            _("Write one of: %(values)s.") % {"values": ", ".join(CONFIDENCE)},
        )  # fmt: skip
        return None

    def _as_of(self, row: Row) -> tuple[date | None, str] | None:
        """The (first) day for which the values are given, and the period if it is not a day; None,
        and a problem, if it is not sound.
        """
        if not row["as_of"]:
            return None, ""
        try:
            return periods.split(clean_period(row["as_of"]))
        except ValueRefused as refused:
            self.report.refused(row.file, row.line, "as_of", refused)
            return None

    def period(self, row: Row) -> tuple[date | None, date | None] | None:
        """`valid_from` and `valid_to` of a row; None, and problems, if they are not sound."""
        days: list[date | None] = []
        for column in ("valid_from", "valid_to"):
            try:
                days.append(clean_date(row[column]) if row[column] else None)
            except ValueRefused as refused:
                self.report.refused(row.file, row.line, column, refused)
        if len(days) < 2:
            return None
        start, end = days
        if start and end and end <= start:
            self.problem(
                row, "valid_to", "period_backwards",
                _("It would end on %(end)s, not after its beginning on %(start)s.")
                % {"end": end, "start": start},
                _("valid_to is the first day on which it no longer holds; correct one of the two."),
            )  # fmt: skip
            return None
        return start, end

    def subject(self, row: Row, key: str) -> bool:
        """Take a new subject in; False, and a problem, if its code is unfit or taken."""
        code = key.partition(":")[2]
        if not CODE.fullmatch(code) or len(code) > 100:
            self.problem(
                row, "code", "bad_code" if code else "missing",
                _("“%(code)s” cannot be a code.") % {"code": code[:80]} if code
                else _("The row has no code."),
                _("Use letters without marks, digits and hyphens, for example dong-mai."),
            )  # fmt: skip
            return False
        if key in self.subjects:
            self.problem(
                row, "code", "duplicate_code",
                _("The code “%(code)s” stands already in line %(line)d.")
                % {"code": code, "line": self.subjects[key].line},
                _("Give one of the two another code, or delete it. What another source says "
                  "stands in facts.csv."),
            )  # fmt: skip
            return False
        self.subjects[key] = row
        return True

    def draft(self, row: Row, column: str, draft: Draft) -> None:
        """Keep an assertion, unless the pack makes it twice."""
        first = self.drafted_in.get(draft.identity)
        if first is not None:
            self.problem(
                row, column, "duplicate_fact",
                _("The same value from the same source stands already in %(file)s, line %(line)d.")
                % {"file": first.file, "line": first.line},
                _("Delete one of the two."),
            )  # fmt: skip
            return
        self.drafts[draft.identity] = draft
        self.drafted_in[draft.identity] = row

    def within_bounds(self, row: Row, box: Bounds, columns: tuple[str, str]) -> bool:
        """Does a box of coordinates lie within the pack's bounds? A problem if not."""
        if self.bounds is None:
            return True
        west, south, east, north = self.bounds
        outside = []
        if box[0] < west or box[2] > east:
            outside.append((columns[0], _("longitude"), box[0] if box[0] < west else box[2],
                            west, east))  # fmt: skip
        if box[1] < south or box[3] > north:
            outside.append((columns[1], _("latitude"), box[1] if box[1] < south else box[3],
                            south, north))  # fmt: skip
        for column, axis, value, low, high in outside:
            self.problem(
                row, column, "outside_bounds",
                _("The %(axis)s %(value)s lies outside the pack's bounds, %(low)s to %(high)s.")
                % {"axis": axis, "value": f"{value:g}", "low": f"{low:g}", "high": f"{high:g}"},
                _("Correct the coordinate (are longitude and latitude swapped?), or the bounds "
                  "in pack.yaml."),
            )  # fmt: skip
        return not outside
