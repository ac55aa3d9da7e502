"""Which localities the registry knows, and in which of them every zone, park and project lies.

A site of which no localities are recorded lies where what contains it does: an infrastructure
project in those of its park, a park in those of its economic zone. The other way round nothing
follows: a park may be larger than its projects.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import partial

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from diaban.indicators.localities.dividing import (
    COMMUNE,
    LEVELS,
    LOCALITY,
    Group,
    Localities,
    Unit,
    lying_in,
)
from diaban.indicators.statements.explanations import both
from diaban.places.models import CrosswalkRow, Locality
from diaban.zones.models import EconomicZone, IndustrialPark, InfrastructureProject

NAMED = 3
"""So many units are named where several share something; the others are counted."""
Words = Mapping[str, str]


def read() -> tuple[Localities, dict[str, dict[str, str]]]:
    """The localities that hold a zone, park or project, and what they and groups are called."""
    units: dict[str, Unit] = {}
    called: dict[str, dict[str, str]] = {}
    columns = ("key", "level", "valid_from", "valid_to", "name_vi", "name_en")
    for key, level, first, until, vi, en in Locality.objects.filter(
        level__in=LEVELS
    ).values_list(*columns):  # fmt: skip
        units[key] = Unit(key, level, first, until)
        called[key] = {"vi": vi or key, "en": en or vi or key}
    if not units:
        return Localities(), {}
    districts = _districts()
    lies = {site: lying_in(where, units, districts) for site, where in _recorded().items()}
    found = Localities.of(lies, units)
    names = {key: called[key] for key in found.units}
    names |= {key: both(partial(_name, group, called)) for key, group in found.groups.items()}
    return found, names


def _districts() -> dict[str, frozenset[str]]:
    """Commune of today → the former districts on whose ground it lies, by the crosswalk."""
    found: dict[str, set[str]] = defaultdict(set)
    rows = CrosswalkRow.objects.filter(withdrawn_at=None)
    for new, old in rows.values_list("new_code", "old_district"):
        found[_key(new)].add(_key(old))
    return {key: frozenset(districts) for key, districts in found.items()}


def _key(code: str) -> str:
    return LOCALITY + code.removeprefix(LOCALITY)


def _recorded() -> dict[str, list[str]]:
    """Site → the localities recorded of it, or of what contains it."""
    found: dict[str, list[str]] = {}
    for key, own in EconomicZone.objects.values_list("key", "localities"):
        found[key] = _keys(own)
    parks = IndustrialPark.objects.values_list("key", "localities", "economic_zone")
    for key, own, zone in parks:
        found[key] = _keys(own) or found.get(zone or "", [])
    projects = InfrastructureProject.objects.values_list(
        "key", "localities", "park", "economic_zone"
    )
    for key, own, park, zone in projects:
        found[key] = _keys(own) or found.get(park or "", []) or found.get(zone or "", [])
    return found


def _keys(recorded: Iterable[str] | None) -> list[str]:
    return [_key(one) for one in recorded or ()]


def _name(group: Group, called: Mapping[str, Words]) -> str:
    """What a group is called, in the active language."""
    if not group.known:
        return _("Commune not known") if group.level == COMMUNE else _("District not known")
    language = (get_language() or "vi")[:2]
    names = [called[unit.key].get(language) or called[unit.key]["vi"] for unit in group.units]
    listed = ", ".join(names[:NAMED])
    more = len(names) - NAMED
    if more > 0:
        listed = ngettext(
            "%(named)s and %(count)d other", "%(named)s and %(count)d others", more
        ) % {"named": listed, "count": more}  # fmt: skip
    return _("Not divided: %(names)s") % {"names": listed}
