"""Plots of an EUDR file as what the registry says of them. Pure.

A plot's code is made of its region and of what its sender calls it, so that the same plot sent
again is the same subject; a plot without a name of its own is told by its geometry.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import shapely

from diaban.imports.eudr import Plot, Plots
from diaban.imports.findings import ERROR, Finding

Bounds = tuple[float, float, float, float]
_NOT_OF_A_CODE = re.compile(r"[^a-z0-9]+")
_AREA_OF_A_POINT_HA = 4.0
"""What the regulation's system takes for a point without an area."""
_HELD = ("Point", "Polygon", "MultiPolygon")


@dataclass(frozen=True, slots=True)
class Drafted:
    """One plot: its key, the values of its fields, and the producer, who is no field."""

    key: str
    values: dict[str, Any]
    producer: str


def drafted(plots: Sequence[Plot], region: str, commodity: str | None) -> list[Drafted]:
    """What to record of plots that break no rule; `region` is a key ("material:ba-che")."""
    return [_drafted(plot, region, commodity) for plot in plots]


def refusals(plots: Plots, region: str, bounds: Sequence[Bounds] = ()) -> list[Finding]:
    """Why these plots cannot be taken: every violation, and what the registry cannot hold.

    `bounds` are boxes (west, south, east, north) in one of which every plot has to lie.
    """
    found = [finding for finding in plots.findings if finding.severity == ERROR]
    for plot in plots.plots:
        if plot.geometry is not None and plot.geometry.geom_type not in _HELD:
            kind = plot.geometry.geom_type
            found.append(_finding("plot_compound", plot, found=kind))
        elif plot.geometry is not None and bounds and not _within(plot, bounds):
            found.append(_finding("plot_outside_province", plot))
    codes = Counter(code_of(plot, region) for plot in plots.plots if plot.geometry is not None)
    found += [
        _finding("plot_name_twice", plot)
        for plot in plots.plots
        if plot.geometry is not None and codes[code_of(plot, region)] > 1
    ]
    return sorted(found, key=lambda finding: (finding.row, finding.code))


def code_of(plot: Plot, region: str) -> str:
    """The plot's code, stable as long as its sender calls it the same."""
    letters = unicodedata.normalize("NFD", plot.place.lower().replace("đ", "d"))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    name = _NOT_OF_A_CODE.sub("-", plain).strip("-")[:60].strip("-")
    if not name:
        name = f"g{hashlib.sha256(shapely.to_wkb(plot.geometry)).hexdigest()[:10]}"
    return f"{region.partition(':')[2]}-{name}"


def _drafted(plot: Plot, region: str, commodity: str | None) -> Drafted:
    code = code_of(plot, region)
    name = plot.place or code
    values: dict[str, Any] = {"name": {"vi": name, "en": name}, "region": region}
    optional = {
        "commodity": commodity,
        "country": plot.country,
        "place": plot.place,
        "area": plot.area_ha,
        "measured": None if plot.measured_ha is None else round(plot.measured_ha, 4),
    }
    values |= {field: value for field, value in optional.items() if value not in (None, "")}
    if plot.geometry.geom_type == "Point":
        # The plot lies around its point: no farther than the circle of its area reaches, if round.
        values["location"] = {
            "lon": plot.geometry.x,
            "lat": plot.geometry.y,
            "accuracy_m": round(
                math.sqrt((plot.area_ha or _AREA_OF_A_POINT_HA) * 1e4 / math.pi), 1
            ),
            "method": "representative_point",
        }
    else:
        values["outline"] = json.loads(shapely.to_geojson(plot.geometry))
    return Drafted(f"material_plot:{code}", values, plot.producer)


def _within(plot: Plot, bounds: Sequence[Bounds]) -> bool:
    return any(shapely.box(*box).covers(plot.geometry) for box in bounds)


def _finding(code: str, plot: Plot, **numbers: Any) -> Finding:
    point = shapely.point_on_surface(plot.geometry)
    return Finding(code, plot.row, (point.x, point.y), ERROR, {"name": plot.name, **numbers})
