"""Zones to post in, for tests of the database."""

from __future__ import annotations

from datetime import date

import shapely
from django.utils import timezone

from diaban.facts.typed import written_by_resolution
from diaban.land import actions
from diaban.land.ledger import INDUSTRIAL, OUTSIDE, Entry, Leg, step
from diaban.zones.models import InfrastructureProject

ZONE = "infrastructure_project:dong-mai"
OTHER = "infrastructure_project:hai-yen"
FOUNDED = date(2008, 6, 1)
LEASING = date(2012, 1, 1)


def project(key: str, **fields) -> None:
    with written_by_resolution():
        InfrastructureProject.objects.create(
            key=key,
            code=key.partition(":")[2],
            name_vi="Hạ tầng mẫu",
            name_en="Sample",
            resolved_at=timezone.now(),
            **fields,
        )


def zone(key: str = ZONE, ready: int = 600, outline=None) -> str:
    """A zone of 1,200 m², 1,000 of them industrial, with so much ready land."""
    project(key, park="park:dong-mai", economic_zone="economic_zone:quang-yen")
    actions.open_ledger(key, FOUNDED, by=None, outline=outline)
    legs = (
        Leg(OUTSIDE, -1200),
        Leg(f"{INDUSTRIAL}.not_cleared", 1000),
        Leg("green.not_cleared", 200),
    )
    actions.post(key, Entry("found", FOUNDED, legs), by=None)
    for kind, year, area in (("clear", 2009, 800), ("hand_over", 2010, 700)):
        actions.post(key, step(kind, date(year, 1, 1), area), by=None)
    if ready:
        actions.post(key, step("service", date(2011, 1, 1), ready), by=None)
    return key


def rectangle(metres_east: float, metres_north: float, width: float, height: float):
    """A rectangle in metres from a corner in Đông Mai, as an outline in EPSG:4326."""
    from pyproj import Transformer

    to_degrees = Transformer.from_crs(5899, 4326, always_xy=True)
    east, north = 404_000 + metres_east, 2_325_000 + metres_north
    corners = [(0, 0), (width, 0), (width, height), (0, height)]
    return shapely.Polygon([to_degrees.transform(east + x, north + y) for x, y in corners])
