"""Imports on the desk: send a file, settle what is doubtful, see the difference, approve, undo."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from diaban.accounts.permissions import Permission, StaffRequest, demand, may, requires
from diaban.design.numbers import whole_number
from diaban.facts import schema
from diaban.facts.actions import ActionRefused
from diaban.imports import actions, answers, jobs, marked, showing, sketch
from diaban.imports.decisions import Decisions
from diaban.imports.forms import NEW, SOURCE_PARTS, UploadForm
from diaban.imports.models import Import, ImportJob, JobState, State
from diaban.imports.remarks import here
from diaban.imports.safety import Refused

PAGE = 50
OPEN = (State.DRAFT, State.READY)


@requires(Permission.SEE_DESK)
@require_safe
def every(request: StaffRequest) -> HttpResponse:
    """All imports, the latest first; `state` narrows."""
    found = Import.objects.select_related("source", "proposed_by").order_by("-pk")
    state = request.GET.get("state", "")
    if state in State.values:
        found = found.filter(state=state)
    context = {
        "desk_section": "imports",
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "query": f"state={state}" if state in State.values else "",
        "states": State.choices,
        "chosen": state,
        "titles": {kind.name: showing.title(kind) for kind in schema.kinds()},
        "jobs": ImportJob.objects.filter(by=request.user).exclude(state=JobState.DONE)[:5],
    }
    return render(request, "imports/list.html", context)


@requires(Permission.PROPOSE_IMPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    """Send a file. What can be refused at once is, and everything typed stays."""
    if request.method == "POST":
        form = UploadForm(
            request.POST, request.FILES, too_large=request.META.get("diaban.too_large")
        )
        if form.is_valid() and form.stored is not None:
            said = form.cleaned_data
            source = form.add_source(request.user) if said["source_is"] == NEW else said["source"]
            trust = "M-M" if source.kind == "unverified" else "S-M"
            job = jobs.propose(
                form.stored, schema.kind(said["kind"]), source, Decisions(trust=trust),
                by=request.user, sender=said["sender"],
            )  # fmt: skip
            return redirect("imports:job", job.pk)
    else:
        form = UploadForm(initial=_as_before(request))
    context = {
        "desk_section": "imports",
        "form": form,
        "new_parts": [form[f"new_{name}"] for name in SOURCE_PARTS],
        "limit": settings.DIABAN_UPLOAD_MB,
    }
    return render(request, "imports/new.html", context, status=400 if form.errors else 200)


def _as_before(request: StaffRequest) -> dict[str, Any]:
    """What was said with a file that was refused in the background: only the file is missing."""
    number = whole_number(request.GET.get("job", "")) or 0
    before = ImportJob.objects.filter(pk=number, by=request.user).first()
    if before is None:
        return {"kind": request.GET.get("layer", "")}
    return {"kind": before.kind, "source": before.source_id, "sender": before.sender}


@requires(Permission.SEE_DESK)
@require_safe
def job(request: StaffRequest, pk: int) -> HttpResponse:
    """How far some work is; leads on to the import when it is done."""
    found = get_object_or_404(ImportJob.objects.select_related("subject"), pk=pk)
    if found.state == JobState.DONE and found.subject is not None:
        if found.action == "apply":
            messages.success(request, _("Applied. The public sees it within seconds."))
        return redirect("imports:one", found.subject.pk)
    if found.state == JobState.FAILED and found.action == "apply" and found.subject is not None:
        messages.error(request, found.problem)  # the import says what to do now
        return redirect("imports:one", found.subject.pk)
    context = {
        "desk_section": "imports",
        "job": found,
        "lost": jobs.lost(found),
        "percent": round(100 * found.share),
        "may_propose": may(request.user, Permission.PROPOSE_IMPORT),
    }
    return render(request, "imports/job.html", context)


@requires(Permission.PROPOSE_IMPORT)
@require_POST
def again(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask once more for work that was lost or failed."""
    found = get_object_or_404(ImportJob, pk=pk)
    if found.action == "apply" and not may(request.user, Permission.APPROVE_IMPORT):
        raise PermissionDenied(_("Only those who approve imports may apply one."))
    if not jobs.again(found):
        messages.info(request, _("It is still under way, or done already."))
    return redirect("imports:job", found.pk)


@requires(Permission.SEE_DESK)
@require_safe
def one(request: StaffRequest, pk: int) -> HttpResponse:
    """One import: how it was read, what is asked, what was found, and the difference."""
    return _page(request, _found(pk))


def _found(pk: int) -> Import:
    query = Import.objects.select_related("source", "proposed_by", "undoes")
    return get_object_or_404(query, pk=pk)


def _page(
    request: StaffRequest, record: Import, posted: Any = None,
    problems: Mapping[str, str] | None = None,
) -> HttpResponse:  # fmt: skip
    kind = schema.kind(record.kind)
    problems = problems or {}
    open_ = record.state in OPEN and may(request.user, Permission.PROPOSE_IMPORT)
    asking = open_ and record.undoes_id is None
    context = {
        "desk_section": "imports",
        "record": record,
        "report": record.report,
        "notes": [here(note) for note in record.report.get("notes", ())],
        "counts": record.report.get("counts", {}),
        "kind_title": showing.title(kind),
        "events": record.events.select_related("by"),
        "back": record.undone_by.exclude(state__in=(State.REJECTED, State.ABANDONED)).first(),
        "asking": asking,
        "questions": showing.questions(record, posted, problems),
        "columns": showing.column_inputs(record, kind, posted, problems) if asking else [],
        "settings": showing.settings_inputs(record, posted, problems) if asking else [],
        "findings": showing.findings(record, posted),
        "doubts": showing.doubts(record, posted),
        "problems": problems,
        "figure": sketch.figure(_drawn(record)),
        **_difference(request, record),
        **_may(request, record),
    }
    return render(request, "imports/one.html", context, status=400 if problems else 200)


def _difference(request: StaffRequest, record: Import) -> dict[str, Any]:
    rows = record.changes.exclude(action="doubtful")
    show = request.GET.get("show", "")
    if show in showing.ACTIONS:
        rows = rows.filter(action=show)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    changes = list(page.object_list)
    names = names_of(showing.referenced(changes))
    return {
        "page": page,
        "query": f"show={show}" if show in showing.ACTIONS else "",
        "show": show,
        "actions": showing.ACTIONS,
        "changes": [showing.change(each, names) for each in changes],
        "existing": names_of([each.key for each in changes]),
    }


def names_of(keys: Iterable[str]) -> dict[str, str]:
    """Key → name of those subjects that there are, in the reader's language."""
    by_kind: defaultdict[str, list[str]] = defaultdict(list)
    for key in keys:
        by_kind[key.partition(":")[0]].append(key)
    found: dict[str, str] = {}
    for name, wanted in by_kind.items():
        kind = schema.kind_of(f"{name}:")
        if kind is None:
            continue
        model = apps.get_model(kind.model)
        rows = model._default_manager.filter(key__in=wanted)
        for key, vi, en in rows.values_list("key", "name_vi", "name_en"):
            found[key] = (vi or en) if showing.language() == "vi" else (en or vi)
    return found


def _may(request: StaffRequest, record: Import) -> dict[str, bool]:
    """Which steps this person may take now; the actions ask again."""
    propose = may(request.user, Permission.PROPOSE_IMPORT)
    approve = may(request.user, Permission.APPROVE_IMPORT)
    state = record.state
    had_a_hand = settings.DIABAN_SECOND_PERSON and actions.had_a_hand(record, request.user)
    nameless = settings.DIABAN_SECOND_PERSON and record.proposed_by_id is None
    return {
        "may_send": propose and state == State.READY and not nameless,
        "nameless": propose and state == State.READY and nameless,
        "may_approve": approve and state == State.SENT and not had_a_hand,
        "second_person": approve and state == State.SENT and had_a_hand,
        "may_apply": approve and state == State.APPROVED,
        "may_reject": approve and state in (State.SENT, State.APPROVED),
        "may_reopen": propose and state in (State.SENT, State.APPROVED, State.REJECTED),
        "may_abandon": propose and state not in (State.APPLIED, State.ABANDONED),
        "may_undo": propose and state == State.APPLIED and record.undoes_id is None,
    }


@requires(Permission.PROPOSE_IMPORT)
@require_POST
def decide(request: StaffRequest, pk: int) -> HttpResponse:
    """Answer the questions and settle the findings; the file is reviewed again."""
    record = _found(pk)
    if record.state not in OPEN or record.undoes_id is not None:
        messages.info(request, _("It has been sent on, so it is not changed any more."))
        return redirect("imports:one", pk)
    kind = schema.kind(record.kind)
    decided, problems = answers.read(request.POST, record.answers, record.report, kind)
    if problems:
        return _page(request, record, request.POST, problems)
    return redirect("imports:job", jobs.decide(record, decided, by=request.user).pk)


STEPS: dict[str, tuple[Callable[..., Import], Any]] = {
    "send": (actions.send, lazy("Sent. Another person approves it.")),
    "reopen": (actions.reopen, lazy("Taken back for further work.")),
    "abandon": (actions.abandon, lazy("Given up. It stays on record.")),
    "undo": (actions.undo, lazy("This change set takes the import back. Look at it and send it.")),
}


@requires(Permission.PROPOSE_IMPORT)
@require_POST
def step(request: StaffRequest, pk: int, action: str) -> HttpResponse:
    """Send, take back, give up, or propose to undo."""
    if action not in STEPS:
        raise Http404
    act, words = STEPS[action]
    record = _found(pk)
    try:
        record = act(record, by=request.user, note=request.POST.get("note", "").strip()[:1000])
    except ActionRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, str(words))
    return redirect("imports:one", record.pk)


@requires(Permission.APPROVE_IMPORT)
@require_POST
def approve(request: StaffRequest, pk: int) -> HttpResponse:
    """Approve what another person has sent, and apply it."""
    record = _found(pk)
    try:
        if record.state != State.APPROVED:
            note = request.POST.get("note", "").strip()[:1000]
            seen = request.POST.get("seen", "")
            record = actions.approve(record, by=request.user, seen=seen, note=note)
    except ActionRefused as refused:
        messages.error(request, str(refused))
        return redirect("imports:one", pk)
    return redirect("imports:job", jobs.apply(record, by=request.user).pk)


@requires(Permission.APPROVE_IMPORT)
@require_POST
def reject(request: StaffRequest, pk: int) -> HttpResponse:
    """Send it back for good, with a reason."""
    try:
        actions.reject(_found(pk), by=request.user, why=request.POST.get("why", "")[:2000])
    except ActionRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Rejected. Whoever sent it finds the reason here."))
    return redirect("imports:one", pk)


def _drawn(record: Import) -> list[sketch.Drawn]:
    changes = record.changes.exclude(action="doubtful")[: sketch.MOST]
    return sketch.drawn(changes, record.findings.exclude(lon=None)[: sketch.MOST])


@requires(Permission.SEE_DESK)
@require_safe
def map_data(request: StaffRequest, pk: int) -> HttpResponse:
    """What the preview map draws, as GeoJSON."""
    return JsonResponse(sketch.collection(_drawn(_found(pk))))


@requires(Permission.SEE_DESK)
@require_safe
def marked_copy(request: StaffRequest, pk: int) -> Any:
    """The sender's file with the reasons in it; of a kind that is not public it may name people."""
    record = _found(pk)
    if record.undoes_id is not None:
        raise Http404
    if not schema.kind(record.kind).public:
        demand(request.user, Permission.SEE_PRODUCERS)
    name = f"{Path(record.file_name).stem}-danh-dau{marked.ending_of(record)}"
    try:
        copy = marked.kept(record).open("rb")
    except (Refused, OSError) as refused:
        messages.error(request, str(refused))
        return redirect("imports:one", pk)
    answer = FileResponse(copy, as_attachment=True, filename=name)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
