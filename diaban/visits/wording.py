"""What people read about visits: reasons, events, changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from diaban.design import formats
from diaban.projects.wording import MILESTONES
from diaban.visits.planning.proposal import Code

CHANGED = {
    "title": lazy("title"),
    "purpose": lazy("purpose"),
    "leader": lazy("leader"),
    "members": lazy("members"),
    "first_day": lazy("first day"),
    "last_day": lazy("last day"),
    "stops": lazy("stops"),
}
"""What a change of a visit can change."""

EVENTS = {
    "planned": lazy("put into the plan"),
    "changed": lazy("changed"),
    "begun": lazy("begun"),
    "done": lazy("over"),
    "cancelled": lazy("cancelled"),
}
"""What happened to a visit."""

MISSING = {
    "outcome": lazy("nobody has said what became of it"),
    "minute": lazy("its minute is not sent yet"),
    "decision": lazy("something from the field waits for a decision"),
}
"""What keeps a visit from being complete, at one stop (`ending.Missing`)."""

BADGES = {"planned": "planned", "under_way": "free", "done": "ok", "cancelled": "unknown"}


def language() -> str:
    return (get_language() or "vi")[:2]


def reason(said: Mapping[str, Any]) -> str:
    """One line of a score in words, as `proposal.Reason.as_dict` has it."""
    amount = int(said.get("amount", 0))
    detail = str(said.get("detail", ""))
    counted = {"count": amount}
    match said.get("code"):
        case Code.PETITIONS_OVERDUE:
            return (
                ngettext("%(count)d overdue petition", "%(count)d overdue petitions", amount)
                % counted
            )
        case Code.DOSSIERS_OVERDUE:
            return (
                ngettext("%(count)d overdue dossier", "%(count)d overdue dossiers", amount)
                % counted
            )
        case Code.DOSSIERS_AT_RISK:
            return (
                ngettext(
                    "%(count)d dossier due within three days",
                    "%(count)d dossiers due within three days",
                    amount,
                )
                % counted
            )
        case Code.COMMITMENTS_BROKEN:
            return (
                ngettext("%(count)d broken promise", "%(count)d broken promises", amount) % counted
            )
        case Code.COMMITMENTS_DUE:
            return (
                ngettext(
                    "%(count)d promise due or past its day",
                    "%(count)d promises due or past their day",
                    amount,
                )
                % counted
            )
        case Code.MILESTONE_LATE:
            said_days = ngettext("%(count)d day late", "%(count)d days late", amount) % counted
            return f"{MILESTONES.get(detail, detail)}: {said_days}"
        case Code.NEVER_VISITED:
            return _("never visited, as far as is on record")
        case Code.LONG_UNVISITED:
            ago = ngettext("%(count)d day ago", "%(count)d days ago", amount) % counted
            day = formats.day(date.fromisoformat(detail), language()) if detail else "–"
            return _("last visited on %(day)s, %(ago)s") % {"day": day, "ago": ago}
        case Code.DISTANCE:
            return _("%(km)s km from the start as the crow flies") % {
                "km": formats.number(amount, language(), 0)
            }
        case Code.LOCATION_UNKNOWN:
            if detail == "office":
                return _("no starting place is chosen: no distance")
            return _("its location is not known: no distance")
    return str(said.get("code", ""))


def points(said: Mapping[str, Any]) -> str:
    """+5, 0, −2."""
    value = int(said.get("points", 0))
    return f"+{value}" if value > 0 else f"−{-value}" if value < 0 else "0"


def lines(reasons: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Reasons as a page lists them."""
    return [{"points": points(one), "text": reason(one)} for one in reasons]
