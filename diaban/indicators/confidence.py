"""How far a figure can be relied on: what its terms say, and how its facts are looked after.

Land figures stand beside facts that others publish of the same parks (areas, land leased). Where
sources give different values, or nobody has looked at one within its promised time, the figure of
every place that contains the park says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from diaban.facts import freshness, registry
from diaban.indicators.computing import Figure, Records
from diaban.indicators.reading import OK, UNKNOWN, WEAK
from diaban.zones.models import InfrastructureProject

FACTS_OF: Mapping[str, tuple[str, ...]] = {
    "land.gross": ("area",),
    "land.industrial": ("industrial_area",),
    "land.ready": ("built_area", "free_area"),
    "land.leased": ("leased_area",),
    "land.free": ("free_area",),
}
"""Query → fields of an infrastructure project that speak of the same land."""
HARMLESS = frozenset({"period_running"})


@dataclass(frozen=True, slots=True)
class Confidence:
    """`disputed` and `stale` by query and place; a stale one with the first day it was."""

    disputed: frozenset[tuple[str, str]]
    stale: Mapping[tuple[str, str], date]

    @classmethod
    def read(cls, records: Records) -> Confidence:
        keys = list(InfrastructureProject.objects.values_list("key", flat=True))
        disputed: set[tuple[str, str]] = set()
        stale: dict[tuple[str, str], date] = defaultdict(lambda: date.max)
        for key, subject in registry.read(subjects=keys).items():
            for query, names in FACTS_OF.items():
                for held in (subject.fields[name] for name in names if name in subject.fields):
                    for place in records.geography.containing(key):
                        if held.resolution.conflict:
                            disputed.add((query, place))
                        since = held.freshness.stale_on
                        if held.freshness.state == freshness.STALE and since:
                            stale[query, place] = min(stale[query, place], since)
        return cls(frozenset(disputed), dict(stale))

    def reasons(self, one: Figure) -> list[str]:
        """Every coded reason (`wording.REASONS`) why a figure is unknown, weak or not final."""
        found = set(one.computed.reasons)
        if one.running:
            found.add("period_running")
        for query in one.definition.terms:
            if (query, one.place) in self.disputed:
                found.add("disputed_facts")
            if self.stale.get((query, one.place), date.max) <= one.period.last:
                found.add("stale_facts")
        return sorted(found)

    def level(self, one: Figure, reasons: list[str]) -> str:
        if one.computed.value is None:
            return UNKNOWN
        return WEAK if set(reasons) - HARMLESS else OK
