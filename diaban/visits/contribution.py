"""What the public reads of visits: where task forces were, by quarter, and what became of what was
promised there. Real and invented visits are two documents; nobody is named in either.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from diaban.facts.contributions import Document
from diaban.petitions.vocabulary import published_field
from diaban.visits import made
from diaban.visits.commitments import promises
from diaban.visits.commitments import standing as commitment_standing
from diaban.visits.commitments.standing import Standing
from diaban.visits.figures import Seen, figures
from diaban.visits.models import Commitment

NAME = "visits"


def build(now: datetime) -> Iterator[Document]:
    """The documents "visits" of real and of invented visits, as far as there are any."""
    today = timezone.localdate(now)
    for demonstration in (False, True):
        seen = made.stops(demonstration=demonstration, until=today)
        if seen:
            ours = Commitment.objects.filter(demonstration=demonstration)
            owed = list(commitment_standing.standings(ours.order_by("pk"), today))
            yield Document(NAME, _content(seen, owed, today), demonstration)


def _content(seen: Sequence[Seen], owed: Sequence[Standing], today: date) -> dict[str, Any]:
    """`commitments` of a quarter are those whose day lies in it, as they stand today."""
    return {
        "as_of": today.isoformat(),
        "quarters": [
            {
                "period": f"{start.year}-Q{(start.month + 2) // 3}",
                "start": start.isoformat(),
                "end": end.isoformat(),
                "closed": end < today,
                **_visits(seen, start, end),
                "commitments": {
                    side.value: asdict(promises.figures(
                        (one.promise for one in owed if one.commitment.side == side), start, end
                    ))
                    for side in Commitment.Side
                },
                "promised": sum(start <= one.promise.made_on <= end for one in owed),
            }
            for start, end in quarters(seen[0].day, today)
        ],
        "last": {place: day.isoformat() for place, day in sorted(_last(seen).items())},
    }  # fmt: skip


def _visits(seen: Sequence[Seen], start: date, end: date) -> dict[str, Any]:
    found = figures(seen, start, end)
    fields: Counter[str] = Counter()
    for category, count in found.by_category.items():
        fields[published_field(category)] += count
    return {
        "visits": found.visits,
        "stops": found.stops,
        "places": found.places,
        "projects": found.projects,
        "findings": found.findings,
        "became": found.became,
        "by_field": dict(sorted(fields.items())),
        "by_place": {place: asdict(one) for place, one in found.by_place.items()},
    }


def _last(seen: Sequence[Seen]) -> dict[str, date]:
    """When each place was visited last."""
    return {one.place: one.day for one in seen if one.place and one.recorded}


def quarters(first: date, last: date) -> Iterator[tuple[date, date]]:
    """The first and last days of the quarters from that of `first` to that of `last`."""
    year, month = first.year, (first.month - 1) // 3 * 3 + 1
    while (start := date(year, month, 1)) <= last:
        year, month = (year, month + 3) if month < 10 else (year + 1, 1)
        yield start, date.fromordinal(date(year, month, 1).toordinal() - 1)
