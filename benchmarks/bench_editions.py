"""Measure editions: publish, open and ask a layer of one million synthetic polygons.

    .venv/bin/python benchmarks/bench_editions.py [--n 1000000] [--keep FOLDER]

Prints each figure beside its target; the exit code is 1 when a target is missed. Tiles are measured
beside the pure-Python encoder `mapbox-vector-tile`, opening in a fresh process.
"""

from __future__ import annotations

import argparse
import datetime as dt
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import shapely

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from diaban.editions import publish, store, tiles
from diaban.editions.layer import Layer
from diaban.editions.model import FieldInfo, LayerInput, Snapshot

BOX = (106.4, 20.6, 108.1, 21.7)
LAYER = "plots"
_BATCH = 100_000


def polygons(count: int, seed: int) -> np.ndarray:
    """Irregular polygons of 5 to 9 corners, 20 to 250 m across, in clusters and between them."""
    rng = np.random.default_rng(seed)
    west, south, east, north = BOX
    centres = rng.uniform((west, south), (east, north), (count, 2))
    villages = rng.uniform((west, south), (east, north), (400, 2))
    near = rng.random(count) < 0.5
    centres[near] = villages[rng.integers(0, 400, near.sum())] + rng.normal(
        0, 0.015, (near.sum(), 2)
    )
    corners = rng.integers(5, 10, count)
    total = int(corners.sum())
    owner = np.repeat(np.arange(count), corners)
    place = np.arange(total) - np.repeat(np.cumsum(corners) - corners, corners)
    angle = (place + rng.uniform(0, 0.8, total)) / corners[owner] * 2 * np.pi
    radius = rng.lognormal(np.log(0.0004), 0.5, count)[owner] * rng.uniform(0.7, 1, total)
    corner = centres[owner] + radius[:, None] * np.column_stack((np.cos(angle), np.sin(angle)))
    return shapely.polygons(shapely.linearrings(corner, indices=owner))


def snapshot(count: int, seed: int) -> Snapshot:
    """One layer of synthetic plots with the columns that every layer has."""
    rng = np.random.default_rng(seed + 1)
    geometries = polygons(count, seed)
    number = np.arange(count)
    codes = [f"{n:07d}" for n in number]
    kinds = np.array(["acacia", "cinnamon", "tea", "shrimp", "clay"])
    area = np.round(shapely.area(geometries) * 1.154e6, 2)
    table = pa.table(
        {
            "key": pa.array([f"plot:{code}" for code in codes]),
            "code": pa.array(codes),
            "name_vi": pa.array([f"Thửa {code}" for code in codes]),
            "name_en": pa.array([f"Plot {code}" for code in codes]),
            "geometry": pa.array(shapely.to_wkb(geometries), pa.binary()),
            "kind": pa.array(kinds[rng.integers(0, 5, count)]),
            "status": pa.array(np.array(["operating", "planned"])[rng.integers(0, 2, count)]),
            "confidence": pa.array(["medium"] * count),
            "freshness": pa.array(["fresh"] * count),
            "area_ha": pa.array(area),
            "area": pa.array(area),
            "accuracy_m": pa.array(np.full(count, 10.0)),
        }
    )
    layer = LayerInput(
        name=LAYER,
        kind="plot",
        title_vi="Thửa",
        title_en="Plots",
        fields=[FieldInfo("area", "decimal", "Diện tích", "Area", unit="ha")],
        table=table,
    )
    return Snapshot(layers=[layer])


WORKER = """
import sys, time
sys.path.insert(0, {package!r})
import numpy as np, pathlib
from diaban.editions import store
def memory(*names):
    lines = open("/proc/self/smaps_rollup").read().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith(names)) / 1024
started = time.perf_counter()
edition = store.current(pathlib.Path({root!r}))
opened = time.perf_counter() - started
layer = edition.layers[{layer!r}]
rng = np.random.default_rng(5)
for lon, lat in rng.uniform((106.4, 20.6), (108.1, 21.7), (300, 2)):
    layer.features(layer.candidates(lon, lat, lon + 0.01, lat + 0.01)[:100])
    layer.nearest(lon, lat, 10)
    x = int((lon + 180) / 360 * 2**14)
    edition.tile({layer!r}, 14, x, 7225)
print(opened, memory("Private_"), memory("Anonymous"), flush=True)
sys.stdin.readline()
"""


def additional_worker(root: Path) -> tuple[float, float, float]:
    """A worker beside one that serves already: seconds to open, private MB, anonymous MB.

    Both answer 300 questions of three kinds. Pages of files that both have looked at are shared.
    What is left as private includes pages that only this worker has touched, which the system may
    drop at any time, and the interpreter with its libraries.
    """
    package = str(Path(__file__).resolve().parents[1])
    command = [sys.executable, "-c", WORKER.format(package=package, root=str(root), layer=LAYER)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, **pipes) as first:
        first.stdout.readline()
        with subprocess.Popen(command, **pipes) as second:
            opened, private, anonymous = map(float, second.stdout.readline().split())
            second.communicate("\n")
        first.communicate("\n")
    return opened, private, anonymous


def median_us(call: Callable[..., Any], arguments: list[tuple[Any, ...]]) -> float:
    """Median time of one call in microseconds."""
    times = []
    for argument in arguments:
        started = time.perf_counter()
        call(*argument)
        times.append(time.perf_counter() - started)
    return statistics.median(times) * 1e6


class Table:
    """Prints rows as they are measured and remembers missed targets."""

    def __init__(self) -> None:
        self.missed = 0
        print(f"{'':44}{'measured':>14}{'target':>14}")

    def add(self, name: str, value: float, unit: str, target: float | None = None) -> None:
        """A figure that should not exceed its target."""
        shown = "" if target is None else f"≤ {target:g} {unit}"
        missed = target is not None and value > target
        self.missed += missed
        mark = "  MISSED" if missed else ""
        print(f"{name:44}{value:>10,.4g} {unit:<4}{shown:>13}{mark}", flush=True)


def measure(root: Path, count: int, table: Table) -> None:
    """Ask the published layer and print what it took."""
    opened, private, anonymous = additional_worker(root)
    table.add("open in a fresh process", opened, "s", 1.0)
    table.add("private memory per additional worker", private, "MB", 300)
    table.add("  of which not backed by a file", anonymous, "MB")
    layer = store.current(root).layers[LAYER]
    rng = np.random.default_rng(9)
    places = rng.uniform((106.5, 20.7), (108.0, 21.6), (2000, 2)).tolist()
    # Boxes that hold about 20 features, whatever the size of the layer.
    side = 0.0062 * (1_000_000 / count) ** 0.5
    boxes = [(lon, lat, lon + side, lat + side) for lon, lat in places]
    wide = [(lon, lat, lon + 0.016, lat + 0.016) for lon, lat in places[:300]]
    table.add("candidates in a box", median_us(layer.candidates, boxes), "µs", 50)
    table.add(
        "10 nearest, geodesic, exact",
        median_us(layer.nearest, [(*p, 10) for p in places]),
        "µs",
        50,
    )
    table.add("within a box, exact geometry", median_us(layer.within_box, boxes), "µs")
    table.add(
        "within 500 m, geodesic",
        median_us(layer.within_distance, [(*p, 500) for p in places]),
        "µs",
    )
    hundred = [(layer.candidates(*box)[:100],) for box in wide]
    hundred = [rows for rows in hundred if len(rows[0]) == 100] or hundred
    table.add(f"{len(hundred[0][0])} features as bytes", median_us(layer.features, hundred), "µs")
    known = [(f"plot:{n:07d}",) for n in rng.integers(0, count, 2000)]
    table.add("row of a key", median_us(layer.row, known), "µs")
    day = dt.date(2026, 11, 23)
    table.add("valid on a day, whole layer", median_us(layer.valid_on, [(day,)] * 30), "µs")


def compare_tiles(root: Path, table: Table) -> None:
    """Cut tiles with our encoder and with `mapbox-vector-tile` from the same rows."""
    layer = store.current(root).layers[LAYER]
    for zoom in (12, 14):
        _compare_tile(layer, zoom, table)


def _compare_tile(layer: Layer, zoom: int, table: Table) -> None:
    import mapbox_vector_tile

    side = 1 << zoom
    x, y = int((107.25 + 180) / 360 * side), int(0.441 * side)
    rows = tiles.rows_in(layer, zoom, x, y)
    ours = median_us(lambda: tiles.cut(layer, zoom, x, y), [()] * 15)
    bounds = tiles.tile_bounds(zoom, x, y)

    def theirs() -> bytes:
        window = shapely.box(*tiles.tile_bounds(zoom, x, y, 64 / 4096))
        features = []
        for row in rows.tolist():
            record = layer.record(row)
            names = ("key", "name_vi", "name_en", "kind", "status", "confidence", "area_ha")
            features.append(
                {
                    "geometry": layer.geometry(row).intersection(window),
                    "properties": {name: record[name] for name in names},
                }
            )
        return mapbox_vector_tile.encode(
            [{"name": LAYER, "features": features}],
            default_options={"quantize_bounds": bounds},
        )

    other = median_us(theirs, [()] * 2)
    label = f"tile z{zoom}, {len(rows):,} polygons"
    table.add(label, ours / 1000, "ms")
    table.add(f"{'':{len(label) - 18}}mapbox-vector-tile", other / 1000, "ms")


def compare_tree(root: Path, table: Table) -> None:
    """Shapely's STRtree over the same geometries, all of them in this process's memory."""
    layer = store.current(root).layers[LAYER]
    geometries = shapely.from_wkb(np.array(layer.column("geometry").to_pylist(), dtype=object))
    started = time.perf_counter()
    tree = shapely.STRtree(geometries)
    table.add("baseline: Shapely STRtree, build", time.perf_counter() - started, "s")
    rng = np.random.default_rng(9)
    places = rng.uniform((106.5, 20.7), (108.0, 21.6), (500, 2)).tolist()
    boxes = [(shapely.box(lon, lat, lon + 0.0062, lat + 0.0062),) for lon, lat in places]
    tree.query(boxes[0][0])
    table.add("baseline: STRtree, box, exact", median_us(_intersecting(tree), boxes), "µs")


def _intersecting(tree: shapely.STRtree) -> Callable[[Any], Any]:
    return lambda box: tree.query(box, predicate="intersects")


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--n", type=int, default=1_000_000, help="how many polygons (1000000)")
    parser.add_argument("--seed", type=int, default=20261123)
    parser.add_argument("--keep", type=Path, help="folder to publish into and to leave")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        root = options.keep or Path(temporary)
        print(f"{options.n:,} polygons, seed {options.seed}")
        table = Table()
        if not store.ids(root):
            made = snapshot(options.n, options.seed)
            started = time.perf_counter()
            publish.write(root, made, now=dt.datetime.now(dt.UTC))
            table.add("publish", time.perf_counter() - started, "s")
            del made
        size = sum(path.stat().st_size for path in root.rglob("*") if path.is_file())
        table.add("size on disk", size / 1e6, "MB")
        measure(root, options.n, table)
        compare_tree(root, table)
        compare_tiles(root, table)
    return 1 if table.missed else 0


if __name__ == "__main__":
    raise SystemExit(main())
