"""The figures on the desk: of any period and procedure, with flags, the index, and the register."""

from __future__ import annotations

from datetime import date
from math import ceil
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from diaban.accounts.permissions import Permission, StaffRequest, requires
from diaban.dossiers import (
    index766,
    letters,
    outcome,
    publishing,
    queue,
    serving,
    standing,
    telling,
)
from diaban.dossiers.desk_views import procedure_names
from diaban.dossiers.forms import whole
from diaban.dossiers.models import Dossier
from diaban.dossiers.uploads import PDF, WORD

MOST_IN_BOOK = 2000
"""Rows in one file of the register; a longer one comes in parts."""

YEARS = range(1990, 2101)
"""Days outside are slips of the hand; the register begins later and the calendar ends earlier."""


def asked(request: StaffRequest) -> outcome.Period:
    """The period that was asked for; the present quarter where none or nonsense was."""
    today = timezone.localdate()
    usual = outcome.quarter(today.year, (today.month + 2) // 3)
    first = _day(request.GET.get("first", "")) or usual.first
    last = _day(request.GET.get("last", "")) or min(usual.last, today)
    return outcome.Period(first, last) if first <= last else outcome.Period(last, first)


def _day(text: str) -> date | None:
    """A day that is one, and of which there can be figures."""
    try:
        found = parse_date(text)
    except ValueError:
        return None
    return found if found is not None and found.year in YEARS else None


@requires(Permission.SEE_DOSSIERS)
@never_cache
@require_safe
def figures(request: StaffRequest) -> HttpResponse:
    period = asked(request)
    chosen = request.GET.get("procedure", "")[:60]
    rows, invented = publishing.register()
    parts = ceil(received_in(rows, period).count() / MOST_IN_BOOK)
    rows = rows.filter(procedure=chosen) if chosen else rows
    cases = standing.cases(period.last, rows, since=period.first)
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
        "quarters": telling.quarters(timezone.localdate(), 8),
        "demonstration": invented,
        "book_parts": range(1, max(parts, 1) + 1),
    }
    return render(request, "dossiers/figures.html", context)


def received_in(rows: QuerySet[Dossier], period: outcome.Period) -> QuerySet[Dossier]:
    """What the register of a period lists, in its order."""
    found = rows.filter(received_on__range=(period.first, period.last))
    return found.select_related("organisation").order_by("received_on", "id")


@requires(Permission.SEE_DOSSIERS)
@never_cache
@require_safe
def register_book(request: StaffRequest, kind: str) -> HttpResponse:
    """Form 07, the register of what was received in a period; `?part=2` where it is long."""
    media = {"pdf": PDF, "docx": WORD}.get(kind)
    if media is None:
        raise Http404
    period = asked(request)
    rows, invented = publishing.register()
    rows = received_in(rows, period)
    total = rows.count()
    parts = max(ceil(total / MOST_IN_BOOK), 1)
    part = whole(request.GET.get("part", "1"))
    if part is None or not 1 <= part <= parts:
        raise Http404
    first = (part - 1) * MOST_IN_BOOK
    said = f"Từ {period.first:%d/%m/%Y} đến {period.last:%d/%m/%Y}"
    name = f"so-theo-doi-{period.first:%Y%m%d}-{period.last:%Y%m%d}"
    if parts > 1:
        said += (f"; phần {part}/{parts}: hồ sơ {first + 1}–{min(first + MOST_IN_BOOK, total)} "
                 f"trong tổng số {total}")  # fmt: skip
        name += f"-{part}"
    if invented:
        said += " – DỮ LIỆU MINH HỌA"
    page = queue.with_standing(rows[first : first + MOST_IN_BOOK])
    body = letters.register_book(page, said, first + 1)[kind]
    return serving.answer(body, media, f"{name}.{kind}", inline=False)
