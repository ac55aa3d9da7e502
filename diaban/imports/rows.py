"""What the review says about single rows: what is missing, what cannot be, how exact. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as lazy

from diaban.facts.schema import FieldSpec
from diaban.facts.values import clean
from diaban.facts.vocabulary import METHODS
from diaban.imports.findings import ERROR
from diaban.imports.matching import Match, RowFacts
from diaban.imports.reading.tables import fold
from diaban.imports.remarks import Option, Question, Remark, from_refusal, said


def words(
    spec: FieldSpec, parts: Mapping[str, str], held: Mapping[str, str]
) -> dict[str, str] | None:
    """A text in both languages: what the file leaves out is as it was, or repeated."""
    vi, en = parts.get(f"{spec.name}_vi"), parts.get(f"{spec.name}_en")
    if vi is None and en is None:
        return None
    if vi is None:
        vi = held.get("vi") or en
    if en is None:
        same = fold(held.get("vi", "")) == fold(str(vi))  # "Hoà" and "Hòa" are one name
        en = (same and held.get("en")) or vi
    return {"vi": str(vi), "en": str(en)}


def refused_words(spec: FieldSpec, words: Mapping[str, str], row: int) -> Remark:
    return from_refusal(lambda: clean(spec, words), row, spec.name)


def fault(match: Match, row: RowFacts) -> Remark:
    reason, remedy = FAULTS[match.fault]
    values = {"code": row.code or "", "key": match.key}
    return Remark(
        match.fault, ERROR, row.number, "", said(reason, **values), said(remedy, **values)
    )


def missing(spec: FieldSpec, row: int) -> Remark:
    reason = said(
        lazy("“%(field)s” is missing, which everything new must have."),
        field={"vi": spec.label_vi, "en": spec.label_en},
    )
    remedy = said(lazy("Map a column to it, or give one value for all rows."))
    return Remark("missing_required", ERROR, row, spec.name, reason, remedy)


FAULTS = {
    "no_name": (
        lazy("The row has neither a known code nor a name."),
        lazy("Write its name, or leave the row out."),
    ),
    "bad_code": (
        lazy("“%(code)s” cannot be a code."),
        lazy("A code has letters without marks, digits, and - . _ between them."),
    ),
    "twice": (
        lazy("An earlier row means the same subject, %(key)s."),
        lazy("Remove one of the two rows, or correct the code or the name."),
    ),
}


def how_exact() -> Question:
    text = said(lazy("How exact are the points, in metres, and how were they found?"))  # fmt: skip
    options = tuple(
        Option(name, {"vi": vi, "en": en}, {"vi": "", "en": ""})
        for name, (vi, en) in METHODS.items()
    )
    return Question("accuracy", "", "accuracy_m", text, options)
