"""The named queries out of which indicators are made, one module for each room.

A module registers its queries and how to open its room's records once; what is opened answers all
of them for a period in every place. The rules are the rooms' own: nothing is counted twice over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol, runtime_checkable

from diaban.indicators.definitions import Query
from diaban.indicators.formulas import Amount
from diaban.indicators.geography import Geography
from diaban.procedures.models import CalendarVersion, ProcedureVersion
from diaban.projects.periods import Period

Answers = Mapping[str, Mapping[str, Amount]]
"""Query → place → its amount. A place that is missing has no such figure."""


@dataclass(frozen=True, slots=True)
class Asked:
    """For whom records are opened: at which moment, in which places."""

    geography: Geography
    now: datetime
    today: date


class Source(Protocol):
    """A room's records, opened once. `first` is the day of the first record."""

    demonstration: bool
    first: date
    recorded: frozenset[str]
    """The places in which anything is recorded."""

    def answer(self, period: Period) -> Answers:
        """Every query of the room for a period (a stock: at its last day, or today)."""


@runtime_checkable
class Noting(Protocol):
    """A source that must know which of its records the public was told of."""

    def note(self) -> None:
        """Its answers are about to be published or kept for good."""


Opener = Callable[[Asked], Source | None]
Changes = Callable[[datetime, date, bool], Mapping[str, int]]
"""(since, until, demonstration) → how many records of which kind were written down after the moment
`since` about days until `until`."""


@dataclass(frozen=True, slots=True)
class Room:
    name: str
    queries: tuple[Query, ...]
    open: Opener
    changes: Changes


def calendar_changes(since: datetime) -> dict[str, int]:
    """Versions of the working calendar and of procedures since a moment: dates move with them."""
    calendars = CalendarVersion.objects.filter(recorded_at__gt=since).count()
    procedures = ProcedureVersion.objects.filter(published_at__gt=since).count()
    return {"procedures.CalendarVersion": calendars, "procedures.ProcedureVersion": procedures}


ROOMS: dict[str, Room] = {}
QUERIES: dict[str, Query] = {}


def register(room: Room) -> None:
    """Make a room's queries known; done once when the program starts."""
    ROOMS[room.name] = room
    QUERIES.update({query.name: query for query in room.queries})


def room_of(query: str) -> str:
    """The room that answers a query: "land.leased" → "land"."""
    return query.partition(".")[0]


def rooms_of(queries: Iterable[str]) -> list[Room]:
    """The rooms that answer these queries, each once."""
    names = dict.fromkeys(room_of(query) for query in queries)
    return [ROOMS[name] for name in names if name in ROOMS]
