"""What a page of the quarter in figures costs the server, from an edition with the demonstration.

    .venv/bin/python benchmarks/bench_figures.py [--runs 15]

Prints for each kind of page the median of the runs by the clock, and the processor's time, which a
busy machine does not lengthen, beside its target. Pages are asked of Django in process: no network,
no browser. The first answer of a process opens the edition and reads its document.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
TARGET = "≤ 50 ms"
PAGES = {
    "the quarter at a glance": "/vi/figures/?period=2025-Q1",
    "the quarter of a park": "/vi/figures/?period=2025-Q1&place=park:dong-mai",
    "one indicator, every quarter": "/vi/figures/land.leased_of_ready/?period=2025-Q1",
    "places compared": "/vi/figures/compare/?indicator=land.leased",
    "a map by park": "/vi/figures/map/?indicator=land.leased&period=2025-Q1",
    "a series as CSV": "/vi/figures/land.leased.csv",
    "a series as JSON": "/vi/figures/land.leased.json",
    "a series as workbook": "/vi/figures/land.leased.xlsx",
    "a figure for another site": "/embed/figures/land.leased/?language=vi&period=2025-Q1",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=int, default=15)
    runs = parser.parse_args().runs
    folder = tempfile.mkdtemp(prefix="diaban-figures-")
    os.environ |= {"DIABAN_DATA": folder, "DJANGO_SETTINGS_MODULE": "diaban.config.settings"}
    os.environ.pop("DIABAN_DATABASE_URL", None)
    try:
        subprocess.run(
            [sys.executable, "-m", "diaban", "init", "--demonstration"],
            cwd=ROOT, check=True, capture_output=True,
        )  # fmt: skip
        measure(runs)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def measure(runs: int) -> None:
    import django

    django.setup()
    from django.conf import settings
    from django.test import Client

    settings.ALLOWED_HOSTS = ["*"]
    client = Client()
    started = time.perf_counter()
    client.get(PAGES["the quarter at a glance"])
    print(f"{'page':<34}{'clock':>10}{'processor':>12}   target")
    print(f"{'the first answer of a process':<34}{time.perf_counter() - started:>8.2f} s")
    for name, path in PAGES.items():
        client.get(path)
        times, work = [], []
        for _ in range(runs):
            started, begun = time.perf_counter(), time.process_time()
            answer = client.get(path)
            times.append(1000 * (time.perf_counter() - started))
            work.append(1000 * (time.process_time() - begun))
            if answer.status_code != 200:
                raise SystemExit(f"{path} answers {answer.status_code}")
        median, spent = statistics.median(times), statistics.median(work)
        target = "" if "workbook" in name else TARGET
        print(f"{name:<34}{median:>7.1f} ms{spent:>9.1f} ms   {target}")


if __name__ == "__main__":
    main()
