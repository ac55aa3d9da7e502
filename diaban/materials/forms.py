"""What staff say of plots and their papers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from diaban.imports.eudr import FILE_LIMIT
from diaban.materials.kinds import DOCUMENT_KINDS
from diaban.materials.models import Commodity, MaterialArea


def areas() -> list[tuple[str, str]]:
    """(key, name) of every raw-material region: plots stand under one, not under a mine."""
    rows: Any = MaterialArea.objects
    return _named(rows.filter(kind="region"))


def _offer(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


def _named(rows: Any) -> list[tuple[str, str]]:
    """(key, name in the reader's language), by name."""
    field = "name_vi" if (get_language() or "vi").startswith("vi") else "name_en"
    return sorted(
        ((row.key, getattr(row, field) or row.name_vi or row.key) for row in rows),
        key=lambda pair: pair[1],
    )


class TakeForm(forms.Form):
    """A file of plots, and under which region they are held."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("GeoJSON as the EU system takes it, at most 25 MB."),
        widget=forms.FileInput(attrs={"accept": ".geojson,.json,application/geo+json"}),
    )
    region = forms.ChoiceField(label=_("Raw-material area"))
    commodity = forms.ChoiceField(label=_("Raw material"), required=False)
    sender = forms.CharField(
        label=_("Sent by"), max_length=200, help_text=_("Who declares these plots.")
    )
    cattle = forms.BooleanField(
        label=_("The plots keep cattle: a point is enough whatever the size"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "region", [("", "–"), *areas()])
        _offer(self, "commodity", [("", "–"), *_named(Commodity.objects.all())])

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > FILE_LIMIT:
            raise forms.ValidationError(
                _("The file is larger than 25 MB. Divide the plots among several files.")
            )
        return file


class PaperForm(forms.Form):
    """A legality document of a plot."""

    kind = forms.ChoiceField(label=_("Kind of paper"))
    number = forms.CharField(label=_("Number"), max_length=120)
    issuer = forms.CharField(label=_("Issued by"), max_length=200, required=False)
    issued_on = forms.DateField(
        label=_("Issued on"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    expires_on = forms.DateField(
        label=_("Holds until"),
        required=False,
        help_text=_("The last day on which it holds. Leave it empty if nobody knows it."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    unlimited = forms.BooleanField(label=_("It holds without an end"), required=False)
    file = forms.FileField(
        label=_("File"),
        help_text=_("PDF, PNG or JPEG, at most 20 MB."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        at = 0 if (get_language() or "vi").startswith("vi") else 1
        _offer(self, "kind", [(kind, names[at]) for kind, names in DOCUMENT_KINDS.items()])
