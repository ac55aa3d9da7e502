"""A PostgreSQL cluster of its own for the time of a measurement (Debian: `postgresql-15`)."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

POSTGRES = Path("/usr/lib/postgresql/15/bin")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def cluster() -> Iterator[tuple[str, int]]:
    """An empty cluster, gone afterwards; yields its address and process."""
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
        str(POSTGRES / "initdb"), "-D", data, "-A", "trust", "-U", "bench", "-E", "UTF8",
        "--locale=C",
    )  # fmt: skip
    options = (
        f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} "
        "-c shared_buffers=1GB -c fsync=off -c jit=off"
    )
    command(
        str(POSTGRES / "pg_ctl"), "-D", data, "-w", "-l", f"{folder}/log", "-o", options, "start"
    )
    try:
        yield (
            f"postgresql://bench@127.0.0.1:{port}/postgres",
            int(Path(data, "postmaster.pid").read_text().split()[0]),
        )
    finally:
        command(str(POSTGRES / "pg_ctl"), "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)
