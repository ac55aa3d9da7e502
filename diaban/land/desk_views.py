"""The desk's land pages: all ledgers, one zone, and a form for each thing that can be done."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from diaban.accounts.permissions import Permission, StaffRequest, may, requires
from diaban.land import (
    actions,
    bulk,
    history,
    overview,
    pages,
    plot_actions,
    plots,
    wording,
)
from diaban.land.desk_forms import BulkForm, OpenForm
from diaban.land.forms import OPERATIONS, Operation
from diaban.land.ledger import ACCOUNTS, Refusal
from diaban.land.models import Ledger, Plot

PAGE = 30
PROPOSED = ("post", "sign", "draw", "block")


def show(
    request: StaffRequest, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    around = {"desk_section": "land", "may_post": may(request.user, Permission.POST_LAND)}
    return render(request, f"land/{template}", around | context, status=status)


def asked_day(request: StaffRequest) -> date:
    """The day that the reader asks about; today where none can be read."""
    try:
        return date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return timezone.localdate()


@requires(Permission.SEE_LAND)
@require_safe
def ledgers(request: StaffRequest) -> HttpResponse:
    on = asked_day(request)
    context = {
        "rows": overview.all_ledgers(on),
        "on": on,
        "waiting": len(overview.without_ledger()),
    }
    return show(request, "desk_ledgers.html", context)


@requires(Permission.POST_LAND)
@require_http_methods(["GET", "HEAD", "POST"])
def open_ledger(request: StaffRequest) -> HttpResponse:
    form = OpenForm(request.POST or None, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.open_ledger(
                data["zone"], data["exists_from"], by=request.user, outline=data["outline"]
            )
        except Refusal as refusal:
            form.add_error(None, wording.refusal(refusal))
        else:
            messages.success(request, _("The ledger is open. Post the zone's area first."))
            return redirect("land-desk:zone", data["zone"])
    status = 422 if form.is_bound else 200
    return show(request, "desk_open.html", {"form": form}, status)


@requires(Permission.SEE_LAND)
@require_safe
def zone(request: StaffRequest, key: str) -> HttpResponse:
    ledger = get_object_or_404(Ledger, pk=key)
    on = asked_day(request)
    known, book = overview.open_zone(ledger)
    found = overview.plots(known, book, on)
    contracts = overview.contracts(ledger, on)
    idle = [plot for row in contracts["idle"] for plot in row["plots"]]
    totals = book.totals(on)[key]
    context = {
        "ledger": ledger,
        "name": overview.names([key])[key],
        "on": on,
        "looking_back": on != timezone.localdate(),
        "totals": totals,
        "figures": pages.figures(totals),
        "ratios": pages.named_ratios(totals, on),
        "accounts": overview.accounts(book, on),
        "plots": found,
        "free": [one for one in found if one["free_ha"]],
        "stages": pages.stages(found),
        "plan": overview.plan(found, idle),
        "idle_plots": idle,
        "contracts": contracts,
        "blocks": overview.blocks(ledger, on),
        "entries": Paginator(overview.entries(ledger), PAGE).get_page(request.GET.get("page")),
        "proposed": [(name, OPERATIONS[name].title) for name in PROPOSED],
        "operations": [
            (name, form.title) for name, form in OPERATIONS.items() if name not in PROPOSED
        ],
    }
    return show(request, "desk_zone.html", context)


@requires(Permission.SEE_LAND)
@require_safe
def plot(request: StaffRequest, key: str, code: str) -> HttpResponse:
    """One plot: where its land lies now, what is offered, and every stage it went through."""
    found = get_object_or_404(Plot, pk=code, ledger=key)
    today = timezone.localdate()
    outline = plot_actions.outlines([code], today).get(code)
    context = {
        "plot": found,
        "name": overview.names([key])[key],
        "held": sorted(history.plot_holdings(code, today).items()),
        "measured": plots.measure_m2(outline) if outline is not None else None,
        "offers": found.offers.order_by("-since", "-id"),
        "history": overview.plot_history(found),
        "parents": found.parents.order_by("code"),
        "children": found.children.order_by("code"),
        "operations": [(name, OPERATIONS[name].title) for name in ("split", "correct", "offer")],
    }
    return show(request, "desk_plot.html", context)


@requires(Permission.POST_LAND)
@require_http_methods(["GET", "HEAD", "POST"])
def operate(request: StaffRequest, key: str, operation: str) -> HttpResponse:
    """A form of the ledger. "Check" does it and takes it back, and says what would be."""
    ledger = get_object_or_404(Ledger, pk=key)
    if operation not in OPERATIONS:
        raise Http404
    bound = request.method == "POST"
    form = OPERATIONS[operation](request.POST if bound else None, initial=request.GET.dict())
    only_check = "check" in request.POST
    after = None
    if bound and form.is_valid():
        try:
            after = _run(form, ledger, request.user, only_check=only_check)
        except Refusal as refusal:
            form.add_error(None, wording.refusal(refusal))
        else:
            if not only_check:
                messages.success(request, _("Posted. A new edition follows within seconds."))
                return redirect("land-desk:zone", key)
    context = {
        "ledger": ledger,
        "name": overview.names([key])[key],
        "form": form,
        "operation": operation,
        "figures": pages.figures(after) if after else [],
        "checked": after is not None,
        "plot_codes": ledger.plots.order_by("code").values_list("code", flat=True)[:2000],
    }
    if only_check and request.headers.get("X-Requested-With") == "fetch":
        return show(request, "desk_checked.html", context)
    refused = bound and after is None
    return show(request, "desk_operation.html", context, 422 if refused else 200)


def _run(form: Operation, ledger: Ledger, by: Any, *, only_check: bool) -> Any:
    """The figures after the operation; when only checking, everything is taken back."""
    with transaction.atomic():
        form.run(ledger.zone, by)
        after = overview.totals(ledger.zone, timezone.localdate())
        if only_check:
            transaction.set_rollback(True)
    return after


@requires(Permission.POST_LAND)
@require_http_methods(["GET", "HEAD", "POST"])
def bulk_post(request: StaffRequest, key: str) -> HttpResponse:
    """Postings from a spreadsheet: all of them or none."""
    ledger = get_object_or_404(Ledger, pk=key)
    bound = request.method == "POST"
    form = BulkForm(request.POST, request.FILES) if bound else BulkForm()
    faults: list[bulk.Fault] = []
    if bound and form.is_valid():
        try:
            count = _post_file(key, form.cleaned_data["file"], request.user)
        except bulk.FileRefused as refused:
            faults = list(refused.faults)
        else:
            told = _("%(count)d entries posted. A new edition follows within seconds.")
            messages.success(request, told % {"count": count})
            return redirect("land-desk:zone", key)
    context = {
        "ledger": ledger,
        "name": overview.names([key])[key],
        "form": form,
        "faults": faults[:200],
        "fault_count": len(faults),
        "accounts": [(name, wording.account(name)) for name in ACCOUNTS],
        "columns": bulk.COLUMNS,
    }
    return show(request, "desk_bulk.html", context, 422 if bound else 200)


def _post_file(key: str, upload: Any, by: Any) -> int:
    """Read an upload by its content in a confined process, and post it."""
    with tempfile.TemporaryDirectory(prefix="diaban-land-") as folder:
        path = Path(folder) / f"upload{Path(upload.name).suffix.lower()[:8]}"
        with path.open("wb") as stream:
            for chunk in upload.chunks():
                stream.write(chunk)
        return bulk.post(key, bulk.read_lines(path), by=by)
