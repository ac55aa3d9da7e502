"""How django-allauth behaves here: no open sign-up, plain words, and the right page after."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from diaban.accounts.permissions import Permission, may

WRONG_PASSWORD = _(
    "This name and password do not belong together. Check both; a password is sensitive to "
    "capital letters. An administrator can give you a new one."
)


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by an administrator (`/accounts/people/`), never by a visitor."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is switched off. Ask an administrator."),
        "email_password_mismatch": WRONG_PASSWORD,
        "username_password_mismatch": WRONG_PASSWORD,
        "enter_current_password": _("This is not your present password. Type it again."),
        "incorrect_password": _("This is not your password. Type it again."),
        "incorrect_code": _("This code is not right. Type the newest one that your app shows."),
        "too_many_login_attempts": _(
            "Too many attempts. Wait five minutes, then try again, or ask an administrator for a "
            "new password."
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return own_page(request.user)


def own_page(user: Any) -> str:
    """The page of one's own work; the public site for those who have none here."""
    if may(user, Permission.SEE_DESK):
        return reverse("desk:home")
    if may(user, Permission.OPEN_PETITIONS):
        return reverse("petitions-desk:petitions")
    organisation = getattr(user, "organisation", None)
    if may(user, Permission.FILE_DOSSIERS) and organisation and organisation.is_active:
        return reverse("my:home")
    return reverse("explorer:home")
