"""What is typed about owners: who answers for one, and how the letter is wanted."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from diaban.accounts.models import User
from diaban.accounts.permissions import Permission, may
from diaban.owners import worklist
from diaban.owners.models import Preference


class StewardForm(forms.Form):
    """A person for an owner."""

    owner = forms.ChoiceField(label=_("Owner"))
    person = forms.ModelChoiceField(label=_("Person"), queryset=User.objects.none())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = [(one, one) for one in worklist.owners()]  # type: ignore[attr-defined]
        staff = [
            user.pk
            for user in User.objects.filter(is_active=True)
            if may(user, Permission.SEE_DESK)
        ]
        self.fields["person"].queryset = User.objects.filter(pk__in=staff).order_by(  # type: ignore[attr-defined]
            "first_name", "username"
        )


class PreferenceForm(forms.ModelForm):
    """How one wants the weekly letter."""

    class Meta:
        model = Preference
        fields = ["weekly", "language"]
