"""`{% load dossiers %}`: the QR code of a receipt."""

from __future__ import annotations

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from diaban.dossiers.qr import qr_svg

register = template.Library()


@register.filter
def unlocalized(value: float) -> str:
    """A number for an attribute of a drawing, with a decimal point in every language."""
    return f"{value:g}"


@register.simple_tag
def qr(address: str) -> SafeString:
    """The address as an inline SVG that a telephone reads."""
    svg = qr_svg(address)
    label = escape(_("QR code: follow this dossier"))
    named = svg.replace("<svg ", f'<svg role="img" aria-label="{label}" ', 1)
    return mark_safe(named)  # noqa: S308  (drawn here from an address of ours)
