"""What petitions tell of a project: all of it on the desk, to its investor what he asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from diaban.petitions import wording
from diaban.petitions.course import Kind
from diaban.petitions.models import Petition
from diaban.projects.models import Project
from diaban.projects.timeline import Entry

TOLD = (Kind.FILED, Kind.FIRST_ANSWER, Kind.TRANSFERRED, Kind.REFERRED_UP, Kind.REFERRAL_ANSWERED,
        Kind.ANSWERED, Kind.CONFIRMED, Kind.DISPUTED, Kind.LAPSED, Kind.WITHDRAWN)  # fmt: skip


def of_project(project: Project) -> Iterable[Entry]:
    """The steps of the petitions about a project, and when the open ones are due.

    An enterprise's own are shared with its accounts; what nobody with an account asked is not.
    """
    for petition in Petition.objects.filter(project=project.code).order_by("pk"):
        yield from _of(petition)


def _of(petition: Petition) -> Iterator[Entry]:
    own = reverse("my-petitions:petition", args=[petition.number])
    more: dict[str, Any] = {
        "room": "petition",
        "label": _("Petition"),
        "title": f"{petition.number} {petition.title}",
        "href": reverse("petitions-desk:petition", args=[petition.number]),
        "shared": petition.organisation_id is not None,
        "own_href": own,
        "organisation": petition.organisation_id,
    }
    for event in petition.events.filter(kind__in=TOLD).order_by("sequence"):
        on = timezone.localdate(event.at)
        yield Entry(on, text=str(wording.EVENTS[Kind(event.kind)]), **more)
    if petition.is_open and petition.due_on is not None:
        yield Entry(petition.due_on, text=_("answer due"), planned=True, **more)
