"""`{% load desk %}`: sources and fields as the desk shows them."""

from __future__ import annotations

from django import template

from diaban.desk.fields import in_language
from diaban.facts.models import Source

register = template.Library()


@register.filter
def source_title(source: Source) -> str:
    """The title in the reader's language, in the other one where it is missing."""
    return in_language(
        (source.title_vi or source.title_en, source.title_en or source.title_vi)
    ) or str(source.pk)


@register.filter
def web_address(url: str) -> str:
    """The address if it is one of the web, else nothing: what a pack says is not trusted either."""
    return url if url.lower().startswith(("http://", "https://")) else ""
