"""Pages go over the line compressed: a long table is a tenth of itself on an old phone."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.text import compress_string

SMALLEST = 1024
"""Bytes; below it, compressing gains nothing."""
TEXTS = ("text/", "application/json", "application/geo+json", "application/ld+json",
         "application/xml", "image/svg+xml")  # fmt: skip
PADDING = 100
"""Random bytes at most in each answer's header, so that the length of a page tells nobody what
secret stands beside what he had it repeat (the attack called BREACH)."""
ACCEPTS = re.compile(r"(^|[\s,])gzip\s*(;\s*q=(1|0?\.\d*[1-9]))?\s*(,|$)")


class CompressPages:
    """Compresses what is text, whole and not compressed yet; files and streams go as they are."""

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: Callable) -> None:
        self.get_response = get_response
        self.waits = iscoroutinefunction(get_response)
        if self.waits:
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> HttpResponse | Awaitable[HttpResponse]:
        if self.waits:
            return self.acall(request)
        return compressed(request, self.get_response(request))

    async def acall(self, request: HttpRequest) -> HttpResponse:
        return compressed(request, await self.get_response(request))


def compressed(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The same answer, smaller where that is possible and the reader's program can read it."""
    if response.streaming or response.has_header("Content-Encoding"):
        return response
    if not response.headers.get("Content-Type", "").startswith(TEXTS):
        return response
    patch_vary_headers(response, ("Accept-Encoding",))
    if len(response.content) < SMALLEST:
        return response
    if not ACCEPTS.search(request.headers.get("Accept-Encoding", "")):
        return response
    smaller = compress_string(response.content, max_random_bytes=PADDING)
    response.content = smaller
    response.headers["Content-Length"] = str(len(smaller))
    response.headers["Content-Encoding"] = "gzip"
    etag = response.headers.get("ETag", "")
    if etag.startswith('"'):  # the same page, but not the same bytes
        response.headers["ETag"] = f"W/{etag}"
    return response
