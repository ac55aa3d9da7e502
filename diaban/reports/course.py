"""The life of a report: drafted, locked, checked, approved, signed, published; or returned. Pure.

Whoever has taken a step, or written words of the report, takes no later one: four people stand
behind a signed report, where the authority asks for a second person at all. A returned report is
not changed; another is drafted.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

DRAFTED, LOCKED, CHECKED = "drafted", "locked", "checked"
APPROVED, SIGNED, PUBLISHED, RETURNED = "approved", "signed", "published", "returned"
STEPS = (DRAFTED, LOCKED, CHECKED, APPROVED, SIGNED, PUBLISHED, RETURNED)
NEXT: Mapping[str, tuple[str, ...]] = {
    DRAFTED: (LOCKED,),
    LOCKED: (CHECKED, RETURNED),
    CHECKED: (APPROVED, RETURNED),
    APPROVED: (SIGNED, RETURNED),
    SIGNED: (PUBLISHED,),
    PUBLISHED: (),
    RETURNED: (),
}
BY_ANOTHER = frozenset({CHECKED, APPROVED, SIGNED})
"""Steps that nobody takes who has written in the same report or taken an earlier one."""
REPLACED_AFTER = frozenset({PUBLISHED, RETURNED})
"""After these another report of the same period may be drafted."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A step that was taken: by whom (the key of a person, None where the program did it)."""

    step: str
    by: int | None


def state(taken: Iterable[Taken]) -> str:
    """Where the report stands."""
    steps = [one.step for one in taken]
    return steps[-1] if steps else DRAFTED


def is_locked(state: str) -> bool:
    """Whether nothing of its content may change any more."""
    return state != DRAFTED


def possible(taken: Iterable[Taken], person: int | None, second_person: bool,
             wrote: Collection[int] = ()) -> tuple[str, ...]:  # fmt: skip
    """The steps that this person may take next, permissions aside; `wrote`: who wrote passages."""
    steps = list(taken)
    following = NEXT[state(steps)]
    took_part = {*wrote, *(one.by for one in steps)}
    if second_person and person in took_part:
        return tuple(step for step in following if step not in BY_ANOTHER)
    return following
