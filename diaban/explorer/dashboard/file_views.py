"""The files of a series, and the small page that other sites may show in a frame."""

from __future__ import annotations

import orjson
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.clickjacking import xframe_options_exempt

from diaban.editions.store import Edition
from diaban.explorer.dashboard import files, glance
from diaban.explorer.dashboard.opened import Opened, opened
from diaban.explorer.dashboard.views import asked
from diaban.explorer.pages import is_current, reads_edition, shell
from diaban.indicators.reading import Definition

IN_FRAMES = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "font-src 'self'",
        "img-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors *",
    )
)
"""The policy of the embedded page: anybody may frame it, and it can do nothing but be read."""
CSVM = "application/csvm+json"
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def _found(edition: Edition, code: str) -> tuple[Opened, Definition]:
    found = opened(edition)
    definition = found.definition(code) if found else None
    if found is None or definition is None:
        raise Http404
    return found, definition


@reads_edition
def series(request: HttpRequest, edition: Edition, code: str, ending: str) -> HttpResponse:
    """A series as a file; search engines are sent away from invented ones."""
    found, definition = _found(edition, code)
    page = _page(request, edition, code)
    if ending == "csv":
        body = files.as_csv(found, definition)
    elif ending == "xlsx":
        body = files.as_workbook(found, definition, page)
    else:
        body = orjson.dumps(files.as_json(found, definition, page), option=orjson.OPT_INDENT_2)
    return _answer(found, definition, body, ending, TYPES[ending])


@reads_edition
def described(request: HttpRequest, edition: Edition, code: str) -> HttpResponse:
    """The CSVW descriptor, at the address where a reader of the CSV looks for it."""
    found, definition = _found(edition, code)
    content = files.descriptor(found, definition, _page(request, edition, code))
    body = orjson.dumps(content, option=orjson.OPT_INDENT_2)
    return _answer(found, definition, body, "csv-metadata.json", CSVM)


def _page(request: HttpRequest, edition: Edition, code: str) -> str:
    kept = "" if is_current(edition) else f"?edition={edition.id}"
    return request.build_absolute_uri(reverse("explorer:figure", args=[code]) + kept)


def _answer(
    found: Opened, definition: Definition, body: bytes, ending: str, content_type: str
) -> HttpResponse:
    response = HttpResponse(body, content_type=content_type)
    name = files.name(found, definition, ending)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    if found.invented_series(definition.code):
        response.headers["X-Robots-Tag"] = "noindex"
    elif ending == "csv":
        descriptor = f"{definition.code}.csv-metadata.json"
        response.headers["Link"] = f'<{descriptor}>; rel="describedby"; type="{CSVM}"'
    return response


@xframe_options_exempt
def embed(request: HttpRequest, code: str) -> HttpResponseBase:
    """One figure for another site's page, in the language that the address names."""
    language = request.GET.get("language", "")
    known = [name for name, _label in settings.LANGUAGES]
    language = language if language in known else settings.LANGUAGE_CODE
    with translation.override(language):
        response = _embedded(request, code)
    response.headers["Content-Language"] = language
    return response


@reads_edition
def _embedded(request: HttpRequest, edition: Edition, code: str) -> HttpResponse:
    found, definition = _found(edition, code)
    on = asked(request, edition, found, code)
    # A page that quotes a figure wants that figure: another period's is not put in its place.
    if on is None or on.period.asked_in_vain or on.place_in_vain:
        raise Http404
    context = shell(request, edition) | {
        "card": glance.Card(found, definition, on.period.shown, on.place),
        "asked": on,
        "page": request.build_absolute_uri(reverse("explorer:figure", args=[code]) + on.query),
    }
    response = render(request, "explorer/dashboard/embed.html", context)
    response.headers["Content-Security-Policy"] = IN_FRAMES
    response.headers["X-Robots-Tag"] = "noindex"
    return response
