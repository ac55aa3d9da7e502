"""The visits that were made, as `figures` counts them."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from django.db.models import Exists, OuterRef

from diaban.visits.figures import Seen
from diaban.visits.models import Commitment, Finding, Media, Stop, StopField, Visit
from diaban.visits.stops.field_names import STATE

BEGUN = (Visit.State.UNDER_WAY, Visit.State.DONE)


def stops(*, demonstration: bool, until: date | None = None) -> list[Seen]:
    """Every stop of the visits begun, with two questions; `until`: of those that began by then."""
    asked = Stop.objects.filter(visit__state__in=BEGUN, visit__demonstration=demonstration)
    if until is not None:
        asked = asked.filter(visit__first_day__lte=until)
    found: dict[int, list[str]] = defaultdict(list)
    became: dict[int, int] = defaultdict(int)
    findings = Finding.objects.filter(stop__in=asked)
    for stop, category, what in findings.values_list("stop_id", "category", "became"):
        found[stop].append(category)
        became[stop] += bool(what)
    here = {"stop": OuterRef("pk")}
    rows = asked.annotate(
        noted=Exists(StopField.objects.filter(**here)),
        shown=Exists(Media.objects.filter(**here)),
        promised=Exists(Commitment.objects.filter(**here)),
        put_off=Exists(StopField.objects.filter(**here, name=STATE, value="put_off")),
    ).order_by("visit__first_day", "pk")
    return [
        Seen(
            visit, day, place, project,
            bool(not put_off and (noted or shown or promised or found[pk])),
            tuple(sorted(found[pk])), became[pk],
        )
        for pk, visit, day, place, project, noted, shown, promised, put_off in rows.values_list(
            "pk", "visit_id", "visit__first_day", "place", "project", "noted", "shown", "promised",
            "put_off",
        )
    ]  # fmt: skip
