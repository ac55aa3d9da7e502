"""Every address of the reading API, in the order in which the documentation shows them."""

from __future__ import annotations

from diaban.explorer import parameters as p
from diaban.explorer.api import catalogue, documents, features, tiles
from diaban.explorer.api.endpoints import CURRENT, EDITION, KNOWN, Endpoint
from diaban.explorer.api.http import GEOJSON, HTML, MVT
from diaban.explorer.parameters import Parameter
from diaban.explorer.question_parameters import OF_ONE_LAYER, PARAMETERS

_ONLY_EDITION = {"edition": EDITION, "known": KNOWN}
_LAYER = Parameter(
    "layer",
    "Name of a layer; `/api/v1/layers` lists them.",
    str,
    {"type": "string", "pattern": "^[a-z][a-z0-9_]*$"},
    "parks",
    where="path",
)
_KEY = Parameter(
    "key",
    "A subject, kind:code.",
    str,
    {"type": "string", "pattern": p.KEY_PATTERN},
    "park:dong-mai",
    where="path",
)
_EDITION_IN_PATH = Parameter(
    "edition",
    "Id of an edition, or the word `current`.",
    str,
    {"type": "string", "pattern": f"{p.EDITION_PATTERN}|^{CURRENT}$"},
    CURRENT,
    where="path",
)
_VERSION = Parameter(
    "version",
    "Version of the base map, as `/api/v1` links it, or the word `current`.",
    str,
    {"type": "string", "pattern": f"^[0-9a-f]{{8}}$|^{CURRENT}$"},
    CURRENT,
    where="path",
)


def _page(limit: int, most: int) -> dict[str, Parameter]:
    return {
        "limit": Parameter(
            "limit",
            "How many at most.",
            p.whole(1, most),
            {"type": "integer", "minimum": 1, "maximum": most, "default": limit},
            str(limit),
        ),
        "offset": PARAMETERS["offset"],
    }


_SEARCH = {
    "q": Parameter(
        "q",
        "Part of a name, an alias or a code. Diacritics and đ may be left out, and one letter may "
        "be wrong.",
        p.line,
        {"type": "string", "minLength": 1, "maxLength": p.MAX_TEXT},
        "hai ha",
        required=True,
    ),
    "limit": _page(10, 100)["limit"],
    "on": PARAMETERS["on"],
    "edition": EDITION,
    "known": KNOWN,
}

ENDPOINTS = (
    Endpoint(
        "/api/v1/explore",
        features.explore,
        "Ask the explorer's question",
        "The same parameters as the address of the map and of its table: what they show, this "
        "returns. Parameters that only change how an answer is shown are accepted and ignored.",
        PARAMETERS,
        media=GEOJSON,
        answer="FeatureCollection",
        example="/api/v1/explore?layers=parks,infrastructure_projects&free_min=20&port_km=50",
    ),
    Endpoint(
        "/api/v1/layers",
        catalogue.layers,
        "List the layers",
        parameters=_ONLY_EDITION,
        answer="Layers",
        example="/api/v1/layers",
    ),
    Endpoint(
        "/api/v1/layers/{layer}",
        catalogue.layer,
        "Describe a layer",
        "Its fields with units and choices, and how often each kind, state, commodity, confidence "
        "and freshness occurs.",
        _ONLY_EDITION,
        (_LAYER,),
        answer="Layer",
        statuses=(404,),
        example="/api/v1/layers/facilities",
    ),
    Endpoint(
        "/api/v1/layers/{layer}/features",
        features.layer_features,
        "Ask one layer",
        "By box, polygon, distance or nearest, with the explorer's filters. Without `sort` and "
        "`near` the order is the edition's own and stable, so that pages neither overlap nor skip.",
        OF_ONE_LAYER,
        (_LAYER,),
        media=GEOJSON,
        answer="FeatureCollection",
        statuses=(404,),
        example="/api/v1/layers/parks/features?near=107.04,20.98&nearest=5",
    ),
    Endpoint(
        "/api/v1/features/{key}",
        features.feature,
        "Read one subject",
        "With every fact, its source, the values that compete with it and the rule that chose. A "
        "subject that only an older edition has is answered with 410 and a link to that edition.",
        _ONLY_EDITION,
        (_KEY,),
        media=GEOJSON,
        answer="FeatureWithFacts",
        statuses=(404, 410),
        example="/api/v1/features/locality:22",
    ),
    Endpoint(
        "/api/v1/search",
        features.search,
        "Find by name or code",
        "Best first: exact code, exact name, beginning of the name, words of it, alias, one typing "
        "error. Units that no longer exist come after those that do.",
        _SEARCH,
        answer="Matches",
        example="/api/v1/search?q=hai%20ha",
    ),
    Endpoint(
        "/api/v1/sources",
        catalogue.sources,
        "List the sources",
        parameters=_ONLY_EDITION,
        answer="Sources",
        example="/api/v1/sources",
    ),
    Endpoint(
        "/api/v1/editions",
        catalogue.editions,
        "List the editions",
        "Newest first. An edition never changes, and its address stays.",
        _page(100, 1000),
        answer="Editions",
        example="/api/v1/editions",
    ),
    Endpoint(
        "/api/v1/editions/{edition}",
        catalogue.edition,
        "Read an edition's manifest",
        path_parameters=(_EDITION_IN_PATH,),
        answer="Edition",
        statuses=(404,),
        example="/api/v1/editions/current",
    ),
    Endpoint(
        "/api/v1/editions/{edition}/changes",
        catalogue.changes,
        "Read what an edition changed",
        "What was added, changed and removed since the edition before it.",
        _page(1000, 10_000),
        (_EDITION_IN_PATH,),
        answer="Changes",
        statuses=(404,),
        example="/api/v1/editions/current/changes",
    ),
    Endpoint(
        "/tiles/base/{version}/{z}/{x}/{y}",
        tiles.base_tile,
        "Read a tile of the base map",
        "404 where no tile is as fine: draw the coarser one. "
        "A version of the past leads to today's.",
        path_parameters=(_VERSION, *tiles.TILE),
        media=MVT,
        statuses=(307, 404),
    ),
    Endpoint(
        "/tiles/{edition}/{layer}/{z}/{x}/{y}",
        tiles.layer_tile,
        "Read a tile of a layer",
        "Mapbox Vector Tile 2.1 with one layer of the same name. 204 where there is nothing. With "
        "an edition's id it may be kept for ever.",
        path_parameters=(_EDITION_IN_PATH, _LAYER, *tiles.TILE),
        media=MVT,
        statuses=(204, 404),
        threaded=True,
    ),
    Endpoint(
        "/api/v1",
        catalogue.entrance,
        "Where everything is",
        parameters=_ONLY_EDITION,
        answer="Entrance",
        example="/api/v1",
    ),
)
# Not part of the API that they describe.
DOCUMENTATION = (
    Endpoint("/api/v1/openapi.json", documents.openapi, "This API as an OpenAPI 3.1 document"),
    Endpoint("/api/v1/docs", documents.docs, "This API in words", media=HTML),
)
