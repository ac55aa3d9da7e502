"""`{% load desk %}`: sources and fields as the desk shows them."""

from __future__ import annotations

from typing import Any

from django import template

from diaban.accounts import demonstration
from diaban.desk import lines, navigation
from diaban.desk.fields import in_language
from diaban.editions import tasks
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


@register.simple_tag(takes_context=True)
def desk_frame(context: Any) -> dict[str, Any]:
    """What every page of the desk shows around its content, whichever room it belongs to."""
    groups, pages = navigation.links(context["user"], context.get("desk_section", ""))
    publication = tasks.latest()
    return {
        "demonstration_accounts": demonstration.exist(),
        "groups": groups,
        "pages": pages,
        "counts": lines.counts(),
        "publication_went_wrong": bool(publication and publication.went_wrong),
    }
