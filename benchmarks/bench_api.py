"""Measure the reading API over HTTP beside PostGIS behind the same server, on the same machine.

    .venv/bin/python benchmarks/bench_api.py [--n 1000000] [--rounds 5] [--workers N] [--keep DIR]

Both answer the same boxes over the same synthetic polygons: how many match, and the first 100 as
GeoJSON in a stable order; that they name the same features is checked first. Both run behind
Granian with a worker for each core, warm, and are asked in turns by the same client, `wrk`. What
client and server can do at most is measured with an answer of the same size that costs nothing.
Where other work disturbs the machine, processor time for each answer (server, and database where
there is one) says more than answers a second.

PostGIS gets a GiST index, warm connections and prepared statements. It is asked as its manual
writes GeoJSON (`json_agg(ST_AsGeoJSON(record))` over a table with columns): that is what the target
(10 times the throughput) is held against. Two leaner ways show how far it can be driven: from
properties that lie there as JSON text, as ours do, and for less than we answer. It runs in a
cluster of its own for the time of the measurement (Debian: `wrk`, `postgresql-15-postgis-3`);
without it only our side is measured. The exit code is 1 when the target is missed.
"""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
import json
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import numpy as np

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from postgresql_cluster import POSTGRES, cluster, free_port  # noqa: E402

FEATURES = 100
TARGET = 10.0
CONNECTIONS = 8
IDLE = bytes(53_000)
# The same answer as ours: how many match, and the first 100 in a stable order.
MANUAL = f"""
WITH found AS MATERIALIZED (
    SELECT * FROM parcels WHERE ST_Intersects(geometry, ST_MakeEnvelope(%s, %s, %s, %s, 4326)))
SELECT (SELECT count(*) FROM found), json_agg(ST_AsGeoJSON(page.*, 'geometry', 7)::json)::text
FROM (SELECT * FROM found ORDER BY id LIMIT {FEATURES}) AS page
"""
# The same from features that are JSON but for their geometry, put together as text.
FEATURE = """string_agg('{"type":"Feature","id":"' || key || '","geometry":'
    || ST_AsGeoJSON(geometry, 7) || ',"properties":' || properties || '}', ',')"""
READY = f"""
WITH found AS MATERIALIZED (
    SELECT * FROM plots WHERE ST_Intersects(geometry, ST_MakeEnvelope(%s, %s, %s, %s, 4326)))
SELECT (SELECT count(*) FROM found), {FEATURE}
FROM (SELECT * FROM found ORDER BY id LIMIT {FEATURES}) AS page
"""
# Less than ours: whichever 100 come first, and nothing about the others.
ANY = f"""
SELECT count(*), {FEATURE} FROM (
    SELECT * FROM plots WHERE ST_Intersects(geometry, ST_MakeEnvelope(%s, %s, %s, %s, 4326))
    LIMIT {FEATURES}) AS page
"""


# The baseline: the same answer from PostGIS, as lean as it can be written.

_free: asyncio.Queue[Any] | None = None


async def _connections() -> asyncio.Queue[Any]:
    global _free
    if _free is None:
        import psycopg

        _free = asyncio.Queue()
        for _ in range(CONNECTIONS):
            connection = await psycopg.AsyncConnection.connect(
                os.environ["BENCH_DATABASE"], autocommit=True, prepare_threshold=0
            )
            _free.put_nowait(connection)
    return _free


async def postgis_application(scope: Any, receive: Any, send: Any) -> None:
    """`?bbox=w,s,e,n` as an ASGI application over PostGIS."""
    if scope["type"] != "http":
        return
    query = scope["query_string"].decode()
    box = [float(part) for part in query.partition("bbox=")[2].partition("&")[0].split(",")]
    free = await _connections()
    connection = await free.get()
    try:
        row = await (await connection.execute(os.environ["BENCH_SQL"], box)).fetchone()
    finally:
        free.put_nowait(connection)
    count, features = row
    features = (features or "").removeprefix("[").removesuffix("]")
    head = b'{"type":"FeatureCollection","numberMatched":%d,"features":[' % count
    body = head + features.encode() + b"]}"
    headers = [
        (b"content-type", b"application/geo+json"),
        (b"content-length", str(len(body)).encode()),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def idle_application(scope: Any, receive: Any, send: Any) -> None:
    """The same amount of bytes without any work."""
    if scope["type"] != "http":
        return
    headers = [(b"content-length", b"%d" % len(IDLE))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": IDLE})


@contextmanager
def postgis(root: Path) -> Iterator[tuple[str, int]]:
    """A PostgreSQL cluster with the published plots; yields its address and process."""
    with cluster() as (url, process):
        fill(url, root)
        yield url, process


def fill(url: str, root: Path) -> None:
    """Copy the published layer into an indexed, analysed table."""
    import orjson
    import psycopg

    from diaban.editions import store

    layer = next(iter(store.current(root).layers.values()))
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE EXTENSION postgis")
        connection.execute(
            "CREATE TABLE plots (id serial, key text, properties text, "
            "geometry geometry(Polygon, 4326))"
        )
        with connection.cursor().copy("COPY plots (key, properties, geometry) FROM STDIN") as copy:
            for start in range(0, len(layer), 20_000):
                rows = np.arange(start, min(start + 20_000, len(layer)))
                shapes = layer.column("geometry").take(rows).to_pylist()
                for feature, shape in zip(layer.features(rows), shapes, strict=True):
                    content = orjson.loads(feature)
                    properties = orjson.dumps(content["properties"]).decode()
                    copy.write_row((content["id"], properties, shape.hex()))
        columns = ", ".join(
            f"{name} {'double precision' if isinstance(value, float) else 'text'}"
            for name, value in content["properties"].items()
        )
        connection.execute(
            "CREATE TABLE parcels AS SELECT id, properties.*, geometry FROM plots, "
            f"jsonb_to_record(plots.properties::jsonb) AS properties({columns})"
        )
        for table in ("plots", "parcels"):
            connection.execute(f"CREATE INDEX ON {table} USING gist (geometry)")
            connection.execute(f"CREATE INDEX ON {table} (id)")
            connection.execute(f"VACUUM ANALYZE {table}")


# The server and the client, the same for both


@contextmanager
def served(target: str, environment: dict[str, str], workers: int) -> Iterator[tuple[int, int]]:
    """Granian with an application; yields its port and its process."""
    port = free_port()
    words = [
        "--interface",
        "asgi",
        "--workers",
        str(workers),
        "--no-ws",
        "--port",
        str(port),
        target,
    ]
    path = f"{HERE}{os.pathsep}{HERE.parent}"
    server = subprocess.Popen(
        [str(Path(sys.executable).with_name("granian")), *words, "--log-level", "warning"],
        env=os.environ | environment | {"PYTHONPATH": path},
    )
    try:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield port, server.pid
    finally:
        server.terminate()
        server.wait()


def processor_seconds(ancestors: list[int]) -> float:
    """Processor time, user and system, of processes and all that descend from them."""
    children: dict[int, list[int]] = {}
    used = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        with suppress(FileNotFoundError, ProcessLookupError):
            fields = status.read_text().rpartition(")")[2].split()
            number = int(status.parent.name)
            children.setdefault(int(fields[1]), []).append(number)
            used[number] = int(fields[11]) + int(fields[12])
    family = list(ancestors)
    for one in family:
        family += children.get(one, [])
    return sum(used.get(one, 0) for one in family) / os.sysconf("SC_CLK_TCK")


@dataclass
class Side:
    """One of those compared: where it answers, which processes work for it, what was measured."""

    name: str
    port: int
    processes: list[int]
    targets: list[str]
    rates: list[float] = field(default_factory=list)
    costs: list[float] = field(default_factory=list)

    def ask(self, folder: Path, seconds: float) -> tuple[float, float]:
        """Answers a second, and processor microseconds of the serving side for each."""
        script = folder / f"{self.port}.lua"
        quoted = ",".join(f"'{target}'" for target in self.targets)
        script.write_text(
            f"local asked, n = {{{quoted}}}, 0\n"
            "function request() n = n % #asked + 1 return wrk.format('GET', asked[n]) end\n"
        )
        before = processor_seconds(self.processes)
        words = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds:.0f}s", "-s", str(script)]
        said = subprocess.run(
            [*words, f"http://127.0.0.1:{self.port}/"], check=True, capture_output=True, text=True
        ).stdout
        spent = processor_seconds(self.processes) - before
        if "Non-2xx" in said or "Socket errors" in said:
            raise RuntimeError(f"{self.name}: {said}")
        count = int(re.search(r"(\d+) requests in", said)[1])
        return float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1]), spent / count * 1e6

    def measure(self, folder: Path, seconds: float) -> None:
        rate, cost = self.ask(folder, seconds)
        self.rates.append(rate)
        self.costs.append(cost)

    @property
    def figures(self) -> tuple[float, float]:
        return statistics.median(self.rates), statistics.median(self.costs)

    def answer(self, number: int) -> tuple[int, list[str]]:
        """How many match and which features are on the page."""
        with urlopen(f"http://127.0.0.1:{self.port}{self.targets[number]}") as reply:
            found = json.load(reply)
        return found["numberMatched"], [one["properties"]["key"] for one in found["features"]]


def boxes(count: int, wanted: int = 3000) -> list[str]:
    """Boxes that mostly hold more than 100 features, whatever the size of the layer."""
    side = 0.02 * (1_000_000 / count) ** 0.5
    corners = np.random.default_rng(9).uniform((106.5, 20.7), (107.9, 21.5), (wanted, 2))
    return [f"{x:.5f},{y:.5f},{x + side:.5f},{y + side:.5f}" for x, y in corners.tolist()]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--n", type=int, default=1_000_000, help="number of polygons")
    parser.add_argument("--seconds", type=float, default=4, help="length of each measurement")
    parser.add_argument("--rounds", type=int, default=5, help="measurements; the median counts")
    parser.add_argument("--workers", type=int, default=os.cpu_count(), help="of the server")
    parser.add_argument("--keep", type=Path, help="folder of the edition, to use it again")
    options = parser.parse_args()
    data = options.keep or Path(tempfile.mkdtemp(prefix="diaban-bench-"))
    root = data / "editions"
    try:
        if not root.exists():
            from bench_editions import snapshot

            from diaban.editions import publish

            publish.write(root, snapshot(options.n, 1), now=dt.datetime.now(dt.UTC))
        return compare(root, options)
    finally:
        if options.keep is None:
            shutil.rmtree(data, ignore_errors=True)


def compare(root: Path, options: argparse.Namespace) -> int:
    found = boxes(options.n)
    asked = [f"/api/v1/layers/plots/features?limit={FEATURES}&bbox={box}" for box in found]
    with ExitStack() as running:
        folder = Path(running.enter_context(tempfile.TemporaryDirectory()))

        def side(name: str, target: str, targets: list[str], **environment: str) -> Side:
            port, process = running.enter_context(served(target, environment, options.workers))
            return Side(name, port, [process], targets)

        data = {"DIABAN_DATA": str(root.parent)}
        idle = side("an answer for nothing", "bench_api:idle_application", ["/"])
        mine = side("edition", "diaban.explorer.api.app:application", asked, **data)
        sides = [idle, mine]
        if (POSTGRES / "initdb").exists():
            url, postmaster = running.enter_context(postgis(root))
            for name, sql in (
                ("PostGIS, as in its manual", MANUAL),
                ("PostGIS, from ready JSON", READY),
                ("PostGIS, ready, uncounted", ANY),
            ):
                environment = {"BENCH_DATABASE": url, "BENCH_SQL": sql}
                one = side(name, "bench_api:postgis_application", theirs(found), **environment)
                one.processes.append(postmaster)
                sides.append(one)
            for other in sides[2:4]:
                check_answers(mine, other)
        else:
            print("PostGIS is not installed (apt install postgresql-15-postgis-3): no comparison.")
        for one in sides:
            one.ask(folder, 5)  # warm
        for _ in range(options.rounds):
            for one in sides:
                one.measure(folder, options.seconds)
    return report(mine, sides)


def theirs(found: list[str]) -> list[str]:
    return [f"/?bbox={box}" for box in found]


def check_answers(mine: Side, other: Side) -> None:
    """Raise RuntimeError unless both count the same and name the same features in one order."""
    for number in range(40):
        ours, same = mine.answer(number), other.answer(number)
        if ours != same:
            raise RuntimeError(f"{mine.targets[number]}: {ours[0]} here, {same[0]} in PostGIS")


def report(mine: Side, sides: list[Side]) -> int:
    """Print the medians; 1 if the target is missed."""
    rate, cost = mine.figures
    print(f"{'':28}{'answers/s':>11}{'ratio':>8}{'CPU µs/answer':>15}{'ratio':>8}")
    for one in sides:
        its_rate, its_cost = one.figures
        print(
            f"{one.name:28}{its_rate:>11,.0f}{rate / its_rate:>7.1f}×"
            f"{its_cost:>15,.0f}{its_cost / cost:>7.1f}×"
        )
    if len(sides) < 3:
        return 0
    missed = rate / sides[2].figures[0] < TARGET
    print(f"target: ≥ {TARGET:.0f}× the answers/s of PostGIS{'  MISSED' if missed else ''}")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
