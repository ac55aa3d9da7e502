"""Planning a visit: who is proposed and why, which stops are chosen, in which order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from diaban.accounts.models import Organisation
from diaban.accounts.permissions import Permission, StaffRequest, requires
from diaban.imports.reading.tables import fold
from diaban.petitions.places import names
from diaban.places.models import Locality
from diaban.projects.models import Project
from diaban.visits import actions, showing, wording
from diaban.visits.actions import ActionRefused
from diaban.visits.desk_views import the_visit
from diaban.visits.models import Visit
from diaban.visits.planning import candidates
from diaban.visits.planning.candidates import Map
from diaban.visits.planning.forms import PROJECT, PlanForm, StopForms, key_of, local, where_of
from diaban.visits.planning.proposal import Proposal, propose
from diaban.visits.planning.route import Point, shortest
from diaban.visits.wording import language

PAGE = 40
MOST_NAMES = 500
KINDS = ("", "places", "projects")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader wants proposed."""

    kind: str
    within: str
    words: str
    start: str
    invented: bool

    @classmethod
    def of(cls, request: StaffRequest) -> Asked:
        said = request.GET
        kind = said.get("kind", "")
        invented = said.get("records", "invented" if request.user.demonstration else "real")
        return cls(
            kind if kind in KINDS else "", said.get("within", ""), said.get("q", ""),
            said.get("start", ""), invented == "invented",
        )  # fmt: skip


@requires(Permission.PLAN_VISITS)
@require_safe
def plan(request: StaffRequest) -> HttpResponse:
    """Everybody whom a visit could go to, by what speaks for it."""
    asked = Asked.of(request)
    where = candidates.read_map(with_localities=True)
    start = start_of(asked.start, where)
    found = propose(candidates.gather(demonstration=asked.invented), timezone.localdate(), start)
    named = names(language())
    projects = {one.code: one for one in Project.objects.filter(demonstration=asked.invented)}
    found = list(_narrowed(found, asked, named, projects))
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    chosen = list(dict.fromkeys(request.GET.getlist("stop")))
    here = {one.candidate.key for one in page.object_list}
    context = {
        "desk_section": "plan",
        "page": page,
        "rows": [_row(one, named, projects, chosen) for one in page.object_list],
        "total": len(found),
        "filters": _filters(asked, named),
        "words": asked.words,
        "elsewhere": [
            (key, showing.place_name(key, named, projects)) for key in chosen if key not in here
        ],
        "start_known": start is not None,
    }
    return render(request, "visits/desk_plan.html", context)


def start_of(key: str, where: Map) -> Point | None:
    """Where the reader sets out from: the place he chose, or the office."""
    return where.points.get(key) if key else showing.office()


def _narrowed(
    found: Iterable[Proposal], asked: Asked, named: dict[str, str], projects: dict[str, Project]
) -> Iterable[Proposal]:
    words = fold(asked.words).split()
    for one in found:
        candidate = one.candidate
        if asked.kind == "places" and candidate.project:
            continue
        if asked.kind == "projects" and not candidate.project:
            continue
        if asked.within and candidate.place != asked.within:
            continue
        name = fold(f"{candidate.key} {showing.place_name(candidate.key, named, projects)}")
        if all(word in name for word in words):
            yield one


def _row(
    one: Proposal, named: dict[str, str], projects: dict[str, Project], chosen: Sequence[str]
) -> dict[str, Any]:
    key = one.candidate.key
    return {
        "key": key,
        "name": showing.place_name(key, named, projects),
        "place": named.get(one.candidate.place, "") if one.candidate.project else "",
        "code": one.candidate.project,
        "score": one.score,
        "reasons": wording.lines(reason.as_dict() for reason in one.reasons),
        "chosen": key in chosen,
    }


def _filters(asked: Asked, named: dict[str, str]) -> list[dict[str, Any]]:
    records = [("real", _("real records")), ("invented", _("demonstration"))]
    return [
        {"name": "kind", "label": _("What"), "chosen": asked.kind,
         "options": [("", _("places and projects")), ("places", _("parks and zones")),
                     ("projects", _("projects"))]},
        {"name": "within", "label": _("Place"), "chosen": asked.within,
         "options": [("", _("all")), *_parks_and_zones(named)]},
        {"name": "start", "label": _("Set out from"), "chosen": asked.start,
         "options": starts(named)},
        {"name": "records", "label": _("Records"), "options": records,
         "chosen": "invented" if asked.invented else "real"},
    ]  # fmt: skip


def _parks_and_zones(named: dict[str, str]) -> list[tuple[str, str]]:
    return [(key, name) for key, name in named.items()
            if key.startswith(("park:", "economic_zone:"))]  # fmt: skip


def starts(named: dict[str, str]) -> list[tuple[str, str]]:
    """Where one can set out from: the office, a present commune, a park or zone."""
    office = _("the office") if showing.office() else _("unknown")
    column = "name_vi" if language() == "vi" else "name_en"
    communes = Locality.objects.filter(valid_to=None, level="commune").exclude(location=None)
    rows = communes.order_by(column).values_list("key", column, "name_vi")
    return [("", office), *((key, name or other or key) for key, name, other in rows),
            *_parks_and_zones(named)]  # fmt: skip


@requires(Permission.PLAN_VISITS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    """The chosen stops in a short order; team, days and hours."""
    if request.method == "POST":
        return _received(request, None)
    where = candidates.read_map(with_localities=True)
    start = request.GET.get("start", "")
    keys = [key for key in dict.fromkeys(request.GET.getlist("stop")) if where_of(key)]
    rows = _arranged([{"key": key} for key in keys], start_of(start, where), where)
    today = timezone.localdate()
    form = PlanForm(initial={"start": start, "leader": request.user.pk, "first_day": today})
    return _form(request, form, _stops(rows), None)


@requires(Permission.PLAN_VISITS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: StaffRequest, number: str) -> HttpResponse:
    """Change a visit that is planned or under way."""
    found = the_visit(number)
    if request.method == "POST":
        return _received(request, found)
    initial = {
        "title": found.title, "purpose": found.purpose, "first_day": found.first_day,
        "last_day": found.last_day, "leader": found.leader_id,
        "members": list(found.members.values_list("pk", flat=True)), "sequence": found.sequence,
    }  # fmt: skip
    rows = [
        {
            "key": key_of(one.place, one.project),
            "planned_at": local(one.planned_at),
            "organisation": one.organisation.name_vi if one.organisation else "",
        }
        for one in found.stops.select_related("organisation")
    ]
    return _form(request, PlanForm(initial=initial, visit=found), _stops(rows), found)


def _received(request: StaffRequest, visit: Visit | None) -> HttpResponse:
    """Save the plan, or only put its stops in order, or add one."""
    form = PlanForm(request.POST, visit=visit)
    stops = StopForms(request.POST, prefix="stop")
    if not stops.is_valid():
        return _form(request, form, stops, visit, status=400)
    if "arrange" in request.POST or "add" in request.POST:
        return _rearranged(request, form, stops, visit)
    if not form.is_valid():
        return _form(request, form, stops, visit, status=400)
    try:
        saved = _save(request, form, stops, visit)
    except ActionRefused as refused:
        form.add_error(refused.part if refused.part in form.fields else None, refused.reason)
        return _form(request, form, stops, visit, status=400)
    messages.success(request, _("The plan is saved: %(number)s.") % {"number": saved.number})
    return redirect("visits-desk:visit", number=saved.number)


def _save(request: StaffRequest, form: PlanForm, stops: Any, visit: Visit | None) -> Visit:
    if visit is None:
        reasons = _reasons(request, stops)
        where = [one.where(reasons.get(one.cleaned_data["key"], ())) for one in stops.kept()]
        return actions.plan_visit(form.plan(), where, by=request.user)
    known = {key_of(one.place, one.project) for one in visit.stops.all()}
    where = [one.where(known=known) for one in stops.kept()]
    seen = form.cleaned_data["sequence"]
    actions.change_visit(
        visit, form.plan(), where, by=request.user, expected=-1 if seen is None else seen,
        why=form.cleaned_data["why"],
    )  # fmt: skip
    return visit


def _reasons(request: StaffRequest, stops: Any) -> dict[str, list[dict[str, Any]]]:
    """Why each stop was chosen, as it is on this day; it stays with the stop."""
    asked = {one.cleaned_data["key"] for one in stops.kept()}
    invented = Project.objects.filter(
        demonstration=True, code__in=[key.removeprefix(PROJECT) for key in asked]
    ).exists()
    found = candidates.gather(demonstration=invented or request.user.demonstration)
    return {
        one.candidate.key: [reason.as_dict() for reason in one.reasons]
        for one in propose(
            [c for c in found if c.key in asked], timezone.localdate(), showing.office()
        )
    }


def _rearranged(
    request: StaffRequest, form: PlanForm, stops: Any, visit: Visit | None
) -> HttpResponse:
    """The same form with its stops in a short order, or with one more."""
    rows = stops.rows()
    if "add" in request.POST:
        code = request.POST.get("add_project", "").strip()
        key = f"{PROJECT}{code}" if code else request.POST.get("add_place", "")
        if where_of(key) is None:
            messages.error(request, _("There is no such place or project."))
        elif key not in {row["key"] for row in rows}:
            rows.append({"key": key})
    else:
        where = candidates.read_map(with_localities=True)
        rows = _arranged(rows, start_of(request.POST.get("start", ""), where), where)
    return _form(request, form, _stops(rows), visit)


def _arranged(rows: list[dict[str, Any]], start: Point | None, where: Map) -> list[dict[str, Any]]:
    projects = _projects(row["key"] for row in rows)
    points = [_point(row["key"], where, projects) for row in rows]
    return [rows[index] for index in shortest(points, start).order]


def _projects(keys: Iterable[str]) -> dict[str, Project]:
    codes = [key.removeprefix(PROJECT) for key in keys if key.startswith(PROJECT)]
    return {one.code: one for one in Project.objects.filter(code__in=codes)}


def _point(key: str, where: Map, projects: dict[str, Project]) -> Point | None:
    project = projects.get(key.removeprefix(PROJECT)) if key.startswith(PROJECT) else None
    return where.of_project(project) if project else where.points.get(key)


def _stops(rows: list[dict[str, Any]]) -> Any:
    numbered = [{"order": place, **row} for place, row in enumerate(rows, 1)]
    return StopForms(initial=numbered, prefix="stop")


def _form(
    request: StaffRequest, form: PlanForm, stops: Any, visit: Visit | None, status: int = 200
) -> HttpResponse:
    where = candidates.read_map(with_localities=True)
    named = names(language())
    keys = [str(one["key"].value() or "") for one in stops.forms]
    projects = _projects(keys)
    points = [(showing.place_name(key, named, projects), _point(key, where, projects))
              for key in keys]  # fmt: skip
    start = start_of(str(form["start"].value() or ""), where)
    legs = showing.along([point for _name, point in points], range(len(points)), start)
    context = {
        "desk_section": "plan" if visit is None else "visits",
        "visit": visit,
        "form": form,
        "stops": stops,
        "lines": [
            {"form": one, "name": name, "leg": leg}
            for one, (name, _point), leg in zip(stops.forms, points, legs.legs, strict=True)
        ],
        "route": legs,
        "start_known": start is not None,
        "map": showing.drawn(points, start),
        "places": list(named.items()),
        "organisations": Organisation.objects.filter(is_active=True).values_list(
            "name_vi", flat=True
        )[:MOST_NAMES],
    }
    return render(request, "visits/desk_edit.html", context, status=status)
