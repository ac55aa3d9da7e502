"""Which sums of capital a series may not show, for they would tell of one or two private persons.

A place in which a private person has a project shows no capital at all. What the other places
leave of the whole is then known by subtraction, and so is what changed in it from one published
quarter to the next: a quarter's whole is withheld while that change is of one or two private
persons' projects alone (`projects.disclosure`). The document `projects` publishes that whole all
the same, so while it is withheld here no place is shown either: what they leave of it would tell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import numpy as np

from diaban.indicators.reading import WHOLE
from diaban.projects import disclosure, periods
from diaban.projects import vocabulary as v
from diaban.projects.disclosure import Figure
from diaban.projects.statistics import KIND_CODES, LIFE, Register, amounts

Containing = Callable[[str | None, str | None], Sequence[str]]
Sums = dict[str, list[int]]
MONEY_KINDS = [
    KIND_CODES[kind] for kind in {*LIFE, *v.CAPITAL, v.REALISED, v.TERM_CHANGED, v.TRANSFERRED}
]
"""Kinds of events that change what a project adds to a sum of money."""


@dataclass(frozen=True, slots=True)
class Step:
    """A quarter's end: whether its whole is withheld, and what stands published after it."""

    day: date
    hidden: bool
    shown: Sums


class Shield:
    """Made for one register; asked for a place, an origin, a currency and a day."""

    def __init__(self, register: Register, private: frozenset[str], containing: Containing) -> None:
        self._register = register
        where = [containing(row.park, row.zone) for row in register.rows]
        self._private = [row.code in private for row in register.rows]
        touched = zip(where, self._private, strict=True)
        self._secret = {place for places, own in touched if own for place in places}
        self._rest = [set(places) <= self._secret for places in where]
        self._walks: dict[tuple[str, str], list[Step]] = {}
        self._judged: dict[tuple[str, str, date], bool] = {}

    @classmethod
    def of(cls, register: Register, private: frozenset[str], containing: Containing) -> Shield:
        return cls(register, private, containing)

    def hides(self, place: str, origin: str, currency: str, on: date) -> bool:
        """Whether the sum of `place` at the end of the day `on` is withheld."""
        if not self._secret:
            return False
        if place != WHOLE and place in self._secret:
            return True
        asked = (origin, currency, on)
        if asked not in self._judged:
            self._judged[asked] = self._walked(*asked)
        return self._judged[asked]

    def _walked(self, origin: str, currency: str, on: date) -> bool:
        """Whether the step to `on` would tell, after every quarter before it was judged."""
        steps = self._walks.setdefault((origin, currency), [])
        known = next((step for step in steps if step.day == on), None)
        if known is not None:
            return known.hidden
        for day in self._days(on):
            if steps and day <= steps[-1].day:
                continue
            steps.append(self._step(steps[-1].shown if steps else None, origin, currency, day))
        before = [step for step in steps if step.day < on]
        return self._step(before[-1].shown if before else None, origin, currency, on).hidden

    def _step(self, shown: Sums | None, origin: str, currency: str, day: date) -> Step:
        """A quarter that runs says nothing from the first change of a private person's project on;
        its end is compared with the day before that, which an edition may have shown."""
        now = amounts(self._register, day, origin, currency)
        before = shown or {name: [0] * len(self._rest) for name in now}
        quarter = periods.period(periods.quarter_of(day))
        touched = self._touched(quarter.first, day)
        if touched is not None:
            eve = amounts(self._register, touched - timedelta(days=1), origin, currency)
            before = before if self._tells(before, eve) else eve
        running = day < quarter.last and touched is not None
        hidden = running or self._tells(before, now)
        return Step(day, hidden, before if hidden else now)

    def _touched(self, first: date, last: date) -> date | None:
        """The first of these days on which the capital of a private person's project may change."""
        ours = np.array(self._private, np.bool_)[self._register.project]
        ours &= np.isin(self._register.kind, MONEY_KINDS)
        days = np.concatenate(
            [self._register.day[ours], self._register.until[ours].astype(np.int64) + 1]
        )
        inside = days[(days >= first.toordinal()) & (days <= last.toordinal())]
        return date.fromordinal(int(inside.min())) if len(inside) else None

    def _tells(self, before: Sums, after: Sums) -> bool:
        return any(disclosure.tells(self._change(before[name], after[name])) for name in after)

    def _change(self, before: list[int], after: list[int]) -> list[Figure]:
        """Every project of the rest whose amount changed, as a figure of its own."""
        return [
            Figure(Decimal(new - old), 1, int(own))
            for old, new, own, rest in zip(before, after, self._private, self._rest, strict=True)
            if rest and new != old
        ]

    def _days(self, on: date) -> Iterator[date]:
        """The ends of the quarters from the first event on that are over by the day `on`."""
        day = date.fromordinal(int(self._register.day.min()))
        while (end := periods.period(periods.quarter_of(day)).last) <= on:
            yield end
            day = date.fromordinal(end.toordinal() + 1)


def held_back(
    reported: Mapping[str, Mapping[Any, int]], hidden: Iterable[str], smallest: int
) -> frozenset[str]:
    """The places whose sum is withheld besides the `hidden` ones: what places shown within it leave
    of it would be the sum of fewer than `smallest` reports.

    `reported` says how many reports each place has in each of its parts; parts do not overlap.
    """
    kept_back = set(hidden)
    found: set[str] = set()
    shown: dict[str, Set[Any]] = {}
    for place in sorted(reported, key=lambda one: (len(reported[one]), one == WHOLE, one)):
        if place in kept_back:
            continue
        ours = reported[place]
        kinds: dict[str, set[Any]] = {}
        for other, parts in shown.items():
            if parts <= ours.keys():
                kind = other if other.startswith("scope:") else other.partition(":")[0]
                for cover in (kind, "all"):
                    kinds.setdefault(cover, set()).update(parts)
        left = (sum(ours[part] for part in ours.keys() - cover) for cover in kinds.values())
        if any(0 < count < smallest for count in left):
            found.add(place)
        else:
            shown[place] = ours.keys()
    return frozenset(found)
