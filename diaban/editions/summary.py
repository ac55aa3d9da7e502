"""The columns that every layer has, derived from resolved facts: place, area, confidence, age."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from diaban.facts import freshness
from diaban.facts.outlines import geometry_of
from diaban.facts.registry import FieldState, SubjectState
from diaban.facts.vocabulary import CONFIDENCE, CONFIDENCE_ORDER, THROUGH_PROJECTS
from diaban.geo.measure import centre, distance_m, nearest_m

_STRINGS = pa.list_(pa.string())
_NO_PORT_YET_OR_ANY_MORE = frozenset({"planned", "under_construction", "closed"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where a subject lies, for the map: geometry in EPSG:4326, accuracy in metres, method."""

    geometry: BaseGeometry
    accuracy_m: float | None
    method: str | None
    note: str | None = None
    note_vi: str | None = None

    @property
    def point(self) -> tuple[float, float]:
        """A point on the geometry."""
        point = self.geometry.representative_point()
        return point.x, point.y


class Summaries:
    """What must be known of all subjects to sum up each of them."""

    def __init__(
        self,
        subjects: Mapping[str, SubjectState],
        crosswalk: Iterable[Mapping[str, Any]],
        on: date,
        promised: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        self.subjects = subjects
        self.on = on
        self.promised = promised or {}
        self._former_names: defaultdict[str, list[str]] = defaultdict(list)
        for row in crosswalk:
            self._former_names[row["new_code"]].append(row["old_name"])
        self._projects: defaultdict[str, list[SubjectState]] = defaultdict(list)
        for state in subjects.values():
            if park := state.value("park"):
                self._projects[park].append(state)

    def name_of(self, key: str, language: str) -> str:
        """The name of a subject; of an unknown one, its key."""
        state = self.subjects.get(key)
        return state.name(language) if state else key

    def place(self, state: SubjectState) -> Place | None:
        """The subject's outline or point, or the middle of its projects; None if it is unknown."""
        return own_place(state) or self._through_projects(state)

    def _through_projects(self, state: SubjectState) -> Place | None:
        places = [place for one in self._projects[state.key] if (place := own_place(one))]
        if not places:
            return None
        lon, lat, _spread = centre([place.point for place in places])
        accuracy = max(
            distance_m(lon, lat, *place.point) + (place.accuracy_m or 0) for place in places
        )
        return Place(shapely.Point(lon, lat), round(accuracy, 1), THROUGH_PROJECTS)

    def area_ha(self, state: SubjectState) -> float | None:
        """Area in hectares; of a park without one, the sum of its projects' if all are known."""
        kind = state.kind
        area = state.value(kind.area_field) if kind.area_field else None
        if area is not None:
            return round(float(area) * kind.area_ha, 6)
        return self._sum_of_projects(state, "area")

    def free_ha(self, state: SubjectState) -> float | None:
        """Free land in hectares; of a park, the sum of its projects' if all are known."""
        if field := state.kind.free_field:
            return state.value(field)
        return self._sum_of_projects(state, "free_area")

    def _sum_of_projects(self, state: SubjectState, field: str) -> float | None:
        values = [project.value(field) for project in self._projects[state.key]]
        if not values or any(value is None for value in values):
            return None
        return round(sum(values), 6)

    def completeness(self, state: SubjectState) -> float | None:
        """Part of the promised facts that is known, 0 to 1; None where nothing is promised."""
        fields = self.promised.get(state.kind.name)
        if not fields:
            return None
        return round(sum(state.value(name) is not None for name in fields) / len(fields), 4)

    def localities(self, state: SubjectState) -> list[str]:
        """Keys of its localities; of a park without any, those of its projects."""
        own = state.value("localities")
        if own is not None:
            return list(own)
        through = (
            key for one in self._projects[state.key] for key in one.value("localities") or ()
        )
        return list(dict.fromkeys(through))

    def aliases(self, state: SubjectState) -> list[str]:
        """Further terms by which the subject is searched."""
        terms: list[str] = []
        for name in state.kind.alias_fields:
            value = state.value(name)
            if isinstance(value, dict):
                terms += [value["vi"], value["en"]]
            elif isinstance(value, list):
                terms += value
            elif value is not None:
                terms.append(str(value))
        terms += self._former_names[state.key]
        return list(dict.fromkeys(terms))

    @cached_property
    def seaports(self) -> NDArray[np.float64]:
        """Lon, lat of every seaport that ships can use and whose place is known, (n, 2)."""
        ports = (
            state
            for state in self.subjects.values()
            if state.kind.name == "facility" and state.value("kind") == "seaport"
        )
        points = [
            place.point
            for port in ports
            if port.exists(self.on) and port.value("status") not in _NO_PORT_YET_OR_ANY_MORE
            if (place := own_place(port))
        ]
        return np.array(points, dtype=np.float64).reshape(-1, 2)


def own_place(state: SubjectState) -> Place | None:
    """The subject's own outline, or else its point."""
    location, outline = state.fields.get("location"), state.fields.get("outline")
    if outline is not None and (drawn := outline.value) is not None:
        # The accuracy of a point says nothing about the line around the area.
        return Place(
            geometry_of(drawn), drawn.get("accuracy_m"), drawn.get("method"), *_notes(outline)
        )
    if location is None or (point := location.value) is None:
        return None
    return Place(
        shapely.Point(point["lon"], point["lat"]), point["accuracy_m"], point["method"],
        *_notes(location),
    )  # fmt: skip


def _notes(held: FieldState) -> tuple[str | None, str | None]:
    """What is noted of the winner, in English and in Vietnamese."""
    winner = held.resolution.winner
    return (winner.note or None, winner.note_vi or None) if winner else (None, None)


def summary_columns(states: Sequence[SubjectState], all_of: Summaries) -> dict[str, pa.Array]:
    """Identity and summary columns of one layer's table."""
    places = [all_of.place(state) for state in states]
    rows = [_summary(state, place, all_of) for state, place in zip(states, places, strict=True)]
    points = np.array([place.point if place else (np.nan, np.nan) for place in places])
    ports = nearest_m(points.reshape(-1, 2), all_of.seaports) / 1000
    columns = {
        name: pa.array([row[name] for row in rows], arrow) for name, arrow in _COLUMNS.items()
    }
    columns["port_km"] = pa.array(np.round(ports, 3), pa.float64(), mask=np.isnan(ports))
    return columns


_COLUMNS: Mapping[str, pa.DataType] = {
    "key": pa.string(),
    "code": pa.string(),
    "name_vi": pa.string(),
    "name_en": pa.string(),
    "valid_from": pa.date32(),
    "valid_to": pa.date32(),
    "geometry": pa.binary(),
    "aliases": _STRINGS,
    "kind": pa.string(),
    "status": pa.string(),
    "confidence": pa.string(),
    "freshness": pa.string(),
    "stale_since": pa.date32(),
    "conflict": pa.bool_(),
    "completeness": pa.float64(),
    "accuracy_m": pa.float64(),
    "location_method": pa.string(),
    "area_ha": pa.float64(),
    "free_ha": pa.float64(),
    "localities": _STRINGS,
    "commodity": pa.string(),
    "location_note": pa.string(),
    "location_note_vi": pa.string(),
}


def _summary(state: SubjectState, place: Place | None, all_of: Summaries) -> dict[str, Any]:
    told = [
        held for held in state.fields.values() if not held.spec.identity and held.resolution.winner
    ]
    return {
        "key": state.key,
        "code": state.code,
        "name_vi": state.name("vi"),
        "name_en": state.name("en"),
        "valid_from": state.valid_from,
        "valid_to": state.valid_to,
        "geometry": shapely.to_wkb(place.geometry) if place else None,
        "aliases": all_of.aliases(state),
        "kind": state.value(state.kind.subkind) if state.kind.subkind else state.kind.name,
        "status": state.value("status"),
        "confidence": _confidence(told),
        "freshness": freshness.worst(held.freshness.state for held in told),
        "stale_since": _stale_since(told),
        "conflict": any(held.resolution.conflict for held in state.fields.values()),
        "completeness": all_of.completeness(state),
        "accuracy_m": place.accuracy_m if place else None,
        "location_method": place.method if place else None,
        "area_ha": all_of.area_ha(state),
        "free_ha": all_of.free_ha(state),
        "localities": all_of.localities(state),
        "commodity": state.key if state.kind.name == "commodity" else state.value("commodity"),
        "location_note": place.note if place else None,
        "location_note_vi": place.note_vi if place else None,
    }


def _confidence(told: Iterable[FieldState]) -> str | None:
    """The lowest confidence of the values shown. A place has its accuracy and method instead."""
    found = {CONFIDENCE[held.resolution.winner.trust] for held in told if held.resolution.winner}
    return next((level for level in CONFIDENCE_ORDER if level in found), None)


def _stale_since(told: Iterable[FieldState]) -> date | None:
    """The day on which the first of the values shown went stale."""
    days = [
        held.freshness.stale_on
        for held in told
        if held.freshness.state == freshness.STALE and held.freshness.stale_on
    ]
    return min(days, default=None)
