"""The published statements of the registry beside computed figures, as an edition carries them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from diaban.facts import registry, schema
from diaban.facts.models import Assertion
from diaban.indicators import formulas
from diaban.indicators.models import Statement as Recorded
from diaban.indicators.models import StatementLink
from diaban.indicators.reading import Figures
from diaban.indicators.statements import explanations
from diaban.indicators.statements.asking import Asker, Field, Subject
from diaban.indicators.statements.comparing import (
    FACTS,
    STATEMENTS,
    Comparison,
    Computed,
    Link,
    Statement,
    Words,
    compare,
)
from diaban.projects import periods

KINDS = ("economic_zone", "park", "infrastructure_project")
"""The kinds over whose recorded facts a link may ask for a sum; a few dozen subjects."""
DERIVED = "D"
"""The trust of what is arithmetic on published figures."""
EVERYWHERE: Words = {"vi": "các KKT, KCN", "en": "zones and parks together"}


def entries(figures: Figures) -> list[dict[str, Any]]:
    """Every linked statement with its verdict and explanation, in the form of the document.

    `figures` are those of the same document: what a statement is set beside is what the edition
    says. A link whose statement was withdrawn is left out.
    """
    statements = recorded_statements()
    asker = Asker(figures, _subjects(), _labels(), statements)
    found = []
    for link in links():
        if link.statement in statements and all(part in statements for part in link.parts):
            found.append(_entry(compare(link, statements, asker), figures))
    return found


def links() -> list[Link]:
    return [
        Link(
            row.statement, row.indicator, row.reading, row.period, row.place, row.bound,
            tuple(row.scopes), tuple(row.bases), tuple(row.parts), tuple(row.rest),
        )
        for row in StatementLink.objects.all()
    ]  # fmt: skip


def asked_months() -> dict[str, set[str]]:
    """Month → the indicators that links ask for in it: an edition computes no others of months."""
    said = dict(Recorded.objects.values_list("code", "period"))
    found: dict[str, set[str]] = {}
    for link in links():
        name = link.period or said.get(link.statement) or ""
        if _is_month(name):
            bases = [code for base in link.bases for code in base.split("/")]
            found.setdefault(name, set()).update((link.indicator, *bases, *link.rest))
    return found


def _is_month(name: str) -> bool:
    """Whether it is one of a calendar; a link may name what is no period at all."""
    try:
        return periods.kind_of(name) == periods.MONTH
    except ValueError:
        return False


def recorded_statements() -> dict[str, Statement]:
    """By code; those whose value is not known are left out."""
    rows = Recorded.objects.exclude(value=None).order_by("code")
    sources = _sources([row.key for row in rows])
    return {
        row.code: Statement(
            row.code,
            {"vi": row.name_vi or row.code, "en": row.name_en or row.code},
            Decimal(str(row.value)),
            row.unit or "",
            row.period or "",
            {"vi": row.scope_vi or "", "en": row.scope_en or ""},
            row.quote or "",
            *sources.get(row.key, ({}, False)),
        )
        for row in rows
    }


def _sources(keys: Iterable[str]) -> dict[str, tuple[Words, bool]]:
    """The title of the source of each statement's value, the one recorded last, and whether it is
    derived from others."""
    rows = (
        Assertion.objects.filter(subject__in=list(keys), field="value", withdrawn_at=None)
        .order_by("recorded_at", "id")
        .values_list("subject", "source__title_vi", "source__title_en", "trust")
    )
    return {subject: ({"vi": vi, "en": en}, trust == DERIVED) for subject, vi, en, trust in rows}


def _entry(one: Comparison, figures: Figures) -> dict[str, Any]:
    link, outcome, computed = one.link, one.outcome, one.computed
    value = one.said.value + outcome.difference if outcome.difference is not None else None
    return {
        "statement": one.statement.code,
        "reading": link.reading,
        "indicator": link.indicator,
        "origin": _origin(link.indicator),
        "name": dict(computed.name) if computed else {},
        "period": link.period or one.statement.period,
        "place": link.place,
        "published": f"{one.said.value:.{one.said.digits}f}",
        "unit": one.statement.unit,
        "computed": _text(value, one),
        "terms": _terms(computed, figures, link.indicator),
        "verdict": str(outcome.verdict),
        "difference": _text(outcome.difference, one),
        "explanation": explanations.explain(one, lambda place: _place(figures, place)),
        "demonstration": one.demonstration,
    }


def _origin(indicator: str) -> str:
    if indicator.startswith(FACTS):
        return "facts"
    return "statements" if indicator.startswith(STATEMENTS) else "indicator"


def _text(value: Decimal | None, one: Comparison) -> str | None:
    """With two digits more than was printed: enough to see how it was rounded."""
    if value is None:
        return None
    digits = max(one.said.digits, one.computed.decimals if one.computed else 0) + 2
    return formulas.plain(formulas.rounded(value, digits))


def _terms(computed: Computed | None, figures: Figures, indicator: str) -> list[dict[str, Any]]:
    if computed is None or computed.numerator is None or not computed.denominator:
        return []
    definition = figures.definition(indicator)
    names: Sequence[Words] = ({}, {})
    if definition is not None:
        names = [
            definition.terms.get(query, {})
            for query in (definition.numerator, definition.denominator)
        ]
    amounts = (computed.numerator, computed.denominator)
    return [
        {"name": dict(name), "value": formulas.plain(amount), "unit": computed.term_unit}
        for name, amount in zip(names, amounts, strict=True)
    ]


def _place(figures: Figures, place: str) -> Words:
    return figures.place_name(place) if place else EVERYWHERE


def _subjects() -> dict[str, list[Subject]]:
    keys = [
        key
        for kind in KINDS
        for key in Assertion.objects.filter(kind=kind, withdrawn_at=None)
        .values_list("subject", flat=True)
        .distinct()
    ]
    found: dict[str, list[Subject]] = {kind: [] for kind in KINDS}
    for key, state in registry.read(subjects=keys).items():
        found[state.kind.name].append(
            Subject(
                key,
                {language: state.name(language) for language in ("vi", "en")},
                {
                    name: _field(held)
                    for name, held in state.fields.items()
                    if held.value is not None
                },
            )
        )
    return found


def _field(held: registry.FieldState) -> Field:
    winner = held.resolution.winner
    return Field(
        held.value,
        held.unit,
        winner.trust if winner else "",
        tuple(
            (rival.claim.value, rival.claim.trust)
            for rival in held.resolution.competing
            if rival.claim.unit == held.unit
        ),
    )


def _labels() -> Mapping[str, Words]:
    found: dict[str, Words] = {}
    for name in KINDS:
        kind = schema.kind(name)
        found[name] = {"vi": kind.title_vi, "en": kind.title_en}
        for spec in kind.fields:
            found[f"{name}.{spec.name}"] = {"vi": spec.label_vi, "en": spec.label_en}
            for value, (vi, en) in spec.choices.items():
                found[f"{name}.{spec.name}={value}"] = {"vi": vi, "en": en}
    return found
