"""Say why something is refused: in the active language, in English where Django is not set up."""

from __future__ import annotations

from django.conf import settings
from django.utils import translation


def gettext(message: str) -> str:
    """`message` in the active language."""
    return translation.gettext(message) if settings.configured else message


def gettext_noop(message: str) -> str:
    """`message` as it is, to be translated where it is shown."""
    return message
