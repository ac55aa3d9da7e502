"""Stored files on their way out: never guessed at by the browser, never run."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header

from diaban.dossiers import blobs
from diaban.dossiers.models import Attachment
from diaban.dossiers.uploads import PDF, PREVIEWED

# A stored file is data: it loads nothing, runs nothing, posts nothing. Chromium's own PDF viewer
# does not open in a sandbox, so a PDF (taken only without scripts) is shown without one.
NOTHING = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"


def attachment(row: Attachment, *, inline: bool) -> HttpResponse:
    """The bytes of an attachment; in the browser only if they are of a kind that is safe there."""
    return content(row.sha256, row.media_type, row.name, inline=inline)


def content(sha256: str, media_type: str, name: str, *, inline: bool) -> HttpResponse:
    try:
        body = blobs.read(sha256)
    except FileNotFoundError as error:
        raise Http404 from error
    return answer(body, media_type, name, inline=inline)


def answer(body: bytes, media_type: str, name: str, *, inline: bool) -> HttpResponse:
    """Bytes with the headers that keep a browser from doing more than showing or saving them."""
    shown = inline and media_type in PREVIEWED
    told = HttpResponse(body, content_type=media_type)
    told["Content-Disposition"] = content_disposition_header(not shown, name) or "attachment"
    told["Content-Security-Policy"] = NOTHING if media_type == PDF else f"{NOTHING}; sandbox"
    told["X-Content-Type-Options"] = "nosniff"
    told["Cache-Control"] = "private, no-store"
    return told
