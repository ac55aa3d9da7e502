"""How a person wants to be told: one choice for each kind, and the language of the letters."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as lazy

from diaban.accounts.models import User
from diaban.notices import kinds, mail
from diaban.notices.models import Delivery, Preference

PREFIX = "kind:"


class ChoicesForm(forms.Form):
    """A field for each kind of which this person may ever be told."""

    language = forms.ChoiceField(label=lazy("Language of the letters"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].initial = mail.language_of(user)
        kept = dict(Preference.objects.filter(person=user).values_list("kind", "delivery"))
        self.concerned = [kind for kind in kinds.known() if kind.concerns(user)]
        for kind in self.concerned:
            self.fields[PREFIX + kind.name] = forms.ChoiceField(
                label=str(kind.label), choices=Delivery.choices,
                initial=kept.get(kind.name, kind.default),
            )  # fmt: skip

    def rooms(self) -> list[tuple[str, list[Any]]]:
        """The fields of each room under its name."""
        found: dict[str, list[Any]] = {}
        for kind in self.concerned:
            found.setdefault(kinds.room_of(kind.name), []).append(self[PREFIX + kind.name])
        return list(found.items())

    def deliveries(self) -> dict[str, str]:
        return {
            name.removeprefix(PREFIX): value
            for name, value in self.cleaned_data.items()
            if name.startswith(PREFIX)
        }
