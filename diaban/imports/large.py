"""The review of a large file: the same questions and checks, column by column and part by part.

Pure. Instead of an assertion for every value, the whole file becomes one sheet (tờ dữ liệu) of the
named source: columns of checked values, kept as a file. What it changes is told against the sheet
that the same source gave before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from django.utils.translation import gettext_lazy as lazy
from numpy.typing import NDArray

from diaban.facts.refusal import ValueRefused
from diaban.facts.schema import FieldSpec
from diaban.imports import columns, large_shapes, large_values, positions
from diaban.imports.decisions import Decisions
from diaban.imports.decoding import AS_IT_IS, decode
from diaban.imports.findings import ERROR
from diaban.imports.known import Standing
from diaban.imports.large_values import MOST_OF_A_KIND, constant, field_column, missing
from diaban.imports.proposal import ORDER, Proposal
from diaban.imports.reading import Dataset
from diaban.imports.remarks import Question, Remark, from_finding, from_refusal, said

LARGE = 50_000
"""Rows from which a file is taken as a sheet."""
_SAMPLE = 4_000

Step = Callable[[float], None]


def is_large(dataset: Dataset) -> bool:
    """Whether a file is taken as a sheet: a map layer of very many rows."""
    return len(dataset) > LARGE and dataset.wkb is not None


def review_large(
    dataset: Dataset,
    decisions: Decisions,
    standing: Standing,
    remembered: Mapping[str, str],
    former: pa.Table | None,
    step: Step,
) -> Proposal:
    """Everything about a large file; `former` is the sheet that the source gave before."""
    return _Review(dataset, decisions, standing, remembered).proposal(former, step)


class _Review:
    def __init__(
        self,
        dataset: Dataset,
        decisions: Decisions,
        standing: Standing,
        remembered: Mapping[str, str],
    ) -> None:
        self.dataset, self.decisions, self.standing = dataset, decisions, standing
        self.kind = standing.kind
        self.sample = _sampled(dataset)
        self.text = decode(self.sample, decisions.encoding)
        self.encoding = decisions.encoding or AS_IT_IS
        self.guesses = columns.guess(
            dataset.table.column_names, self.kind, decisions.mapping, remembered,
            dataset.coordinates, {name: cells[:200] for name, cells in self.text.columns.items()},
        )  # fmt: skip
        self.source = {
            one.target.partition("@")[0]: (one.column, one.target.partition("@")[2])
            for one in self.guesses
            if one.target
        }
        self.remarks: list[Remark] = list(self.text.remarks)
        self.questions: list[Question] = [one for one in [self.text.question] if one]

    def proposal(self, former: pa.Table | None, step: Step) -> Proposal:
        placed = positions.place(
            self.sample, self.text.columns, {}, self.decisions, self.standing.where, None
        )
        self.questions += placed.questions
        self.remarks += [one for one in placed.remarks if one.row == 0]
        if columns.CODE not in self.source:
            self.questions.append(_which_code(self.guesses))
        base = self._base(placed)
        if self.questions or placed.system is None:
            return self._finished(base)
        table = self._attributes()
        step(0.1)
        declared = self._declared(table)
        names = table["name_vi"] if "name_vi" in table else table["code"]
        shaped = large_shapes.place(
            self.dataset.wkb, self.dataset.rows, names, placed.system, self.standing.where,
            declared, lambda share: step(0.1 + 0.8 * share),
        )  # fmt: skip
        self._tell(shaped)
        sheet = _sheet(table, shaped, self.kind.name)
        del table, names, declared
        pa.default_memory_pool().release_unused()
        counts, sheet = compare(sheet, former, self.decisions.complete)
        step(1.0)
        return self._finished(base, sheet=sheet, sheet_counts=counts)

    def _base(self, placed: positions.Placed) -> Proposal:
        data = self.dataset
        return Proposal(
            kind=self.kind.name, layer=data.layer, layers=tuple(one.name for one in data.layers),
            format=data.format, decisions=self.decisions, columns=tuple(self.guesses),
            samples={
                name: tuple(str(cell)[:60] for cell in cells[:3] if cell is not None)
                for name, cells in self.text.columns.items()
            },
            rows=len(data), system=placed.system.label if placed.system else "",
            transformation=placed.transformation, mended=placed.mended,
            encoding=self.text.encoding, notes=data.notes,
        )  # fmt: skip

    def _finished(self, base: Proposal, **more: Any) -> Proposal:
        remarks = sorted(self.remarks, key=lambda one: (ORDER[one.severity], one.row, one.code))
        return replace(base, questions=tuple(self.questions), remarks=tuple(remarks), **more)

    # ── columns ──────────────────────────────────────────────────────────────────────────────────

    def _attributes(self) -> dict[str, pa.Array]:
        """Code, names and fields as columns, in the order of the file."""
        rows, table = self.dataset.rows, self.dataset.table
        column, _unit = self.source[columns.CODE]
        found: dict[str, pa.Array] = {}
        checked = large_values.codes(table[column], self.kind.name, rows, self.encoding)
        found["code"] = checked.values
        self.remarks += checked.remarks
        for spec in self.kind.fields:
            if spec.type == "words":
                self._words(spec, found)
            elif spec.type not in ("location", "outline"):
                self._field(spec, found)
        for spec in self.kind.fields:
            name = f"{spec.name}_vi" if spec.type == "words" else spec.name
            if spec.required and spec.name != "name":
                absent = pa.nulls(len(rows), pa.string())
                self.remarks += missing(found.get(name, absent), spec, rows)
        for language in ("vi", "en"):  # what has no name is called by its code
            found.setdefault(f"name_{language}", found["code"])
        return found

    def _field(self, spec: FieldSpec, found: dict[str, pa.Array]) -> None:
        rows = self.dataset.rows
        if spec.name in self.source:
            column, unit = self.source[spec.name]
            checked = field_column(
                self.dataset.table[column], spec, unit, rows, self.decisions, self.standing,
                self.encoding,
            )  # fmt: skip
            found[spec.name] = checked.values
            self.remarks += checked.remarks
        elif spec.name in self.decisions.constants:
            value = self.decisions.constants[spec.name]
            try:
                found[spec.name] = constant(spec, value, len(rows), self.standing)
            except ValueRefused:
                self.remarks.append(
                    from_refusal(lambda: constant(spec, value, 1, self.standing), 0, spec.name)
                )

    def _words(self, spec: FieldSpec, found: dict[str, pa.Array]) -> None:
        said_in = {}
        for language in ("vi", "en"):
            name = f"{spec.name}_{language}"
            if name in self.source:
                column, _unit = self.source[name]
                checked = large_values.text_column(
                    self.dataset.table[column], name, self.dataset.rows, self.encoding
                )
                said_in[language] = checked.values
                self.remarks += checked.remarks
        for language, other in (("vi", "en"), ("en", "vi")):
            if language in said_in or other in said_in:  # what has no translation is repeated
                found[f"{spec.name}_{language}"] = said_in.get(language, said_in.get(other))

    def _declared(self, table: Mapping[str, pa.Array]) -> NDArray[np.float64] | None:
        name = self.kind.area_field
        if not name or name not in table:
            return None
        hectares = pc.cast(table[name], pa.float64()).to_numpy(zero_copy_only=False)
        return np.asarray(hectares, np.float64) * self.kind.area_ha * 10_000

    # ── findings ─────────────────────────────────────────────────────────────────────────────────

    def _tell(self, shaped: large_shapes.Placed) -> None:
        """As many findings of each code as people read; the rest are counted."""
        count = Counter(one.code for one in shaped.findings)
        shown: Counter[str] = Counter()
        for one in sorted(shaped.findings, key=lambda found: found.row):
            shown[one.code] += 1
            if shown[one.code] <= MOST_OF_A_KIND:
                self.remarks.append(from_finding(one))
        for code, number in count.items():
            if number > MOST_OF_A_KIND:
                first = next(one for one in shaped.findings if one.code == code)
                self.remarks.append(_more(code, first.severity, number - MOST_OF_A_KIND))
        for at in shaped.outside[:MOST_OF_A_KIND]:
            west, south, east, north = shaped.bounds[at]
            self.remarks.append(
                Remark(
                    "outside", ERROR, int(self.dataset.rows[at]), "",
                    said(lazy("The row lies outside the area.")),
                    said(lazy("Correct its coordinates, or leave it out of the file.")),
                    ((west + east) / 2, (south + north) / 2),
                )
            )  # fmt: skip


def compare(
    new: pa.Table, former: pa.Table | None, complete: bool
) -> tuple[dict[str, int], pa.Table]:
    """What a sheet adds, changes and removes, and the sheet that results.

    Rows of the former sheet that the new one does not name stay, unless it is complete.
    """
    if former is None or not former.num_rows:
        return {"added": new.num_rows, "changed": 0, "removed": 0, "unchanged": 0}, new
    at = pc.index_in(new["code"], value_set=former["code"].combine_chunks())
    known = pc.is_valid(at)
    same = known
    matched = former.take(at)
    for name in new.column_names:
        if name not in former.column_names:
            same = pc.and_(same, pc.is_null(new[name]))
            continue
        equal = pc.equal(new[name], matched[name]) if _comparable(new[name].type) else None
        if equal is None:
            equal = pa.array(
                [
                    a == b
                    for a, b in zip(new[name].to_pylist(), matched[name].to_pylist(), strict=True)
                ]
            )
        both_null = pc.and_(pc.is_null(new[name]), pc.is_null(matched[name]))
        same = pc.and_(same, pc.or_(pc.fill_null(equal, False), both_null))
    unchanged = int(pc.sum(pc.cast(same, pa.int64())).as_py() or 0)
    there = int(pc.sum(pc.cast(known, pa.int64())).as_py() or 0)
    left = former.filter(
        pc.invert(pc.is_in(former["code"], value_set=new["code"].combine_chunks()))
    )
    counts = {
        "added": new.num_rows - there,
        "changed": there - unchanged,
        "removed": left.num_rows if complete else 0,
        "unchanged": unchanged + (0 if complete else left.num_rows),
    }
    if complete or not left.num_rows:
        return counts, new
    return counts, pa.concat_tables([new, left], promote_options="default")


def _comparable(kind: pa.DataType) -> bool:
    return not pa.types.is_nested(kind)


def _sheet(table: Mapping[str, pa.Array], shaped: large_shapes.Placed, kind: str) -> pa.Table:
    """The columns in order of place, with key, geometry and measured area."""
    order = pa.array(shaped.order)
    columns_ = {name: column.take(order) for name, column in table.items()}
    keys = pc.binary_join_element_wise(f"{kind}:", columns_["code"], "")
    return pa.table(
        {
            "key": keys,
            **columns_,
            "measured_ha": pa.array(np.round(shaped.measured_m2[shaped.order] / 10_000, 4)),
            "geometry": shaped.wkb,
        }
    )


def _sampled(dataset: Dataset) -> Dataset:
    """Rows from all over the file, enough to recognise a system and an encoding."""
    at = np.unique(np.linspace(0, len(dataset) - 1, _SAMPLE).astype(np.int64))
    taken = pa.array(at)
    return Dataset(
        format=dataset.format, layer=dataset.layer, layers=dataset.layers,
        table=dataset.table.take(taken), wkb=dataset.wkb and dataset.wkb.take(taken),
        rows=dataset.rows[at], crs=dataset.crs, encoding=dataset.encoding,
        coordinates=dataset.coordinates, notes=dataset.notes,
    )  # fmt: skip


def _which_code(guesses: list[columns.ColumnGuess]) -> Question:
    from diaban.imports.remarks import Option, same

    text = said(
        lazy("Which column holds the code by which each row is known? A large file needs one.")
    )
    options = tuple(
        Option(f"{one.column}=code", same(one.column), same("")) for one in guesses[:20]
    )
    return Question("code_column", "", "mapping", text, options)


def _more(code: str, severity: str, number: int) -> Remark:
    return Remark(
        code, severity, 0, "",
        said(lazy("… and %(count)d more findings like these."), count=number),
        said(lazy("Mend the cause, not the single rows.")),
    )  # fmt: skip
