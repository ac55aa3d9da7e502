"""The routes as stored, asked for a petition; the ladder as stored."""

from __future__ import annotations

from datetime import date

from diaban.petitions import escalation, routing
from diaban.petitions.escalation import Rung
from diaban.petitions.models import RouteVersion, RungVersion
from diaban.petitions.routing import Question, Route, Routing
from diaban.zones.models import EconomicZone, IndustrialPark, InfrastructureProject


def live() -> list[Route]:
    """Every version that has not been withdrawn."""
    rows = RouteVersion.objects.filter(withdrawn_at=None)
    return [
        Route(
            category=row.category, lead=row.lead_id, coordinating=tuple(row.coordinating),
            place=row.place, petitioner=row.petitioner, term_days=row.term_days,
            first_answer_days=row.first_answer_days, valid_from=row.valid_from,
            valid_to=row.valid_to, basis=row.basis, trust=row.trust, id=row.pk,
        )
        for row in rows
    ]  # fmt: skip


def ladder() -> tuple[Rung, ...]:
    """The ladder by which lateness is told, as the packs have it."""
    rows = RungVersion.objects.filter(withdrawn_at=None)
    return escalation.ordered(
        Rung(row.level, None if row.used is None else row.used / 100, row.overdue) for row in rows
    )


def choose(category: str, place: str, petitioner: str, on: date) -> Routing:
    """The route of a petition from `place` (a subject's key, or "" outside every zone)."""
    return routing.choose(live(), Question(category, on, places(place), petitioner))


def places(key: str) -> tuple[str, ...]:
    """The places that a subject lies in, itself first: project, park, economic zone."""
    kind = key.partition(":")[0]
    if kind == "infrastructure_project":
        found = InfrastructureProject.objects.filter(key=key).first()
        if found is None:
            return ()
        through = [key, found.park, found.economic_zone or _zone_of(found.park)]
        return tuple(one for one in through if one)
    if kind == "park":
        zone = _zone_of(key)
        known = IndustrialPark.objects.filter(key=key).exists()
        return tuple(one for one in (key, zone) if one) if known else ()
    if kind == "economic_zone":
        return (key,) if EconomicZone.objects.filter(key=key).exists() else ()
    return ()


def _zone_of(park: str | None) -> str | None:
    row = IndustrialPark.objects.filter(key=park).first()
    return row.economic_zone if row else None
