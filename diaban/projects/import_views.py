"""Bringing in a list of projects: send a file, see what it says, take all of it."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from openpyxl import Workbook

from diaban.accounts.permissions import Permission, StaffRequest, requires
from diaban.imports.safety import Refused
from diaban.projects import import_actions, importing, money, wording
from diaban.projects.actions import ActionRefused
from diaban.projects.desk_views import show
from diaban.projects.models import ProjectImport
from diaban.projects.replay import replay

FEW, MANY = 20, 200
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@requires(Permission.RECORD_PROJECTS)
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: StaffRequest) -> HttpResponse:
    """The form to send a file with; what is wrong with the file is said above it."""
    problem = ""
    if request.method == "POST":
        upload = request.FILES.get("file")
        if upload is None:
            problem = _("Choose a file first.")
        else:
            try:
                kept = import_actions.read(upload, by=request.user)
                return redirect("projects-desk:import", pk=kept.pk)
            except (ActionRefused, Refused) as refused:
                problem = str(refused)
    context = {
        "problem": problem,
        "columns": [(column.titles[0], column.required) for column in importing.COLUMNS],
        "sent": ProjectImport.objects.select_related("made_by")[:FEW],
    }
    return show(request, "projects/desk_send.html", "project-import", context)


@requires(Permission.RECORD_PROJECTS)
@require_safe
def template(request: StaffRequest) -> HttpResponse:
    """An empty table with the columns that are read."""
    book = Workbook()
    page = book.active
    for place, column in enumerate(importing.COLUMNS, 1):
        page.cell(1, place, column.titles[0])
        page.column_dimensions[page.cell(1, place).column_letter].width = 22
    stream = BytesIO()
    book.save(stream)
    response = HttpResponse(stream.getvalue(), content_type=XLSX)
    response["Content-Disposition"] = 'attachment; filename="danh-sach-du-an.xlsx"'
    return response


@requires(Permission.RECORD_PROJECTS)
@require_safe
def preview(request: StaffRequest, pk: int) -> HttpResponse:
    """What a kept list says: every problem, or what will be added."""
    kept = get_object_or_404(ProjectImport, pk=pk)
    listed, problems = ([], []) if kept.taken_at else import_actions.check(kept)
    context = {
        "kept": kept,
        "count": len(kept.rows),
        "problems": problems[:MANY],
        "problem_count": len(problems),
        "totals": [] if problems else _totals(listed),
        "may_take": import_actions.may_take(kept, request.user),
        "first": listed[:FEW] if not problems else [],
    }
    return show(request, "projects/desk_import.html", "project-import", context)


def _totals(listed: list[importing.Listed]) -> list[dict[str, Any]]:
    """Projects and capital by origin, as they would stand after everything in the list."""
    groups: dict[str | None, list[Any]] = {}
    for one in listed:
        state = replay(one.events)
        groups.setdefault(state.origin, []).append(state.registered)
    return [
        {
            "label": wording.ORIGINS[origin or ""],
            "count": len(found),
            "money": wording.money(money.add(found)),
        }
        for origin, found in groups.items()
    ]


@requires(Permission.RECORD_PROJECTS)
@require_POST
def take(request: StaffRequest, pk: int) -> HttpResponse:
    kept = get_object_or_404(ProjectImport, pk=pk)
    try:
        count = import_actions.take(kept, by=request.user)
    except ActionRefused as refused:
        messages.error(request, str(refused))
    else:
        said = ngettext(
            "%(count)d project is registered.", "%(count)d projects are registered.", count
        )
        messages.success(request, said % {"count": count})
    return redirect("projects-desk:import", pk=pk)
