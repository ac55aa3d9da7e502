"""`{% load citations %}`: what cites the record that a page shows."""

from __future__ import annotations

from typing import Any

from django import template

from diaban.accounts.permissions import may
from diaban.facts import citations

register = template.Library()


@register.inclusion_tag("facts/cited.html", takes_context=True)
def cited_by(context: dict[str, Any], key: str) -> dict[str, Any]:
    """`{% cited_by petition.key %}`: only what the reader may know of."""
    user = context.get("user")
    return {"citations": [one for one in citations.of(key) if may(user, one.permission)]}
