"""The places where petitions are made, by name. Asked once per page."""

from __future__ import annotations

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


def name(key: str, known: dict[str, str], language: str) -> str:
    """What a place is called; "" is outside every zone."""
    if not key or key in vocabulary.PLACES:
        return vocabulary.label(vocabulary.PLACES, key or "outside_zone", language)
    return known.get(key, key)
