"""What the public learns of projects: sums by place, country, sector and year, never a project.

Nothing here names a project, an investor or a person. Where the only projects behind a figure are
those of one or two private persons, their capital is withheld.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import shapely

from diaban.facts.contributions import ContributedLayer, Contribution, Document
from diaban.facts.schema import FieldSpec
from diaban.projects import money, periods, records, vsic
from diaban.projects import vocabulary as v
from diaban.projects.models import Holding, Project
from diaban.projects.statistics import Group, Movements, Register, Standing, movements, standing
from diaban.zones.models import EconomicZone, IndustrialPark, InfrastructureProject

NAME = "projects"
LAYER = "project_places"
FEW_PERSONS = 2
QUARTERS = 12
PUBLISHED = date(2025, 3, 31)
"""A day whose totals were published, so that readers can compare."""

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
    as_of = min(date.fromordinal(int(register.day.max())), now.date())
    yield Document(NAME, content(register, as_of, persons()), demonstration=not real)
    yield ContributedLayer(
        LAYER, "project_place", "Dự án đầu tư theo khu", "Investment projects by place", FIELDS,
        place_rows(register, as_of), demonstration=not real,
    )  # fmt: skip


def persons() -> frozenset[str]:
    """Codes of the projects in which private persons alone invest."""
    held = Holding.objects.filter(event__withdrawn_at=None)
    codes = held.values_list("event__project__code", "investor__person")
    others = {code for code, person in codes if not person}
    return frozenset(code for code, person in codes if person) - others


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
        return [
            _figures(dict(zip(by, name, strict=True)), one, shown.get(name))
            for name, one in _sorted(standing(register, day, by))
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


def _figures(name: dict[str, str | None], one: Standing, others: Standing | None) -> dict[str, Any]:
    private = one.count - (others.count if others else 0)
    return name | {
        "count": one.count,
        "operating": one.operating,
        "suspended": one.suspended,
        "capital": _shown(one.capital, private, one.count),
        "realised": _shown(one.realised, private, one.count),
        "reported": one.reported,
    }


def _shown(amounts: Mapping[str, Decimal], private: int, count: int) -> dict[str, str] | None:
    """Money as text; None where it would tell of one or two private persons."""
    if count and private == count <= FEW_PERSONS:
        return None
    return {currency: format(amount, "f") for currency, amount in sorted(amounts.items())}


def _years(register: Register, others: Register, as_of: date) -> list[dict[str, Any]]:
    """New projects of every year since the first, by origin."""
    years = range(date.fromordinal(int(register.day.min())).year, as_of.year + 1)
    return [
        line
        for year in years
        for line in _moved(register, others, str(year), date(year, 1, 1), date(year, 12, 31))
    ]


def _quarters(register: Register, others: Register, as_of: date) -> list[dict[str, Any]]:
    """New, adjusted and ended projects of the last quarters, under the calendar's rule."""
    found: list[dict[str, Any]] = []
    last = periods.period(periods.quarter_of(as_of))
    for _ in range(QUARTERS):
        found = _moved(register, others, last.name, last.first, last.last) + found
        last = periods.period(periods.quarter_of(last.first - timedelta(days=1)))
    return found


def _moved(
    register: Register, others: Register, name: str, first: date, last: date
) -> list[dict[str, Any]]:
    shown = movements(others, first, last)
    lines = []
    for (origin,), one in _sorted(movements(register, first, last)):
        other = shown.get((origin,), Movements())
        lines.append({
            "period": name,
            "origin": origin,
            "new": one.new,
            "new_capital": _shown(one.new_capital, one.new - other.new, one.new),
            "raised": one.raised,
            "raised_capital": _shown(one.raised_capital, one.raised - other.raised, one.raised),
            "lowered": one.lowered,
            "lowered_capital": _shown(
                one.lowered_capital, one.lowered - other.lowered, one.lowered
            ),
            "ended": one.ended,
            "expired": one.expired,
        })  # fmt: skip
    return lines


def place_rows(register: Register, as_of: date) -> Sequence[Mapping[str, Any]]:
    """One row for each park with projects, and for each economic zone with some outside parks."""
    found: dict[str, list[Standing]] = {}
    origins: dict[str, dict[str, int]] = {}
    for (park, zone, origin), one in _sorted(standing(register, as_of, ("park", "zone", "origin"))):
        place = park or zone
        if place is not None:
            found.setdefault(place, []).append(one)
            counts = origins.setdefault(place, {})
            counts[origin or ""] = counts.get(origin or "", 0) + one.count
    subjects = _subjects()
    return [
        _place_row(place, subjects[place], found[place], origins[place])
        for place in sorted(found)
        if place in subjects
    ]


def _place_row(
    place: str, subject: Any, parts: list[Standing], origins: Mapping[str, int]
) -> dict[str, Any]:
    capital = money.add(one.capital for one in parts)
    usd, vnd = capital.get("USD"), capital.get("VND")
    code = place.partition(":")[2]
    return {
        "key": f"project_place:{place.replace(':', '-')}",
        "code": f"{place.replace(':', '-')}",
        "name": {"vi": subject.name_vi or code, "en": subject.name_en or subject.name_vi or code},
        "geometry": _point(place, subject),
        "projects": sum(one.count for one in parts),
        "foreign_projects": origins.get(v.FOREIGN, 0),
        "domestic_projects": origins.get(v.DOMESTIC, 0),
        "capital_usd": usd / money.MILLION if usd is not None else None,
        "capital_vnd": vnd / money.BILLION if vnd is not None else None,
    }


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
