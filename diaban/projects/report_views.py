"""The desk's pages of statistics and statistical forms: see, take along, submit, accept."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from diaban.accounts.permissions import Permission, StaffRequest, may, requires
from diaban.projects import periods, reporting, sheets, wording
from diaban.projects.actions import ActionRefused
from diaban.projects.desk_views import show
from diaban.projects.models import StatisticalReport
from diaban.projects.sheets import docx, xlsx
from diaban.projects.sheets.model import Sheet, sheet_of, shown
from diaban.projects.sheets.words import code_of, heading

YEARS_BACK = 5
FORMATS = {
    "xlsx": (xlsx.write, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "docx": (
        docx.write,
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
}
NEEDED = {
    reporting.SUBMITTED: Permission.RECORD_PROJECTS,
    reporting.ACCEPTED: Permission.ACCEPT_REPORTS,
    reporting.RETURNED: Permission.ACCEPT_REPORTS,
}


def asked_period(name: str, cutoff: str) -> periods.Period:
    """The period that the address names. Raises Http404."""
    try:
        found = periods.period(name, cutoff or periods.CALENDAR)
    except ValueError:
        raise Http404 from None
    if periods.kind_of(name) not in sheets.PERIODS:
        raise Http404
    return found


def period_choices() -> list[str]:
    """Quarters and years that have begun, the latest first."""
    today = timezone.localdate()
    names = []
    for year in range(today.year, today.year - YEARS_BACK - 1, -1):
        names += [f"{year}-Q{quarter}" for quarter in (4, 3, 2, 1)] + [str(year)]
    return [name for name in names if periods.period(name).first <= today]


@requires(Permission.SEE_PROJECTS)
@require_safe
def forms(request: StaffRequest) -> HttpResponse:
    """Every form for the chosen period, and the reports that were kept."""
    last = periods.last_finished(timezone.localdate())
    chosen = asked_period(request.GET.get("period") or last.name, request.GET.get("cutoff", ""))
    reports = StatisticalReport.objects.prefetch_related("steps").select_related("made_by")[:100]
    context = {
        "forms": [(code, title) for code, (title, _maker) in sheets.FORMS.items()],
        "period": chosen,
        "periods": period_choices(),
        "cutoffs": cutoffs(),
        "reports": [
            {"report": one, "state": reporting.state_of(one), "title": sheets.FORMS[one.form][0]}
            for one in reports
        ],
    }
    return show(request, "projects/desk_forms.html", "project-forms", context)


def cutoffs() -> list[tuple[str, str]]:
    names = ("basis_vi", "basis_en")
    name = names[0] if wording.language() == "vi" else names[1]
    return [(code, getattr(rule, name)) for code, rule in periods.CUTOFFS.items()]


@requires(Permission.SEE_PROJECTS)
@require_safe
def form(request: StaffRequest, form: str, period: str) -> HttpResponse:
    """A form as it comes out now; `?format=xlsx` or `docx` takes it along."""
    if form not in sheets.FORMS:
        raise Http404
    chosen = asked_period(period, request.GET.get("cutoff", ""))
    sheet = sheets.make(form, chosen)
    wanted = request.GET.get("format", "")
    if wanted in FORMATS:
        return _file(sheet, wanted)
    return show(
        request, "projects/desk_form.html", "project-forms", {"period": chosen} | _page(sheet)
    )


def _page(sheet: Sheet) -> dict[str, Any]:
    """A form's tables as text, for a page."""
    tables = [
        {
            "title": table.title,
            "columns": table.columns,
            "rows": [[shown(row.get(c.name)) for c in table.columns] for row in table.rows],
            "total": [shown(table.total.get(c.name)) for c in table.columns] if table.total else [],
            "notes": table.notes,
        }
        for table in sheet.tables
    ]
    return {"sheet": sheet, "heading": heading(sheet), "tables": tables, "code": code_of(sheet)}


def _file(sheet: Sheet, kind: str) -> HttpResponse:
    write, content_type = FORMATS[kind]
    response = HttpResponse(write(sheet), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{code_of(sheet)}.{kind}"'
    return response


@requires(Permission.RECORD_PROJECTS)
@require_POST
def keep(request: StaffRequest, form: str, period: str) -> HttpResponse:
    """Keep the form as it comes out now, as a draft."""
    if form not in sheets.FORMS:
        raise Http404
    chosen = asked_period(period, request.POST.get("cutoff", ""))
    report = reporting.save_draft(form, chosen, by=request.user)
    messages.success(request, _("Kept as a draft."))
    return redirect("projects-desk:report", pk=report.pk)


@requires(Permission.SEE_PROJECTS)
@require_safe
def report(request: StaffRequest, pk: int) -> HttpResponse:
    """A kept report, exactly as it was computed."""
    found = get_object_or_404(StatisticalReport, pk=pk)
    sheet = sheet_of(found.content)
    wanted = request.GET.get("format", "")
    if wanted in FORMATS:
        return _file(sheet, wanted)
    state = reporting.state_of(found)
    context = {
        "report": found,
        "state": state,
        "state_words": wording.REPORT_STEPS[state],
        "steps": [
            (one, wording.REPORT_STEPS[one.step]) for one in found.steps.select_related("by")
        ],
        "next": [
            (step, step == reporting.RETURNED)
            for step in reporting.NEXT[state]
            if may(request.user, NEEDED[step])
            and (step != reporting.ACCEPTED or reporting.may_accept(found, request.user))
        ],
    }  # fmt: skip
    return show(request, "projects/desk_report.html", "project-forms", context | _page(sheet))


@requires(Permission.SEE_PROJECTS)
@require_POST
def step(request: StaffRequest, pk: int, to: str) -> HttpResponse:
    """Submit, accept or return a report, each by who may."""
    found = get_object_or_404(StatisticalReport, pk=pk)
    if to not in NEEDED:
        raise Http404
    if not may(request.user, NEEDED[to]):
        raise PermissionDenied(_("Your account may not take this step."))
    try:
        reporting.take(found, to, by=request.user, note=request.POST.get("note", "")[:2000])
    except ActionRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Done: %(step)s.") % {"step": wording.REPORT_STEPS[to]})
    return redirect("projects-desk:report", pk=pk)
