"""`{% load explorer %}`: addresses of subjects, badges of state, and map drawings."""

from __future__ import annotations

import json
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from diaban.design import icons
from diaban.design.templatetags.design import day
from diaban.explorer import wording
from diaban.explorer.api import basemap
from diaban.explorer.links import profile_path
from diaban.explorer.verdicts import Choice, Compared
from diaban.explorer.vocabulary import COMMODITY

register = template.Library()


@register.simple_tag(takes_context=True)
def profile_url(context: template.Context, key: str) -> str:
    """The page of a subject in the reader's language and in the edition being read; "" if none."""
    try:
        return profile_path(key, wording.language(), context.get("edition_id") or None)
    except KeyError:
        return ""


@register.simple_tag
def confidence(level: str | None, short: bool = False) -> SafeString:
    """How sure a value is: bars and a word, never colour alone."""
    if not level:
        return mark_safe("")
    words = wording.CONFIDENCE_SHORT if short else wording.CONFIDENCE
    return badge(level, str(words.get(level, level)), level)


@register.simple_tag
def base_map_version() -> str:
    """The version of the built-in base map, as its tiles are addressed; "" where there is none."""
    return basemap.version()


@register.simple_tag
def freshness(state: dict[str, Any] | str | None, short: bool = False) -> SafeString:
    """Whether a value was looked at in time. What nobody promised to check has no badge."""
    known = {"state": state} if isinstance(state, str) else state or {}
    name = known.get("state") or "unknown"
    if name == "unknown":
        return mark_safe("")
    text = str(wording.FRESHNESS.get(name, name))
    if name == "stale" and known.get("stale_on"):
        said = _("Due since %(day)s") if short else _("Due for a check since %(day)s")
        text = said % {"day": day(known["stale_on"])}
    return badge(name, text, name)


@register.simple_tag
def status_badge(code: str | None, text: str | None) -> SafeString:
    """The state of a thing: operating, under construction, planned, closed."""
    marks = {"operating": "check", "under_construction": "clock", "planned": "compass"}
    if not text:
        return badge("unknown", _("State unknown"), "unknown")
    return badge(code or "unknown", text, marks.get(code or "", "info"))


@register.simple_tag
def conflict_badge(count: int = 1) -> SafeString:
    """That other sources say something else."""
    text = _("Sources differ") if count == 1 else _("%(count)d values contested") % {"count": count}
    return badge("conflict", text, "scales")


@register.simple_tag
def verdict_badge(row: Compared | Choice) -> SafeString:
    """What became of setting a published figure beside a computed one: shape, word, colour."""
    return badge(row.mark, row.word, row.icon)


def badge(kind: str, text: str, icon: str) -> SafeString:
    drawn = mark_safe(icons.svg(icon))  # noqa: S308  (our own drawing)
    return format_html('<span class="badge badge-{}">{}{}</span>', kind, drawn, text)


@register.filter
def licence(name: str | None) -> str:
    """A licence by its name; what is none but says whose text it is, in the reader's language."""
    return str(wording.LICENCES.get(name or "", name or ""))


@register.filter
def source_kind(kind: str | None) -> str:
    return str(wording.SOURCE_KINDS.get(kind or "", kind or ""))


@register.filter
def trust_words(trust: str | None) -> str:
    return str(wording.TRUST.get(trust or "", ""))


@register.filter
def rule_words(rule: str | None) -> str:
    return str(wording.RULES.get(rule or "", ""))


@register.filter
def without_prefix(key: str) -> str:
    """ "commodity:coal" → "coal", as forms name it."""
    return key.removeprefix(COMMODITY)


@register.filter
def megabytes(size: int | None) -> str:
    """The size of a file."""
    if size is None:
        return ""
    if size < 1_000_000:
        return wording.formats.quantity(max(1, round(size / 1000)), "kB", wording.language(), 0)
    return wording.formats.quantity(size / 1_000_000, "MB", wording.language(), 1)


@register.filter
def multiplied(value: float, factor: float) -> str:
    """A number for a drawing: always with a decimal point, whatever the reader's language."""
    return f"{float(value) * float(factor):.2f}"


@register.filter
def plain(value: float) -> str:
    """A number for a drawing or an attribute, untouched by the reader's language."""
    return f"{float(value):g}" if value is not None else ""


@register.simple_tag
def data_block(name: str, data: Any) -> SafeString:
    """JSON for the map in a <script> that no browser runs; closing tags cannot escape from it."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), default=str)
    text = text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return format_html(
        '<script type="application/json" id="{}">{}</script>',
        name,
        mark_safe(text),  # noqa: S308  (escaped on the line above)
    )


@register.filter
def split_words(text: str) -> list[str]:
    return text.split()


@register.filter
def plain_or_empty(value: float | None) -> str:
    """A number as a form field wants it."""
    return "" if value is None else f"{value:g}"


@register.filter
def title_of(layer: Any) -> str:
    """What a layer is called, in the reader's language."""
    return wording.title(layer)


@register.filter
def breakable(text: str) -> str:
    """A number that may stand on a line above its unit, where the room is small."""
    return text.replace("\u00a0", " ")
