"""Handlers that answer with features: explore, one layer's features, one feature, search."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import numpy as np
import orjson

from diaban.editions.layer import Layer
from diaban.editions.store import Edition
from diaban.explorer import search as finding
from diaban.explorer.answers import Answer
from diaban.explorer.api import history, plain
from diaban.explorer.api.endpoints import Context
from diaban.explorer.api.http import Response
from diaban.explorer.api.problems import GONE, NOT_FOUND, Refusal
from diaban.explorer.links import profile_path
from diaban.explorer.phrases import phrase as _
from diaban.explorer.question import Question, ask, edition_day, parse

API = "/api/v1"
# Fields that every subject may have and no layer lists among its own.
COMMON_LABELS = {
    "name": {"vi": "Tên", "en": "Name"},
    "location": {"vi": "Vị trí", "en": "Location"},
    "code": {"vi": "Mã", "en": "Code"},
}


def explore(context: Context) -> Response:
    """The explorer's question over several layers."""
    edition = context.edition()
    question = parse(context.request.query, edition, strict=True)
    whole = question.querystring(offset=0)
    return _collection(context, edition, question, whole, whole)


def layer_features(context: Context) -> Response:
    """The explorer's question to one layer."""
    edition = context.edition()
    layer = layer_of(edition, context.path["layer"])
    return plain.answer(context, edition, layer) or answer_of_layer(context, edition, layer)


def answer_of_layer(context: Context, edition: Edition, layer: Layer) -> Response:
    """The answer to any question to one layer."""
    question = parse(context.request.query, edition, strict=True, layer=layer.name)
    whole = question.querystring(offset=0)
    # The layer is in the path already, and `layers` always comes first.
    own = whole.removeprefix(f"layers={layer.name}").removeprefix("&")
    return _collection(context, edition, question, own, whole)


def layer_of(edition: Edition, name: str) -> Layer:
    """The layer of this name. Raises `Refusal`, not found."""
    if name not in edition.layers:
        raise Refusal(
            NOT_FOUND,
            _(
                "There is no layer “%(name)s”; there are: %(names)s.",
                name=name[:60],
                names=", ".join(edition.layers),
            ),
        )
    return edition.layers[name]


def _collection(
    context: Context, edition: Edition, question: Question, own: str, whole: str
) -> Response:
    """The answer. `own` is this address's canonical query and `whole` the explorer's, both without
    the page."""
    answer = ask(edition, question)
    canonical = _join(own, question.page_text())
    head = {
        "type": "FeatureCollection",
        "numberMatched": answer.total,
        "numberReturned": answer.returned,
        "edition": edition.id,
        "on": question.day,
        **({"known": question.known} if question.known else {}),
        "timeStamp": edition.created_at,
        "unknown": answer.unknown,
        "links": _page_links(context.request.path, question, answer, own, whole),
    }
    body = orjson.dumps(head)[:-1] + b',"features":[' + _features(answer) + b"]}"
    return context.answer(body, edition, canonical)


def _features(answer: Answer) -> bytes:
    """The features of the page as they lie in the edition, with their distance if one was asked."""
    runs = []
    for layer, rows, metres in answer.groups:
        if metres is None:
            runs.append(layer.features_json(rows))
            continue
        for feature, away in zip(layer.features(rows), metres.tolist(), strict=True):
            known = away == away
            # A feature is an object of bytes: its distance goes in right behind the brace.
            runs.append(b'{"distance_m":%.1f,%b' % (away, feature[1:]) if known else feature)
    return b",".join(runs)


def _page_links(
    path: str, question: Question, answer: Answer, own: str, whole: str
) -> list[dict[str, str]]:
    def at(rel: str, offset: int) -> dict[str, str]:
        query = _join(own, question.page_text(max(offset, 0)))
        href = f"{path}?{query}" if query else path
        return {"rel": rel, "href": href, "type": "application/geo+json"}

    links = [at("self", question.offset)]
    if question.offset:
        links.append(at("prev", question.offset - question.limit))
    if answer.has_next:
        links.append(at("next", question.offset + question.limit))
    page = _join(whole, question.page_text(), "view=table")
    links += [
        {"rel": "alternate", "href": f"/{language}/explore/?{page}", "type": "text/html"}
        for language in ("vi", "en")
    ]
    return links


def _join(*queries: str) -> str:
    return "&".join(query for query in queries if query)


def feature(context: Context) -> Response:
    """One feature with all that is known about its facts."""
    edition = context.edition()
    context.read()
    key = context.path["key"]
    found = edition.find(key)
    if found is None:
        raise _missing(context, key)
    layer, row = found
    facts = [_fact(edition, layer, record) for record in edition.facts(key)]
    more = {
        "facts": facts,
        "layer_title": {"vi": layer.title_vi, "en": layer.title_en},
        "edition": edition.id,
        "links": _subject_links(context, edition, key),
    }
    body = layer.features(np.array([row]))[0][:-1] + b"," + orjson.dumps(more)[1:]
    return context.answer(body, edition)


def _address(key: str) -> str:
    return f"{API}/features/" + quote(key, safe=":")


def _missing(context: Context, key: str) -> Refusal:
    last = history.last_edition_with(context.root, key)
    if last is None:
        return Refusal(NOT_FOUND, _("There is no “%(key)s” in this edition.", key=key[:120]))
    return Refusal(
        GONE,
        _("“%(key)s” is in edition %(id)s and not in the one asked.", key=key[:120], id=last),
        link=f"{_address(key)}?edition={last}",
    )


def _fact(edition: Edition, layer: Layer, record: dict[str, Any]) -> dict[str, Any]:
    """A fact record with its label and with sources in full, its rivals' sources too."""
    name = record["field"]
    info = layer.fields.get(name)
    label = {"vi": info.label_vi, "en": info.label_en} if info else None
    others = {
        group: [one | {"source": _source(edition, one)} for one in record.get(group) or ()]
        for group in ("competing", "history")
    }
    said = {
        "label": label or COMMON_LABELS.get(name) or {"vi": name, "en": name},
        "source": _source(edition, record),
    }
    return record | said | others


def _source(edition: Edition, record: dict[str, Any]) -> dict[str, Any] | None:
    identity = record.get("source")
    if identity is None:
        return None
    return edition.sources.get(identity) or {"id": identity}


def _subject_links(context: Context, edition: Edition, key: str) -> list[dict[str, str]]:
    address = _address(key)
    named = f"?edition={edition.id}"
    links = [
        {"rel": "self", "href": address + (named if context.immutable else "")},
        {"rel": "permalink", "href": address + named},
    ]
    for language in ("vi", "en"):
        try:
            page = profile_path(key, language, edition.id if context.immutable else None)
        except KeyError:
            continue
        links.append({"rel": "alternate", "href": page, "type": "text/html"})
    return links


def search(context: Context) -> Response:
    """Subjects whose name, alias or code fits a text."""
    values = context.read()
    edition = context.edition()
    day = values.get("on") or edition_day(edition)
    found = finding.search(edition, values["q"], values.get("limit", 10), day)
    document = {
        "q": values["q"],
        "on": day,
        "edition": edition.id,
        "matches": [_match(match) for match in found],
    }
    return context.answer(orjson.dumps(document), edition)


def _match(match: finding.Match) -> dict[str, Any]:
    properties = orjson.loads(match.layer.features(np.array([match.row]))[0])["properties"]
    geometry = match.layer.geometry(match.row)
    point = None if geometry is None or geometry.is_empty else geometry.representative_point()
    return {
        "key": match.key,
        "layer": match.layer.name,
        "kind": properties.get("kind"),
        "name_vi": properties.get("name_vi"),
        "name_en": properties.get("name_en"),
        "code": properties.get("code"),
        "lon": None if point is None else round(point.x, 7),
        "lat": None if point is None else round(point.y, 7),
        "score": match.score,
        "matched": match.matched,
        "valid": match.valid,
        "valid_from": properties.get("valid_from"),
        "valid_to": properties.get("valid_to"),
    }
