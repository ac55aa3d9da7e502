"""What a visit opens on: the commitments that bind whoever is met at a stop."""

from __future__ import annotations

from django.db.models import Q

from diaban.visits.commitments import standing as commitment_standing
from diaban.visits.commitments.standing import Standing
from diaban.visits.models import Commitment, Stop


def commitments(stop: Stop) -> list[Standing]:
    """What is still owed by either side from other stops, the longest owed first.

    The same project's, the same organisation's, and where the stop is a place without a project
    the place's. Invented and real ones never meet.
    """
    same = Q(pk=None)
    if stop.project:
        same |= Q(stop__project=stop.project)
    elif stop.place:
        same |= Q(stop__place=stop.place)
    if stop.organisation_id is not None:
        same |= Q(stop__organisation=stop.organisation_id) | Q(organisation=stop.organisation_id)
    asked = Commitment.objects.filter(
        same, is_open=True, demonstration=stop.visit.demonstration
    ).exclude(stop=stop)
    rows = asked.select_related("stop__visit", "body", "organisation").distinct()
    found = commitment_standing.standings(rows.order_by("pk"))
    return sorted(found, key=lambda one: (one.promise.judged_by is None, one.promise.judged_by))
