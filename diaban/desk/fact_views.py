"""One subject on the desk: its facts in both times, and what a person may record about them."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from diaban.accounts.permissions import Permission, StaffRequest, requires
from diaban.design import formats
from diaban.desk import changes, fields, lines, recording
from diaban.desk import subjects as subject_names
from diaban.desk.forms import CheckedForm, FactForm, WithdrawForm
from diaban.desk.list_views import kept_query, page_of
from diaban.desk.subjects import SubjectName
from diaban.facts import actions
from diaban.facts.actions import ActionRefused
from diaban.facts.models import Assertion, Source
from diaban.facts.refusal import ValueRefused
from diaban.facts.schema import FieldSpec
from diaban.facts.values import clean_date
from diaban.facts.vocabulary import SOURCE_KINDS


def the_subject(key: str) -> SubjectName:
    subject = subject_names.find(key)
    if subject is None:
        raise Http404
    return subject


def the_field(subject: SubjectName, name: str) -> FieldSpec:
    if name not in subject.kind:
        raise Http404
    return subject.kind[name]


def asked_day(request: StaffRequest, name: str, problems: list[str]) -> date | None:
    """A day from the address; what is no day is named and ignored."""
    text = request.GET.get(name, "").strip()
    if not text:
        return None
    try:
        return clean_date(text)
    except ValueRefused as refused:
        problems.append(str(refused))
        return None


@requires(Permission.SEE_DESK)
@require_safe
def subject(request: StaffRequest, key: str) -> HttpResponse:
    found = the_subject(key)
    problems: list[str] = []
    on, known_on = (asked_day(request, name, problems) for name in ("on", "known_at"))
    known_at = None
    if known_on is not None:  # what was known when that day was over
        known_at = timezone.make_aware(datetime.combine(known_on, time.max))
    told = {line.spec.name: line for line in lines.of_subject(found, on=on, known_at=known_at)}
    listed = [
        {"spec": spec, "label": lines.label_of(spec), "line": told.get(spec.name)}
        for spec in found.kind.fields
        if spec.name != "outline" or spec.name in told
    ]
    context = {
        "subject": found,
        "fields": listed,
        "asked": {name: request.GET.get(name, "") for name in ("on", "known_at")},
        "looking_back": on is not None or known_at is not None,
        "problems": problems,
    }
    return render(request, "desk/subject.html", {"desk_section": "subjects"} | context)


@requires(Permission.SEE_DESK)
@require_safe
def history(request: StaffRequest, key: str) -> HttpResponse:
    found = the_subject(key)
    events = changes.events(subject=key, limit=5000)
    context = {"subject": found, "page": page_of(request, events), "query": kept_query(request)}
    return render(request, "desk/history.html", {"desk_section": "subjects"} | context)


@requires(Permission.ASSERT_FACT)
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: StaffRequest, key: str, field: str) -> HttpResponse:
    """Assert another value of a field. What is shown now may change while the form is open."""
    found = the_subject(key)
    spec = the_field(found, field)
    line = lines.one(found, field)
    shown = line.winner if line else None
    seen = str(shown.claim.id) if shown else ""
    form = fact_form(request, spec, shown, seen)
    changed_meanwhile = False
    if request.method == "POST" and form.is_valid():
        changed_meanwhile = form.cleaned_data["seen"] != seen
        if not changed_meanwhile and save(request, found, form):
            address = reverse("desk:subject", args=[key])
            return redirect(f"{address}#fact-{field}")
        form.data["seen"] = seen  # type: ignore[index]  # a copy, made by fact_form
    context = {
        "subject": found,
        "spec": spec,
        "fact_label": lines.label_of(spec),
        "line": line,
        "form": form,
        "changed_meanwhile": changed_meanwhile,
        "shown_unit": "" if spec.units else formats.unit(spec.unit, fields.language()),
        "source_kinds": [fields.in_language(names) for names in SOURCE_KINDS.values()],
    }
    return render(request, "desk/correct.html", {"desk_section": "subjects"} | context)


def fact_form(
    request: StaffRequest, spec: FieldSpec, shown: lines.Told | None, seen: str
) -> FactForm:
    """The form as posted, or filled with what is shown now."""
    sources = [
        (source.pk, f"{fields.in_language((source.title_vi, source.title_en))} · {source.pk}")
        for source in Source.objects.order_by("kind", "title_vi")
    ]
    initial: dict[str, Any] = {"seen": seen}  # no date is guessed
    if shown is not None:
        initial |= fields.typed(spec, shown.claim.value, shown.claim.unit)
        initial |= {"valid_from": shown.claim.valid_from, "valid_to": shown.claim.valid_to}
    return FactForm(
        request.POST.copy() if request.method == "POST" else None,
        spec=spec,
        subjects=subject_names.choices,
        sources=sources,
        initial=initial,
    )


def save(request: StaffRequest, subject: SubjectName, form: FactForm) -> bool:
    """Record what the form says and tell what is shown now; False where the registry refuses."""
    recorded = recording.record(subject.key, form, by=request.user)
    if recorded is None:
        return False
    line = lines.one(subject, form.spec.name)
    shown = line.winner if line else None
    if shown is None or shown.claim.id != recorded.pk:
        stays = _("Recorded. Another value stays shown, and yours stands beside it.")
        messages.warning(request, f"{stays} {why_not_shown(line, recorded)}")
    else:
        messages.success(request, _("Recorded. The public sees it within seconds."))
    return True


def why_not_shown(line: lines.Line | None, recorded: Assertion) -> str:
    """Why the value just recorded is not the one that is shown."""
    for rival in line.rivals if line else ():
        if rival.claim.id == recorded.pk and rival.why_lost:
            return _("The reason: %(why)s.") % {"why": rival.why_lost}
    if line and any(claim.id == recorded.pk for claim in line.outcome.agreeing):
        return _("It says the same as the value that is shown.")
    return _("It does not hold today.")


@requires(Permission.MARK_CHECKED)
@require_POST
def checked(request: StaffRequest) -> HttpResponse:
    """Mark one or many facts as checked, unchanged; goes back to where the form was."""
    form = CheckedForm(request.POST)
    chosen = [choice.rpartition("|")[::2] for choice in request.POST.getlist("line")]
    if not chosen:
        messages.warning(request, _("Nothing was chosen. Tick the facts that you have checked."))
    elif form.is_valid():
        known = subject_names.names()
        if any(key not in known for key, _field in chosen):
            raise Http404
        try:
            recording.mark_checked(chosen, by=request.user, note=form.cleaned_data["note"])
            messages.success(request, said_checked(len(chosen)))
        except ActionRefused as refused:
            messages.error(request, str(refused))
    return redirect(safe_next(request))


def said_checked(count: int) -> str:
    return ngettext(
        "Checked, unchanged: %(count)d entry.", "Checked, unchanged: %(count)d entries.", count
    ) % {"count": count}


def safe_next(request: StaffRequest) -> str:
    """Where the form says to go on, if that is a page of this site; else the list."""
    target = request.POST.get("next", "")
    allowed = url_has_allowed_host_and_scheme(
        target, {request.get_host()}, require_https=request.is_secure()
    )
    return target if allowed else reverse("desk:stale")


@requires(Permission.ASSERT_FACT)
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    """Take back what one recorded oneself, with a reason."""
    row = get_object_or_404(Assertion.objects.select_related("source", "recorded_by"), pk=pk)
    if row.recorded_by != request.user:
        raise PermissionDenied(_("Only the person who recorded a value can withdraw it."))
    if row.withdrawn_at is not None:
        messages.info(request, _("It was withdrawn already."))
        return redirect("desk:history", row.subject)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw(row, by=request.user, why=form.cleaned_data["why"])
        except ActionRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Withdrawn. The next best value is shown."))
            return redirect("desk:history", row.subject)
    context = {"change": changes.Teller().said([row])[0], "form": form}
    return render(request, "desk/withdraw.html", {"desk_section": "subjects"} | context)
