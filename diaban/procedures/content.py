"""What one version of a procedure says, read strictly and written back. Pure.

A version is kept as JSON; `read` turns it into a `Content` or names the place that is wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from diaban.clock.case import CaseRefused, Node, read_rule, read_term, rule_as_dict
from diaban.clock.rules import Rule, Term
from diaban.clock.saying import gettext as _
from diaban.procedures.vocabulary import COMPONENT_KINDS, FIELD_TYPES, ROLES, STAGES, TRUST

Words = Mapping[str, str]
UNTIMED = Rule(None)
"""The usual way to count, without a term."""


@dataclass(frozen=True, slots=True)
class Component:
    """A part of the dossier (thành phần hồ sơ): a document or an electronic form."""

    code: str
    name: Words
    kind: str = "document"
    originals: int = 1
    copies: int = 0
    required: bool = True


@dataclass(frozen=True, slots=True)
class FormField:
    """One question of the form, and what is a fit answer. Choices are (value, words)."""

    name: str
    label: Words
    type: str = "text"
    required: bool = True
    choices: tuple[tuple[str, Words], ...] = ()
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    unit: str = ""
    help: Words | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the process: whose, and its share of the term in percent."""

    code: str
    name: Words
    role: str
    share: int


@dataclass(frozen=True, slots=True)
class Fee:
    """A fee or charge in dong; `amount` None: by a tariff named in `basis`."""

    name: Words
    amount: Decimal | None = None
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """A version of a procedure (thủ tục hành chính).

    `statutory` is the term by law, `local` the shorter one by the authority's decision; the shorter
    counts (`rule`). Neither: the term is unknown. `counting` holds how it is counted, without term.
    `trust` is that of the term, `components_trust` that of the components.
    """

    name: Words
    field: Words
    decided_by: Words
    stage: str
    national_code: str = ""
    legal_basis: tuple[str, ...] = ()
    statutory: Term | None = None
    local: Term | None = None
    local_basis: str = ""
    trust: str = ""
    note: Words | None = None
    counting: Rule = UNTIMED
    components: tuple[Component, ...] = ()
    components_trust: str = ""
    fields: tuple[FormField, ...] = ()
    steps: tuple[Step, ...] = ()
    fees: tuple[Fee, ...] = ()
    results: tuple[Words, ...] = ()

    @property
    def term(self) -> Term | None:
        """The term that counts: the local one where there is one."""
        return self.local or self.statutory

    @property
    def rule(self) -> Rule:
        """How the clock counts dossiers of this version."""
        basis = self.local_basis if self.local else "; ".join(self.legal_basis[:1])
        return replace(self.counting, term=self.term, basis=basis, trust=self.trust)


PARTS = (
    "name", "field", "decided_by", "stage", "national_code", "legal_basis", "statutory", "local",
    "local_basis", "trust", "note", "counting", "components", "components_trust", "fields", "steps",
    "fees", "results",
)  # fmt: skip


def read(content: Any, place: str = "") -> Content:
    """A version from decoded JSON or YAML. Raises `CaseRefused` with the place that is wrong."""
    parts = Node(content, place).fields(*PARTS)
    for name in ("name", "field", "decided_by", "stage"):
        if name not in parts:
            raise CaseRefused(f"{place}.{name}" if place else name, _("is missing"))
    found = Content(
        name=_words(parts["name"]),
        field=_words(parts["field"]),
        decided_by=_words(parts["decided_by"]),
        stage=_one_of(parts["stage"], STAGES),
        national_code=_text(parts, "national_code"),
        legal_basis=tuple(_string(node) for node in _list(parts, "legal_basis")),
        statutory=read_term(parts["statutory"]) if "statutory" in parts else None,
        local=read_term(parts["local"]) if "local" in parts else None,
        local_basis=_text(parts, "local_basis"),
        trust=_one_of(parts["trust"], TRUST) if "trust" in parts else "",
        note=_words(parts["note"]) if parts.get("note") and parts["note"].value else None,
        counting=read_rule(parts["counting"]) if "counting" in parts else UNTIMED,
        components=tuple(_component(node) for node in _list(parts, "components")),
        components_trust=(
            _one_of(parts["components_trust"], TRUST) if "components_trust" in parts else ""
        ),
        fields=tuple(_field(node) for node in _list(parts, "fields")),
        steps=tuple(_step(node) for node in _list(parts, "steps")),
        fees=tuple(_fee(node) for node in _list(parts, "fees")),
        results=tuple(_words(node) for node in _list(parts, "results")),
    )
    _check(found, place)
    return found


def _check(found: Content, place: str) -> None:
    """What only shows when the parts are seen together."""

    def refuse(part: str, reason: str) -> None:
        raise CaseRefused(f"{place}.{part}" if place else part, reason)

    if found.counting.term is not None:
        refuse("counting.term", _("the term stands in “statutory” and “local”"))
    if found.local and not found.local_basis:
        refuse("local_basis", _("is missing: a shortened term needs its decision"))
    if longer(found.local, found.statutory):
        refuse("local", _("must not be longer than the statutory term"))
    if found.steps and sum(step.share for step in found.steps) != 100:
        refuse("steps", _("the shares of the steps must add up to 100 percent"))
    for part, codes in (
        ("components", [one.code for one in found.components]),
        ("fields", [one.name for one in found.fields]),
        ("steps", [one.code for one in found.steps]),
    ):
        twice = {code for code in codes if codes.count(code) > 1}
        if twice:
            refuse(part, _("“%(code)s” is named twice") % {"code": min(twice)})


def longer(one: Term | None, other: Term | None) -> bool:
    """Whether a term is longer than another in the same unit; unlike units are not compared."""
    return bool(one and other and one.unit == other.unit and one.amount > other.amount)


def as_dict(found: Content) -> dict[str, Any]:
    """The version as `read` reads it, with nothing in it that says nothing."""
    counting = {
        name: value
        for name, value in rule_as_dict(found.counting).items()
        if name not in ("term", "basis", "trust") and value not in (None, {})
    }
    whole = {
        "name": dict(found.name),
        "field": dict(found.field),
        "decided_by": dict(found.decided_by),
        "stage": found.stage,
        "national_code": found.national_code,
        "legal_basis": list(found.legal_basis),
        "statutory": _term_as_dict(found.statutory),
        "local": _term_as_dict(found.local),
        "local_basis": found.local_basis,
        "trust": found.trust,
        "note": dict(found.note) if found.note else None,
        "counting": counting,
        "components": [_component_as_dict(one) for one in found.components],
        "components_trust": found.components_trust,
        "fields": [_field_as_dict(one) for one in found.fields],
        "steps": [
            {"code": one.code, "name": dict(one.name), "role": one.role, "share": one.share}
            for one in found.steps
        ],
        "fees": [
            {
                "name": dict(one.name),
                "amount": str(one.amount) if one.amount is not None else None,
                "basis": one.basis,
            }
            for one in found.fees
        ],
        "results": [dict(one) for one in found.results],
    }
    return {name: value for name, value in whole.items() if value not in ("", None, [], {})}


def _term_as_dict(term: Term | None) -> dict[str, Any] | None:
    return {"amount": term.amount, "unit": str(term.unit)} if term else None


def _component_as_dict(one: Component) -> dict[str, Any]:
    return {
        "code": one.code,
        "name": dict(one.name),
        "kind": one.kind,
        "originals": one.originals,
        "copies": one.copies,
        "required": one.required,
    }


def _field_as_dict(one: FormField) -> dict[str, Any]:
    whole: dict[str, Any] = {
        "name": one.name,
        "label": dict(one.label),
        "type": one.type,
        "required": one.required,
        "choices": [{"value": value, "label": dict(label)} for value, label in one.choices],
        "minimum": str(one.minimum) if one.minimum is not None else None,
        "maximum": str(one.maximum) if one.maximum is not None else None,
        "unit": one.unit,
        "help": dict(one.help) if one.help else None,
    }
    return {name: value for name, value in whole.items() if value not in ("", None, [])}


def _component(node: Node) -> Component:
    parts = node.fields("code", "name", "kind", "originals", "copies", "required")
    _need(node, parts, "code", "name")
    return Component(
        read_code(parts["code"]),
        _words(parts["name"]),
        _one_of(parts["kind"], COMPONENT_KINDS) if "kind" in parts else "document",
        _count(parts, "originals", 1),
        _count(parts, "copies", 0),
        bool(parts["required"].take(bool, _("true or false"))) if "required" in parts else True,
    )


def _field(node: Node) -> FormField:
    parts = node.fields(
        "name", "label", "type", "required", "choices", "minimum", "maximum", "unit", "help"
    )
    _need(node, parts, "name", "label")
    found = FormField(
        read_code(parts["name"]),
        _words(parts["label"]),
        _one_of(parts["type"], FIELD_TYPES) if "type" in parts else "text",
        bool(parts["required"].take(bool, _("true or false"))) if "required" in parts else True,
        tuple(_choice(choice) for choice in _list(parts, "choices")),
        _decimal(parts["minimum"]) if "minimum" in parts else None,
        _decimal(parts["maximum"]) if "maximum" in parts else None,
        _text(parts, "unit"),
        _words(parts["help"]) if "help" in parts else None,
    )
    if (found.type == "choice") != bool(found.choices):
        raise CaseRefused(f"{node.place}.choices", _("go with the type “choice”, and only with it"))
    return found


def _choice(node: Node) -> tuple[str, Words]:
    parts = node.fields("value", "label")
    _need(node, parts, "value", "label")
    return read_code(parts["value"]), _words(parts["label"])


def _step(node: Node) -> Step:
    parts = node.fields("code", "name", "role", "share")
    _need(node, parts, "code", "name", "role", "share")
    return Step(
        read_code(parts["code"]),
        _words(parts["name"]),
        _one_of(parts["role"], ROLES),
        _count(parts, "share", 0),
    )


def _fee(node: Node) -> Fee:
    parts = node.fields("name", "amount", "basis")
    _need(node, parts, "name")
    amount = parts.get("amount")
    return Fee(
        _words(parts["name"]),
        _decimal(amount) if amount is not None and amount.value is not None else None,
        _text(parts, "basis"),
    )


def _need(node: Node, parts: Mapping[str, Node], *names: str) -> None:
    for name in names:
        if name not in parts:
            raise CaseRefused(f"{node.place}.{name}", _("is missing"))


def _words(node: Node) -> Words:
    """Vietnamese is required; English falls back on it."""
    parts = node.fields("vi", "en")
    words = {name: _string(part).strip() for name, part in parts.items()}
    if not words.get("vi"):
        raise CaseRefused(f"{node.place}.vi", _("is missing"))
    return words if words.get("en") else {"vi": words["vi"]}


def _string(node: Node) -> str:
    return str(node.take(str, _("a text")))


def _text(parts: Mapping[str, Node], name: str) -> str:
    return _string(parts[name]).strip() if name in parts else ""


def _list(parts: Mapping[str, Node], name: str) -> list[Node]:
    return parts[name].items() if name in parts and parts[name].value is not None else []


def _count(parts: Mapping[str, Node], name: str, usual: int) -> int:
    if name not in parts:
        return usual
    count = int(parts[name].take(int, _("a whole number")))
    if not 0 <= count <= 100:
        raise CaseRefused(parts[name].place, _("must lie between 0 and 100"))
    return count


def _one_of(node: Node, known: Mapping[str, Any]) -> str:
    text = _string(node)
    if text not in known:
        raise CaseRefused(
            node.place,
            _("“%(text)s” is none of %(known)s") % {"text": text, "known": ", ".join(known)},
        )
    return text


def read_code(node: Node) -> str:
    """A lasting name of letters, digits, - and _."""
    text = _string(node)
    if not text.replace("-", "_").isidentifier() or not text.isascii() or len(text) > 60:
        raise CaseRefused(
            node.place, _("“%(code)s” must be letters, digits, - and _") % {"code": text}
        )
    return text


def _decimal(node: Node) -> Decimal:
    value = node.value
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise CaseRefused(node.place, _("must be a number"))
    try:
        found = Decimal(value)
    except InvalidOperation:
        raise CaseRefused(node.place, _("“%(text)s” is not a number") % {"text": value}) from None
    if not found.is_finite():
        raise CaseRefused(node.place, _("“%(text)s” is not a number") % {"text": value})
    return found
