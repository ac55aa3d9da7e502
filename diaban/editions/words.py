"""Translate a message where Django's translations are available, and leave it in English where not.

The reading side may run without Django's settings (a bare ASGI process, a script over a folder of
editions).
"""

from __future__ import annotations

from django.conf import settings
from django.utils import translation


def gettext(message: str) -> str:
    """`message` in the active language."""
    return translation.gettext(message) if settings.configured else message


def ngettext(singular: str, plural: str, number: int) -> str:
    """The form of the message that fits `number`, in the active language."""
    if settings.configured:
        return translation.ngettext(singular, plural, number)
    return singular if number == 1 else plural
