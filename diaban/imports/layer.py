"""A layer as the checks see it, what is tolerated of it, and metres on a VN-2000 grid. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer

from diaban.geo.measure import QUANG_NINH_VN2000
from diaban.imports.findings import Finding

Geometries = NDArray[np.object_]
Positions = NDArray[np.int64]

TYPES = {
    "point": (0, 4),
    "line": (1, 5),
    "polygon": (3, 6),
}
"""What a layer may hold → Shapely's type numbers."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What is tolerated.

    Attributes:
        expected: "polygon", "line" or "point"; None for any.
        epsg: the VN-2000 grid of the province.
        tolerance_m: of overlaps, gaps and boundaries: what is narrower everywhere is let pass.
        is_coverage: the layer fills its ground (communes, plots of one estate), so that gaps are
            faults; parks may lie apart.
        open_gap_m: in a coverage, how wide a gap that is open to the outside is looked for.
        area_percent, area_m2: a measured area may differ by the larger of both.
        vertices: of one geometry, before it is called too detailed.
    """

    expected: str | None = "polygon"
    epsg: int = QUANG_NINH_VN2000
    tolerance_m: float = 1.0
    is_coverage: bool = False
    open_gap_m: float = 10.0
    area_percent: float = 1.0
    area_m2: float = 10.0
    vertices: int = 200_000


@dataclass(frozen=True, slots=True)
class Layer:
    """What is checked: geometries with the numbers and names by which people know them."""

    geometries: Geometries
    rows: Positions
    names: Sequence[str]

    @classmethod
    def of(
        cls,
        geometries: Geometries | Sequence[Any],
        rows: Sequence[int] | Positions | None = None,
        names: Sequence[str | None] | None = None,
    ) -> Layer:
        """Rows are counted from 1 and names are the row's number where none are given."""
        array = np.asarray(geometries, dtype=object)
        numbers = np.arange(1, len(array) + 1) if rows is None else np.asarray(rows, np.int64)
        given = [None] * len(array) if names is None else names
        words = [name or f"#{row}" for name, row in zip(given, numbers, strict=True)]
        return cls(array, numbers, words)

    def finding(self, code: str, at: int, place: Any, severity: str, **numbers: Any) -> Finding:
        row = int(self.rows[at])
        return Finding(code, row, place, severity, {"name": self.names[at], **numbers})


def to_grid(geometries: Geometries, epsg: int) -> Geometries:
    """From longitude and latitude to metres: easting, northing."""
    transformer = _transformer(epsg)
    return shapely.transform(
        shapely.force_2d(geometries),
        lambda xy: np.column_stack(transformer.transform(xy[:, 0], xy[:, 1])),
    )


def place_of(shape: Any, epsg: int) -> tuple[float, float]:
    """Lon, lat of a point on a shape of the grid."""
    point = shapely.point_on_surface(shape)
    lon, lat = _transformer(epsg).transform(point.x, point.y, direction="INVERSE")
    return round(float(lon), 7), round(float(lat), 7)


def width_of(shape: Any, tolerance_m: float) -> float:
    """Diameter in metres of the largest circle inside."""
    step = max(tolerance_m / 2, shape.area**0.5 / 200)
    return 2 * float(shapely.length(shapely.maximum_inscribed_circle(shape, tolerance=step)))


@lru_cache(maxsize=8)
def _transformer(epsg: int) -> Transformer:
    return Transformer.from_crs(4326, epsg, always_xy=True)
