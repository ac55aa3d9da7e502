"""Measure the reading API over HTTP beside PostGIS behind the same server, on the same machine.

    .venv/bin/python benchmarks/bench_api.py [--n 1000000] [--seconds 8] [--workers N] [--keep DIR]

Both answer the same boxes over the same synthetic polygons: how many match, and the first 100 as
GeoJSON in a stable order. Both run behind Granian with a worker for each core, warm, and are asked
by the same client; what the client and the server can do at most is measured with an answer of the
same size that costs nothing. PostGIS gets a GiST index, prepared statements and properties that
are JSON already. It runs in a cluster of its own for the
time of the measurement, from Debian's `postgresql-15-postgis-3`; without that only our side is
measured. The exit code is 1 when the target (10 times the throughput) is missed.
"""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

FEATURES = 100
TARGET = 10.0
POSTGRES = Path("/usr/lib/postgresql/15/bin")
CONNECTIONS = 8
IDLE = bytes(45_000)
# The same answer as ours: how many match, and the first 100 in a stable order.
SQL = """
WITH found AS MATERIALIZED (
    SELECT * FROM plots WHERE ST_Intersects(geometry, ST_MakeEnvelope(%s, %s, %s, %s, 4326)))
SELECT (SELECT count(*) FROM found),
    string_agg('{"type":"Feature","id":"' || key || '","geometry":'
    || ST_AsGeoJSON(geometry, 7) || ',"properties":' || properties || '}', ',')
FROM (SELECT * FROM found ORDER BY id LIMIT 100) AS page
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
        row = await (await connection.execute(SQL, box)).fetchone()
    finally:
        free.put_nowait(connection)
    count, features = row
    head = b'{"type":"FeatureCollection","numberMatched":%d,"features":[' % count
    body = head + (features or "").encode() + b"]}"
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
def postgis(root: Path) -> Iterator[str]:
    """A PostgreSQL cluster with the published plots; yields how to connect to it."""
    folder = Path(tempfile.mkdtemp(prefix="diaban-bench-"))
    superuser = os.geteuid() == 0
    if superuser:
        shutil.chown(folder, "postgres")
    run_as = ["runuser", "-u", "postgres", "--"] if superuser else []
    port = free_port()

    def command(*words: str) -> None:
        subprocess.run([*run_as, *words], cwd=folder, check=True, stdout=subprocess.DEVNULL)

    data = str(folder / "data")
    command(
        str(POSTGRES / "initdb"),
        "-D",
        data,
        "-A",
        "trust",
        "-U",
        "bench",
        "-E",
        "UTF8",
        "--locale=C",
    )
    options = (
        f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} "
        "-c shared_buffers=1GB -c fsync=off -c jit=off"
    )
    command(
        str(POSTGRES / "pg_ctl"), "-D", data, "-w", "-l", f"{folder}/log", "-o", options, "start"
    )
    url = f"postgresql://bench@127.0.0.1:{port}/postgres"
    try:
        fill(url, root)
        yield url
    finally:
        command(str(POSTGRES / "pg_ctl"), "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def fill(url: str, root: Path) -> None:
    """Copy the published layer into an indexed, analysed table."""
    import orjson
    import psycopg

    from diaban.editions import store

    layer = next(iter(store.current(root).layers.values()))
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE EXTENSION postgis")
        connection.execute(
            "CREATE TABLE plots (id serial PRIMARY KEY, key text, properties text, "
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
        connection.execute("CREATE INDEX ON plots USING gist (geometry)")
        connection.execute("VACUUM ANALYZE plots")


# The server and the client, the same for both


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(target: str, environment: dict[str, str], workers: int) -> Iterator[int]:
    """Granian with an application; yields its port."""
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
        yield port
    finally:
        server.terminate()
        server.wait()


class Client(asyncio.Protocol):
    """One connection that asks again as soon as it is answered, and looks no closer than needed."""

    def __init__(
        self, requests: list[bytes], place: int, stop: float, done: asyncio.Future
    ) -> None:
        self.requests, self.place, self.stop, self.done = requests, place, stop, done
        self.times: list[float] = []
        self.features: list[int] = []

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        self.ask()

    def ask(self) -> None:
        self.body, self.missing = [], 0
        self.started = time.perf_counter()
        self.transport.write(self.requests[self.place % len(self.requests)])

    def data_received(self, data: bytes) -> None:
        if not self.body:
            head, _blank, rest = data.partition(b"\r\n\r\n")
            if not head.startswith(b"HTTP/1.1 200"):
                self.done.set_exception(RuntimeError(head.decode()))
                return
            length = head.lower().partition(b"content-length: ")[2].partition(b"\r")[0]
            self.missing = int(length)
            data = rest
        self.body.append(data)
        self.missing -= len(data)
        if not self.missing:
            self.answered()

    def answered(self) -> None:
        now = time.perf_counter()
        self.times.append(now - self.started)
        if self.place % 50 == 0:
            self.features.append(b"".join(self.body).count(b'"Feature"'))
        self.place += CONNECTIONS
        if now < self.stop:
            self.ask()
        else:
            self.transport.close()
            self.done.set_result(None)


async def ask(port: int, targets: list[str], seconds: float) -> tuple[float, float, float]:
    """Requests a second, median milliseconds and mean features of an answer."""
    loop = asyncio.get_running_loop()
    requests = [f"GET {target} HTTP/1.1\r\nHost: bench\r\n\r\n".encode() for target in targets]
    started = time.perf_counter()
    clients = []
    for number in range(CONNECTIONS):
        client = Client(requests, number, started + seconds, loop.create_future())
        await loop.create_connection(lambda client=client: client, "127.0.0.1", port)
        clients.append(client)
    await asyncio.gather(*(client.done for client in clients))
    elapsed = time.perf_counter() - started
    times = [one for client in clients for one in client.times]
    features = [one for client in clients for one in client.features] or [0]
    return len(times) / elapsed, statistics.median(times) * 1000, statistics.mean(features)


def measure(port: int, targets: list[str], seconds: float) -> tuple[float, float, float]:
    """Warm up with every box, then measure."""
    asyncio.run(ask(port, targets, min(seconds, 3)))
    return asyncio.run(ask(port, targets, seconds))


def boxes(count: int, wanted: int = 300) -> list[str]:
    """Boxes that mostly hold more than 100 features, whatever the size of the layer."""
    side = 0.02 * (1_000_000 / count) ** 0.5
    corners = np.random.default_rng(9).uniform((106.5, 20.7), (107.9, 21.5), (wanted, 2))
    return [f"{x:.5f},{y:.5f},{x + side:.5f},{y + side:.5f}" for x, y in corners.tolist()]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--n", type=int, default=1_000_000, help="number of polygons")
    parser.add_argument("--seconds", type=float, default=8, help="length of each measurement")
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
    print(f"{'':26}{'answers/s':>12}{'median ms':>12}{'features':>12}")

    def row(name: str, figures: tuple[float, float, float]) -> None:
        print(f"{name:26}{figures[0]:>12,.0f}{figures[1]:>12.2f}{figures[2]:>12.1f}", flush=True)

    with served("bench_api:idle_application", {}, options.workers) as port:
        row("an answer for nothing", measure(port, ["/"], options.seconds))
    ours = [f"/api/v1/layers/plots/features?limit={FEATURES}&bbox={box}" for box in found]
    environment = {"DIABAN_DATA": str(root.parent)}
    with served("diaban.explorer.api.app:application", environment, options.workers) as port:
        mine = measure(port, ours, options.seconds)
    row("edition", mine)
    if not (POSTGRES / "initdb").exists():
        print("PostGIS is not installed (apt install postgresql-15-postgis-3): no comparison.")
        return 0
    with postgis(root) as url:
        environment = {"BENCH_DATABASE": url}
        with served("bench_api:postgis_application", environment, options.workers) as port:
            theirs = measure(port, [f"/?bbox={box}" for box in found], options.seconds)
    row("PostGIS", theirs)
    ratio = mine[0] / theirs[0]
    missed = ratio < TARGET
    print(
        f"{'ratio':26}{ratio:>11.1f}×{'target ≥':>12} {TARGET:.0f}×{'  MISSED' if missed else ''}"
    )
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
