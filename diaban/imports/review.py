"""The review of a file: what it says, what is doubtful about it, and what it would change. Pure.

`review(dataset, decisions, standing)` reads nothing but its arguments, so the same file with the
same decisions against the same registry gives the same answer, and `digest` tells when it does not.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import shapely
from django.utils.translation import gettext_lazy as lazy

from diaban.facts.refusal import ValueRefused
from diaban.facts.values import Cleaned, clean
from diaban.imports import attributes, columns, differences, positions, rows, shapes
from diaban.imports.attributes import Attributes
from diaban.imports.decisions import Decisions
from diaban.imports.decoding import decode
from diaban.imports.differences import ADDED, Change
from diaban.imports.findings import ERROR, NOTE, WARNING
from diaban.imports.known import Standing, Subject
from diaban.imports.layer import TYPES, Geometries, Layer, Rules
from diaban.imports.matching import Match, Matcher, RowFacts
from diaban.imports.positions import Placed
from diaban.imports.proposal import ORDER, Doubt, Proposal
from diaban.imports.reading import Dataset
from diaban.imports.remarks import Question, Remark, from_finding, from_refusal, said

EXACT_M = 100.0
"""Only points known so exactly tell whether a whole file lies right."""
MOVED_FAR_M = 2_000.0
"""A known place that moves farther than this, and than its stated accuracy, is worth a look."""


def review(
    dataset: Dataset,
    decisions: Decisions,
    standing: Standing,
    remembered: Mapping[str, str] | None = None,
) -> Proposal:
    """Everything about a file, as far as the questions that are open allow."""
    return _Review(dataset, decisions, standing, remembered or {}).proposal()


class _Review:
    def __init__(
        self,
        dataset: Dataset,
        decisions: Decisions,
        standing: Standing,
        remembered: Mapping[str, str],
    ) -> None:
        self.dataset, self.decisions, self.standing = dataset, decisions, standing
        self.text = decode(dataset, decisions.encoding)
        self.guesses = columns.guess(
            dataset.table.column_names,
            standing.kind,
            decisions.mapping,
            remembered,
            dataset.coordinates,
            {name: cells[:200] for name, cells in self.text.columns.items()},
        )
        self.mapping = {one.column: one.target for one in self.guesses}
        given_for = decisions.given_for()
        self.day = given_for[0] if given_for else standing.source.published_on or standing.today
        self.remarks: list[Remark] = list(self.text.remarks)
        self.questions: list[Question] = [one for one in [self.text.question] if one]

    def proposal(self) -> Proposal:
        known = attributes.read(
            self.text.columns, self.mapping, self.dataset.rows, self.decisions, self.standing
        )
        self.questions += known.questions
        self.remarks += known.remarks
        placed = self._place(known)
        self.questions += placed.questions
        self.remarks += placed.remarks
        base = self._base(placed)
        if self.questions:
            return self._finished(base)
        shapes_ = placed.geometries
        self._places(known, shapes_, placed)
        if shapes_ is not None:
            self._check(known, shapes_, placed)
        if self.questions:
            return self._finished(base)
        return self._compare(base, known, shapes_)

    def _base(self, placed: Placed) -> Proposal:
        data = self.dataset
        return Proposal(
            kind=self.standing.kind.name,
            layer=data.layer,
            layers=tuple(one.name for one in data.layers),
            format=data.format,
            decisions=self.decisions,
            columns=tuple(self.guesses),
            samples={
                name: tuple(str(cell)[:60] for cell in cells[:3] if cell is not None)
                for name, cells in self.text.columns.items()
            },
            rows=len(data),
            system=placed.system.label if placed.system else "",
            transformation=placed.transformation,
            mended=placed.mended,
            encoding=self.text.encoding,
            notes=data.notes,
        )  # fmt: skip

    def _finished(self, base: Proposal, **more: Any) -> Proposal:
        remarks = sorted(self.remarks, key=lambda one: (ORDER[one.severity], one.row, one.code))
        return replace(base, questions=tuple(self.questions), remarks=tuple(remarks), **more)

    # ── where ────────────────────────────────────────────────────────────────────────────────────

    def _place(self, known: Attributes) -> Placed:
        first = Matcher(self.standing, self.decisions).all(self._facts(known, None))
        points = np.full((len(first), 2), np.nan)
        for at, match in enumerate(first):
            subject = self.standing.subjects.get(match.key)
            if subject is not None and subject.geometry and self._comparable(subject, at):
                west, south, east, north = subject.geometry.bounds
                points[at] = (west + east) / 2, (south + north) / 2
        has_known = bool(np.isfinite(points).all(axis=1).any())
        return positions.place(
            self.dataset, self.text.columns, self.mapping, self.decisions, self.standing.where,
            points if has_known else None, self._parents(known, first),
        )  # fmt: skip

    def _comparable(self, subject: Subject, at: int) -> bool:
        """Whether the row's own place, if it is right, lies where the subject is known to be."""
        if subject.geometry is None:
            return False
        if subject.geometry.geom_type == "Point":
            return self._is_point(at) and 0 < subject.accuracy_m <= EXACT_M
        return not self._is_point(at)

    def _parents(self, known: Attributes, matches: Sequence[Match]) -> list[Any] | None:
        """Per row where it must lie: in its own outline if it is a point, else in the localities
        that it names, as far as their outlines are known."""
        told = [column for column, target in self.mapping.items() if target == columns.WHERE]
        found = []
        for at, (row, match) in enumerate(zip(known.rows, matches, strict=True)):
            subject = self.standing.subjects.get(match.key)
            if subject is not None and subject.is_area and self._is_point(at):
                found.append(subject.geometry)
                continue
            keys = row["localities"].value if "localities" in row else []
            keys = [row["parent"].value] if "parent" in row else keys
            lines = [self.standing.outlines[key] for key in keys if key in self.standing.outlines]
            named = shapely.union_all(lines) if lines and len(lines) == len(keys) else None
            if named is None and told:
                named = self.standing.place_named(self.text.columns[told[0]][at])
            found.append(named)
        return found if any(one is not None for one in found) else None

    def _is_point(self, at: int) -> bool:
        shape = None if self.dataset.geometry is None else self.dataset.geometry[at]
        return shape is None or shape.geom_type == "Point"

    def _places(self, known: Attributes, geometries: Geometries | None, placed: Placed) -> None:
        """Give every row its location or outline, with its accuracy and method."""
        if geometries is None:
            return
        told = attributes.place_parts(self.text.columns, self.mapping, len(known.rows))
        common = {
            "accuracy_m": self.decisions.accuracy_m,
            "method": self.decisions.method,
        }
        unsaid = []
        for at, geometry in enumerate(geometries):
            if geometry is None or geometry.is_empty or not geometry.is_valid:
                continue
            manner = {name: value for name, value in (common | told[at]).items() if value}
            if geometry.geom_type == "MultiPoint" and len(geometry.geoms) == 1:
                geometry = geometry.geoms[0]
            if geometry.geom_type == "Point":
                if len(manner) == 2 and "location" in self.standing.kind:
                    value = {"lon": round(geometry.x, 7), "lat": round(geometry.y, 7), **manner}
                    self._take(known, at, "location", value)
                else:
                    unsaid.append(at)
            elif "outline" in self.standing.kind:
                value = json.loads(shapely.to_geojson(shapely.force_2d(geometry))) | manner
                self._take(known, at, "outline", value)
        self._unsaid(known, geometries, unsaid)

    def _take(self, known: Attributes, at: int, name: str, value: Any) -> None:
        spec = self.standing.kind[name]
        try:
            known.rows[at][name] = clean(spec, value)
        except ValueRefused:
            row = int(self.dataset.rows[at])
            self.remarks.append(from_refusal(lambda: clean(spec, value), row, name))

    def _unsaid(self, known: Attributes, geometries: Geometries, unsaid: Sequence[int]) -> None:
        """Points whose accuracy nobody says: harmless where they are known, else a question."""
        if not unsaid or "location" not in self.standing.kind:
            return
        facts = self._facts(known, geometries)
        matches = Matcher(self.standing, self.decisions).all(facts)
        for at in unsaid:
            if matches[at].how == "skip":
                continue
            subject = self.standing.subjects.get(matches[at].key)
            held = subject.held.get("location") if subject else None
            point = {"lon": geometries[at].x, "lat": geometries[at].y}
            if held is None or not differences.same_point(held.value, point):
                self.questions.append(rows.how_exact())
                return

    # ── checks ───────────────────────────────────────────────────────────────────────────────────

    def _check(self, known: Attributes, geometries: Geometries, placed: Placed) -> None:
        names = [_name(parts) for parts in known.parts]
        layer = Layer.of(geometries, self.dataset.rows, names)
        points = np.isin(shapely.get_type_id(geometries), TYPES["point"])
        areas = self.standing.is_coverage and not points.any()
        rules = Rules(expected="polygon" if areas else None, is_coverage=self.standing.is_coverage)
        matches = Matcher(self.standing, self.decisions).all(self._facts(known, geometries))
        parents = self._parents(known, matches)
        found = shapes.check(
            layer,
            rules,
            unreadable=placed.unreadable,
            parent=None if parents is None else np.array(parents, dtype=object),
            parent_name=lazy("the locality that it names"),
            declared_m2=known.declared_m2,
        )
        refused = {(one.row, one.code) for one in self.remarks}
        for finding in found:
            if finding.code == "missing_geometry":
                finding = replace(finding, severity=NOTE)
            if (finding.row, finding.code) not in refused:
                self.remarks.append(from_finding(finding))

    # ── the change set ───────────────────────────────────────────────────────────────────────────

    def _compare(
        self, base: Proposal, known: Attributes, geometries: Geometries | None
    ) -> Proposal:
        facts = self._facts(known, geometries)
        matches = Matcher(self.standing, self.decisions).all(facts)
        doubts, changes, left_out, unchanged = [], [], [], 0
        out = self._rows_left_out()
        for row, match, at in zip(facts, matches, range(len(facts)), strict=True):
            if match.how == "skip" or row.number in out:
                left_out.append(row.number)
                continue
            if match.fault:
                self.remarks.append(rows.fault(match, row))
                continue
            if match.how == "doubtful":
                doubts.append(Doubt(row.number, _name(known.parts[at]), match.candidates))
                continue
            values = self._complete(known, at, match)
            change = differences.compare(
                match.key, row.number, _name(known.parts[at]) or match.key, match.how, values,
                self.standing, self.decisions, self.day,
            )  # fmt: skip
            if change.action == ADDED:
                self._required(match.key, row.number, values)
            self._moved_far(change)
            if change.action == differences.UNCHANGED:
                unchanged += 1
            if change.fields:
                changes.append(change)
        if self.decisions.complete and not doubts:
            changes += self._removed({match.key for match in matches if match.key})
        self._forget(set(left_out))
        return self._finished(
            base,
            doubts=tuple(doubts),
            changes=tuple(changes),
            unchanged=unchanged,
            left_out=tuple(left_out),
            geometries={}
            if geometries is None
            else {int(row): one for row, one in zip(self.dataset.rows, geometries, strict=True)},
        )

    def _rows_left_out(self) -> set[int]:
        """Rows with an error that somebody has decided to leave out."""
        return {
            one.row
            for one in self.remarks
            if one.severity == ERROR and one.row and one.code in self.decisions.left_out
        }

    def _forget(self, left_out: set[int]) -> None:
        self.remarks = [
            one if one.row not in left_out else replace(one, severity=NOTE) for one in self.remarks
        ]

    def _facts(self, known: Attributes, geometries: Geometries | None) -> list[RowFacts]:
        return [
            RowFacts(
                number=int(number),
                code=code,
                names=tuple(parts[name] for name in ("name_vi", "name_en") if name in parts),
                values=values,
                geometry=None if geometries is None else geometries[at],
            )
            for at, (number, code, parts, values) in enumerate(
                zip(self.dataset.rows, known.codes, known.parts, known.rows, strict=True)
            )
        ]

    def _complete(self, known: Attributes, at: int, match: Match) -> dict[str, Cleaned]:
        """A row's values, with its texts in both languages."""
        values = dict(known.rows[at])
        subject = self.standing.subjects.get(match.key)
        for spec in self.standing.kind.fields:
            if spec.type != "words":
                continue
            held = subject.held[spec.name].value if subject and spec.name in subject.held else {}
            words = rows.words(spec, known.parts[at], held)
            if words is None:
                continue
            try:
                values[spec.name] = clean(spec, words)
            except ValueRefused:
                row = int(self.dataset.rows[at])
                self.remarks.append(rows.refused_words(spec, words, row))
        return values

    def _required(self, key: str, row: int, values: Mapping[str, Cleaned]) -> None:
        for spec in self.standing.kind.fields:
            if spec.required and spec.name not in values and not self._has_error(row, spec.name):
                self.remarks.append(rows.missing(spec, row))

    def _has_error(self, row: int, name: str) -> bool:
        return any(
            one.row == row and one.field == name and one.severity == ERROR for one in self.remarks
        )

    def _moved_far(self, change: Change) -> None:
        if change.moved_m is None:
            return
        subject = self.standing.subjects[change.subject]
        accuracy = (
            subject.accuracy_m if any(one.field == "location" for one in change.fields) else 0
        )
        if change.moved_m <= MOVED_FAR_M + accuracy:
            return
        numbers = {"name": change.name, "km": f"{change.moved_m / 1000:.1f}"}
        self.remarks.append(
            Remark(
                "moved_far", WARNING, change.row, "",
                said(lazy("%(name)s would move by up to %(km)s km."), **numbers),
                said(lazy("Look at both on the map; one of the two places is wrong.")),
                change.place,
            )
        )  # fmt: skip

    def _removed(self, named: set[str]) -> list[Change]:
        """What a complete file no longer names, within its constants."""
        found = []
        for key, subject in self.standing.subjects.items():
            same = all(
                (held := subject.held.get(name)) is not None and str(held.value) == value
                for name, value in self.decisions.constants.items()
                if name in self.standing.kind and name not in ("valid_from", "valid_to")
            )
            if key in named or not same or not subject.exists(self.day, None):
                continue
            if change := differences.removal(key, self.standing, self.decisions, self.day):
                found.append(change)
        return found


def _name(parts: Mapping[str, str]) -> str:
    return parts.get("name_vi") or parts.get("name_en") or ""
