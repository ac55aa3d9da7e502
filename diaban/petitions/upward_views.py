"""What was written up for a higher level, and followed until that level answers."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import prefetch_related_objects
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from diaban.accounts.permissions import Permission, StaffRequest, requires
from diaban.dossiers import serving
from diaban.dossiers.uploads import WORD
from diaban.petitions import access, showing, standing, upward_letter
from diaban.petitions.course import Kind
from diaban.petitions.desk_views import the_petition
from diaban.petitions.referral import Referral
from diaban.petitions.showing import Names
from diaban.petitions.standing import Standing

SHOWS = {"open": _("waiting for an answer"), "late": _("past the day asked for"), "all": _("all")}
SOME_TIME = timedelta(days=730)
"""Petitions older than this are shown under “all” only."""


@requires(Permission.OPEN_PETITIONS)
@require_safe
def upward(request: StaffRequest) -> HttpResponse:
    """The letters to higher levels about petitions that one sees, the longest waiting first."""
    show = request.GET.get("show", "open")
    show = show if show in SHOWS else "open"
    names, today = Names.read(), timezone.localdate()
    prefetch_related_objects([request.user], "bodies")  # asked of every line
    lines = [
        line(one, found, names, today) | {"offers": found.is_open and _may_follow(request, one)}
        for one in standing.standings(_written_up(request, show))
        for found in one.course.referrals
        if show == "all" or (found.is_late(today) if show == "late" else found.is_open)
    ]
    lines.sort(key=lambda told: (not told["open"], -told["waited"]))
    context = {
        "desk_section": "upward",
        "lines": lines,
        "show": show,
        "shows": list(SHOWS.items()),
    }
    return render(request, "petitions/desk_upward.html", context)


def _may_follow(request: StaffRequest, one: Standing) -> bool:
    return access.offers(request.user, one.petition, Kind.REFERRAL_ANSWERED)


def _written_up(request: StaffRequest, show: str) -> Any:
    rows = access.seen_by(request.user).filter(events__kind=Kind.REFERRED_UP)
    if show != "all":
        rows = rows.filter(is_open=True, filed_on__gte=timezone.localdate() - SOME_TIME)
    return rows.select_related("organisation").distinct().order_by("pk")


def line(one: Standing, found: Referral, names: Names, today: date) -> dict[str, Any]:
    """A letter to a higher level as a page shows it."""
    number = one.course.referrals.index(found)
    return {
        "petition": one.petition,
        "brief": showing.brief(one, names),
        "body": names.body(found.body),
        "at": found.at,
        "document": found.document,
        "expected": found.expected,
        "reminded": found.reminded,
        "answered_at": found.answered_at,
        "dropped_at": found.dropped_at,
        "open": found.is_open,
        "late": found.is_late(today),
        "waited": found.waited(today),
        "number": number,
    }


@requires(Permission.OPEN_PETITIONS)
@require_safe
def letter(request: StaffRequest, number: str, which: int) -> HttpResponse:
    """The letter of one referral as a Word file."""
    found = the_petition(request, number)
    one = standing.of(found)
    sent = [event for event in one.events if event.kind == Kind.REFERRED_UP]
    if which >= len(sent):
        raise Http404
    told, data = one.course.referrals[which], sent[which].data
    text = upward_letter.compose(one, told.body, str(data.get("why", "")), told.expected)
    body = upward_letter.write(text, told.document)
    return serving.answer(body, WORD, f"cong-van-{found.number}.docx", inline=False)
