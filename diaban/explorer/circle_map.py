"""A small map on which circles count something: their areas are in proportion to the numbers."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from diaban.editions.layer import Layer
from diaban.explorer import subjects
from diaban.geo import locator

LARGEST_CIRCLE = 4.5
"""Radius of the largest circle, in the map's own units of line width."""

Place = tuple[Layer, int]
Point = tuple[float, float]


def circles(places: Iterable[tuple[Place, int]]) -> dict[str, Any] | None:
    """The map's ground and its circles, the largest drawn first; None where no place is known.

    A place is a layer and a row; what counts nothing or lies nowhere is left out.
    """
    found = []
    for (layer, row), count in places:
        point = subjects.representative_point(layer, row)
        if point and count:
            found.append((point, subjects.card(layer, row).name, count))
    return drawn(found)


def drawn(counted: Iterable[tuple[Point, str, int]]) -> dict[str, Any] | None:
    """The same for points (longitude, latitude), each with its name and what it counts."""
    found = [
        (locator.mark(*point, "park", name, main=True), count)
        for point, name, count in sorted(counted, key=lambda one: -one[2])
    ]
    frame = locator.locate([mark for mark, _count in found])
    if frame is None:
        return None
    scale = LARGEST_CIRCLE * frame.unit / math.sqrt(max(count for _mark, count in found))
    sized = [
        (replace(mark, radius=round(scale * math.sqrt(count), 1)), count) for mark, count in found
    ]
    # Once more, now that the circles have their size: none is cut off by the frame.
    return {"ground": locator.locate([mark for mark, _count in sized]), "circles": sized}
