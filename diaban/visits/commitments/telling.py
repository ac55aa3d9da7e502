"""Who is told what about a commitment: both sides, each in its own area and language."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from diaban.accounts.models import Role, User
from diaban.accounts.permissions import Permission
from diaban.notices.actions import tell
from diaban.notices.kinds import Kind as NoticeKind
from diaban.notices.models import Delivery
from diaban.notices.wording import Text, said
from diaban.visits.commitments.promises import Kind, Promise
from diaban.visits.models import Commitment

BOTH = (Permission.OPEN_COMMITMENTS, Permission.CLAIM_COMMITMENTS)
KINDS = (
    NoticeKind("commitment.made", _("A commitment is put on record"), "commitments",
               permissions=BOTH),
    NoticeKind("commitment.claimed", _("A commitment to you is said to be kept"), "commitments",
               Delivery.AT_ONCE, BOTH),
    NoticeKind("commitment.decided", _("A commitment is confirmed, refuted, moved or let go"),
               "commitments", permissions=BOTH),
    NoticeKind("commitment.due", _("A commitment is due soon"), "commitments", permissions=BOTH),
    NoticeKind("commitment.overdue", _("A commitment is past its day or broken"), "commitments",
               Delivery.AT_ONCE, BOTH),
)  # fmt: skip

STEPS = {
    Kind.MADE: ("commitment.made", gettext_noop("Put on record: commitment %(number)s")),
    Kind.CLAIMED_KEPT: (
        "commitment.claimed",
        gettext_noop("Commitment %(number)s is said to be kept: please confirm"),
    ),
    Kind.KEPT: ("commitment.decided", gettext_noop("Commitment %(number)s is confirmed as kept")),
    Kind.REFUTED: (
        "commitment.decided",
        gettext_noop("Commitment %(number)s is not yet found kept"),
    ),
    Kind.POSTPONED: ("commitment.decided", gettext_noop("Commitment %(number)s is postponed")),
    Kind.NOT_KEPT: ("commitment.overdue", gettext_noop("Commitment %(number)s is broken")),
    Kind.WITHDRAWN: ("commitment.decided", gettext_noop("Commitment %(number)s is let go")),
}
REMINDERS = {
    "before": ("commitment.due", gettext_noop("Commitment %(number)s is due on %(day)s")),
    "after": ("commitment.overdue", gettext_noop("Commitment %(number)s was due on %(day)s")),
    "confirm": (
        "commitment.claimed",
        gettext_noop("Commitment %(number)s still waits for your confirmation"),
    ),
    "broken": (
        "commitment.overdue",
        gettext_noop("Commitment %(number)s counts as broken: no word since %(day)s"),
    ),
}


def step(commitment: Commitment, kind: Kind, *, by: User | None) -> None:
    """Tell both sides of a step, but not who took it; inside the caller's transaction."""
    name, title = STEPS[kind]
    to = other(commitment) if kind == Kind.CLAIMED_KEPT else everybody(commitment)
    _tell(name, to, commitment, said(title, number=commitment.number), by=by)


def reminder(commitment: Commitment, stage: str, found: Promise) -> None:
    """Remind who has to do something; who waits for it hears of what is broken."""
    name, title = REMINDERS[stage]
    to = {"before": promisers, "after": everybody, "broken": everybody, "confirm": other}[stage]
    words = said(title, number=commitment.number, day=found.due or found.at)
    _tell(name, to(commitment), commitment, words, once=f"{commitment.key} {stage} {found.due}")


def _tell(
    name: str,
    people: Iterable[User],
    commitment: Commitment,
    title: Text,
    *,
    by: User | None = None,
    once: str = "",
) -> None:
    """The enterprises' people are led to their own area, the others to the desk."""
    reached = {user.pk: user for user in people}.values()
    for own in (False, True):
        area = "my-commitments" if own else "commitments-desk"
        tell(
            name, [user for user in reached if (user.role == Role.ENTERPRISE) == own],
            title=title, text=Truncator(commitment.what).chars(200),
            href=reverse(f"{area}:commitment", args=[commitment.number]),
            about=commitment.key, once=once, by=by, demonstration=commitment.demonstration,
        )  # fmt: skip


def promisers(commitment: Commitment) -> list[User]:
    """The people of the side that promised; who led the visit, where nobody else is known."""
    if commitment.side == Commitment.Side.ENTERPRISE:
        found = _members(commitment.organisation_id)
    else:
        found = User.objects.filter(bodies=commitment.body_id) if commitment.body_id else None
    return _or_the_team(found, commitment)


def other(commitment: Commitment) -> list[User]:
    """Those to whom it was promised and who say whether it is kept."""
    if commitment.side == Commitment.Side.ENTERPRISE:
        return _or_the_team(None, commitment)
    return _or_the_team(_members(commitment.stop.organisation_id), commitment)


def everybody(commitment: Commitment) -> list[User]:
    return [*promisers(commitment), *other(commitment), *_or_the_team(None, commitment)]


def _members(organisation: int | None) -> QuerySet[User] | None:
    if organisation is None:
        return None
    return User.objects.filter(
        organisation=organisation, organisation__is_active=True, role=Role.ENTERPRISE
    )


def _or_the_team(found: QuerySet[User] | None, commitment: Commitment) -> list[User]:
    people = [user for user in found if user.is_active] if found is not None else []
    if people:
        return people
    visit = commitment.stop.visit
    leader = [visit.leader] if visit.leader else []
    return leader or list(visit.members.all())
