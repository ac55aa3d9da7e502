"""What became of a locality: the 2025 crosswalk read in both directions. Pure.

An identifier is stable for ever: the code of a unit that no longer exists still has a page, and it
says which units hold its ground now.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Former:
    """A former commune: its code, name and type, and whether all of it or a part went on."""

    code: str
    name: str
    type: str
    district: str
    whole: bool
    on: str | None


@dataclass(slots=True)
class Successor:
    """A present unit and the former communes that it took from the unit in question."""

    code: str
    former: list[Former] = field(default_factory=list)


def bare(code: Any) -> str:
    """ "locality:06652" and "06652" are the same unit."""
    return str(code or "").removeprefix("locality:")


def former(row: Mapping[str, Any]) -> Former:
    on = row.get("on")
    return Former(
        code=bare(row.get("old_code")),
        name=str(row.get("old_name") or ""),
        type=str(row.get("old_type") or ""),
        district=bare(row.get("old_district")),
        whole=row.get("extent") != "part",
        on=str(on) if on else None,
    )


def formed_from(crosswalk: Iterable[Mapping[str, Any]], code: str) -> list[Former]:
    """The former communes whose ground a present unit holds, whole or in part."""
    return [former(row) for row in crosswalk if bare(row.get("new_code")) == code]


def successors(crosswalk: Iterable[Mapping[str, Any]], code: str) -> list[Successor]:
    """Present units on the ground of a former district or commune, in crosswalk order."""
    found: dict[str, Successor] = {}
    for row in crosswalk:
        if code in (bare(row.get("old_district")), bare(row.get("old_code"))):
            new = bare(row.get("new_code"))
            found.setdefault(new, Successor(new)).former.append(former(row))
    return list(found.values())


def former_commune(crosswalk: Iterable[Mapping[str, Any]], code: str) -> Former | None:
    """A commune that exists only in the crosswalk, by its old code."""
    return next((former(row) for row in crosswalk if bare(row.get("old_code")) == code), None)


def by_district(rows: Sequence[Former]) -> dict[str, list[Former]]:
    """Former communes grouped by the code of their former district."""
    grouped: dict[str, list[Former]] = defaultdict(list)
    for one in rows:
        grouped[one.district].append(one)
    return dict(grouped)
