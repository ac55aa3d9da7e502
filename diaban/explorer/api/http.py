"""Requests and responses of the reading API over plain ASGI: conditions, encodings, methods.

No framework and no middleware: an answer is bytes that already exist, and everything between them
and the socket is in this file.
"""

from __future__ import annotations

import asyncio
import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

import brotli

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

JSON = "application/json"
GEOJSON = "application/geo+json"
PROBLEM = "application/problem+json"
HTML = "text/html; charset=utf-8"
MVT = "application/vnd.mapbox-vector-tile"

# An edition never changes, so an address that names one may be kept for ever. An address that
# reads the current edition is asked again each time: the answer is then usually 304 and empty.
IMMUTABLE = "public, max-age=31536000, immutable"
REVALIDATE = "public, max-age=0, must-revalidate"
NOT_STORED = "no-store"

COMPRESS_ABOVE = 1024
IN_A_THREAD_ABOVE = 200_000
MAX_QUERY = 64_000
METHODS = b"GET, HEAD, OPTIONS"
_COMPRESSIBLE = ("json", "text/", "vector-tile")
_OPEN_TO_ALL: Headers = [
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"ETag, Link, Content-Language"),
    (b"x-content-type-options", b"nosniff"),
]


class Request:
    """What a handler may know of a request."""

    __slots__ = ("_query", "headers", "method", "path", "query_string")

    def __init__(self, scope: Scope) -> None:
        self.method: str = scope["method"]
        # A path may hold bytes that are no text; it is shown in problems, which are.
        self.path: str = scope["path"].encode("utf-8", "replace").decode()
        self.query_string: bytes = scope.get("query_string", b"")
        self.headers: dict[bytes, bytes] = dict(scope["headers"])
        self._query: list[tuple[str, str]] | None = None

    @property
    def query(self) -> list[tuple[str, str]]:
        """Names and values in order, percent-decoded; bytes that are not UTF-8 are replaced."""
        if self._query is None:
            # Some clients send letters as they are, without percent signs: curl, scripts.
            text = self.query_string.decode("utf-8", "replace")
            self._query = parse_qsl(text, keep_blank_values=True)
        return self._query

    @property
    def language(self) -> str:
        """ "vi" if the client prefers it, else "en": the language of problems."""
        wanted = self.headers.get(b"accept-language", b"").decode("latin-1").lower()
        ranked = sorted(_weighted(wanted), key=lambda item: -item[1])
        for name, weight in ranked:
            if weight > 0 and name.split("-")[0] in ("vi", "en"):
                return name.split("-")[0]
        return "en"

    @property
    def encoding(self) -> str | None:
        """The best content coding that the client accepts: br, gzip or None."""
        accepted = self.headers.get(b"accept-encoding")
        if not accepted:
            return None
        weights = dict(_weighted(accepted.decode("latin-1").lower()))
        anything = weights.get("*", 0.0)
        for name in ("br", "gzip"):
            if weights.get(name, anything) > 0:
                return name
        return None


def _weighted(header: str) -> list[tuple[str, float]]:
    """Members of a header with their weights: "br;q=0.5, gzip" → [("br", 0.5), ("gzip", 1)]."""
    found = []
    for member in header.split(","):
        name, _semicolon, weight = member.partition(";")
        try:
            found.append((name.strip(), float(weight.split("=")[1]) if "=" in weight else 1.0))
        except ValueError:
            found.append((name.strip(), 0.0))
    return found


@dataclass(slots=True)
class Response:
    """An answer before it is negotiated. `etag` identifies its bytes; `encoding` says that `body`
    is already compressed."""

    body: bytes = b""
    media: str = JSON
    status: int = 200
    etag: str = ""
    cache: str = NOT_STORED
    headers: Headers = field(default_factory=list)
    encoding: str | None = None


def tag(*parts: str) -> str:
    """An entity tag for what these parts determine."""
    return hashlib.blake2b("\0".join(parts).encode("utf-8", "replace"), digest_size=12).hexdigest()


class Compressor:
    """Compresses bodies and remembers the last ones by their tags, up to `capacity` bytes."""

    def __init__(self, capacity: int = 16_000_000) -> None:
        self.capacity = capacity
        self.size = 0
        self.kept: OrderedDict[str, bytes] = OrderedDict()

    async def compress(self, body: bytes, encoding: str, etag: str) -> bytes:
        """The body in a content coding; large ones are compressed beside the event loop."""
        name = f"{etag}-{encoding}" if etag else ""
        if name and name in self.kept:
            self.kept.move_to_end(name)
            return self.kept[name]
        work = _brotli if encoding == "br" else _gzip
        if len(body) > IN_A_THREAD_ABOVE:
            packed = await asyncio.to_thread(work, body)
        else:
            packed = work(body)
        if name and name not in self.kept and len(packed) < self.capacity // 4:
            self.kept[name] = packed
            self.size += len(packed)
            while self.size > self.capacity:
                self.size -= len(self.kept.popitem(last=False)[1])
        return packed


def _brotli(body: bytes) -> bytes:
    return bytes(brotli.compress(body, quality=5))


def _gzip(body: bytes) -> bytes:
    return gzip.compress(body, 6, mtime=0)


async def respond(request: Request, response: Response, send: Send, compressor: Compressor) -> None:
    """Send a response: 304 if the client has it, compressed if it accepts that."""
    headers = [*_OPEN_TO_ALL, *response.headers, (b"cache-control", response.cache.encode())]
    if response.status in (204, 304):
        await _send(send, response.status, headers, b"", request.method)
        return
    body, coding = await _encode(request, response, headers, compressor)
    if response.etag:
        suffix = f"-{coding}" if coding else ""
        headers.append((b"etag", f'"{response.etag}{suffix}"'.encode()))
        if _client_has(request, response.etag):
            await _send(send, 304, headers, b"", request.method)
            return
    headers.append((b"content-type", response.media.encode()))
    headers.append((b"content-length", str(len(body)).encode()))
    await _send(send, response.status, headers, body, request.method)


async def _encode(
    request: Request, response: Response, headers: Headers, compressor: Compressor
) -> tuple[bytes, str | None]:
    """The body to send and its content coding; says in `headers` what it depends on."""
    may_vary = response.encoding or any(word in response.media for word in _COMPRESSIBLE)
    if not may_vary:
        return response.body, None
    headers.append((b"vary", b"Accept-Encoding"))
    wanted = request.encoding
    if response.encoding == "gzip":
        if wanted is not None and _accepts_gzip(request):
            headers.append((b"content-encoding", b"gzip"))
            return response.body, "gzip"
        return gzip.decompress(response.body), None
    if wanted is None or len(response.body) <= COMPRESS_ABOVE:
        return response.body, None
    if response.etag and _client_has(request, response.etag):
        return response.body, wanted
    headers.append((b"content-encoding", wanted.encode()))
    return await compressor.compress(response.body, wanted, response.etag), wanted


def _accepts_gzip(request: Request) -> bool:
    accepted = dict(_weighted(request.headers.get(b"accept-encoding", b"").decode("latin-1")))
    return accepted.get("gzip", accepted.get("*", 0.0)) > 0


def _client_has(request: Request, etag: str) -> bool:
    """Whether If-None-Match names this entity in any content coding (weak comparison)."""
    condition = request.headers.get(b"if-none-match")
    if not condition:
        return False
    for one in condition.decode("latin-1").split(","):
        name = one.strip().removeprefix("W/").strip('"')
        if name == "*" or name.removesuffix("-br").removesuffix("-gzip") == etag:
            return True
    return False


async def _send(send: Send, status: int, headers: Headers, body: bytes, method: str) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if method == "HEAD" else body})


def options() -> Response:
    """The answer to OPTIONS, which is also what a browser asks before a cross-origin request."""
    return Response(
        status=204,
        cache="public, max-age=86400",
        headers=[
            (b"allow", METHODS),
            (b"access-control-allow-methods", METHODS),
            (b"access-control-allow-headers", b"If-None-Match, Accept-Language"),
            (b"access-control-max-age", b"86400"),
        ],
    )
