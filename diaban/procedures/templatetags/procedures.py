"""`{% load procedures %}`: terms, trust and the clock's codes in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from diaban.clock import words
from diaban.clock.calendar import DayKind, minutes_as_text
from diaban.clock.explain import DayRow
from diaban.clock.ledger import Ledger
from diaban.clock.rules import Unit
from diaban.clock.sheet import SHORT_WEEKDAYS, amount_text, language, lines
from diaban.procedures import vocabulary
from diaban.procedures.changes import Change

register = template.Library()

LEVELS = {"S-H": "high", "D": "medium", "S-M": "medium", "M-H": "medium"}


@register.filter
def term(value: Any) -> str:
    """A term as read or as JSON: "10 working days", "on the same day"; empty where unknown."""
    if not value:
        return ""
    said = value if isinstance(value, Mapping) else {"amount": value.amount, "unit": value.unit}
    amount, unit = int(said["amount"]), Unit(said["unit"])
    if amount == 0:
        return _("on the same day")
    if unit is Unit.WORKING_DAYS:
        text = ngettext("%(amount)d working day", "%(amount)d working days", amount)
    elif unit is Unit.CALENDAR_DAYS:
        text = ngettext("%(amount)d calendar day", "%(amount)d calendar days", amount)
    else:
        text = ngettext("%(amount)d office hour", "%(amount)d office hours", amount)
    return text % {"amount": amount}


@register.filter
def trust_words(tag: str) -> str:
    """What a tag of trust means; the tag itself where it is none of ours."""
    return str(vocabulary.TRUST.get(tag, tag))


@register.filter
def trust_level(tag: str) -> str:
    """high, medium or low: the badge's colour, never without its words."""
    return LEVELS.get(tag, "low")


@register.filter
def trust_short(tag: str) -> str:
    """The same in two words, for who meets the tag in a table and has no key to it."""
    if tag == "D":
        return _("calculated")
    return _("from a source") if tag.startswith("S") else _("to be verified")


@register.filter
def stage_words(name: str) -> str:
    return str(vocabulary.STAGES.get(name, name))


@register.filter
def role_words(name: str) -> str:
    return str(vocabulary.ROLES.get(name, name))


@register.filter
def kind_words(kind: DayKind | str) -> str:
    """What a special day is: without "counted" or "not counted", which terms decide."""
    return str(words.WHY[str(kind)]).partition(":")[0]


@register.filter
def event_words(kind: Any) -> str:
    return str(words.KINDS[kind])


@register.filter
def why(row: DayRow) -> str:
    """Why a day is counted or not."""
    return words.why(row.why)


@register.filter
def weekday(row: Any) -> str:
    """T2 or Mon, of anything that has a `day`."""
    return SHORT_WEEKDAYS[language()][row.day.weekday()]


@register.filter
def special_name(row: Any) -> str:
    """The name of a holiday or a swap in the reader's language."""
    name: str = row.name_vi if language() == "vi" or not row.name_en else row.name_en
    return name


@register.filter
def counted(row: DayRow) -> str:
    """The number of a counted day, or its counted time for terms in hours."""
    if row.minutes:
        return amount_text(row.minutes, Unit.HOURS)
    return str(row.number) if row.number is not None else ""


@register.filter
def hour(minute: int) -> str:
    """450 → 07:30."""
    return minutes_as_text(minute)


@register.filter
def summary(ledger: Ledger) -> list[tuple[str, str]]:
    """What a ledger says, as label and value."""
    return lines(ledger)


PART_WORDS = {
    "name": lambda: _("Name"),
    "field": lambda: _("Field of law"),
    "decided_by": lambda: _("Who decides"),
    "stage": lambda: _("Stage of a project"),
    "national_code": lambda: _("National code"),
    "legal_basis": lambda: _("Legal basis"),
    "statutory": lambda: _("Term by law"),
    "local": lambda: _("Shortened term"),
    "local_basis": lambda: _("Decision that shortens it"),
    "trust": lambda: _("Trust"),
    "note": lambda: _("Note"),
    "counting": lambda: _("How time is counted"),
    "components": lambda: _("Components of the dossier"),
    "components_trust": lambda: _("How far the components are trusted"),
    "fields": lambda: _("Questions of the form"),
    "steps": lambda: _("Steps"),
    "fees": lambda: _("Fees"),
    "results": lambda: _("Results"),
}


@register.filter
def part_words(change: Change) -> str:
    return PART_WORDS[change.part]()


@register.filter
def brief(value: Any) -> str:
    """A part of a version in one line, for the list of what changes."""
    if value is None:
        return "–"
    if isinstance(value, Mapping):
        if set(value) == {"amount", "unit"}:
            return term(value)
        if "vi" in value:
            return str(value.get(language()) or value["vi"])
        named = value.get("name") or value.get("label")
        if named:
            return f"{brief(named)} ({', '.join(_plain(value))})" if _plain(value) else brief(named)
        return ", ".join(f"{name}: {brief(one)}" for name, one in value.items())
    if isinstance(value, list):
        return "; ".join(brief(one) for one in value)
    return str(value)


def _plain(value: Mapping[str, Any]) -> list[str]:
    """The short values of an item of a list, beside its name."""
    return [
        str(one) for name, one in value.items() if isinstance(one, str | int) and name != "name"
    ]
