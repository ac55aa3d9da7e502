"""Who hears of a minute: asked to sign it, sent it, or that its letter could not be mailed."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy, gettext_noop

from diaban.accounts.models import Role, User
from diaban.accounts.permissions import Permission, may
from diaban.notices.actions import tell
from diaban.notices.kinds import Kind
from diaban.notices.models import Delivery, Notice
from diaban.notices.wording import Text, said
from diaban.visits.models import Minute

KINDS = (
    Kind("minute.waits", gettext_lazy("A minute waits for your signature"), "visits",
         Delivery.AT_ONCE, (Permission.CLAIM_COMMITMENTS,)),
    Kind("minute.sent", gettext_lazy("A minute of a visit is sent"), "visits",
         permissions=(Permission.CLAIM_COMMITMENTS, Permission.SEE_VISITS)),
    Kind("minute.unmailed", gettext_lazy("A minute could not be mailed"), "visits",
         permissions=(Permission.SEE_VISITS,)),
)  # fmt: skip


def waits(minute: Minute, *, by: User | None) -> None:
    """Ask the side that was visited to sign; inside the caller's transaction."""
    title = said(
        gettext_noop("The minute %(number)s waits for your signature"), number=number_of(minute)
    )
    _tell("minute.waits", _members(minute), minute, title, own=True, by=by)


def sent(minute: Minute, *, by: User | None) -> list[str]:
    """Send it to both sides; whom it reached, as words that stay on record."""
    title = said(gettext_noop("The minute %(number)s is finished"), number=number_of(minute))
    stop = minute.stop
    went = team(minute)
    once = f"minute {minute.pk} sent"
    _tell("minute.sent", _members(minute), minute, title, own=True, by=by, once=once)
    _tell("minute.sent", went, minute, title, own=False, by=by, once=once)
    reached = [str(one) for one in went]
    if stop.organisation is not None and stop.organisation.is_active:
        reached.append(str(stop.organisation))
    return reached + [one for one in minute.sent_to if "@" in one]


def unmailed(minute: Minute, address: str) -> None:
    """Tell those who went on the visit that a letter is given up, once for an address."""
    title = said(
        gettext_noop("The minute %(number)s could not be mailed to %(address)s"),
        number=number_of(minute), address=address,
    )  # fmt: skip
    once = _unmailed_once(minute, address)
    _tell("minute.unmailed", team(minute), minute, title, own=False, by=None, once=once)


def may_tell_unmailed(minute: Minute, address: str) -> bool:
    """Whether nobody was told yet that this letter is given up, and there is somebody to tell."""
    told = Notice.objects.filter(kind="minute.unmailed", once=_unmailed_once(minute, address))
    return not told.exists() and bool(team(minute))


def _unmailed_once(minute: Minute, address: str) -> str:
    return f"minute {minute.pk} unmailed {address}"


def file_name(minute: Minute, kind: str) -> str:
    return f"bien-ban-{number_of(minute).split('/')[0]}.{kind}"


def number_of(minute: Minute) -> str:
    return str(minute.content.get("number", ""))


def team(minute: Minute) -> list[User]:
    """Who went on the visit and may still see visits, its leader first."""
    visit = minute.stop.visit
    people = [one for one in (visit.leader, *visit.members.all()) if one is not None]
    return list({one.pk: one for one in people if may(one, Permission.SEE_VISITS)}.values())


def _members(minute: Minute) -> list[User]:
    organisation = minute.stop.organisation
    if organisation is None or not organisation.is_active:
        return []
    return list(User.objects.filter(organisation=organisation, role=Role.ENTERPRISE))


def _tell(
    name: str,
    people: Iterable[User],
    minute: Minute,
    title: Text,
    *,
    own: bool,
    by: User | None,
    once: str = "",
) -> None:
    tell(
        name, people, title=title, text=minute.stop.visit.title,
        href=reverse("my-minutes:minute" if own else "minutes-desk:minute", args=[minute.pk]),
        about=f"minute:{minute.pk}", once=once, by=by,
        demonstration=minute.stop.visit.demonstration,
    )  # fmt: skip
