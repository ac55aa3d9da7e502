"""The desk's pages of petitions: the queue, one petition, its steps."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from diaban.accounts.permissions import Permission, StaffRequest, may, requires
from diaban.design import days
from diaban.design.numbers import whole_number
from diaban.dossiers import serving
from diaban.dossiers.uploads import WORD
from diaban.notices import actions as notices
from diaban.petitions import (
    access,
    actions,
    finding,
    papers,
    showing,
    standing,
    upward_letter,
    vocabulary,
    wording,
)
from diaban.petitions.actions import ActionRefused
from diaban.petitions.course import Kind
from diaban.petitions.filing import Filing, again
from diaban.petitions.forms import (
    GiveCauseForm,
    PublishForm,
    TakenInForm,
    language,
    options,
    title,
)
from diaban.petitions.models import Cause, Petition
from diaban.petitions.showing import Names
from diaban.petitions.step_forms import StepForm
from diaban.projects import holders

PAGE = 50
ALIKE = 5
"""So many petitions that say much the same are shown beside one."""


@requires(Permission.OPEN_PETITIONS)
@require_safe
def petitions(request: StaffRequest) -> HttpResponse:
    found = _narrowed(request, access.seen_by(request.user))
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    names = Names.read()
    asked = Petition.objects.filter(pk__in=[row.pk for row in page.object_list])
    told = standing.standings(asked.select_related("organisation"))
    shown = {one.petition.pk: one for one in told}
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "desk_section": "petitions",
        "page": page,
        "rows": [showing.brief(shown[row.pk], names) for row in page.object_list],
        "total": page.paginator.count,
        "query": query.urlencode(),
        "filters": _filters(request),
        "days": days.asked(request.GET),
        "days_labels": (_("Filed from"), _("Filed until")),
        "words": request.GET.get("q", ""),
        "may_take_in": may(request.user, Permission.HANDLE_PETITIONS),
    }
    return render(request, "petitions/desk_list.html", context)


def _narrowed(request: StaffRequest, found: QuerySet[Petition]) -> QuerySet[Petition]:
    asked = request.GET
    state = asked.get("state", "open")
    if state == "open":
        found = found.filter(is_open=True)
    elif state == "overdue":
        found = found.filter(is_open=True, due_on__lt=timezone.localdate())
    elif state != "all":
        found = found.filter(state=state)
    if cause := asked.get("cause"):
        found = found.filter(cause=whole_number(cause))
    for name in ("category", "place", "lead", "petitioner_kind"):
        if value := asked.get(name):
            found = found.filter(**{name: value})
    found = found.filter(**days.asked(asked).of("filed_on"))
    for word in asked.get("q", "").split():
        found = found.filter(
            Q(number__icontains=word) | Q(title__icontains=word) | Q(text__icontains=word)
            | Q(petitioner_name__icontains=word) | Q(organisation__name_vi__icontains=word)
        )  # fmt: skip
    return found.select_related("organisation").order_by(F("due_on").asc(nulls_last=True), "pk")


def _filters(request: StaffRequest) -> list[dict[str, Any]]:
    states = [("open", _("open")), ("overdue", _("overdue")), ("all", _("all")),
              *((state.value, str(label)) for state, label in wording.STATES.items())]  # fmt: skip
    named = Names.read()
    return [
        {"name": "state", "label": _("State"), "options": states,
         "chosen": request.GET.get("state", "open")},
        {"name": "category", "label": _("Field"), "chosen": request.GET.get("category", ""),
         "options": options(vocabulary.CATEGORIES, empty=_("all"))},
        {"name": "place", "label": _("Place"), "chosen": request.GET.get("place", ""),
         "options": [("", _("all")), *named.places.items()]},
        {"name": "petitioner_kind", "label": _("Who asks"),
         "chosen": request.GET.get("petitioner_kind", ""),
         "options": options(vocabulary.PETITIONERS, empty=_("all"))},
        {"name": "lead", "label": _("Lead body"), "chosen": request.GET.get("lead", ""),
         "options": [("", _("all")), *named.bodies.items()]},
    ]  # fmt: skip


def the_petition(request: StaffRequest, number: str) -> Petition:
    """The petition, if this person may see it; for others it does not exist."""
    found = Petition.objects.filter(number__iexact=number).select_related(
        "organisation", "route", "cause", "cause__remedy", "lead", "recurs"
    )
    petition = found.first()
    if petition is None or not access.sees(request.user, petition):
        raise Http404
    return petition


@requires(Permission.OPEN_PETITIONS)
@require_safe
def petition(request: StaffRequest, number: str) -> HttpResponse:
    found = the_petition(request, number)
    notices.read_about(request.user, found.key)
    return _page(request, found)


def _page(request: StaffRequest, found: Petition, status: int = 200, **forms: Any) -> HttpResponse:
    names = Names.read()
    one = standing.of(found)
    works = may(request.user, Permission.HANDLE_PETITIONS) or access.answers(request.user, found)
    kinds = [kind for kind in showing.steps(one, asker=False)
             if access.offers(request.user, found, kind)]  # fmt: skip
    context = {
        "desk_section": "petitions",
        "petition": found,
        "line": showing.brief(one, names),
        "course": one.course,
        "coordinating": [names.body(code) for code in one.course.coordinating],
        "petitioner_kind": vocabulary.label(
            vocabulary.PETITIONERS, found.petitioner_kind, language()
        ),
        "channel": vocabulary.label(vocabulary.CHANNELS, found.channel, language()),
        "steps": [(kind.value, wording.STEPS[kind]) for kind in kinds],
        "story": showing.story(found.events.order_by("sequence"), names, internal=True),
        "papers": papers.seen_by(request.user, found),
        "where": showing.where(found, names.place(found.place)),
        "project": holders.named(found.project),
        "followers": [row.organisation for row in found.followers.select_related("organisation")],
        "receipt": _receipt(request, found),
        "works": works,
        "cause_title": title(found.cause) if found.cause else "",
        "sees_causes": may(request.user, Permission.SEE_PETITIONS),
        "cause_form": forms.get("cause_form")
        or GiveCauseForm(petition=found, initial={"cause": found.cause_id}),
        "publish_form": forms.get("publish_form")
        or PublishForm(initial={"public_question": found.public_question,
                                "public_answer": found.public_answer or one.course.answer}),
        "may_publish": may(request.user, Permission.PUBLISH_PETITIONS)
        and one.course.answered_at is not None,
    }  # fmt: skip
    context |= _linked(request, found)
    return render(request, "petitions/desk_petition.html", context, status=status)


def _linked(request: StaffRequest, found: Petition) -> dict[str, Any]:
    """What came before, came again, or is much the same, as far as this person may see it."""
    similar = finding.similar(
        f"{found.title} {found.text}", found.place, demonstration=found.demonstration,
        leave_out=found.pk, most=finding.LOOKED_AT,
    )  # fmt: skip
    before, again = found.recurs, list(found.recurrences.all())
    alike = [petition for petition, _share in similar]
    seen = access.seen_among(request.user, [*([before] if before else []), *again, *alike])
    shown = [pair for pair in similar if pair[0].pk in seen]
    return {
        "recurs": before if before and before.pk in seen else None,
        "recurrences": [one for one in again if one.pk in seen],
        "similar": showing.similar_lines(shown[:ALIKE]),
    }


def _receipt(request: StaffRequest, found: Petition) -> str:
    """Where the receipt for a person without an account is printed; an anonymous one got his."""
    handed_over = found.organisation_id is None and found.channel != "anonymous"
    if not handed_over or not may(request.user, Permission.HANDLE_PETITIONS):
        return ""
    secret = [found.number, found.secret]
    return reverse("petitions-outside:petition", args=secret) + "?receipt=1"


def _again(earlier: Petition) -> dict[str, Any]:
    """What the form begins with where a closed petition comes again, its asker too."""
    asker = {"petitioner_name": earlier.petitioner_name, "contact": earlier.contact,
             "organisation": str(earlier.organisation or "")}  # fmt: skip
    return again(earlier) | asker | {"recurs": earlier.number}


@requires(Permission.HANDLE_PETITIONS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    """Take a petition in. What is much the same is shown before it is filed."""
    invented = actions.is_invented(request.user, None)
    number = request.GET.get("recurs", "")
    earlier = Petition.objects.filter(number=number, is_open=False, demonstration=invented).first()
    form = TakenInForm(
        request.POST or None, request.FILES or None, invented=invented,
        initial=_again(earlier) if earlier else None,
    )  # fmt: skip
    filing = Filing(request, form, str(request.user.pk), demonstration=invented)
    if filing.complete:
        petition = filing.file(request.user)
        if petition is not None:
            messages.success(request, _("Taken in: %(number)s.") % {"number": petition})
            return redirect("petitions-desk:petition", number=petition.number)
    context = {"desk_section": "petitions", "organisations": form.organisations()}
    context |= filing.context()
    return render(request, "petitions/desk_new.html", context)


@requires(Permission.OPEN_PETITIONS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: StaffRequest, number: str, kind: str) -> HttpResponse:
    """Take one step with a petition."""
    found = the_petition(request, number)
    chosen = offered(kind)
    access.demand_step(request.user, found, chosen)
    form = StepForm(
        request.POST or None, request.FILES or None, kind=chosen, petition=found, by=request.user,
        initial={"version": found.version},
    )  # fmt: skip
    handed_in = papers.HandedIn(request, form, str(request.user.pk))
    if request.method == "POST" and "letter" in request.POST and form.is_valid():
        return _letter(found, form)
    if request.method == "POST" and form.is_valid():
        try:
            actions.act(
                found, chosen, by=request.user, expected=form.cleaned_data["version"],
                at=form.cleaned_data["on"], data=form.data_of_event(), files=handed_in.stored,
            )  # fmt: skip
        except ActionRefused as refused:
            form.add_error(refused.part if refused.part in form.fields else None, refused.reason)
        else:
            messages.success(request, f"{wording.EVENTS[chosen]}: {found.number}")
            if access.sees(request.user, found):
                return redirect("petitions-desk:petition", number=found.number)
            return redirect("petitions-desk:petitions")
    context = {
        "desk_section": "petitions",
        "petition": found,
        "form": form,
        "step_name": wording.STEPS[chosen],  # "label" would title every field of the form
        "proposed": chosen == Kind.ANSWERED and bool(found.proposed_answer),
        "internal": chosen in papers.OF_THE_HOUSE,
        "writes_letter": chosen == Kind.REFERRED_UP,
        "handed_in": handed_in.stored,
        "papers_note": handed_in.note,
    }
    return render(request, "petitions/desk_step.html", context)


@requires(Permission.OPEN_PETITIONS)
@require_safe
def paper(request: StaffRequest, number: str, pk: int) -> HttpResponse:
    """A file of a petition that one may see."""
    found = the_petition(request, number)
    row = get_object_or_404(papers.seen_by(request.user, found), pk=pk)
    return papers.serve(row, inline="save" not in request.GET)


def _letter(found: Petition, form: StepForm) -> HttpResponse:
    """The letter to the higher level as it would be, before anything is recorded."""
    told = form.cleaned_data
    text = upward_letter.compose(standing.of(found), told["body"], told["why"], told["until"])
    body = upward_letter.write(text, told["document"])
    return serving.answer(body, WORD, f"cong-van-{found.number}.docx", inline=False)


def offered(name: str) -> Kind:
    """The step of this name, if it is one that people take."""
    try:
        kind = Kind(name)
    except ValueError:
        raise Http404 from None
    if kind not in wording.STEPS:
        raise Http404
    return kind


@requires(Permission.OPEN_PETITIONS)
@require_POST
def give_cause(request: StaffRequest, number: str) -> HttpResponse:
    found = the_petition(request, number)
    form = GiveCauseForm(request.POST, petition=found)
    if form.is_valid():
        cause = Cause.objects.get(pk=form.cleaned_data["cause"])
        actions.give_cause(found, cause, by=request.user)
        messages.success(request, _("The cause is on record."))
        return redirect("petitions-desk:petition", number=found.number)
    return _page(request, found, status=400, cause_form=form)


@requires(Permission.PUBLISH_PETITIONS)
@require_POST
def publish(request: StaffRequest, number: str) -> HttpResponse:
    """Let the public read the answer, or take it back."""
    found = the_petition(request, number)
    if "take_back" in request.POST:
        actions.unpublish(found, by=request.user)
        messages.success(request, _("The public reads it no more from the next edition on."))
        return redirect("petitions-desk:petition", number=found.number)
    form = PublishForm(request.POST)
    if form.is_valid():
        try:
            actions.publish(
                found, form.cleaned_data["public_question"], form.cleaned_data["public_answer"],
                by=request.user,
            )  # fmt: skip
        except ActionRefused as refused:
            form.add_error(refused.part or None, refused.reason)
        else:
            messages.success(request, _("The public will read it in seconds."))
            return redirect("petitions-desk:petition", number=found.number)
    return _page(request, found, status=400, publish_form=form)
