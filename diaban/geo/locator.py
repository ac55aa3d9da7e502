"""Locator maps: a small SVG drawn by the server, so that a profile shows where it is without
JavaScript; and the route of a visit on the desk.

Pure. The plane is a local equirectangular one, good to 1 % over a province: x = (lon -
west)·cos(lat0), y = north - lat, both in 1/10,000 of a degree (about 11.1 m), y downwards as SVG
has it. `land.svg` beside the static files is drawn in the same plane by scripts/build_land.py.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

BOUNDS = (106.2, 20.4, 108.75, 21.9)
LATITUDE = 21.1
UNITS_PER_DEGREE = 10_000
METRES_PER_UNIT = 111_195 / UNITS_PER_DEGREE
WIDTH, HEIGHT = 16, 11
LONGEST_LABEL = 34


def to_plane(lon: Any, lat: Any) -> tuple[Any, Any]:
    """Degrees to the plane; works on numbers and on NumPy arrays."""
    west, _, _, north = BOUNDS
    return (
        (lon - west) * math.cos(math.radians(LATITUDE)) * UNITS_PER_DEGREE,
        (north - lat) * UNITS_PER_DEGREE,
    )


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing on the map: where, which kind, how sure, and how large."""

    x: float
    y: float
    kind: str
    label: str
    radius: float | None = None
    uncertainty: float | None = None
    main: bool = False
    href: str = ""


@dataclass(frozen=True, slots=True)
class Locator:
    """Everything the template needs: a view box, marks, and a scale bar (units and metres)."""

    view_box: str
    unit: float
    left: float
    top: float
    width: float
    height: float
    marks: Sequence[Mark]
    scale_units: float
    scale_m: int
    outline: str = ""

    @property
    def has_true_area(self) -> bool:
        """Whether a circle stands for an outline that is not known."""
        return any(one.main and one.radius for one in self.marks)


def mark(
    lon: float,
    lat: float,
    kind: str,
    label: str,
    *,
    area_ha: float | None = None,
    accuracy_m: float | None = None,
    main: bool = False,
    href: str = "",
) -> Mark:
    """A mark whose circle has the true area (`area_ha`) and whose dashed ring is the accuracy."""
    x, y = to_plane(lon, lat)
    if len(label) > LONGEST_LABEL:
        label = label[:LONGEST_LABEL].rsplit(" ", 1)[0] + " …"
    radius = math.sqrt(area_ha * 10_000 / math.pi) / METRES_PER_UNIT if area_ha else None
    ring = accuracy_m / METRES_PER_UNIT if accuracy_m else None
    return Mark(round(x, 1), round(y, 1), kind, label, radius, ring, main, href)


def locate(marks: Sequence[Mark], *, reach_m: float = 12_000, outline: str = "") -> Locator | None:
    """A map around the main marks that shows at least `reach_m` to each side; None without any
    mark.

    The frame keeps a 16:11 shape. A place outside the drawn ground is still marked; it has only sea
    behind it.
    """
    shown = [one for one in marks if one.main] or list(marks)
    if not shown:
        return None
    reach = reach_m / METRES_PER_UNIT
    spread = [max(one.radius or 0, one.uncertainty or 0) * 1.2 for one in shown]
    left = min(one.x - extra for one, extra in zip(shown, spread, strict=True))
    right = max(one.x + extra for one, extra in zip(shown, spread, strict=True))
    top = min(one.y - extra for one, extra in zip(shown, spread, strict=True))
    bottom = max(one.y + extra for one, extra in zip(shown, spread, strict=True))
    height = max(bottom - top, 2 * reach, (right - left) * HEIGHT / WIDTH) * 1.06
    width = height * WIDTH / HEIGHT
    x, y = (left + right) / 2 - width / 2, (top + bottom) / 2 - height / 2
    scale_m = nice(width * METRES_PER_UNIT / 4)
    return Locator(
        view_box=f"{x:.0f} {y:.0f} {width:.0f} {height:.0f}",
        unit=round(width / 100, 2),
        left=round(x),
        top=round(y),
        width=round(width),
        height=round(height),
        marks=[one for one in marks if inside(one, x, y, width, height)],
        scale_units=round(scale_m / METRES_PER_UNIT, 1),
        scale_m=scale_m,
        outline=outline,
    )


def inside(one: Mark, x: float, y: float, width: float, height: float) -> bool:
    return x <= one.x <= x + width and y <= one.y <= y + height


def nice(metres: float) -> int:
    """The largest of 1, 2, 5 × 10ⁿ metres that is not above `metres`."""
    power = 10 ** math.floor(math.log10(metres))
    return int(max(step for step in (1, 2, 5) if step * power <= metres) * power)


def outline_path(geometry: Any, tolerance: float = 4.0) -> str:
    """A polygon's or line's outline as SVG path data in the plane; "" for points."""
    import shapely

    if geometry is None or geometry.geom_type in {"Point", "MultiPoint"}:
        return ""
    drawn = shapely.simplify(
        shapely.transform(geometry, lambda points: _plane_points(points)), tolerance
    )
    words = []
    for part in shapely.get_parts(drawn):
        closed = part.geom_type == "Polygon"
        for ring in [part.exterior, *part.interiors] if closed else [part]:
            points = " ".join(f"{x:.0f} {y:.0f}" for x, y in ring.coords)
            words.append(f"M{points}{'z' if closed else ''}")
    return "".join(words)


def _plane_points(points: Any) -> Any:
    import numpy as np

    return np.column_stack(to_plane(points[:, 0], points[:, 1]))
