"""Who hears of a visit: its leader and members, when it is planned, changed or cancelled."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy, gettext_noop

from diaban.accounts.models import User
from diaban.accounts.permissions import Permission
from diaban.notices.actions import tell
from diaban.notices.kinds import Kind
from diaban.notices.wording import said
from diaban.visits.models import Visit, VisitEvent

TO_END = "visit.to_end"
KINDS = (
    Kind("visit.team", gettext_lazy("A visit on which one goes is planned, changed or cancelled"),
         "visits", permissions=(Permission.SEE_VISITS,)),
    Kind("visit.to_settle", gettext_lazy("Something from the field needs a decision"), "visits",
         permissions=(Permission.SEE_VISITS,)),
    Kind(TO_END, gettext_lazy("A visit whose last day has passed waits for its end"), "visits",
         permissions=(Permission.SEE_VISITS,)),
)  # fmt: skip
_TITLES = {
    VisitEvent.Kind.PLANNED: gettext_noop("You go on the visit %(number)s on %(day)s"),
    VisitEvent.Kind.CHANGED: gettext_noop("The visit %(number)s on %(day)s was changed"),
    VisitEvent.Kind.CANCELLED: gettext_noop("The visit %(number)s on %(day)s is cancelled"),
}


TO_SETTLE = {
    "conflict": gettext_noop("Visit %(number)s: two people wrote something different"),
    "held": gettext_noop("Visit %(number)s: a note from the field is held"),
    "file": gettext_noop("Visit %(number)s: a file from the field cannot be opened"),
}


def to_settle(visit: Visit, what: str, once: str) -> None:
    """Tell whoever goes that a person has to decide; inside the caller's transaction."""
    tell(
        "visit.to_settle", [one for one in (visit.leader, *visit.members.all()) if one is not None],
        title=said(TO_SETTLE[what], number=visit.number), text=visit.title, about=visit.key,
        href=reverse("visits-desk:conflicts"), demonstration=visit.demonstration, once=once,
    )  # fmt: skip


def team(
    visit: Visit, kind: str, *, by: User | None, why: str = "", also: Iterable[User] = ()
) -> None:
    """Tell whoever goes, or went before a change (`also`); inside the caller's transaction."""
    title = said(_TITLES[VisitEvent.Kind(kind)], number=visit.number, day=visit.first_day)
    going = [one for one in (visit.leader, *visit.members.all(), *also) if one is not None]
    tell(
        "visit.team", going, title=title, text=why or visit.title, by=by, about=visit.key,
        href=reverse("visits-desk:visit", args=[visit.number]), demonstration=visit.demonstration,
    )  # fmt: skip


_TO_END = {
    True: gettext_noop("Visit %(number)s: nothing is missing any more, it can be ended"),
    False: gettext_noop("Visit %(number)s was to end on %(day)s: is the task force back?"),
}


def to_end(visit: Visit, people: Iterable[User], *, complete: bool, once: str) -> None:
    """Ask whether the task force is back; inside the caller's transaction."""
    tell(
        TO_END, people, title=said(_TO_END[complete], number=visit.number, day=visit.last_day),
        text=visit.title, about=visit.key, once=once, demonstration=visit.demonstration,
        href=reverse("visits-desk:visit", args=[visit.number]),
    )  # fmt: skip
