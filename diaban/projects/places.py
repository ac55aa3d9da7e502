"""Names of the places in which projects lie, from the registry, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping

from diaban.projects.wording import language
from diaban.zones.models import EconomicZone, IndustrialPark, InfrastructureProject


def named(model: type) -> dict[str, str]:
    """Key → name, sorted by name."""
    rows = model.objects.values_list("key", "code", "name_vi", "name_en")  # type: ignore[attr-defined]
    first = 0 if language() == "vi" else 1
    found = {key: (names[first] or names[1 - first] or code) for key, code, *names in rows}
    return dict(sorted(found.items(), key=lambda item: item[1]))


def parks() -> Mapping[str, str]:
    return named(IndustrialPark)


def zones() -> Mapping[str, str]:
    return named(EconomicZone)


def infrastructure() -> Mapping[str, str]:
    return named(InfrastructureProject)
