"""The words of the catalogue: stages, roles, types. Shown in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

STAGES: Mapping[str, Promise] = {
    "approval": _("Before investment: policy approval"),
    "registration": _("Investment registration"),
    "land": _("Land"),
    "environment": _("Environment"),
    "construction": _("Planning and construction"),
    "labour": _("Labour"),
    "operation": _("In operation"),
}

ROLES: Mapping[str, Promise] = {
    "reception": _("One-stop desk"),
    "specialist": _("Specialist division"),
    "leader": _("Leader"),
    "clerk": _("Clerk: seal and number"),
    "agency": _("Another agency"),
}

COMPONENT_KINDS: Mapping[str, Promise] = {
    "document": _("document"),
    "form": _("electronic form"),
}

FIELD_TYPES: Mapping[str, Promise] = {
    "text": _("short text"),
    "words": _("long text"),
    "number": _("number"),
    "date": _("date"),
    "choice": _("choice"),
    "yes_no": _("yes or no"),
}

TRUST: Mapping[str, Promise] = {
    "S-H": _("read in a primary source, or several that agree (S-H)"),
    "S-M": _("read in one secondary source (S-M)"),
    "S-L": _("read in a weak or self-contradicting source (S-L)"),
    "D": _("arithmetic on sourced facts (D)"),
    "M-H": _("general knowledge, high confidence, not verified (M-H)"),
    "M-M": _("general knowledge, not verified (M-M)"),
    "M-L": _("general knowledge, low confidence, not verified (M-L)"),
}
