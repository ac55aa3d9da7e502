"""An enterprise's own commitments, and those that were made to it: see, claim, confirm.

Every look-up starts from the reader's organisation, so that another's commitment does not exist
here.
"""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from diaban.accounts.permissions import Permission, StaffRequest, requires
from diaban.visits import access
from diaban.visits.commitments import showing as commitment_showing
from diaban.visits.commitments import standing as commitment_standing
from diaban.visits.commitments.views import asked_for, served, shown, taken
from diaban.visits.models import Commitment


def own(request: StaffRequest) -> QuerySet[Commitment]:
    """What the reader's organisation promised, and what was promised where it was visited."""
    organisation = request.user.organisation
    if organisation is None or not organisation.is_active:
        raise PermissionDenied(
            _("Your account acts for no organisation. Ask the authority to link it.")
        )
    mine = Q(organisation=organisation) | Q(
        stop__organisation=organisation, side=Commitment.Side.AUTHORITY
    )
    return asked_for(Commitment.objects.filter(mine))


def the_commitment(request: StaffRequest, number: str) -> Commitment:
    found = own(request).filter(number__iexact=number).first()
    if found is None:
        raise Http404
    return found


@requires(Permission.CLAIM_COMMITMENTS)
@never_cache
@require_safe
def home(request: StaffRequest) -> HttpResponse:
    asked = own(request).prefetch_related("events").order_by("pk")
    found = list(commitment_standing.standings(asked))
    found.sort(key=lambda one: (not one.promise.is_owed, one.promise.due is None,
                                one.promise.due, one.commitment.pk))  # fmt: skip
    rows = [
        commitment_showing.brief(one)
        | {"ours": one.commitment.side == Commitment.Side.ENTERPRISE,
           "waits": bool(commitment_showing.steps(request.user, one))}
        for one in found
    ]  # fmt: skip
    waiting = access.minutes_waiting_for(request.user).order_by("pk")
    return render(request, "visits/my/commitments.html", {"rows": rows, "unsigned": waiting})


@requires(Permission.CLAIM_COMMITMENTS)
@never_cache
@require_safe
def commitment(request: StaffRequest, number: str) -> HttpResponse:
    found = the_commitment(request, number)
    return render(request, "visits/my/commitment.html", shown(request, found, staff=False))


@requires(Permission.CLAIM_COMMITMENTS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: StaffRequest, number: str, kind: str) -> HttpResponse:
    """Say that it is kept, or whether the authority's promise is."""
    found = the_commitment(request, number)
    form, context = taken(request, found, kind)
    if form is None:
        return redirect("my-commitments:commitment", number=found.number)
    return render(request, "visits/my/commitment_step.html", context | {"form": form})


@requires(Permission.CLAIM_COMMITMENTS)
@never_cache
@require_safe
def file(request: StaffRequest, number: str, pk: int) -> HttpResponse:
    return served(the_commitment(request, number), pk)
