"""Plots in the GeoJSON form of the EU deforestation regulation: read, and every violation named.

Pure but for reading the file. The rules are those of Regulation (EU) 2023/1115, article 2(28)
(geolocation: latitude and longitude with at least six decimals; polygons for plots of more than
four hectares, except for cattle), and of the European Commission's "EUDR GeoJSON File Description"
(version 1.5; CIRCABC document adebc1da-4e60-4479-83dd-ee344607c6f9), known here from what its
readers publish (docs.open-atlas.com "EUDR GeoJSON Requirements", duracert.com "EUDR GeoJSON
format", nadar.earth "Preparing geodata for the EUDR"; read November 2026):

- one FeatureCollection in WGS 84, [longitude, latitude], at most 25 MB;
- Point, MultiPoint, Polygon, MultiPolygon, or a GeometryCollection of these; no lines;
- rings closed, not crossing or overlapping themselves, without holes;
- properties ProducerCountry (ISO 3166-1, two letters, required), ProducerName, ProductionPlace,
  and Area in hectares, which counts for points only and is taken as 4 where it is missing.

GDAL is not asked to read these files: it keeps neither the number of decimals nor the type that a
single value was written in.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from diaban.imports import coverage, shapes
from diaban.imports.eudr_plot import VIET_NAM, Checker, Plot, written
from diaban.imports.findings import ERROR, WARNING, Finding
from diaban.imports.layer import Layer, Rules, to_grid
from diaban.imports.safety import Refused

__all__ = ["FILE_LIMIT", "Plot", "Plots", "check", "read"]

FILE_LIMIT = 25_000_000
_READ_LIMIT = 4 * FILE_LIMIT
_MOST_PARTS = 3_500_000
"""Commas and opening brackets of a file. Written with six decimals, 25 MB of corners have about
3 million; each part becomes an object in the memory of the server that reads it."""
_MOST_PLOTS = 20_000
"""Every plot is held against the others."""
_SAME_SYSTEM = ("CRS84", "EPSG::4326", "EPSG:4326")


@dataclass(frozen=True, slots=True)
class Plots:
    """The plots of a file and everything that is wrong with them, by row (0: the file itself)."""

    plots: tuple[Plot, ...]
    findings: tuple[Finding, ...]

    def of(self, row: int) -> list[Finding]:
        return [finding for finding in self.findings if finding.row == row]

    @property
    def acceptable(self) -> tuple[Plot, ...]:
        """Plots that break no rule."""
        if any(each.row == 0 and each.severity == ERROR for each in self.findings):
            return ()
        broken = {each.row for each in self.findings if each.severity == ERROR}
        return tuple(plot for plot in self.plots if plot.row not in broken)


def read(
    path: str | Path, *, cattle: bool = False, region: Any = None, region_name: str = ""
) -> Plots:
    """The plots of a file, checked.

    Args:
        cattle: the plots keep cattle, for which a point is enough whatever the size.
        region: a geometry in EPSG:4326 within which the plots are expected.

    Raises:
        Refused: the file is no JSON, four times larger than the EU system takes, or has more parts
            or plots than a server should hold.
    """
    path = Path(path)
    if not path.is_file():
        raise Refused("missing", name=path.name)
    size = path.stat().st_size
    if size > _READ_LIMIT:
        raise Refused("too_large", name=path.name, size=size, limit=_READ_LIMIT)
    try:
        text = path.read_text("utf-8-sig")
        if sum(map(text.count, ",[{")) > _MOST_PARTS:
            raise Refused("too_many_parts", name=path.name, limit=_MOST_PARTS)
        data = json.loads(text, parse_float=written)
    except RecursionError as error:
        raise Refused("too_deep", name=path.name) from error
    except Refused:
        raise
    except ValueError as error:
        raise Refused("damaged", name=path.name, detail=str(error)[:200]) from error
    if len(_features(data)[0]) > _MOST_PLOTS:
        raise Refused("too_many_rows", name=path.name, limit=_MOST_PLOTS)
    checked = check(data, cattle=cattle, region=region, region_name=region_name)
    if size > FILE_LIMIT:
        large = _of_file("eudr_file_too_large", size=size, limit=FILE_LIMIT)
        checked = replace(checked, findings=(large, *checked.findings))
    return checked


def check(data: Any, *, cattle: bool = False, region: Any = None, region_name: str = "") -> Plots:
    """The plots of a decoded file, checked; `data` as `json.loads` gives it.

    Decimals are only known for numbers that `read` has decoded; others are not judged by them.
    """
    features, found = _features(data)
    plots = []
    for row, feature in enumerate(features, start=1):
        plot, of_plot = Checker(row, feature, cattle).run()
        plots.append(plot)
        found += of_plot
    found += _between(plots)
    if region is not None:
        found += _outside(plots, region, region_name)
    found.sort(key=lambda finding: (finding.row, finding.code))
    return Plots(tuple(plots), tuple(found))


def _features(data: Any) -> tuple[list[Any], list[Finding]]:
    if not isinstance(data, dict) or data.get("type") != "FeatureCollection":
        kind = data.get("type") if isinstance(data, dict) else type(data).__name__
        found = [_of_file("eudr_not_a_collection", found=str(kind)[:40])]
        return ([data] if kind == "Feature" else []), found
    found = []
    crs = data.get("crs")
    if crs is not None:
        name = str(crs.get("properties", {}).get("name", crs) if isinstance(crs, dict) else crs)
        if not name.endswith(_SAME_SYSTEM):
            found.append(_of_file("eudr_other_crs", found=name[:80]))
    features = data.get("features")
    return (features if isinstance(features, list) else []), found


def _between(plots: Sequence[Plot]) -> list[Finding]:
    """The same ground declared twice: equal geometries anywhere, overlaps in Viet Nam."""
    known = [plot for plot in plots if plot.geometry is not None]
    if len(known) < 2:
        return []
    layer = Layer.of(
        [plot.geometry for plot in known],
        [plot.row for plot in known],
        [plot.name for plot in known],
    )
    twins, copies = shapes.duplicates(layer, np.ones(len(known), np.bool_))
    found = [replace(twin, code="eudr_same_plot") for twin in twins]
    west, south, east, north = shapely.bounds(layer.geometries).T
    is_near = (west > VIET_NAM[0]) & (east < VIET_NAM[2])
    is_near &= (south > VIET_NAM[1]) & (north < VIET_NAM[3])
    is_polygon = np.isin(shapely.get_type_id(layer.geometries), (3, 6))
    at = np.setdiff1d(np.flatnonzero(is_near & is_polygon), copies)
    rules = Rules()
    metres = to_grid(layer.geometries[at], rules.epsg)
    for finding in coverage.neighbours(layer, at, metres, rules):
        if finding.code == "overlap":
            found.append(replace(finding, code="eudr_overlap"))
    return found


def _outside(plots: Sequence[Plot], region: Any, name: str) -> list[Finding]:
    shapely.prepare(region)
    return [
        Finding(
            "eudr_outside_region",
            plot.row,
            tuple(shapely.point_on_surface(plot.geometry).coords[0]),
            WARNING,
            {"name": plot.name, "region": name},
        )
        for plot in plots
        if plot.geometry is not None and not shapely.intersects(region, plot.geometry)
    ]


def _of_file(code: str, **numbers: Any) -> Finding:
    return Finding(code, 0, None, ERROR, numbers)
