"""Raw-material plots on the desk: the list, taking a file in, one plot with its papers."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from diaban.accounts.permissions import Permission, StaffRequest, may, requires
from diaban.design.numbers import whole_number
from diaban.facts.actions import ActionRefused
from diaban.imports.findings import ERROR, WARNING
from diaban.imports.safety import Refused
from diaban.materials import actions, legality, listing, paper_files, reporting
from diaban.materials.forms import PaperForm, TakeForm, areas
from diaban.materials.kinds import DOCUMENT_KINDS
from diaban.materials.models import (
    Commodity,
    MaterialArea,
    MaterialPlot,
    PlotDocument,
    PlotProducer,
)
from diaban.materials.wording import STATES

PER_PAGE = 100
MOST_DAYS = 3650
MOST_FINDINGS = 500


@requires(Permission.SEE_DESK)
@never_cache
@require_safe
def plots(request: StaffRequest) -> HttpResponse:
    """Every plot with how its papers stand; `within` asks what ends within so many days."""
    within = whole_number(request.GET.get("within", ""))
    days = None if within is None else min(within, MOST_DAYS)
    state = request.GET.get("state", "")
    shown = listing.lines(
        timezone.localdate(),
        region=request.GET.get("region", ""),
        state=state if state in STATES else "",
        within_days=days,
        producers=may(request.user, Permission.SEE_PRODUCERS),
    )
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "desk_section": "plots",
        "page": Paginator(shown, PER_PAGE).get_page(request.GET.get("page")),
        "total": len(shown),
        "query": query.urlencode(),
        "states": STATES,
        "chosen": {
            "state": state,
            "within": "" if within is None else within,
            "region": request.GET.get("region", ""),
        },
        "regions": [("", ""), *areas()],
        "names": _names(),
        "sees_producers": may(request.user, Permission.SEE_PRODUCERS),
        "may_take": may(request.user, Permission.MANAGE_PLOTS),
    }
    return render(request, "materials/plots.html", context)


def _names() -> dict[str, Any]:
    """Areas and raw materials by key, for lists."""
    return {row.key: row for model in (MaterialArea, Commodity) for row in model.objects.all()}


@requires(Permission.MANAGE_PLOTS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def take(request: StaffRequest) -> HttpResponse:
    """A file is checked, and taken whole if it breaks no rule."""
    form = TakeForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"desk_section": "plots-take", "form": form}
    if request.method == "POST" and form.is_valid():
        with tempfile.TemporaryDirectory(prefix="diaban-") as folder:
            path = Path(folder) / "plots.geojson"
            with path.open("wb") as out:
                for chunk in form.cleaned_data["file"].chunks():
                    out.write(chunk)
            try:
                return _judged(request, form, path, context)
            except Refused as refused:
                form.add_error("file", f"{refused.reason} {refused.remedy}")
            except ActionRefused as refused:
                form.add_error(None, str(refused))
    status = 400 if request.method == "POST" else 200
    return render(request, "materials/take.html", context, status=status)


def _judged(
    request: StaffRequest, form: TakeForm, path: Path, context: dict[str, Any]
) -> HttpResponse:
    given = form.cleaned_data
    read, refusals = actions.judge(path, given["region"], cattle=given["cattle"])
    findings = reporting.merged(read.findings, refusals)
    what = request.POST.get("what", "check")
    if what == "marked":
        copy = HttpResponse(reporting.marked_copy(path, findings), "application/geo+json")
        copy.headers["Content-Disposition"] = 'attachment; filename="plots-marked.geojson"'
        return copy
    if what == "take" and not refusals:
        taken = actions.take(
            path, region=given["region"], commodity=given["commodity"] or None,
            sender=given["sender"], by=request.user, name=given["file"].name,
            cattle=given["cattle"],
        )  # fmt: skip
        messages.success(
            request,
            _("Taken: %(added)d plots added, %(changed)d changed, %(unchanged)d unchanged.")
            % taken.as_dict(),
        )
        return redirect("plots:list")
    errors = sum(1 for finding in findings if finding.severity == ERROR)
    context |= {
        "checked": True,
        "findings": findings[:MOST_FINDINGS],
        "more": max(0, len(findings) - MOST_FINDINGS),
        "errors": errors,
        "warnings": sum(1 for finding in findings if finding.severity == WARNING),
        "count": len(read.plots),
    }
    return render(request, "materials/take.html", context, status=400 if errors else 200)


@requires(Permission.SEE_DESK)
@never_cache
@require_safe
def plot(request: StaffRequest, code: str) -> HttpResponse:
    return _plot_page(request, _plot(code), PaperForm())


def _plot(code: str) -> MaterialPlot:
    return get_object_or_404(MaterialPlot, key=f"material_plot:{code}")


def _plot_page(
    request: StaffRequest, row: MaterialPlot, form: PaperForm, status: int = 200
) -> HttpResponse:
    today = timezone.localdate()
    papers = list(PlotDocument.objects.filter(plot=row.key).select_related("recorded_by"))
    live = [paper for paper in papers if paper.withdrawn_at is None]
    sees = may(request.user, Permission.SEE_PRODUCERS)
    context = {
        "desk_section": "plots",
        "plot": row,
        "region": MaterialArea.objects.filter(key=row.region).first(),
        "commodity": Commodity.objects.filter(key=row.commodity).first(),
        "standing": legality.standing(live, today),
        "states": STATES,
        "papers": [(paper, legality.state_of(paper, today)) for paper in papers],
        "paper_kinds": DOCUMENT_KINDS,
        "producer": PlotProducer.objects.filter(plot=row.key).first() if sees else None,
        "sees_producers": sees,
        "may_manage": may(request.user, Permission.MANAGE_PLOTS),
        "form": form,
    }
    return render(request, "materials/plot.html", context, status=status)


@requires(Permission.MANAGE_PLOTS)
@require_POST
def attach(request: StaffRequest, code: str) -> HttpResponse:
    row = _plot(code)
    form = PaperForm(request.POST, request.FILES)
    if form.is_valid():
        given = dict(form.cleaned_data)
        file = given.pop("file")
        try:
            actions.attach(
                row.key, **given, chunks=file.chunks(), file_name=file.name,
                data=settings.DIABAN_DATA, by=request.user,
            )  # fmt: skip
        except paper_files.FileRefused as refused:
            form.add_error("file", str(refused))
        except ActionRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The paper is attached."))
            return redirect("plots:plot", code)
    return _plot_page(request, row, form, status=400)


@requires(Permission.SEE_PRODUCERS)
@never_cache
@require_safe
def paper(request: StaffRequest, pk: int) -> HttpResponse:
    """The file of a paper, as a download: papers name people."""
    row = get_object_or_404(PlotDocument, pk=pk)
    path = paper_files.path_of(settings.DIABAN_DATA, row.sha256)
    if not path.is_file():
        raise Http404
    answer = HttpResponse(path.read_bytes(), row.media_type)
    answer.headers["Content-Disposition"] = content_disposition_header(True, row.file_name) or ""
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


@requires(Permission.MANAGE_PLOTS)
@require_POST
def withdraw_paper(request: StaffRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(PlotDocument, pk=pk)
    try:
        actions.withdraw_document(row, why=request.POST.get("why", ""), by=request.user)
    except ActionRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The paper is taken back. It stays on record."))
    return redirect("plots:plot", row.plot.partition(":")[2])


@requires(Permission.MANAGE_PLOTS)
@requires(Permission.SEE_PRODUCERS)
@require_POST
def erase_producer(request: StaffRequest, code: str) -> HttpResponse:
    row = _plot(code)
    try:
        actions.erase_producer(row.key, by=request.user)
    except ActionRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The producer's name is erased."))
    return redirect("plots:plot", code)
