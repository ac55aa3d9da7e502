"""Error pages: what happened and what to do next. They need neither edition nor database."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from diaban.accounts.adapter import own_page


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The words of the refusal, where it has some, and the way back to one's own work."""
    user = getattr(request, "user", None)
    context = {"reason": str(exception or ""), "own_page": own_page(user)}
    return render(request, "errors/403.html", context, status=403)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without the mark of its own page: too old, or sent from elsewhere."""
    return render(request, "errors/form.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/404.html", status=404)


def server_error(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """Something is broken, so as little as possible is asked of the rest of the program."""
    return render(request, "errors/500.html", status=500)
