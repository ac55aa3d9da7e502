"""The field application itself: its page, its manifest and its service worker. No data in them.

The worker keeps the page and its files under a version made of their content, so that a device in
the field opens the same whole application until a newer one has arrived completely.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from diaban.visits.field import bundle
from diaban.visits.field.messages import MESSAGES

WORKER = "field/worker.js"
FILES = (
    "field/field.js",
    "field/field.css",
    "field/icon-192.png",
    "design/theme.js",
    "design/tokens.css",
    "design/site.css",
    "design/fonts.css",
    "design/logo.svg",
    *(
        f"design/fonts/be-vietnam-pro-{subset}-{weight}-normal.woff2"
        for subset in ("latin", "latin-ext", "vietnamese")
        for weight in (400, 600)
    ),
)
"""What the worker keeps on the device beside the page."""


@require_safe
@cache_control(no_cache=True)
def shell(request: HttpRequest) -> HttpResponse:
    """The page of the application: the same for everybody, with the words of both languages."""
    return render(request, "visits/field/shell.html", _context())


def _context() -> dict[str, object]:
    words = bundle.in_both(lambda: {key: str(text) for key, text in MESSAGES.items()})
    return {"words": words}


@require_safe
@cache_control(no_cache=True)
def manifest(request: HttpRequest) -> HttpResponse:
    """What a browser needs to install it."""
    icon = {"type": "image/png", "purpose": "any maskable"}
    told = {
        "id": reverse("field:shell"),
        "name": _("Địa Bàn in the field"),
        "short_name": _("Field"),
        "description": _("Visits of the task force: with and without a signal."),
        "start_url": reverse("field:shell"),
        "scope": reverse("field:shell"),
        "display": "standalone",
        "background_color": "#fcfbf8",
        "theme_color": "#0d6973",
        "icons": [
            icon | {"src": static(f"field/icon-{size}.png"), "sizes": f"{size}x{size}"}
            for size in (192, 512)
        ],
    }
    return JsonResponse(told, content_type="application/manifest+json")


@require_safe
@cache_control(no_cache=True)
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, told which files make up this version."""
    built = _built(WORKER)
    if built is None:
        raise Http404
    kept = {
        "version": version(),
        "shell": reverse("field:shell"),
        "files": [static(name) for name in FILES],
    }
    head = f"self.diabanField = {json.dumps(kept)};\n"
    return HttpResponse(head + built.read_text(encoding="utf-8"), content_type="text/javascript")


@cache
def version() -> str:
    """Sixteen signs that change with any of the files or the page, whoever asks first."""
    with translation.override("vi"):
        page = render_to_string("visits/field/shell.html", _context())
    digest = hashlib.sha256(page.encode())
    for name in (WORKER, *FILES):
        built = _built(name)
        digest.update(built.read_bytes() if built else b"")
        digest.update(static(name).encode())
    return digest.hexdigest()[:16]


def _built(name: str) -> Path | None:
    found = finders.find(name)
    return Path(found) if isinstance(found, str) else None
