"""`{% load design %}`: icons, and numbers, dates and units in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import partial
from typing import Any

from django import template
from django.conf import settings
from django.utils import timezone
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from diaban.design import formats, icons

register = template.Library()


def language() -> str:
    return (get_language() or "vi")[:2]


@register.simple_tag
def icon(name: str, label: str = "", size: str = "") -> SafeString:
    """`{% icon "search" %}`; with a label it speaks for itself. Size: "sm", "lg", or none."""
    return mark_safe(icons.svg(name, escape(label), escape(size)))  # noqa: S308  (our own drawings)


@register.filter
def number(value: float | None, digits: int = 2) -> str:
    """`{{ 1105.9|number }}` → 1.105,9 in Vietnamese, 1,105.9 in English; nothing for None."""
    return "" if value is None else formats.number(value, language(), int(digits))


@register.filter
def unit(token: str | None) -> str:
    """`{{ "m3/day"|unit }}` → m³/ngày or m³/day."""
    return formats.unit(token, language()) if token else ""


@register.filter
def quantity(value: float | None, token: str | None) -> str:
    """`{{ area|quantity:"ha" }}` → 167,86 ha."""
    return "" if value is None else formats.quantity(value, token, language())


@register.filter
def day(value: date | str | None) -> str:
    """`{{ as_of|day }}` → 31/03/2025 or 31 March 2025; a period such as 2025-Q1 is said as one."""
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return formats.day(value, language()) if value else ""


@register.filter
def moment(value: datetime | str | None) -> str:
    """A point in time, in the authority's time zone."""
    if not value:
        return ""
    if isinstance(value, str):
        value = datetime.fromisoformat(value.replace("Z", "+00:00"))
    return formats.moment(timezone.localtime(value), language())


@register.filter
def period(value: str | None) -> str:
    """`{{ "2025-Q1"|period }}` → quý I/2025 or Q1 2025."""
    return formats.period(value, language()) if value else ""


@register.filter
def short_period(value: str | None) -> str:
    """`{{ "2025-9M"|short_period }}` → 9T/2025 or 9M 2025, on an axis."""
    return formats.short_period(value, language()) if value else ""


@register.filter
def distance(metres: float | None) -> str:
    """Metres as 850 m, 3,4 km, 48 km."""
    return "" if metres is None else formats.distance(metres, language())


@register.filter
def in_language(words: Any, name: str = "") -> str:
    """The reader's half of {"vi": …, "en": …}, or of the pair `name_vi`/`name_en` in a mapping.

    Where one half is empty the other is shown: a name in a foreign language beats no name.
    """
    if not words:
        return ""
    if not name:
        if not isinstance(words, dict):
            return str(words)
        return words.get(language()) or words.get("en") or words.get("vi") or ""
    first = language()
    second = "en" if first == "vi" else "vi"
    return words.get(f"{name}_{first}") or words.get(f"{name}_{second}") or ""


@register.filter
def note_of(record: Any) -> str:
    """What is noted of a record, in the reader's language: its `note` (English) or `note_vi`.

    A record is a mapping or an object. A note that is told only in the other language is marked as
    what it is.
    """
    read = record.get if isinstance(record, Mapping) else partial(_attribute, record)
    told = {"en": read("note") or "", "vi": read("note_vi") or ""}
    reader, other = ("vi", "en") if language() == "vi" else ("en", "vi")
    if told[reader] or not told[other]:
        return told[reader]
    return format_html('<span lang="{}">{}</span>', other, told[other])


def _attribute(record: Any, name: str) -> str:
    return getattr(record, name, "")


@register.simple_tag(takes_context=True)
def in_other_language(context: template.Context, code: str) -> str:
    """This page's address in language `code`, its question kept.

    The prefix is swapped, not the address resolved: a page that does not exist has a twin too.
    """
    request = context.get("request")
    path = request.get_full_path() if request else "/"
    first, slash, rest = path.lstrip("/").partition("/")
    return f"/{code}/{rest}" if slash and first in dict(settings.LANGUAGES) else f"/{code}/"
