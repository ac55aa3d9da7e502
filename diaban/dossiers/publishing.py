"""What the dossiers give to an edition: the document "dossiers", sums by quarter and procedure.

No dossier, enterprise or person is in it. While there is no real dossier the invented register is
published, marked as demonstration, and never as open data.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from diaban.dossiers import catalogue, outcome, standing
from diaban.dossiers.models import Dossier
from diaban.dossiers.outcome import CLOCKS, Bucket, Case, Figures, Flag, Spread
from diaban.dossiers.telling import Quarter, quarters
from diaban.facts.contributions import Document

NAME = "dossiers"


def register() -> tuple[QuerySet[Dossier], bool]:
    """The dossiers that figures are made of: the real ones if any was received, else the invented.

    The second: whether they are invented. The two are never mixed.
    """
    received = Dossier.objects.exclude(received_on=None)
    invented = not received.filter(demonstration=False).exists() and received.exists()
    return Dossier.objects.filter(demonstration=invented), invented


def build(now: datetime) -> Iterable[Document]:
    """The document, from the real dossiers if there are any, else from the invented ones."""
    rows, invented = register()
    if not rows.exclude(received_on=None).exists():
        return
    today = timezone.localdate(now)
    names = {one.code: dict(one.name) for one in catalogue.book().offered(today)}
    yield Document(
        NAME,
        {
            "as_of": today.isoformat(),
            "periods": [period(one, rows, names) for one in quarters(today)],
        },
        demonstration=invented,
    )


def period(one: Quarter, rows: Any, names: dict[str, dict[str, str]]) -> dict[str, Any]:
    """The figures of one quarter, whole and by procedure."""
    span = one.period
    cases = standing.cases(span.last, rows, since=span.first)
    spreads = outcome.durations(cases, span)
    return {
        "period": one.name,
        "first": span.first.isoformat(),
        "last": span.last.isoformat(),
        **sums(outcome.figures(cases, span)),
        "flags": flags(cases, span),
        "procedures": [
            {"code": code, "name": names.get(code, {"vi": code}), **sums(told),
             "durations": {clock: told_spread(spreads[code][clock]) for clock in CLOCKS}
             if code in spreads else {}}
            for code, told in outcome.by_procedure(cases, span).items()
        ],
    }  # fmt: skip


def sums(told: Figures) -> dict[str, Any]:
    return {
        "received": told.received,
        "carried_over": told.carried_over,
        "buckets": {str(one): told.buckets[one] for one in Bucket},
        "undetermined_open": told.undetermined_open,
    }


def flags(cases: list[Case], span: outcome.Period) -> dict[str, int]:
    counts = outcome.flag_counts(cases, span)
    return {str(one): counts[one] for one in Flag}


def told_spread(one: Spread) -> dict[str, Any]:
    return {"sample": one.sample, "median": one.median, "p90": one.p90}
