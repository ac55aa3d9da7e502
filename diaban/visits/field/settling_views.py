"""What came from the field and needs a person: conflicts, notes held, files nobody can open."""

from __future__ import annotations

import uuid as uuids
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from diaban.accounts.permissions import Permission, StaffRequest, requires
from diaban.design.numbers import whole_number
from diaban.dossiers import blobs, serving
from diaban.petitions.places import names
from diaban.visits import access
from diaban.visits.field import examining, keeping, media_actions, settling, submission_words
from diaban.visits.field.notes import RecordRefused
from diaban.visits.models import Media, Stop, Submission
from diaban.visits.stops import field_names, field_words, known
from diaban.visits.wording import language

MOST = 200
"""So many of each kind are listed, the oldest first."""
EXTENSIONS = dict(examining.PICTURES.values()) | {
    media_type: ending for _start, _mark, media_type, ending in examining.RECORDINGS
}


@requires(Permission.SEE_VISITS)
@require_safe
def conflicts(request: StaffRequest) -> HttpResponse:
    rows = Submission.objects.exclude(outcome=Submission.Outcome.APPLIED)
    notes = list(rows.select_related("stop__visit", "user").order_by("received_at")[:MOST])
    held = Media.objects.filter(state=Media.State.HELD)
    files = list(held.select_related("stop__visit", "by").order_by("received_at")[:MOST])
    titles = _titles([row.stop for row in notes] + [row.stop for row in files])
    context = {
        "desk_section": "visits-conflicts",
        "conflicts": [_conflict(request, row, titles) for row in notes if _is_open(row)],
        "held": [_held(request, row, titles) for row in notes if not _is_open(row)],
        "files": [_file(request, row, titles) for row in files],
    }
    return render(request, "visits/desk_conflicts.html", context)


def _is_open(row: Submission) -> bool:
    return bool(keeping.open_conflicts(row))


def _titles(stops: list[Stop]) -> dict[int, str]:
    named, projects = names(language()), known.projects_of(stops)
    return {stop.pk: known.title(stop, named, projects) for stop in stops}


def _settles(request: StaffRequest, stop: Stop) -> bool:
    return access.settles(request.user, stop.visit)


def _conflict(request: StaffRequest, row: Submission, titles: dict[int, str]) -> dict[str, Any]:
    fields = [
        {
            **one,
            "label": field_words.label(one["field"]),
            "base": field_words.value(one["field"], one["base"]),
            "mine": field_words.value(one["field"], one["mine"]),
            "theirs": field_words.value(one["field"], one["theirs"]),
            "both": _both(one),
        }
        for one in settling.renewed(row)
    ]
    return {
        "row": row, "title": titles[row.stop_id], "fields": fields,
        "may": _settles(request, row.stop), "warnings": _warnings(row.receipt["warnings"]),
    }  # fmt: skip


def _both(one: dict[str, Any]) -> str:
    """What a text field is filled with for those who want to keep both; "" elsewhere."""
    if not field_names.is_text(one["field"]):
        return ""
    return "\n".join(str(text) for text in (one["theirs"], one["mine"]) if text)


def _held(request: StaffRequest, row: Submission, titles: dict[int, str]) -> dict[str, Any]:
    waiting = [("change", one, True) for one in row.receipt["held"]]
    said = [(kind, one, False) for kind, one in keeping.not_taken(row)]
    return {
        "row": row, "title": titles[row.stop_id], "may": _settles(request, row.stop),
        "lines": [{**_line(kind, one), "waits": waits} for kind, one, waits in (*waiting, *said)],
        "warnings": _warnings(row.receipt["warnings"]),
    }  # fmt: skip


def _line(kind: str, one: dict[str, Any]) -> dict[str, str]:
    """A change of a field, a finding or a commitment, as it came: it may carry anything else."""
    if kind == "change":
        return {
            "label": field_words.label(one["field"]),
            "text": field_words.value(one["field"], one["mine"]),
        }
    if kind == "commitment":
        told = (one.get("what"), one.get("due_on"))
        return {"label": _("Commitment"), "text": " ".join(str(part) for part in told if part)}
    return {"label": _("Finding"), "text": str(one.get("text", ""))}


def _file(request: StaffRequest, row: Media, titles: dict[int, str]) -> dict[str, Any]:
    return {
        "row": row, "title": titles[row.stop_id], "may": _settles(request, row.stop),
        "warnings": _warnings(row.warnings),
    }  # fmt: skip


def _warnings(kept: list[dict[str, Any]]) -> list[str]:
    return [submission_words.told(one)["text"] for one in kept]


@requires(Permission.SEE_VISITS)
@require_POST
def resolve(request: StaffRequest, pk: uuids.UUID) -> HttpResponse:
    """One field, decided: the device's words, those on record, or both in one's own."""
    row = _submission(pk)
    name, how = request.POST.get("field", ""), request.POST.get("how", "")
    shown = next((one for one in settling.renewed(row) if one["field"] == name), None)
    if shown is None:
        messages.info(request, submission_words.say("decided", {}))
        return redirect("visits-desk:conflicts")
    value = request.POST.get("text", "") if how == "text" else shown.get(how)
    if how not in ("mine", "theirs", "text"):
        raise Http404
    seen = whole_number(request.POST.get("seen", ""))
    version = -1 if seen is None else seen
    try:
        settling.resolve(row, name, value, version, by=request.user)
    except RecordRefused as refused:
        messages.error(request, refused.reason)
    else:
        messages.success(request, _("Decided: %(what)s.") % {"what": field_words.label(name)})
    return redirect("visits-desk:conflicts")


@requires(Permission.SEE_VISITS)
@require_POST
def deal_with(request: StaffRequest, pk: uuids.UUID) -> HttpResponse:
    settling.deal_with(_submission(pk), by=request.user)
    messages.success(request, _("Dealt with. What came stays on record as it came."))
    return redirect("visits-desk:conflicts")


@requires(Permission.SEE_VISITS)
@require_POST
def repair(request: StaffRequest, pk: uuids.UUID) -> HttpResponse:
    """Put a readable file in the place of a held one, or keep the held one as it is."""
    row = _media(pk)
    sent = request.FILES.get("file")
    try:
        if sent is not None:
            media_actions.refuse_too_large(sent.name or "", sent.size or 0)
            media_actions.repair(row, sent.read(), by=request.user)
        elif request.POST.get("how") == "accept":
            media_actions.accept(row, by=request.user)
        else:
            messages.error(request, _("Choose a file."))
            return redirect("visits-desk:conflicts")
    except RecordRefused as refused:
        messages.error(request, refused.reason)
    else:
        messages.success(request, _("“%(name)s” is settled.") % {"name": row.name})
    return redirect("visits-desk:conflicts")


@requires(Permission.SEE_VISITS)
@require_safe
def media(request: StaffRequest, pk: uuids.UUID) -> HttpResponse:
    """A file from the field: a picture without what is hidden in it; a held one to save only."""
    row = _media(pk)
    try:
        body = blobs.read(row.sha256)
    except FileNotFoundError as error:
        raise Http404 from error
    name = f"{row.name or row.kind}.{EXTENSIONS.get(row.media_type, 'bin')}"
    if row.state == Media.State.HELD or row.media_type not in EXTENSIONS:
        return serving.answer(body, examining.UNKNOWN_TYPE, name, inline=False)
    if row.media_type.startswith("image/"):
        body = examining.without_hidden_data(body)
    return serving.answer(body, row.media_type, name, inline=True)


def _submission(pk: uuids.UUID) -> Submission:
    row = Submission.objects.select_related("stop__visit").filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def _media(pk: uuids.UUID) -> Media:
    row = Media.objects.select_related("stop__visit").filter(pk=pk).first()
    if row is None:
        raise Http404
    return row
