"""An enterprise's own petitions: file, follow, answer, confirm or dispute.

Every look-up starts from the reader's organisation, so that another's petition does not exist here;
what is much the same and open is shown by its title only.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from diaban.accounts.permissions import Permission, StaffRequest, requires
from diaban.notices import actions as notices
from diaban.petitions import access, actions, papers, showing, standing, wording
from diaban.petitions.actions import ActionRefused
from diaban.petitions.desk_views import offered
from diaban.petitions.filing import Filing, again
from diaban.petitions.forms import PetitionForm
from diaban.petitions.models import Petition
from diaban.petitions.showing import Names
from diaban.petitions.step_forms import StepForm
from diaban.projects import holders

SHOWN = 200
FOLLOW_WITHIN = 3600
"""Seconds in which a petition that was shown as similar can be followed."""
MOST_SIMILAR = 3


def own(request: StaffRequest) -> QuerySet[Petition]:
    """The petitions that the reader's organisation made or follows."""
    organisation = request.user.organisation
    if organisation is None or not organisation.is_active:
        raise PermissionDenied(
            _("Your account acts for no organisation that may file. Ask the authority to link it.")
        )
    concerned = Q(organisation=organisation) | Q(followers__organisation=organisation)
    return Petition.objects.filter(concerned).distinct()


def mine(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Signed in, may file, and acts for an organisation that may."""

    @wraps(view)
    def guarded(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        own(request)
        return view(request, *args, **kwargs)

    return requires(Permission.FILE_PETITIONS)(never_cache(guarded))


@mine
@require_safe
def home(request: StaffRequest) -> HttpResponse:
    names = Names.read()
    rows = []
    asked = own(request).select_related("organisation")
    for one in standing.standings(asked.order_by("-is_open", "-filed_on", "-pk")[:SHOWN]):
        ours = access.asks(request.user, one.petition)
        steps = showing.steps(one, asker=True) if ours else []
        waits = bool({"confirmed", "replied"} & {kind.value for kind in steps})
        rows.append(showing.brief(one, names) | {"ours": ours, "waits": waits})
    context = {"rows": rows}
    return render(request, "petitions/my/home.html", context)


@mine
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    """File a petition. What is much the same is shown before it is filed."""
    organisation = request.user.organisation
    invented = actions.is_invented(request.user, organisation)
    closed = Petition.objects.filter(
        organisation=organisation, is_open=False, demonstration=invented
    ).order_by("-filed_on", "-pk")  # fmt: skip
    earlier = closed.filter(number=request.GET.get("recurs", "")).first()
    form = PetitionForm(
        request.POST or None, request.FILES or None, closed=closed,
        projects=holders.of_organisation(organisation), initial=again(earlier) if earlier else None,
    )  # fmt: skip
    filing = Filing(request, form, str(request.user.pk), MOST_SIMILAR, demonstration=invented)
    if filing.complete:
        found = filing.file(request.user, organisation=organisation)
        if found is not None:
            messages.success(
                request, _("Received under the number %(number)s.") % {"number": found}
            )
            return redirect("my-petitions:petition", number=found.number)
    context = filing.context()
    context["similar"] = [
        line | {"which": signer(request).sign_object(line["petition"].pk)}
        for line in context["similar"]
    ]
    return render(request, "petitions/my/new.html", context)


def signer(request: StaffRequest) -> signing.TimestampSigner:
    return signing.TimestampSigner(salt=f"petitions.follow.{request.user.pk}")


@mine
@require_safe
def petition(request: StaffRequest, number: str) -> HttpResponse:
    found = get_object_or_404(own(request), number__iexact=number)
    ours = access.asks(request.user, found)
    notices.read_about(request.user, found.key)
    names = Names.read()
    one = standing.of(found)
    kinds = showing.steps(one, asker=True) if ours else []
    project = holders.named(found.project) if ours else None
    events = found.events.order_by("sequence")
    context = {
        "petition": found,
        "ours": ours,
        "line": showing.brief(one, names),
        "course": one.course,
        "coordinating": [names.body(code) for code in one.course.coordinating],
        "steps": [(kind.value, wording.STEPS[kind]) for kind in kinds],
        "story": showing.story(events, names, internal=False) if ours else [],
        "papers": papers.seen_by(request.user, found),
        "where": showing.where(found, names.place(found.place)) if ours else None,
        "project": project,
        "comes_again": ours and not found.is_open,
        "earlier": found.recurs
        if ours and found.recurs and access.asks(request.user, found.recurs)
        else None,
        "recurrences": [one for one in found.recurrences.order_by("pk")
                        if ours and access.asks(request.user, one)],
        "holds_project": project and holders.holds(request.user.organisation, project),
    }  # fmt: skip
    return render(request, "petitions/my/petition.html", context)


@mine
@require_POST
def follow(request: StaffRequest) -> HttpResponse:
    """Follow another's open petition that was shown as similar, instead of filing one.

    The page that showed it signed its key for this reader: nobody follows by guessing a number.
    """
    try:
        pk = signer(request).unsign_object(request.POST.get("which", ""), max_age=FOLLOW_WITHIN)
    except signing.BadSignature:
        raise Http404 from None
    found = get_object_or_404(Petition, pk=pk, is_open=True)
    try:
        actions.follow(found, by=request.user)
    except ActionRefused as refused:
        messages.error(request, refused.reason)
        return redirect("my-petitions:home")
    messages.success(request, _("You follow %(number)s.") % {"number": found})
    return redirect("my-petitions:petition", number=found.number)


@mine
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: StaffRequest, number: str, kind: str) -> HttpResponse:
    """A word of the asker: confirm, dispute, explain, withdraw, say whether it is still solved."""
    found = get_object_or_404(own(request), number__iexact=number)
    chosen = offered(kind)
    if chosen not in access.OF_THE_ASKER or not access.asks(request.user, found):
        raise Http404
    form = StepForm(
        request.POST or None, request.FILES or None, kind=chosen, petition=found,
        initial={"version": found.version},
    )  # fmt: skip
    del form.fields["on"]
    handed_in = papers.HandedIn(request, form, str(request.user.pk))
    if request.method == "POST" and form.is_valid():
        try:
            actions.act(
                found, chosen, by=request.user, expected=form.cleaned_data["version"],
                data=form.data_of_event(), files=handed_in.stored,
            )  # fmt: skip
        except ActionRefused as refused:
            form.add_error(refused.part if refused.part in form.fields else None, refused.reason)
        else:
            messages.success(request, f"{wording.EVENTS[chosen]}: {found.number}")
            return redirect("my-petitions:petition", number=found.number)
    context = {
        "petition": found,
        "form": form,
        "step_name": wording.STEPS[chosen],  # "label" would title every field of the form
        "handed_in": handed_in.stored,
        "papers_note": handed_in.note,
    }
    return render(request, "petitions/my/step.html", context)


@mine
@require_safe
def paper(request: StaffRequest, number: str, pk: int) -> HttpResponse:
    """A file of one's own petition, or one that came with its answer."""
    found = get_object_or_404(own(request), number__iexact=number)
    row = get_object_or_404(papers.seen_by(request.user, found), pk=pk)
    return papers.serve(row, inline="save" not in request.GET)
