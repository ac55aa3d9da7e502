"""What a version changes against the one before, part by part. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from diaban.procedures.content import PARTS, Content, as_dict


@dataclass(frozen=True, slots=True)
class Change:
    """One part that differs: what it said and what it will say, None where it said nothing."""

    part: str
    before: Any
    after: Any


def between(before: Content | None, after: Content) -> list[Change]:
    """Every part that differs, in the order of the parts; all of them for a new procedure."""
    old: Mapping[str, Any] = as_dict(before) if before is not None else {}
    new = as_dict(after)
    return [
        Change(part, old.get(part), new.get(part))
        for part in PARTS
        if old.get(part) != new.get(part)
    ]
