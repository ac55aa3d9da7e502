"""Balances of a province at any date: 100,000 plots and 1,000,000 postings in memory, and the same
questions asked of PostgreSQL in SQL in the same run.

    .venv/bin/python benchmarks/bench_land.py [postgresql://…]

Figures are medians of random days. The exit code is 1 when the target is missed or when the two
do not answer the same. The comparison needs a PostgreSQL server: the one that is named, or else
DIABAN_DATABASE_URL; it makes a temporary table there and nothing else.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from diaban.land.balances import Book  # noqa: E402
from diaban.land.ledger import ACCOUNTS, INDUSTRIAL, OUTSIDE, STAGES_OF  # noqa: E402

ZONES, PLOTS, POSTINGS = 200, 100_000, 1_000_000
TARGET = 0.100
FIRST, LAST = date(1997, 1, 1).toordinal(), date(2026, 11, 26).toordinal()
ROUNDS, SQL_ROUNDS = 40, 5


def history(chance: np.random.Generator) -> dict[str, np.ndarray]:
    """Legs of a million postings: every plot is founded and then goes from stage to stage."""
    steps = POSTINGS // PLOTS
    names = [f"{INDUSTRIAL}.{stage}" for stage in STAGES_OF[INDUSTRIAL]]
    way = [OUTSIDE, *names[:5], *(names[3 + number % 2] for number in range(steps - 5))]
    accounts = np.array([ACCOUNTS.index(name) for name in way])
    plot = np.repeat(np.arange(PLOTS), steps)
    step = np.tile(np.arange(steps), PLOTS)
    days = np.sort(chance.integers(FIRST, LAST + 1, (PLOTS, steps)), axis=1).ravel()
    area = np.repeat(chance.integers(5_000, 60_000, PLOTS), steps)
    legs = {
        "zone": np.concatenate((plot, plot)) % ZONES,
        "plot": np.concatenate((plot, plot)),
        "account": np.concatenate((accounts[step], accounts[step + 1])),
        "day": np.concatenate((days, days)),
        "area": np.concatenate((-area, area)),
    }
    return {name: values.astype(np.int64) for name, values in legs.items()}


def timed(ask: Callable[[date], Any], days: list[date]) -> tuple[float, Any]:
    """The median of the seconds that the question takes, and the last answer."""
    seconds, answer = [], None
    for day in days:
        start = time.perf_counter()
        answer = ask(day)
        seconds.append(time.perf_counter() - start)
    return median(seconds), answer


def line(title: str, seconds: float, target: float | None = None) -> bool:
    missed = target is not None and seconds > target
    verdict = "" if target is None else f"{target * 1000:>9.0f} ms  {'MISSED' if missed else 'ok'}"
    print(f"{title:<58}{seconds * 1000:>10.2f} ms{verdict}")
    return missed


def main() -> int:
    chance = np.random.default_rng(1997)
    legs = history(chance)
    print(f"{ZONES} zones, {PLOTS:,} plots, {POSTINGS:,} postings of two lines")
    start = time.perf_counter()
    book = Book.of(
        [str(zone) for zone in range(ZONES)], legs["zone"], legs["account"], legs["day"],
        legs["area"], legs["plot"], PLOTS,
    )  # fmt: skip
    line("opening: sort and sum once", time.perf_counter() - start)
    days = [date.fromordinal(int(day)) for day in chance.integers(FIRST, LAST, ROUNDS)]
    days[-1] = date(2025, 3, 31)
    of_zones, balances = timed(book.balances, days)
    of_named, _totals = timed(book.totals, days)
    of_plots, areas = timed(book.plot_areas, days)
    missed = line("every account of every zone on a day", of_zones, TARGET)
    missed |= line("the same as named figures (cleared, ready, leased, …)", of_named, TARGET)
    missed |= line("every account of every plot on a day", of_plots, TARGET)
    url = (sys.argv[1:] or [os.environ.get("DIABAN_DATABASE_URL", "")])[0]
    if not url:
        print("No PostgreSQL was named: no comparison.")
        return int(missed)
    return int(
        missed | compare(url.replace("postgres://", "postgresql://"), legs, days, balances, areas)
    )


def compare(
    url: str,
    legs: dict[str, np.ndarray],
    days: list[date],
    balances: np.ndarray,
    areas: np.ndarray,
) -> bool:
    """Ask PostgreSQL for the same; whether it answers otherwise."""
    import psycopg

    with psycopg.connect(url) as connection:
        connection.execute("SET jit = off")
        connection.execute("SET work_mem = '256MB'")
        fill(connection, legs)

        def zones(day: date) -> list[Any]:
            return connection.execute(
                "SELECT zone, account, sum(area) FROM bench_leg WHERE day <= %s GROUP BY 1, 2",
                [day],
            ).fetchall()

        def plots(day: date) -> list[Any]:
            return connection.execute(
                "SELECT plot, account, sum(area) FROM bench_leg WHERE day <= %s AND account < %s "
                "GROUP BY 1, 2",
                [day, ACCOUNTS.index(OUTSIDE) - 1],
            ).fetchall()

        chosen = days[-SQL_ROUNDS:]
        seconds, found_zones = timed(zones, chosen)
        line("PostgreSQL: every account of every zone on a day", seconds)
        seconds, found_plots = timed(plots, chosen)
        line("PostgreSQL: every account of every plot on a day", seconds)
    differs = not (same(found_zones, balances) and same(found_plots, areas))
    print("The two answers differ." if differs else "Both answer the same, to the square metre.")
    return differs


def fill(connection: Any, legs: dict[str, np.ndarray]) -> None:
    connection.execute(
        "CREATE TEMPORARY TABLE bench_leg (zone int, account int, day date, area bigint, plot int)"
    )
    names = ("zone", "account", "day", "area", "plot")
    with connection.cursor().copy(f"COPY bench_leg ({', '.join(names)}) FROM STDIN") as copy:
        for zone, account, day, area, plot in zip(
            *(legs[name].tolist() for name in names), strict=True
        ):
            copy.write_row((zone, account, date.fromordinal(day), area, plot))
    connection.execute("CREATE INDEX ON bench_leg (day) INCLUDE (zone, account, area, plot)")
    connection.execute("ANALYZE bench_leg")


def same(rows: list[Any], expected: np.ndarray) -> bool:
    found = np.zeros_like(expected)
    for place, account, area in rows:
        found[place, account] = int(area)
    return bool((found == expected).all())


if __name__ == "__main__":
    raise SystemExit(main())
