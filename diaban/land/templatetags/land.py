"""`{% load land %}`: hectares of square metres, ratios, and the address of a land page."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from babel.numbers import format_decimal
from django import template

from diaban.design import formats
from diaban.design.templatetags.design import language
from diaban.land import wording
from diaban.land.ledger import hectares

register = template.Library()


@register.filter
def ha(area: Decimal | float | None) -> str:
    """`{{ figure.ha|ha }}` → 1.105,90 ha; two decimals, as land documents have them."""
    if area is None:
        return "–"
    shown = formats.number(float(area), language(), 2)
    return f"{shown}{formats.NO_BREAK}ha"


@register.filter
def m2_as_ha(area_m2: int | None) -> str:
    """`{{ leg.area_m2|m2_as_ha }}`: exact hectares of whole square metres."""
    return "–" if area_m2 is None else ha_exact(area_m2)


def ha_exact(area_m2: int) -> str:
    return formats.quantity(float(hectares(area_m2)), "ha", language(), 4)


@register.filter
def percent(value: Decimal | None) -> str:
    """`{{ ratio.percent|percent }}` → 56,06%; "–" where there is no ratio."""
    if value is None:
        return "–"
    return f"{format_decimal(value, '#,##0.00', locale=language())}%"


@register.filter
def account(name: str) -> str:
    return wording.account(name)


@register.filter
def kind_label(kind: str) -> Any:
    """What an entry of this kind is called."""
    return wording.KINDS.get(kind, kind)


@register.filter
def stage_label(stage: str) -> Any:
    return wording.STAGES.get(stage, wording.MIXED)
