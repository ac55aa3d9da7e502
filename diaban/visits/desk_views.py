"""The desk's pages of visits: the list, one visit, its calendar file and its paper."""

from __future__ import annotations

from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from diaban.accounts.permissions import Permission, StaffRequest, may, requires
from diaban.design import days
from diaban.design.numbers import whole_number
from diaban.visits import access, actions, over, showing, wording
from diaban.visits.actions import ActionRefused
from diaban.visits.commitments import showing as commitment_showing
from diaban.visits.made import BEGUN
from diaban.visits.models import Visit
from diaban.visits.planning import appointments, calendar_file
from diaban.visits.stops import known, opening

PAGE = 40
COMING = (Visit.State.PLANNED, Visit.State.UNDER_WAY)


@requires(Permission.SEE_VISITS)
@require_safe
def visits(request: StaffRequest) -> HttpResponse:
    found = _narrowed(request)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "desk_section": "visits",
        "page": page,
        "rows": showing.brief(page.object_list),
        "total": page.paginator.count,
        "query": query.urlencode(),
        "filters": [
            {
                "name": "state",
                "label": _("State"),
                "options": [("coming", _("planned or under way")),
                            ("begun", _("under way or done")), *Visit.State.choices,
                            ("all", _("all"))],
                "chosen": request.GET.get("state", "coming"),
            },
            {
                "name": "whose",
                "label": _("Whose"),
                "options": [("", _("everybody's")), ("mine", _("on which I go"))],
                "chosen": request.GET.get("whose", ""),
            },
        ],
        "days": days.asked(request.GET),
        "days_labels": (_("Begins from"), _("Begins until")),
        "words": request.GET.get("q", ""),
        "may_plan": may(request.user, Permission.PLAN_VISITS),
    }  # fmt: skip
    return render(request, "visits/desk_list.html", context)


def _narrowed(request: StaffRequest) -> QuerySet[Visit]:
    found = Visit.objects.select_related("leader").prefetch_related("stops")
    found = found.order_by("-first_day", "-pk")
    state = request.GET.get("state", "coming")
    if state == "coming":
        found = found.filter(state__in=COMING).order_by("first_day", "pk")
    elif state == "begun":
        found = found.filter(state__in=BEGUN)
    elif state in Visit.State.values:
        found = found.filter(state=state)
    found = found.filter(**days.asked(request.GET).of("first_day"))
    if request.GET.get("whose") == "mine":
        found = found.filter(Q(leader=request.user) | Q(members=request.user))
    for word in request.GET.get("q", "").split():
        found = found.filter(
            Q(number__icontains=word) | Q(title__icontains=word) | Q(stops__project__iexact=word)
        )
    return found.annotate(
        found=Count("stops__findings", distinct=True),
        promised=Count("stops__commitments", distinct=True),
    )


def the_visit(number: str) -> Visit:
    visits = Visit.objects.select_related("leader", "recorded_by")
    return get_object_or_404(visits, number__iexact=number)


@requires(Permission.SEE_VISITS)
@require_safe
def visit(request: StaffRequest, number: str) -> HttpResponse:
    return _page(request, the_visit(number))


def _page(request: StaffRequest, found: Visit, status: int = 200, **more: Any) -> HttpResponse:
    journey = showing.journey(found)
    open_ = found.state in COMING
    standing = over.standing(found) if open_ else None
    titles = {row.stop.pk: row.title for row in journey.rows}
    context = {
        "desk_section": "visits",
        "visit": found,
        "badge": showing.wording.BADGES[found.state],
        "team": showing.team(found),
        "journey": journey,
        "map": showing.drawn([(row.title, row.point) for row in journey.rows], journey.office),
        "story": showing.story(found.events.select_related("by")),
        "may_plan": may(request.user, Permission.PLAN_VISITS) and open_,
        "may_end": open_
        and found.first_day <= timezone.localdate()
        and (may(request.user, Permission.PLAN_VISITS) or access.records(request.user, found)),
        "ending": standing if standing and standing.asks else None,
        "missing": [
            (titles[stop.pk], stop, [wording.MISSING[one] for one in what])
            for stop, what in (standing.missing if standing else [])
        ],
        "goes": access.goes(request.user, found),
        "may_record": access.records(request.user, found),
        **more,
    }
    return render(request, "visits/desk_visit.html", context, status=status)


@requires(Permission.SEE_VISITS)
@require_safe
def paper(request: StaffRequest, number: str) -> HttpResponse:
    """Everything of every stop on one page, to be printed and taken along."""
    found = the_visit(number)
    journey = showing.journey(found)
    context = {
        "desk_section": "visits",
        "visit": found,
        "team": showing.team(found),
        "journey": journey,
        "map": showing.drawn([(row.title, row.point) for row in journey.rows], journey.office),
        "stops": [
            (
                row,
                known.of_stop(row.stop),
                [commitment_showing.brief(one) for one in opening.commitments(row.stop)],
            )
            for row in journey.rows
        ],
    }
    return render(request, "visits/desk_paper.html", context)


@requires(Permission.SEE_VISITS)
@require_safe
def calendar(request: StaffRequest, number: str) -> HttpResponse:
    """The visit as an iCalendar file."""
    found = the_visit(number)
    journey = showing.journey(found)
    last = found.events.last()
    team = showing.team(found)
    href = settings.DIABAN_URL + reverse("visits-desk:visit", args=[found.number])
    content = calendar_file.write(
        calendar_file.Visit(
            number=found.number, host=urlsplit(settings.DIABAN_URL).hostname or "localhost",
            title=found.title, first_day=found.first_day, last_day=found.last_day,
            sequence=found.sequence, changed=last.at if last else found.recorded_at,
            cancelled=found.state == Visit.State.CANCELLED, text=found.purpose, href=href,
            organizer=_organizer(found), people=[str(one) for one in team],
            stops=[
                calendar_file.Stop(str(row.stop.pk), row.title, row.stop.planned_at, row.point)
                for row in journey.rows
            ],
            gone=[
                calendar_file.Stop(str(stop.pk), title, stop.planned_at)
                for stop, title in showing.titled(appointments.gone(found))
            ],
        )
    )  # fmt: skip
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{found.number}.ics"'
    return answer


def _organizer(visit: Visit) -> tuple[str, str]:
    """Name and address of who leads the visit; of the authority's post where he has none."""
    if visit.leader and visit.leader.email:
        return str(visit.leader), visit.leader.email
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return name or "Địa Bàn", address


@requires(Permission.PLAN_VISITS)
@require_POST
def cancel(request: StaffRequest, number: str) -> HttpResponse:
    found = the_visit(number)
    why = request.POST.get("why", "")
    try:
        actions.cancel_visit(found, why, by=request.user, expected=_seen(request))
    except ActionRefused as refused:
        return _page(request, found, status=400, cancel_error=refused.reason, why=why)
    messages.success(request, _("The visit is cancelled. Send its people the calendar file again."))
    return redirect("visits-desk:visit", number=found.number)


@requires(Permission.SEE_VISITS)
@require_POST
def end(request: StaffRequest, number: str) -> HttpResponse:
    found = the_visit(number)
    try:
        actions.end_visit(found, by=request.user)
    except ActionRefused as refused:
        messages.error(request, refused.reason)
    else:
        messages.success(
            request, _("The visit is over. What devices still hold is taken in later.")
        )
    return redirect("visits-desk:visit", number=found.number)


def _seen(request: StaffRequest) -> int:
    """The sequence that the reader's page had; −1, which none has, where it names none."""
    number = whole_number(request.POST.get("sequence", ""))
    return -1 if number is None else number
