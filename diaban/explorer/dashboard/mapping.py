"""A map of one indicator: circles by place, classed by value, with a class for the unknown.

Counts and sums are circles whose areas are in proportion to the values; ratios are circles of one
size, told apart by their class alone. A class has its shade, its outline and its row in the legend,
and the table beside the map says the same. Pure but for the language of names.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, Decimal

from django.utils.translation import gettext as _

from diaban.explorer import wording
from diaban.explorer.dashboard import words
from diaban.explorer.dashboard.spots import Outline, Spot
from diaban.geo import locator
from diaban.indicators import saying
from diaban.indicators.formulas import rounded
from diaban.indicators.reading import Definition
from diaban.land.chart import nice

CLASSES = 4
LARGEST = 4.5
SAME = 2.6
"""Radius of circles of one size, in the map's units of line width."""
LEAST = 1.0
NAMED = 2.4
"""Circles of at least this radius have their number written in them."""
UNKNOWN, ZERO, BELOW = "unknown", "zero", "below"


@dataclass(frozen=True, slots=True)
class Class:
    """A row of the legend: which shade, from and up to where, and how many places are in it."""

    name: str
    text: str
    count: int


@dataclass(frozen=True, slots=True)
class Circle:
    mark: locator.Mark
    shade: str
    spot: Spot
    named: bool = False
    outline: str = ""
    """The place's outline as SVG path data, "" where none is known."""


@dataclass(frozen=True, slots=True)
class Map:
    ground: locator.Locator
    circles: Sequence[Circle]
    legend: Sequence[Class]
    nowhere: Sequence[str]
    by_area: bool

    @property
    def outlined(self) -> bool:
        """Whether the outline of any place is known and drawn."""
        return any(one.outline for one in self.circles)


def bounds(values: Iterable[Decimal], *, decimals: int) -> list[Decimal]:
    """Upper ends of equal classes from zero to a round number at or above the largest value.

    What is printed without decimals has whole ends; it then may have fewer classes. None where
    nothing is above zero.

    >>> [str(one) for one in bounds([Decimal(3), Decimal(310)], decimals=0)]
    ['100', '200', '300', '400']
    >>> [str(one) for one in bounds([Decimal(9)], decimals=0)]
    ['3', '6', '9']
    """
    most = max(values, default=Decimal(0))
    if most <= 0:
        return []
    step = _round(most) / CLASSES
    if not decimals:
        step = step.to_integral_value(ROUND_CEILING)
    ends = [Decimal(format((step * number).normalize(), "f")) for number in range(1, CLASSES + 1)]
    needed = next(number for number, end in enumerate(ends, 1) if end >= most)
    return ends if decimals else ends[:needed]


def _round(most: Decimal) -> Decimal:
    """The round number of an axis, which is told in floats, never below the largest value."""
    top = Decimal(str(nice(float(most))))
    return top if top >= most else Decimal(str(nice(float(most) * 1.001)))


def shade(value: Decimal | None, ends: Sequence[Decimal]) -> str:
    """The class of a value: "unknown", "zero", "below" it, or the number of its class from 1."""
    if value is None:
        return UNKNOWN
    if value <= 0:
        return ZERO if value == 0 else BELOW
    return str(next((n for n, end in enumerate(ends, 1) if value <= end), len(ends)))


def _shown(value: Decimal | None, definition: Definition) -> Decimal | None:
    """The value as it is printed, so that it is in the class that a reader looks it up in; what is
    too small to be printed is no zero."""
    return value and (rounded(value, definition.decimals) or value)


def of(
    definition: Definition,
    places: Iterable[tuple[Spot, tuple[float, float] | None]],
    outlines: Mapping[str, Outline] | None = None,
) -> Map | None:
    """The map of places, each with its longitude and latitude; None where none lies anywhere.

    Where the outline of a place is known it is drawn: shaded for a ratio, empty around the circle
    of a count or sum, whose size says how much it is.
    """
    known = outlines or {}
    places = list(places)
    shown = {spot.key: _shown(spot.value, definition) for spot, _point in places}
    ends = bounds(
        (value for value in shown.values() if value is not None), decimals=definition.decimals
    )
    circles = [
        _circle(spot, point, shade(shown[spot.key], ends), known.get(spot.key))
        for spot, point in places
        if point is not None
    ]
    frame = locator.locate([one.mark for one in circles])
    if frame is None:
        return None
    by_area = not definition.is_ratio
    most = max((abs(one.spot.value or Decimal(0)) for one in circles), default=Decimal(0))
    sized = sorted(
        (
            replace(
                one,
                mark=replace(one.mark, radius=_radius(one.spot, frame.unit, most, by_area)),
                named=_radius(one.spot, frame.unit, most, by_area) >= NAMED * frame.unit,
            )
            for one in circles
        ),
        key=lambda one: -(one.mark.radius or 0),
    )
    # Once more, now that the circles have their size: none is cut off by the frame.
    ground = locator.locate([one.mark for one in sized]) or frame
    nowhere = [spot.name for spot, point in places if point is None]
    return Map(ground, sized, _legend(definition, ends, sized), nowhere, by_area)


def _circle(spot: Spot, point: tuple[float, float], name: str, outline: Outline | None) -> Circle:
    mark = locator.mark(*point, "park", spot.name, main=True)
    if outline is None:
        return Circle(mark, name, spot)
    return Circle(replace(mark, uncertainty=outline.reach), name, spot, outline=outline.path)


def _radius(spot: Spot, unit: float, most: Decimal, by_area: bool) -> float:
    if not by_area:
        return round(unit * SAME, 1)
    if not spot.value or most <= 0:
        return round(unit * LEAST, 1)
    return round(unit * max(LEAST, LARGEST * math.sqrt(float(abs(spot.value) / most))), 1)


def _legend(
    definition: Definition, ends: Sequence[Decimal], circles: Sequence[Circle]
) -> list[Class]:
    def count(name: str) -> int:
        return sum(1 for one in circles if one.shade == name)

    rows = []
    for number, end in enumerate(ends, 1):
        low = ends[number - 2] if number > 1 else Decimal(0)
        form = words.Form(definition.unit, max(map(words.decimals, (low, end))))
        terms = {
            "low": saying.number(low, form, wording.language()),
            "high": words.say(end, form),
        }
        text = _("over %(low)s up to %(high)s") % terms
        rows.append(Class(str(number), text, count(str(number))))
    rows.append(Class(ZERO, _("none: a known zero"), count(ZERO)))
    rows.append(Class(BELOW, _("less than zero"), count(BELOW)))
    rows.append(Class(UNKNOWN, _("unknown"), count(UNKNOWN)))
    return [one for one in rows if one.count or one.name not in (ZERO, BELOW)]
