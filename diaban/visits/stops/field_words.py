"""What the fields of a stop's record are called, and how their values read."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from diaban.visits.stops import checklist, field_names
from diaban.visits.wording import language


def label(name: str) -> str:
    """The field in the reader's language; one that nobody knows is shown by its name."""
    match name:
        case field_names.NOTE:
            return _("Note")
        case field_names.MET:
            return _("Who was met")
        case field_names.STATE:
            return _("What became of this stop")
        case "signed.authority":
            return _("Signature for the authority")
        case "signed.other":
            return _("Signature for the other side")
    asked = name.removesuffix(checklist.NOTE)
    for version in checklist.VERSIONS:
        for item in version.items:
            if item.field == asked:
                words = checklist.said(item.words, language())
                return words if asked == name else _("Remark on: %(what)s") % {"what": words}
    return name


def value(name: str, said: Any) -> str:
    """A value in words; nothing noted is said as such."""
    if said in (None, "", [], {}):
        return _("nothing")
    choices = field_names.OUTCOMES if name == field_names.STATE else checklist.ANSWERS
    if not field_names.is_text(name) and isinstance(said, str) and said in choices:
        return checklist.said(choices[said], language())
    if isinstance(said, dict):
        told = [str(said[part]) for part in ("name", "position", "refused") if said.get(part)]
        return ", ".join(told)
    return str(said)
