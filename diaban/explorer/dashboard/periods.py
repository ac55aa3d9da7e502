"""Quarters ("2025-Q1") and years ("2025") as the dashboard steps through them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from diaban.projects.periods import period


def is_year(name: str) -> bool:
    return len(name) == 4


def is_period(name: str) -> bool:
    """Whether there can be a period of this name at all."""
    try:
        period(name)
    except ValueError:
        return False
    return True


def step(name: str, by: int) -> str:
    """The period that many quarters, or years, later.

    >>> step("2025-Q1", -1), step("2025-Q4", 1), step("2025", -1)
    ('2024-Q4', '2026-Q1', '2024')
    """
    if is_year(name):
        return f"{int(name) + by:04d}"
    count = 4 * int(name[:4]) + int(name[6]) - 1 + by
    return f"{count // 4:04d}-Q{count % 4 + 1}"


def year_before(name: str) -> str:
    """The same quarter of the year before, or the year before."""
    return step(name, -1 if is_year(name) else -4)


def ended(name: str, on: str) -> bool:
    """Whether a period was over on a day (ISO)."""
    return period(name).last.isoformat() <= on


def order(name: str) -> tuple[int, int]:
    """By time; a year stands after its quarters."""
    return int(name[:4]), 9 if is_year(name) else int(name[6])


def between(first: str, last: str) -> list[str]:
    """Every period of the kind of `first` from it to `last`, both with it.

    >>> between("2024-Q3", "2025-Q1")
    ['2024-Q3', '2024-Q4', '2025-Q1']
    """
    found = [first]
    while order(found[-1]) < order(last):
        found.append(step(found[-1], 1))
    return found


@dataclass(frozen=True, slots=True)
class Choice:
    """What a reader may choose among, the latest first, and what is shown now."""

    shown: str
    quarters: Sequence[str]
    years: Sequence[str]
    asked_in_vain: str = ""

    @property
    def before(self) -> str:
        """The period before the one shown, "" where nothing is known of it."""
        return self._near(-1)

    @property
    def after(self) -> str:
        return self._near(1)

    def _near(self, by: int) -> str:
        name = step(self.shown, by)
        return name if name in self.quarters or name in self.years else ""


def choose(known: Iterable[str], asked: str, closed: Iterable[str], as_of: str) -> Choice | None:
    """The period asked for; without one that is known, the last closed quarter.

    Where no quarter is closed, the last one that was over on `as_of` (ISO day); None where no
    period is known at all. `asked_in_vain` is what was asked for and is not known.
    """
    names = sorted(set(known), key=order, reverse=True)
    if not names:
        return None
    quarters = [name for name in names if not is_year(name)]
    years = [name for name in names if is_year(name)]
    if asked in names:
        return Choice(asked, quarters, years)
    done = [name for name in quarters if name in set(closed)]
    over = [name for name in quarters if ended(name, as_of)]
    shown = (done or over or quarters or years)[0]
    return Choice(shown, quarters, years, asked)
