"""JSON Schemas (2020-12) of the API's answers; the tests check real answers against them."""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def array(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def thing(
    required: dict[str, Schema], optional: dict[str, Schema] | None = None, about: str = ""
) -> Schema:
    """An object; more members than these may be added within version 1."""
    schema: Schema = {
        "type": "object",
        "required": list(required),
        "properties": required | (optional or {}),
    }
    return schema | ({"description": about} if about else {})


TEXT: Schema = {"type": "string"}
MAYBE_TEXT: Schema = {"type": ["string", "null"]}
MAYBE_NUMBER: Schema = {"type": ["number", "null"]}
COUNT: Schema = {"type": "integer", "minimum": 0}
DAY: Schema = {"type": "string", "format": "date"}
MAYBE_DAY: Schema = {"type": ["string", "null"], "format": "date"}
MOMENT: Schema = {"type": "string", "format": "date-time"}
WORDS: Schema = thing({"vi": MAYBE_TEXT, "en": MAYBE_TEXT}, about="In Vietnamese and in English.")
ANYTHING: Schema = {}
LINKS = array(ref("Link"))

_RIVAL = {
    "value": ANYTHING,
    "value_label": {"anyOf": [ref("ValueLabel"), {"type": "null"}]},
    "unit": MAYBE_TEXT,
    "source": {"anyOf": [ref("Source"), {"type": "null"}]},
    "trust": MAYBE_TEXT,
    "confidence": {"enum": ["high", "medium", "low", None]},
    "as_of": {
        **MAYBE_TEXT,
        "description": "The day for which the source gives the value, or the year, quarter or "
        "month: `2025-03-31`, `2025`, `2025-Q1`, `2025-03`.",
    },
    "valid_from": MAYBE_DAY,
    "valid_to": MAYBE_DAY,
    "recorded_at": MAYBE_TEXT,
    "note": {**MAYBE_TEXT, "description": "In English."},
}
# Editions of before the notes were bilingual have none.
_NOTE_VI = {"note_vi": {**MAYBE_TEXT, "description": "The note in Vietnamese."}}

SCHEMAS: dict[str, Schema] = {
    "Link": thing({"rel": TEXT, "href": TEXT}, {"type": TEXT}),
    "Words": WORDS,
    "ValueLabel": thing(
        {
            language: {"type": ["string", "array", "null"], "items": TEXT}
            for language in ("vi", "en")
        },
        about="The value in words; of a list of subjects, the list of their names.",
    ),
    "Geometry": thing({"type": TEXT, "coordinates": {"type": "array"}}, about="GeoJSON geometry."),
    "Feature": thing(
        {
            "type": {"const": "Feature"},
            "id": TEXT,
            "geometry": {"anyOf": [ref("Geometry"), {"type": "null"}]},
            "properties": {
                "type": "object",
                "description": "Every known value; what is unknown is left out. Areas (`area_ha`, "
                "`free_ha`) in hectares, `port_km` in km, `accuracy_m` in metres.",
            },
        },
        {"distance_m": {"type": "number", "description": "Geodesic metres from `near`."}},
        "A GeoJSON Feature (EPSG:4326). Where only a point and an area are known the geometry is "
        "the point, with its accuracy; where nothing is known it is null.",
    ),
    "FeatureCollection": thing(
        {
            "type": {"const": "FeatureCollection"},
            "features": array(ref("Feature")),
            "numberMatched": COUNT,
            "numberReturned": COUNT,
            "edition": TEXT,
            "on": DAY,
            "timeStamp": MOMENT,
            "unknown": {
                "type": "object",
                "additionalProperties": COUNT,
                "description": "By parameter: how many features were left out only because the "
                "value that it asks for is unknown.",
            },
            "links": LINKS,
        }
    ),
    "Fact": thing(
        {
            "field": TEXT,
            "label": ref("Words"),
            **_RIVAL,
            "conflict": {"type": "boolean"},
            "competing": array(ref("CompetingValue")),
            "history": array(ref("CompetingValue")),
        },
        {
            **_NOTE_VI,
            "recorded_by": MAYBE_TEXT,
            "freshness": ref("Freshness"),
            "rule": {
                **MAYBE_TEXT,
                "description": "Which rule chose the value: the only one (`only`), higher kind of "
                "source (`kind`), later day (`as_of`), later record (`recorded`).",
            },
        },
        "A value with its source, and the values that compete with it.",
    ),
    "CompetingValue": thing(_RIVAL, {"lost_by": MAYBE_TEXT, **_NOTE_VI}),
    "Freshness": thing(
        {"state": {"enum": ["fresh", "stale", "unknown"]}},
        {
            "checked_on": MAYBE_TEXT,
            "stale_on": MAYBE_TEXT,
            "rhythm_days": {"type": ["integer", "null"]},
            "owner": MAYBE_TEXT,
        },
    ),
    "Source": thing(
        {"id": TEXT},
        {
            "kind": TEXT,
            "title_vi": MAYBE_TEXT,
            "title_en": MAYBE_TEXT,
            "note": MAYBE_TEXT,
            "note_vi": MAYBE_TEXT,
        },
    ),
    "FeatureWithFacts": {
        "allOf": [
            ref("Feature"),
            thing(
                {
                    "facts": array(ref("Fact")),
                    "layer_title": ref("Words"),
                    "edition": TEXT,
                    "links": LINKS,
                }
            ),
        ]
    },
    "Match": thing(
        {
            "key": TEXT,
            "layer": TEXT,
            "kind": MAYBE_TEXT,
            "name_vi": MAYBE_TEXT,
            "name_en": MAYBE_TEXT,
            "code": MAYBE_TEXT,
            "lon": MAYBE_NUMBER,
            "lat": MAYBE_NUMBER,
            "score": {"type": "number"},
            "matched": {"enum": ["code", "name", "alias", "fuzzy"]},
            "valid": {
                "type": "boolean",
                "description": "False for a unit that does not exist on the day asked.",
            },
            "valid_from": MAYBE_DAY,
            "valid_to": MAYBE_DAY,
        }
    ),
    "Matches": thing({"q": TEXT, "on": DAY, "edition": TEXT, "matches": array(ref("Match"))}),
    "LayerSummary": thing(
        {
            "name": TEXT,
            "kind": TEXT,
            "title": ref("Words"),
            "count": COUNT,
            "located": COUNT,
            "bounds": {"type": ["array", "null"], "items": {"type": "number"}},
            "tiles": TEXT,
            "links": LINKS,
        }
    ),
    "Layers": thing({"edition": TEXT, "layers": array(ref("LayerSummary"))}),
    "Field": thing(
        {
            "name": TEXT,
            "type": TEXT,
            "label": ref("Words"),
            "unit": MAYBE_TEXT,
            "choices": {"type": "object", "additionalProperties": ref("Words")},
        }
    ),
    "Layer": {
        "allOf": [
            ref("LayerSummary"),
            thing(
                {
                    "edition": TEXT,
                    "fields": array(ref("Field")),
                    "values": {
                        "type": "object",
                        "description": "By column: how many features, valid on the edition's day, "
                        "have each value; the empty word counts the unknown.",
                        "additionalProperties": {"type": "object", "additionalProperties": COUNT},
                    },
                }
            ),
        ]
    },
    "Sources": thing({"edition": TEXT, "sources": array(ref("Source"))}),
    "EditionInShort": thing(
        {"id": TEXT, "created_at": MOMENT, "links": LINKS}, {"current": {"type": "boolean"}}
    ),
    "Editions": thing({"total": COUNT, "editions": array(ref("EditionInShort"))}),
    "Edition": {
        "allOf": [
            ref("EditionInShort"),
            thing(
                {
                    "previous": MAYBE_TEXT,
                    "layers": {"type": "array"},
                    "files": {"type": "object"},
                    "authority": {"type": "object"},
                },
                about="The manifest: layers with counts, and every file with its SHA-256.",
            ),
        ]
    },
    "Changes": thing(
        {
            "edition": TEXT,
            "previous": MAYBE_TEXT,
            "total": COUNT,
            "changes": array({"type": "object"}),
        }
    ),
    "Entrance": thing({"title": ref("Words"), "edition": TEXT, "links": LINKS}),
    "Problem": thing(
        {"type": TEXT, "title": TEXT, "status": {"type": "integer"}, "detail": TEXT},
        {
            "instance": TEXT,
            "parameter": {**TEXT, "description": "The first parameter at fault."},
            "errors": array(
                thing({"parameter": TEXT, "code": TEXT, "reason": TEXT, "remedy": TEXT})
            ),
            "link": {**TEXT, "description": "Where the thing can still be read."},
        },
        "RFC 9457. `detail`, `reason` and `remedy` follow Accept-Language (English, Vietnamese); "
        "`type` and `code` are stable.",
    ),
}
