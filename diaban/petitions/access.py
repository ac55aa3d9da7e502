"""Who may do what with which petition. The one place where it is decided."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from diaban.accounts.models import Organisation, User
from diaban.accounts.permissions import Permission, demand, may
from diaban.petitions.course import Kind
from diaban.petitions.models import Petition

OF_THE_ASKER = frozenset(
    {Kind.REPLIED, Kind.CONFIRMED, Kind.DISPUTED, Kind.FOLLOWED_UP, Kind.WITHDRAWN}
)
"""Steps that belong to the asker; an officer may write down what he said by telephone."""
OF_THE_PROGRAM = frozenset(
    {Kind.FILED, Kind.LAPSED, Kind.ESCALATED, Kind.CAUSE_GIVEN, Kind.PUBLISHED, Kind.UNPUBLISHED}
)
"""Steps that follow from something else; each has its own action."""
OF_HELPERS = frozenset({Kind.NOTED, Kind.RETURNED})
"""What the people of a co-ordinating body may write; the lead body also answers."""
OF_THE_AUTHORITY = frozenset({Kind.ROUTED, Kind.EXTENDED})
"""Who answers, and how long, is not for the one who answers to say."""


def asks(user: Any, petition: Petition) -> bool:
    """Whether `user` acts for the organisation that asks."""
    return (
        may(user, Permission.FILE_PETITIONS)
        and user.organisation_id is not None
        and user.organisation.is_active
        and user.organisation_id == petition.organisation_id
    )


def answers(user: Any, petition: Petition) -> bool:
    """Whether `user` is one of the people of the lead or of a co-ordinating body."""
    if not may(user, Permission.ANSWER_PETITIONS):
        return False
    concerned = [code for code in (petition.lead_id, *petition.coordinating) if code]
    return any(body.code in concerned for body in user.bodies.all())


def leads(user: Any, petition: Petition) -> bool:
    """Whether `user` is one of the people of the lead body."""
    if petition.lead_id is None or not may(user, Permission.ANSWER_PETITIONS):
        return False
    return any(body.code == petition.lead_id for body in user.bodies.all())


def works_with(user: Any, petition: Petition) -> bool:
    """Whether `user` reads the whole of it: staff all petitions, a department what is its own."""
    return may(user, Permission.SEE_PETITIONS) or answers(user, petition)


def sees(user: Any, petition: Petition) -> bool:
    """Staff see all, a department what is routed to it, an enterprise its own."""
    return works_with(user, petition) or asks(user, petition)


def seen_by(user: Any) -> QuerySet[Petition]:
    """The petitions that `user` may see on the desk."""
    everything = Petition.objects.all()
    if may(user, Permission.SEE_PETITIONS):
        return everything
    if not may(user, Permission.ANSWER_PETITIONS):
        return everything.none()
    mine = list(user.bodies.values_list("code", flat=True))
    helps = Q()
    for code in mine:
        helps |= Q(coordinating__icontains=f'"{code}"')
    return everything.filter(Q(lead__in=mine) | helps) if mine else everything.none()


def demand_filing(by: User | None, organisation: Organisation | None) -> None:
    """Raise `PermissionDenied` unless `by` may file for this petitioner. None is the program."""
    if by is None or may(by, Permission.HANDLE_PETITIONS):
        return
    demand(by, Permission.FILE_PETITIONS)
    if organisation is None or organisation.pk != by.organisation_id or not organisation.is_active:
        raise PermissionDenied(_("You may file for your own organisation only."))


def demand_work(by: User | None, petition: Petition) -> None:
    """Raise `PermissionDenied` unless `by` works on this petition."""
    if by is not None and not answers(by, petition):
        demand(by, Permission.HANDLE_PETITIONS)


def demand_step(by: User | None, petition: Petition, kind: Kind) -> None:
    """Raise `PermissionDenied` unless `by` may take this step with this petition."""
    if by is None:
        return
    if kind in OF_THE_PROGRAM:
        raise PermissionDenied(_("Nobody takes this step by hand."))
    if may(by, Permission.HANDLE_PETITIONS) or (kind in OF_THE_ASKER and asks(by, petition)):
        return
    own = leads(by, petition) and kind not in OF_THE_ASKER | OF_THE_AUTHORITY
    if not own and not (kind in OF_HELPERS and answers(by, petition)):
        demand(by, Permission.HANDLE_PETITIONS)


def offers(user: Any, petition: Petition, kind: Kind) -> bool:
    """Whether a page should offer the step to `user`."""
    try:
        demand_step(user, petition, kind)
    except PermissionDenied:
        return False
    return True
