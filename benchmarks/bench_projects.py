"""Measure the statistics of projects beside the same questions asked of PostgreSQL in SQL.

    .venv/bin/python benchmarks/bench_projects.py [--projects 30000] [--adjustments 150000]

Two questions: what is in force on a day (count and capital per currency, by origin and by park),
and what happened in a quarter (new, raised, ended, by origin). Both sides must give the same
answers, to the cent, before anything is timed. PostgreSQL gets its table analysed, an index, warm
caches and prepared statements; it runs in a cluster of its own for the time of the measurement
(Debian: `postgresql-15`), without it only our side is measured. The exit code is 1 when the target
(200 ms for each question) is missed.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from postgresql_cluster import POSTGRES, cluster  # noqa: E402

from diaban.projects import vocabulary as v  # noqa: E402
from diaban.projects.origin import Holding  # noqa: E402
from diaban.projects.replay import Event  # noqa: E402
from diaban.projects.statistics import Register, Row, movements, standing  # noqa: E402

TARGET = 0.2
ROUNDS = 9
FIRST, LAST = date(1997, 1, 1), date(2026, 10, 31)
DAY, QUARTER = date(2025, 3, 31), (date(2025, 1, 1), date(2025, 3, 31))
FOREIGN = (Holding("a", "KR", Decimal(100)),)
DOMESTIC = (Holding("b", "VN", Decimal(100)),)

SCHEMA = """
CREATE TABLE project (id int PRIMARY KEY, park text, origin text);
CREATE TABLE event (project int, day date, seq int, kind text, amount numeric, currency text,
    until date);
"""
AFTERWARDS = """
CREATE INDEX ON event (project, day, seq);
CREATE INDEX ON event (day);
ANALYZE;
"""
IN_FORCE = """
WITH life AS (
    SELECT DISTINCT ON (project) project, kind FROM event
    WHERE day <= %(day)s AND kind IN ('registered', 'suspended', 'resumed', 'terminated', 'revoked')
    ORDER BY project, day DESC, seq DESC
), term AS (
    SELECT DISTINCT ON (project) project, until FROM event
    WHERE day <= %(day)s AND kind IN ('registered', 'term_changed')
    ORDER BY project, day DESC, seq DESC
), alive AS (
    SELECT p.id, p.origin, p.park
    FROM life JOIN term USING (project) JOIN project p ON p.id = project
    WHERE life.kind NOT IN ('terminated', 'revoked') AND (until IS NULL OR until >= %(day)s)
), counted AS (
    SELECT origin, park, count(*) AS projects FROM alive GROUP BY origin, park
), summed AS (
    SELECT origin, park, currency,
        sum(CASE kind WHEN 'lowered' THEN -amount ELSE amount END) AS total
    FROM event JOIN alive ON alive.id = project
    WHERE day <= %(day)s AND kind IN ('registered', 'raised', 'lowered')
    GROUP BY origin, park, currency
)
SELECT origin, park, currency, projects, total
FROM counted JOIN summed USING (origin, park) WHERE total <> 0
"""
MOVED = """
SELECT p.origin, e.kind, e.currency, count(DISTINCT e.project), sum(e.amount)
FROM event e JOIN project p ON p.id = e.project
WHERE e.day BETWEEN %(first)s AND %(last)s AND e.kind IN ('registered', 'raised')
GROUP BY p.origin, e.kind, e.currency
"""


def histories(projects: int, adjustments: int) -> list[tuple[Row, list[Event]]]:
    """Synthetic projects with as many adjustments each, seeded."""
    chance = random.Random(1)
    span = (LAST - FIRST).days
    each, more = divmod(adjustments, projects)
    made = []
    for number in range(projects):
        granted = FIRST + timedelta(days=int(span * chance.random() ** 0.5))
        foreign = chance.random() < 0.4
        currency = "USD" if foreign else "VND"
        amount = Decimal(chance.randint(10**6, 10**9 if foreign else 10**13))
        until = granted.replace(day=1) + timedelta(days=365 * chance.choice((20, 50, 70)))
        history = [Event(v.REGISTERED, granted, 0, amount, currency, None, until,
                         holdings=FOREIGN if foreign else DOMESTIC)]  # fmt: skip
        room = max((LAST - granted).days, 1)
        days = sorted(chance.randint(0, room) for _ in range(each + (number < more)))
        for place, days_on in enumerate(days, 1):
            on = granted + timedelta(days=days_on)
            kind = chance.choices(
                (v.RAISED, v.LOWERED, v.TERM_CHANGED, v.GOALS_CHANGED), (60, 10, 15, 15)
            )[0]
            if kind in (v.RAISED, v.LOWERED):
                change = amount / 10 if kind == v.RAISED else amount / 1000
                change = change.quantize(Decimal(1))
                history.append(Event(kind, on, place, change, currency))
            elif kind == v.TERM_CHANGED:
                history.append(Event(kind, on, place, until=until + timedelta(days=100)))
            else:
                history.append(Event(kind, on, place, text="x"))
        if len(history) > 1 and chance.random() < 0.15:
            history[-1] = Event(v.REVOKED, history[-1].on, len(history))
        row = Row(f"P-{number}", v.SECONDARY, f"park:{chance.randint(1, 40)}", None, "26")
        made.append((row, history))
    return made


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    """The answer, and the median of some rounds in seconds."""
    answer = work()
    seconds = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - begun)
    return answer, sorted(seconds)[ROUNDS // 2]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--projects", type=int, default=30_000)
    parser.add_argument("--adjustments", type=int, default=150_000)
    asked = parser.parse_args()
    made = histories(asked.projects, asked.adjustments)
    begun = time.perf_counter()
    register = Register.of(made)
    opening = time.perf_counter() - begun
    print(
        f"{len(register.rows):,} projects, {len(register.day):,} events; opened in {opening:.2f} s"
    )
    ours = {
        "in force on a day": timed(lambda: standing(register, DAY, ("origin", "park"))),
        "moved in a quarter": timed(lambda: movements(register, *QUARTER)),
    }
    theirs = ask_postgresql(made)
    if theirs:
        assert in_force(ours["in force on a day"][0]) == theirs["in force on a day"][0]
        assert moved(ours["moved in a quarter"][0]) == theirs["moved in a quarter"][0]
        print("Both give the same answers.")
    print(f"{'':<24}{'here':>12}{'PostgreSQL':>14}{'target':>12}")
    missed = False
    for name, (_answer, seconds) in ours.items():
        missed |= seconds > TARGET
        other = f"{1000 * theirs[name][1]:>11.1f} ms" if theirs else f"{'–':>14}"
        verdict = "MISSED" if seconds > TARGET else "ok"
        print(f"{name:<24}{1000 * seconds:>9.1f} ms{other}{1000 * TARGET:>9.0f} ms  {verdict}")
    return int(missed)


def in_force(found: dict) -> dict:
    return {
        (*name, currency): (one.count, amount)
        for name, one in found.items()
        for currency, amount in one.capital.items()
    }


def moved(found: dict) -> dict:
    told = {}
    for (origin,), one in found.items():
        for kind, count, money in (
            (v.REGISTERED, one.new, one.new_capital), (v.RAISED, one.raised, one.raised_capital),
        ):  # fmt: skip
            for currency, amount in money.items():
                told[origin, kind, currency] = (count, amount)
    return told


def ask_postgresql(made: list[tuple[Row, list[Event]]]) -> dict[str, tuple[Any, float]]:
    """The same questions in SQL; empty where PostgreSQL is not installed."""
    if not (POSTGRES / "initdb").exists():
        print("PostgreSQL is not installed (apt install postgresql-15): no comparison.")
        return {}
    import psycopg

    with (
        cluster() as (url, _process),
        psycopg.connect(url, autocommit=True, prepare_threshold=0) as database,
    ):
        fill(database, made)
        force, force_seconds = timed(lambda: database.execute(IN_FORCE, {"day": DAY}).fetchall())
        moves, moves_seconds = timed(
            lambda: database.execute(
                MOVED, {"first": QUARTER[0], "last": QUARTER[1]}
            ).fetchall()
        )  # fmt: skip
    return {
        "in force on a day": ({tuple(row[:3]): tuple(row[3:]) for row in force}, force_seconds),
        "moved in a quarter": ({tuple(row[:3]): tuple(row[3:]) for row in moves}, moves_seconds),
    }


def fill(database: Any, made: list[tuple[Row, list[Event]]]) -> None:
    database.execute(SCHEMA, prepare=False)
    with database.cursor() as cursor:
        with cursor.copy("COPY project FROM STDIN") as copy:
            for number, (row, history) in enumerate(made):
                origin = v.FOREIGN if history[0].holdings == FOREIGN else v.DOMESTIC
                copy.write_row((number, row.park, origin))
        with cursor.copy("COPY event FROM STDIN") as copy:
            for number, (_row, history) in enumerate(made):
                for one in history:
                    copy.write_row((number, one.on, one.order, one.kind, one.amount,
                                    one.currency or None, one.until))  # fmt: skip
    database.execute(AFTERWARDS, prepare=False)


if __name__ == "__main__":
    raise SystemExit(main())
