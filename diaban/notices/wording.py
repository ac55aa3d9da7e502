"""Words for readers of either language: given once with their parameters, kept in every language.

A notice keeps the words in which it was told; a later program does not change them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import get_language, gettext

from diaban.clock.sheet import day_text

Words = dict[str, str]
"""The same words in every language of the site: {"vi": …, "en": …}."""


@dataclass(frozen=True, slots=True)
class Text:
    """A message of the catalogue (marked with `gettext_noop`) and what stands in its places.

    A parameter is a number, a string, a day or an aware moment, a lazy text, another `Text`, or a
    mapping {"vi": …, "en": …} such as a name in both languages.
    """

    msgid: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        """In the language of the moment."""
        said = gettext(self.msgid)
        return said % {name: _shown(value) for name, value in self.params.items()}


def said(msgid: str, **params: Any) -> Text:
    """`said(gettext_noop("%(number)s was answered."), number="KN-2026-0001")`"""
    return Text(msgid, params)


def in_every_language(text: Text | str) -> Words:
    """The words as they are kept; a plain string is the same in each language."""
    found = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found[code] = str(text)
    return found


def of_language(words: Mapping[str, str], language: str | None = None) -> str:
    """The words in this language, of the moment where none is named; in another for want of it."""
    code = (language or get_language() or settings.LANGUAGE_CODE)[:2]
    return words.get(code) or next((said for said in words.values() if said), "")


def neutral(href: str) -> str:
    """An address of this site without its language: /vi/desk/ → /desk/.

    Raises:
        ValueError: it leads away from this site.
    """
    if not href.startswith("/") or href.startswith(("//", "/\\")):
        raise ValueError(f"not an address of this site: {href}")
    first, _slash, rest = href[1:].partition("/")
    return f"/{rest}" if first in _codes() else href


def address(href: str, language: str | None = None) -> str:
    """A neutral address in a language, of the moment where none is named."""
    return f"/{(language or get_language() or settings.LANGUAGE_CODE)[:2]}{href}"


def _codes() -> set[str]:
    return {code for code, _name in settings.LANGUAGES}


def _shown(value: Any) -> Any:
    if isinstance(value, datetime):
        return day_text(timezone.localtime(value).date())
    if isinstance(value, date):
        return day_text(value)
    if isinstance(value, Mapping):
        return of_language(value)
    return value if isinstance(value, int) else str(value)
