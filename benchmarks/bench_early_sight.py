"""Early sight and the reconciliation of published figures, on the demonstration registers.

    python benchmarks/bench_early_sight.py

Targets: every published figure set beside the computed one in at most 300 ms; the day's round of
alerts and forecasts in at most 10 s; the week's letter in at most 1 s; a thousand series forecast
with their past accuracy in at most 2 s. Uses a database of its own in a temporary folder.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DIABAN_DATA"] = folder
        os.environ.pop("DIABAN_DATABASE_URL", None)
        os.environ["DJANGO_SETTINGS_MODULE"] = "diaban.config.settings"
        subprocess.run(
            [sys.executable, "-m", "diaban", "init", "--demonstration"],
            cwd=ROOT, check=True, capture_output=True,
        )  # fmt: skip
        import django

        django.setup()
        measure()


def measure() -> None:
    from django.utils import timezone

    from diaban.accounts.models import User
    from diaban.indicators import document
    from diaban.indicators.computing import Book, Records, compute
    from diaban.indicators.early import leadership, rounds
    from diaban.indicators.models import AlertEvent, StatementLink
    from diaban.indicators.reading import Figures
    from diaban.indicators.statements import entries as statement_entries

    now = timezone.now()
    records, book = Records.open(now), Book.read()
    content = document.content(records, book, list(compute(records, book)))
    figures = Figures.of(content)
    timed(f"{StatementLink.objects.count()} published figures set beside computed ones", 300,
          lambda: statement_entries.entries(figures))  # fmt: skip
    timed("the day's round, from cold", 10_000, lambda: rounds.look_around(now))
    print(f"    {AlertEvent.objects.count()} alerts raised")
    leader = User.objects.filter(role="leader").first()
    assert leader is not None
    timed("the week's letter", 1_000, lambda: leadership.compose(leader, now, "vi"))
    timed("1,000 series of 16 quarters forecast", 2_000, forecast_many)


def forecast_many() -> None:
    from diaban.indicators.early.forecast import Partial, Quarter, forecast

    chance = random.Random(7)
    for _series in range(1_000):
        history = [
            Quarter(str(n), Decimal(chance.randint(0, 300)), Partial(Decimal(n), 30, 64))
            for n in range(16)
        ]
        forecast(history, Partial(Decimal(40), 30, 64))


def timed(name: str, target_ms: int, work: Callable[[], Any]) -> None:
    start = time.perf_counter()
    work()
    took = (time.perf_counter() - start) * 1000
    print(f"{name}: {took:,.0f} ms (target {target_ms:,} ms)")


if __name__ == "__main__":
    main()
