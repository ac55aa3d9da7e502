"""States of legality in words, each with the icon that says the same without colour."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from diaban.materials import legality

STATES: Mapping[str, tuple[str | Promise, str]] = {
    legality.VALID: (_("papers hold"), "check"),
    legality.EXPIRING: (_("papers expire soon"), "clock"),
    legality.EXPIRED: (_("papers have expired"), "warning"),
    legality.UNKNOWN: (_("nobody knows until when the papers hold"), "unknown"),
    legality.MISSING: (_("no papers"), "unknown"),
}
