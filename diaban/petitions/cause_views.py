"""The desk's pages of causes and remedies."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from diaban.accounts.permissions import Permission, StaffRequest, demand, may, requires
from diaban.design.numbers import whole_number
from diaban.petitions import actions, remedies, vocabulary, wording
from diaban.petitions.actions import ActionRefused
from diaban.petitions.course import State
from diaban.petitions.desk_views import the_petition
from diaban.petitions.forms import CauseForm, RemedyEventForm, RemedyForm, language, title
from diaban.petitions.models import Cause, Petition, Remedy, RemedyEvent


def _remedy_line(one: Remedy) -> dict[str, Any]:
    found = remedies.of(one)
    return {
        "remedy": one,
        "title": title(one),
        "owner": one.owner.name(language()),
        "progress": found,
        "late": found.is_late(timezone.localdate()),
    }


@requires(Permission.SEE_PETITIONS)
@require_safe
def causes(request: StaffRequest) -> HttpResponse:
    counted = (
        Cause.objects.select_related("remedy", "remedy__owner")
        .prefetch_related("remedy__events")
        .annotate(
            total=Count("petitions"), waiting=Count("petitions", filter=Q(petitions__is_open=True))
        )
    )
    rows = [
        {
            "cause": one,
            "title": title(one),
            "category": vocabulary.label(vocabulary.CATEGORIES, one.category, language()),
            "remedy": _remedy_line(one.remedy) if one.remedy else None,
        }
        for one in counted.order_by("-waiting", "category", "title_vi")
    ]
    without = Petition.objects.filter(cause=None, is_open=True).count()
    loose = Remedy.objects.filter(causes=None).select_related("owner").prefetch_related("events")
    context = {
        "desk_section": "causes",
        "rows": rows,
        "loose": [_remedy_line(one) for one in loose],
        "without": without,
        "works": may(request.user, Permission.HANDLE_PETITIONS),
    }
    return render(request, "petitions/desk_causes.html", context)


@requires(Permission.HANDLE_PETITIONS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_cause(request: StaffRequest) -> HttpResponse:
    """A cause; the one made for a petition is of its field and its world, and given to it."""
    number = request.GET.get("petition", "")
    petition = the_petition(request, number) if number else None
    form = CauseForm(request.POST or None, petition=petition)
    if request.method == "POST" and form.is_valid():
        invented = petition.demonstration if petition else actions.is_invented(request.user, None)
        said = form.cleaned_data | ({"category": petition.category} if petition else {})
        with transaction.atomic():
            cause = Cause.objects.create(recorded_by=request.user, demonstration=invented, **said)
            if petition is not None:
                actions.give_cause(petition, cause, by=request.user)
        messages.success(request, _("Saved: %(name)s.") % {"name": title(cause)})
        return redirect("petitions-desk:cause", pk=cause.pk)
    heading = _("A cause")
    if petition is not None:
        heading = _("The cause of petition %(number)s") % {"number": petition}
    context = {"desk_section": "causes", "form": form, "heading": heading}
    return render(request, "petitions/desk_form.html", context)


@requires(Permission.SEE_PETITIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def cause(request: StaffRequest, pk: int) -> HttpResponse:
    """One cause: its petitions, and the remedy that is for it."""
    found = get_object_or_404(Cause.objects.select_related("remedy", "remedy__owner"), pk=pk)
    if request.method == "POST" and "show" in request.POST:
        demand(request.user, Permission.PUBLISH_PETITIONS)
        remedies.show_to_the_public(found, request.POST["show"] == "yes", by=request.user)
        return redirect("petitions-desk:cause", pk=pk)
    if request.method == "POST":
        wanted = request.POST.get("remedy", "")
        chosen = get_object_or_404(Remedy, pk=whole_number(wanted)) if wanted else None
        try:
            remedies.link(found, chosen, by=request.user)
        except ActionRefused as refused:
            messages.error(request, refused.reason)
        else:
            messages.success(request, _("The remedy of this cause is on record."))
        return redirect("petitions-desk:cause", pk=pk)
    context = {
        "desk_section": "causes",
        "cause": found,
        "title": title(found),
        "category": vocabulary.label(vocabulary.CATEGORIES, found.category, language()),
        "petitions": _petitions(found.petitions.order_by("-filed_on", "-pk")),
        "remedy": _remedy_line(found.remedy) if found.remedy else None,
        "remedies": _offered(found),
        "works": may(request.user, Permission.HANDLE_PETITIONS),
        "may_publish": may(request.user, Permission.PUBLISH_PETITIONS),
    }
    return render(request, "petitions/desk_cause.html", context)


def _offered(cause: Cause) -> list[tuple[int, str]]:
    """The remedies that may be for a cause: open and finished ones of its world, and its own."""
    offered = []
    for one in Remedy.objects.filter(demonstration=cause.demonstration).prefetch_related("events"):
        found = remedies.of(one)
        if found.given_up_on is None or one.pk == cause.remedy_id:
            finished = _("%(title)s (finished)") % {"title": title(one)}
            offered.append((one.pk, finished if found.finished_on else title(one)))
    return offered


def _petitions(found: Any) -> list[dict[str, Any]]:
    return [{"petition": one, "state": wording.STATES[State(one.state)]} for one in found]


@requires(Permission.HANDLE_PETITIONS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_remedy(request: StaffRequest) -> HttpResponse:
    """A remedy; the one made for a cause is of its world, and linked to it."""
    wanted = request.GET.get("cause", "")
    cause = get_object_or_404(Cause, pk=whole_number(wanted)) if wanted else None
    form = RemedyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        until = said.pop("until")
        invented = cause.demonstration if cause else actions.is_invented(request.user, None)
        with transaction.atomic():
            remedy = Remedy.objects.create(
                owner_id=said.pop("owner"), recorded_by=request.user, demonstration=invented,
                **said,
            )  # fmt: skip
            if until:
                remedies.record(remedy, RemedyEvent.Kind.PROMISED, by=request.user, until=until)
            if cause is not None:
                remedies.link(cause, remedy, by=request.user)
        messages.success(request, _("Saved: %(name)s.") % {"name": title(remedy)})
        return redirect("petitions-desk:remedy", pk=remedy.pk)
    context = {"desk_section": "causes", "form": form, "heading": _("A remedy")}
    return render(request, "petitions/desk_form.html", context)


@requires(Permission.SEE_PETITIONS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def remedy(request: StaffRequest, pk: int) -> HttpResponse:
    """One remedy: what was promised, what happened, whom it answers."""
    found = get_object_or_404(Remedy.objects.select_related("owner"), pk=pk)
    form = RemedyEventForm(request.POST or None, initial={"on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            remedies.record(
                found, RemedyEvent.Kind(said["kind"]), by=request.user, on=said["on"],
                until=said["until"], text=said["text"],
            )  # fmt: skip
        except ActionRefused as refused:
            form.add_error(refused.part if refused.part in form.fields else None, refused.reason)
        else:
            messages.success(request, _("On record."))
            return redirect("petitions-desk:remedy", pk=pk)
    waiting = Petition.objects.filter(cause__remedy=found).order_by("-is_open", "-filed_on")
    context = {
        "desk_section": "causes",
        "line": _remedy_line(found),
        "remedy_key": f"remedy:{found.pk}",
        "events": found.events.order_by("on", "pk"),
        "causes": [(one.pk, title(one)) for one in found.causes.all()],
        "petitions": _petitions(waiting),
        "form": form,
        "works": may(request.user, Permission.HANDLE_PETITIONS),
    }
    return render(request, "petitions/desk_remedy.html", context)
