"""My list, all owners for a leader, and who answers for what."""

from __future__ import annotations

from collections import defaultdict

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from diaban.accounts.models import User
from diaban.accounts.permissions import Permission, StaffRequest, may, requires
from diaban.desk import subjects
from diaban.desk.forms import CheckedForm
from diaban.facts import registry, schema
from diaban.owners import actions, coverage, worklist
from diaban.owners.forms import PreferenceForm, StewardForm
from diaban.owners.models import Letter, Preference, Steward

SHOWN = 100
"""So many entries of each part stand on the page; the full lists are a link away."""


def people_of() -> dict[str, list[User]]:
    """Owner → the people who answer for it."""
    found: defaultdict[str, list[User]] = defaultdict(list)
    for steward in Steward.objects.select_related("person"):
        found[steward.owner].append(steward.person)
    return found


@requires(Permission.SEE_DESK)
@require_safe
def mine(request: StaffRequest) -> HttpResponse:
    """What waits for the owners that one answers for; a leader may look at every owner's."""
    every, people = worklist.every(), people_of()
    own = [owner for owner, stewards in people.items() if request.user in stewards]
    leads = may(request.user, Permission.LEAD_OWNERS)
    visible = list(every) if leads else [owner for owner in every if owner in own]
    asked = request.GET.get("owner")
    if asked is not None and asked not in visible:
        raise PermissionDenied(
            _("This list belongs to others. Your own lists are under “My list”.")
        )
    chosen = asked if asked is not None else next((one for one in visible if one in own), None)
    waits = every[chosen] if chosen is not None else None
    context = {
        "desk_section": "owners",
        "rows": [(every[owner], people.get(owner, []), owner in own) for owner in visible],
        "chosen": chosen,
        "waits": waits,
        "shown": f":{SHOWN}",
        "most": SHOWN,
        "leads": leads,
        "form": CheckedForm(),
        "may_check": may(request.user, Permission.MARK_CHECKED),
        "preference": PreferenceForm(instance=preference_of(request.user)),
        "letters": Letter.objects.filter(person=request.user).order_by("-week", "owner")[:4],
    }
    return render(request, "owners/mine.html", context)


def preference_of(person: User) -> Preference:
    return Preference.objects.filter(person=person).first() or Preference(person=person)


@requires(Permission.SEE_DESK)
@require_POST
def letter(request: StaffRequest) -> HttpResponse:
    """Say how one wants the weekly letter."""
    form = PreferenceForm(request.POST, instance=preference_of(request.user))
    if form.is_valid():
        actions.prefer(request.user, **form.cleaned_data)
        messages.success(request, _("Saved: how you want the weekly letter."))
    else:
        messages.error(request, _("Choose one of the languages that are offered."))
    return redirect("owners:mine")


@requires(Permission.LEAD_OWNERS)
@require_http_methods(["GET", "HEAD", "POST"])
def stewards(request: StaffRequest) -> HttpResponse:
    """Tie people to owners."""
    form = StewardForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            named = actions.name_steward(**form.cleaned_data, by=request.user)
        except actions.NotAnOwner as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(
                request,
                _("%(person)s now answers for %(owner)s.")
                % {"person": named.person, "owner": named.owner},
            )
            return redirect("owners:stewards")
    tied = list(Steward.objects.select_related("person"))
    rows = [(owner, [one for one in tied if one.owner == owner]) for owner in worklist.owners()]
    context = {"desk_section": "stewards", "rows": rows, "form": form}
    return render(request, "owners/stewards.html", context)


@requires(Permission.LEAD_OWNERS)
@require_POST
def release(request: StaffRequest, pk: int) -> HttpResponse:
    """Untie a person from an owner."""
    steward = get_object_or_404(Steward.objects.select_related("person"), pk=pk)
    told = {"person": steward.person, "owner": steward.owner}
    actions.release_steward(steward, by=request.user)
    messages.success(request, _("%(person)s no longer answers for %(owner)s.") % told)
    return redirect("owners:stewards")


@requires(Permission.SEE_DESK)
@require_safe
def coverage_table(request: StaffRequest) -> HttpResponse:
    """Which promised facts are known of which subjects, as the registry stands."""
    kinds = [schema.kind(name) for name in registry.promised()]
    asked = request.GET.get("kind", "park")
    chosen = next((kind for kind in kinds if kind.name == asked), next(iter(kinds), None))
    sort = request.GET.get("sort", "")
    sort = sort if sort in coverage.SORTS else "share"
    found = worklist.coverage_of(chosen, sort) if chosen else None
    context = {
        "desk_section": "coverage",
        "kinds": [(kind.name, subjects.kind_title(kind)) for kind in kinds],
        "chosen": chosen.name if chosen else "",
        "chosen_title": subjects.kind_title(chosen) if chosen else "",
        "table": found,
        "sort": sort,
        "page": Paginator(found.rows if found else (), SHOWN).get_page(request.GET.get("page")),
        "query": f"kind={chosen.name if chosen else ''}&sort={sort}",
    }
    return render(request, "owners/coverage_desk.html", context)
