"""What became of a contract, replayed from its events; what expires; what lies idle. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Signed:
    """A contract as signed."""

    number: str
    lessee: str
    start: date
    end: date
    build_by: date | None = None


@dataclass(frozen=True, slots=True)
class Event:
    kind: str
    on: date
    end: date | None = None
    lessee: str = ""


@dataclass(frozen=True, slots=True)
class Contract:
    """A contract as it stands on a day. `ended_on` is the day of its termination."""

    number: str
    lessee: str
    start: date
    end: date
    build_by: date | None
    ended_on: date | None = None
    built_on: date | None = None

    def in_force(self, on: date) -> bool:
        """From its start to the day before its end, unless it was terminated."""
        return self.start <= on < (self.ended_on or self.end)

    def run_out(self, on: date) -> bool:
        """Its term has passed, and it was neither renewed nor terminated."""
        return self.ended_on is None and self.end <= on

    def expires_within(self, on: date, span: timedelta = YEAR) -> bool:
        """In force now and at its end within the span."""
        return self.in_force(on) and self.ended_on is None and self.end <= on + span

    def idle(self, on: date) -> bool:
        """Leased and not built by the day that was promised (chậm đưa đất vào sử dụng).

        A contract without a promised day is never idle: nothing was promised.
        """
        late = self.build_by is not None and self.build_by < on
        return self.in_force(on) and late and self.built_on is None


def replay(signed: Signed, events: Iterable[Event], on: date) -> Contract:
    """The contract as its events up to a day leave it."""
    contract = Contract(signed.number, signed.lessee, signed.start, signed.end, signed.build_by)
    for event in sorted(events, key=lambda one: one.on):
        if event.on > on:
            break
        if event.kind == "renewed" and event.end:
            contract = replace(contract, end=event.end)
        elif event.kind == "transferred":
            contract = replace(contract, lessee=event.lessee)
        elif event.kind == "terminated":
            contract = replace(contract, ended_on=event.on)
        elif event.kind == "built":
            contract = replace(contract, built_on=event.on)
    return contract


def expiring(contracts: Sequence[Contract], on: date, span: timedelta = YEAR) -> list[Contract]:
    """What expires within a year, the nearest first."""
    found = [one for one in contracts if one.expires_within(on, span)]
    return sorted(found, key=lambda one: (one.end, one.number))


def idle(contracts: Sequence[Contract], on: date) -> list[Contract]:
    """Leased and not built by the promised day, the longest overdue first."""
    found = [one for one in contracts if one.idle(on)]
    return sorted(found, key=lambda one: (one.build_by or date.max, one.number))
