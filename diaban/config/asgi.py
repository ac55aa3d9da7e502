"""One server, two readers: the reading API beside Django, with no middleware between."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "diaban.config.settings")

from django.conf import settings
from django.core.asgi import get_asgi_application

django_application = get_asgi_application()

from diaban.config import lifeline  # noqa: E402  (Django is set up first)
from diaban.explorer.api.app import create_app  # noqa: E402

reading_application = create_app(settings.DIABAN_EDITIONS)

lifeline.hold_in_web_process()

READING = ("/api/v1", "/tiles/")


async def application(
    scope: dict[str, Any],
    receive: Callable[[], Awaitable[dict[str, Any]]],
    send: Callable[[dict[str, Any]], Awaitable[None]],
) -> None:
    """Route a request by its path; the server's own life signs are answered here."""
    if scope["type"] == "lifespan":
        await answer_lifespan(receive, send)
    elif scope["type"] == "http" and scope["path"].startswith(READING):
        await reading_application(scope, receive, send)
    else:
        await django_application(scope, receive, send)  # type: ignore[arg-type]


async def answer_lifespan(receive: Callable, send: Callable) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
