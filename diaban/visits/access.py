"""Who may do what with which visit and commitment. The one place where it is decided.

Officers and leaders see every visit. Recording on a stop is for those who go there: the leader and
the members of the visit. A department's account sees the commitments of its body, an enterprise's
account those of its organisation and the visits that it received; neither sees what was only noted.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from diaban.accounts.models import Role, User
from diaban.accounts.permissions import Permission, demand, may
from diaban.visits.commitments import promises as promise
from diaban.visits.models import Commitment, CommitmentEvent, Minute, Stop, Visit


def goes(user: Any, visit: Visit) -> bool:
    """Whether `user` leads the visit or is one of its members."""
    return user.pk is not None and (
        visit.leader_id == user.pk or visit.members.filter(pk=user.pk).exists()
    )


def records(user: Any, visit: Visit) -> bool:
    """Whether `user` may write down what the visit saw."""
    return may(user, Permission.RECORD_VISITS) and goes(user, visit)


def demand_recording(by: User | None, visit: Visit) -> None:
    """Raise `PermissionDenied` unless `by` may record on the visit's stops. None is the program."""
    if by is None:
        return
    demand(by, Permission.RECORD_VISITS)
    if not goes(by, visit):
        raise PermissionDenied(_("Only those who go on a visit record what was seen there."))


def settles(user: Any, visit: Visit) -> bool:
    """Whether `user` may decide what two people wrote differently, or what is held for repair:
    those who were there, and those who plan visits.
    """
    return records(user, visit) or may(user, Permission.PLAN_VISITS)


def demand_settling(by: User, visit: Visit) -> None:
    """Raise `PermissionDenied` unless `by` `settles`."""
    if not settles(by, visit):
        demand(by, Permission.PLAN_VISITS)


def carried_by(user: Any) -> QuerySet[Visit]:
    """The visits that `user` may take along into the field."""
    everything = Visit.objects.all()
    if not may(user, Permission.RECORD_VISITS):
        return everything.none()
    return everything.filter(Q(leader=user) | Q(members=user)).distinct()


def acts_for(user: Any, organisation_id: int | None) -> bool:
    """Whether `user` is an enterprise's account of this organisation."""
    return (
        may(user, Permission.CLAIM_COMMITMENTS)
        and organisation_id is not None
        and user.organisation_id == organisation_id
        and user.organisation.is_active
    )


def receives(user: Any, stop: Stop) -> bool:
    """Whether the stop was a visit to the organisation of `user`."""
    return acts_for(user, stop.organisation_id)


def promises(user: Any, commitment: Commitment) -> bool:
    """Whether `user` is of the side that promised, and so may say that it is kept."""
    if commitment.side == Commitment.Side.ENTERPRISE:
        return acts_for(user, commitment.organisation_id)
    return (
        may(user, Permission.CLAIM_COMMITMENTS)
        and commitment.body_id is not None
        and user.bodies.filter(code=commitment.body_id).exists()
    )


def sees_commitment(user: Any, commitment: Commitment) -> bool:
    """Staff see all; the two sides see what was promised between them."""
    return (
        may(user, Permission.SEE_VISITS)
        or promises(user, commitment)
        or receives(user, commitment.stop)
    )


def commitments_seen_by(user: Any) -> QuerySet[Commitment]:
    """The commitments that `user` may see: on the desk, or in the enterprises' own area."""
    everything = Commitment.objects.all()
    if may(user, Permission.SEE_VISITS):
        return everything
    if not may(user, Permission.CLAIM_COMMITMENTS):
        return everything.none()
    if may(user, Permission.OPEN_COMMITMENTS):
        return everything.filter(side=Commitment.Side.AUTHORITY, body__in=user.bodies.all())
    if user.organisation_id is None or not user.organisation.is_active:
        return everything.none()
    mine = Q(organisation=user.organisation_id) | Q(stop__organisation=user.organisation_id)
    return everything.filter(mine)


OF_THE_PROMISER = frozenset({promise.Kind.CLAIMED_KEPT})
"""Steps of the side that promised; an officer may write down what he was told."""
OF_THE_OTHER = frozenset({
    promise.Kind.KEPT, promise.Kind.REFUTED, promise.Kind.NOT_KEPT, promise.Kind.WITHDRAWN,
})  # fmt: skip
"""Steps of the side to which it was promised; for the enterprises' promises an officer's."""
SETTLES = frozenset({promise.Kind.KEPT, promise.Kind.WITHDRAWN})
"""Steps that free the promiser: the authority does not free itself."""


def other_side(user: Any, commitment: Commitment) -> bool:
    """Whether `user` is of the side to which it was promised, and so says whether it is kept."""
    if commitment.side == Commitment.Side.ENTERPRISE:
        return may(user, Permission.HANDLE_COMMITMENTS)
    return receives(user, commitment.stop)


def answers_itself(stop: Stop) -> bool:
    """Whether the organisation that was visited has an account by which it can say so itself."""
    return (
        stop.organisation_id is not None
        and User.objects.filter(
            organisation=stop.organisation_id, organisation__is_active=True, role=Role.ENTERPRISE,
            is_active=True,
        ).exists()
    )  # fmt: skip


def written_by_desk(commitment: Commitment, kind: str, by: User | None) -> bool:
    """Whether a word that is the other side's on a promise of the authority comes from the desk:
    what an account of the other side has not said itself."""
    ours = commitment.side == Commitment.Side.AUTHORITY and kind in SETTLES
    return ours and (by is None or by.role != Role.ENTERPRISE)


def demand_commitment_step(by: User | None, commitment: Commitment, kind: promise.Kind) -> None:
    """Raise `PermissionDenied` unless `by` may take this step. None is the program itself.

    Who said that a promise is kept does not confirm it himself. A promise of the authority is
    settled by the side to which it was made; only where that has no account, the desk records it
    for it, and then two people: one claims and another confirms.
    """
    if by is None:
        return
    claim = standing_claim(commitment) if kind in OF_THE_OTHER else None
    mine = claim is not None and claim.by_id == by.pk
    if mine and kind in OF_THE_OTHER - {promise.Kind.WITHDRAWN}:
        raise PermissionDenied(_("You said yourself that it is kept: somebody else confirms it."))
    own = (kind in OF_THE_PROMISER and promises(by, commitment)) or (
        kind in OF_THE_OTHER and other_side(by, commitment)
    )
    if own:
        return
    demand(by, Permission.HANDLE_COMMITMENTS)
    if commitment.side == Commitment.Side.AUTHORITY and kind in SETTLES:
        if answers_itself(commitment.stop):
            raise PermissionDenied(
                _("It was promised to an organisation that says so itself, in its own area.")
            )
        if kind == promise.Kind.KEPT and claim is None:
            raise PermissionDenied(
                _("Put on record first that it is said to be kept; somebody else confirms it.")
            )


def standing_claim(commitment: Commitment) -> CommitmentEvent | None:
    """The claim that it is kept which nobody has refuted since."""
    claim = None
    for row in sorted(commitment.events.all(), key=lambda one: (one.recorded_at, one.pk)):
        if row.kind == promise.Kind.CLAIMED_KEPT:
            claim = row
        elif row.kind in (promise.Kind.REFUTED, promise.Kind.NOT_KEPT):
            claim = None
    return claim


def offers_step(user: Any, commitment: Commitment, kind: promise.Kind) -> bool:
    """Whether a page should offer the step to `user`."""
    try:
        demand_commitment_step(user, commitment, kind)
    except PermissionDenied:
        return False
    return True


def demand_minute(by: User | None, stop: Stop) -> None:
    """Raise `PermissionDenied` unless `by` may make and send the minute of this stop: those who go
    on the visit, and those who answer for every minute of the authority."""
    if by is None:
        return
    demand(by, Permission.SIGN_MINUTES)
    if not goes(by, stop.visit) and not may(by, Permission.ANSWER_FOR_MINUTES):
        raise PermissionDenied(_("Only those who go on a visit make its minutes."))


def demand_signing(by: User | None, stop: Stop, side: str) -> None:
    """Raise `PermissionDenied` unless `by` may sign for this side. Who was there writes down the
    other side's signature; the organisation that was visited also signs by its own account."""
    if by is None or (side == "other" and receives(by, stop)):
        return
    demand(by, Permission.SIGN_MINUTES)
    if not goes(by, stop.visit):
        raise PermissionDenied(_("Only those who were on the visit sign its minutes."))


def minutes_received_by(user: Any) -> QuerySet[Minute]:
    """The minutes that an enterprise's account reads: signed by the authority, of visits to it."""
    if not may(user, Permission.CLAIM_COMMITMENTS) or user.organisation_id is None:
        return Minute.objects.none()
    return Minute.objects.filter(
        stop__organisation=user.organisation_id,
        stop__organisation__is_active=True,
        signed_by_authority_at__isnull=False,
    )


def minutes_waiting_for(user: Any) -> QuerySet[Minute]:
    """Those that it has neither signed nor refused, and that no later version replaces."""
    later = Minute.objects.filter(stop=OuterRef("stop"), version__gt=OuterRef("version"))
    asked = minutes_received_by(user).filter(signed_by_other_at=None, refused="")
    return asked.exclude(Exists(later))
