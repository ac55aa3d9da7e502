"""A change record (see `diff`) as one sentence in the reader's language."""

from __future__ import annotations

import datetime as dt
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal
from django.conf import settings
from django.utils import translation

from diaban.editions.words import gettext as _
from diaban.editions.words import ngettext

_UNITS = {
    "km2": ("km²", "km²"),
    "t/year": ("t/năm", "t/year"),
    "m3/day": ("m³/ngày", "m³/day"),
    "USD/m2": ("USD/m²", "USD/m²"),
    "USD/m2/year": ("USD/m²/năm", "USD/m²/year"),
}
"""Units as people write them, Vietnamese and English; any other is written as it is."""


def in_words(record: dict[str, Any], language: str | None = None) -> str:
    """One sentence: what happened to which subject, in "vi" or "en" (default: the active one)."""
    if language is not None and settings.configured:
        with translation.override(language):
            return _sentence(record, language)
    active = translation.get_language() if settings.configured else language
    return _sentence(record, "vi" if (active or "").startswith("vi") else "en")


def _sentence(record: dict[str, Any], language: str) -> str:
    name = record[f"name_{language}"] or record["name_vi"] or record["key"]
    if record["change"] == "added":
        return _("Added: %(name)s") % {"name": name}
    if record["change"] == "removed":
        return _("Removed: %(name)s") % {"name": name}
    parts = [_field(entry, record, language) for entry in record["fields"]]
    if record["evidence"]:
        count = len(record["evidence"])
        parts.append(
            ngettext(
                "sources of %(count)d value revised", "sources of %(count)d values revised", count
            )
            % {"count": count}
        )
    if record["checked"]:
        count = len(record["checked"])
        parts.append(
            ngettext(
                "%(count)d value checked, unchanged", "%(count)d values checked, unchanged", count
            )
            % {"count": count}
        )
    return _("Changed: %(name)s: %(what)s") % {"name": name, "what": "; ".join(parts)}


def _field(entry: dict[str, Any], record: dict[str, Any], language: str) -> str:
    if entry["type"] == "location":
        return _location(entry, record, language)
    return _("%(field)s %(old)s → %(new)s") % {
        "field": entry[f"label_{language}"].lower(),
        "old": value_in_words(entry, "old", language),
        "new": value_in_words(entry, "new", language),
    }


def _location(entry: dict[str, Any], record: dict[str, Any], language: str) -> str:
    if entry["old"] is None:
        return _("location found")
    if entry["new"] is None:
        return _("location withdrawn")
    if record.get("moved_m"):
        metres = record["moved_m"]
        shown = format_decimal(metres, "#,##0" if metres >= 10 else "#,##0.#", locale=language)
        return _("location moved by %(metres)s m") % {"metres": shown}
    return _("location described anew")


def value_in_words(entry: dict[str, Any], side: str, language: str) -> str:
    """One side ("old" or "new") of a field change with its unit; unknown is a word, never 0."""
    value = entry[side]
    if value is None:
        return _("unknown")
    label = entry.get(f"{side}_label")
    if label is not None:
        return str(label[language])
    if entry["type"] == "words":
        return f"“{value[language] or value['vi'] or value['en']}”"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int | float):
        return _number(value, entry["unit"], language)
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    if entry["type"] == "date":
        return _date(value, language)
    return str(value)


def _number(value: float, unit: str | None, language: str) -> str:
    # A year is not grouped.
    pattern = "0" if unit == "year" or (unit is None and isinstance(value, int)) else "#,##0.####"
    shown = format_decimal(value, pattern, locale=language)
    if unit is None or unit == "year":
        return shown
    vi, en = _UNITS.get(unit, (unit, unit))
    return f"{shown} {vi if language == 'vi' else en}"


def _date(value: str, language: str) -> str:
    try:
        day = dt.date.fromisoformat(value)
    except ValueError:
        return value
    return format_date(day, "d/M/yyyy" if language == "vi" else "d MMM yyyy", locale=language)
