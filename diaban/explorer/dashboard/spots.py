"""What a map of an indicator shows: parks, economic zones, or localities. Needs a language.

A map by locality shows the administrative units that stood on the last day of the period, each with
its own figure of the edition; what could not be divided among them is told beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from diaban.explorer import subjects
from diaban.explorer.dashboard import words
from diaban.explorer.dashboard.opened import Opened
from diaban.geo import locator
from diaban.indicators.reading import Definition

PARKS, ZONES, LOCALITIES = "parks", "zones", "localities"
KINDS = {PARKS: "park", ZONES: "economic_zone", LOCALITIES: "locality"}
AMONG = "among"


@dataclass(frozen=True, slots=True)
class Spot:
    """A place with its value; `parts` are the parks and zones that lie whole in a locality."""

    key: str
    name: str
    value: Decimal | None
    said: words.Said | None
    demonstration: bool
    reasons: Sequence[str] = ()
    parts: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Outline:
    """SVG path data, and how far it reaches from the place's point, in the map's plane."""

    path: str
    reach: float


@dataclass(frozen=True, slots=True)
class Spots:
    """What is shown, what lies among several localities and in none, and which units they are."""

    spots: Sequence[Spot]
    undivided: Sequence[Spot] = ()
    units: words.Units | None = None


def offered(opened: Opened, definition: Definition) -> list[str]:
    """By what the indicator can be mapped."""
    kinds = {key.partition(":")[0] for key in opened.places_of(definition)}
    return [name for name, kind in KINDS.items() if kind in kinds]


def of(opened: Opened, definition: Definition, period: str, by: str) -> Spots:
    """The places of a kind with their values, the largest first."""
    found = _sorted(_spots(opened, definition, period, KINDS[by]))
    if by != LOCALITIES:
        return Spots(found)
    # A known nothing need not be divided.
    undivided = [one for one in _spots(opened, definition, period, AMONG) if one.value != 0]
    return Spots(found, _sorted(undivided), _units(opened, [one.key for one in found]))


def _spots(opened: Opened, definition: Definition, period: str, kind: str) -> Iterator[Spot]:
    for key in opened.places_in(definition, period):
        if key.partition(":")[0] == kind:
            yield _spot(opened, definition, period, key)


def _sorted(spots: Iterable[Spot]) -> list[Spot]:
    return sorted(spots, key=lambda one: (one.value is None, -(one.value or 0), one.name))


def _spot(opened: Opened, definition: Definition, period: str, key: str) -> Spot:
    shown = opened.shown(definition, period, key)
    return Spot(
        key,
        opened.place_name(key),
        shown.value,
        shown.said,
        shown.demonstration,
        shown.reasons,
        opened.sites(key),
    )


def _units(opened: Opened, keys: Sequence[str]) -> words.Units | None:
    """Of which edition of localities a map speaks: their level, from when, until when."""
    units = [opened.figures.localities[key] for key in keys if key in opened.figures.localities]
    if not units:
        return None
    level = units[0].level
    first = max((one.first for one in units if one.first), default=None)
    until = min((one.until for one in units if one.until), default=None)
    return words.units(level, first, until)


def outline(opened: Opened, key: str) -> Outline | None:
    """The outline of a place, None where only a point of it is known."""
    found = opened.edition.find(key)
    middle = subjects.representative_point(*found) if found else None
    if found is None or middle is None:
        return None
    geometry = found[0].geometry(found[1])
    path = locator.outline_path(geometry)
    if geometry is None or not path:
        return None
    x, y = locator.to_plane(*middle)
    west, south, east, north = geometry.bounds
    left, bottom = locator.to_plane(west, south)
    right, top = locator.to_plane(east, north)
    return Outline(path, max(x - left, right - x, y - top, bottom - y))


def point(opened: Opened, key: str) -> tuple[float, float] | None:
    """Where a place lies, None where nobody knows."""
    found = opened.edition.find(key)
    return subjects.representative_point(*found) if found else None
