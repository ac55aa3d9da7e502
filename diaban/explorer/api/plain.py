"""The plain question, "what lies in this box of this layer?", by a shorter way.

It is what most programs ask most often. The bytes are those of `features.layer_features`, which
answers everything else; a test compares the two.
"""

from __future__ import annotations

import re
from weakref import WeakKeyDictionary

import orjson

from diaban.editions.layer import Layer
from diaban.editions.store import Edition
from diaban.explorer.api.endpoints import Context
from diaban.explorer.api.http import GEOJSON, Response
from diaban.explorer.columns import columns
from diaban.explorer.parameters import write_numbers
from diaban.explorer.question import DEFAULT_LIMIT, MAX_LIMIT, edition_day

_NUMBER = r"(-?[0-9]{1,3}(?:\.[0-9]{1,15})?)"
_PLAIN = re.compile(
    rf"bbox={_NUMBER},{_NUMBER},{_NUMBER},{_NUMBER}(?:&limit=([0-9]{{1,6}}))?"
    r"(?:&offset=([0-9]{1,8}))?"
)
_WRITTEN = re.compile(r"(?:(?!-0(?:,|$))-?(?:0|[1-9][0-9]{0,2})(?:\.[0-9]{0,7}[1-9])?(?:,|$)){4}")
"""Four numbers that are written as `write_numbers` writes them."""
_between: WeakKeyDictionary[Layer, str] = WeakKeyDictionary()
"""By layer: what stands between the numbers and the links; "" for a layer that asks for more."""


def answer(context: Context, edition: Edition, layer: Layer) -> Response | None:
    """The answer to `bbox`, `limit` and `offset` in any order; None for any other question."""
    query = context.request.query_string.decode("latin-1")
    asked = _PLAIN.fullmatch("&".join(sorted(query.split("&"))))
    between = _between.get(layer)
    if between is None:
        between = _between[layer] = _constant(edition, layer)
    if asked is None or not between:
        return None
    west, south, east, north = map(float, asked.groups()[:4])
    limit, offset = int(asked[5] or DEFAULT_LIMIT), int(asked[6] or 0)
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90 and 1 <= limit <= MAX_LIMIT):
        return None

    rows = layer.within_box(west, south, east, north)
    page = rows[offset : offset + limit]
    box = asked.string[len("bbox=") : asked.end(4)]
    if not _WRITTEN.fullmatch(box):
        box = write_numbers((west, south, east, north))
    own = f"bbox={box}"
    if limit != DEFAULT_LIMIT:
        own += f"&limit={limit}"
    links = _links(context.request.path, layer.name, own, limit, offset, len(rows), len(page))
    head = (
        f'{{"type":"FeatureCollection","numberMatched":{len(rows)},"numberReturned":{len(page)}'
        f'{between},"links":[{links}],"features":['
    )
    body = b"".join([head.encode(), *layer.feature_runs(page), b"]}"])
    return context.answer(body, edition, own + _page(limit, offset), GEOJSON)


def _constant(edition: Edition, layer: Layer) -> str:
    table = columns(layer)
    if len(table.nowhere) or not table.timeless or not layer.name.isidentifier():
        return ""
    same = {
        "edition": edition.id,
        "on": edition_day(edition),
        "timeStamp": edition.created_at,
        "unknown": {},
    }
    return "," + orjson.dumps(same).decode()[1:-1]


def _links(path: str, name: str, own: str, limit: int, offset: int, total: int, shown: int) -> str:
    ways = [("self", offset)]
    if offset:
        ways.append(("prev", max(offset - limit, 0)))
    if offset + shown < total:
        ways.append(("next", offset + limit))
    links = [
        f'{{"rel":"{rel}","href":"{path}?{own}{_page(limit, start)}","type":"{GEOJSON}"}}'
        for rel, start in ways
    ]
    table = f"explore/?layers={name}&{own}{_page(limit, offset)}&view=table"
    links += [
        f'{{"rel":"alternate","href":"/{language}/{table}","type":"text/html"}}'
        for language in ("vi", "en")
    ]
    return ",".join(links)


def _page(limit: int, offset: int) -> str:
    if not offset:
        return ""
    return f"&offset={offset}" if offset % limit else f"&page={offset // limit + 1}"
