"""The content security policy: everything comes from this site, and no inline script runs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.conf import settings
from django.http import HttpRequest, HttpResponse

ONLINE_BASE_MAP_HOST = "https://tile.openstreetmap.org"
# The position for the map and for photographs of a visit, the microphone for its memos.
PERMISSIONS = "geolocation=(self), camera=(), microphone=(self)"


def policy(online_base_map: bool) -> str:
    """The header's value; the optional online base map is the only guest it may admit."""
    guest = f" {ONLINE_BASE_MAP_HOST}" if online_base_map else ""
    return "; ".join(
        (
            "default-src 'self'",
            f"img-src 'self' data: blob:{guest}",
            f"connect-src 'self'{guest}",
            "worker-src 'self' blob:",
            "media-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


class ContentSecurityPolicy:
    """Adds the policy to every answer; works under sync and async alike."""

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: Callable) -> None:
        self.get_response = get_response
        self.header = policy(settings.DIABAN_ONLINE_BASE_MAP)
        self.waits = iscoroutinefunction(get_response)
        if self.waits:
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> HttpResponse | Awaitable[HttpResponse]:
        if self.waits:
            return self.acall(request)
        return self.add(self.get_response(request))

    async def acall(self, request: HttpRequest) -> HttpResponse:
        return self.add(await self.get_response(request))

    def add(self, response: HttpResponse) -> HttpResponse:
        response.headers.setdefault("Content-Security-Policy", self.header)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        return response
