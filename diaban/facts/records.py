"""Fact records: one field of a subject as an edition, the API and the command line tell it.

The shape is the agreement with the editions (docs/edition-format.md): JSON-able dictionaries with
the value, its source and dates, its freshness, the rule, what competes, what agrees, what was.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import shapely

from diaban.facts.labels import Names, value_label
from diaban.facts.outlines import geometry_of
from diaban.facts.registry import FieldState, Recorded, SubjectState
from diaban.facts.schema import FieldSpec
from diaban.facts.vocabulary import CONFIDENCE
from diaban.geo.measure import geodesic_area_ha


def records_of(state: SubjectState, name_of: Names) -> list[dict[str, Any]]:
    """A record for each field of which something is said, in field order."""
    return [record_of(held, name_of) for held in state.fields.values()]


def record_of(held: FieldState, name_of: Names) -> dict[str, Any]:
    """The record of one field. Where no value holds on the day, `value` is None."""
    spec, outcome = held.spec, held.resolution
    record: dict[str, Any] = {
        "field": spec.name,
        "label": {"vi": spec.label_vi, "en": spec.label_en},
        "type": spec.type,
    }
    record |= claim_record(spec, outcome.winner, name_of) if outcome.winner else _NO_VALUE
    return record | {
        "freshness": held.freshness.as_dict(),
        "rule": outcome.rule,
        "conflict": outcome.conflict,
        "competing": [
            {**claim_record(spec, rival.claim, name_of), "lost_by": rival.lost_by}
            for rival in outcome.competing
        ],
        "agreeing": [claim_record(spec, claim, name_of) for claim in outcome.agreeing],
        "history": [claim_record(spec, claim, name_of) for claim in outcome.history],
    }


_NO_VALUE: dict[str, Any] = {
    "value": None,
    "value_label": None,
    "unit": None,
    "trust": None,
    "confidence": None,
    "source": None,
    "as_of": None,
    "valid_from": None,
    "valid_to": None,
    "recorded_at": None,
    "recorded_by": None,
    "note": "",
    "note_vi": "",
}


def claim_record(spec: FieldSpec, claim: Recorded, name_of: Names) -> dict[str, Any]:
    """One assertion. A person is not named: only that an officer of the authority recorded it."""
    return {
        "value": _public(spec, claim.value),
        "value_label": value_label(spec, claim.value, name_of),
        "unit": claim.unit or None,
        "trust": claim.trust,
        "confidence": CONFIDENCE[claim.trust],
        "source": claim.source,
        "as_of": claim.as_of_given,
        "valid_from": _iso(claim.valid_from),
        "valid_to": _iso(claim.valid_to),
        "recorded_at": _moment(claim.recorded_at),
        "recorded_by": "officer" if claim.recorded_by is not None else None,
        "note": claim.note,
        "note_vi": claim.note_vi,
    }


def _public(spec: FieldSpec, value: Any) -> Any:
    """An outline is told by its size: its corners are the feature's geometry."""
    if spec.type != "outline":
        return value
    geometry = geometry_of(value)
    has_area = geometry.geom_type.endswith("Polygon")
    return {
        "type": value["type"],
        "points": int(shapely.get_num_coordinates(geometry)),
        "area_ha": round(geodesic_area_ha(geometry), 4) if has_area else None,
        "accuracy_m": value.get("accuracy_m"),
        "method": value.get("method"),
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _moment(when: datetime) -> str:
    return when.astimezone(UTC).isoformat().replace("+00:00", "Z")
