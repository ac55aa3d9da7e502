"""`{% load early %}`: words for what early sight lists."""

from __future__ import annotations

from decimal import Decimal

from django import template

from diaban.design.templatetags.design import number
from diaban.indicators.early.views import KINDS

register = template.Library()


@register.filter
def kind_words(kind: str) -> str:
    return str(KINDS[kind])


@register.filter
def signed_percent(value: Decimal) -> str:
    """-12.34 → −12,3%, with its sign."""
    sign = "−" if value < 0 else "+"
    return f"{sign}{number(float(abs(value)), 1)}%"
