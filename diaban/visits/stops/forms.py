"""What people type about a stop. A form keeps what was typed and says what is wrong where."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from diaban.design.numbers import whole_number
from diaban.petitions.forms import day, options, words
from diaban.petitions.models import Body
from diaban.petitions.vocabulary import CATEGORIES
from diaban.visits.models import Commitment, Stop, StopField
from diaban.visits.stops import checklist
from diaban.visits.stops.field_names import LONGEST_TEXT, MET, NOTE, OUTCOMES, STATE
from diaban.visits.stops.known import language


class RecordForm(forms.Form):
    """What was seen at a stop, written at the desk: the checklist, whom one met, notes.

    A field of the form is a field of the stop; `seen` are the versions that the page had.
    """

    def __init__(self, data: Any = None, *, stop: Stop, fields: dict[str, StopField]) -> None:
        version = checklist.on(stop.visit.first_day)
        self.known = fields
        super().__init__(data, initial={name: row.value or "" for name, row in fields.items()})
        answers = [("", _("not looked at")), *(
            (value, checklist.said(text, language())) for value, text in checklist.ANSWERS.items()
        )]  # fmt: skip
        for item in version.items:
            label = checklist.said(item.words, language())
            self.fields[item.field] = forms.ChoiceField(
                label=label, choices=answers, required=False
            )
            self.fields[item.note_field] = forms.CharField(
                label=_("Remark: %(what)s") % {"what": label}, required=False, max_length=2000
            )
        outcomes = [("", _("not said"))]
        outcomes += [(one, checklist.said(text, language())) for one, text in OUTCOMES.items()]
        self.fields[STATE] = forms.ChoiceField(
            label=_("What became of the stop"), choices=outcomes, required=False
        )
        for name, label, rows in (
            (MET, _("Whom one met, with their position"), 2),
            (NOTE, _("Notes"), 5),
        ):
            self.fields[name] = forms.CharField(
                label=label,
                required=False,
                max_length=LONGEST_TEXT,
                widget=forms.Textarea({"rows": rows}),
            )
        self.items = version.items

    def lines(self) -> list[dict[str, Any]]:
        """The checklist, answer and remark side by side."""
        return [
            {"answer": self[item.field], "note": self[item.note_field],
             "row": self.known.get(item.field)}
            for item in self.items
        ]  # fmt: skip

    def versions(self) -> dict[str, int]:
        """What is on record now, for the hidden inputs of the page."""
        return {name: self.known[name].version if name in self.known else 0 for name in self.fields}

    def seen(self) -> dict[str, int]:
        """The versions that the page had; −1, which none has, where it names none."""
        found = {}
        for name in self.fields:
            number = whole_number(str(self.data.get(f"v-{name}", "")))
            found[name] = -1 if number is None else number
        return found

    def values(self) -> dict[str, Any]:
        """What is to be written: what was emptied is nothing, what never was stays away."""
        said = {name: value.strip() or None for name, value in self.cleaned_data.items()}
        return {name: value for name, value in said.items() if value or name in self.known}


class FindingForm(forms.Form):
    category = forms.ChoiceField(label=lazy("Field"))
    text = words(lazy("What was found?"), rows=3)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = options(CATEGORIES)  # type: ignore[attr-defined]


class PromiseForm(forms.Form):
    """A commitment that was made at the stop, written at the desk."""

    side = forms.ChoiceField(label=lazy("Who promises"), choices=Commitment.Side.choices)
    body = forms.ModelChoiceField(
        label=lazy("Body of the authority's side"), queryset=Body.objects.none(), required=False,
        empty_label=lazy("not said"),
    )  # fmt: skip
    what = words(lazy("What is promised?"), rows=2)
    due_on = day(lazy("By which day"), required=False)
    evidence = words(lazy("What will show that it is done"), required=False, rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = Body.objects.all()  # type: ignore[attr-defined]
