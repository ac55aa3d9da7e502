"""Forms about minutes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from diaban.design import formats
from diaban.petitions.forms import language, words
from diaban.visits.minutes import actions as minute_actions
from diaban.visits.models import Minute

LONGEST_WORDS = 20_000


def _line(label: Any, *, required: bool = True, most: int = 500) -> forms.CharField:
    return forms.CharField(label=label, required=required, max_length=most)


class WordsForm(forms.Form):
    """What a person may put in other words (`minute_text.EDITED`); the rest is on record."""

    about = _line(lazy("About"))
    began = _line(lazy("Began at"), required=False)
    ended = _line(lazy("Ended at"), required=False)
    place = _line(lazy("Place"), required=False)
    authority_people = words(lazy("Present for the authority"), required=False, rows=4,
                             help_text=lazy("One person a line, with the office."))  # fmt: skip
    other = _line(lazy("The other side"), required=False)
    other_people = words(lazy("Present for the other side"), required=False, rows=4)
    notes = forms.CharField(
        label=lazy("What was talked about"), required=False, max_length=LONGEST_WORDS,
        widget=forms.Textarea({"rows": 12}), help_text=lazy("Each line becomes a paragraph."),
    )  # fmt: skip
    receivers = words(lazy("Copies to"), required=False, rows=3)


class SignForm(forms.Form):
    """One side signs: with a signature drawn on the screen of a device, or by name."""

    name = _line(lazy("Name and office of who signs"), required=False, most=200)
    drawn = forms.ChoiceField(label=lazy("Signature drawn on the screen"), required=False)

    def __init__(self, *args: Any, minute: Minute, side: str, **kwargs: Any) -> None:
        kwargs["auto_id"] = f"{side}_%s"  # two such forms stand on one page
        super().__init__(*args, **kwargs)
        found = minute_actions.drawings(minute.stop, side)
        choices = [("", _("none: signed by name"))] + [
            (str(one.pk), f"{one.name or '–'}, "
             f"{formats.moment(timezone.localtime(one.taken_at or one.received_at), language())}")
            for one in found
        ]  # fmt: skip
        self.fields["drawn"].choices = choices  # type: ignore[attr-defined]
        if found:
            self.initial.setdefault("drawn", str(found[0].pk))
            self.initial.setdefault("name", found[0].name)
        else:
            del self.fields["drawn"]
            self.fields["name"].required = True

    def said(self) -> dict[str, Any]:
        drawn = self.cleaned_data.get("drawn")
        return {"name": self.cleaned_data["name"], "drawn": UUID(drawn) if drawn else None}


class RefuseForm(forms.Form):
    """Why the other side would not sign."""

    reason = words(lazy("Why it is not signed"), rows=3)
