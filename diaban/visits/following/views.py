"""A finding becomes something else, with one form on the desk."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from diaban.accounts.permissions import Permission, StaffRequest, demand, requires
from diaban.petitions import showing
from diaban.petitions.finding import similar
from diaban.visits.actions import ActionRefused
from diaban.visits.following import actions as following_actions
from diaban.visits.following import showing as following_showing
from diaban.visits.following.forms import FORMS, possible
from diaban.visits.models import Finding

MOST_SIMILAR = 3
"""So many open petitions of the place that say much the same are shown before another is filed."""


@requires(Permission.SEE_VISITS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def become(request: StaffRequest, pk: UUID, what: str) -> HttpResponse:
    """Make a petition, a remedy, a word about land or an event of a project out of a finding."""
    rows = Finding.objects.select_related("stop__visit", "stop__organisation")
    finding = get_object_or_404(rows, pk=pk)
    if what not in FORMS:
        raise Http404
    demand(request.user, following_actions.NEEDED[what])
    stop = finding.stop
    if what not in possible(finding):
        words = following_actions.refused_already(finding) if finding.became else _(
            "There is nothing here that this finding could become."
        )  # fmt: skip
        messages.error(request, words)
        return redirect("visits-desk:stop", stop.visit.number, stop.pk)
    form = FORMS[what](request.POST or None, finding=finding)
    if request.method == "POST" and form.is_valid():
        try:
            form.become(request.user)
        except ActionRefused as refused:
            form.add_error(refused.part if refused.part in form.fields else None, refused.reason)
        else:
            finding.refresh_from_db()
            messages.success(request, _("On record."))
            return redirect(following_showing.address(finding.became_key) or "visits-desk:visits")
    context = {
        "desk_section": "visits",
        "finding": finding,
        "stop": stop,
        "visit": stop.visit,
        "form": form,
        "heading": following_showing.STEPS[what],
        "similar": showing.similar_lines(
            similar(
                finding.text, stop.place, demonstration=stop.visit.demonstration, most=MOST_SIMILAR
            )
        )
        if what == following_actions.PETITION
        else [],
    }
    return render(request, "visits/following.html", context)
