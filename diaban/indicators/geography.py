"""Where figures can be asked for, and which records lie in which place.

A record names a place (an infrastructure project, a park, an economic zone, or none); it counts in
every place that contains that one, each time once. KCN means everything in an industrial park,
wherever it lies; KKT everything in an economic zone, in a park of it or not; so the two overlap and
do not add up to the whole. In a locality it counts if the whole place lies there
(`localities.dividing`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from diaban.indicators.localities import registry
from diaban.indicators.localities.dividing import Localities
from diaban.indicators.reading import PARKS, WHOLE, ZONES, order_of
from diaban.zones.models import EconomicZone, IndustrialPark, InfrastructureProject

SCOPE_NAMES: Mapping[str, dict[str, str]] = {
    WHOLE: {"vi": "Toàn bộ các KKT, KCN", "en": "All zones and parks"},
    PARKS: {"vi": "Các khu công nghiệp", "en": "Industrial parks"},
    ZONES: {"vi": "Các khu kinh tế", "en": "Economic zones"},
}
PLANNED = "planned"


@dataclass(frozen=True, slots=True)
class Geography:
    """`park_of` and `zone_of` say in which park and economic zone a project or park lies."""

    names: Mapping[str, dict[str, str]]
    park_of: Mapping[str, str]
    zone_of: Mapping[str, str]
    planned: frozenset[str]
    localities: Localities = field(default_factory=Localities)
    _known: dict[str, tuple[str, ...]] = field(default_factory=dict, compare=False)

    @classmethod
    def read(cls, *, localities: bool = True) -> Geography:
        """The zones and parks of the registry as they are now, and the localities they lie in."""
        parks = list(IndustrialPark.objects.values_list("key", "economic_zone", "status"))
        projects = list(InfrastructureProject.objects.values_list("key", "park", "economic_zone"))
        zones = {key: zone for key, zone, _status in parks if zone}
        zones |= {
            key: zone
            for key, park, own in projects
            if (zone := own or zones.get(park or "")) is not None
        }
        names = dict(SCOPE_NAMES)
        for model in (EconomicZone, IndustrialPark):
            for key, vi, en in model.objects.values_list("key", "name_vi", "name_en"):
                names[key] = {"vi": vi or key, "en": en or vi or key}
        divided, called = registry.read() if localities else (Localities(), {})
        return cls(
            names=names | called,
            park_of={key: park for key, park, _zone in projects if park},
            zone_of=zones,
            planned=frozenset(key for key, _zone, status in parks if status == PLANNED),
            localities=divided,
        )

    def containing(self, key: str | None) -> tuple[str, ...]:
        """The places in which a record at `key` counts; "" and None are outside every zone."""
        found = self._known.get(key or "")
        if found is None:
            found = self._known[key or ""] = (
                *self.parks_and_zones(*self._park_and_zone(key or "")),
                *self.localities.containing(key or ""),
            )
        return found

    def containing_both(self, park: str | None, zone: str | None) -> tuple[str, ...]:
        """The places in which a record counts that names its park and its zone."""
        localities = self.localities.containing(park or zone or "", zone or "")
        return (*self.parks_and_zones(park, zone), *localities)

    def parks_and_zones(self, park: str | None, zone: str | None) -> tuple[str, ...]:
        """The same without localities."""
        zone = zone or (self.zone_of.get(park) if park else None)
        return (
            WHOLE,
            *((PARKS, park) if park else ()),
            *((ZONES, zone) if zone else ()),
        )

    def _park_and_zone(self, key: str) -> tuple[str | None, str | None]:
        kind = key.partition(":")[0]
        if kind == "economic_zone":
            return None, key
        park = key if kind == "park" else self.park_of.get(key)
        return park, self.zone_of.get(key) or self.zone_of.get(park or "")

    def places(self, recorded: Iterable[str] = ()) -> list[str]:
        """Every place that figures are made for: planned parks, and what lies among localities,
        only where something is recorded."""
        kept = set(recorded)
        silent = {*self.planned, *self.localities.groups}
        shown = (key for key in self.names if key not in silent or key in kept)
        return sorted(shown, key=order_of)

    def choices(self, places: Iterable[str]) -> list[str]:
        """Those of the places that a reader chooses among: what is not divided is told beside."""
        return [key for key in places if key not in self.localities.groups]
