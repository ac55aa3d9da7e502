"""Measure the clock: replays a second on one core, and a change of the calendar over 100,000.

    .venv/bin/python benchmarks/bench_clock.py [DOSSIERS]

Processor time is counted, not the clock on the wall, so that a busy machine gives the same figure.
Each figure stands beside its target; the exit code is 1 when a target is missed.
"""

from __future__ import annotations

import sys
import time
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from diaban.clock import (
    CalendarHistory,
    Change,
    DayKind,
    Event,
    Kind,
    Rule,
    Term,
    Unit,
    Version,
    replay,
)
from diaban.clock.explain import explain
from diaban.clock.recompute import Case, moves, recount

NOW = datetime(2026, 11, 26, 9)
RULES = [
    Rule(Term(10, Unit.WORKING_DAYS), "NĐ 96/2026, Điều 39"),
    Rule(Term(17, Unit.WORKING_DAYS), "NĐ 96/2026"),
    Rule(Term(30, Unit.CALENDAR_DAYS), "NĐ 08/2022"),
    Rule(Term(3, Unit.WORKING_DAYS), "NĐ 219/2025, Điều 24"),
]
STORM = Version(
    "storm",
    date(2026, 11, 26),
    "measured",
    (Change(date(2026, 11, 27), DayKind.CLOSED, "Bão", "Storm"),),
)


def dossiers(count: int, *, open_only: bool) -> list[Case]:
    """Plausible dossiers of a year: a third with a supplement, a sixth sent to another agency."""
    random = Random(5)
    found = []
    for number in range(count):
        back = random.randrange(14 if open_only else 365) + random.random()
        at = NOW - timedelta(days=back)
        events = [Event(Kind.RECEIVED, at)]
        if random.random() < 1 / 3:
            events += pause(random, events, Kind.SUPPLEMENT_REQUESTED, Kind.SUPPLIED)
        if random.random() < 1 / 6:
            events += pause(random, events, Kind.SENT_TO_AGENCY, Kind.RETURNED)
        if not open_only:
            done = events[-1].at + timedelta(days=random.randrange(1, 14))
            events += [Event(Kind.COMPLETED, done), Event(Kind.HANDED_OVER, done)]
        known = tuple(event for event in events if event.at <= NOW)
        found.append(Case(f"D-{number:06}", known, random.choice(RULES)))
    return found


def pause(random: Random, events: list[Event], ask: Kind, answer: Kind) -> list[Event]:
    asked = events[-1].at + timedelta(days=random.randrange(1, 4))
    return [Event(ask, asked), Event(answer, asked + timedelta(days=random.randrange(1, 9)))]


def verdict(title: str, figure: float, unit: str, target: float, *, least: bool) -> bool:
    """Print a figure beside its target; whether it was kept."""
    kept = figure >= target if least else figure <= target
    sign = "≥" if least else "≤"
    words = "ok" if kept else "MISSED"
    print(f"{title:<52}{figure:>12,.1f} {unit:<12}{sign} {target:,.0f}  {words}")
    return kept


def rate(cases: list[Case], rounds: int = 3) -> float:
    """Dossiers a second of processor time; the best of some rounds."""
    calendar = CalendarHistory().known_at(NOW.date())
    best = 0.0
    for _ in range(rounds):
        started = time.process_time()
        for case in cases:
            replay(case.events, case.rule, calendar, NOW)
        best = max(best, len(cases) / (time.process_time() - started))
    return best


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    year = dossiers(count // 4, open_only=False)
    kept = verdict("replay, dossiers of a year", rate(year), "a second", 20_000, least=True)
    still_open = dossiers(count, open_only=True)
    kept &= verdict("replay, open dossiers", rate(still_open), "a second", 20_000, least=True)
    before, after = CalendarHistory(), CalendarHistory([STORM])
    after.known_at(NOW.date())
    steps: list[int] = []
    started = time.process_time()
    for _case, _ledger in recount(still_open, after, NOW, steps.append):
        pass
    seconds = time.process_time() - started
    kept &= verdict(f"a storm day over {count:,} open dossiers", seconds, "s", 15, least=False)
    started = time.process_time()
    moved = list(moves(still_open, before, after, NOW))
    seconds = time.process_time() - started
    kept &= verdict("the same, compared with the dates before", seconds, "s", 15, least=False)
    print(f"  {len(moved):,} dates move; progress was told {len(steps)} times")
    calendar = before.known_at(NOW.date())
    started = time.process_time()
    for case in year[:2000]:
        ledger = replay(case.events, case.rule, calendar, NOW)
        explain(ledger, case.events, case.rule, calendar)
    each = (time.process_time() - started) / min(len(year), 2000) * 1000
    kept &= verdict("one dossier explained, day by day", each, "ms", 20, least=False)
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
