"""Publishing from the desk: what waits, how it goes, what became of it."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from diaban.accounts.permissions import Permission, StaffRequest, requires
from diaban.desk import changes
from diaban.desk.list_views import current_edition
from diaban.editions import store, tasks
from diaban.editions.errors import EditionError
from diaban.editions.models import Publication

EDITIONS_SHOWN = 20
PUBLICATIONS_SHOWN = 10


@requires(Permission.SEE_DESK)
@never_cache
@require_safe
def publish(request: StaffRequest) -> HttpResponse:
    edition = current_edition()
    publication = tasks.latest()
    context = {
        "edition": edition,
        "edition_is_current": True,
        "unpublished": changes.since_published(edition),
        "publications": Publication.objects.select_related("requested_by")[:PUBLICATIONS_SHOWN],
        "editions": list(recent_editions()),
        "publication": publication,
        "nobody_takes_it": tasks.nobody_takes_it(publication),
        "under_way": publication is not None and publication.under_way,
    }
    return render(request, "desk/publish.html", {"desk_section": "publish"} | context)


def recent_editions() -> list[dict[str, object]]:
    """The newest editions with what changed; one that cannot be read is named, not hidden."""
    root = settings.DIABAN_EDITIONS
    found: list[dict[str, object]] = []
    for name in store.ids(root)[:EDITIONS_SHOWN]:
        try:
            found.append({"id": name, "manifest": store.read_manifest(root, name)})
        except EditionError as error:
            found.append({"id": name, "problem": str(error)})
    return found


@requires(Permission.PUBLISH)
@require_POST
def publish_now(request: StaffRequest) -> HttpResponse:
    publication = tasks.request(by=request.user)
    if publication.under_way:
        messages.info(request, _("Publishing has been asked for; it takes a few seconds."))
    return redirect("desk:publish")
