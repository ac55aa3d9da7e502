"""`{% load notices %}{% unread_notices as unread %}`: how many wait for the reader."""

from __future__ import annotations

from typing import Any

from django import template

from diaban.notices import actions

register = template.Library()


@register.simple_tag(takes_context=True)
def unread_notices(context: Any) -> int:
    user = context.get("user")
    return actions.unread(user) if getattr(user, "is_authenticated", False) else 0
