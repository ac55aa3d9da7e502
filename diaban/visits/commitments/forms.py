"""Forms about commitments."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as lazy

from diaban.dossiers.actions import ActionRefused as FileRefused
from diaban.dossiers.actions import Upload, keep
from diaban.petitions.forms import day, words
from diaban.visits.commitments import words as commitment_words
from diaban.visits.commitments.actions import Shown
from diaban.visits.commitments.promises import Kind

DATED = frozenset({Kind.CLAIMED_KEPT, Kind.KEPT, Kind.NOT_KEPT})
WITH_FILE = frozenset({Kind.CLAIMED_KEPT, Kind.KEPT, Kind.REFUTED})


class StepForm(forms.Form):
    """One step: the fields that its kind asks, and how many events were seen."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    until = day(lazy("The new day"))
    on = day(lazy("Since when"), required=False, help_text=lazy("Leave it empty if it is today."))
    text = words("", rows=4)
    file = forms.FileField(
        label=lazy("What shows it"), required=False,
        help_text=lazy("A photograph, a PDF, a Word or Excel file; 25 MB at most."),
    )  # fmt: skip

    def __init__(self, *args: Any, kind: Kind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = commitment_words.NEEDED[kind]
        if kind != Kind.POSTPONED:
            del self.fields["until"]
        if kind not in DATED:
            del self.fields["on"]
        elif self.initial.get("on"):
            self.fields["on"].help_text = lazy(
                "The day claimed. Change it if you have seen otherwise; left empty, it holds."
            )
        if kind not in WITH_FILE:
            del self.fields["file"]

    def clean_file(self) -> Shown | None:
        """The file, checked by what is in it and kept; only then is it named by a row."""
        sent = self.cleaned_data.get("file")
        if sent is None:
            return None
        try:
            (stored,) = keep([Upload(sent.name, sent.read())])
        except FileRefused as refused:
            raise forms.ValidationError(refused.reason) from None
        return Shown(stored.name, stored.sha256, stored.size, stored.media_type)

    def said(self) -> dict[str, Any]:
        """What was typed, as the action takes it."""
        given = self.cleaned_data
        return {
            "expected": given["seen"], "on": given.get("on"), "until": given.get("until"),
            "text": given["text"], "shown": given.get("file"),
        }  # fmt: skip
