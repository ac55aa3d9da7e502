"""The desk's page of routes: which body answers what, and a bench to try it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from diaban.accounts.permissions import Permission, StaffRequest, may, requires
from diaban.facts.identity import identity_of
from diaban.petitions import vocabulary
from diaban.petitions.escalation import LEVELS
from diaban.petitions.forms import PeopleForm, RouteForm, language, options
from diaban.petitions.models import Body, RouteVersion
from diaban.petitions.routes import choose, ladder
from diaban.petitions.showing import Names

WHY_NOT = {
    None: lazy("This route is taken."),
    "other_category": lazy("It is for another field."),
    "other_place": lazy("It is for another place."),
    "other_petitioner": lazy("It is for another kind of petitioner."),
    "not_yet": lazy("It does not hold yet on this day."),
    "no_longer": lazy("It holds no longer on this day."),
    "less_particular": lazy("Another route is more particular: a nearer place, or who asks."),
    "older": lazy("A later version holds."),
}


@requires(Permission.SEE_PETITIONS)
@require_safe
def routes(request: StaffRequest) -> HttpResponse:
    names = Names.read()
    rows = RouteVersion.objects.filter(withdrawn_at=None).select_related("lead")
    context = {
        "desk_section": "routes",
        "rows": [_line(row, names) for row in rows],
        "bench": _bench(request, names),
        "ladder": [
            {
                "level": vocabulary.label(LEVELS, rung.level, language()),
                "share": None if rung.used is None else round(rung.used * 100),
                "overdue": rung.overdue,
            }
            for rung in ladder()
        ],
        "may_manage": may(request.user, Permission.MANAGE_ROUTES),
    }
    return render(request, "petitions/desk_routes.html", context)


def _line(row: RouteVersion, names: Names) -> dict[str, Any]:
    place = (vocabulary.label(vocabulary.PLACES, row.place, language())
             if row.place in vocabulary.PLACES else names.place(row.place))  # fmt: skip
    return {
        "row": row,
        "category": vocabulary.label(vocabulary.CATEGORIES, row.category, language()),
        "place": place,
        "petitioner": vocabulary.label(vocabulary.PETITIONERS, row.petitioner, language())
        if row.petitioner
        else _("everybody"),
        "lead": names.body(row.lead_id),
        "coordinating": [names.body(code) for code in row.coordinating],
    }


def _bench(request: StaffRequest, names: Names) -> dict[str, Any]:
    """Where a petition would go, and why not elsewhere."""
    asked = {name: request.GET.get(name, "") for name in ("category", "place", "petitioner", "on")}
    try:
        on = date.fromisoformat(asked["on"]) if asked["on"] else timezone.localdate()
    except ValueError:
        on = timezone.localdate()
    bench: dict[str, Any] = {
        "asked": asked,
        "on": on,
        "categories": options(vocabulary.CATEGORIES),
        "places": [("", _("outside every park and zone")), *names.places.items()],
        "petitioners": options(vocabulary.PETITIONERS, empty=_("anybody")),
    }
    if asked["category"] in vocabulary.CATEGORIES:
        found = choose(asked["category"], asked["place"], asked["petitioner"], on)
        rows = RouteVersion.objects.select_related("lead").in_bulk(
            [one.route.id for one in found.considered if one.route.id]
        )
        bench["answered"] = True
        bench["winner"] = found.route and _line(rows[found.route.id], names)
        bench["others"] = [
            _line(rows[one.route.id], names) | {"why": WHY_NOT[one.why_not]}
            for one in found.considered
            if one.why_not not in (None, "other_category")
        ]
    return bench


@requires(Permission.MANAGE_ROUTES)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    form = RouteForm(request.POST or None, initial={"valid_from": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        identity = identity_of(origin="staff", **said)
        if RouteVersion.objects.filter(identity=identity, withdrawn_at=None).exists():
            form.add_error(None, _("This route stands already."))
        else:
            _create(said, identity, request)
            messages.success(request, _("The route holds from its first day on."))
            return redirect("petitions-desk:routes")
    context = {"desk_section": "routes", "form": form, "heading": _("A route")}
    return render(request, "petitions/desk_form.html", context)


def _create(said: dict[str, Any], identity: str, request: StaffRequest) -> RouteVersion:
    values = {name: value for name, value in said.items() if name != "lead"}
    return RouteVersion.objects.create(
        lead_id=said["lead"], identity=identity, recorded_by=request.user, **values
    )


@requires(Permission.MANAGE_ROUTES)
@require_POST
def end(request: StaffRequest, pk: int) -> HttpResponse:
    """Withdraw a route; what was filed under it keeps it."""
    found = get_object_or_404(RouteVersion, pk=pk, withdrawn_at=None)
    RouteVersion.objects.filter(pk=found.pk).update(withdrawn_at=timezone.now())
    messages.success(request, _("The route is withdrawn. Petitions filed under it keep it."))
    return redirect("petitions-desk:routes")


@requires(Permission.MANAGE_ROUTES)
@require_safe
def bodies(request: StaffRequest) -> HttpResponse:
    """Who answers, and whose accounts see what is routed to them."""
    found = Body.objects.prefetch_related("people")
    rows = [{"body": one, "name": one.name(language()), "people": one.people.all()}
            for one in found]  # fmt: skip
    context = {"desk_section": "bodies", "rows": rows}
    return render(request, "petitions/desk_bodies.html", context)


@requires(Permission.MANAGE_ROUTES)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def body(request: StaffRequest, code: str) -> HttpResponse:
    found = get_object_or_404(Body, code=code)
    now = [str(pk) for pk in found.people.values_list("pk", flat=True)]
    form = PeopleForm(request.POST or None, initial={"people": now})
    if request.method == "POST" and form.is_valid():
        found.people.set(form.cleaned_data["people"])
        messages.success(request, _("Saved: %(name)s.") % {"name": found.name(language())})
        return redirect("petitions-desk:bodies")
    context = {"desk_section": "bodies", "form": form, "heading": found.name(language())}
    return render(request, "petitions/desk_form.html", context)
