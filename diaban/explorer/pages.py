"""What every public page shares: which edition it reads, and what the shell around it needs.

A page reads one edition and nothing else; no public page touches the session, the user or the
database.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import get_conditional_response, set_response_etag
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from diaban.editions import store
from diaban.editions.errors import (
    EditionError,
    EditionNotFound,
    NoEdition,
    NothingKnown,
    Tampered,
)
from diaban.explorer import parameters, wording
from diaban.explorer.parameters import Malformed

View = Callable[..., HttpResponseBase]


def reads_edition(view: View) -> View:
    """Give a view the edition that the reader asked for, and answer plainly where there is none.

    The answer carries an entity tag: a page of an unchanged edition is not sent twice.
    """

    @require_safe
    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            edition = asked_edition(request)
        except EditionError as error:
            return no_edition(request, error)
        return conditional(request, view(request, edition, *args, **kwargs))

    return wrapped


def conditional(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Let browsers and caches ask "still the same?"."""
    response.headers.setdefault("Cache-Control", "public, max-age=0, must-revalidate")
    if response.status_code != 200 or not isinstance(response, HttpResponse):
        return response
    set_response_etag(response)
    etag = response.headers.get("ETag")
    return get_conditional_response(request, etag=etag, response=response) or response


def asked_edition(request: HttpRequest) -> store.Edition:
    """The edition that the address names, or that of the day it names, or the current one.

    Raises:
        NoEdition: nothing is published yet.
        NothingKnown: nothing had been published by the day of `known`.
        EditionNotFound: there is no edition of that id.
        Tampered: a file of the edition was changed.
    """
    root = settings.DIABAN_EDITIONS
    wanted = request.GET.get("edition", "")
    if wanted:
        return store.open(root, wanted)
    if day := known_day(request):
        return store.open(root, store.known_on(root, day))
    return store.current(root)


def asked_in_vain(request: HttpRequest, name: str, shown: str) -> str:
    """What the address asks for where the page shows something else; "" where it does not."""
    asked = request.GET.get(name, "")
    return "" if asked == shown else asked


def known_day(request: HttpRequest) -> date | None:
    """The day of knowledge that the address asks for; None for none, or one that is no day."""
    try:
        return parameters.day(request.GET.get("known", ""))
    except Malformed:
        return None


def is_current(edition: store.Edition) -> bool:
    try:
        return store.current_id(settings.DIABAN_EDITIONS) == edition.id
    except NoEdition:
        return False


def shell(request: HttpRequest, edition: store.Edition, section: str = "") -> dict[str, Any]:
    """What base.html wants to know. An old edition stays chosen in every link of the page."""
    current = is_current(edition)
    kept = "" if current else edition.id
    return {
        "edition": edition,
        "edition_is_current": current,
        "edition_id": kept,
        "edition_query": f"?edition={kept}" if kept else "",
        "edition_amp": f"&edition={kept}" if kept else "",
        "place_name": place_name(edition),
        "section": section,
        "language": wording.language(),
    }


def show(
    request: HttpRequest,
    edition: store.Edition,
    template: str,
    context: dict[str, Any],
    *,
    section: str = "",
    status: int = 200,
) -> HttpResponse:
    """Render a page about an edition."""
    return render(
        request,
        f"explorer/{template}",
        shell(request, edition, section) | context,
        status=status,
    )


def no_edition(request: HttpRequest, error: EditionError) -> HttpResponse:
    """Say why there is nothing to read, and what to do about it."""
    status = 404 if isinstance(error, EditionNotFound | NothingKnown) else 503
    kind = {
        NoEdition: "none",
        NothingKnown: "unknown_then",
        EditionNotFound: "unknown",
        Tampered: "tampered",
    }.get(type(error), "other")
    response = render(
        request,
        "explorer/no_edition.html",
        {"problem": kind, "error": error, "language": get_language()},
        status=status,
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def place_name(edition: store.Edition) -> str:
    """The province that the edition is about."""
    code = edition.authority.get("province")
    found = edition.find(f"locality:{code}") if code else None
    if not found:
        return ""
    layer, row = found
    return wording.name(
        {half: layer.column(half)[row].as_py() for half in ("name_vi", "name_en", "code")}
    )
