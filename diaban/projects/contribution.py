"""What the public learns of projects: sums by place, country, sector and year, never a project.

Nothing here names a project, an investor or a person. Counts are of all projects; sums of money
leave out the private persons' ones and say of how many (`disclosure`). The layer is made from the
document, so that both say the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import shapely
from django.utils import timezone

from diaban.facts.contributions import ContributedLayer, Contribution, Document
from diaban.facts.schema import FieldSpec
from diaban.projects import money, periods, records, vsic
from diaban.projects import vocabulary as v
from diaban.projects.models import Project
from diaban.projects.records import Books
from diaban.projects.statistics import Group, Money, Movements, Standing, movements, standing
from diaban.zones.models import EconomicZone, IndustrialPark, InfrastructureProject

NAME = "projects"
LAYER = "project_places"
QUARTERS = 12
PUBLISHED = date(2025, 3, 31)
"""A day whose totals were published, so that readers can compare."""

FIELDS = (
    FieldSpec("projects", "integer", "Dự án còn hiệu lực", "Projects in force"),
    FieldSpec("foreign_projects", "integer", "Dự án có vốn nước ngoài", "Foreign projects"),
    FieldSpec("domestic_projects", "integer", "Dự án trong nước", "Domestic projects"),
    FieldSpec("private_projects", "integer", "Dự án của cá nhân, không tính vốn",
              "Private persons' projects, whose capital is not counted"),
    FieldSpec("capital_usd", "decimal", "Vốn đăng ký, không gồm dự án của cá nhân (USD)",
              "Registered capital without private persons' projects (USD)", unit="million USD"),
    FieldSpec("capital_vnd", "decimal", "Vốn đăng ký, không gồm dự án của cá nhân (VND)",
              "Registered capital without private persons' projects (VND)", unit="billion VND"),
)  # fmt: skip


def build(now: datetime) -> Iterable[Contribution]:
    """The document and the layer; from the real projects if there are any, else the invented."""
    real = Project.objects.filter(demonstration=False).exists()
    if not real and not Project.objects.exists():
        return
    books = records.books(demonstration=not real)
    if not len(books.whole.day):
        return
    today = timezone.localdate(now)
    as_of = last_moved(books, today)
    document = content(books, as_of)
    records.remember(books, today)
    yield Document(NAME, document, demonstration=not real)
    yield ContributedLayer(
        LAYER, "project_place", "Dự án đầu tư theo khu", "Investment projects by place", FIELDS,
        place_rows(document["by_place"]), demonstration=not real,
    )  # fmt: skip


def last_moved(books: Books, today: date) -> date:
    """The last day up to today on which an event or the end of a term may have moved a number.

    From then to today nothing does: sums of this day are sums of today, and what is noted as
    counted today has ended in them or has not (`disclosure`).
    """
    days, now = [int(books.whole.day.max())], today.toordinal()
    for one in (books.whole, books.public):
        days += one.day.tolist()
        days += [day + 1 for day in one.terms() if day < now]
    return date.fromordinal(min(max(days), now))


def content(books: Books, as_of: date) -> dict[str, Any]:
    """The document: figures as whole numbers, money as text per currency, days as ISO text.

    `private` says how many private persons' projects a line counts without their capital; `kept`
    of how many the sums keep what they had before (`disclosure`).
    """
    return {
        "as_of": as_of.isoformat(),
        "kept": books.kept,
        "totals": _table(books, as_of, "origin"),
        "published": {"on": PUBLISHED.isoformat(), "totals": _table(books, PUBLISHED, "origin")},
        "by_place": _table(books, as_of, "park", "zone", "origin"),
        "by_country": _table(books, as_of, "country", "origin"),
        "by_sector": _table(books, as_of, "sector", "origin"),
        "by_kind": _table(books, as_of, "kind", "origin"),
        "years": _years(books, as_of),
        "quarters": _quarters(books, as_of),
        "sectors": {"basis": vsic.BASIS, "trust": vsic.TRUST},
    }


def _table(books: Books, day: date, *by: str) -> list[dict[str, Any]]:
    """A line for each group of projects in force on a day."""
    whole, public, private = (
        standing(one, day, by) for one in (books.whole, books.public, books.left_out)
    )
    none = Standing()
    return [
        dict(zip(by, name, strict=True))
        | _counts(whole.get(name, none))
        | {"private": private.get(name, none).count}
        | {"capital": _text(public.get(name, none).capital)}
        for name in _sorted({*whole, *public})
    ]


def _sorted(names: Iterable[Group]) -> list[Group]:
    return sorted(names, key=lambda name: tuple(part or "~" for part in name))


def _counts(one: Standing) -> dict[str, int]:
    return {"count": one.count, "operating": one.operating, "suspended": one.suspended}


def _text(amounts: Money) -> dict[str, str]:
    return {currency: format(amount, "f") for currency, amount in sorted(amounts.items())}


def _years(books: Books, as_of: date) -> list[dict[str, Any]]:
    """New projects of every year since the first, by origin."""
    first = date.fromordinal(int(books.whole.day.min())).year
    return [
        line
        for year in range(first, as_of.year + 1)
        for line in _moved(books, str(year), date(year, 1, 1), date(year, 12, 31))
    ]


def _quarters(books: Books, as_of: date) -> list[dict[str, Any]]:
    """New, adjusted and ended projects of the last quarters, under the calendar's rule."""
    lines: list[dict[str, Any]] = []
    last = periods.period(periods.quarter_of(as_of))
    for _ in range(QUARTERS):
        lines = [*_moved(books, last.name, last.first, last.last), *lines]
        last = periods.period(periods.quarter_of(last.first - timedelta(days=1)))
    return lines


def _moved(books: Books, name: str, first: date, last: date) -> Iterator[dict[str, Any]]:
    """A line for each origin of which something happened in a period."""
    whole, public, private = (
        movements(one, first, last) for one in (books.whole, books.public, books.private)
    )
    none = Movements()
    for origin in _sorted({*whole, *public}):
        all_, told, own = (one.get(origin, none) for one in (whole, public, private))
        line: dict[str, Any] = {"period": name, "origin": origin[0]}
        line |= {
            what: getattr(all_, what) for what in ("new", "raised", "lowered", "ended", "expired")
        }
        for what in ("new", "raised", "lowered"):
            line[f"{what}_capital"] = _text(getattr(told, f"{what}_capital"))
            # What a kept project was before is in the sum, what happened to it since is not.
            missing = max(0, getattr(all_, what) - getattr(told, what))
            line[f"{what}_private"] = min(getattr(own, what), missing)
        yield line


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

    def count(*origins: str | None, of: str = "count") -> int:
        return sum(line[of] for line in lines if line["origin"] in origins)

    return {
        "key": f"project_place:{place.replace(':', '-')}",
        "code": f"{place.replace(':', '-')}",
        "name": {"vi": subject.name_vi or code, "en": subject.name_en or subject.name_vi or code},
        "geometry": _point(place, subject),
        "projects": count(v.FOREIGN, v.DOMESTIC, None),
        "foreign_projects": count(v.FOREIGN),
        "domestic_projects": count(v.DOMESTIC),
        "private_projects": count(v.FOREIGN, v.DOMESTIC, None, of="private"),
        "capital_usd": _capital(lines, "USD", money.MILLION),
        "capital_vnd": _capital(lines, "VND", money.BILLION),
    }


def _capital(lines: Sequence[Mapping[str, Any]], currency: str, scale: Decimal) -> Decimal | None:
    """Capital of all origins in `scale`; None where there is none."""
    amounts = [line["capital"][currency] for line in lines if currency in line["capital"]]
    return sum(map(Decimal, amounts), Decimal(0)) / scale if amounts else None


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
