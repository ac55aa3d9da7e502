"""What the public reads of petitions: figures by quarter, body and park, published answers, open
causes by park.

Real and invented petitions are two documents; nobody is named in either.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from diaban.facts.contributions import Document
from diaban.petitions import places, remedies, standing
from diaban.petitions.course import State
from diaban.petitions.figures import ANSWERED, Bucket, Case, Figures, Ratio, figures, grouped
from diaban.petitions.models import Body, Cause, Petition
from diaban.petitions.vocabulary import published_field


def build(now: datetime) -> Iterator[Document]:
    """The documents "petitions" of real and of invented petitions, as far as there are any."""
    today = timezone.localdate(now)
    for demonstration in (False, True):
        ours = Petition.objects.filter(demonstration=demonstration)
        first = ours.order_by("filed_on").values_list("filed_on", flat=True).first()
        if first is not None:
            yield Document("petitions", _content(ours, first, today), demonstration)


def _content(ours: Any, first: date, today: date) -> dict[str, Any]:
    homes = places.homes()
    bodies = {one.code: {"vi": one.name_vi, "en": one.name_en} for one in Body.objects.all()}
    quarters = []
    for start, end in _quarters(first, today):
        cases = _at_home(standing.cases(end, ours), homes)
        by_body = grouped(cases, lambda case: case.course.lead, start, end)
        by_park = grouped(cases, lambda case: case.place, start, end)
        quarters.append({
            "period": f"{start.year}-Q{(start.month + 2) // 3}",
            "start": start.isoformat(),
            "end": end.isoformat(),
            "closed": end < today,
            **_figures(figures(cases, start, end)),
            "by_body": [
                {"body": code, "name": bodies.get(code), **_outcome(one)}
                for code, one in by_body.items()
            ],
            "by_park": [{"place": key, **_outcome(one)} for key, one in by_park.items()],
        })  # fmt: skip
    return {
        "quarters": quarters,
        "open": _open_by_park(_at_home(standing.cases(today, ours), homes)),
        "causes": _causes(ours, homes),
        "answers": _answers(ours),
    }


def _at_home(cases: Iterable[Case], homes: Mapping[str, str]) -> list[Case]:
    """What is asked about a developer's project counts with its park."""
    return [replace(case, place=homes.get(case.place, case.place)) for case in cases]


def _outcome(found: Figures) -> dict[str, int]:
    """What a body or a park had in hand in a quarter, and what became of it."""
    buckets = found.buckets
    return {
        "received": found.received,
        "carried": found.carried,
        "answered": sum(buckets[one] for one in ANSWERED),
        "in_term": buckets[Bucket.ANSWERED_IN_TERM],
        "late": buckets[Bucket.ANSWERED_LATE],
        "overdue": buckets[Bucket.OPEN_OVERDUE],
    }


def _quarters(first: date, today: date) -> Iterator[tuple[date, date]]:
    year, month = first.year, (first.month - 1) // 3 * 3 + 1
    while (start := date(year, month, 1)) <= today:
        year, month = (year, month + 3) if month < 10 else (year + 1, 1)
        yield start, date.fromordinal(date(year, month, 1).toordinal() - 1)


def _figures(found: Figures) -> dict[str, Any]:
    fields: Counter[str] = Counter()
    for category, count in found.by_category.items():
        fields[published_field(category)] += count
    return {
        "received": found.received,
        "carried": found.carried,
        "buckets": {one.value: count for one, count in found.buckets.items()},
        "by_field": dict(sorted(fields.items())),
        "by_petitioner_kind": dict(found.by_petitioner_kind),
        "petitioners": dict(found.petitioners),
        "reopened": found.reopened,
        "recurring": found.recurring,
        "transferred": found.transferred,
        "transferred_late": found.transferred_late,
        "confirmed": found.confirmed,
        "silent": found.silent,
        **{name: _ratio(getattr(found, name))
           for name in ("in_term", "in_term_of_answered", "satisfied", "still_solved")},
    }  # fmt: skip


def _ratio(ratio: Ratio) -> dict[str, int]:
    return {"numerator": ratio.numerator, "denominator": ratio.denominator}


def _open_by_park(cases: Iterable[Case]) -> list[dict[str, Any]]:
    """How many petitions are open at each place, by the field under which they are published."""
    counts: Counter[tuple[str, str]] = Counter()
    for case in cases:
        if case.course.is_open:
            counts[case.place, published_field(case.category)] += 1
    return [
        {"place": place, "field": field, "count": count}
        for (place, field), count in sorted(counts.items())
    ]


def _causes(ours: Any, homes: Mapping[str, str]) -> list[dict[str, Any]]:
    """Causes that leadership chose to show: how many petitions, where, what is promised."""
    rows: dict[int, dict[str, Any]] = {}
    asked = ours.exclude(cause=None).exclude(cause__published_at=None)
    asked = asked.select_related("cause", "cause__remedy", "cause__remedy__owner")
    for one in asked.order_by("cause_id", "pk"):
        cause = one.cause
        row = rows.get(cause.pk)
        if row is None:
            row = rows[cause.pk] = {
                "title": {"vi": cause.title_vi, "en": cause.title_en or cause.title_vi},
                "field": published_field(cause.category),
                "open": 0,
                "total": 0,
                "places": Counter(),
                "remedy": _remedy(cause),
            }
        row["total"] += 1
        if one.is_open:
            row["open"] += 1
            row["places"][homes.get(one.place, one.place)] += 1
    return [row | {"places": dict(sorted(row["places"].items()))} for row in rows.values()]


def _remedy(cause: Cause) -> dict[str, Any] | None:
    remedy = cause.remedy
    if remedy is None or remedy.demonstration != cause.demonstration:
        return None
    found = remedies.of(remedy)
    return {
        "title": {"vi": remedy.title_vi, "en": remedy.title_en or remedy.title_vi},
        "owner": {"vi": remedy.owner.name_vi, "en": remedy.owner.name_en},
        "first_promised": _iso(found.first_promised),
        "promised": _iso(found.promised),
        "finished": _iso(found.finished_on),
        "given_up": _iso(found.given_up_on),
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _answers(ours: Any) -> list[dict[str, Any]]:
    """The answers that the authority chose to publish, newest first; nobody is named."""
    stands = (State.ANSWERED, State.CONFIRMED, State.SILENT)  # what is disputed is no answer
    chosen = ours.exclude(published_at=None).filter(state__in=stands)
    chosen = chosen.select_related("lead").order_by("-published_at", "-pk")
    return [
        {
            "number": one.number,
            "field": published_field(one.category),
            "place": one.place,
            "filed": one.filed_on.isoformat(),
            "question": one.public_question,
            "answer": one.public_answer,
            "body": {"vi": one.lead.name_vi, "en": one.lead.name_en} if one.lead else None,
        }
        for one in chosen
    ]
