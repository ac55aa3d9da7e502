"""Sentences that can be said in the reader's language, and in English without Django.

The reading API runs without Django settings and speaks English there; pages say the same problem
in Vietnamese. A `Phrase` holds the English msgid and its values, and is put into words when read.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Phrase:
    """An English msgid with named values. `str()` speaks the language active in Django."""

    msgid: str
    values: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.say(None)

    def say(self, language: str | None) -> str:
        """The sentence in `language` ("vi", "en"); None means the language active in Django.

        Without Django settings there is no catalogue, and the sentence is English.
        """
        return (_translate(self.msgid, language) % self._said(language)).strip()

    def _said(self, language: str | None) -> dict[str, Any]:
        return {
            name: value.say(language) if isinstance(value, Phrase) else value
            for name, value in self.values.items()
        }


def phrase(msgid: str, /, **values: Any) -> Phrase:
    """A phrase; import it as `_` so that the catalogue's script finds the msgid.

    >>> str(phrase("%(count)s parks", count=3))
    '3 parks'
    """
    return Phrase(msgid, values)


def _translate(msgid: str, language: str | None) -> str:
    from django.conf import settings

    if language == "en" or not settings.configured:
        return msgid
    from django.utils import translation

    if language is None:
        return translation.gettext(msgid)
    with translation.override(language):
        return translation.gettext(msgid)
