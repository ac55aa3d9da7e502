"""Handlers of the API's own documentation: the OpenAPI document and the page."""

from __future__ import annotations

from functools import lru_cache

import orjson

from diaban.explorer.api import docs as page
from diaban.explorer.api import openapi as specification
from diaban.explorer.api.endpoints import Context
from diaban.explorer.api.http import HTML, REVALIDATE, Response, tag

# Everything comes from this site, and no script runs: the page needs none.
_POLICY = (
    b"content-security-policy",
    b"default-src 'self'; script-src 'none'; object-src 'none'; base-uri 'none'; "
    b"frame-ancestors 'none'",
)


def openapi(context: Context) -> Response:
    """The OpenAPI document."""
    return _document(_openapi(), "application/json")


def docs(context: Context) -> Response:
    """The documentation as a page."""
    response = _document(_docs(), HTML)
    response.headers.append(_POLICY)
    return response


def _document(body: bytes, media: str) -> Response:
    return Response(body, media, etag=tag(body.decode()), cache=REVALIDATE)


@lru_cache(maxsize=1)
def _openapi() -> bytes:
    from diaban.explorer.api.routes import ENDPOINTS

    return orjson.dumps(specification.document(ENDPOINTS))


@lru_cache(maxsize=1)
def _docs() -> bytes:
    from diaban.explorer.api.routes import ENDPOINTS

    return page.render(ENDPOINTS).encode()
