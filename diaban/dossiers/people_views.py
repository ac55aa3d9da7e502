"""Who has how much on the desk, who is away, and what each person wants to be told."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from diaban.accounts.permissions import Permission, StaffRequest, may, requires
from diaban.dossiers import queue
from diaban.dossiers.forms import AbsenceForm, AlertForm, officers
from diaban.dossiers.models import Absence, Dossier

SHOWN = 100


def workload() -> list[dict[str, Any]]:
    """Open, waiting and overdue dossiers of each officer, and of nobody."""
    counts: dict[int | None, Any] = {
        row["assignee"]: row
        for row in Dossier.objects.filter(open=True)
        .values("assignee")
        .annotate(
            open_count=Count("pk"),
            waiting_count=Count("pk", filter=Q(waiting=True)),
            overdue_count=Count("pk", filter=Q(due_at__lt=timezone.now())),
        )
    }
    empty = {"open_count": 0, "waiting_count": 0, "overdue_count": 0}
    rows = [{"officer": one} | counts.pop(one.pk, empty) for one in officers()]
    left = counts.pop(None, None)
    return [*rows, {"officer": None} | left] if left else rows


@requires(Permission.SEE_DOSSIERS)
@require_safe
def people(request: StaffRequest) -> HttpResponse:
    today = timezone.localdate()
    context = {
        "desk_section": "dossiers-people",
        "workload": workload(),
        "absences": Absence.objects.filter(last_day__gte=today).select_related("officer", "cover")[
            :SHOWN
        ],
        "may_assign": may(request.user, Permission.ASSIGN_DOSSIERS),
    }
    return render(request, "dossiers/people.html", context)


@requires(Permission.ASSIGN_DOSSIERS)
@require_http_methods(["GET", "POST"])
def absence(request: StaffRequest) -> HttpResponse:
    form = AbsenceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Noted. New dossiers go to whoever stands in."))
        return redirect("dossiers:people")
    context = {"desk_section": "dossiers-people", "form": form}
    return render(request, "dossiers/absence.html", context)


@requires(Permission.ASSIGN_DOSSIERS)
@require_POST
def end_absence(request: StaffRequest, pk: int) -> HttpResponse:
    get_object_or_404(Absence, pk=pk).delete()
    messages.success(request, _("The absence is taken back."))
    return redirect("dossiers:people")


@requires(Permission.SEE_DOSSIERS)
@require_http_methods(["GET", "POST"])
def alerts(request: StaffRequest) -> HttpResponse:
    form = AlertForm(request.POST or None, instance=queue.settings_of(request.user))
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Kept."))
        return redirect("dossiers:alerts")
    context = {"desk_section": "dossiers-alerts", "form": form}
    return render(request, "dossiers/alerts.html", context)
