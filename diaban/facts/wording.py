"""A fact in words, for the command line: the value, the rule and what a source is called."""

from __future__ import annotations

from datetime import date
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from diaban.facts.schema import FieldSpec

RULES = {
    "only": lazy("no source gives another value"),
    "kind": lazy("chosen because its source is of a higher kind"),
    "as_of": lazy("chosen because it is given for a later day"),
    "recorded": lazy("chosen because it was recorded later"),
    "trust": lazy("chosen because it is more trusted; kind and dates are level"),
    "order": lazy("chosen because it was written down first; all else is level"),
}
_DAY = {"vi": "dd/MM/yyyy", "en": "d MMMM y"}


def say(spec: FieldSpec, record: dict[str, Any], language: str) -> str:
    """The value of a fact record in words; "unknown" where none holds."""
    value, label = record["value"], record["value_label"]
    if value is None:
        return _("unknown")
    if label is not None:
        called = label.get(language) or label["en"]
        return ", ".join(called) if isinstance(called, list) else str(called)
    if isinstance(value, list):
        return ", ".join(value)
    if isinstance(value, dict):
        return _compound(spec, value, language)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if spec.type == "date":
        day = date.fromisoformat(value)
        return format_date(day, _DAY.get(language, "long"), locale=language)
    if spec.type in ("decimal", "integer"):
        number = format_decimal(value, "#,##0.######", locale=language)
        return f"{number} {record['unit']}" if record["unit"] else number
    return str(value)


def _compound(spec: FieldSpec, value: dict[str, Any], language: str) -> str:
    if spec.type == "words":
        return str(value.get(language) or value["en"])
    if spec.type == "location":
        return _("%(lat)s N, %(lon)s E, ± %(metres)s m (%(method)s)") % {
            "lat": value["lat"], "lon": value["lon"], "metres": f"{value['accuracy_m']:g}",
            "method": value["method"],
        }  # fmt: skip
    return _("%(type)s of %(points)d points") % {"type": value["type"], "points": value["points"]}
