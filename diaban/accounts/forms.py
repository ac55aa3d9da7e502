"""What an administrator says of a person."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from diaban.accounts.models import Organisation, Role, User


class PersonForm(forms.ModelForm):
    """A new person, or what changes of one: never the password, which the machine makes."""

    class Meta:
        model = User
        fields = ["username", "first_name", "email", "role", "organisation", "is_active"]
        labels = {
            "username": _("User name"),
            "first_name": _("Full name"),
            "email": _("E-mail address"),
            "is_active": _("May sign in"),
        }
        help_texts = {
            "username": _("Letters, digits and . _ - @ +; what the person types to sign in."),
            "organisation": _(
                "Whom the person acts for; an enterprise's account sees only what is its own."
            ),
            "is_active": "",
        }

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        self.fields["first_name"].required = True
        if self.instance.pk is None:
            del self.fields["is_active"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        oneself = self.instance.pk == self.by.pk
        if oneself and (cleaned.get("role") != self.by.role or not cleaned.get("is_active")):
            raise forms.ValidationError(
                _(
                    "You cannot take your own role away or switch yourself off: another "
                    "administrator must do it."
                )
            )
        if cleaned.get("role") == Role.ENTERPRISE and not cleaned.get("organisation"):
            self.add_error("organisation", _("Say for which organisation this person acts."))
        return cleaned


class OrganisationForm(forms.ModelForm):
    """An organisation whose people may sign in and file."""

    class Meta:
        model = Organisation
        fields = ["name_vi", "name_en", "tax_code", "address", "email", "phone", "is_active"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            del self.fields["is_active"]
