"""The desk's pages of the investment registry: find, see and record."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from diaban.accounts.models import Organisation
from diaban.accounts.permissions import Permission, StaffRequest, may, requires
from diaban.design.numbers import whole_number
from diaban.projects import actions, listing, places, providers, timeline, vsic, wording
from diaban.projects import origin as origins
from diaban.projects import vocabulary as v
from diaban.projects.entry import EventForm, ProjectForm, WithdrawForm, asked_day
from diaban.projects.models import Investor, Project, ProjectEvent
from diaban.projects.replay import EventRefused, State, registered_in_dong, replay

PAGE = 50
RECORDED_LATER = tuple(kind for kind in v.KINDS if kind != v.REGISTERED)


def show(
    request: StaffRequest, template: str, section: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    around = {"desk_section": section, "may_record": may(request.user, Permission.RECORD_PROJECTS)}
    return render(request, template, around | context, status=status)


@requires(Permission.SEE_PROJECTS)
@require_safe
def projects(request: StaffRequest) -> HttpResponse:
    today = timezone.localdate()
    asked = {name: request.GET.get(name, "") for name in request.GET}
    page = Paginator(listing.find(asked, today), PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "page": page,
        "rows": _rows(page.object_list, today),
        "total": page.paginator.count,
        "query": query.urlencode(),
        "filters": _filters(asked),
        "unsaid": listing.find({"investor": listing.UNKNOWN}, today).count(),
        "words": asked.get("q", ""),
    }
    return show(request, "projects/desk_list.html", "projects", context)


def _rows(found: Iterable[Project], today: date) -> list[dict[str, Any]]:
    """What the list shows of each project; an empty text is unknown."""
    names = {**places.zones(), **places.parks()}
    return [
        {
            "project": one,
            "status": listing.status_of(one, today),
            "place": names.get(one.park or one.economic_zone or "", ""),
            "sector": f"{one.sector} {vsic.name_of(one.sector, wording.language())}".strip(),
            "country": wording.country(one.country) if one.country else "",
            "capital": wording.money({one.currency: one.capital}) if one.currency else "",
        }
        for one in found
    ]


def _filters(asked: dict[str, str]) -> list[dict[str, Any]]:
    labels = {
        "status": _("Status"),
        "origin": _("Origin of capital"),
        "country": _("Country"),
        "park": _("Industrial park"),
        "economic_zone": _("Economic zone"),
        "sector": _("Sector"),
        "investor": _("Capital in no public sum: the investor is"),
    }
    return [
        {"name": name, "label": labels[name], "options": options, "chosen": asked.get(name, "")}
        for name, options in listing.choices().items()
    ]


@requires(Permission.SEE_PROJECTS)
@require_safe
def project(request: StaffRequest, code: str) -> HttpResponse:
    found = get_object_or_404(Project, code=code)
    today = timezone.localdate()
    on = asked_day(request.GET.get("on", "")) or today
    history = actions.history_of(found)
    state = replay(history, on)
    context = {
        "project": found,
        "on": on,
        "looking_back": on != today,
        "state": state,
        "facts": _facts(found, state, registered_in_dong(history, on)),
        "milestones": _milestones(state, on),
        "holders": _holders(state),
        "rule": origins.rule_on(state.registered_on or on),
        "phases": timeline.by_phase(timeline.of(found), replay(history)),
        "events": _events(found),
        "kinds": [(kind, wording.EVENT_KINDS[kind]) for kind in RECORDED_LATER],
    }
    return show(request, "projects/desk_project.html", "projects", context)


def _facts(found: Project, state: State, dong: Decimal | None) -> list[tuple[str, str]]:
    """Label and value; an empty value is unknown. `dong` is the capital at its frozen rates."""
    labour = [one and providers.people(one.domestic, one.foreign)
              for one in (state.labour_planned, state.labour_employed)]  # fmt: skip
    lies_in = [
        (_("Industrial park"), places.parks().get(found.park or "", found.park)),
        (_("Economic zone"), places.zones().get(found.economic_zone or "", found.economic_zone)),
    ]
    return [
        (_("Kind"), str(wording.PROJECT_KINDS[found.kind])),
        *((label, name) for label, name in lies_in if name),
        (_("Sector (VSIC 2025)"),
         f"{found.sector} {vsic.name_of(found.sector, wording.language())}".strip()),
        (_("Registered capital"), wording.money(state.registered) if state.registered else ""),
        *_at_frozen_rates(state, dong),
        (_("Realised capital"), wording.money(state.realised) if state.realised else ""),
        (_("Labour planned"), labour[0] or ""),
        (_("Labour employed"), labour[1] or ""),
        (_("Certificate"), state.number),
        (_("Goals and scale"), state.goals),
    ]  # fmt: skip


def _at_frozen_rates(state: State, dong: Decimal | None) -> list[tuple[str, str]]:
    """Said only where something was converted: capital in VND alone needs no rate."""
    if not any(amount for currency, amount in state.registered.items() if currency != "VND"):
        return []
    said = wording.money({"VND": dong}) if dong is not None else ""
    return [(_("In VND, at the rates frozen with each record"), said)]


def _milestones(state: State, on: date) -> list[dict[str, Any]]:
    found = []
    for name in v.MILESTONES:
        one = state.milestones.get(name)
        if one:
            found.append({"label": wording.MILESTONES[name], "one": one, "late": one.days_late(on)})
    return found


def _holders(state: State) -> list[dict[str, Any]]:
    asked = Investor.objects.select_related("organisation")
    known = asked.in_bulk([held.investor for held in state.holdings], field_name="code")
    return [
        {"investor": known[held.investor], "share": held.share,
         "country": wording.country(held.country),
         "organisations": _linkable(known[held.investor])}
        for held in state.holdings
    ]  # fmt: skip


def _events(found: Project) -> list[dict[str, Any]]:
    """All that was recorded, what was withdrawn too, the latest record first."""
    rows = found.events.select_related("recorded_by", "withdrawal__by").prefetch_related(
        "holdings__investor"
    )
    return [
        {"row": row, "label": wording.EVENT_KINDS[row.kind], "said": providers.said(row)}
        for row in rows.order_by("-on", "-pk")
    ]


@requires(Permission.RECORD_PROJECTS)
@require_http_methods(["GET", "HEAD", "POST"])
def record(request: StaffRequest, code: str, kind: str) -> HttpResponse:
    """A form for one kind of event; what the registry refuses is said and what was typed stays."""
    found = get_object_or_404(Project, code=code)
    if kind not in RECORDED_LATER:
        raise Http404
    form = EventForm(request.POST or None, kind=kind)
    if request.method == "POST" and form.is_valid() and _saved(request, found, form):
        messages.success(request, _("Recorded."))
        return redirect("projects-desk:project", code=code)
    context = {
        "project": found,
        "form": form,
        "event_label": wording.EVENT_KINDS[kind],
        "now": wording.money(replay(actions.history_of(found)).registered),
    }
    return show(request, "projects/desk_record.html", "projects", context)


def _saved(request: StaffRequest, found: Project, form: EventForm) -> bool:
    try:
        with transaction.atomic():  # a refused event leaves no investor behind either
            shares = form.shares(request.user)
            actions.record(found, form.event(), by=request.user, shares=shares)
    except EventRefused as refused:
        form.add_error(None, wording.refusal(refused))
        return False
    except actions.ActionRefused as refused:
        form.add_error(None, str(refused))
        return False
    return True


@requires(Permission.RECORD_PROJECTS)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    form = ProjectForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = form.project()
            with transaction.atomic():
                shares = form.shares(request.user)
                actions.register(made, form.event(), shares=shares, by=request.user)
        except EventRefused as refused:
            form.add_error(None, wording.refusal(refused))
        except actions.ActionRefused as refused:
            form.add_error("code", str(refused))
        else:
            messages.success(request, _("The project is registered."))
            return redirect("projects-desk:project", code=made.code)
    return show(request, "projects/desk_new.html", "projects", {"form": form})


@requires(Permission.RECORD_PROJECTS)
@require_POST
def investor(request: StaffRequest, pk: int) -> HttpResponse:
    """Say whether an investor is a private person or an organisation."""
    found = get_object_or_404(Investor, pk=pk)
    person = {"yes": True, "no": False}.get(request.POST.get("person", ""))
    if person is None:
        messages.error(request, _("Choose one of the two."))
    else:
        actions.say_person(found, person=person, by=request.user)
        messages.success(request, _("Recorded."))
    return _back(request)


def _back(request: StaffRequest) -> HttpResponse:
    """To the project from whose page the form came."""
    project = Project.objects.filter(code=request.POST.get("project", "")).first()
    if project is None:
        return redirect("projects-desk:projects")
    return redirect("projects-desk:project", code=project.code)


@requires(Permission.RECORD_PROJECTS)
@require_POST
def link_investor(request: StaffRequest, pk: int) -> HttpResponse:
    """Say which organisation's accounts follow an investor's projects."""
    found = get_object_or_404(Investor, pk=pk)
    chosen = request.POST.get("organisation", "")
    organisation = _linkable(found).filter(pk=whole_number(chosen) or 0).first()
    if chosen and organisation is None:
        messages.error(request, _("Choose an organisation of the list."))
    else:
        actions.link_organisation(found, organisation, by=request.user)
        messages.success(request, _("Recorded."))
    return _back(request)


def _linkable(investor: Investor) -> QuerySet[Organisation]:
    return Organisation.objects.filter(is_active=True, demonstration=investor.demonstration)


@requires(Permission.RECORD_PROJECTS)
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    """Take back an event that was recorded by mistake."""
    row = get_object_or_404(ProjectEvent.objects.select_related("project"), pk=pk)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw(row, why=form.cleaned_data["why"], by=request.user)
        except EventRefused as refused:
            form.add_error(None, wording.refusal(refused))
        except actions.ActionRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Withdrawn. It stays on record and counts no more."))
            return redirect("projects-desk:project", code=row.project.code)
    context = {
        "project": row.project,
        "form": form,
        "event_label": wording.EVENT_KINDS[row.kind],
        "row": row,
        "said": providers.said(row),
    }
    return show(request, "projects/desk_withdraw.html", "projects", context)
