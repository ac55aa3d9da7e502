"""The desk's pages of reports: begin, preview, write around bound parts, lock, sign, publish."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from diaban.accounts.permissions import Permission, StaffRequest, may, requires
from diaban.design.numbers import whole_number
from diaban.editions.errors import EditionError
from diaban.notices.actions import read_about
from diaban.reports import actions, checks, comparing, course, grammar, html, making, nodes, wording
from diaban.reports.actions import ActionRefused
from diaban.reports.document import KINDS, LANGUAGES, plain
from diaban.reports.document import Report as Written
from diaban.reports.models import Kind, Report
from diaban.reports.nodes import TemplateError
from diaban.reports.package import WITH_REPORT, filled
from diaban.reports.package import package as packed

MOST_SHOWN = 200
FORMATS = tuple(making.FORMATS)


@requires(Permission.SEE_REPORTS)
@require_safe
def reports(request: StaffRequest) -> HttpResponse:
    """Every report, and which period another one can be begun for."""
    found = Report.objects.prefetch_related("steps").select_related("signature", "made_by")
    context = {
        "desk_section": "reports",
        "rows": [_line(report) for report in found[:MOST_SHOWN]],
        "kinds": Kind.choices,
        "periods": _periods(),
        "writes": may(request.user, Permission.WRITE_REPORTS),
    }
    return render(request, "reports/desk_list.html", context)


def _line(report: Report) -> dict[str, Any]:
    state = report.state
    return {
        "report": report,
        "state": wording.STATES[state],
        "badge": wording.BADGES[state],
        "signature": getattr(report, "signature", None),
    }


def _periods() -> list[str]:
    """The periods that the current edition has figures of, the latest first."""
    try:
        return list(reversed(making.book(actions.current()).periods))
    except (EditionError, making.CannotReport):
        return []


@requires(Permission.WRITE_REPORTS)
@require_POST
def begin(request: StaffRequest) -> HttpResponse:
    kind, period = request.POST.get("kind", ""), request.POST.get("period", "").strip()
    if kind not in KINDS:
        raise Http404
    try:
        report = actions.draft(kind, period, by=request.user)
    except (ActionRefused, EditionError) as error:
        messages.error(request, str(error))
        return redirect("reports-desk:reports")
    messages.success(request, _("The draft is ready. Write where you may; the rest is bound."))
    return redirect("reports-desk:report", pk=report.pk)


@requires(Permission.SEE_REPORTS)
@require_safe
def report(request: StaffRequest, pk: int) -> HttpResponse:
    """A report as it stands; `?format=docx` takes it along, `?language=en` shows it in English."""
    found = _found(pk)
    read_about(request.user, f"report:{found.pk}")
    language = _language(request)
    try:
        said = actions.written(found, language)
    except (making.CannotReport, TemplateError, EditionError) as error:
        return _show(request, found, language, None, problem=str(error))
    wanted = request.GET.get("format", "")
    if wanted in (*FORMATS, "zip"):
        try:
            return _file(found, said, wanted)
        except FileNotFoundError as error:
            raise Http404 from error
    return _show(request, found, language, said)


def _found(pk: int) -> Report:
    return get_object_or_404(
        Report.objects.prefetch_related("steps__by").select_related("signature"), pk=pk
    )


def _language(request: StaffRequest) -> str:
    given = request.GET.get("language") or request.POST.get("language") or "vi"
    return given if given in LANGUAGES else "vi"


def _file(report: Report, said: Written, kind: str) -> HttpResponse:
    """A file as it is written now; of a signed report these are the bytes that were kept."""
    name = making.title_of(said)
    if kind == "zip":
        kept = {one: actions.kept(report, said.language, one) for one in WITH_REPORT}
        content = packed(said, filled(said), timezone.localdate(),
                         {one: file for one, file in kept.items() if file is not None})  # fmt: skip
        media = "application/zip"
    else:
        media, write = making.FORMATS[kind]
        file = actions.kept(report, said.language, kind)
        content = write(said) if file is None else file
    response = HttpResponse(content, content_type=media)
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response


def _show(request: StaffRequest, report: Report, language: str, said: Written | None, *,
          problem: str = "", typed: dict[str, str] | None = None,
          faults: dict[str, str] | None = None, status: int = 200) -> HttpResponse:  # fmt: skip
    state = report.state
    drafting = not course.is_locked(state)
    context = {
        "desk_section": "reports",
        "report": report,
        "said": said,
        "body": mark_safe(html.body(said)) if said else "",  # noqa: S308
        "title": plain(said.about or said.title) if said else "",
        "problem": problem,
        "language": language,
        "languages": LANGUAGES,
        "formats": FORMATS,
        "state": wording.STATES[state],
        "badge": wording.BADGES[state],
        "steps": [(one, wording.DONE[one.step]) for one in report.steps.all()],
        "drafting": drafting,
        "places": _places(report, language, typed or {}, faults or {}) if drafting else [],
        "writes": may(request.user, Permission.WRITE_REPORTS),
        "open_period": _open_period(report) if drafting else "",
        "next": _next(request, report),
        "number": actions.next_number(timezone.localdate().year),
        "changed": [] if drafting or said is None else _changed(said),
        "forms_differ": [] if said is None else _forms_differ(said),
        "public": state == course.PUBLISHED,
    }
    return render(request, "reports/desk_report.html", context, status=status)


def _places(report: Report, language: str, typed: dict[str, str],
            faults: dict[str, str]) -> list[dict[str, Any]]:  # fmt: skip
    """The free places with what stands there, under the heading under which they lie."""
    template = grammar.parse(making.template(report.kind, language))
    kept = {one.name: one for one in actions.passages_of(report) if one.language == language}
    places, heading = [], ""
    for block in template.blocks:
        if block.kind == "heading":
            words = [node.text for node in block.nodes if isinstance(node, nodes.Text)]
            heading = "".join(words).lstrip(". ")
        if block.kind == "free":
            passage = kept.get(block.name)
            places.append({
                "name": block.name,
                "heading": heading,
                "label": block.plain("label"),
                "text": typed.get(block.name, passage.text if passage else ""),
                "newer": passage.text if passage and block.name in faults else "",
                "version": passage.version if passage else 0,
                "fault": faults.get(block.name, ""),
                "passage": passage,
            })  # fmt: skip
    return places


def _open_period(report: Report) -> str:
    try:
        return making.open_period(actions.current(), report.period, timezone.localdate())
    except EditionError as error:
        return str(error)


def _next(request: StaffRequest, report: Report) -> list[dict[str, Any]]:
    """The steps that this person may take now."""
    state = report.state
    return [
        {"step": step, "label": wording.BUTTONS[step], "returns": step == course.RETURNED,
         "signs": step == course.SIGNED}
        for step in report.possible(request.user.pk)
        if may(request.user, actions.needed(state, step))
    ]  # fmt: skip


def _changed(said: Written) -> list[comparing.Changed]:
    """What the current edition gives differently than the locked report."""
    try:
        book = making.book(actions.current())
    except (EditionError, making.CannotReport):
        return []
    if book.edition == said.edition:
        return []
    return list(comparing.changed(said, book))


def _forms_differ(said: Written) -> list[comparing.Changed]:
    """The totals of today's forms that are not what the report says."""
    return [
        comparing.Changed(one.name, f"{one.form}.H.QLKKT", *one.said(said.language))
        for one in checks.differences(said, filled(said, checks.FORMS))
    ]


@requires(Permission.WRITE_REPORTS)
@never_cache
@require_http_methods(["POST"])
def write(request: StaffRequest, pk: int) -> HttpResponse:
    """Keep what was written into the free places; what is refused comes back as it was typed."""
    found, language = _found(pk), _language(request)
    typed, faults, kept = {}, {}, 0
    for place in _places(found, language, {}, {}):
        name = place["name"]
        if name not in request.POST:
            continue
        base = request.POST.get(f"{name}-version", "")
        text = request.POST[name]
        try:
            kept += actions.write_passage(
                found, language, name, text, base=whole_number(base) or 0,
                by=request.user,
            ) is not None  # fmt: skip
        except (ActionRefused, TemplateError, making.CannotReport, EditionError) as error:
            typed[name], faults[name] = text, str(error)
    if faults:
        return _show(request, found, language, _said(found, language), typed=typed, faults=faults,
                     status=400)  # fmt: skip
    if kept:
        messages.success(request, _("Saved."))
    else:
        messages.info(request, _("Nothing was changed."))
    return redirect(f"{_address(found)}?language={language}")


def _said(report: Report, language: str) -> Written | None:
    try:
        return actions.written(report, language)
    except (making.CannotReport, TemplateError, EditionError):
        return None


def _address(report: Report) -> str:
    return reverse("reports-desk:report", args=[report.pk])


@requires(Permission.SEE_REPORTS)
@require_POST
def step(request: StaffRequest, pk: int, to: str) -> HttpResponse:
    """Take the report a step further, each by who may."""
    found = _found(pk)
    if to not in course.STEPS or to == course.DRAFTED:
        raise Http404
    try:
        if to == course.SIGNED:
            number = whole_number(request.POST.get("number", "")) or 0
            if not 0 < number < 100_000:
                raise ActionRefused(_("Write the report's number: a whole number from 1 on."))
            actions.sign(found, number=number, by=request.user)
        else:
            actions.take(found, to, by=request.user, note=request.POST.get("note", "")[:2000])
    except (ActionRefused, EditionError) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Done: %(step)s.") % {"step": wording.DONE[to]})
    return redirect(f"{_address(found)}?language={_language(request)}")
