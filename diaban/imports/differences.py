"""The difference between what a file says and what is known, by field and in metres. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from diaban.facts.outlines import geometry_of
from diaban.facts.schema import FieldSpec
from diaban.facts.values import Cleaned
from diaban.geo.measure import QUANG_NINH_VN2000, distance_m
from diaban.imports.decisions import Decisions
from diaban.imports.known import Held, Own, Standing, outranks
from diaban.imports.layer import to_grid

ADDED, CHANGED, REMOVED, UNCHANGED = "added", "changed", "removed", "unchanged"
ACTIONS = (ADDED, CHANGED, REMOVED, UNCHANGED)
SAME_PLACE_M = 0.01
"""Outlines and points nearer than this everywhere are the same: files round coordinates."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One value that the file says.

    Attributes:
        old, old_unit, old_source: what is shown now; None and "" where nothing is.
        effect: "new" (nothing is shown yet), "replaces" (it will be shown instead), "beside" (it
            will be kept, but what is shown weighs more) or "agrees" (it says the same).
        moved_m: how far a place moved at most, None for other fields.
        withdraws: ids of the source's own earlier assertions that it takes the place of.
    """

    field: str
    new: Any
    unit: str
    old: Any = None
    old_unit: str = ""
    old_source: str = ""
    effect: str = "new"
    moved_m: float | None = None
    withdraws: tuple[int, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """For storing; by hand, because `asdict` copies every corner of an outline."""
        return {
            "field": self.field, "new": self.new, "unit": self.unit, "old": self.old,
            "old_unit": self.old_unit, "old_source": self.old_source, "effect": self.effect,
            "moved_m": self.moved_m, "withdraws": list(self.withdraws),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """One subject of the change set.

    Attributes:
        action: one of `ACTIONS`; "unchanged" may still record agreeing values.
        row: the sender's number; 0 for a removed subject.
        moved_m: how far its place moved, None where it did not or was unknown.
        place: longitude, latitude to look at.
    """

    action: str
    subject: str
    row: int
    name: str
    fields: tuple[FieldChange, ...]
    how: str = ""
    moved_m: float | None = None
    place: tuple[float, float] | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "action": self.action, "subject": self.subject, "row": self.row, "name": self.name,
            "fields": [one.as_json() for one in self.fields], "how": self.how,
            "moved_m": self.moved_m, "place": self.place,
        }  # fmt: skip


def compare(
    key: str,
    row: int,
    name: str,
    how: str,
    values: Mapping[str, Cleaned],
    standing: Standing,
    decisions: Decisions,
    day: date,
) -> Change:
    """What a row changes of its subject."""
    subject = standing.subjects.get(key)
    held = subject.held if subject else {}
    fields = [
        change
        for spec in standing.kind.fields
        if spec.name in values
        and (
            change := _field(
                spec, values[spec.name], held.get(spec.name), standing, decisions, key, day
            )
        )
    ]
    moved = max((one.moved_m for one in fields if one.moved_m is not None), default=None)
    if subject is None:
        action = ADDED
    else:
        action = CHANGED if any(one.effect != "agrees" for one in fields) else UNCHANGED
    return Change(action, key, row, name, tuple(fields), how, moved, _place(values, subject))


def removal(key: str, standing: Standing, decisions: Decisions, day: date) -> Change | None:
    """The end of a subject that a complete file no longer names; None where its kind cannot end."""
    kind, subject = standing.kind, standing.subjects[key]
    if "valid_to" not in kind:
        return None
    ended = decisions.day("ended_on") or day
    change = _field(
        kind["valid_to"], Cleaned(ended.isoformat()), subject.held.get("valid_to"), standing,
        decisions, key, day,
    )  # fmt: skip
    fields = (change,) if change else ()
    return Change(
        REMOVED, key, 0, subject.name, fields, "complete", None, _middle(subject.geometry)
    )


def _field(
    spec: FieldSpec,
    new: Cleaned,
    held: Held | None,
    standing: Standing,
    decisions: Decisions,
    key: str,
    day: date,
) -> FieldChange | None:
    own = [
        one
        for one in standing.own.get((key, spec.name), ())
        if (one.valid_from, one.valid_to)
        == (decisions.day("valid_from"), decisions.day("valid_to"))
    ]
    last = max(own, key=lambda one: one.id, default=None)
    if last is not None and last.unit == new.unit and _same(spec, last.value, new.value):
        return None  # it is what the source said last
    replaced = tuple(one.id for one in own if one.origin.startswith("import:"))
    if held is None:
        return FieldChange(spec.name, new.value, new.unit, withdraws=replaced)
    moved = _moved(spec, held.value, new.value)
    if held.unit == new.unit and _same(spec, held.value, new.value, moved):
        if held.source == standing.source.id or not decisions.agreeing:
            return None
        effect, moved = "agrees", None
    elif outranks(standing.source.kind, day, held) or _replaces_all(held, own, replaced):
        effect = "replaces"
    else:
        effect = "beside"
    return FieldChange(
        spec.name, new.value, new.unit, held.value, held.unit, held.source, effect, moved, replaced
    )


def _replaces_all(held: Held, own: Sequence[Own], replaced: tuple[int, ...]) -> bool:
    return bool(own) and any(one.id in replaced and one.value == held.value for one in own)


def _same(spec: FieldSpec, one: Any, other: Any, moved: float | None = None) -> bool:
    if spec.type in ("outline", "location"):
        if moved is None:
            moved = _moved(spec, one, other)
        return moved is not None and moved <= SAME_PLACE_M and _same_manner(one, other)
    if isinstance(one, float) and isinstance(other, int | float):
        return bool(np.isclose(one, other, rtol=1e-9, atol=0.0))
    if isinstance(one, list) and isinstance(other, list):
        return sorted(map(str, one)) == sorted(map(str, other))
    return bool(one == other)


def _same_manner(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    """Was the place found in the same way and as exactly, as far as the new value says?"""
    return all(new.get(part) in (None, old.get(part)) for part in ("accuracy_m", "method"))


def _moved(spec: FieldSpec, old: Any, new: Any) -> float | None:
    if spec.type == "location":
        return distance_m(old["lon"], old["lat"], new["lon"], new["lat"])
    if spec.type == "outline":
        return farthest_m(geometry_of(old), geometry_of(new))
    return None


def same_point(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Do two locations lie within the rounding of a file?"""
    return distance_m(one["lon"], one["lat"], other["lon"], other["lat"]) <= SAME_PLACE_M


def farthest_m(one: BaseGeometry, other: BaseGeometry) -> float:
    """How far an outline moved at most, in metres on the VN-2000 grid.

    The Hausdorff distance over corners: the farthest that any corner of either lies from the line
    of the other.
    """
    here, there = to_grid(np.array([one, other], dtype=object), QUANG_NINH_VN2000)
    return max(_one_way(here, there), _one_way(there, here))


def _one_way(one: BaseGeometry, other: BaseGeometry) -> float:
    line = shapely.boundary(other) if other.geom_type.endswith("Polygon") else other
    shapely.prepare(line)
    corners = shapely.points(shapely.get_coordinates(one))
    return float(shapely.distance(corners, line).max(initial=0.0))


def _place(values: Mapping[str, Cleaned], subject: Any) -> tuple[float, float] | None:
    if "location" in values:
        value = values["location"].value
        return value["lon"], value["lat"]
    if "outline" in values:
        return _middle(geometry_of(values["outline"].value))
    return _middle(subject.geometry) if subject else None


def _middle(geometry: BaseGeometry | None) -> tuple[float, float] | None:
    if geometry is None or geometry.is_empty:
        return None
    point = shapely.point_on_surface(geometry)
    return float(point.x), float(point.y)


__all__ = ["ACTIONS", "Change", "FieldChange", "compare", "farthest_m", "removal", "same_point"]
