"""Measure imports: a change set of 54 communes previewed, and a million polygons taken in.

    .venv/bin/python benchmarks/bench_import.py [--n 1000000] [--postgis URL] [--rounds 1]

The million: a GeoPackage of plots that share their corners, in VN-2000 (EPSG:5899), with a code, a
name and a declared area each, some of them faulty. Our side reads it in the confined process,
transforms it, checks every value and geometry with its neighbours, stores it, approves and applies
it, and publishes an edition (R-tree, GeoParquet, features ready as GeoJSON, tiles) in a process of
its own, as the worker does. Beside it `ogr2ogr` loads the same file into PostGIS with COPY and a
spatial index, transforming and checking nothing. Both run one after the other in the same round.
`ogr2ogr` is Debian's `gdal-bin`; PostGIS is the server at --postgis (default
postgres://postgres@127.0.0.1:54330/postgres), in a database of its own for the time of the
measurement. Without either only our side is measured.

Where other work disturbs the machine, processor seconds say more than seconds: ours are those of
the program and of the reader that it starts; of `ogr2ogr` its own and those of the server's
connections that ended meanwhile (nobody else should use that server).

Each figure stands beside its target; the exit code is 1 when a target is missed.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import shapely

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

PREVIEW_S = 2.0
TIMES_OGR2OGR = 3.0
MEMORY_MB = 2048.0
POSTGIS = "postgres://postgres@127.0.0.1:54330/postgres"
FAULTY = 1_000
"""Of so many plots one reaches into its neighbour."""


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--n", type=int, default=1_000_000)
    arguments.add_argument("--postgis", default=POSTGIS)
    arguments.add_argument("--rounds", type=int, default=1)
    arguments.add_argument("--ours", type=Path, help=argparse.SUPPRESS)
    arguments.add_argument("--publish", action="store_true", help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if given.publish:
        return published()
    if given.ours is not None:
        return ours(given.ours)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DIABAN_DATA"] = folder
        os.environ["DIABAN_SECOND_PERSON"] = "0"
        os.environ["DJANGO_SETTINGS_MODULE"] = "diaban.config.settings"
        os.environ.pop("DIABAN_DATABASE_URL", None)
        set_up()
        missed = communes(Path(folder))
        missed |= million(Path(folder), given.n, given.postgis, given.rounds)
    return int(missed)


def set_up() -> None:
    import django

    django.setup()
    from django.core.management import call_command

    from diaban.facts import packs

    call_command("migrate", interactive=False, verbosity=0)
    packs.load(ROOT / "packs" / "quang-ninh")


def tell(title: str, figure: float, unit: str, target: float | None = None) -> bool:
    """One line; returns whether the target was missed."""
    missed = target is not None and figure > target
    beside = "" if target is None else f"{target:>9.1f} {unit:<3} {'MISSED' if missed else 'ok'}"
    print(f"{title:<52}{figure:>10.2f} {unit:<3}{beside}", flush=True)
    return missed


def write(
    path: Path, shapes: Sequence[Any], fields: dict[str, Sequence[Any]], crs: str = "EPSG:4326"
) -> Path:
    columns = [
        np.array(values, dtype=object if isinstance(values[0], str) else None)
        for values in fields.values()
    ]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pyogrio.raw.write(
            path, shapely.to_wkb(np.array(shapes, dtype=object)), columns, list(fields),
            geometry_type="Polygon", crs=crs,
        )  # fmt: skip
    return path


def propose(path: Path, layer: str, **decisions: Any) -> Any:
    from diaban.facts.models import Source
    from diaban.imports import actions
    from diaban.imports.decisions import Decisions
    from diaban.imports.standing import kind_of_layer

    return actions.propose(
        path, kind_of_layer(layer), Source.objects.get(pk="vn-provinces-geometry"),
        Decisions(**decisions),
    )  # fmt: skip


def carry_out(record: Any) -> None:
    from diaban.imports import actions

    assert record.report["ready"], record.report["questions"] or [
        (one.code, one.reason["en"]) for one in record.findings.all()[:5]
    ]
    actions.send(record)
    actions.approve(record, by=None, seen=record.mark)
    actions.apply(record)


# ── 54 communes ──────────────────────────────────────────────────────────────────────────────────


def wavy(seed: int, corners: int = 60) -> tuple[list[Any], np.ndarray]:
    """54 areas (9 by 6) that share wavy boundaries of `corners` points a side."""
    rng = np.random.default_rng(seed)
    lines: dict[tuple[Any, Any], np.ndarray] = {}

    def side(a: tuple[int, int], b: tuple[int, int]) -> np.ndarray:
        key = (min(a, b), max(a, b))
        if key not in lines:
            share = np.linspace(0, 1, corners + 2)[:, None]
            line = np.array(key[0]) * (1 - share) + np.array(key[1]) * share
            reach = np.minimum(0.04, 0.4 * np.minimum(share, 1 - share))
            across = [key[0][0] == key[1][0], key[0][1] == key[1][1]]
            line += rng.uniform(-1, 1, line.shape) * reach * across
            lines[key] = line
        return lines[key] if a == key[0] else lines[key][::-1]

    shapes = []
    for i in range(9):
        for j in range(6):
            ring = [(i, j), (i + 1, j), (i + 1, j + 1), (i, j + 1), (i, j)]
            parts = [side(a, b)[:-1] for a, b in pairwise(ring)]
            xy = np.concatenate([*parts, [ring[0]]])
            shapes.append(shapely.Polygon(np.round(xy * 0.15 + [106.6, 20.6], 6)))
    return shapes, np.array([shape.area for shape in shapes])


def communes(folder: Path) -> bool:
    from diaban.places.models import Locality

    places = list(Locality.objects.filter(level="commune").order_by("key")[:54])
    fields = {
        "ma": [one.code for one in places],
        "ten": [one.name_vi or one.code for one in places],
        "dan_so": [20_000 + number for number in range(len(places))],
    }
    accept = frozenset({"area_differs", "moved_far", "outside", "thin_part"})
    taken = {"accepted": accept, "left_out": accept}
    carry_out(propose(write(folder / "a.gpkg", wavy(1)[0], fields), "localities", **taken))
    path = write(folder / "b.gpkg", wavy(2)[0], fields)
    seconds, used = best(3, lambda: propose(path, "localities", **taken))
    missed = tell("54 communes: read, reviewed, compared, stored", seconds, "s", PREVIEW_S)
    tell("    processor time", used, "s")
    return missed


def best(rounds: int, work: Callable[[], Any]) -> tuple[float, float]:
    """Seconds and processor seconds of the quickest round."""
    found = []
    for _round in range(rounds):
        start = clock()
        work()
        end = clock()
        found.append((end[0] - start[0], end[1] - start[1]))
    return min(found)


def peak() -> float:
    """The most memory that this process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def clock() -> tuple[float, float]:
    """Seconds now, and processor seconds of this process and of those that it has started."""
    own, started = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return time.perf_counter(), sum(one.ru_utime + one.ru_stime for one in (own, started))


# ── a million plots ──────────────────────────────────────────────────────────────────────────────


def plots(path: Path, count: int) -> Path:
    """Plots of about 60 m that share their corners, in VN-2000; one in `FAULTY` overlaps."""
    side = int(np.ceil(np.sqrt(count)))
    rng = np.random.default_rng(3)
    x, y = np.meshgrid(np.arange(side + 1) * 60.0 + 400_000, np.arange(side + 1) * 60.0 + 2_300_000)
    x, y = x + rng.uniform(-20, 20, x.shape), y + rng.uniform(-20, 20, y.shape)
    i, j = np.divmod(np.arange(count), side)
    ring = np.stack(
        [
            np.column_stack((x[a, b], y[a, b]))
            for a, b in ((i, j), (i, j + 1), (i + 1, j + 1), (i + 1, j), (i, j))
        ],
        axis=1,
    )
    shapes = shapely.polygons(ring)
    area = np.round(shapely.area(shapes) / 10_000, 4)
    ring[::FAULTY, 2] += 15.0
    return write(
        path, shapely.polygons(ring),
        {
            "ma": [f"{number:07d}" for number in range(count)],
            "ten": [f"Lô {number}" for number in range(count)],
            "dien_tich": area.tolist(),
        },
        "EPSG:5899",
    )  # fmt: skip


def million(folder: Path, count: int, postgis: str, rounds: int) -> bool:
    path = plots(folder / "plots.gpkg", count)
    print(f"\n{count:,} polygons, {path.stat().st_size / 1e6:.0f} MB of GeoPackage")
    missed = False
    for _round in range(rounds):
        theirs = ogr2ogr(path, postgis)
        start = clock()
        peaks = [stages("--ours", str(path)), stages("--publish")]
        end = clock()
        tell("ours: all of it", end[0] - start[0], "s")
        tell("    processor time", end[1] - start[1], "s")
        missed |= tell("ours: most memory of one process", max(peaks), "MB", MEMORY_MB)
        if theirs is not None:
            seconds, used = theirs
            missed |= tell("ours ÷ ogr2ogr", (end[0] - start[0]) / seconds, "×", TIMES_OGR2OGR)
            tell("    in processor time", (end[1] - start[1]) / used, "×")
    return missed


def stages(*words: str) -> float:
    """Run a part of our side in a process of its own; the most memory that it had, in MB."""
    answer = subprocess.run(
        [sys.executable, __file__, *words], check=True, stdout=subprocess.PIPE, text=True
    )
    said, _peak, most = answer.stdout.rpartition("peak ")
    print(said, end="", flush=True)
    tell("    most memory", float(most.split()[0]), "MB")
    return float(most.split()[0])


def ogr2ogr(path: Path, postgis: str) -> tuple[float, float] | None:
    """Seconds and processor seconds to load the file into PostGIS; None where it cannot be done."""
    if shutil.which("ogr2ogr") is None or shutil.which("psql") is None:
        print("ogr2ogr or psql is not installed: only our side is measured")
        return None
    name = f"diaban_bench_{os.getpid()}"
    into = postgis.rsplit("/", 1)[0] + f"/{name}"
    psql = ["psql", "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1"]
    try:
        subprocess.run([*psql, postgis, "-c", f"CREATE DATABASE {name}"], check=True)
    except subprocess.CalledProcessError:
        print("there is no PostgreSQL to load into: only our side is measured")
        return None
    try:
        subprocess.run([*psql, into, "-c", "CREATE EXTENSION postgis"], check=True)
        before, server = clock()[1], server_seconds(into)
        start = time.perf_counter()
        subprocess.run(
            ["ogr2ogr", "-f", "PostgreSQL",
             "PG:" + into.replace("postgres://", "postgresql://", 1), str(path), "-nln", "plots",
             "--config", "PG_USE_COPY", "YES"],
            check=True, capture_output=True,
        )  # fmt: skip
        seconds = time.perf_counter() - start
        used = clock()[1] - before + server_seconds(into) - server
        tell("ogr2ogr into PostGIS, nothing checked", seconds, "s")
        tell("    processor time, the server's with it", used, "s")
        return seconds, used
    finally:
        subprocess.run([*psql, postgis, "-c", f"DROP DATABASE {name}"], check=False)


def server_seconds(postgis: str) -> float:
    """Processor seconds of the server's connections that have ended; 0 where it lives elsewhere."""
    asked = [
        "psql",
        "--quiet",
        "--no-psqlrc",
        "--tuples-only",
        postgis,
        "-c",
        "SHOW data_directory",
    ]
    folder = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()
    try:
        number = (Path(folder) / "postmaster.pid").read_text().split()[0]
        told = Path(f"/proc/{number}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return (int(told[13]) + int(told[14])) / os.sysconf("SC_CLK_TCK")


def ours(path: Path) -> int:
    """Take the file in, in a process of its own, so that its memory is its own."""
    import django

    django.setup()
    with stage("ours: read, transform, check, compare, store"):
        record = propose(
            path, "materials", constants={"kind": "region", "commodity": "coal"},
            mapping={"ma": "code", "ten": "name_vi", "dien_tich": "area"},
            accepted=frozenset({"overlap", "area_differs", "sliver"}),
        )  # fmt: skip
    with stage("ours: approve and apply"):
        carry_out(record)
    print(f"    {record.findings.count()} findings kept, {record.report['counts']['added']:,} rows")
    print(f"peak {peak():.0f} MB")
    return 0


def published() -> int:
    """Publish, in a process of its own, as the worker does."""
    import django

    django.setup()
    from django.conf import settings
    from django.utils import timezone

    from diaban.editions import publish, snapshot

    with stage("ours: publish an edition"):
        now = timezone.now()
        publish.write(settings.DIABAN_EDITIONS, snapshot.build(now), now=now)
    print(f"peak {peak():.0f} MB")
    return 0


@contextmanager
def stage(title: str) -> Iterator[None]:
    start = clock()
    yield
    end = clock()
    tell(title, end[0] - start[0], "s")
    tell("    processor time", end[1] - start[1], "s")


if __name__ == "__main__":
    sys.exit(main())
