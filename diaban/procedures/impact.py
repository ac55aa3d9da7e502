"""What a change of the calendar would do to open dossiers, before it is saved.

Dossiers live in a room below, so they come through a door: that room registers where its open ones
can be read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from diaban.clock import CalendarHistory
from diaban.clock.recompute import Case, Move, moves
from diaban.procedures import catalogue

OpenCases = Callable[[], Iterable[Case]]
Counter = Callable[[str], dict[str, int]]


@dataclass(slots=True)
class Door:
    """Where open dossiers are read: `cases()` all of them, `count(code)` by version number."""

    cases: OpenCases
    count: Counter


_DOORS: dict[str, Door] = {}


def register(name: str, cases: OpenCases, count: Counter) -> None:
    """Let a room below say where its open dossiers are; done when the program starts."""
    _DOORS[name] = Door(cases, count)


def open_cases() -> Iterator[Case]:
    """Every open dossier of every room that has some."""
    for door in _DOORS.values():
        yield from door.cases()


def open_by_version(code: str) -> dict[str, int]:
    """Version number → open dossiers of a procedure that keep it."""
    found: dict[str, int] = {}
    for door in _DOORS.values():
        for number, count in door.count(code).items():
            found[number] = found.get(number, 0) + count
    return found


@dataclass(frozen=True, slots=True)
class Impact:
    """How many open dossiers there are, and the dates that move."""

    total: int
    moved: tuple[Move, ...]

    @property
    def later(self) -> int:
        return sum(one.before < one.after for one in self.moved if one.before and one.after)

    @property
    def earlier(self) -> int:
        return sum(one.before > one.after for one in self.moved if one.before and one.after)


def of(after: CalendarHistory, now: datetime) -> Impact:
    """What would move if `after` took the place of the present calendar."""
    total = 0

    def counted() -> Iterator[Case]:
        nonlocal total
        for case in open_cases():
            total += 1
            yield case

    found = tuple(moves(counted(), catalogue.calendars(), after, now))
    return Impact(total, found)
