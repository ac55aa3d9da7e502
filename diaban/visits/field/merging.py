"""Notes from the field meet the record: a three-way merge, field by field. Pure.

A device says what it saw (`base`) and what it wrote (`mine`); the record may say something else by
now (`theirs`). What only one side changed is taken, what both changed alike is no conflict, and
what both changed differently is decided by a person. A change that builds on an earlier submission
of its device is held until that has arrived. Every change ends in exactly one of the four.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Json = Any
"""A value as JSON knows it; nothing noted is None."""


@dataclass(frozen=True, slots=True)
class Change:
    """One field as the device saw it and as it was left there.

    `after` is the submission in which the device itself had written `base`, if that was not yet
    received when this was written. Values alone do not tell: yes, no, yes may be three notes.
    """

    field: str
    base: Json
    mine: Json
    after: str = ""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field that both sides changed, differently."""

    field: str
    base: Json
    mine: Json
    theirs: Json


@dataclass(frozen=True, slots=True)
class Merged:
    """`apply` is to be written; `equal` stands in the record already; `conflicts` wait for a
    person, `held` for an earlier submission.
    """

    apply: Mapping[str, Json]
    equal: tuple[str, ...]
    conflicts: tuple[Conflict, ...]
    held: tuple[Change, ...] = ()


def same(one: Json, other: Json) -> bool:
    """Whether two values say the same; an empty text or list says as little as nothing at all."""
    return _plain(one) == _plain(other)


def _plain(value: Json) -> Json:
    if isinstance(value, str):
        # A browser ends lines as the system does; that is no difference in what was said.
        value = value.replace("\r\n", "\n").strip()
    if isinstance(value, bool):
        return ("bool", value)  # Python says True == 1, the field does not
    if isinstance(value, list):
        value = [_plain(one) for one in value]
    if isinstance(value, dict):
        value = {name: _plain(one) for name, one in value.items()}
    return None if value in ("", [], {}) else value


def merge(
    changes: Iterable[Change],
    record: Mapping[str, Json],
    settled: Callable[[Change], bool] = lambda change: True,
) -> Merged:
    """What becomes of `changes` beside the `record` (field → value; a field never noted is None).

    `settled` says of a change with `after` whether that submission has arrived and no longer holds
    this field back. A field that is named twice is taken as it was left last.
    """
    apply: dict[str, Json] = {}
    equal: list[str] = []
    conflicts: list[Conflict] = []
    held: list[Change] = []
    for change in {change.field: change for change in changes}.values():
        theirs = record.get(change.field)
        if change.after and not settled(change):
            held.append(change)
        elif same(change.mine, theirs):
            equal.append(change.field)
        elif same(change.base, theirs):
            apply[change.field] = change.mine
        else:
            conflicts.append(Conflict(change.field, change.base, change.mine, theirs))
    return Merged(apply, tuple(equal), tuple(conflicts), tuple(held))
