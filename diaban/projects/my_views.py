"""An enterprise's own projects: what happened to each, from every room, in one place.

Every look-up starts from what the reader's organisation holds today, so that another's project does
not exist here.
"""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from diaban.accounts.models import Organisation
from diaban.accounts.permissions import Permission, StaffRequest, requires
from diaban.projects import actions, holders, places, timeline
from diaban.projects.replay import replay


def organisation(request: StaffRequest) -> Organisation:
    """Raises `PermissionDenied` where the reader acts for no organisation."""
    found = request.user.organisation
    if found is None or not found.is_active:
        raise PermissionDenied(
            _("Your account acts for no organisation. Ask the authority to link it.")
        )
    return found


@requires(Permission.FILE_DOSSIERS)
@never_cache
@require_safe
def projects(request: StaffRequest) -> HttpResponse:
    names = {**places.zones(), **places.parks()}
    rows = [
        {
            "project": one,
            "state": replay(actions.history_of(one)),
            "place": names.get(one.park or one.economic_zone or "", ""),
        }
        for one in holders.of_organisation(organisation(request))
    ]
    return render(request, "projects/my/projects.html", {"rows": rows})


@requires(Permission.FILE_DOSSIERS)
@never_cache
@require_safe
def project(request: StaffRequest, code: str) -> HttpResponse:
    ours = organisation(request)
    found = next((one for one in holders.of_organisation(ours) if one.code == code), None)
    if found is None:
        raise Http404
    state = replay(actions.history_of(found))
    context = {
        "project": found,
        "state": state,
        "phases": timeline.by_phase(timeline.of_investor(found, ours), state),
    }
    return render(request, "projects/my/project.html", context)
