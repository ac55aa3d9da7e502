"""The figures on the desk: of any period and procedure, with flags, the index, and the register."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from diaban.accounts.permissions import Permission, StaffRequest, requires
from diaban.dossiers import index766, letters, outcome, queue, serving, standing, telling
from diaban.dossiers.desk_views import procedure_names
from diaban.dossiers.models import Dossier
from diaban.dossiers.uploads import PDF, WORD

MOST_IN_BOOK = 2000


def asked(request: StaffRequest) -> outcome.Period:
    """The period that was asked for; the present quarter where none or nonsense was."""
    today = timezone.localdate()
    usual = outcome.quarter(today.year, (today.month + 2) // 3)
    first = _day(request.GET.get("first", "")) or usual.first
    last = _day(request.GET.get("last", "")) or min(usual.last, today)
    return outcome.Period(first, last) if first <= last else outcome.Period(last, first)


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


@requires(Permission.SEE_DOSSIERS)
@never_cache
@require_safe
def figures(request: StaffRequest) -> HttpResponse:
    period = asked(request)
    chosen = request.GET.get("procedure", "")[:60]
    rows = Dossier.objects.filter(procedure=chosen) if chosen else None
    cases = standing.cases(period.last, rows)
    told = outcome.figures(cases, period)
    names = dict(procedure_names())
    context: dict[str, Any] = {
        "desk_section": "dossiers-figures",
        "period": period,
        "chosen": chosen,
        "procedures": sorted(names.items(), key=lambda one: one[1]),
        "figures": told,
        "buckets": telling.buckets(told),
        "rates": telling.rates(told),
        "by_procedure": telling.by_procedure(outcome.by_procedure(cases, period), names),
        "durations": telling.durations(outcome.durations(cases, period), names),
        "flags": telling.flags(outcome.flag_counts(cases, period)),
        "index": [telling.part(one) for one in index766.parts(cases, told)],
        "quarters": telling.quarters(timezone.localdate()),
    }
    return render(request, "dossiers/figures.html", context)


@requires(Permission.SEE_DOSSIERS)
@never_cache
@require_safe
def register_book(request: StaffRequest, kind: str) -> HttpResponse:
    """Form 07, the register of what was received in a period."""
    media = {"pdf": PDF, "docx": WORD}.get(kind)
    if media is None:
        raise Http404
    period = asked(request)
    rows = Dossier.objects.filter(received_on__range=(period.first, period.last))
    page = queue.with_standing(
        rows.select_related("organisation").order_by("received_on", "id")[:MOST_IN_BOOK]
    )
    said = f"Từ {period.first:%d/%m/%Y} đến {period.last:%d/%m/%Y}"
    body = letters.register_book(page, said)[kind]
    name = f"so-theo-doi-{period.first:%Y%m%d}-{period.last:%Y%m%d}.{kind}"
    return serving.answer(body, media, name, inline=False)
