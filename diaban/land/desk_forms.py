"""Forms beside those of the operations: opening a ledger, and a file of postings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from diaban.design.templatetags.design import in_language
from diaban.land import overview
from diaban.land.bulk import LIMITS
from diaban.land.inputs import DayField, OutlineField


def zones() -> list[tuple[str, str]]:
    waiting = overview.without_ledger()
    names = overview.names([one.key for one in waiting])
    return [(key, in_language(name)) for key, name in names.items()]


class OpenForm(forms.Form):
    """Begin the ledger of an infrastructure project."""

    zone = forms.ChoiceField(label=_("Infrastructure project"), choices=zones)
    exists_from = DayField(
        label=_("Set up on"), help_text=_("Nothing can be posted before this day.")
    )
    outline = OutlineField(label=_("Outline of the zone (GeoJSON)"))


class BulkForm(forms.Form):
    """A spreadsheet or CSV file of postings."""

    file = forms.FileField(
        label=_("Spreadsheet (.xlsx) or CSV file"),
        widget=forms.FileInput({"accept": ".xlsx,.csv"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LIMITS.file_bytes:
            raise ValidationError(now("The file is larger than 2 MB. Send it in parts."))
        return file
