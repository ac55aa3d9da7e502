"""What the public learns of projects: sums by place, country, sector and year, never a project.

Nothing here names a project, an investor or a person. Capital that would tell of one or two private
persons is withheld (`disclosure`); who is not known to be an organisation counts as a person. The
layer is made from the document, so that neither says what the other withholds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import shapely
from django.utils import timezone

from diaban.facts.contributions import ContributedLayer, Contribution, Document
from diaban.facts.schema import FieldSpec
from diaban.projects import disclosure, money, periods, records, vsic
from diaban.projects import vocabulary as v
from diaban.projects.models import Holding, Project
from diaban.projects.statistics import Group, Movements, Register, Standing, movements, standing
from diaban.zones.models import EconomicZone, IndustrialPark, InfrastructureProject

NAME = "projects"
LAYER = "project_places"
QUARTERS = 12
PUBLISHED = date(2025, 3, 31)
"""A day whose totals were published, so that readers can compare."""
Told = tuple[Group, Any, Any]
"""A group, its standing or movements, and the same without private persons' projects."""

FIELDS = (
    FieldSpec("projects", "integer", "Dự án còn hiệu lực", "Projects in force"),
    FieldSpec("foreign_projects", "integer", "Dự án có vốn nước ngoài", "Foreign projects"),
    FieldSpec("domestic_projects", "integer", "Dự án trong nước", "Domestic projects"),
    FieldSpec("capital_usd", "decimal", "Vốn đăng ký (USD)", "Registered capital (USD)",
              unit="million USD"),
    FieldSpec("capital_vnd", "decimal", "Vốn đăng ký (VND)", "Registered capital (VND)",
              unit="billion VND"),
)  # fmt: skip


def build(now: datetime) -> Iterable[Contribution]:
    """The document and the layer; from the real projects if there are any, else the invented."""
    real = Project.objects.filter(demonstration=False).exists()
    if not real and not Project.objects.exists():
        return
    register = records.register(demonstration=not real)
    if not len(register.day):
        return
    as_of = min(date.fromordinal(int(register.day.max())), timezone.localdate(now))
    document = content(register, as_of, persons())
    yield Document(NAME, document, demonstration=not real)
    yield ContributedLayer(
        LAYER, "project_place", "Dự án đầu tư theo khu", "Investment projects by place", FIELDS,
        place_rows(document["by_place"]), demonstration=not real,
    )  # fmt: skip


def persons() -> frozenset[str]:
    """Codes of the projects in which, at some time, nobody known to be an organisation invested."""
    held = Holding.objects.filter(event__withdrawn_at=None)
    known: dict[tuple[str, int], bool] = defaultdict(bool)
    for code, event, person in held.values_list(
        "event__project__code", "event_id", "investor__person"
    ):
        known[code, event] |= person is False
    return frozenset(code for (code, _event), organisation in known.items() if not organisation)


def without(register: Register, codes: frozenset[str]) -> Register:
    """The register as if these projects had no events."""
    if not codes:
        return register
    kept = np.array([row.code not in codes for row in register.rows])[register.project]
    columns = ("project", "day", "kind", "amount", "currency", "until", "origin", "country",
               "domestic", "foreign", "operation")  # fmt: skip
    return replace(register, **{name: getattr(register, name)[kept] for name in columns})


def content(register: Register, as_of: date, private: frozenset[str]) -> dict[str, Any]:
    """The document: figures as whole numbers, money as text per currency, days as ISO text."""
    others = without(register, private)

    def table(day: date, *by: str) -> list[dict[str, Any]]:
        shown = standing(others, day, by)
        told = [
            (name, one, shown.get(name, Standing()))
            for name, one in _sorted(standing(register, day, by))
        ]
        origin = by.index("origin")
        capital, realised = (
            _money(told, measure, lambda name: name[origin]) for measure in ("capital", "realised")
        )
        return [
            dict(zip(by, name, strict=True)) | _counts(one) | {"capital": held, "realised": done}
            for (name, one, _other), held, done in zip(told, capital, realised, strict=True)
        ]

    return {
        "as_of": as_of.isoformat(),
        "totals": table(as_of, "origin"),
        "published": {"on": PUBLISHED.isoformat(), "totals": table(PUBLISHED, "origin")},
        "by_place": table(as_of, "park", "zone", "origin"),
        "by_country": table(as_of, "country", "origin"),
        "by_sector": table(as_of, "sector", "origin"),
        "by_kind": table(as_of, "kind", "origin"),
        "years": _years(register, others, as_of),
        "quarters": _quarters(register, others, as_of),
        "sectors": {"basis": vsic.BASIS, "trust": vsic.TRUST},
    }


def _sorted(found: Mapping[Group, Any]) -> list[tuple[Group, Any]]:
    return sorted(found.items(), key=lambda item: tuple(part or "~" for part in item[0]))


def _counts(one: Standing) -> dict[str, int]:
    return {
        "count": one.count,
        "operating": one.operating,
        "suspended": one.suspended,
        "reported": one.reported,
    }


def _money(
    told: Sequence[Told], measure: str, column: Callable[[Group], Hashable]
) -> list[dict[str, str | None]]:
    """One sum of every group as text per currency; None is withheld. The groups of one `column` add
    up to a total that is published too."""
    figures = {
        (number, currency): disclosure.Figure(
            amount, _part(one, measure, currency),
            _part(one, measure, currency) - _part(other, measure, currency),
        )
        for number, (_name, one, other) in enumerate(told)
        for currency, amount in sorted(getattr(one, measure).items())
    }  # fmt: skip
    hidden = disclosure.withheld(figures, lambda key: (column(told[key[0]][0]), key[1]))
    lines: list[dict[str, str | None]] = [{} for _ in told]
    for (number, currency), figure in figures.items():
        text = None if (number, currency) in hidden else format(figure.amount, "f")
        lines[number][currency] = text
    return lines


def _part(one: Any, measure: str, currency: str) -> int:
    return int(one.parts.get(measure, {}).get(currency, 0))


def _years(register: Register, others: Register, as_of: date) -> list[dict[str, Any]]:
    """New projects of every year since the first, by origin."""
    years = range(date.fromordinal(int(register.day.min())).year, as_of.year + 1)
    told = [
        one
        for year in years
        for one in _moved(register, others, str(year), date(year, 1, 1), date(year, 12, 31))
    ]
    return _lines(told, lambda name: name)


def _quarters(register: Register, others: Register, as_of: date) -> list[dict[str, Any]]:
    """New, adjusted and ended projects of the last quarters, under the calendar's rule."""
    told: list[Told] = []
    last = periods.period(periods.quarter_of(as_of))
    for _ in range(QUARTERS):
        told = _moved(register, others, last.name, last.first, last.last) + told
        last = periods.period(periods.quarter_of(last.first - timedelta(days=1)))
    return _lines(told, lambda name: ((name[0] or "")[:4], name[1]))  # they add up to the year


def _moved(register: Register, others: Register, name: str, first: date, last: date) -> list[Told]:
    shown = movements(others, first, last)
    return [
        ((name, *origin), one, shown.get(origin, Movements()))
        for origin, one in _sorted(movements(register, first, last))
    ]


def _lines(told: Sequence[Told], column: Callable[[Group], Hashable]) -> list[dict[str, Any]]:
    """Movements as lines of the document."""
    lines: list[dict[str, Any]] = [
        {"period": period, "origin": origin}
        | {name: getattr(one, name) for name in ("new", "raised", "lowered", "ended", "expired")}
        for (period, origin), one, _other in told
    ]
    for measure in ("new_capital", "raised_capital", "lowered_capital"):
        for line, amounts in zip(lines, _money(told, measure, column), strict=True):
            line[measure] = amounts
    return lines


def place_rows(by_place: Iterable[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
    """One row for each park with projects, and for each economic zone with some outside parks."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    for line in by_place:
        place = line["park"] or line["zone"]
        if place is not None:
            found.setdefault(place, []).append(line)
    subjects = _subjects()
    return [
        _place_row(place, subjects[place], found[place])
        for place in sorted(found)
        if place in subjects
    ]


def _place_row(place: str, subject: Any, lines: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    code = place.partition(":")[2]

    def count(*origins: str | None) -> int:
        return sum(line["count"] for line in lines if line["origin"] in origins)

    return {
        "key": f"project_place:{place.replace(':', '-')}",
        "code": f"{place.replace(':', '-')}",
        "name": {"vi": subject.name_vi or code, "en": subject.name_en or subject.name_vi or code},
        "geometry": _point(place, subject),
        "projects": count(v.FOREIGN, v.DOMESTIC, None),
        "foreign_projects": count(v.FOREIGN),
        "domestic_projects": count(v.DOMESTIC),
        "capital_usd": _capital(lines, "USD", money.MILLION),
        "capital_vnd": _capital(lines, "VND", money.BILLION),
    }


def _capital(lines: Sequence[Mapping[str, Any]], currency: str, scale: Decimal) -> Decimal | None:
    """Capital of all origins in `scale`; None where there is none, or a part is withheld."""
    amounts = [line["capital"][currency] for line in lines if currency in line["capital"]]
    if not amounts or None in amounts:
        return None
    return sum(map(Decimal, amounts), Decimal(0)) / scale


def _subjects() -> dict[str, Any]:
    return {
        subject.key: subject
        for model in (IndustrialPark, EconomicZone)
        for subject in model.objects.all()
    }


def _point(place: str, subject: Any) -> Any:
    """The place's own point, or the middle of its infrastructure projects; None is unknown."""
    if subject.location is not None:
        return subject.location
    points = [
        one.location
        for one in InfrastructureProject.objects.filter(park=place).order_by("key")
        if one.location is not None
    ]
    return shapely.MultiPoint(points).centroid if points else None
