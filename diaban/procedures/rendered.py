"""The form that a version's fields render, and the check of what was typed into it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from diaban.design import formats
from diaban.design.numbers import plain_number
from diaban.facts.refusal import ValueRefused
from diaban.procedures.content import FormField, Words

LONGEST = {"text": 300, "words": 5000}


def language() -> str:
    return (get_language() or "vi")[:2]


def said(words: Words | None) -> str:
    """The reader's half of the words; the Vietnamese where there is no other."""
    if not words:
        return ""
    return words.get(language()) or words["vi"]


class NumberField(forms.CharField):
    """A number as people of the reader's language type it; a `Decimal`."""

    def __init__(self, *, minimum: Decimal | None, maximum: Decimal | None, **kwargs: Any) -> None:
        self.minimum, self.maximum = minimum, maximum
        kwargs["widget"] = forms.TextInput({"inputmode": "decimal"})
        super().__init__(max_length=40, **kwargs)

    def clean(self, value: Any) -> Decimal | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            number = Decimal(plain_number(text, language()))
        except ValueRefused as refused:
            raise forms.ValidationError(str(refused)) from None
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite():
            raise forms.ValidationError(_("Write a number, such as 1250 or 0.5."))
        if self.minimum is not None and number < self.minimum:
            raise forms.ValidationError(_("At least %(least)s.") % {"least": self.minimum})
        if self.maximum is not None and number > self.maximum:
            raise forms.ValidationError(_("At most %(most)s.") % {"most": self.maximum})
        return number


def form_of(
    fields: Iterable[FormField],
    data: Mapping[str, Any] | None = None,
    initial: Mapping[str, Any] | None = None,
    prefix: str = "answer",
) -> forms.Form:
    """A form with the version's questions; `answers` gives back what was typed."""
    form = forms.Form(data, initial=dict(initial or {}), prefix=prefix)
    for one in fields:
        form.fields[one.name] = _input(one)
    return form


def _input(one: FormField) -> forms.Field:
    unit = f" ({formats.unit(one.unit, language())})" if one.unit else ""
    shared: dict[str, Any] = {
        "label": said(one.label) + unit,
        "required": one.required,
        "help_text": said(one.help),
    }
    match one.type:
        case "number":
            return NumberField(minimum=one.minimum, maximum=one.maximum, **shared)
        case "date":
            typed = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
            return forms.DateField(widget=typed, **shared)
        case "choice":
            choices = [("", _("choose")), *((value, said(words)) for value, words in one.choices)]
            return forms.ChoiceField(choices=choices, **shared)
        case "yes_no":
            return forms.BooleanField(**(shared | {"required": False}))
        case "words":
            area = forms.Textarea({"rows": 4})
            return forms.CharField(max_length=LONGEST["words"], widget=area, **shared)
        case _text:
            return forms.CharField(max_length=LONGEST["text"], **shared)


def answers(form: forms.Form) -> dict[str, Any]:
    """What a valid form holds, as JSON keeps it: numbers as text, days in ISO form."""
    return {name: _plain(value) for name, value in form.cleaned_data.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value
