"""Minutes on the desk: draft, put in words, sign, refuse, send, download."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from diaban.accounts.permissions import Permission, StaffRequest, requires
from diaban.dossiers import serving
from diaban.dossiers.uploads import PDF, WORD
from diaban.notices.actions import read_about
from diaban.visits import access
from diaban.visits.actions import ActionRefused
from diaban.visits.minutes import actions as minute_actions
from diaban.visits.minutes import mailing as minute_mailing
from diaban.visits.minutes import telling as minute_telling
from diaban.visits.minutes import text as minute_text
from diaban.visits.minutes.actions import AUTHORITY, OTHER
from diaban.visits.minutes.forms import RefuseForm, SignForm, WordsForm
from diaban.visits.models import Minute, Stop

SIDES = (OTHER, AUTHORITY)


def of_desk(pk: int) -> Minute:
    rows = Minute.objects.select_related("stop__visit__leader", "stop__organisation", "by")
    return get_object_or_404(rows, pk=pk)


@requires(Permission.SIGN_MINUTES)
@require_POST
def make(request: StaffRequest, stop: int) -> HttpResponse:
    """Draft the minute of a stop, or draft the unsigned one anew."""
    found = get_object_or_404(Stop.objects.select_related("visit"), pk=stop)
    try:
        minute = minute_actions.make(found, by=request.user)
    except ActionRefused as refused:
        messages.error(request, refused.reason)
        return redirect("visits-desk:stop", found.visit.number, found.pk)
    messages.success(request, _("Drafted from what is on record. Read it before anybody signs."))
    return redirect("minutes-desk:minute", minute.pk)


@requires(Permission.SEE_VISITS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def minute(request: StaffRequest, pk: int) -> HttpResponse:
    """The words of a minute, its signatures and its other versions."""
    found = of_desk(pk)
    form = WordsForm(request.POST or None, initial=found.content)
    if request.method == "POST" and form.is_valid():
        try:
            minute_actions.edit(
                pk, form.cleaned_data, by=request.user, seen=request.POST.get("seen", "")
            )
        except ActionRefused as refused:
            form.add_error(None, refused.reason)
        else:
            messages.success(request, _("The words are kept; nobody has signed them yet."))
            return redirect("minutes-desk:minute", pk)
    return page(request, found, words_form=form)


def page(request: StaffRequest, found: Minute, **forms: Any) -> HttpResponse:
    read_about(request.user, f"minute:{found.pk}")
    context = shown(found) | {
        "desk_section": "visits",
        "may_make": _may(access.demand_minute, request, found.stop),
        "may_sign": _may(access.demand_signing, request, found.stop, AUTHORITY),
        "words_form": forms.get("words_form") or WordsForm(initial=found.content),
        "sign_forms": [
            (side, forms.get(f"{side}_form") or SignForm(minute=found, side=side))
            for side in SIDES if not _spoken(found, side)
        ],
        "refuse_form": forms.get("refuse_form") or RefuseForm(),
        "later": later(found),
        "unsent": minute_mailing.unsent(found),
        "versions": found.stop.minutes.order_by("-version"),
    }  # fmt: skip
    return render(request, "visits/minute.html", context)


def shown(found: Minute) -> dict[str, Any]:
    """What every page shows of a minute."""
    content = minute_actions.words_of(found)
    return {
        "minute": found,
        "stop": found.stop,
        "visit": found.stop.visit,
        "content": content,
        "opening": minute_text.opening(content),
        "sections": minute_text.sections(content),
        "seen": minute_actions.fingerprint(found),
        "signed": minute_actions.is_signed(found),
        "locked": minute_actions.is_locked(found),
    }


def _may(demanded: Callable[..., None], request: StaffRequest, *about: Any) -> bool:
    try:
        demanded(request.user, *about)
    except PermissionDenied:
        return False
    return True


def _spoken(found: Minute, side: str) -> bool:
    if side == AUTHORITY:
        return found.signed_by_authority_at is not None
    return bool(found.signed_by_other_at or found.refused)


def later(found: Minute) -> bool:
    """Whether something was recorded of the stop after a signature was drawn: who drew it has not
    seen that."""
    drawn = [
        one.taken_at or one.received_at
        for side in SIDES
        for one in minute_actions.drawings(found.stop, side)
    ]
    if not drawn:
        return False
    first = min(drawn)
    return found.stop.fields.filter(at__gt=first).exists() or (
        found.stop.findings.filter(at__gt=first).exists()
    )


@requires(Permission.SIGN_MINUTES)
@require_POST
def sign(request: StaffRequest, pk: int, side: str) -> HttpResponse:
    """Sign for the authority, or write down the other side's signature."""
    if side not in SIDES:
        raise Http404
    found = of_desk(pk)
    access.demand_signing(request.user, found.stop, side)
    form = SignForm(request.POST, minute=found, side=side)
    if signed(request, form, pk, side):
        return redirect("minutes-desk:minute", pk)
    return page(request, found, **{f"{side}_form": form})


def signed(request: StaffRequest, form: SignForm, pk: int, side: str) -> bool:
    """Whether the signature is on record now; if it is not, the form says why."""
    if not form.is_valid():
        return False
    seen = request.POST.get("seen", "")
    try:
        minute_actions.sign(pk, side, **form.said(), by=request.user, seen=seen)
    except ActionRefused as refused:
        form.add_error(refused.part if refused.part in form.fields else None, refused.reason)
        return False
    messages.success(request, _("Signed."))
    return True


@requires(Permission.SIGN_MINUTES)
@require_POST
def refuse(request: StaffRequest, pk: int) -> HttpResponse:
    """Put on record that the other side would not sign, and why."""
    found = of_desk(pk)
    access.demand_signing(request.user, found.stop, OTHER)
    form = RefuseForm(request.POST)
    if refusal_recorded(request, form, pk):
        return redirect("minutes-desk:minute", pk)
    return page(request, found, refuse_form=form)


def refusal_recorded(request: StaffRequest, form: RefuseForm, pk: int) -> bool:
    """Whether the refusal is on record now; if it is not, the form says why."""
    if not form.is_valid():
        return False
    seen = request.POST.get("seen", "")
    try:
        minute_actions.refuse(pk, form.cleaned_data["reason"], by=request.user, seen=seen)
    except ActionRefused as refused:
        form.add_error(refused.part or None, refused.reason)
        return False
    messages.success(request, _("The refusal is on record."))
    return True


@requires(Permission.SIGN_MINUTES)
@require_POST
def send(request: StaffRequest, pk: int) -> HttpResponse:
    found = of_desk(pk)
    try:
        minute_actions.send(pk, by=request.user)
    except ActionRefused as refused:
        messages.error(request, refused.reason)
    else:
        messages.success(request, _("Sent to both sides."))
    return redirect("minutes-desk:minute", found.pk)


@requires(Permission.SEE_VISITS)
@never_cache
@require_safe
def download(request: StaffRequest, pk: int, kind: str) -> HttpResponse:
    return served(of_desk(pk), kind)


def served(found: Minute, kind: str) -> HttpResponse:
    """A finished minute's file as it was kept, or a preview of one that is not finished."""
    media = {"pdf": PDF, "docx": WORD}.get(kind)
    if media is None:
        raise Http404
    name = minute_telling.file_name(found, kind)
    if minute_actions.is_locked(found):
        kept = getattr(found, f"{kind}_sha256")
        return serving.content(kept, media, name, inline=kind == "pdf")
    return serving.answer(minute_actions.files(found)[kind], media, name, inline=kind == "pdf")
