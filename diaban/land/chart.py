"""Line charts and plans as plain numbers, which templates draw as SVG: no script needed. Pure.

Everything is in the units of the drawing; colours and words are the template's.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

WIDTH, HEIGHT = 760, 300
LEFT, RIGHT, TOP, BOTTOM = 64, 12, 12, 36
METRES_PER_DEGREE = 111_320


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis: where, and what stands there (a number, or a quarter)."""

    at: float
    value: float | str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the chart: `points` as SVG wants them; its last value and where that lies."""

    name: str
    points: str
    last: float
    end: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Chart:
    lines: tuple[Line, ...]
    band: str
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    bottom: int = HEIGHT - BOTTOM


def chart(
    labels: Sequence[str],
    lines: Mapping[str, Sequence[float]],
    *,
    band: tuple[str, str] | None = None,
    most_labels: int = 6,
) -> Chart | None:
    """Lines over the same labels, from zero up; `band` names two lines with the area between.

    None where there is nothing to draw.
    """
    if not labels or not lines:
        return None
    ceiling = nice(max((max(values) for values in lines.values()), default=0))
    span = max(1, len(labels) - 1)

    def x(place: int) -> float:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * place / span, 1)

    def y(value: float) -> float:
        return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / ceiling, 1)

    drawn = tuple(
        Line(
            name,
            " ".join(f"{x(place)},{y(value)}" for place, value in enumerate(values)),
            values[-1],
            (x(len(values) - 1), y(values[-1])),
        )
        for name, values in lines.items()
    )
    between = ""
    if band is not None:
        low, high = (
            [f"{x(place)},{y(value)}" for place, value in enumerate(lines[name])] for name in band
        )
        between = " ".join([*low, *reversed(high)])
    every = max(1, math.ceil(len(labels) / most_labels))
    across = tuple(Tick(x(place), labels[place]) for place in range(0, len(labels), every))
    up = tuple(Tick(y(ceiling * step / 4), ceiling * step / 4) for step in range(5))
    return Chart(drawn, between, across, up)


def nice(most: float) -> float:
    """The round number at or above `most` at which an axis ends; 1 where all is zero."""
    if most <= 0:
        return 1.0
    magnitude = 10.0 ** math.floor(math.log10(most))
    return next(
        step * magnitude for step in (1, 2, 4, 5, 8, 10) if step * magnitude >= most * 0.999999
    )


@dataclass(frozen=True, slots=True)
class Shape:
    """A plot on a plan: its path, the middle of it, and what it is."""

    code: str
    path: str
    middle: tuple[float, float]
    about: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Plan:
    """Plots of a zone, north up; `bar` is the length of a scale bar and the metres it means."""

    shapes: tuple[Shape, ...]
    width: float
    height: float
    bar: tuple[float, int]


def plan(
    outlines: Iterable[tuple[str, BaseGeometry, Mapping[str, object]]], width: float = 720
) -> Plan | None:
    """Outlines (EPSG:4326) as paths; None where no outline is known.

    Degrees are made metres at the middle latitude, which is exact enough for a few kilometres.
    """
    drawn = list(outlines)
    if not drawn:
        return None
    west, south, east, north = shapely.total_bounds([outline for _c, outline, _a in drawn])
    squeeze = math.cos(math.radians((south + north) / 2))
    scale = width / max((east - west) * squeeze, (north - south) * 0.5, 1e-9)

    def place(xy: np.ndarray) -> np.ndarray:
        return np.column_stack(((xy[:, 0] - west) * squeeze * scale, (north - xy[:, 1]) * scale))

    shapes = []
    for code, outline, about in drawn:
        flat = shapely.transform(outline, place)
        middle = flat.representative_point()
        shapes.append(Shape(code, _path(flat), (round(middle.x, 1), round(middle.y, 1)), about))
    metres_per_unit = METRES_PER_DEGREE / scale
    metres = int(10 ** math.floor(math.log10(width / 3 * metres_per_unit)))
    return Plan(
        tuple(shapes),
        round((east - west) * squeeze * scale, 1),
        round((north - south) * scale, 1),
        (round(metres / metres_per_unit, 1), metres),
    )


def _path(flat: BaseGeometry) -> str:
    parts = []
    for polygon in shapely.get_parts(flat):
        for ring in (polygon.exterior, *polygon.interiors):
            points = " ".join(f"{x:.1f},{y:.1f}" for x, y in shapely.get_coordinates(ring)[:-1])
            parts.append(f"M{points}Z")
    return "".join(parts)
