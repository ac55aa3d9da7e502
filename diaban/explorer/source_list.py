"""Every source with what it says: how many facts it carries, and of how many it is the winner."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from diaban.editions.store import Edition
from diaban.explorer import wording

MOST_SUBJECTS = 20_000


@dataclass(frozen=True, slots=True)
class Listed:
    """A source and how many values come from it; None where the edition is too large to count."""

    source: Mapping[str, Any]
    shown: int | None
    competing: int | None


@dataclass(frozen=True, slots=True)
class Group:
    kind: str
    label: str
    sources: Sequence[Listed]


def groups(edition: Edition) -> list[Group]:
    """Sources by kind, the weightiest kind first."""
    tally = counts(edition)
    order = [*wording.SOURCE_KINDS]
    kinds = {str(source.get("kind") or "") for source in edition.sources.values()}
    found = []
    for kind in sorted(kinds, key=lambda one: order.index(one) if one in order else len(order)):
        listed = [
            Listed(
                source,
                tally[0][name] if tally else None,
                tally[1][name] if tally else None,
            )
            for name, source in edition.sources.items()
            if str(source.get("kind") or "") == kind
        ]
        found.append(Group(kind, str(wording.SOURCE_KINDS.get(kind, kind)), listed))
    return found


_COUNTED: WeakKeyDictionary[Edition, tuple[Counter[str], Counter[str]] | None] = WeakKeyDictionary()


def counts(edition: Edition) -> tuple[Counter[str], Counter[str]] | None:
    """Values by source, shown and competing. Counted once for each opened edition."""
    if edition not in _COUNTED:
        _COUNTED[edition] = _count(edition)
    return _COUNTED[edition]


def _count(edition: Edition) -> tuple[Counter[str], Counter[str]] | None:
    if sum(len(layer) for layer in edition.layers.values()) > MOST_SUBJECTS:
        return None
    shown: Counter[str] = Counter()
    competing: Counter[str] = Counter()
    for key in edition.facts_file.keys():  # noqa: SIM118  (a method of the file, not a mapping)
        for record in edition.facts(key):
            shown[record.get("source") or ""] += 1
            competing.update(one.get("source") or "" for one in record.get("competing") or ())
    return shown, competing
