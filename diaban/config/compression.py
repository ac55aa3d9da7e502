"""Pages go over the line compressed: a long table is a tenth of itself on an old phone."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

TEXTS = ("text/", "application/json", "application/geo+json", "application/ld+json",
         "application/xml", "image/svg+xml")  # fmt: skip


class CompressPages(GZipMiddleware):
    """Django's compression, for texts that are whole; files and streams go as they are."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if response.streaming or not response.get("Content-Type", "").startswith(TEXTS):
            return response
        return super().process_response(request, response)
