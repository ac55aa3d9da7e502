"""From a field of the schema to the inputs in which a person types a value of it, and back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from diaban.design.numbers import as_typed, plain_number
from diaban.facts.refusal import ValueRefused
from diaban.facts.schema import FieldSpec
from diaban.facts.values import LOCATION_PARTS, Cleaned, clean
from diaban.facts.vocabulary import METHODS

NUMBERS = ("integer", "year", "decimal")
Choices = Iterable[tuple[str, str]]
SubjectsOf = Callable[[str], Choices]
"""Kind (or "*") → (key, name) of its subjects, for inputs that name one."""


def language() -> str:
    return (get_language() or "vi")[:2]


def in_language(names: tuple[str, str]) -> str:
    """The reader's half of a (Vietnamese, English) pair."""
    return names[0] if language() == "vi" else names[1]


def inputs(spec: FieldSpec, subjects: SubjectsOf) -> dict[str, forms.Field]:
    """Name → input for a value of `spec`. None is required by Django: `facts.values` decides."""
    made = _inputs(spec, subjects)
    if spec.units:
        units = [(unit, unit) for unit in sorted(spec.units)]
        made["unit"] = forms.ChoiceField(
            label=_("Unit"), choices=[("", _("choose")), *units], required=False
        )
    return made


def _inputs(spec: FieldSpec, subjects: SubjectsOf) -> dict[str, forms.Field]:
    match spec.type:
        case "words":
            return {
                "value_vi": _text(_("In Vietnamese"), lang="vi", rows=2),
                "value_en": _text(_("In English"), lang="en", rows=2),
            }
        case "integer" | "year" | "decimal":
            return {"value": _number(_("Value"))}
        case "date":
            return {"value": forms.CharField(label=_("Value"), required=False, widget=day_input())}
        case "choice":
            named = [(value, in_language(names)) for value, names in spec.choices.items()]
            return {"value": _choice(_("Value"), named)}
        case "boolean":
            return {"value": _choice(_("Value"), [("yes", _("yes")), ("no", _("no"))])}
        case "reference":
            return {"value": _choice(_("Value"), subjects(spec.reference))}
        case "references":
            return {
                "value": forms.MultipleChoiceField(
                    label=_("Value"),
                    choices=list(subjects(spec.reference)),
                    required=False,
                    widget=forms.CheckboxSelectMultiple,
                )
            }
        case "location":
            return {
                "lon": _number(_("Longitude (°E, WGS 84)")),
                "lat": _number(_("Latitude (°N, WGS 84)")),
                "accuracy_m": _number(_("Accuracy in metres")),
                "method": _choice(
                    _("How it was found"), [(m, in_language(names)) for m, names in METHODS.items()]
                ),
            }
        case "outline":
            return {"value": _text(_("Outline as GeoJSON, longitude and latitude"), rows=8)}
        case "list":
            return {"value": _text(_("Values, separated by a semicolon"), rows=2)}
        case "period":
            return {"value": _text(_("2025, 2025-Q1, 2025-03 or 2025-03-31"))}
    return {"value": _text(_("Value"), rows=2)}


def _text(label: str, lang: str = "", rows: int = 0) -> forms.CharField:
    attributes: dict[str, Any] = {"lang": lang} if lang else {}
    widget: forms.Widget = forms.TextInput(attributes)
    if rows:
        widget = forms.Textarea(attributes | {"rows": rows})
    return forms.CharField(label=label, required=False, strip=True, widget=widget)


def _number(label: str) -> forms.CharField:
    attributes = {"inputmode": "decimal", "autocomplete": "off"}
    return forms.CharField(label=label, required=False, widget=forms.TextInput(attributes))


def _choice(label: str, named: Choices) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[("", _("choose")), *named], required=False)


def day_input() -> forms.DateInput:
    return forms.DateInput({"type": "date"}, format="%Y-%m-%d")


def typed(spec: FieldSpec, value: Any, unit: str = "") -> dict[str, Any]:
    """What the inputs of `spec` show for a stored value."""
    if value is None:
        return {}
    shown: dict[str, Any]
    if spec.type == "words":
        shown = {f"value_{half}": value.get(half, "") for half in ("vi", "en")}
    elif spec.type == "location":
        shown = {part.name: value.get(part.name) for part in LOCATION_PARTS}
        shown |= {
            n: as_typed(v, language()) for n, v in shown.items() if isinstance(v, int | float)
        }
    elif spec.type == "year":
        shown = {"value": str(value)}
    elif spec.type in NUMBERS:
        shown = {"value": as_typed(value, language())}
    elif spec.type == "boolean":
        shown = {"value": "yes" if value else "no"}
    elif spec.type == "list":
        shown = {"value": "; ".join(value)}
    elif spec.type == "outline":
        shown = {}  # an outline is replaced, never edited by hand
    else:
        shown = {"value": value}
    return shown | ({"unit": unit} if spec.units else {})


def read(spec: FieldSpec, typed_in: Mapping[str, Any]) -> Cleaned:
    """The value that was typed.

    Raises:
        ValueRefused: `part` names the input at fault where there are several.
    """
    return clean(spec, _raw(spec, typed_in), typed_in.get("unit") or None)


def _raw(spec: FieldSpec, typed_in: Mapping[str, Any]) -> Any:
    if spec.type == "words":
        halves = {half: typed_in.get(f"value_{half}", "") for half in ("vi", "en")}
        return halves if any(halves.values()) else ""
    if spec.type == "location":
        parts = {part.name: typed_in.get(part.name, "") for part in LOCATION_PARTS}
        for part in LOCATION_PARTS:
            if part.type in NUMBERS:
                parts[part.name] = _plain(parts[part.name], part.name)
        return parts
    if spec.type in NUMBERS:
        return _plain(typed_in.get("value", ""))
    return typed_in.get("value", "")


def _plain(text: str, part: str = "") -> str:
    try:
        return plain_number(text, language())
    except ValueRefused as refused:
        raise refused.within(part) from None


def input_at_fault(spec: FieldSpec, refused: ValueRefused, typed_in: Mapping[str, Any]) -> str:
    """Beside which input the refusal is said."""
    if refused.code in ("missing_unit", "unknown_unit") and spec.units:
        return "unit"
    if spec.type == "location":
        return refused.part or "lon"
    if spec.type == "words":
        return "value_en" if typed_in.get("value_vi") else "value_vi"
    return "value"
