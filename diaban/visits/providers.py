"""What visits and commitments tell of a project on its timeline."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from diaban.projects.models import Project
from diaban.projects.timeline import Entry
from diaban.visits.commitments import showing as commitment_showing
from diaban.visits.commitments import standing as commitment_standing
from diaban.visits.commitments import words as commitment_words
from diaban.visits.commitments.promises import KEPT, State
from diaban.visits.commitments.standing import Standing
from diaban.visits.models import Commitment, Stop, Visit


def visits(project: Project) -> Iterator[Entry]:
    """The visits to a project. Whoever was visited reads of those that took place; what is planned
    or was found stays with the staff."""
    stops = Stop.objects.filter(project=project.code).exclude(visit__state=Visit.State.CANCELLED)
    for stop in stops.select_related("visit").prefetch_related("findings", "minutes"):
        visit = stop.visit
        planned = visit.state == Visit.State.PLANNED
        minutes = [one for one in stop.minutes.all() if one.signed_by_authority_at]
        yield Entry(
            visit.first_day, "visit", _("Visit"), f"{visit.number} {visit.title}",
            text="" if planned else _("with a signed minute") if minutes else "",
            href=reverse("visits-desk:stop", args=[visit.number, stop.pk]),
            planned=planned,
            shared=not planned and stop.organisation_id is not None,
            own_href=reverse("my-minutes:minute", args=[minutes[-1].pk]) if minutes else "",
            organisation=stop.organisation_id,
            note=_found(len(stop.findings.all())),
        )  # fmt: skip


def _found(count: int) -> str:
    if not count:
        return ""
    return ngettext("%(count)d finding", "%(count)d findings", count) % {"count": count}


def commitments(project: Project) -> Iterable[Entry]:
    """What either side promised for the project: when, for which day, and what came of it."""
    made = Commitment.objects.filter(stop__project=project.code)
    rows = made.select_related("stop", "body", "organisation").order_by("pk")
    for one in commitment_standing.standings(rows):
        yield from _told(one)


def _told(one: Standing) -> Iterator[Entry]:
    commitment, promise = one.commitment, one.promise
    to = commitment.stop.organisation_id
    theirs = commitment.side == Commitment.Side.AUTHORITY or commitment.organisation_id == to
    more: dict[str, Any] = {
        "room": "commitment",
        "label": _("Commitment"),
        "title": f"{commitment.number} {commitment.what}",
        "href": reverse("commitments-desk:commitment", args=[commitment.number]),
        "own_href": reverse("my-commitments:commitment", args=[commitment.number]),
        "organisation": to,
        "shared": to is not None and theirs,
    }
    who = commitment_showing.promiser(commitment)
    yield Entry(promise.made_on, text=_("promised by %(who)s") % {"who": who}, **more)
    state = str(commitment_words.STATES[one.state])
    if promise.kept_on is not None and one.state in KEPT:
        yield Entry(promise.kept_on, text=state, **more)
    elif promise.withdrawn_on is not None or (one.state == State.BROKEN and promise.broken_on):
        yield Entry(promise.withdrawn_on or promise.broken_on or promise.at, text=state, **more)
    elif promise.due is not None:
        yield Entry(promise.due, text=state, planned=promise.due >= promise.at, **more)
