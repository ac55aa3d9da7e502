"""The field application's interface: JSON under /field/api/, the session's cookie, Django's token.

Nobody is sent to a page from here: the application keeps what was not taken and says why, so every
refusal is JSON with a stable `code` and words in the reader's language.
"""

from __future__ import annotations

import re
import uuid as uuids
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from diaban.accounts.permissions import Permission, StaffRequest, demand
from diaban.visits import access
from diaban.visits.field import bundle, devices, media_actions, parsing, receiving, submission_words
from diaban.visits.field.notes import RecordRefused
from diaban.visits.models import Media, Stop, Submission, Visit

View = Callable[..., HttpResponse]
MOST_JSON = 2_000_000
NUMBER = re.compile(r"[0-9]{1,18}")
STATUS = {"too_large": 413, "hash": 422, "empty": 422, "other_id": 409}


def refusal(code: str, text: str, status: int, **more: Any) -> JsonResponse:
    return JsonResponse({"code": code, "text": text, **more}, status=status)


def answers_json(view: View) -> View:
    """Who may not, and what cannot be, is said as JSON; see the module."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # Asked before who it is: a lost device hears so although nobody is signed in on it.
        if devices.hears_that_it_is_lost(request.headers.get("X-Device", "")):
            return refusal("lost", _("This device was said to be lost."), 410)
        if not request.user.is_authenticated:
            return refusal("sign_in", _("Sign in again. Nothing on this device is lost."), 401)
        try:
            demand(request.user, Permission.RECORD_VISITS)
            return view(request, *args, **kwargs)
        except PermissionDenied as error:
            return refusal("not_yours", str(error), 403)
        except parsing.Malformed as error:
            text = _("The server could not read what this device sent (%(part)s). It is kept here.")
            return refusal("malformed", text % {"part": error.part}, 400, part=error.part)
        except RecordRefused as error:
            return refusal(error.code, error.reason, STATUS.get(error.code, 422))

    guarded.permission = Permission.RECORD_VISITS  # type: ignore[attr-defined]
    return guarded


@never_cache
@require_http_methods(["GET", "HEAD", "DELETE"])
@answers_json
def session(request: StaffRequest) -> HttpResponse:
    """Who is signed in, the token for sending, the server's time and its limits; DELETE ends it."""
    if request.method == "DELETE":
        logout(request)
        return JsonResponse({"user": None})
    return JsonResponse(
        {
            "user": {"id": request.user.pk, "name": str(request.user)},
            "token": get_token(request),
            "now": timezone.now().isoformat(),
            "most_bytes": media_actions.most_bytes(),
        }
    )


@never_cache
@require_safe
@answers_json
def visits(request: StaffRequest) -> HttpResponse:
    """The visits that this person can take along, those ahead first."""
    states = [Visit.State.PLANNED, Visit.State.UNDER_WAY]
    mine = access.carried_by(request.user)
    running = list(mine.filter(state__in=states).order_by("first_day", "pk"))
    past = list(mine.exclude(state__in=states).order_by("-first_day", "-pk")[:10])
    return JsonResponse({"visits": [bundle.brief(one) for one in (*running, *past)]})


@never_cache
@require_safe
@answers_json
def carry(request: StaffRequest, number: str) -> HttpResponse:
    visit = access.carried_by(request.user).filter(number=number).first()
    if visit is None:
        raise PermissionDenied(_("You do not go on this visit, or it does not exist."))
    agent = request.headers.get("User-Agent", "")
    devices.took_along(request.headers.get("X-Device", ""), request.user, agent)
    return JsonResponse(bundle.of(visit, request.user))


@never_cache
@require_POST
@answers_json
def submit(request: StaffRequest) -> HttpResponse:
    if _declared(request) > MOST_JSON:
        raise RecordRefused("too_large", name="JSON", size=_declared(request) / 1e6, limit=2)
    payload = parsing.read(request.read(MOST_JSON))
    note = parsing.note(payload)
    row = receiving.receive(_stop(payload.get("stop")), note, by=request.user)
    return JsonResponse(receiving.receipt(row))


@never_cache
@require_safe
@answers_json
def receipt(request: StaffRequest, pk: uuids.UUID) -> HttpResponse:
    """What became of a note since: held ones are let go, conflicts decided at the desk."""
    row = Submission.objects.filter(pk=pk, user=request.user).first()
    if row is None:
        return refusal("unknown", _("The server does not have this note yet."), 404)
    return JsonResponse(receiving.receipt(row))


@never_cache
@require_http_methods(["PUT"])
@answers_json
def media(request: StaffRequest, pk: uuids.UUID) -> HttpResponse:
    """One file as the request's body; its description is in the headers (`parsing.file`)."""
    name = parsing.file_name(request.headers)
    media_actions.refuse_too_large(name, _declared(request))
    content = request.read(media_actions.most_bytes() + 1)
    sent = parsing.file(pk, request.headers, content)
    row = media_actions.keep(_stop(request.headers.get("X-Stop")), sent, by=request.user)
    return JsonResponse(of_media(row))


def of_media(row: Media) -> dict[str, Any]:
    return {
        "id": str(row.pk), "state": row.state, "sha256": row.sha256, "size": row.size,
        "received_at": row.received_at.isoformat(),
        "warnings": [submission_words.told(one) for one in row.warnings],
    }  # fmt: skip


def _declared(request: HttpRequest) -> int:
    told = request.headers.get("Content-Length") or "0"
    return int(told) if NUMBER.fullmatch(told) else 0


def _stop(told: Any) -> Stop:
    """The stop that a message is about. One that is gone answers as one that is not yours."""
    if not NUMBER.fullmatch(str(told)):
        raise parsing.Malformed("stop")
    stop = Stop.objects.select_related("visit", "organisation").filter(pk=int(told)).first()
    if stop is None:
        raise PermissionDenied(
            _("This stop is no longer part of a visit. What you noted stays on the device.")
        )
    return stop
