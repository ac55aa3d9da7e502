"""External series: what others published of the economy, cited in their words, never computed."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from diaban.facts.models import Assertion
from diaban.indicators.models import ExternalFigure, Statement
from diaban.indicators.reading import WHOLE


def rows(indicator: str = "") -> Iterator[dict[str, Any]]:
    """The document's rows `external`, of one indicator or of all, in a fixed order; a link to no
    known statement says nothing.

    The province's figures stand for the whole: they are of no zone or park. Those of another
    province stand in a place of its own.
    """
    wanted = {"indicator": indicator} if indicator else {}
    links = list(
        ExternalFigure.objects.filter(**wanted).order_by(
            "indicator", "period", "vintage", "statement"
        )
    )
    keys = {f"statement:{one.statement}" for one in links}
    statements = Statement.objects.in_bulk(keys)
    sources = _sources(keys)
    for one in links:
        said = statements.get(f"statement:{one.statement}")
        if said is None or said.value is None:
            continue
        source, published = sources.get(said.key, ("", ""))
        yield {
            "indicator": one.indicator,
            "period": one.period,
            "place": one.place or WHOLE,
            "vintage": one.vintage,
            "value": format(Decimal(repr(said.value)).normalize(), "f"),
            "unit": said.unit or "",
            "source": source,
            "published_on": published,
            "statement": one.statement,
            "quote": {"vi": said.quote or "", "en": said.quote_en or ""},
        }


def provinces() -> dict[str, dict[str, str]]:
    """What the other provinces are called, by place: as the scope of their figures says."""
    links = dict(
        ExternalFigure.objects.exclude(place="").order_by("-pk").values_list("statement", "place")
    )
    said = Statement.objects.in_bulk([f"statement:{code}" for code in links])
    return {
        place: {"vi": one.scope_vi or place, "en": one.scope_en or one.scope_vi or place}
        for code, place in links.items()
        if (one := said.get(f"statement:{code}")) is not None
    }


def _sources(keys: set[str]) -> dict[str, tuple[str, str]]:
    """Of each statement the source of its value, and when that was published."""
    said = Assertion.objects.filter(subject__in=keys, field="value", withdrawn_at=None)
    return {
        one.subject: (one.source_id, one.source.published_on or one.as_of_given or "")
        for one in said.select_related("source").order_by("-recorded_at", "-pk")
    }
