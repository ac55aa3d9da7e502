"""What is typed about alerts: a rule in a new version, a reason."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from diaban.indicators.computing import Book
from diaban.indicators.definitions import EXTERNAL
from diaban.indicators.early.alerts import CHANGES, Kind
from diaban.indicators.geography import Geography
from diaban.indicators.models import AlertRule


class NoteForm(forms.Form):
    """Why an alert is acknowledged or settled."""

    note = forms.CharField(
        label=_("Reason"), required=False, max_length=1000, widget=forms.Textarea({"rows": 2})
    )


class RuleForm(forms.ModelForm):
    """One version of a rule; choices are what is computed, where it is computed."""

    indicator = forms.ChoiceField(label=_("Indicator"))
    place = forms.ChoiceField(label=_("Place"), required=False)

    class Meta:
        model = AlertRule
        fields = ["code", "name_vi", "name_en", "indicator", "place", "kind", "limit"]
        help_texts = {
            "code": _("A short name without spaces; a rule that has it is replaced."),
            "kind": _(
                "A count above a limit: the running quarter too. A share above, or anything below "
                "a limit: the last quarter that ended."
            ),
            "limit": _("In the indicator's unit; in per cent for changes; in days where unknown."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        vietnamese = (get_language() or "vi").startswith("vi")
        choices = [
            (code, versions[-1].name_vi if vietnamese else versions[-1].name_en)
            for code, versions in Book.read().versions.items()
            if versions[-1].kind != EXTERNAL
        ]
        geography = Geography.read()
        names, keys = geography.names, geography.choices(sorted(geography.names))
        today = timezone.localdate()
        places = [
            (key, names[key]["vi" if vietnamese else "en"])
            for key in keys
            if geography.localities.stood(key, today) or key == self.initial.get("place")
        ]
        self.fields["indicator"].choices = choices  # type: ignore[attr-defined]
        self.fields["place"].choices = places  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        kind, limit = said.get("kind"), said.get("limit")
        if limit is None:
            return said
        if kind in CHANGES and limit <= 0:
            self.add_error("limit", _("A change is more than zero per cent."))
        if kind == Kind.MISSING and limit < 0:
            self.add_error("limit", _("Days are not negative."))
        return said
