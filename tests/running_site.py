"""A whole site of its own: a temporary data folder, a free port, the real server and worker.

Browser tests, the screenshots and the benchmarks use it, so that what they see is what a newcomer
sees after `make run`.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent

CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
]
NO_CHROMIUM = (
    "Chromium is missing: install Debian's package (`apt-get install chromium`) "
    "or set DIABAN_CHROMIUM to the program's path"
)


@dataclass(frozen=True)
class Site:
    """A running site: where it is, what it keeps, and who may sign in."""

    url: str
    data: Path
    environment: dict[str, str]

    def diaban(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run a `diaban` command on this site's data."""
        return subprocess.run(
            [sys.executable, "-m", "diaban", *arguments],
            cwd=ROOT, env=self.environment, capture_output=True, text=True, check=check,
        )  # fmt: skip

    def account(self, role: str) -> tuple[str, str]:
        """User name and password of the demonstration account with this role."""
        for line in (self.data / "demonstration-accounts.txt").read_text().splitlines():
            words = line.split()
            if len(words) >= 3 and words[2] == role:
                return words[0], words[1]
        raise LookupError(f"no demonstration account for the role {role}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_it_answers(url: str, process: subprocess.Popen, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with exit code {process.returncode}")
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.05)
    raise TimeoutError(f"{url} did not answer within {seconds} s")


@contextmanager
def running_site(**extra: str) -> Iterator[Site]:
    """Set a site up from the default pack, serve it, and take it down again."""
    folder = Path(tempfile.mkdtemp(prefix="diaban-site-"))
    environment = {
        **{k: v for k, v in os.environ.items() if k != "DIABAN_DATABASE_URL"},
        "DIABAN_DATA": str(folder),
        "DIABAN_LANGUAGE": "en",
        "DIABAN_ANONYMOUS_PETITIONS": "1",  # as `make run` opens it
        **extra,
    }
    port = free_port()
    site = Site(f"http://127.0.0.1:{port}", folder, environment)
    server = None
    try:
        site.diaban("init", "--demonstration")
        server = subprocess.Popen(
            [sys.executable, "-m", "diaban", "serve", "--port", str(port)],
            cwd=ROOT, env=environment, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        wait_until_it_answers(f"{site.url}/vi/", server)
        yield site
    finally:
        if server is not None:
            server.terminate()
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.kill()
        shutil.rmtree(folder, ignore_errors=True)


def chromium_path() -> str | None:
    """Where Debian's Chromium is, or None."""
    return os.environ.get("DIABAN_CHROMIUM") or shutil.which("chromium")


def launch_chromium(playwright: Any) -> Any:
    """A headless Chromium that can draw the map; says how to get it where it is missing."""
    path = chromium_path()
    if path is None:
        raise RuntimeError(NO_CHROMIUM)
    return playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGUMENTS)


PHONE = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}
DESK = {"viewport": {"width": 1440, "height": 900}}
