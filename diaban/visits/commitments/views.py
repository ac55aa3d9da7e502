"""The desk's pages of commitments: the list, one with its story, its steps."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from diaban.accounts.models import Organisation
from diaban.accounts.permissions import Permission, StaffRequest, requires
from diaban.design import days
from diaban.design.numbers import whole_number
from diaban.dossiers import serving
from diaban.notices.actions import read_about
from diaban.petitions.forms import language
from diaban.petitions.models import Body
from diaban.petitions.places import name as place_name
from diaban.petitions.places import names as place_names
from diaban.visits import access
from diaban.visits.actions import ActionRefused
from diaban.visits.commitments import actions as commitment_actions
from diaban.visits.commitments import showing as commitment_showing
from diaban.visits.commitments import standing as commitment_standing
from diaban.visits.commitments import words as commitment_words
from diaban.visits.commitments.forms import StepForm
from diaban.visits.commitments.promises import RUNNING, Kind, State
from diaban.visits.models import Commitment, CommitmentEvent

"""Longer is no record's number, and more than SQLite can be asked for."""
PAGE = 50


def asked_for(found: QuerySet[Commitment]) -> QuerySet[Commitment]:
    return found.select_related("stop__visit", "stop__organisation", "body", "organisation")


@requires(Permission.OPEN_COMMITMENTS)
@require_safe
def commitments(request: StaffRequest) -> HttpResponse:
    found = asked_for(access.commitments_seen_by(request.user))
    rows = _of_state(request, commitment_standing.standings(_narrowed(request, found)))
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "desk_section": "commitments",
        "page": page,
        "rows": commitment_showing.lines(page.object_list),
        "total": page.paginator.count,
        "query": query.urlencode(),
        "filters": _filters(request),
        "days": days.asked(request.GET),
        "days_labels": (_("Due from"), _("Due until")),
        "words": request.GET.get("q", ""),
    }
    return render(request, "visits/commitments.html", context)


def _narrowed(request: StaffRequest, found: QuerySet[Commitment]) -> QuerySet[Commitment]:
    asked = request.GET
    if asked.get("side") in Commitment.Side.values:
        found = found.filter(side=asked["side"])
    if body := asked.get("body"):
        found = found.filter(body=body)
    organisation = whole_number(asked.get("organisation", ""))
    if organisation is not None:
        concerned = Q(organisation=organisation) | Q(stop__organisation=organisation)
        found = found.filter(concerned)
    for word in asked.get("q", "").split():
        found = found.filter(Q(number__icontains=word) | Q(what__icontains=word))
    return found.order_by("pk")


def _of_state(request: StaffRequest, found: Any) -> list[commitment_standing.Standing]:
    """Narrowed to a state, what is due first standing first; without a day after it, and what is
    broken last: it no longer waits for anybody."""
    state = request.GET.get("state", "owed")
    kept: dict[str, Any] = {
        "owed": lambda one: one.promise.is_owed,
        "running": lambda one: one.state in RUNNING,
        "counted": lambda one: one.state != State.WITHDRAWN,
        "all": lambda one: True,
    }
    fits = kept.get(state, lambda one: one.state == state)
    due = days.asked(request.GET)  # by the day that counts, as in the figures
    return sorted(
        (one for one in found if fits(one) and due.hold(one.promise.judged_by)),
        key=lambda one: (
            one.state == State.BROKEN,
            one.promise.due is None,
            one.promise.due,
            one.commitment.pk,
        ),
    )


def _filters(request: StaffRequest) -> list[dict[str, Any]]:
    states = [
        ("owed", _("still owed")), ("running", _("running")),
        ("counted", _("all but those let go")), ("all", _("all")),
        *((state.value, str(label)) for state, label in commitment_words.STATES.items()),
    ]  # fmt: skip
    seen = access.commitments_seen_by(request.user)
    organisations = Organisation.objects.filter(
        Q(commitments__in=seen) | Q(visits__commitments__in=seen)
    ).distinct()
    bodies = Body.objects.filter(commitments__in=seen).distinct()
    return [
        {"name": "state", "label": _("State"), "options": states,
         "chosen": request.GET.get("state", "owed")},
        {"name": "side", "label": _("Who promised"), "chosen": request.GET.get("side", ""),
         "options": [("", _("both sides")), *Commitment.Side.choices]},
        {"name": "body", "label": _("Body"), "chosen": request.GET.get("body", ""),
         "options": [("", _("all")), *((one.code, one.name(language())) for one in bodies)]},
        {"name": "organisation", "label": _("Organisation"),
         "chosen": request.GET.get("organisation", ""),
         "options": [("", _("all")), *((str(one.pk), str(one)) for one in organisations)]},
    ]  # fmt: skip


def the_commitment(request: StaffRequest, number: str) -> Commitment:
    """The commitment, if this person may see it; for others it does not exist."""
    seen = asked_for(access.commitments_seen_by(request.user))
    found = seen.filter(number__iexact=number).first()
    if found is None:
        raise Http404
    return found


def shown(request: StaffRequest, found: Commitment, *, staff: bool) -> dict[str, Any]:
    """What a page shows of a commitment; whoever looks at it has read what he was told of it."""
    read_about(request.user, found.key)
    one = commitment_standing.of(found)
    return {
        "commitment": found,
        "line": commitment_showing.brief(one),
        "promise": one.promise,
        "silence": commitment_standing.silence(),
        "steps": commitment_showing.steps(request.user, one),
        "story": commitment_showing.story(found, staff=staff),
        "place": place_name(found.stop.place, place_names(language()), language())
        if found.stop.place
        else "",
    }


@requires(Permission.OPEN_COMMITMENTS)
@require_safe
def commitment(request: StaffRequest, number: str) -> HttpResponse:
    found = the_commitment(request, number)
    context = shown(request, found, staff=True) | {"desk_section": "commitments"}
    return render(request, "visits/commitment.html", context)


@requires(Permission.OPEN_COMMITMENTS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: StaffRequest, number: str, kind: str) -> HttpResponse:
    """Take one step with a commitment."""
    found = the_commitment(request, number)
    form, context = taken(request, found, kind)
    if form is None:
        return redirect("commitments-desk:commitment", number=found.number)
    return render(request, "visits/commitment_step.html",
                  context | {"form": form, "desk_section": "commitments"})  # fmt: skip


def taken(
    request: StaffRequest, found: Commitment, name: str
) -> tuple[StepForm | None, dict[str, Any]]:
    """The form of a step, bound where something is to be mended; None once it is on record.

    Raises:
        Http404: nobody takes a step of this name. PermissionDenied: this person may not.
    """
    kind = offered(name)
    access.demand_commitment_step(request.user, found, kind)
    claimed = commitment_standing.of(found).promise.claimed_on if kind == Kind.KEPT else None
    form = StepForm(
        request.POST or None, request.FILES or None, kind=kind,
        initial={"seen": found.events.count(), "on": claimed},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            commitment_actions.act(found, kind, by=request.user, **form.said())
        except ActionRefused as refused:
            form.add_error(refused.part if refused.part in form.fields else None, refused.reason)
        else:
            messages.success(request, f"{commitment_words.EVENTS[kind]}: {found.number}")
            return None, {}
    # Not "label": the partials of a form read that as the label of each field.
    return form, {"commitment": found, "heading": commitment_words.STEPS[kind]}


def offered(name: str) -> Kind:
    """The step of this name, if it is one that people take."""
    try:
        kind = Kind(name)
    except ValueError:
        raise Http404 from None
    if kind not in commitment_words.STEPS:
        raise Http404
    return kind


@requires(Permission.OPEN_COMMITMENTS)
@never_cache
@require_safe
def file(request: StaffRequest, number: str, pk: int) -> HttpResponse:
    return served(the_commitment(request, number), pk)


def served(found: Commitment, pk: int) -> HttpResponse:
    """The file that an event of this commitment shows."""
    row = CommitmentEvent.objects.filter(commitment=found, pk=pk).exclude(file_sha256="").first()
    if row is None:
        raise Http404
    return serving.content(row.file_sha256, row.file_type, row.file_name, inline=True)
