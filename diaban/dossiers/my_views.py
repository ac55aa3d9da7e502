"""An enterprise's own area: file, keep drafts, follow, answer, see why the date is what it is.

Every look-up starts from the reader's organisation, so that another's dossier does not exist here.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from diaban.accounts.permissions import Permission, StaffRequest, requires
from diaban.clock import words as clock_words
from diaban.dossiers import actions, catalogue, drafting, letters, presenting, queue, serving
from diaban.dossiers import standing as standings
from diaban.dossiers.forms import ApplicationForm, LinksForm, StepForm, in_language, whole
from diaban.dossiers.lifecycle import Kind
from diaban.dossiers.models import Attachment, Channel, Dossier, Letter
from diaban.notices import actions as notices

SHOWN = 200


def own(request: StaffRequest) -> QuerySet[Dossier]:
    """The dossiers of the reader's organisation, drafts included."""
    organisation = request.user.organisation
    if organisation is None or not organisation.is_active:
        raise PermissionDenied(
            _("Your account acts for no organisation that may file. Ask the authority to link it.")
        )
    return Dossier.objects.filter(organisation=organisation).select_related("replaces")


def mine(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Signed in, may file, and acts for an organisation that may."""

    @wraps(view)
    def guarded(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        own(request)
        return view(request, *args, **kwargs)

    return requires(Permission.FILE_DOSSIERS)(never_cache(guarded))


@mine
@require_safe
def home(request: StaffRequest) -> HttpResponse:
    rows = own(request).order_by("-id")
    book = catalogue.book()
    filed = queue.with_standing(rows.exclude(state=None)[:SHOWN])
    drafts = [(one, name_of(one, book)) for one in rows.filter(state=None)[:SHOWN]]
    context = {
        "rows": [presenting.brief(one) for one in filed],
        "drafts": drafts,
        "asked": [presenting.brief(one) for one in filed if one.progress.national == 5],
        "organisation": request.user.organisation,
    }
    return render(request, "dossiers/my/home.html", context)


def name_of(dossier: Dossier, book: catalogue.Book) -> str:
    offer = presenting.offer_of(dossier, book)
    return in_language(offer.name) if offer else dossier.procedure


@mine
@require_safe
def choose(request: StaffRequest) -> HttpResponse:
    words = request.GET.get("q", "").casefold().split()
    offers = [
        one for one in catalogue.book().offered(timezone.localdate())
        if all(word in f"{one.code} {one.name}".casefold() for word in words)
    ]  # fmt: skip
    found = sorted(offers, key=lambda one: in_language(one.name))
    context = {"offers": [(one, in_language(one.name), term_of(one)) for one in found],
               "words": request.GET.get("q", "")}  # fmt: skip
    return render(request, "dossiers/my/choose.html", context)


def term_of(offer: catalogue.Offer) -> str:
    """The procedure's term in words; "" where none is known."""
    term = offer.rule.term
    return f"{term.amount} {clock_words.UNITS[term.unit]}" if term else ""


@mine
@require_POST
def begin(request: StaffRequest, procedure: str) -> HttpResponse:
    offer = catalogue.book().on(procedure, timezone.localdate())
    if offer is None:
        messages.error(request, _("This procedure is not on offer today. Choose another."))
        return redirect("my:choose")
    application = actions.Application(procedure, {})
    try:
        made = actions.draft(application, by=request.user, channel=Channel.ONLINE)
    except actions.ActionRefused as refusal:
        messages.error(request, refusal.reason)
        return redirect("my:home")
    return redirect("my:draft", made.pk)


@mine
@require_http_methods(["GET", "POST"])
def draft(request: StaffRequest, pk: int) -> HttpResponse:
    """Keep a draft, or file it. What was typed is kept either way."""
    found = get_object_or_404(own(request), pk=pk)
    if found.state is not None:
        return redirect("my:dossier", pk)
    offer = catalogue.book().on(found.procedure, timezone.localdate())
    if offer is None:
        messages.error(request, _("This procedure is not on offer today. Choose another."))
        return redirect("my:choose")
    filing = request.method == "POST" and "file" in request.POST
    theirs: list[tuple[str, str]] = []
    if request.method == "POST":
        form = ApplicationForm(offer, request.POST, request.FILES, strict=filing)
        links = LinksForm(request.POST, visible=own(request).exclude(state=None))
        if form.is_valid() and links.is_valid():
            try:
                return keep(request, found, offer, form, links, filing)
            except actions.ActionRefused as refusal:
                found.refresh_from_db()
                if refusal.code == "draft":
                    theirs = drafting.kept_otherwise(found, offer, form)
                form.add_error(None, refusal.reason)
    else:
        typed = {f"f-{name}": value for name, value in found.form.items()}
        form = ApplicationForm(offer, initial=typed, strict=False)
        kept = {name: getattr(found, name) for name in ("project", "zone", "plot", "petition")}
        kept["replaces"] = found.replaces.code if found.replaces else ""
        links = LinksForm(initial=kept, visible=own(request))
    context = {"dossier": found, "offer": offer, "name": in_language(offer.name), "form": form,
               "links": links, "files": presenting.files(found, offer, desk=False),
               "theirs": theirs}  # fmt: skip
    return render(request, "dossiers/my/draft.html", context)


def keep(
    request: StaffRequest, found: Dossier, offer: catalogue.Offer, form: ApplicationForm,
    links: LinksForm, filing: bool,
) -> HttpResponse:  # fmt: skip
    """Save the draft with its new files; then file it, if that was asked."""
    dropped = [pk for pk in map(whole, request.POST.getlist("drop")) if pk is not None]
    said = drafting.application(offer, form, links)
    files = drafting.read_all(form.uploads())
    seen = whole(request.POST.get("seen", ""))
    if not filing:
        actions.change_draft(found.pk, said, by=request.user, files=files, drop=dropped, seen=seen)
        messages.success(request, _("The draft is kept. Nobody but your organisation sees it."))
        return redirect("my:draft", found.pk)
    made = drafting.file_online(found, offer, said, request.user, files, dropped, seen)
    messages.success(
        request, _("Filed under %(code)s. The authority has been told.") % {"code": made.code}
    )
    return redirect("my:dossier", found.pk)


@mine
@require_POST
def discard(request: StaffRequest, pk: int) -> HttpResponse:
    """Throw a draft away; what was filed is never thrown away."""
    found = get_object_or_404(own(request).filter(state=None), pk=pk)
    actions.discard(found.pk, by=request.user)
    messages.success(request, _("The draft is gone."))
    return redirect("my:home")


@mine
@require_safe
def dossier(request: StaffRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(own(request), pk=pk)
    notices.read_about(request.user, found.key)
    return show(request, found)


def show(
    request: StaffRequest, found: Dossier, bound: StepForm | None = None, status: int = 200
) -> HttpResponse:
    if found.state is None:
        return redirect("my:draft", found.pk)
    context = presenting.page(found, desk=False)
    progress = context["standing"].progress
    for kind in (Kind.SUPPLIED, Kind.WITHDRAWN):
        if presenting.applicant_may(request.user, context["standing"], kind):
            form = bound if bound is not None and bound.kind == kind else StepForm(
                kind, progress, initial={"version": found.version}
            )  # fmt: skip
            form.fields.pop("at", None)
            context[f"form_{kind.value}"] = form
    asked = found.events.filter(kind=Kind.SUPPLEMENT_REQUESTED).order_by("sequence").last()
    context |= {"asked": asked, "letters": letters.signed(found),
                "tracking": tracking_address(request, found)}  # fmt: skip
    return render(request, "dossiers/my/dossier.html", context, status=status)


def tracking_address(request: StaffRequest, found: Dossier) -> str:
    return request.build_absolute_uri(reverse("track:dossier", args=[found.code, found.secret]))


@mine
@require_POST
def act(request: StaffRequest, pk: int, step: str) -> HttpResponse:
    found = get_object_or_404(own(request).exclude(state=None), pk=pk)
    if step not in (Kind.SUPPLIED, Kind.WITHDRAWN):
        raise PermissionDenied
    kind = Kind(step)
    form = StepForm(kind, standings.of(found).progress, request.POST, request.FILES)
    form.fields.pop("at", None)  # an applicant's step happens when it is taken
    if not form.is_valid():
        return show(request, found, form, status=400)
    try:
        actions.act(
            found, kind, by=request.user, expected=form.cleaned_data["version"],
            reason=form.cleaned_data.get("reason", ""),
            files=drafting.read_all([("", one) for one in form.cleaned_data.get("papers", [])]),
        )  # fmt: skip
    except actions.ActionRefused as refusal:
        form.add_error(refusal.part if refusal.part in form.fields else None, refusal.reason)
        found.refresh_from_db()
        return show(request, found, form, status=409)
    messages.success(request, _("The authority has been told."))
    return redirect("my:dossier", pk)


@mine
@require_safe
def attachment(request: StaffRequest, pk: int) -> HttpResponse:
    rows = Attachment.objects.filter(dossier__in=own(request)).exclude(
        purpose=Attachment.Purpose.INTERNAL
    )
    row = get_object_or_404(rows, pk=pk)
    return serving.attachment(row, inline=request.GET.get("inline") == "1")


@mine
@require_safe
def letter(request: StaffRequest, pk: int, kind: str) -> HttpResponse:
    rows = Letter.objects.filter(dossier__in=own(request), form__in=letters.OUTGOING)
    return letters.download(get_object_or_404(rows.exclude(signed_at=None), pk=pk), kind)
