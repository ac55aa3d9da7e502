"""Handlers that say what there is: the entrance, layers, sources, editions and their changes."""

from __future__ import annotations

import datetime as dt
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import orjson

from diaban.editions import store
from diaban.editions.layer import Layer
from diaban.editions.model import FieldInfo
from diaban.editions.store import Edition
from diaban.explorer.api import basemap
from diaban.explorer.api.endpoints import Context
from diaban.explorer.api.features import API, layer_of
from diaban.explorer.api.http import REVALIDATE, Response, tag
from diaban.explorer.columns import columns
from diaban.explorer.question import edition_day

COUNTED = ("kind", "status", "commodity", "confidence", "freshness")


def entrance(context: Context) -> Response:
    """Where everything is."""
    context.read()
    edition = context.edition()
    document = {
        "title": {
            "vi": edition.authority.get("title_vi"),
            "en": edition.authority.get("title_en"),
        },
        "edition": edition.id,
        "licence": edition.authority.get("licence"),
        "links": [
            {"rel": rel, "href": href}
            for rel, href in (
                ("self", API),
                ("service-desc", f"{API}/openapi.json"),
                ("service-doc", f"{API}/docs"),
                ("layers", f"{API}/layers"),
                ("explore", f"{API}/explore"),
                ("search", f"{API}/search?q={{q}}"),
                ("sources", f"{API}/sources"),
                ("editions", f"{API}/editions"),
                ("tiles", f"/tiles/{edition.id}/{{layer}}/{{z}}/{{x}}/{{y}}"),
                ("basemap", f"/tiles/base/{basemap.version()}/{{z}}/{{x}}/{{y}}"),
            )
        ],
    }
    return context.answer(orjson.dumps(document), edition, "entrance")


def layers(context: Context) -> Response:
    """Every layer of an edition, in short."""
    context.read()
    edition = context.edition()
    document = {
        "edition": edition.id,
        "layers": [_summary(edition, layer) for layer in edition.layers.values()],
    }
    return context.answer(orjson.dumps(document), edition)


def layer(context: Context) -> Response:
    """One layer: its fields with units and choices, and how often each value occurs."""
    context.read()
    edition = context.edition()
    found = layer_of(edition, context.path["layer"])
    document = _summary(edition, found) | {
        "edition": edition.id,
        "fields": [_field(info) for info in found.fields.values()],
        "values": _values(found, edition_day(edition)),
    }
    return context.answer(orjson.dumps(document), edition)


def _summary(edition: Edition, layer: Layer) -> dict[str, Any]:
    return {
        "name": layer.name,
        "kind": layer.kind,
        "title": {"vi": layer.title_vi, "en": layer.title_en},
        "count": len(layer),
        "located": len(layer) - len(columns(layer).nowhere),
        "bounds": layer.bounds,
        "tiles": f"/tiles/{edition.id}/{layer.name}/{{z}}/{{x}}/{{y}}",
        "links": [
            {"rel": "self", "href": f"{API}/layers/{layer.name}"},
            {"rel": "items", "href": f"{API}/layers/{layer.name}/features"},
        ],
    }


def _field(info: FieldInfo) -> dict[str, Any]:
    return {
        "name": info.name,
        "type": info.type,
        "label": {"vi": info.label_vi, "en": info.label_en},
        "unit": info.unit,
        "choices": {value: {"vi": vi, "en": en} for value, (vi, en) in info.choices.items()},
    }


def _values(layer: Layer, day: dt.date) -> dict[str, dict[str, int]]:
    """How many features that are valid on a day have each value; "" counts the unknown."""
    known = _VALUES.setdefault(layer, {})
    if day not in known:
        table = columns(layer)
        valid = layer.valid_on(day)
        counted = known[day] = {}
        for name in COUNTED:
            words, places = table.codes(name)
            counts = np.bincount(places[valid] + 1, minlength=len(words) + 1).tolist()
            found = zip(["", *words], counts, strict=True)
            counted[name] = {word: count for word, count in sorted(found) if count}
    return known[day]


_VALUES: WeakKeyDictionary[Layer, dict[dt.date, dict[str, dict[str, int]]]] = WeakKeyDictionary()


def sources(context: Context) -> Response:
    """Every source that an edition cites."""
    context.read()
    edition = context.edition()
    document = {"edition": edition.id, "sources": list(edition.sources.values())}
    return context.answer(orjson.dumps(document), edition)


def editions(context: Context) -> Response:
    """Published editions, newest first."""
    values = context.read()
    current = store.current(context.root).id
    ids = store.ids(context.root)
    offset = values.get("offset", 0)
    page = ids[offset : offset + values.get("limit", 100)]
    document = {
        "total": len(ids),
        "editions": [_edition_in_short(one, current) for one in page],
    }
    query = context.request.query_string.decode("latin-1")
    # The list changes when an edition is published: its tag is made of what it lists.
    return Response(
        body=orjson.dumps(document),
        etag=tag("editions", current, str(len(ids)), query),
        cache=REVALIDATE,
    )


def _edition_in_short(identity: str, current: str) -> dict[str, Any]:
    second = dt.datetime.strptime(identity[:16], "%Y%m%dT%H%M%SZ").replace(tzinfo=dt.UTC)
    return {
        "id": identity,
        "created_at": second,
        "current": identity == current,
        "links": [
            {"rel": "self", "href": f"{API}/editions/{identity}"},
            {"rel": "changes", "href": f"{API}/editions/{identity}/changes"},
            {"rel": "explore", "href": f"{API}/explore?edition={identity}"},
        ],
    }


def edition(context: Context) -> Response:
    """One edition: its manifest, with the SHA-256 of every file."""
    context.read()
    found = context.edition_in_path()
    short = _edition_in_short(found.id, "")
    # `current` is not part of an answer that may be kept for ever.
    del short["current"]
    document = found.manifest | {"authority": found.authority} | short
    return context.answer(orjson.dumps(document), found)


def changes(context: Context) -> Response:
    """What an edition added, changed and removed since the one before it."""
    values = context.read()
    found = context.edition_in_path()
    records = found.changes()
    offset = values.get("offset", 0)
    document = {
        "edition": found.id,
        "previous": found.manifest.get("previous"),
        "total": len(records),
        "changes": records[offset : offset + values.get("limit", 1000)],
    }
    return context.answer(orjson.dumps(document), found)
