"""Charts as plain numbers, drawn by templates as SVG: no script is needed. Pure.

A line has gaps where a value is unknown: nothing is drawn through what nobody knows. A provisional
stretch is told apart, so that a template can dash it. Everything is in the drawing's own units.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from diaban.land.chart import nice

WIDE, NARROW = (1080, 340), (360, 280)
LEFT, RIGHT, TOP, BOTTOM = 62, 22, 18, 34
STEPS = 4
LABEL = 88
"""Room for the name of a period."""
BETWEEN = 14
"""Least distance of two labels above each other."""

Number = Decimal | float


@dataclass(frozen=True, slots=True)
class Point:
    """One value of a series; `firm` is false while it may still change."""

    value: Number | None
    firm: bool = True


@dataclass(frozen=True, slots=True)
class Mark:
    """Something to be seen at a period: a published figure, an old value, a target."""

    kind: str
    label: str
    value: Number
    says: str


@dataclass(frozen=True, slots=True)
class Dot:
    x: float
    y: float
    firm: bool
    label: str
    value: Number


@dataclass(frozen=True, slots=True)
class Drawn:
    """A line: its firm and its provisional stretches as SVG points, and its dots."""

    name: str
    number: int
    firm: tuple[str, ...]
    loose: tuple[str, ...]
    dots: tuple[Dot, ...]
    label: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """A mark with its place in the drawing."""

    kind: str
    x: float
    y: float
    says: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis; `anchor` keeps its label inside the drawing."""

    at: float
    value: float | str
    anchor: str = "middle"


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything that a template draws; `gaps` are the middles of periods without any value."""

    width: int
    height: int
    lines: tuple[Drawn, ...]
    marks: tuple[Placed, ...]
    breaks: tuple[Placed, ...]
    gaps: tuple[float, ...]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    left: int
    right: int
    top: int
    bottom: int
    zero: float


def chart(
    labels: Sequence[str],
    lines: Mapping[str, Sequence[Point]],
    *,
    marks: Iterable[Mark] = (),
    breaks: Iterable[tuple[str, str]] = (),
    size: tuple[int, int] = WIDE,
) -> Chart | None:
    """Lines over the same labels, with zero always on the axis.

    `breaks` are labels before which a series is broken, with what is said of it. None where there
    is no value to draw.
    """
    marks = [one for one in marks if one.label in labels]
    values = [float(p.value) for line in lines.values() for p in line if p.value is not None]
    values += [float(one.value) for one in marks]
    if not labels or not values:
        return None
    plane = _Plane(size, len(labels), min(0.0, *values), max(0.0, *values))
    places = {label: place for place, label in enumerate(labels)}
    drawn = tuple(
        _line(name, number, labels, line, plane)
        for number, (name, line) in enumerate(lines.items(), 1)
    )
    unknown = tuple(
        plane.x(place)
        for place in range(len(labels))
        if all(line[place].value is None for line in lines.values())
    )
    every = max(1, math.ceil(len(labels) * LABEL / size[0]))
    return Chart(
        *size,
        lines=_labelled(drawn, plane.y(plane.low)) if len(drawn) > 1 else drawn,
        marks=tuple(
            Placed(one.kind, plane.x(places[one.label]), plane.y(one.value), one.says)
            for one in marks
        ),
        breaks=tuple(
            Placed("break", plane.x(places[label] - 0.5), TOP, says)
            for label, says in breaks
            if label in places
        ),
        gaps=unknown,
        # Counted back from the end: the period that readers look at is always named.
        across=tuple(
            plane.across(place, labels[place])
            for place in sorted(range(len(labels) - 1, -1, -every))
        ),
        up=plane.ticks(),
        left=LEFT,
        right=size[0] - RIGHT,
        top=TOP,
        bottom=size[1] - BOTTOM,
        zero=plane.y(0),
    )


class _Plane:
    """Where labels and values lie in a drawing."""

    def __init__(self, size: tuple[int, int], count: int, low: float, high: float) -> None:
        self.width, self.height = size
        self.count = count
        self.step = nice((high - low) / STEPS)
        self.low = math.floor(low / self.step) * self.step
        steps = max(1, math.ceil((high - self.low) / self.step - 1e-9))
        self.steps = steps
        self.high = self.low + steps * self.step

    def x(self, place: float) -> float:
        room = self.width - LEFT - RIGHT
        inset = min(24.0, room / (2 * self.count))
        if self.count == 1:
            return round(LEFT + room / 2 + place * room, 1)
        return round(LEFT + inset + (room - 2 * inset) * place / (self.count - 1), 1)

    def y(self, value: Number) -> float:
        share = (float(value) - self.low) / (self.high - self.low)
        return round(self.height - BOTTOM - (self.height - TOP - BOTTOM) * share, 1)

    def across(self, place: int, label: str) -> Tick:
        at = self.x(place)
        if at > self.width - LABEL / 2:
            return Tick(self.width - 2.0, label, "end")
        return Tick(at, label)

    def ticks(self) -> tuple[Tick, ...]:
        values = [self.low + number * self.step for number in range(self.steps + 1)]
        return tuple(Tick(self.y(value), round(value, 9)) for value in values)


def _line(
    name: str, number: int, labels: Sequence[str], points: Sequence[Point], plane: _Plane
) -> Drawn:
    dots = [
        Dot(plane.x(place), plane.y(one.value), one.firm, labels[place], one.value)
        if one.value is not None
        else None
        for place, one in enumerate(points)
    ]
    firm: list[list[Dot]] = []
    loose: list[list[Dot]] = []
    for before, after in pairwise(dots):
        if before is None or after is None:
            continue
        kind = firm if before.firm and after.firm else loose
        if kind and kind[-1][-1] is before:
            kind[-1].append(after)
        else:
            kind.append([before, after])
    return Drawn(
        name, number, _paths(firm), _paths(loose), tuple(dot for dot in dots if dot is not None)
    )


def _labelled(lines: Sequence[Drawn], bottom: float) -> tuple[Drawn, ...]:
    """A place for the number of each line beside its last dot, none over another or the axis."""
    ends = sorted((line.dots[-1].y, line.number) for line in lines if line.dots)
    heights: dict[int, float] = {}
    last = -math.inf
    for y, number in ends:
        last = heights[number] = max(y, last + BETWEEN)
    least = bottom
    for _y, number in reversed(ends):
        heights[number] = min(heights[number], least)
        least = heights[number] - BETWEEN
    return tuple(
        replace(line, label=(line.dots[-1].x + 9, round(heights[line.number], 1)))
        if line.dots
        else line
        for line in lines
    )


def _paths(stretches: Iterable[Iterable[Dot]]) -> tuple[str, ...]:
    return tuple(" ".join(f"{dot.x},{dot.y}" for dot in stretch) for stretch in stretches)


SPARK = (120, 32)


@dataclass(frozen=True, slots=True)
class Spark:
    """A line without axes: where a value comes from at a glance; `end` is its last point."""

    lines: tuple[str, ...]
    loose: tuple[str, ...]
    end: tuple[float, float] | None
    width: int = SPARK[0]
    height: int = SPARK[1]


def spark(points: Sequence[Point]) -> Spark | None:
    """From the least to the largest value; None where fewer than two values are known.

    It shows a direction and no size, hence it need not begin at zero; the chart does.
    """
    known = [float(one.value) for one in points if one.value is not None]
    if len(known) < 2:
        return None
    low, high = min(known), max(known)
    width, height = SPARK
    span = (high - low) or 1.0

    def place(at: int, value: Number) -> Dot:
        share = (float(value) - low) / span if high > low else 0.5
        x = 3 + (width - 6) * at / (len(points) - 1)
        return Dot(round(x, 1), round(height - 4 - (height - 8) * share, 1), True, "", value)

    dots = [place(at, p.value) if p.value is not None else None for at, p in enumerate(points)]
    firm: list[list[Dot]] = []
    loose: list[list[Dot]] = []
    for at, (before, after) in enumerate(pairwise(dots)):
        if before is None or after is None:
            continue
        kind = firm if points[at].firm and points[at + 1].firm else loose
        if kind and kind[-1][-1] is before:
            kind[-1].append(after)
        else:
            kind.append([before, after])
    last = dots[-1]
    return Spark(_paths(firm), _paths(loose), (last.x, last.y) if last else None)
