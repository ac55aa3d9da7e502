"""The page on which a device that carries visits is said to be lost, or found again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from diaban.accounts.permissions import Permission, StaffRequest, may, requires
from diaban.visits.field import devices as actions


@requires(Permission.RECORD_VISITS)
@require_safe
def devices(request: StaffRequest) -> HttpResponse:
    context = {
        "desk_section": "visits-conflicts",
        "devices": actions.seen_by(request.user),
        "everybodys": may(request.user, Permission.MANAGE_ACCOUNTS),
    }
    return render(request, "visits/field/devices.html", context)


@requires(Permission.RECORD_VISITS)
@require_POST
def change(request: StaffRequest, pk: int) -> HttpResponse:
    """Lost or found again, as the pressed button says."""
    found = get_object_or_404(actions.seen_by(request.user), pk=pk)
    if request.POST.get("how") == "found":
        actions.find_again(found, by=request.user)
        messages.success(request, _("The device is known again: sign in on it."))
    else:
        actions.lose(found, by=request.user)
        messages.success(
            request, _("The device is told at its next contact. Its people are signed out.")
        )
    return redirect("visits-desk:devices")
