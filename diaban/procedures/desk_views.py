"""The catalogue on the desk: list, versions, edit a draft, look at it, publish."""

from __future__ import annotations

import json
from datetime import date, datetime, time
from hashlib import sha256
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from diaban.accounts.permissions import Permission, StaffRequest, may, requires
from diaban.clock import Event, Kind, replay
from diaban.clock.case import CaseRefused
from diaban.clock.explain import explain
from diaban.design.numbers import whole_number
from diaban.procedures import actions, catalogue, changes, content, forms, impact, rendered, watch
from diaban.procedures.content import Content
from diaban.procedures.models import Procedure, ProcedureVersion


@requires(Permission.SEE_DESK)
@require_safe
def catalogue_list(request: StaffRequest) -> HttpResponse:
    """Every procedure with the version that holds, what comes, and the deadlines of index 766."""
    today = timezone.localdate()
    rows: dict[str, dict[str, Any]] = {}
    versions = ProcedureVersion.objects.select_related("procedure")
    for row in versions.order_by("procedure__code", "valid_from", "number"):
        entry = rows.setdefault(row.procedure.code, {"code": row.procedure.code})
        entry["last"] = catalogue.content_of(row)
        if row.published_at is None:
            entry.setdefault("drafts", []).append(row)
        elif row.valid_from <= today:
            entry["now"], entry["content"] = row, catalogue.content_of(row)
        else:
            entry.setdefault("coming", []).append(row)
    context = {
        "desk_section": "procedures",
        "rows": list(rows.values()),
        "watched": watched(today),
        "may_edit": may(request.user, Permission.EDIT_RULES),
    }
    return render(request, "procedures/list.html", context)


def watched(today: date) -> list[dict[str, Any]]:
    """The authority's own versions and drafts with their two deadlines; what is due first."""
    calendar = catalogue.calendars().known_at(today)
    found = []
    for row in ProcedureVersion.objects.filter(from_pack=False).select_related("procedure"):
        published = timezone.localtime(row.published_at).date() if row.published_at else None
        public = watch.made_public(row.decided_on, published, today, calendar)
        found.append(
            {
                "row": row,
                "name": catalogue.content_of(row).name,
                "announced": watch.announced(row.valid_from, row.decided_on, calendar),
                "public": public,
            }
        )
    order = {watch.DUE: 0, watch.MISSED: 1, watch.UNKNOWN: 2, watch.KEPT: 3}
    return sorted(
        found,
        key=lambda one: (
            order[one["public"].state],
            one["public"].deadline or date.max,
            -one["row"].valid_from.toordinal(),
        ),
    )


@requires(Permission.SEE_DESK)
@require_safe
def procedure(request: StaffRequest, code: str) -> HttpResponse:
    """One procedure: the version that holds, and every version that there is."""
    found = get_object_or_404(Procedure, code=code)
    today = timezone.localdate()
    versions = list(found.versions.order_by("-valid_from", "-number"))
    if not versions:
        raise Http404(_("This procedure has no version."))
    holds = next((v for v in versions if v.published_at and v.valid_from <= today), None)
    shown = holds or versions[0]
    context = {
        "desk_section": "procedures",
        "procedure": found,
        "versions": [(one, state_of(one, holds, today)) for one in versions],
        "holds": holds,
        "shown": shown,
        "content": catalogue.content_of(shown),
        "open": impact.open_by_version(code),
        "may_edit": may(request.user, Permission.EDIT_RULES),
    }
    return render(request, "procedures/procedure.html", context)


def state_of(row: ProcedureVersion, holds: ProcedureVersion | None, today: date) -> str:
    """draft, holds, coming or past."""
    if row.published_at is None:
        return "draft"
    if holds is not None and row.pk == holds.pk:
        return "holds"
    return "coming" if row.valid_from > today else "past"


@requires(Permission.EDIT_RULES)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    """A procedure that is not in the catalogue yet."""
    form = forms.NewVersionForm(request.POST or None)
    tables = forms.tables(request.POST or None)
    if request.method == "POST" and is_sound(form, tables):
        code = form.cleaned_data["code"]
        if code in actions.RESERVED or Procedure.objects.filter(code=code).exists():
            form.add_error("code", _("This code is taken. Choose another."))
        elif (saved := save(request, form, tables, code, None, None)) is not None:
            return redirect("procedures:version", code, saved.number)
    context = {"desk_section": "procedures", "form": form, "tables": tables, "code": ""}
    return render(request, "procedures/edit.html", context)


@requires(Permission.EDIT_RULES)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: StaffRequest, code: str) -> HttpResponse:
    """A draft of the next version: begun from the last one, or gone on with (`?draft=3`)."""
    found = get_object_or_404(Procedure, code=code)
    draft = draft_asked(request, found)
    base = draft or found.versions.order_by("valid_from", "number").last()
    if base is None:
        raise Http404(_("This procedure has no version."))
    kept = catalogue.content_of(base)
    if request.method == "POST":
        form, tables = forms.VersionForm(request.POST), forms.tables(request.POST)
        if is_sound(form, tables):
            saved = save(request, form, tables, code, draft, kept)
            if saved is not None:
                return redirect("procedures:version", code, saved.number)
    else:
        form = forms.VersionForm(initial=initial(kept, draft))
        tables = forms.tables(content=kept)
    context = {
        "desk_section": "procedures",
        "procedure": found,
        "name": kept.name,
        "draft": draft,
        # Of a form that comes back with a fault: still what was opened, not what is there by now.
        "seen": request.POST.get("seen", "") or (fingerprint(draft) if draft else ""),
        "form": form,
        "tables": tables,
        "code": code,
    }
    return render(request, "procedures/edit.html", context)


def initial(kept: Content, draft: ProcedureVersion | None) -> dict[str, Any]:
    """What the form shows; the first day, the decision and its day only of a draft."""
    shown = forms.initial_of(kept)
    if draft is not None:
        shown |= {
            "valid_from": draft.valid_from,
            "decision": draft.decision,
            "decided_on": draft.decided_on,
        }
    return shown


def draft_asked(request: StaffRequest, found: Procedure) -> ProcedureVersion | None:
    named = request.GET.get("draft", "")
    if not named.isdecimal():
        return None
    number = whole_number(named)
    return get_object_or_404(found.versions.filter(published_at=None), number=number)


def is_sound(form: django_forms.Form, tables: dict[str, Any]) -> bool:
    """Every part is looked at, so that every fault is shown at once."""
    return all([form.is_valid(), *[table.is_valid() for table in tables.values()]])


def save(
    request: StaffRequest,
    form: django_forms.Form,
    tables: dict[str, Any],
    code: str,
    draft: ProcedureVersion | None,
    kept: Content | None,
) -> ProcedureVersion | None:
    """The draft as saved; None when the parts contradict each other, which the form then says."""
    try:
        said = content.read(forms.assemble(form, tables, kept))
        return actions.save_draft(
            code,
            said,
            valid_from=form.cleaned_data["valid_from"],
            decision=form.cleaned_data["decision"],
            decided_on=form.cleaned_data["decided_on"],
            by=request.user,
            draft=draft,
            seen=request.POST.get("seen", ""),
            mark=fingerprint,
        )
    except CaseRefused as refused:
        form.add_error(None, f"{refused.place}: {refused.reason}")
    except actions.ActionRefused as refused:
        form.add_error(None, str(refused))
    return None


def version_asked(code: str, number: int) -> ProcedureVersion:
    rows = ProcedureVersion.objects.select_related("procedure", "recorded_by", "published_by")
    return get_object_or_404(rows, procedure__code=code, number=number)


def fingerprint(row: ProcedureVersion) -> str:
    """What was looked at: content, first day and decision."""
    said = [row.content, str(row.valid_from), row.decision, str(row.decided_on)]
    return sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


@requires(Permission.SEE_DESK)
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: StaffRequest, code: str, number: int) -> HttpResponse:
    """A version as it will be: what it changes, its form to try, whom it does not touch."""
    row = version_asked(code, number)
    said = catalogue.content_of(row)
    today = timezone.localdate()
    before = catalogue.on(code, max(row.valid_from, today)) if not row.published_at else None
    typed = request.POST if request.method == "POST" else None
    trial = rendered.form_of(said.fields, typed)
    fits = typed is not None and trial.is_valid()
    calendar = catalogue.calendars().known_at(today)
    context = {
        "desk_section": "procedures",
        "row": row,
        "content": said,
        "changes": changes.between(before.content if before else None, said),
        "before": before,
        "trial": trial,
        "fits": fits,
        "answers": rendered.answers(trial) if fits else None,
        "open": impact.open_by_version(code),
        "announced": watch.announced(row.valid_from, row.decided_on, calendar),
        "public": watch.made_public(
            row.decided_on,
            timezone.localtime(row.published_at).date() if row.published_at else None,
            today,
            calendar,
        ),
        "seen": fingerprint(row),
        "in_the_past": row.valid_from < today,
        "example": example(request, said, today),
        "may_edit": may(request.user, Permission.EDIT_RULES),
        "may_publish": may(request.user, Permission.PUBLISH_RULES),
    }
    return render(request, "procedures/version.html", context)


def example(request: StaffRequest, said: Content, today: date) -> dict[str, Any]:
    """When a dossier would be due that is received at nine on a day (`?received=2026-02-09`)."""
    try:
        day = date.fromisoformat(request.GET.get("received", ""))
    except ValueError:
        day = today
    history = catalogue.calendars()
    calendar = history.known_at(today)
    if not calendar.covers(day):
        day = today
    received = datetime.combine(day, time(9))
    events = [Event(Kind.RECEIVED, received)]
    ledger = replay(events, said.rule, calendar, received)
    return {
        "received": day,
        "ledger": ledger,
        "rows": explain(ledger, events, said.rule, calendar),
    }


@requires(Permission.PUBLISH_RULES)
@require_POST
def publish(request: StaffRequest, code: str, number: int) -> HttpResponse:
    """Let the version hold from its first day on."""
    row = version_asked(code, number)
    try:
        actions.publish(row, by=request.user, seen=request.POST.get("seen", ""), mark=fingerprint)
    except actions.ActionRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(
            request,
            _("Published: version %(number)d of “%(name)s”. Open dossiers keep theirs.")
            % {"number": number, "name": rendered.said(catalogue.content_of(row).name)},
        )
    return redirect("procedures:version", code, number)


@requires(Permission.EDIT_RULES)
@require_POST
def discard(request: StaffRequest, code: str, number: int) -> HttpResponse:
    """Throw a draft away."""
    row = version_asked(code, number)
    try:
        actions.discard(row, seen=request.POST.get("seen", ""), mark=fingerprint)
    except actions.ActionRefused as refused:
        messages.error(request, str(refused))
        return redirect("procedures:version", code, number)
    messages.success(request, _("The draft is thrown away."))
    return redirect("procedures:list")
