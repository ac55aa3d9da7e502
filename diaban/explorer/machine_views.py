"""The front door, robots.txt and the sitemap."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from xml.sax.saxutils import escape

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.translation import get_language_from_request
from django.views.decorators.http import require_safe

from diaban.editions.store import Edition
from diaban.explorer.dashboard.opened import opened
from diaban.explorer.links import FOLDERS, profile_path
from diaban.explorer.pages import conditional, reads_edition

# The most addresses that one sitemap may hold (sitemaps.org).
MOST_ADDRESSES = 50_000
PAGES = (
    "",
    "explore/",
    "crosswalk/",
    "figures/",
    "figures/compare/",
    "figures/map/",
    "figures/statements/",
    "editions/",
    "sources/",
    "about/",
)


@require_safe
def front_door(request: HttpRequest) -> HttpResponse:
    """To the reader's language: what was remembered, then what the browser asks for."""
    language = get_language_from_request(request)
    response = HttpResponseRedirect(f"/{language}/")
    response.headers["Vary"] = "Accept-Language, Cookie"
    return response


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    lines = [
        "User-agent: *",
        *(
            f"Disallow: /{code}/{room}/"
            for code, _ in settings.LANGUAGES
            for room in ("desk", "accounts")
        ),
        "Disallow: /*?*edition=",
        f"Sitemap: {request.build_absolute_uri('/sitemap.xml')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@reads_edition
def sitemap(request: HttpRequest, edition: Edition) -> HttpResponseBase:
    """Every page of the current edition in every language, each naming its twins."""
    base = request.build_absolute_uri("/").rstrip("/")
    day = edition.created_at.date().isoformat()
    languages = [code for code, _ in settings.LANGUAGES]
    entries = []
    for tail in islice(_tails(edition), MOST_ADDRESSES // len(languages)):
        twins = "".join(
            f'<xhtml:link rel="alternate" hreflang="{code}" '
            f'href="{escape(f"{base}/{code}/{tail}")}"/>'
            for code in languages
        )
        entries += [
            f"<url><loc>{escape(f'{base}/{code}/{tail}')}</loc><lastmod>{day}</lastmod>{twins}</url>"
            for code in languages
        ]
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        'xmlns:xhtml="http://www.w3.org/1999/xhtml">' + "\n".join(entries) + "</urlset>\n"
    )
    return conditional(request, HttpResponse(body, content_type="application/xml; charset=utf-8"))


def _tails(edition: Edition) -> Iterator[str]:
    """Addresses without their language."""
    yield from PAGES
    # What rests on invented records is nothing to be found by searching.
    found = opened(edition)
    if found is not None:
        yield from (f"figures/{c}/" for c in found.figures.codes if not found.invented_series(c))
    for layer in edition.layers.values():
        if layer.kind in FOLDERS:
            for key in layer.keys:
                yield profile_path(key.as_py(), "vi").removeprefix("/vi/")
