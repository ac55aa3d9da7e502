"""A profile for machines: schema.org in JSON-LD, with the same values that the page shows. Pure."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from diaban.explorer.facts_view import Fact

TYPES = {
    "locality": "AdministrativeArea",
    "commodity": "DefinedTerm",
    "airport": "Airport",
}


def place(
    *,
    key: str,
    kind: str,
    subkind: str | None,
    names: tuple[str | None, str | None],
    language: str,
    url: str,
    point: tuple[float, float] | None,
    facts: Sequence[Fact],
    edition: str,
    licences: Sequence[str],
) -> dict[str, Any]:
    """The subject as schema.org sees it, with its known facts only."""
    own, other = names if language == "vi" else names[::-1]
    described: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": TYPES.get(subkind or "") or TYPES.get(kind) or "Place",
        "@id": url,
        "identifier": key,
        "name": own or other,
        "url": url,
        "additionalProperty": [_property(fact) for fact in facts if fact.said],
        "isPartOf": {"@type": "Dataset", "name": "Địa Bàn", "version": edition},
    }
    if other and other != own:
        described["alternateName"] = other
    if point:
        described["geo"] = {
            "@type": "GeoCoordinates",
            "longitude": round(point[0], 6),
            "latitude": round(point[1], 6),
        }
    if licences:
        described["license"] = list(licences)
    return described


def _property(fact: Fact) -> dict[str, Any]:
    return {
        "@type": "PropertyValue",
        "propertyID": fact.field,
        "name": fact.label,
        "value": fact.said.text if fact.said else None,
        # ISO 8601, and so schema.org, knows years and months but no quarters.
        **({"observationDate": fact.as_of} if fact.as_of and "Q" not in fact.as_of else {}),
        "citation": fact.source.get("url") or fact.source.get("title_en") or fact.source.get("id"),
    }


def script(data: dict[str, Any]) -> str:
    """JSON that can stand inside a <script> element whatever it contains."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
