"""Rules about outlines of plots. Pure: Shapely and `geo.measure` only.

Outlines are in EPSG:4326; areas are measured on the VN-2000 grid of the province (Quảng Ninh:
EPSG:5899), as land documents measure them.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from diaban.geo.measure import M2_PER_HA, grid_area_ha, unsound
from diaban.land.ledger import TOLERANCE, Refusal

SLIVER_M2 = 1  # what rounding of coordinates may leave between neighbours


def measure_m2(outline: BaseGeometry) -> int:
    """The area of an outline in whole square metres."""
    return round(grid_area_ha(outline) * M2_PER_HA)


def check_outline(
    outline: BaseGeometry,
    area_m2: int,
    *,
    zone: BaseGeometry | None = None,
    other_zones: Mapping[str, BaseGeometry] | None = None,
    neighbours: Mapping[str, BaseGeometry] | None = None,
    tolerance: Decimal = TOLERANCE,
) -> None:
    """Let an outline pass: sound, as large as it says, inside its zone and over no other plot.

    `neighbours` are the plots that stand beside it on that day, by code; a zone without an outline
    cannot be checked against.

    Raises:
        Refusal: why not, with the square metres at fault.
    """
    if outline.geom_type not in ("Polygon", "MultiPolygon") or unsound(outline):
        raise Refusal("outline_unsound")
    measured = measure_m2(outline)
    if abs(measured - area_m2) > tolerance * max(measured, area_m2):
        raise Refusal("area_and_outline", balance_m2=measured, asked_m2=area_m2)
    for other in (other_zones or {}).values():
        inside = measure_m2(outline.intersection(other))
        if inside > SLIVER_M2:
            raise Refusal("across_zones", asked_m2=inside)
    if zone is not None:
        beyond = measure_m2(outline.difference(zone))
        if beyond > SLIVER_M2:
            raise Refusal("outside_zone", asked_m2=beyond)
    for code, other in (neighbours or {}).items():
        shared = measure_m2(outline.intersection(other)) if outline.intersects(other) else 0
        if shared > SLIVER_M2:
            raise Refusal("overlap", plot=code, asked_m2=shared)


def check_apart(outlines: Mapping[str, BaseGeometry]) -> None:
    """Let plots that are drawn at once pass: none lies over another.

    Raises:
        Refusal: two of them overlap.
    """
    drawn = list(outlines.items())
    for place, (_code, outline) in enumerate(drawn):
        check_outline(outline, measure_m2(outline), neighbours=dict(drawn[:place]))


def check_redraw(
    before: Mapping[str, BaseGeometry],
    after: Mapping[str, BaseGeometry],
    tolerance: Decimal = TOLERANCE,
) -> None:
    """Let a split or merge pass: the union of the new outlines is the union of the old ones.

    Raises:
        Refusal: the two differ by more than the tolerance.
    """
    old, new = unary_union(list(before.values())), unary_union(list(after.values()))
    apart = measure_m2(old.symmetric_difference(new))
    allowed = int(tolerance * measure_m2(old))
    if apart > allowed:
        raise Refusal("over_tolerance", balance_m2=allowed, asked_m2=apart)
