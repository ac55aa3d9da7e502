"""`{% load permissions %}`: show an action only to those who may do it."""

from __future__ import annotations

from typing import Any

from django import template

from diaban.accounts.permissions import may

register = template.Library()


@register.filter(name="may")
def may_filter(user: Any, permission: str) -> bool:
    """`{% if user|may:"publish" %}`"""
    return may(user, permission)
