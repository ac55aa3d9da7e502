"""Localities on the desk's page of figures: how they are chosen, and what is told beside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from diaban.indicators import saying
from diaban.indicators.computing import Figure, Records
from diaban.indicators.localities.dividing import COMMUNE
from diaban.indicators.wording import unit_time
from diaban.projects.periods import Period


def choices(records: Records, language: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """The places that can be chosen, in groups of one kind; the first group has no name."""
    found: dict[str, list[tuple[str, str]]] = {}
    geography = records.geography
    for key in geography.choices(records.places()):
        unit = geography.localities.units.get(key)
        kind = key.partition(":")[0] if unit is None else unit.level
        found.setdefault(_group(kind), []).append((key, geography.names[key][language]))
    return list(found.items())


def _group(kind: str) -> str:
    if kind == "park":
        return _("Industrial parks")
    if kind == "economic_zone":
        return _("Economic zones")
    if kind == COMMUNE:
        return _("Communes, wards and special zones")
    return _("Districts") if kind == "district" else ""


def note(records: Records, place: str, period: Period, language: str) -> dict[str, Any] | None:
    """In which time a locality stood, and whether it did at the end of the period."""
    unit = records.geography.localities.units.get(place)
    if unit is None:
        return None
    return {
        "name": records.geography.names[place][language],
        "text": unit_time(unit.first, unit.until, language),
        "stood": unit.stood(period.last),
    }


def beside(
    figures: Iterable[Figure], names: Mapping[str, Mapping[str, str]], language: str
) -> dict[str, list[dict[str, str]]]:
    """By indicator, what may lie in a locality or in others, unless it is a known nothing."""
    found: dict[str, list[dict[str, str]]] = {}
    for one in figures:
        exact = one.computed.value
        if exact != 0:
            text = "" if exact is None else saying.printed(exact, one.definition, language)
            line = {"name": names[one.place][language], "text": text}
            found.setdefault(one.definition.code, []).append(line)
    return found
