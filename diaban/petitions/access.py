"""Who may do what with which petition. The one place where it is decided."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from diaban.accounts.models import Organisation, User
from diaban.accounts.permissions import Permission, demand, may
from diaban.petitions.course import Kind, State
from diaban.petitions.models import Petition, PetitionEvent

OF_THE_ASKER = frozenset(
    {Kind.REPLIED, Kind.CONFIRMED, Kind.DISPUTED, Kind.FOLLOWED_UP, Kind.WITHDRAWN}
)
"""Steps that belong to the asker; an officer may write down what he said by telephone."""
OF_HIM_ALONE = frozenset({Kind.CONFIRMED, Kind.WITHDRAWN})
"""Steps that close a petition: an asker with an account takes them himself."""
OF_THE_PROGRAM = frozenset(
    {Kind.FILED, Kind.LAPSED, Kind.ESCALATED, Kind.CAUSE_GIVEN, Kind.PUBLISHED, Kind.UNPUBLISHED}
)
"""Steps that follow from something else; each has its own action."""
OF_HELPERS = frozenset({Kind.NOTED})
"""What the people of a co-ordinating body may write; the lead body also answers."""
OF_THE_ASKED = frozenset({Kind.NOTED, Kind.RETURNED})
"""What the people of a body that was asked may write, until it has answered."""
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


def speakers(organisations: Iterable[int]) -> list[User]:
    """The accounts that speak for these organisations."""
    people = User.objects.filter(
        organisation__in=list(organisations), organisation__is_active=True, is_active=True
    )
    return [user for user in people if may(user, Permission.FILE_PETITIONS)]


def in_his_name(by: User | None, petition: Petition, kind: Kind) -> bool:
    """Whether `by` would write down a word of the asker without being the asker."""
    return by is not None and kind in OF_THE_ASKER and not asks(by, petition)


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


def is_asked(user: Any, petition: Petition) -> bool:
    """Whether `user` is one of the people of a body that was asked and has not answered."""
    mine = own_bodies(user)
    return bool(mine) and Petition.objects.filter(_asked_of(mine), pk=petition.pk).exists()


def own_bodies(user: Any) -> list[str]:
    """The codes of the bodies for which `user` answers."""
    if not may(user, Permission.ANSWER_PETITIONS):
        return []
    return [body.code for body in user.bodies.all()]


def _asked_of(codes: list[str]) -> Q:
    """Petitions that wait for one of these bodies' opinion, as `course` replays their events."""
    asked = Q(pk__in=[])
    for code in codes:
        over = Q(kind=Kind.RETURNED, data__body=code) | Q(
            kind__in=(Kind.TRANSFERRED, Kind.ANSWERED)
        )
        later = PetitionEvent.objects.filter(
            over, petition=OuterRef("petition"), sequence__gt=OuterRef("sequence")
        )
        waiting = PetitionEvent.objects.filter(
            ~Exists(later), petition=OuterRef("pk"), kind=Kind.CONSULTED, data__body=code
        )
        asked |= Q(Exists(waiting))
    return asked & Q(state__in=(State.OPEN, State.WAITING))


def works_with(user: Any, petition: Petition) -> bool:
    """Whether `user` reads the whole of it: staff all petitions, a department what is its own, and
    what it was asked about until it has answered.
    """
    return (
        may(user, Permission.SEE_PETITIONS) or answers(user, petition) or is_asked(user, petition)
    )


def sees(user: Any, petition: Petition) -> bool:
    """Staff see all, a department what is routed to it or asked of it, an enterprise its own."""
    return works_with(user, petition) or asks(user, petition)


def seen_by(user: Any) -> QuerySet[Petition]:
    """The petitions that `user` may see on the desk."""
    everything = Petition.objects.all()
    if may(user, Permission.SEE_PETITIONS):
        return everything
    mine = own_bodies(user)
    helps = _asked_of(mine)
    for code in mine:
        helps |= Q(coordinating__icontains=f'"{code}"')
    return everything.filter(Q(lead__in=mine) | helps) if mine else everything.none()


def seen_among(user: Any, found: Iterable[Petition]) -> set[int]:
    """The keys of those of a few petitions that `user` may see on the desk, asked at once."""
    asked = [one.pk for one in found]
    if not asked or may(user, Permission.SEE_PETITIONS):
        return set(asked)
    return set(seen_by(user).filter(pk__in=asked).values_list("pk", flat=True))


def demand_filing(
    by: User | None, organisation: Organisation | None, recurs: Petition | None = None
) -> None:
    """Raise `PermissionDenied` unless `by` may file for this petitioner, after an earlier petition
    of its own (`recurs`) if it comes again. None is the program."""
    if by is None or may(by, Permission.HANDLE_PETITIONS):
        return
    demand(by, Permission.FILE_PETITIONS)
    if organisation is None or organisation.pk != by.organisation_id or not organisation.is_active:
        raise PermissionDenied(_("You may file for your own organisation only."))
    if recurs is not None and recurs.organisation_id != organisation.pk:
        raise PermissionDenied(_("The earlier petition is not your organisation's."))


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
    asker = petition.organisation_id if kind in OF_HIM_ALONE else None
    if asker is not None and not asks(by, petition) and speakers([asker]):
        raise PermissionDenied(_("The asker has an account here and takes this step himself."))
    if may(by, Permission.HANDLE_PETITIONS) or (kind in OF_THE_ASKER and asks(by, petition)):
        return
    own = leads(by, petition) and kind not in OF_THE_ASKER | OF_THE_AUTHORITY
    helps = kind in OF_HELPERS and answers(by, petition)
    if not own and not helps and not (kind in OF_THE_ASKED and is_asked(by, petition)):
        demand(by, Permission.HANDLE_PETITIONS)


def speaks_for(by: User | None, petition: Petition, body: str) -> bool:
    """Whether `by` may write down what `body` says: he is of it, or whoever asked it tells him."""
    if by is None or may(by, Permission.HANDLE_PETITIONS) or leads(by, petition):
        return True
    return body in own_bodies(by)


def offers(user: Any, petition: Petition, kind: Kind) -> bool:
    """Whether a page should offer the step to `user`."""
    try:
        demand_step(user, petition, kind)
    except PermissionDenied:
        return False
    return True
