"""Small snapshots for the tests of this room."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import shapely

from diaban.editions.model import FieldInfo, LayerInput, Snapshot

NOW = dt.datetime(2026, 11, 23, 21, 5, tzinfo=dt.UTC)

AREA = FieldInfo("area", "decimal", "Diện tích", "Area", unit="ha")
DEVELOPER = FieldInfo("developer", "words", "Chủ đầu tư", "Developer")
STATUS = FieldInfo(
    "status",
    "choice",
    "Tình trạng",
    "Status",
    choices={"operating": ("Hoạt động", "Operating"), "planned": ("Quy hoạch", "Planned")},
)
FIELDS = (STATUS, AREA, DEVELOPER)


def fact(field: str, value: Any, **more: Any) -> dict[str, Any]:
    """A fact record as the registry makes them."""
    record = {
        "field": field,
        "value": value,
        "value_label": None,
        "unit": None,
        "trust": "S-H",
        "confidence": "high",
        "source": "ezip-p19",
        "as_of": "2023-01-01",
        "note": "",
        "freshness": {"state": "fresh", "checked_on": "2026-11-23"},
        "rule": "only",
        "conflict": False,
        "competing": [],
        "history": [],
    }
    return record | more


def row(code: str, geometry: shapely.Geometry | None = None, **more: Any) -> dict[str, Any]:
    """A row of a layer of parks."""
    values = {
        "key": f"park:{code}",
        "code": code,
        "name_vi": f"Khu công nghiệp {code}",
        "name_en": f"{code} industrial park",
        "valid_from": None,
        "valid_to": None,
        "geometry": None if geometry is None else shapely.to_wkb(geometry),
        "aliases": [code],
        "kind": "park",
        "status": "operating",
        "confidence": "high",
        "freshness": "fresh",
        "conflict": False,
        "localities": ["locality:22"],
        "area": 100.0,
        "developer_vi": "Công ty",
        "developer_en": "Company",
    }
    return values | more


SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("key", "code", "name_vi", "name_en")),
        ("valid_from", pa.date32()),
        ("valid_to", pa.date32()),
        ("geometry", pa.binary()),
        ("aliases", pa.list_(pa.string())),
        *((name, pa.string()) for name in ("kind", "status", "confidence", "freshness")),
        ("stale_since", pa.date32()),
        ("conflict", pa.bool_()),
        ("accuracy_m", pa.float64()),
        ("location_method", pa.string()),
        ("area_ha", pa.float64()),
        ("free_ha", pa.float64()),
        ("localities", pa.list_(pa.string())),
        ("port_km", pa.float64()),
        ("commodity", pa.string()),
        ("location_note", pa.string()),
        ("area", pa.float64()),
        ("developer_vi", pa.string()),
        ("developer_en", pa.string()),
    ]
)


def layer(
    rows: Sequence[dict[str, Any]],
    facts: dict[str, list[dict[str, Any]]] | None = None,
    name: str = "parks",
    kind: str = "park",
) -> LayerInput:
    """A layer of parks."""
    return LayerInput(
        name=name,
        kind=kind,
        title_vi="Khu công nghiệp",
        title_en="Industrial parks",
        fields=FIELDS,
        table=pa.Table.from_pylist(list(rows), schema=SCHEMA),
        facts=facts or {},
    )


def snapshot(*layers: LayerInput) -> Snapshot:
    """A snapshot of the given layers with one source."""
    return Snapshot(
        layers=layers,
        sources=[{"id": "ezip-p19", "title_en": "Profile 19", "kind": "report"}],
        authority={"id": "quang-ninh", "title_en": "Quảng Ninh"},
        crosswalk=[{"old_code": "06652", "new_code": "06652", "extent": "whole"}],
    )


def of_geometries(geometries: Sequence[shapely.Geometry | None]) -> LayerInput:
    """A layer with one park for each geometry, in order."""
    return layer([row(f"p{number}", geometry) for number, geometry in enumerate(geometries)])


def shapes(seed: int, count: int) -> list[shapely.Geometry]:
    """Points, lines, polygons with holes and multi-polygons in and around Quảng Ninh."""
    rng = np.random.default_rng(seed)
    made: list[shapely.Geometry] = []
    for number in range(count):
        lon, lat = rng.uniform(106.4, 108.1), rng.uniform(20.6, 21.7)
        size = rng.uniform(0.0005, 0.08)
        disc = shapely.Point(lon, lat).buffer(size, quad_segs=int(rng.integers(1, 6)))
        made.append(
            [
                shapely.Point(lon, lat),
                shapely.LineString([(lon, lat), (lon + size, lat + 0.3 * size), (lon, lat + size)]),
                disc,
                disc.difference(shapely.Point(lon, lat).buffer(size / 2)),
                shapely.MultiPolygon(
                    [disc, shapely.box(lon + 2 * size, lat, lon + 3 * size, lat + size)]
                ),
            ][number % 5]
        )
    return made
