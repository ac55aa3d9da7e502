"""Whose capital the public's sums of money count. Pure.

The capital of a private person's project (dự án của cá nhân) enters no public sum; who is not known
to be an organisation counts as a person. What editions had counted while the project was known as
an organisation's stays in the sums as it was: no later event, end or end of term moves it
(docs/decisions/0013-capital-of-private-persons.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from diaban.projects.replay import Event


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event as it was written down. `counted_on` is the last day on which an edition counted it
    in its sums of money; None: none ever did."""

    event: Event
    withdrawn: bool = False
    counted_on: date | None = None


def private(holders: Iterable[Sequence[bool | None]]) -> bool:
    """Whether at some time nobody known to be an organisation invested. A holder is True for a
    private person, False for an organisation, None for unknown; `holders` are those of each time.
    """
    return any(False not in each for each in holders)


def counted(history: Iterable[Recorded], *, private: bool) -> list[Event]:
    """The events of a project that the public's sums of money count."""
    if private:
        return [_kept(one.event, one.counted_on) for one in history if one.counted_on is not None]
    return [one.event for one in history if not one.withdrawn]


def _kept(event: Event, counted_on: date) -> Event:
    """A term that had not run out by then runs out no more: its end would tell of the capital."""
    ended = event.until is not None and event.until < counted_on
    return event if ended else replace(event, until=None)
