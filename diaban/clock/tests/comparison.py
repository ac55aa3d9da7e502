"""Does the replay say what the slow oracle says? Used by the tests and by the long run."""

from __future__ import annotations

from datetime import datetime
from random import Random

from diaban.clock import Calendar, Event, Ledger, Rule, Unit, replay
from diaban.clock.tests.histories import office, random_calendar, random_events, random_rule
from diaban.clock.tests.oracle import Office, slowly

CALENDARS = 24


def calendars(seed: int) -> list[tuple[Calendar, Office]]:
    random = Random(seed)
    return [
        (calendar, office(calendar))
        for calendar in (random_calendar(random) for _ in range(CALENDARS))
    ]


def difference(
    events: list[Event], rule: Rule, calendar: Calendar, plain: Office, as_of: datetime
) -> str:
    """In words how the two differ; empty when they agree."""
    return told_apart(replay(events, rule, calendar, as_of), events, rule, plain, as_of)


def told_apart(
    fast: Ledger, events: list[Event], rule: Rule, plain: Office, as_of: datetime
) -> str:
    """The same for a ledger that is there already."""
    slow = slowly(events, rule, plain, as_of)
    hours = rule.term is not None and rule.term.unit is Unit.HOURS
    scale = 30 if hours else 1
    slow_clocks = {name: steps * scale for name, steps in slow.clocks.items()}
    fast_clocks = {name: getattr(fast.clocks, name) for name in slow_clocks}
    pairs = {
        "refused": ([refusal.index for refusal in fast.refused], slow.refused),
        "due": (fast.due, slow.due and slow.due.date()),
        "due_at": (fast.due_at, slow.due if hours else None),
        "projected": (fast.projected, slow.projected and slow.projected.date()),
        "timing": (fast.timing, slow.timing),
        "clocks": (fast_clocks, slow_clocks),
    }
    wrong = {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
    return f"{wrong}\n{rule}\n{events}\n{as_of}" if wrong else ""


def compare(count: int, seed: int) -> tuple[int, list[str]]:
    """So many random histories; how many held an event that was refused, and every difference."""
    random = Random(seed)
    pool = calendars(seed)
    found: list[str] = []
    refused = 0
    for _ in range(count):
        rule = random_rule(random)
        events, as_of = random_events(random, rule)
        calendar, plain = random.choice(pool)
        ledger = replay(events, rule, calendar, as_of)
        refused += bool(ledger.refused)
        if words := told_apart(ledger, events, rule, plain, as_of):
            found.append(words)
    return refused, found
