"""The minutes of visits to one's own organisation: read, sign, refuse, download."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from diaban.accounts.permissions import Permission, StaffRequest, requires
from diaban.notices.actions import read_about
from diaban.visits import access
from diaban.visits.minutes import actions as minute_actions
from diaban.visits.minutes.actions import OTHER
from diaban.visits.minutes.forms import RefuseForm, SignForm
from diaban.visits.minutes.views import refusal_recorded, served, shown, signed
from diaban.visits.models import Minute


def the_minute(request: StaffRequest, pk: int) -> Minute:
    rows = access.minutes_received_by(request.user)
    found = rows.select_related("stop__visit", "stop__organisation").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@requires(Permission.CLAIM_COMMITMENTS)
@never_cache
@require_safe
def home(request: StaffRequest) -> HttpResponse:
    if request.user.organisation is None or not request.user.organisation.is_active:
        raise PermissionDenied(
            _("Your account acts for no organisation. Ask the authority to link it.")
        )
    rows = access.minutes_received_by(request.user).select_related("stop__visit")
    found = [shown(one) for one in rows.order_by("-stop__visit__first_day", "-version")]
    return render(request, "visits/my/minutes.html", {"rows": found})


@requires(Permission.CLAIM_COMMITMENTS)
@never_cache
@require_safe
def minute(request: StaffRequest, pk: int) -> HttpResponse:
    return _page(request, the_minute(request, pk))


def _page(request: StaffRequest, found: Minute, **forms: Any) -> HttpResponse:
    read_about(request.user, f"minute:{found.pk}")
    latest = minute_actions.latest(found.stop)
    context = shown(found) | {
        "waits": not (found.signed_by_other_at or found.refused) and latest == found,
        "sign_form": forms.get("sign_form") or _sign_form(request, found),
        "refuse_form": forms.get("refuse_form") or RefuseForm(),
    }
    return render(request, "visits/my/minute.html", context)


def _sign_form(request: StaffRequest, found: Minute) -> SignForm:
    """By name only: what is drawn on an officer's device is chosen at the desk."""
    form = SignForm(request.POST or None, minute=found, side=OTHER)
    form.fields.pop("drawn", None)
    form.initial["name"] = str(request.user)
    return form


@requires(Permission.CLAIM_COMMITMENTS)
@require_POST
def sign(request: StaffRequest, pk: int) -> HttpResponse:
    found = the_minute(request, pk)
    form = _sign_form(request, found)
    if signed(request, form, pk, OTHER):
        return redirect("my-minutes:minute", pk)
    return _page(request, found, sign_form=form)


@requires(Permission.CLAIM_COMMITMENTS)
@require_POST
def refuse(request: StaffRequest, pk: int) -> HttpResponse:
    found = the_minute(request, pk)
    form = RefuseForm(request.POST)
    if refusal_recorded(request, form, pk):
        return redirect("my-minutes:minute", pk)
    return _page(request, found, refuse_form=form)


@requires(Permission.CLAIM_COMMITMENTS)
@never_cache
@require_safe
def download(request: StaffRequest, pk: int, kind: str) -> HttpResponse:
    return served(the_minute(request, pk), kind)
