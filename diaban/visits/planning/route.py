"""In which order the stops of a visit are driven to: out from the office and back again. Pure.

Distances are along the ellipsoid, as the crow flies: roads are longer, and pages say so. A few
stops are put in the shortest order there is; many go to the nearest next and are then untangled
(2-opt). Stops whose place is unknown come last.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, pairwise

from pyproj import Geod

Point = tuple[float, float]
"""Longitude and latitude in degrees."""

MOST_EXACT = 9
"""Up to so many stops every order is considered: about 2ⁿ·n² steps."""
ENOUGH = 1e-9

_EARTH = Geod(ellps="WGS84")


@lru_cache(maxsize=4096)
def kilometres(one: Point, other: Point) -> float:
    """The distance as the crow flies."""
    if one == other:
        return 0.0
    return float(_EARTH.inv(*one, *other)[2]) / 1000


@dataclass(frozen=True, slots=True)
class Route:
    """`order` are indexes of the stops as they were given; `legs[i]` is the way in km to the stop
    `order[i]`, None where one of its ends is unknown; `back` the way home."""

    order: tuple[int, ...]
    legs: tuple[float | None, ...]
    back: float | None

    @property
    def total(self) -> float:
        """Kilometres of the ways that are known."""
        return sum(leg for leg in (*self.legs, self.back) if leg is not None)

    @property
    def is_complete(self) -> bool:
        return all(leg is not None for leg in (*self.legs, self.back))


def shortest(stops: Sequence[Point | None], office: Point | None = None) -> Route:
    """A short way through the stops and home; without an office it begins at the first stop whose
    place is known, and ends at the last one."""
    known = [index for index, point in enumerate(stops) if point is not None]
    unknown = [index for index, point in enumerate(stops) if point is None]
    if not known:
        return along(stops, range(len(stops)), office)
    if office is None:
        start, *others = known
        apart = _apart(stops, [start, *others], None)
        found = [start, *(others[place - 1] for place in _order(apart))]
    else:
        apart = _apart(stops, known, office)
        found = [known[place - 1] for place in _order(apart)]
    return along(stops, [*found, *unknown], office)


def along(
    stops: Sequence[Point | None], order: Sequence[int], office: Point | None = None
) -> Route:
    """The route that takes the stops in this order, with the length of every way."""
    legs: list[float | None] = []
    before = office
    for place, index in enumerate(order):
        here = stops[index]
        if place == 0 and office is None:
            legs.append(0.0 if here is not None else None)
        else:
            legs.append(kilometres(before, here) if before and here else None)
        before = here
    back = kilometres(before, office) if before and office and order else None
    return Route(tuple(order), tuple(legs), 0.0 if office is None else back)


def _apart(
    stops: Sequence[Point | None], known: Sequence[int], office: Point | None
) -> list[list[float]]:
    """Distances between the start (row 0) and the stops after it. Without an office the way back to
    the start costs nothing: nobody drives it."""
    points = [point for index in known if (point := stops[index]) is not None]
    if office is not None:
        points = [office, *points]
    rows = [[kilometres(one, other) for other in points] for one in points]
    if office is None:
        for row in rows[1:]:
            row[0] = 0.0
    return rows


def _order(apart: Sequence[Sequence[float]]) -> list[int]:
    """The places 1 … n in a short order from 0 back to 0."""
    if len(apart) <= MOST_EXACT + 1:
        return _exact(apart)
    return untangled(nearest_next(apart), apart)


def length(order: Sequence[int], apart: Sequence[Sequence[float]]) -> float:
    """How long the way from 0 along `order` and back to 0 is."""
    tour = [0, *order, 0]
    return sum(apart[one][other] for one, other in pairwise(tour))


def _exact(apart: Sequence[Sequence[float]]) -> list[int]:
    """The shortest order: the best way to each last stop, for ever larger sets (Held and Karp,
    1962)."""
    places = range(1, len(apart))
    if not places:
        return []
    best = {(1 << place, place): (apart[0][place], 0) for place in places}
    for size in range(2, len(apart)):
        for chosen in combinations(places, size):
            visited = sum(1 << place for place in chosen)
            for last in chosen:
                earlier = visited ^ (1 << last)
                best[visited, last] = min(
                    (best[earlier, one][0] + apart[one][last], one) for one in chosen if one != last
                )
    visited = sum(1 << place for place in places)
    last = min(places, key=lambda place: (best[visited, place][0] + apart[place][0], place))
    order = []
    while last:
        order.append(last)
        visited, last = visited ^ (1 << last), best[visited, last][1]
    return order[::-1]


def nearest_next(apart: Sequence[Sequence[float]]) -> list[int]:
    """From where one is always to the nearest that is left."""
    left = set(range(1, len(apart)))
    order: list[int] = []
    here = 0
    while left:
        here = min(left, key=lambda place: (apart[here][place], place))
        left.remove(here)
        order.append(here)
    return order


def untangled(order: Sequence[int], apart: Sequence[Sequence[float]]) -> list[int]:
    """The order after turning round stretches as long as that makes the way shorter (2-opt)."""
    found = list(order)
    best = length(found, apart)
    improved = True
    while improved:
        improved = False
        for first in range(len(found) - 1):
            for last in range(first + 1, len(found)):
                turned = [*found[:first], *found[first : last + 1][::-1], *found[last + 1 :]]
                long = length(turned, apart)
                if long < best - ENOUGH:
                    found, best, improved = turned, long, True
    return found
