"""Following a dossier by its code and the secret on the receipt: states, dates and the explanation.

This page answers one person about one dossier, so it reads the registry and not an edition. It
shows nobody's personal data: no applicant, no officer, no reason, no file.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import timedelta

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from diaban.dossiers import codes, presenting, standing
from diaban.dossiers.models import Dossier, FailedLookup

MOST_FAILURES = 20
WINDOW = timedelta(minutes=10)


@never_cache
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    code = codes.spoken(request.GET.get("code", ""))[:48]
    secret = codes.spoken(request.GET.get("secret", ""))[:16]
    if code and secret and "/" not in code + secret:
        return redirect("track:dossier", code, secret)
    context = {"code": code, "problem": _("Give both: the code and the secret.") if code else ""}
    return private(render(request, "dossiers/track/home.html", context))


@never_cache
@require_safe
def dossier(request: HttpRequest, code: str, secret: str) -> HttpResponse:
    who = visitor(request)
    if too_many(who):
        problem = _("Too many wrong attempts from your address. Wait ten minutes, then try again.")
        context = {"code": code, "problem": problem}
        return private(render(request, "dossiers/track/home.html", context, status=429))
    found = look_up(code, secret)
    if found is None:
        FailedLookup.objects.create(who=who)
        problem = _(
            "There is no dossier with this code and this secret. Both are printed on the receipt; "
            "the secret has ten letters and digits, none of them 0, O, 1 or I."
        )
        context = {"code": code, "problem": problem}
        return private(render(request, "dossiers/track/home.html", context, status=404))
    at = standing.of(found)
    context = presenting.head(at) | {"timeline": presenting.public_timeline(found)}
    return private(render(request, "dossiers/track/dossier.html", context))


def look_up(code: str, secret: str) -> Dossier | None:
    """The dossier, if the secret is its own; as slow for a wrong code as for a wrong secret."""
    found = Dossier.objects.filter(code=codes.spoken(code)).first()
    expected = found.secret if found else "-" * 10
    fits = secrets.compare_digest(expected.encode(), codes.spoken(secret).encode())
    return found if fits else None


def visitor(request: HttpRequest) -> str:
    """A keyed hash of where the request comes from: enough to count, not to know who it is."""
    # Behind as many proxies as for signing in (DIABAN_PROXIES).
    try:
        address = get_adapter(request).get_client_ip(request)
    except (ImproperlyConfigured, PermissionDenied):  # did not come through all the proxies
        address = request.META.get("REMOTE_ADDR", "")
    return hmac.new(settings.SECRET_KEY.encode(), address.encode(), hashlib.sha256).hexdigest()


def too_many(who: str) -> bool:
    """Whether this visitor has guessed too often; old guesses are forgotten on the way."""
    since = timezone.now() - WINDOW
    FailedLookup.objects.filter(at__lt=since).delete()
    return FailedLookup.objects.filter(who=who).count() >= MOST_FAILURES


def private(answer: HttpResponse) -> HttpResponse:
    """The address carries the secret: it is not to be kept, indexed, or passed on."""
    answer["Referrer-Policy"] = "no-referrer"
    answer["X-Robots-Tag"] = "noindex, nofollow"
    answer["Cache-Control"] = "private, no-store"
    return answer
