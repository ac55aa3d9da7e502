"""The reading API as an ASGI application: no middleware, no session, no database.

`create_app(root)` serves the editions in a folder; `application` takes the folder from
`DIABAN_DATA` (default ./data) and needs no Django settings.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable, Coroutine
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from diaban.explorer.api.endpoints import Context, Endpoint
from diaban.explorer.api.http import (
    MAX_QUERY,
    NOT_STORED,
    Compressor,
    Receive,
    Request,
    Response,
    Scope,
    Send,
    options,
    respond,
)
from diaban.explorer.api.problems import (
    FAILED,
    NOT_FOUND,
    Refusal,
    problem_response,
    refusal_of,
    wrong_method,
)
from diaban.explorer.api.routes import DOCUMENTATION, ENDPOINTS
from diaban.explorer.parameters import BadQuestion, Problem, shorten
from diaban.explorer.phrases import phrase as _

Application = Callable[[Scope, Receive, Send], Coroutine[Any, Any, None]]
log = logging.getLogger(__name__)


def create_app(root: Path) -> Application:
    """An ASGI application that reads the editions in `root`, opened when first asked."""
    folder = Path(root)
    compressor = Compressor()

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        request = Request(scope)
        try:
            response = await _answer(folder, request)
        except Exception as error:
            refusal = refusal_of(error)
            if refusal.kind is FAILED:
                log.exception("%s %s", request.method, request.path)
            response = problem_response(refusal, request)
        await respond(request, response, send, compressor)

    return application


async def _answer(root: Path, request: Request) -> Response:
    endpoint, values = _route(request.path)
    if request.method == "OPTIONS":
        return options()
    if request.method not in ("GET", "HEAD"):
        raise wrong_method(request.method)
    if endpoint is None:
        return _slash_or_missing(request)
    if len(request.query_string) > MAX_QUERY:
        raise _too_long(request)
    context = Context(root, request, endpoint, values)
    if endpoint.threaded:
        return await asyncio.to_thread(endpoint.handler, context)
    return endpoint.handler(context)


def _too_long(request: Request) -> BadQuestion:
    """A complaint about the longest parameter of a query that is too long."""
    name, _value = max(request.query, key=lambda pair: len(pair[1]), default=("", ""))
    return BadQuestion(
        [
            Problem(
                shorten(name),
                "too-long",
                _("The query has %(count)s characters.", count=len(request.query_string)),
                _("Use at most %(count)s characters.", count=MAX_QUERY),
            )
        ]
    )


_FIXED = {e.path: e for e in (*ENDPOINTS, *DOCUMENTATION) if "{" not in e.path}
_PATTERNS = tuple(endpoint for endpoint in ENDPOINTS if "{" in endpoint.path)


@lru_cache(maxsize=256)
def _route(path: str) -> tuple[Endpoint | None, dict[str, str]]:
    if path in _FIXED:
        return _FIXED[path], {}
    for endpoint in _PATTERNS:
        match = endpoint.pattern.fullmatch(path)
        if match:
            return endpoint, match.groupdict()
    return None, {}


def _slash_or_missing(request: Request) -> Response:
    path = request.path
    if path.endswith("/") and _route(path.rstrip("/"))[0] is not None:
        address = quote(path.rstrip("/"), safe="/:").encode()
        if request.query_string:
            address += b"?" + request.query_string
        return Response(status=308, cache=NOT_STORED, headers=[(b"location", address)])
    raise Refusal(
        NOT_FOUND, _("There is nothing at %(path)s; /api/v1/docs lists what there is.", path=path)
    )


def application_from_environment() -> Application:
    """The application on `DIABAN_DATA`, without Django."""
    return create_app(Path(os.environ.get("DIABAN_DATA") or "data").resolve() / "editions")


application = application_from_environment()
