"""The pack's table statement_links.csv: what each published figure is set beside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from diaban.facts.identity import identity_of
from diaban.facts.schema import FieldSpec, PackTable, choice, reference, references, text
from diaban.facts.values import PERIOD
from diaban.indicators.statements import asking, printed
from diaban.indicators.statements.comparing import AS_READ, NAMED

READINGS = {
    NAMED: ("Theo căn cứ mà nguồn nêu", "As the source names it"),
    AS_READ: ("Theo cách câu văn có thể được hiểu", "As the sentence may be read"),
}
BOUNDS = {
    printed.MORE_THAN: ("hơn", "more than"),
    printed.NEARLY: ("gần", "nearly"),
    printed.ABOUT: ("khoảng", "about"),
}
_PLACE = r"whole|scope:[a-z]+|[a-z_]+:[A-Za-z0-9._-]+"
_INDICATOR = r"[a-z]+(\.[a-z_]+)+"
WHOLE = "whole"
"""How a list names the place "all zones and parks", which is the empty text elsewhere."""
FIELDS = (
    reference("statement", "Số liệu công bố", "Published figure", "statement", required=True),
    text("indicator", "Chỉ tiêu", "Indicator", required=True, pattern=asking.PATTERN),
    choice("reading", "Cách hiểu", "Reading", READINGS),
    text("period", "Kỳ", "Period", pattern=PERIOD),
    text("place", "Phạm vi", "Place", pattern=_PLACE),
    choice("bound", "Từ giới hạn", "Bound", BOUNDS),
    FieldSpec(
        "scopes", "list", "Phạm vi khác", "Other scopes", pattern=f"{_PLACE}|{asking.PATTERN}"
    ),
    FieldSpec("bases", "list", "Mẫu số khác", "Other bases", pattern=f"{_INDICATOR}/{_INDICATOR}"),
    references("parts", "Các phần", "Parts", "statement"),
    FieldSpec("rest", "list", "Phần còn lại", "Rest", pattern=_INDICATOR),
)


def store(rows: Sequence[Mapping[str, Any]], origin: str, now: datetime) -> tuple[int, int]:
    """Make these the links of `origin`. (added, removed)."""
    from diaban.indicators.statements.models import StatementLink

    wanted = {identity_of(origin=origin, **row): row for row in rows}
    standing = StatementLink.objects.filter(origin=origin)
    kept = set(standing.filter(identity__in=wanted).values_list("identity", flat=True))
    gone, _by_model = standing.exclude(identity__in=kept).delete()
    new = [
        StatementLink(
            statement=_code(row["statement"]),
            reading=row.get("reading") or NAMED,
            indicator=row["indicator"],
            period=row.get("period") or "",
            place=_place(row.get("place")),
            bound=row.get("bound") or "",
            scopes=[_place(one) for one in row.get("scopes") or ()],
            bases=list(row.get("bases") or ()),
            parts=[_code(one) for one in row.get("parts") or ()],
            rest=list(row.get("rest") or ()),
            trust=row["trust"],
            origin=origin,
            identity=identity,
        )
        for identity, row in wanted.items()
        if identity not in kept
    ]
    StatementLink.objects.bulk_create(new)
    return len(new), gone


def _code(key: str) -> str:
    return key.partition(":")[2]


def _place(text: str | None) -> str:
    return "" if not text or text == WHOLE else text


LINKS = PackTable("statement_links.csv", FIELDS, store)
