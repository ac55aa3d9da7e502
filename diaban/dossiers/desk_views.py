"""The officers' pages: the queue, one dossier and its steps, what comes over the counter."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from diaban.accounts.models import User
from diaban.accounts.permissions import Permission, StaffRequest, may, requires
from diaban.dossiers import actions, catalogue, drafting, letters, presenting, queue, serving
from diaban.dossiers import standing as standings
from diaban.dossiers.forms import (
    ApplicationForm,
    CounterForm,
    LinksForm,
    StepForm,
    in_language,
    whole,
)
from diaban.dossiers.lifecycle import Kind
from diaban.dossiers.models import Attachment, Dossier
from diaban.dossiers.steps import STEPS
from diaban.projects.models import Project


@requires(Permission.SEE_DOSSIERS)
@require_safe
def queue_page(request: StaffRequest) -> HttpResponse:
    tab = request.GET.get("tab", "due")
    question = queue.Question(
        tab=tab if tab in queue.TABS else "due",
        mine=request.GET.get("mine") == "1",
        procedure=request.GET.get("procedure", "")[:60],
        words=request.GET.get("q", "")[:100],
        after=request.GET.get("after", "")[:80],
    )
    book = catalogue.book()
    answer = queue.ask(question, request.user, book)
    wish = queue.settings_of(request.user)
    kept = request.GET.copy()
    kept.pop("after", None)
    tabless = kept.copy()
    tabless.pop("tab", None)
    context = {
        "desk_section": "dossiers",
        "question": question,
        "rows": [row_of(found, wish) for found in answer.rows],
        "following": answer.following,
        "query": kept.urlencode(),
        "query_without_tab": tabless.urlencode(),
        "counts": queue.counts(request.user if question.mine else None),
        "procedures": procedure_names(book),
        "may_enter": may(request.user, Permission.HANDLE_DOSSIERS),
    }
    return render(request, "dossiers/queue.html", context)


def row_of(found: standings.Standing, wish: Any) -> dict[str, Any]:
    share = found.share
    return presenting.brief(found) | {
        "warnings": queue.warnings(found, wish),
        "percent": None if share is None else min(round(share * 100), 100),
    }


def procedure_names(book: catalogue.Book | None = None) -> list[tuple[str, str]]:
    """(code, name) of every procedure on offer, by name."""
    offers = (book or catalogue.book()).offered(timezone.localdate())
    return sorted(((one.code, in_language(one.name)) for one in offers), key=lambda one: one[1])


def visible(pk: int) -> Dossier:
    """A filed dossier; a draft is its maker's own and does not exist on the desk."""
    rows = queue.visible_to_desk().select_related("organisation", "assignee", "replaces")
    return get_object_or_404(rows, pk=pk)


@requires(Permission.SEE_DOSSIERS)
@never_cache
@require_safe
def dossier(request: StaffRequest, pk: int) -> HttpResponse:
    return show(request, visible(pk))


def show(
    request: StaffRequest,
    found: Dossier,
    bound: StepForm | None = None,
    status: int = 200,
    links: LinksForm | None = None,
) -> HttpResponse:
    """The page of one dossier; `bound` is a step, `links` are links that were refused."""
    context = presenting.page(found, desk=True)
    context |= {
        "desk_section": "dossiers",
        "steps": presenting.steps(context["standing"], request.user, bound),
        "refused": bound,
        "links": links or links_of(found),
        "may_link": may(request.user, Permission.HANDLE_DOSSIERS),
        "project_href": project_page(found, request.user),
        "letters": letters.listed(found, request.user),
        "letter_forms": letters.forms_for(context["standing"], request.user),
        "warnings": queue.warnings(context["standing"], queue.settings_of(request.user)),
    }
    return render(request, "dossiers/dossier.html", context, status=status)


@requires(Permission.SEE_DOSSIERS)
@require_POST
def act(request: StaffRequest, pk: int, step: str) -> HttpResponse:
    if step not in STEPS:
        raise Http404
    kind, found = Kind(step), visible(pk)
    # Asked before anything is read from the form: nobody learns what he may not do by trying.
    actions.demand_step(request.user, found, kind)
    form = StepForm(kind, standings.of(found).progress, request.POST, request.FILES)
    if not form.is_valid():
        return show(request, found, form, status=400)
    given = form.cleaned_data
    try:
        files = drafting.read_all([("", one) for one in given.get("papers", [])])
        with transaction.atomic():  # no step without its letter
            event = actions.act(
                found, kind, by=request.user, expected=given["version"], at=given.get("at"),
                reason=given.get("reason", ""), data=form.data_of_event(), files=files,
            )  # fmt: skip
            if STEPS[kind].letter:
                letters.draft(event, by=request.user)
    except actions.ActionRefused as refusal:
        form.add_error(refusal.part if refusal.part in form.fields else None, refusal.reason)
        return show(request, visible(pk), form, status=409)
    messages.success(request, _("Recorded: %(step)s.") % {"step": form.label})
    return redirect("dossiers:dossier", pk)


@requires(Permission.HANDLE_DOSSIERS)
@require_POST
def link(request: StaffRequest, pk: int) -> HttpResponse:
    """Say which project, zone, plot or petition a dossier is about, and which one it replaces."""
    found = visible(pk)
    form = LinksForm(request.POST, visible=queue.visible_to_desk())
    version = whole(request.POST.get("version", ""))
    if not form.is_valid() or version is None:
        return show(request, found, links=form, status=400)
    try:
        actions.link(
            pk, form.links(), form.cleaned_data["replaces"], by=request.user,
            expected=version,
        )  # fmt: skip
    except actions.ActionRefused as refusal:
        form.add_error(refusal.part or None, refusal.reason)
        return show(request, visible(pk), links=form, status=409)
    messages.success(request, _("Kept."))
    return redirect("dossiers:dossier", pk)


def links_of(found: Dossier) -> LinksForm:
    kept = {name: getattr(found, name) for name in ("project", "zone", "plot", "petition")}
    kept["replaces"] = found.replaces.code if found.replaces else ""
    return LinksForm(initial=kept, visible=queue.visible_to_desk())


def project_page(found: Dossier, user: User) -> str:
    """Where the project that a dossier is about stands; "" where there is none to be seen."""
    if not found.project or not may(user, Permission.SEE_PROJECTS):
        return ""
    known = Project.objects.filter(code=found.project).exists()
    return reverse("projects-desk:project", args=[found.project]) if known else ""


@requires(Permission.HANDLE_DOSSIERS)
@require_http_methods(["GET", "POST"])
def enter(request: StaffRequest) -> HttpResponse:
    """Choose the procedure of an application that came over the counter or by post."""
    context = {"desk_section": "dossiers-enter", "procedures": procedure_names()}
    code = request.GET.get("procedure", "")
    offer = catalogue.book().on(code, timezone.localdate())
    if offer is None:
        return render(request, "dossiers/enter.html", context)
    return enter_one(request, offer, context)


def enter_one(request: StaffRequest, offer: catalogue.Offer, context: dict) -> HttpResponse:
    """The counter's form; filing and receiving are one step for whoever stands there."""
    sent = request.POST or None
    counter = CounterForm(sent)
    form = ApplicationForm(offer, sent, request.FILES or None, strict=True)
    links = LinksForm(sent, visible=queue.visible_to_desk())
    if request.method == "POST" and counter.is_valid() and form.is_valid() and links.is_valid():
        try:
            made = drafting.at_the_counter(request.user, offer, counter, form, links)
        except actions.ActionRefused as refusal:
            form.add_error(None, refusal.reason)
        else:
            messages.success(request, _("Filed under %(code)s.") % {"code": made.code})
            return redirect("dossiers:dossier", made.pk)
    context |= {"offer": offer, "name": in_language(offer.name), "counter": counter, "form": form,
                "links": links}  # fmt: skip
    return render(request, "dossiers/enter_one.html", context)


@requires(Permission.SEE_DOSSIERS)
@require_safe
def attachment(request: StaffRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Attachment.objects.exclude(dossier__state=None), pk=pk)
    return serving.attachment(row, inline=request.GET.get("inline") == "1")
