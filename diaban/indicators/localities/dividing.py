"""Which locality a record counts in, and what cannot be divided among several. Pure.

A record names a site (a park, an economic zone, an infrastructure project); the registry says in
which administrative units the site lies. It counts in a unit only if the whole site lies there.
What lies in several units counts in none of them but in a place of its own, "among:06661~06673",
so that its sum is told; in these units every figure to which it adds something is unknown. What
lies nobody knows where, as a site that the registry does not have, is "among:commune", and makes
the figure of every unit of that level unknown in the same way. Units of one level, what lies among
them and what lies nobody knows where add up to all sites.

Units are counted in their time: one that did not stand on a period's last day has no figure of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256

from diaban.indicators.formulas import Amount

COMMUNE, DISTRICT = "commune", "district"
LEVELS = (COMMUNE, DISTRICT)
LOCALITY, AMONG = "locality:", "among:"
LONGEST = 120
"""Letters of a group's name at most."""
UNDIVIDED, UNKNOWN = "place_undivided", "place_unknown"
"""Reasons: something may lie in the unit or in others; or nobody knows where it lies."""


@dataclass(frozen=True, slots=True)
class Unit:
    """An administrative unit; it stood from `first` to the day before `until` (None: open)."""

    key: str
    level: str
    first: date | None = None
    until: date | None = None

    @property
    def last(self) -> date | None:
        """Its last day; None: it still stands."""
        return self.until - timedelta(days=1) if self.until else None

    def stood(self, on: date) -> bool:
        return (self.first is None or self.first <= on) and (self.until is None or on < self.until)


def lying_in(
    recorded: Iterable[str],
    units: Mapping[str, Unit],
    districts: Mapping[str, frozenset[str]],
) -> dict[str, frozenset[str]]:
    """By level, the units in which a site lies, out of those recorded of it; empty: not known.

    `districts` says on the ground of which former districts a commune of today lies: a site all of
    whose communes came out of one district lay in it whole.
    """
    keys = set(recorded)
    of_level = {
        level: {key for key in keys if key in units and units[key].level == level}
        for level in LEVELS
    }
    communes = of_level[COMMUNE]
    if communes != keys:
        communes = set()  # a part of it is known only by its district, or not at all
    traced = [districts.get(key, frozenset()) for key in of_level[COMMUNE]]
    whole = keys == of_level[COMMUNE] | of_level[DISTRICT] and all(traced)
    found = of_level[DISTRICT].union(*traced) if whole else set()
    return {COMMUNE: frozenset(communes), DISTRICT: frozenset(found)}


def place_of(level: str, units: Iterable[str]) -> str:
    """The place in which what lies in these units counts.

    >>> place_of("commune", ["locality:06661"]), place_of("commune", [])
    ('locality:06661', 'among:commune')
    >>> place_of("commune", ["locality:06673", "locality:06661"])
    'among:06661~06673'

    The name of very many has a short form, one and the same for the same units.
    """
    keys = sorted(units)
    if len(keys) == 1:
        return keys[0]
    joined = "~".join(key.removeprefix(LOCALITY) for key in keys)
    if len(joined) > LONGEST:
        joined = f"{level}-{sha256(joined.encode()).hexdigest()[:12]}"
    return AMONG + (joined or level)


@dataclass(frozen=True, slots=True)
class Group:
    """What lies in several units of a level, or, not `known`, in any of all that there are."""

    key: str
    units: tuple[Unit, ...]
    known: bool = True

    @property
    def level(self) -> str:
        return self.units[0].level

    @property
    def reason(self) -> str:
        return UNDIVIDED if self.known else UNKNOWN


@dataclass(frozen=True, slots=True)
class Localities:
    """The units that hold a whole site, the groups among them, and the places of every site.

    A unit that holds no site whole has no figures of its own: all that may lie in it lies in
    groups.
    """

    units: Mapping[str, Unit] = field(default_factory=dict)
    groups: Mapping[str, Group] = field(default_factory=dict)
    sites: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(
        cls, lies: Mapping[str, Mapping[str, frozenset[str]]], units: Mapping[str, Unit]
    ) -> Localities:
        """Out of where every site lies, by level (`lying_in`)."""
        held = {
            key
            for by_level in lies.values()
            for ours in by_level.values()
            if len(ours) == 1
            for key in ours
        }
        levels = [level for level in LEVELS if any(units[key].level == level for key in held)]
        groups = {place_of(level, ()): _anywhere(level, units) for level in levels}
        sites = {}
        for site, by_level in lies.items():
            places = []
            for level in levels:
                ours = by_level.get(level, frozenset())
                key = place_of(level, ours)
                places.append(key)
                if len(ours) != 1 and key not in groups:
                    groups[key] = Group(key, tuple(units[one] for one in sorted(ours)))
            sites[site] = tuple(places)
        return cls({key: units[key] for key in sorted(held)}, groups, sites)

    def __contains__(self, place: str) -> bool:
        return place in self.units or place in self.groups

    def containing(self, park: str, zone: str = "") -> tuple[str, ...]:
        """The places in which a record of a site counts; none for a record without a site.

        A site that the registry does not have lies where its zone does, or anywhere.
        """
        site = park if park in self.sites or not zone else zone
        if site.startswith(LOCALITY):
            return (site,) if site in self.units else ()
        if not site or site in self.sites:
            return self.sites.get(site, ())
        return tuple(key for key, group in self.groups.items() if not group.known)

    def within(self, place: str) -> list[str]:
        """The sites that lie whole in a unit, or in a group."""
        return sorted(site for site, places in self.sites.items() if place in places)

    def stood(self, place: str, on: date) -> bool:
        """Whether a place has figures of a period that ended on a day; others always have."""
        if place in self.units:
            return self.units[place].stood(on)
        group = self.groups.get(place)
        return group is None or any(unit.stood(on) for unit in group.units)

    def touching(self, place: str) -> list[str]:
        """The groups whose records may lie in a unit."""
        unit = self.units.get(place)
        return [key for key, one in self.groups.items() if unit in one.units]

    def settled(self, amounts: Mapping[str, Amount]) -> Mapping[str, Amount]:
        """The amounts of a query, those of a unit unknown where a group may add to them.

        What a group is known to add nothing to stays as it is: there is nothing to divide.
        """
        holding = [
            one for key, one in self.groups.items() if key in amounts and amounts[key].value != 0
        ]
        if not holding:
            return amounts
        found = dict(amounts)
        for group in holding:
            for unit in group.units:
                if unit.key in found:
                    reasons = {*found[unit.key].reasons, group.reason}
                    found[unit.key] = Amount(None, tuple(sorted(reasons)))
        return found


def _anywhere(level: str, units: Mapping[str, Unit]) -> Group:
    members = tuple(units[key] for key in sorted(units) if units[key].level == level)
    return Group(place_of(level, ()), members, known=False)


Atom = tuple[str | None, str | None]
"""A park and an economic zone, either of which may be missing."""


def follows(atoms: Iterable[Atom], everywhere: Iterable[Atom], shown: Set[str]) -> bool:
    """Whether the sum of a locality can be worked out of those that parks and zones show.

    Then it tells nothing that they do not. What lies in a zone outside of its parks is the zone
    less its parks.

    Args:
        atoms: where the records of the locality lie: of a park all, or none; outside of a zone's
            parks all, or none.
        everywhere: where all records lie that there are.
        shown: the parks and zones whose sum is not withheld.
    """
    ours, every = set(atoms), set(everywhere)
    torn = {park for park, zone in every if any(p == park and z != zone for p, z in every)}
    for zone in {zone for _park, zone in ours if zone in shown}:
        of_zone = {one for one in every if one[1] == zone}
        parks = {park for park, _zone in of_zone if park}
        if not torn.isdisjoint(parks):
            continue
        if of_zone <= ours:
            ours -= of_zone
        elif parks <= shown:
            ours.discard((None, zone))
    return all(park in shown for park, _zone in ours)
