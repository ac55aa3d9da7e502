"""Clearance (giải phóng mặt bằng) as supply: where a block stands, when land comes, how well that
was foreseen. Pure.

A forecast is a range of days and is never changed: a new one is made. "Available from" is the range
of the latest forecast; the past ones are judged when the land is there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from diaban.land.vocabulary import CLEARANCE_STEPS

TAKEN_BACK = "taken_back"  # the entry of a handing over was reversed
FEWEST = 5  # fewer forecasts than this tell nothing about how good forecasts are


@dataclass(frozen=True, slots=True)
class Event:
    """A step, or `TAKEN_BACK`: a handing over that was undone."""

    kind: str
    on: date
    households: int = 0
    organisations: int = 0
    area_m2: int = 0


@dataclass(frozen=True, slots=True)
class Forecast:
    made_on: date
    earliest: date
    latest: date


@dataclass(frozen=True, slots=True)
class Block:
    """A block with all that is known of it."""

    code: str
    zone: str
    area_m2: int
    households: int
    organisations: int
    events: tuple[Event, ...] = ()
    forecasts: tuple[Forecast, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a block stands on a day. `done` counts by step: (households, organisations, m²)."""

    block: Block
    on: date
    done: dict[str, tuple[int, int, int]]
    disputed: tuple[int, int]
    available: Forecast | None

    @property
    def handed_over_m2(self) -> int:
        return self.done["handed_over"][2]

    @property
    def left_m2(self) -> int:
        return self.block.area_m2 - self.handed_over_m2

    @property
    def finished(self) -> bool:
        return self.left_m2 <= 0


def standing(block: Block, on: date) -> Standing:
    """Replay a block's events and forecasts up to a day."""
    happened = [event for event in block.events if event.on <= on]
    done = dict.fromkeys(CLEARANCE_STEPS, (0, 0, 0))
    for event in happened:
        step, much = ("handed_over", -1) if event.kind == TAKEN_BACK else (event.kind, 1)
        if step in done:
            before = done[step]
            done[step] = (
                before[0] + much * event.households,
                before[1] + much * event.organisations,
                before[2] + much * event.area_m2,
            )
    sign = {"disputed": 1, "settled": -1}
    disputed = (
        sum(sign.get(event.kind, 0) * event.households for event in happened),
        sum(sign.get(event.kind, 0) * event.organisations for event in happened),
    )
    made = [forecast for forecast in block.forecasts if forecast.made_on <= on]
    # Of two of one day the later one in the record counts: it corrects the other.
    latest = max(reversed(made), key=lambda forecast: forecast.made_on, default=None)
    return Standing(block, on, done, disputed, latest)


@dataclass(frozen=True, slots=True)
class Supply:
    """Square metres that come from now to the end of a quarter: at least, and at most."""

    quarter: str
    ends_on: date
    surely_m2: int
    perhaps_m2: int


@dataclass(frozen=True, slots=True)
class Curve:
    """The supply curve of land still to be handed over. `unknown_m2` has no forecast, `overdue_m2`
    has one whose latest day has passed: neither is in any quarter."""

    quarters: tuple[Supply, ...]
    unknown_m2: int
    overdue_m2: int


def supply_curve(blocks: Iterable[Block], on: date, quarters: int = 12) -> Curve:
    """Land still to be handed over by quarter, cumulated: at least (every block at its latest day)
    and at most (every block at its earliest)."""
    left = [one for one in (standing(block, on) for block in blocks) if not one.finished]
    unknown = sum(one.left_m2 for one in left if one.available is None)
    known = [(one.left_m2, one.available) for one in left if one.available is not None]
    overdue = sum(area for area, range_ in known if range_.latest < on)
    ahead = [(area, range_) for area, range_ in known if range_.latest >= on]
    rows = []
    for end in quarter_ends(on, quarters):
        surely = sum(area for area, range_ in ahead if range_.latest <= end)
        perhaps = sum(area for area, range_ in ahead if range_.earliest <= end)
        rows.append(Supply(quarter_of(end), end, surely, perhaps))
    return Curve(tuple(rows), unknown, overdue)


@dataclass(frozen=True, slots=True)
class Accuracy:
    """How past forecasts came true. `late_days` is the median of actual minus latest day: positive
    is later than foreseen; None where there are fewer than `FEWEST` judged forecasts."""

    judged: int
    within: int | None
    late_days: float | None


def accuracy(blocks: Iterable[Block], on: date) -> Accuracy:
    """Judge every forecast of every block that is wholly handed over by a day.

    A forecast made on or after the day of handing over foresaw nothing and is not judged.
    """
    errors: list[int] = []
    within = 0
    for block in blocks:
        actual = finished_on(block)
        if actual is None or actual > on:
            continue
        for forecast in block.forecasts:
            if forecast.made_on < actual:
                errors.append((actual - forecast.latest).days)
                within += forecast.earliest <= actual <= forecast.latest
    if len(errors) < FEWEST:
        return Accuracy(len(errors), None, None)
    return Accuracy(len(errors), within, float(median(errors)))


def finished_on(block: Block) -> date | None:
    """The day on which the last of the block's land was handed over and stayed so."""
    area, finished = 0, None
    for event in sorted(block.events, key=lambda one: one.on):
        if event.kind in ("handed_over", TAKEN_BACK):
            area += event.area_m2 if event.kind == "handed_over" else -event.area_m2
            finished = None if area < block.area_m2 else finished or event.on
    return finished


def quarter_of(day: date) -> str:
    """ "2025-Q1"."""
    return f"{day.year}-Q{(day.month + 2) // 3}"


def quarter_end(day: date) -> date:
    """The last day of the quarter of a day."""
    last = (day.month + 2) // 3 * 3
    first_after = date(day.year + last // 12, last % 12 + 1, 1)
    return first_after - timedelta(days=1)


def quarter_ends(start: date, count: int) -> Sequence[date]:
    """The last days of `count` quarters, the one of `start` first."""
    found = [quarter_end(start)]
    while len(found) < count:
        found.append(quarter_end(found[-1] + timedelta(days=1)))
    return found
