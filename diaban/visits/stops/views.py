"""One stop on the desk: what is known of it, what was seen, found and promised there.

Who has no device at hand writes here; the actions are those of the field application.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from diaban.accounts.permissions import Permission, StaffRequest, requires
from diaban.petitions import vocabulary
from diaban.visits import access
from diaban.visits.actions import ActionRefused
from diaban.visits.commitments import actions as commitment_actions
from diaban.visits.commitments import showing as commitment_showing
from diaban.visits.commitments import standing as commitment_standing
from diaban.visits.following import showing as following_showing
from diaban.visits.minutes import showing as minute_showing
from diaban.visits.models import Finding, Stop, StopField, Submission, Visit
from diaban.visits.stops import checklist, known, opening, recording
from diaban.visits.stops.field_names import OUTCOMES, STATE
from diaban.visits.stops.forms import FindingForm, PromiseForm, RecordForm
from diaban.visits.wording import language


def the_stop(number: str, pk: int) -> Stop:
    found = Stop.objects.select_related("visit", "visit__leader", "organisation")
    stop = found.filter(visit__number__iexact=number, pk=pk).first()
    if stop is None:
        raise Http404
    return stop


@requires(Permission.SEE_VISITS)
@require_safe
def stop(request: StaffRequest, number: str, pk: int) -> HttpResponse:
    return _page(request, the_stop(number, pk))


def _page(request: StaffRequest, found: Stop, status: int = 200, **forms: Any) -> HttpResponse:
    fields = recording.fields_of(found)
    may_record = (
        access.records(request.user, found.visit) and found.visit.state != Visit.State.CANCELLED
    )
    record_form = forms.get("record_form") or RecordForm(stop=found, fields=fields)
    context = {
        "desk_section": "visits",
        "visit": found.visit,
        "stop": found,
        "known": known.of_stop(found),
        "fields": fields,
        "outcome": _outcome(fields),
        "unsettled": found.submissions.filter(
            outcome__in=(Submission.Outcome.CONFLICT, Submission.Outcome.HELD)
        ).exists(),
        "seen": _seen(record_form),
        "findings": [
            _finding(one, request.user)
            for one in found.findings.select_related("by", "stop__visit", "stop__organisation")
        ],
        "opening": [commitment_showing.brief(one) for one in opening.commitments(found)],
        "promises": _promises(found),
        "media": found.media.select_related("by"),
        **minute_showing.panel(request.user, found),
        "may_record": may_record,
        "record_form": record_form,
        "versions": record_form.versions().items(),
        "finding_form": forms.get("finding_form") or FindingForm(),
        "promise_form": forms.get("promise_form") or PromiseForm(),
        "changed": forms.get("changed", ()),
    }
    return render(request, "visits/desk_stop.html", context, status=status)


def _outcome(fields: dict[str, StopField]) -> str:
    """What became of the stop, in words; "" if nobody said."""
    row = fields.get(STATE)
    return checklist.said(OUTCOMES[row.value], language()) if row and row.value in OUTCOMES else ""


def _seen(form: RecordForm) -> list[dict[str, Any]]:
    """The checklist as it was answered; what nobody looked at is left out."""
    lines = []
    for line, item in zip(form.lines(), form.items, strict=True):
        note = form.known.get(item.note_field)
        if (line["row"] and line["row"].value) or (note and note.value):
            value = line["row"].value if line["row"] else ""
            lines.append(
                {"label": line["answer"].label, "value": value, "note": note.value if note else "",
                 "answer": dict(form.fields[item.field].choices).get(value or "", value)}  # type: ignore[attr-defined]
            )  # fmt: skip
    return lines


def _finding(one: Finding, user: Any) -> dict[str, Any]:
    return following_showing.brief(one, user) | {
        "finding": one,
        "category": vocabulary.label(vocabulary.CATEGORIES, one.category, language()),
    }


def _promises(found: Stop) -> list[dict[str, Any]]:
    rows = found.commitments.select_related("body", "organisation")
    return [commitment_showing.brief(one) for one in commitment_standing.standings(rows)]


@requires(Permission.RECORD_VISITS)
@require_POST
def record(request: StaffRequest, number: str, pk: int) -> HttpResponse:
    """Write what was seen. What somebody else wrote meanwhile is shown before it is replaced."""
    found = the_stop(number, pk)
    form = RecordForm(request.POST, stop=found, fields=recording.fields_of(found))
    if not form.is_valid():
        return _page(request, found, status=400, record_form=form)
    try:
        written = recording.write_fields(
            found, form.values(), by=request.user, expected=form.seen()
        )
    except ActionRefused as refused:
        # The page comes again with what stands on record now and what was typed: who saves it
        # a second time has seen both.
        fresh = RecordForm(request.POST, stop=found, fields=recording.fields_of(found))
        form.add_error(None, refused.reason)
        fresh.is_valid()
        for error in form.non_field_errors():
            fresh.add_error(None, error)
        return _page(request, found, status=409, record_form=fresh, changed=_changed(fresh))
    messages.success(request, _("Written.") if written else _("Nothing was different."))
    return redirect("visits-desk:stop", number=found.visit.number, pk=found.pk)


def _changed(form: RecordForm) -> list[dict[str, Any]]:
    """The fields that somebody wrote since the page was made, with what stands there now."""
    seen = form.seen()
    return [
        {"label": form.fields[name].label, "value": row.value or _("nothing"), "by": row.by}
        for name, row in form.known.items()
        if name in form.fields and row.version != seen[name]
    ]


@requires(Permission.RECORD_VISITS)
@require_POST
def finding(request: StaffRequest, number: str, pk: int) -> HttpResponse:
    found = the_stop(number, pk)
    form = FindingForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            recording.add_finding(found, said["category"], said["text"], by=request.user)
        except ActionRefused as refused:
            form.add_error(refused.part or None, refused.reason)
        else:
            messages.success(request, _("The finding is on record."))
            return redirect("visits-desk:stop", number=found.visit.number, pk=found.pk)
    return _page(request, found, status=400, finding_form=form)


@requires(Permission.RECORD_VISITS)
@require_POST
def promise(request: StaffRequest, number: str, pk: int) -> HttpResponse:
    found = the_stop(number, pk)
    form = PromiseForm(request.POST)
    if form.is_valid():
        asked = commitment_actions.Request(**form.cleaned_data)
        try:
            made = commitment_actions.make(found, asked, by=request.user)
        except commitment_actions.ActionRefused as refused:
            form.add_error(refused.part or None, refused.reason)
        else:
            messages.success(request, _("On record: %(number)s.") % {"number": made.number})
            return redirect("visits-desk:stop", number=found.visit.number, pk=found.pk)
    return _page(request, found, status=400, promise_form=form)
