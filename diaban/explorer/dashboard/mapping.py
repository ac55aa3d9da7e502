"""A map of one indicator: circles by place, classed by value, with a class for the unknown.

Counts and sums are circles whose areas are in proportion to the values; ratios are circles of one
size, told apart by their class alone. A class has its shade, its outline and its row in the legend,
and the table beside the map says the same. Pure but for the language of names.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.translation import gettext as _

from diaban.explorer import subjects
from diaban.explorer.dashboard import words
from diaban.explorer.dashboard.opened import Opened, Shown
from diaban.geo import locator
from diaban.indicators.reading import Definition
from diaban.land.chart import nice

CLASSES = 4
LARGEST = 4.5
SAME = 2.6
"""Radius of circles of one size, in the map's units of line width."""
UNKNOWN, ZERO = "unknown", "zero"


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
    shown: Shown
    name: str
    key: str


@dataclass(frozen=True, slots=True)
class Map:
    ground: locator.Locator
    circles: Sequence[Circle]
    legend: Sequence[Class]
    nowhere: Sequence[str]
    by_area: bool


def bounds(values: Iterable[Decimal]) -> list[Decimal]:
    """Upper ends of equal classes from zero to a round number at or above the largest value.

    >>> [str(one) for one in bounds([Decimal(3), Decimal(310)])]
    ['100', '200', '300', '400']
    """
    most = max(values, default=Decimal(0))
    top = Decimal(str(nice(float(most)))).normalize()
    return [Decimal(format(top * step / CLASSES, "f")) for step in range(1, CLASSES + 1)]


def shade(value: Decimal | None, ends: Sequence[Decimal]) -> str:
    """The class of a value: "unknown", "zero", or the number of its class from 1."""
    if value is None:
        return UNKNOWN
    if value <= 0:
        return ZERO
    return str(next((n for n, end in enumerate(ends, 1) if value <= end), len(ends)))


def of(opened: Opened, definition: Definition, period: str) -> Map | None:
    """The map of an indicator in a period; None where no place of it lies anywhere."""
    keys = [key for key in opened.places_of(definition) if key and not key.startswith("scope:")]
    shown = {key: opened.shown(definition, period, key) for key in keys}
    ends = bounds(one.value for one in shown.values() if one.value is not None)
    circles, nowhere = [], []
    for key, one in shown.items():
        found = opened.edition.find(key)
        point = subjects.representative_point(*found) if found else None
        name = opened.place_name(key)
        if point is None:
            nowhere.append(name)
            continue
        mark = locator.mark(*point, key.partition(":")[0], name, main=True)
        circles.append(Circle(mark, shade(one.value, ends), one, name, key))
    frame = locator.locate([one.mark for one in circles])
    if frame is None:
        return None
    by_area = not definition.is_ratio
    most = max((one.shown.value or Decimal(0) for one in circles), default=Decimal(0))
    sized = sorted(
        (replace(one, mark=replace(one.mark, radius=_radius(one, frame.unit, most, by_area)))
         for one in circles),
        key=lambda one: -(one.mark.radius or 0),
    )  # fmt: skip
    ground = locator.locate([one.mark for one in sized]) or frame
    return Map(ground, sized, _legend(definition, ends, sized), nowhere, by_area)


def _radius(one: Circle, unit: float, most: Decimal, by_area: bool) -> float:
    value = one.shown.value
    if not by_area or value is None or value <= 0 or most <= 0:
        return round(unit * (SAME if not by_area else 1.4), 1)
    return round(max(unit * 1.0, unit * LARGEST * math.sqrt(float(value / most))), 1)


def _legend(
    definition: Definition, ends: Sequence[Decimal], circles: Sequence[Circle]
) -> list[Class]:
    def count(name: str) -> int:
        return sum(1 for one in circles if one.shade == name)

    rows = []
    for number, end in enumerate(ends, 1):
        low = ends[number - 2] if number > 1 else Decimal(0)
        terms = {
            "low": words.digits(low, definition.decimals),
            "high": words.say(end, definition.unit, definition.decimals),
        }
        text = _("over %(low)s up to %(high)s") % terms
        rows.append(Class(str(number), text, count(str(number))))
    rows.append(Class(ZERO, _("none: a known zero"), count(ZERO)))
    rows.append(Class(UNKNOWN, _("unknown"), count(UNKNOWN)))
    return [one for one in rows if one.count or one.name != ZERO]
