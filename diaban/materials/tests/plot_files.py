"""Files of invented plots for the tests."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

REGION = "material:che-hai-ha"
SQUARE = [[107.700001, 21.400001], [107.704001, 21.400001], [107.704001, 21.403001],
          [107.700001, 21.403001], [107.700001, 21.400001]]  # fmt: skip


def polygon(place: str, shift: float = 0.0, **properties: Any) -> dict[str, Any]:
    ring = [[round(lon + shift, 6), lat] for lon, lat in SQUARE]
    return feature(place, {"type": "Polygon", "coordinates": [ring]}, **properties)


def point(place: str, **properties: Any) -> dict[str, Any]:
    geometry = {"type": "Point", "coordinates": [107.711111, 21.411111]}
    return feature(place, geometry, **properties)


def feature(place: str, geometry: Any, **properties: Any) -> dict[str, Any]:
    said = {"ProducerName": f"Hộ {place}", "ProducerCountry": "VN", "ProductionPlace": place}
    return {"type": "Feature", "properties": said | properties, "geometry": geometry}


def write(path: Path, *features: dict[str, Any]) -> Path:
    content = {"type": "FeatureCollection", "features": list(features)}
    path.write_text(json.dumps(content, ensure_ascii=False), "utf-8")
    return path
