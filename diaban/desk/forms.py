"""Correcting a fact: a value, where it was read, for which day, and how far it is trusted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from diaban.desk import fields
from diaban.facts.refusal import ValueRefused
from diaban.facts.schema import FieldSpec
from diaban.facts.values import Cleaned, clean_date, clean_period
from diaban.facts.vocabulary import SOURCE_KINDS, rests_on_memory

EXISTING, NEW = "existing", "new"
TRUST = [
    ("S-H", lazy("High: a primary source, or several that agree (S-H)")),
    ("S-M", lazy("Medium: one secondary source (S-M)")),
    ("D", lazy("Medium: arithmetic on sourced facts (D)")),
    ("S-L", lazy("Low: a weak or self-contradicting source (S-L)")),
    ("M-M", lazy("Low: general knowledge, not verified (M-M)")),
]
SOURCE_PARTS = ("kind", "title_vi", "title_en", "publisher", "url", "published_on")


def date_field(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, required=False, help_text=help_text, widget=fields.day_input()
    )


class NewSourceForm(forms.Form):
    """A source that is not in the register yet; its part of the form below."""

    kind = forms.ChoiceField(label=lazy("Kind"), required=False)
    title_vi = forms.CharField(label=lazy("Title in Vietnamese"), required=False, max_length=500)
    title_en = forms.CharField(
        label=lazy("Title in English"),
        required=False,
        max_length=500,
        help_text=lazy("Left empty, the Vietnamese title stands in both languages."),
    )
    publisher = forms.CharField(label=lazy("Publisher"), required=False, max_length=500)
    url = forms.CharField(
        label=lazy("Web address"),
        required=False,
        max_length=2000,
        widget=forms.TextInput({"inputmode": "url", "placeholder": "https://"}),
    )
    published_on = forms.CharField(
        label=lazy("Published on"),
        required=False,
        help_text=lazy("A day or a period: 2025-03-31, 2025-03, 2025-Q1, 2025."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(kind, fields.in_language(names)) for kind, names in SOURCE_KINDS.items()]
        self.fields["kind"].choices = [("", _("choose")), *named]  # type: ignore[attr-defined]

    def clean_url(self) -> str:
        """Only web addresses: a link is shown to the public."""
        url = self.cleaned_data["url"].strip()
        if url:
            forms.URLField(assume_scheme="https").clean(url)
            if not url.lower().startswith(("http://", "https://")):
                raise forms.ValidationError(
                    _("Write an address that begins with https:// or http://.")
                )
        return url

    def clean_published_on(self) -> str:
        text = self.cleaned_data["published_on"].strip()
        if not text:
            return ""
        try:
            return clean_period(text)
        except ValueRefused as refused:
            raise forms.ValidationError(str(refused)) from None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name, remedy in (
            ("kind", _("Choose what kind of source it is.")),
            ("title_vi", _("Write the title by which others will find the source.")),
        ):
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, remedy)
        cleaned["title_en"] = cleaned.get("title_en") or cleaned.get("title_vi", "")
        return cleaned


class FactForm(forms.Form):
    """One more assertion about one field of one subject.

    `value` is the typed and checked value after `is_valid`; what was typed stays in the form when
    it is not.
    """

    source_is = forms.ChoiceField(
        label=lazy("Source"),
        choices=[
            (EXISTING, lazy("A source that is in the register")),
            (NEW, lazy("A new source")),
        ],
        widget=forms.RadioSelect,
        initial=EXISTING,
    )
    source = forms.ChoiceField(label=lazy("Source in the register"), required=False)
    as_of = forms.CharField(
        label=lazy("As of"),
        required=False,
        help_text=lazy(
            "The day or period for which the source gives the value, as the source says it: "
            "2025-03-31, 2025-03, 2025-Q1, 2025. Left empty, any dated value of an equal source "
            "comes first."
        ),
    )
    trust = forms.ChoiceField(label=lazy("How far it is trusted"), choices=TRUST, initial="S-M")
    valid_from = date_field(lazy("Holds from"))
    valid_to = date_field(lazy("Holds until before"), lazy("The first day it no longer holds."))
    note = forms.CharField(
        label=lazy("Note"),
        required=False,
        max_length=2000,
        help_text=lazy(
            "Page, table, how it was computed: what the next person needs. It is public."
        ),
        widget=forms.Textarea({"rows": 2}),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    value: Cleaned

    def __init__(
        self,
        data: Any = None,
        *,
        spec: FieldSpec,
        subjects: fields.SubjectsOf,
        sources: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        self.spec = spec
        made = fields.inputs(spec, subjects)
        self.value_inputs = list(made)
        self.fields = made | self.fields
        self.fields["source"].choices = [("", _("choose")), *sources]  # type: ignore[attr-defined]
        wants_new = data is not None and data.get("source_is") == NEW
        self.new_source = NewSourceForm(data if wants_new else None, prefix="new")

    @property
    def bound_value_inputs(self) -> list[forms.BoundField]:
        return [self[name] for name in self.value_inputs]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self._clean_value(cleaned)
        self._clean_source(cleaned)
        self._clean_dates(cleaned)
        return cleaned

    def _clean_value(self, cleaned: dict[str, Any]) -> None:
        try:
            self.value = fields.read(self.spec, cleaned)
        except ValueRefused as refused:
            self.add_error(fields.input_at_fault(self.spec, refused, cleaned), str(refused))

    def _clean_source(self, cleaned: dict[str, Any]) -> None:
        if cleaned.get("source_is") == NEW:
            if not self.new_source.is_valid():
                self.add_error(None, _("The new source is not complete: see below."))
            kind = self.new_source.cleaned_data.get("kind", "")
            if kind and rests_on_memory(cleaned.get("trust", "")) != (kind == "unverified"):
                self.add_error(
                    "trust",
                    _("General knowledge goes with an unverified source, and only with it."),
                )
        elif not cleaned.get("source") and "source" not in self.errors:
            self.add_error(
                "source", _("Choose where the value was read. No value stands without a source.")
            )

    def _clean_dates(self, cleaned: dict[str, Any]) -> None:
        for name, cleaner in (
            ("as_of", clean_period),
            ("valid_from", clean_date),
            ("valid_to", clean_date),
        ):
            text = cleaned.get(name) or ""
            cleaned[name] = None
            if text:
                try:
                    cleaned[name] = cleaner(text)
                except ValueRefused as refused:
                    self.add_error(name, str(refused))
        begins, ends = cleaned["valid_from"], cleaned["valid_to"]
        if begins and ends and ends <= begins:
            self.add_error("valid_to", _("This day must lie after the day from which it holds."))


class CheckedForm(forms.Form):
    """What somebody looked at and found unchanged."""

    note = forms.CharField(
        label=lazy("Where you looked"),
        required=False,
        max_length=500,
        widget=forms.TextInput({"placeholder": lazy("Where you looked")}),
    )


class WithdrawForm(forms.Form):
    """Why one takes one's own assertion back."""

    why = forms.CharField(
        label=lazy("Why it was a mistake"),
        max_length=1000,
        error_messages={"required": lazy("Say why: the next person will ask.")},
        widget=forms.Textarea({"rows": 2}),
    )
