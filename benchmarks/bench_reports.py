"""Reports: every format, made from an edition of the demonstration registers, and verified.

    python benchmarks/bench_reports.py

It sets a demonstration up in a temporary folder, publishes it, writes the official report of
2025-Q1 in each format in both languages and prints the seconds beside the target: report in every
format ≤ 5 s.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

TARGET = 5.0
PERIOD = "2025-Q1"


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="diaban-bench-") as folder:
        os.environ["DIABAN_DATA"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "diaban.config.settings"
        subprocess.run([sys.executable, "-m", "diaban", "init", "--demonstration"], check=True,
                       stdout=subprocess.DEVNULL)  # fmt: skip
        import django

        django.setup()
        measure()


def timed(call: Callable[[], Any]) -> tuple[float, Any]:
    started = time.perf_counter()
    answer = call()
    return time.perf_counter() - started, answer


def measure() -> None:
    from django.conf import settings

    from diaban.editions import store
    from diaban.reports import making, verifying

    edition = store.current(settings.DIABAN_EDITIONS)
    total = 0.0
    for language in ("vi", "en"):
        seconds, report = timed(lambda: making.make(edition, PERIOD, "official", language))  # noqa: B023
        print(f"{language} written             {seconds:7.3f} s   {len(report.figures)} figures")
        total += seconds
        for name, (_media, write) in making.FORMATS.items():
            seconds, content = timed(lambda: write(report))  # noqa: B023
            total += seconds
            print(f"{language} {name:<5}               {seconds:7.3f} s   {len(content):,} bytes")
            root = settings.DIABAN_EDITIONS
            seconds, found = timed(
                lambda: verifying.verify(content, name, lambda one: store.open(root, one))  # noqa: B023
            )
            sound = "sound" if found.sound else "NOT SOUND"
            print(f"{language} {name:<5} verified      {seconds:7.3f} s   {sound}")
        seconds, packed = timed(lambda: _packed(report))  # noqa: B023
        print(f"{language} package with forms  {seconds:7.3f} s   {len(packed):,} bytes")
    within = "within" if total <= 2 * TARGET else "OVER"
    print(f"every format, one language: {total / 2:.3f} s (target {TARGET} s): {within}")


def _packed(report: Any) -> bytes:
    from django.utils import timezone

    from diaban.reports import package

    return package.package(report, package.filled(report), timezone.localdate())


if __name__ == "__main__":
    main()
