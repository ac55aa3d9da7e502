"""Public pages for those without an account: an anonymous report, and following by the receipt.

They answer one person about one petition, so they read the registry and not an edition. Everything
works without JavaScript, and no page asks or keeps who somebody is.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from diaban.dossiers import codes
from diaban.dossiers.models import FailedLookup
from diaban.dossiers.qr import qr_svg
from diaban.dossiers.track_views import private, too_many, visitor
from diaban.petitions import access, outside, showing, standing, wording
from diaban.petitions.course import Kind
from diaban.petitions.desk_views import offered
from diaban.petitions.filing import Filing
from diaban.petitions.forms import AnonymousForm
from diaban.petitions.models import Petition
from diaban.petitions.refusal import ActionRefused
from diaban.petitions.showing import Names
from diaban.petitions.step_forms import StepForm


@never_cache
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """An anonymous report, where the authority takes them."""
    if not outside.allowed():
        return private(render(request, "petitions/outside/closed.html", status=404))
    form = AnonymousForm(request.POST or None, request.FILES or None)
    filing = Filing(request, form, "", most_similar=0)
    if filing.complete:
        try:
            chosen = form.cleaned_data["pictures"]
            found = outside.file_anonymously(form.request(), visitor(request), handed_in=chosen)
        except ActionRefused as refused:
            form.add_error(refused.part if refused.part in form.fields else None, refused.reason)
            form.forget_pictures()
            status = 429 if refused.code in ("too_many", "flood") else 200
            return posting(
                render(request, "petitions/outside/new.html", filing.context(), status=status)
            )
        return redirect(address(found) + "?receipt=1")
    if filing.far:
        form.forget_pictures()
    return posting(render(request, "petitions/outside/new.html", filing.context()))


def posting(answer: HttpResponse) -> HttpResponse:
    """A private page with a form: it tells this site where it stands, and no other site.

    Under "no-referrer" a browser posts with the origin "null", which the check against forged
    posts refuses.
    """
    private(answer)["Referrer-Policy"] = "same-origin"
    return answer


def address(petition: Petition) -> str:
    return reverse("petitions-outside:petition", args=[petition.number, petition.secret])


@never_cache
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Ask for the number and the secret."""
    number = codes.spoken(request.GET.get("number", ""))[:24]
    secret = codes.spoken(request.GET.get("secret", ""))[:16]
    if number and secret and "/" not in number + secret:
        return redirect("petitions-outside:petition", number, secret)
    problem = _("Give both: the number and the secret.") if number or secret else ""
    return _home(request, number, problem)


def _home(request: HttpRequest, number: str, problem: str, status: int = 200) -> HttpResponse:
    context = {"number": number, "problem": problem, "may_file": outside.allowed()}
    return private(render(request, "petitions/outside/track.html", context, status=status))


def _found(request: HttpRequest, number: str, secret: str) -> Petition | HttpResponse:
    """The petition, or the page that says why it is not shown."""
    who = visitor(request)
    if too_many(who):
        problem = _("Too many wrong attempts from your address. Wait ten minutes, then try again.")
        return _home(request, number, problem, 429)
    found = outside.look_up(number, secret)
    if found is None:
        FailedLookup.objects.create(who=who)
        problem = _(
            "There is no petition with this number and this secret. Both are on the receipt; the "
            "secret has ten letters and digits, none of them 0, O, 1 or I."
        )
        return _home(request, number, problem, 404)
    return found


@never_cache
@require_safe
def petition(request: HttpRequest, number: str, secret: str) -> HttpResponse:
    """State, who has it, until when; to whoever speaks for the asker, what was said too."""
    found = _found(request, number, secret)
    if isinstance(found, HttpResponse):
        return found
    return private(render(request, "petitions/outside/petition.html", _context(request, found)))


def _context(request: HttpRequest, found: Petition) -> dict[str, Any]:
    names, one = Names.read(), standing.of(found)
    speaks = outside.speaks(found)
    kinds = showing.steps(one, asker=True) if speaks else []
    told = found.events.order_by("sequence")
    return {
        "petition": found,
        "speaks": speaks,
        "line": showing.brief(one, names),
        "course": one.course,
        "steps": [(kind.value, wording.STEPS[kind]) for kind in kinds],
        "story": showing.story(told, names, internal=False) if speaks else [],
        "receipt": "receipt" in request.GET,
        "link": settings.DIABAN_URL + address(found),
        "qr": mark_safe(qr_svg(settings.DIABAN_URL + address(found))),  # noqa: S308  (our drawing)
    }


@never_cache
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, number: str, secret: str, kind: str) -> HttpResponse:
    """A word of the asker: explain, confirm, dispute, withdraw, say whether it is still solved."""
    found = _found(request, number, secret)
    if isinstance(found, HttpResponse):
        return found
    chosen = offered(kind)
    if chosen not in access.OF_THE_ASKER or not outside.speaks(found):
        raise Http404
    form = _form(request, found, chosen)
    if request.method == "POST" and form.is_valid():
        try:
            outside.act(found, chosen, expected=form.cleaned_data["version"],
                        data=form.data_of_event())  # fmt: skip
        except ActionRefused as refused:
            form.add_error(refused.part if refused.part in form.fields else None, refused.reason)
        else:
            return redirect(address(found))
    context = {"petition": found, "form": form, "step_name": wording.STEPS[chosen],
               "back": address(found)}  # fmt: skip
    return posting(render(request, "petitions/outside/step.html", context))


def _form(request: HttpRequest, found: Petition, chosen: Kind) -> StepForm:
    form = StepForm(
        request.POST or None, kind=chosen, petition=found, initial={"version": found.version}
    )
    for name in ("on", "papers"):  # now, and in words
        form.fields.pop(name, None)
    return form
