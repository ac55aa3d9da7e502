"""Quarters, half-years, nine months and years as the dashboard steps through them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from diaban.projects.periods import (
    HALF,
    MONTH,
    NINE_MONTHS,
    QUARTER,
    YEAR,
    a_year_has,
    holding,
    kind_of,
    period,
    step,
)

KINDS = (QUARTER, HALF, NINE_MONTHS, YEAR)
"""The kinds that a reader may choose among; months are no more than asked for on the desk."""


def is_year(name: str) -> bool:
    return kind_of(name) == YEAR


def is_period(name: str) -> bool:
    """Whether there can be a period of this name that the dashboard shows."""
    try:
        return kind_of(name) != MONTH
    except ValueError:
        return False


def year_before(name: str) -> str:
    """The same period of the year before."""
    return step(name, -a_year_has(kind_of(name)))


def of_kind(kind: str, name: str) -> str:
    """The period of a kind in which the last month of another one lies.

    >>> of_kind("half", "2025-Q3"), of_kind("quarter", "2025-9M"), of_kind("year", "2025-H1")
    ('2025-H2', '2025-Q3', '2025')
    """
    last = period(name).last
    return holding(kind, last.month, last.year)


def ended(name: str, on: str) -> bool:
    """Whether a period was over on a day (ISO)."""
    return period(name).last.isoformat() <= on


def order(name: str) -> tuple[date, int]:
    """By the day of the end; of those that end together the longer one stands last."""
    found = period(name)
    return found.last, (found.last - found.first).days


def between(first: str, last: str) -> list[str]:
    """Every period of the kind of `first` from it to `last`, both with it.

    >>> between("2024-Q3", "2025-Q1"), between("2024-H2", "2025-H1")
    (['2024-Q3', '2024-Q4', '2025-Q1'], ['2024-H2', '2025-H1'])
    """
    found = [first]
    while order(found[-1]) < order(last):
        found.append(step(found[-1], 1))
    return found


def by_kind(names: Iterable[str]) -> dict[str, list[str]]:
    """What is known of each kind, in the order given; kinds without any are left out."""
    known = list(names)
    groups = {kind: [name for name in known if kind_of(name) == kind] for kind in KINDS}
    return {kind: ours for kind, ours in groups.items() if ours}


@dataclass(frozen=True, slots=True)
class Choice:
    """What a reader may choose among, by kind and the latest first, and what is shown now."""

    shown: str
    groups: Mapping[str, Sequence[str]]
    asked_in_vain: str = ""

    @property
    def kind(self) -> str:
        return kind_of(self.shown)

    @property
    def before(self) -> str:
        """The period before the one shown, "" where nothing is known of it."""
        return self._near(-1)

    @property
    def after(self) -> str:
        return self._near(1)

    def _near(self, by: int) -> str:
        name = step(self.shown, by)
        return name if name in self.groups[self.kind] else ""

    def others(self, as_of: str) -> dict[str, str]:
        """Of every kind the period that tells of the same time: the one that holds the end of what
        is shown; the one before, while that one runs or if it begins later (the nine months after
        September). Where it is not known, the latest."""
        found = {}
        for kind, names in self.groups.items():
            near = of_kind(kind, self.shown)
            later = period(near).first > period(self.shown).last
            near = step(near, -1) if later or not ended(near, as_of) else near
            found[kind] = near if near in names else names[0]
        return found | {self.kind: self.shown}


def choose(known: Iterable[str], asked: str, closed: Iterable[str], as_of: str) -> Choice | None:
    """The period asked for; without one that is known, the last closed quarter.

    Where no quarter is closed, the last one that was over on `as_of` (ISO day); None where no
    period is known at all. `asked_in_vain` is what was asked for and is not known.
    """
    groups = by_kind(sorted(set(known), key=order, reverse=True))
    if not groups:
        return None
    if any(asked in names for names in groups.values()):
        return Choice(asked, groups)
    quarters = groups.get(QUARTER, [])
    done = [name for name in quarters if name in set(closed)]
    over = [name for name in quarters if ended(name, as_of)]
    shown = (done or over or quarters or next(iter(groups.values())))[0]
    return Choice(shown, groups, asked)
