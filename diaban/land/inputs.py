"""Inputs of the land forms: hectares, days, lines of plots with areas, outlines."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

import shapely
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from diaban.design.numbers import plain_number
from diaban.facts.refusal import ValueRefused
from diaban.land import wording
from diaban.land.ledger import Refusal, square_metres

MOST_HECTARES = Decimal(10_000_000)
MOST_OUTLINE = 500_000  # characters


def read_hectares(text: str) -> int:
    """Whole square metres of hectares as a person of the reader's language writes them.

    Raises:
        ValidationError: no number, not above zero, absurd, or finer than a square metre.
    """
    try:
        area = Decimal(plain_number(text, get_language() or "vi"))
    except ValueRefused as refused:
        raise ValidationError(f"{refused.reason} {refused.remedy}") from refused
    except InvalidOperation as error:
        raise ValidationError(
            _("“%(text)s” is no number. Write hectares, such as 2.5.") % {"text": text[:40]}
        ) from error
    if not area.is_finite() or not 0 < area < MOST_HECTARES:
        raise ValidationError(_("Write an area above zero, in hectares."))
    try:
        return square_metres(area)
    except Refusal as refusal:
        raise ValidationError(wording.refusal(refusal)) from refusal


class HectaresField(forms.CharField):
    """Hectares as typed; whole square metres as cleaned, None where left empty."""

    def __init__(self, **more: Any) -> None:
        super().__init__(widget=forms.TextInput({"inputmode": "decimal"}), **more)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        return read_hectares(text) if text else None


class NumberField(forms.DecimalField):
    """A number as people write it, zero or more."""

    def __init__(self, **more: Any) -> None:
        super().__init__(
            min_value=0, required=False, widget=forms.TextInput({"inputmode": "decimal"}), **more
        )

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(plain_number(value or "", get_language() or "vi"))
        except ValueRefused as refused:
            raise ValidationError(f"{refused.reason} {refused.remedy}") from refused


class DayField(forms.DateField):
    def __init__(self, **more: Any) -> None:
        widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, input_formats=["%Y-%m-%d", "%d/%m/%Y"], **more)


class LandsField(forms.CharField):
    """One line for each plot: its code and its hectares. A line with hectares alone is land that no
    plot describes, where `bare` allows it. Cleaned: ((code, m²), …)."""

    def __init__(self, *, bare: bool = False, **more: Any) -> None:
        super().__init__(widget=forms.Textarea({"rows": 4}), **more)
        self.bare = bare

    def clean(self, value: Any) -> Any:
        found = []
        for number, line in enumerate(super().clean(value).splitlines(), 1):
            words = line.split()
            if not words:
                continue
            if len(words) > 2 or (len(words) == 1 and not self.bare):
                raise ValidationError(
                    _("Line %(number)d: write the plot's code, a blank, and its hectares.")
                    % {"number": number}
                )
            try:
                found.append((words[0] if len(words) == 2 else "", read_hectares(words[-1])))
            except ValidationError as error:
                told = {"number": number, "words": " ".join(error.messages)}
                raise ValidationError(_("Line %(number)d: %(words)s") % told) from error
        if not found and self.required:
            raise ValidationError(self.error_messages["required"])
        return tuple(found)


class OutlineField(forms.CharField):
    """A GeoJSON polygon in longitude and latitude (WGS 84), as text."""

    def __init__(self, **more: Any) -> None:
        super().__init__(
            required=False, max_length=MOST_OUTLINE, widget=forms.Textarea({"rows": 3}), **more
        )

    def clean(self, value: Any) -> BaseGeometry | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            outline = shapely.from_geojson(text)
        except shapely.errors.GEOSException as error:
            raise ValidationError(_("This is no GeoJSON geometry. Copy it whole.")) from error
        west, south, east, north = outline.bounds if not outline.is_empty else (0, 0, 0, 0)
        if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
            raise ValidationError(_("Write longitude and latitude in degrees, longitude first."))
        return outline
