"""A small registry for the review: three parks and two communes, known exactly."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from diaban.geo import crs
from diaban.imports.decisions import Decisions
from diaban.imports.known import Held, Own, SourceInfo, Standing, Subject
from diaban.imports.placing import Place
from diaban.imports.proposal import Proposal
from diaban.imports.reading import read
from diaban.imports.review import review
from diaban.zones.kinds import PARK

BOX = (106.4, 20.4, 108.6, 21.75)
SHAPES = {
    "dong-mai": shapely.Polygon([(106.85, 21.02), (106.88, 21.025), (106.87, 21.05)]),
    "hai-yen": shapely.Polygon([(107.93, 21.52), (107.96, 21.525), (107.95, 21.55)]),
    "viet-hung": shapely.Polygon([(106.98, 21.0), (107.01, 21.005), (107.0, 21.03)]),
}
NAMES = {
    "dong-mai": ("Khu công nghiệp Đông Mai", "Dong Mai Industrial Park"),
    "hai-yen": ("Khu công nghiệp Hải Yên", "Hai Yen Industrial Park"),
    "viet-hung": ("Khu công nghiệp Việt Hưng", "Viet Hung Industrial Park"),
}
CODES = tuple(NAMES)


def park(code: str, outline: bool = True, **held: Any) -> Subject:
    """A park as it is known; `held` are further values of its fields."""
    vi, en = NAMES[code]
    values: dict[str, Any] = {"name": {"vi": vi, "en": en}, "status": "operating"} | held
    if outline:
        values["outline"] = _geojson(SHAPES[code])
    return Subject(
        f"park:{code}",
        (vi, en),
        {name: shown(value) for name, value in values.items()},
        geometry=SHAPES[code] if outline else None,
    )


def shown(value: Any, kind: str = "report", day: date = date(2020, 1, 1), unit: str = "") -> Held:
    return Held(value, unit, "old-source", kind, day)


def world(
    *subjects: Subject,
    own: Mapping[tuple[str, str], list[Own]] | None = None,
    where: Place | None = None,
) -> Standing:
    """What is known: these parks (all three if none are given) and two communes."""
    known = subjects or tuple(map(park, CODES))
    return Standing(
        kind=PARK,
        source=SourceInfo("survey", "decision", date(2026, 1, 1)),
        where=where or Place(BOX, "Quảng Ninh", usual=("EPSG:5899", "EPSG:4756")),
        today=date(2026, 11, 26),
        subjects={one.key: one for one in known},
        others={one.key: one.names for one in known}
        | {
            "locality:06799": ("Xã Hải Hòa", "Hai Hoa Commune"),
            "locality:06820": ("Phường Vàng Danh", "Vang Danh Ward"),
            "locality:194": ("Thành phố Móng Cái", "Mong Cai City"),
            "economic_zone:mong-cai": ("Khu kinh tế cửa khẩu Móng Cái", "Mong Cai Zone"),
        },
        own=own or {},
    )


def reviewed(path: Path, standing: Standing | None = None, **decisions: Any) -> Proposal:
    """The review of a file in the small world."""
    if "accepted" in decisions:
        decisions["accepted"] = frozenset(decisions["accepted"])
    if "left_out" in decisions:
        decisions["left_out"] = frozenset(decisions["left_out"])
    return review(read(path), Decisions(**decisions), standing or world())


def in_system(system: str, *shapes: Any) -> list[Any]:
    """Geometries of WGS 84 in another system."""
    return [shapely.transform(shape, lambda xy: crs.from_wgs84(xy, system)[0]) for shape in shapes]


def swapped(shape: Any) -> Any:
    return shapely.transform(shape, lambda xy: np.ascontiguousarray(xy[:, ::-1]))


def codes(proposal: Proposal, severity: str | None = None) -> set[str]:
    return {one.code for one in proposal.remarks if severity in (None, one.severity)}


def asked(proposal: Proposal) -> list[str]:
    return [one.code for one in proposal.questions]


def change(proposal: Proposal, code: str) -> dict[str, Any]:
    """The fields of one park's change, by name."""
    found = next(one for one in proposal.changes if one.subject == f"park:{code}")
    return {one.field: one for one in found.fields}


def _geojson(shape: Any) -> dict[str, Any]:
    import json

    return dict(json.loads(shapely.to_geojson(shape)))
