"""Names and standings of plots in templates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.translation import get_language

from diaban.materials.wording import STATES

register = template.Library()


@register.filter
def named(row: Any) -> str:
    """The name of an area or a raw material in the reader's language."""
    if row is None:
        return ""
    first, second = ("vi", "en") if (get_language() or "vi").startswith("vi") else ("en", "vi")
    return getattr(row, f"name_{first}") or getattr(row, f"name_{second}") or row.code


@register.filter
def of(rows: Mapping[str, Any], key: str | None) -> Any:
    """The row of a key, None where there is none."""
    return rows.get(key or "")


@register.filter
def paper_kind(kind: str, kinds: Mapping[str, tuple[str, str]]) -> str:
    """What a kind of paper is called."""
    names = kinds.get(kind)
    return kind if names is None else names[0 if (get_language() or "vi").startswith("vi") else 1]


@register.inclusion_tag("materials/state.html")
def legality_state(state: str, days_left: int | None = None) -> dict[str, Any]:
    """A state with its icon and, where an end is known, the days that are left."""
    words, icon = STATES[state]
    return {
        "state": state,
        "words": words,
        "icon_name": icon,
        "days": days_left,
        "past": -days_left if days_left is not None and days_left < 0 else None,
    }
