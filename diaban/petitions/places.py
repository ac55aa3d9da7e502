"""The places where petitions are made, by name. Asked once per page."""

from __future__ import annotations

from django.db.models import Q

from diaban.petitions import vocabulary
from diaban.zones.models import EconomicZone, IndustrialPark, InfrastructureProject


def names(language: str) -> dict[str, str]:
    """Key → name of every park, infrastructure project and economic zone, as they are chosen."""
    found: dict[str, str] = {}
    for model in (IndustrialPark, InfrastructureProject, EconomicZone):
        for key, vi, en in model.objects.order_by("name_vi").values_list(
            "key", "name_vi", "name_en"
        ):
            found[key] = (vi if language.startswith("vi") else en) or vi or key
    return found


def point(key: str) -> tuple[float, float] | None:
    """Where a place is on the map (longitude, latitude); None where that is unknown."""
    for model in (IndustrialPark, InfrastructureProject, EconomicZone):
        found = model.objects.filter(key=key).exclude(location=None).first()
        if found is not None and found.location is not None:
            centre = found.location.centroid
            return float(centre.x), float(centre.y)
    return None


def within(place: str) -> list[str]:
    """The place and the developers' projects in it: what is said of them is said of it."""
    inside = InfrastructureProject.objects.filter(Q(park=place) | Q(park=None, economic_zone=place))
    return [place, *inside.values_list("key", flat=True)]


def together(place: str) -> list[str]:
    """Everything that is one place with it: its park (its zone, if it lies in no park) and the
    developers' projects there."""
    if not place:
        return [place]
    project = InfrastructureProject.objects.filter(key=place).first()
    return within(_home(place, project.park, project.economic_zone) if project else place)


def homes() -> dict[str, str]:
    """Key of each developer's project → its park, or its zone if it lies in no park."""
    rows = InfrastructureProject.objects.values_list("key", "park", "economic_zone")
    return {key: _home(key, park, zone) for key, park, zone in rows}


def _home(project: str, park: str | None, zone: str | None) -> str:
    return park or zone or project


def name(key: str, known: dict[str, str], language: str) -> str:
    """What a place is called; "" is outside every zone."""
    if not key or key in vocabulary.PLACES:
        return vocabulary.label(vocabulary.PLACES, key or "outside_zone", language)
    return known.get(key, key)
