"""Long answers, sent while they are made."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from itertools import islice

from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest
from django.utils import translation

LINES = 500
"""In one piece: few enough to begin at once, enough to be worth a packet."""


def pieces(request: HttpRequest, lines: Iterator[str]) -> Iterator[str] | AsyncIterator[str]:
    """`lines` put together to pieces, in the way that the request's server sends them.

    Under ASGI an iterator that does not wait would be collected whole before anything is sent; here
    each piece is made in a thread, in the language of the request.
    """
    language = translation.get_language()

    def piece() -> str:
        with translation.override(language):
            return "".join(islice(lines, LINES))

    async def waiting() -> AsyncIterator[str]:
        while said := await asyncio.to_thread(piece):
            yield said

    return waiting() if isinstance(request, ASGIRequest) else iter(piece, "")
