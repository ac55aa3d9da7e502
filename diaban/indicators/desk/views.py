"""The desk's pages of figures: every indicator, one indicator, its definition, closed quarters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from diaban.accounts.permissions import Permission, StaffRequest, may, requires
from diaban.design import formats
from diaban.indicators import defining, document, wording
from diaban.indicators.closing import actions as closing
from diaban.indicators.computing import (
    Book,
    Records,
    compute,
    live,
    longer,
    months,
    quarters,
)
from diaban.indicators.confidence import Confidence
from diaban.indicators.definitions import EXTERNAL, TOPICS
from diaban.indicators.desk import localities, releases, showing
from diaban.indicators.desk.forms import DefinitionForm, language
from diaban.indicators.early import forecast_showing
from diaban.indicators.formulas import plain
from diaban.indicators.models import (
    ClosedPeriod,
    ClosedValue,
    DefinitionVersion,
    Restatement,
)
from diaban.indicators.reading import WHOLE
from diaban.projects import periods

SHOWN = 12
"""So many of the last periods are shown of one indicator."""
PERIOD_KINDS: Mapping[str, Any] = {
    periods.QUARTER: lazy("Quarters"),
    periods.HALF: lazy("Half-years"),
    periods.NINE_MONTHS: lazy("Nine months"),
    periods.YEAR: lazy("Years"),
    periods.MONTH: lazy("Months"),
}
PER_PAGE = 50


@requires(Permission.SEE_FIGURES)
@require_safe
def figures(request: StaffRequest) -> HttpResponse:
    """Every computed indicator of one period, by topic."""
    records, book = Records.open(), Book.read()
    first = records.first_day()
    names = quarters(first, records.today) if first else []
    finished = periods.last_finished(records.today).name
    groups = _periods(names, records.today)
    period = request.GET.get("period") or (finished if finished in names else "")
    if period and not any(period in known for _label, known in groups):
        raise Http404(_("There is no period “%(period)s” in the registers.") % {"period": period})
    place = request.GET.get("place", WHOLE)
    if place not in records.geography.names:
        raise Http404(_("There is no place “%(place)s”.") % {"place": place})
    found = compute(records, book, names=[period], places=[place]) if period else ()
    shared = records.geography.localities.touching(place)
    undivided = compute(records, book, names=[period], places=shared) if period and shared else ()
    beside = localities.beside(undivided, records.geography.names, language())
    sure, before = Confidence.read(records), closing.stood(closing.closed_periods())
    by_topic: dict[str, list[dict[str, Any]]] = {}
    expected = (
        forecast_showing.beside(period, records.today, book, language()) if place == WHOLE else {}
    )
    for one in found:
        line = {
            "code": one.definition.code,
            "name": showing.name(one.definition, language()),
            "figure": showing.shown(one, sure, before, language()),
            "expected": expected.get(one.definition.code),
            "beside": beside.get(one.definition.code),
        }
        by_topic.setdefault(one.definition.topic, []).append(line)
    context = {
        "desk_section": "figures",
        "topics": [(_topic(topic), topic, lines) for topic, lines in by_topic.items()],
        "period": period,
        "place": place,
        "period_groups": [
            (label, [(name, formats.period(name, language())) for name in reversed(known)])
            for label, known in groups
        ],
        "places": localities.choices(records, language()),
        "unit": period and localities.note(records, place, periods.period(period), language()),
        **_marks([line["figure"] for lines in by_topic.values() for line in lines]),
        "external": [
            (versions[-1].code, showing.name(versions[-1], language()))
            for versions in book.versions.values()
            if versions[-1].kind == EXTERNAL
        ],
        "may_release": may(request.user, Permission.ASSERT_FACT),
    }
    return render(request, "indicators/desk_figures.html", context)


def _periods(names: Sequence[str], today: date) -> list[tuple[str, list[str]]]:
    """Every period that can be asked for, by kind: the quarters of the registers, and what is made
    of them."""
    return [(str(PERIOD_KINDS[kind]), ours) for kind, ours in _periods_by_kind(names, today)]


def _periods_by_kind(names: Sequence[str], today: date) -> list[tuple[str, list[str]]]:
    known = [*names, *longer(names), *months(names, today)]
    return [
        (kind, ours)
        for kind in PERIOD_KINDS
        if (ours := [name for name in known if periods.kind_of(name) == kind])
    ]


def _marks(shown: list[showing.Shown]) -> dict[str, bool]:
    """Whether anything shown is invented, and whether something real stands beside it."""
    kinds = {one.demonstration for one in shown}
    return {"invented": True in kinds, "mixed": len(kinds) > 1}


def _topic(topic: str) -> str:
    return TOPICS.get(topic, (topic, topic))[0 if language() == "vi" else 1]


@requires(Permission.SEE_FIGURES)
@require_safe
def indicator(request: StaffRequest, code: str) -> HttpResponse:
    """One indicator: versions of its definition, its series, what was restated."""
    versions = [(one, row) for one, row in live() if one.code == code]
    if not versions:
        raise Http404(_("There is no indicator “%(code)s”.") % {"code": code})
    records, book = Records.open(), Book.read()
    first = records.first_day()
    groups = dict(_periods_by_kind(quarters(first, records.today), records.today) if first else ())
    kind = request.GET.get("kind", periods.QUARTER)
    kind = kind if kind in groups else periods.QUARTER
    names = groups.get(kind, [])[-SHOWN:]
    sure, before = Confidence.read(records), closing.stood(closing.closed_periods())
    series = [
        showing.shown(one, sure, before, language())
        for one in compute(records, book, [code], names[::-1], [WHOLE])
    ]
    restated = Restatement.objects.filter(indicator=code).select_related("closed")
    sources = document.sources(one for one, _row in versions)
    context = {
        "desk_section": "figures",
        "code": code,
        "name": showing.name(versions[-1][0], language()),
        "versions": [showing.version(one, row, sources, language()) for one, row in versions[::-1]],
        "series": series,
        "kinds": [(one, PERIOD_KINDS[one], one == kind) for one in groups],
        **_marks(series),
        "cited": versions[-1][0].kind == EXTERNAL,
        "releases": releases.shown(versions[-1][0], language()),
        "restatements": showing.restatements(
            restated.order_by("-at", "-pk")[:PER_PAGE], book, records.geography.names, language()
        ),
        "may_edit": may(request.user, Permission.EDIT_RULES),
        "may_release": may(request.user, Permission.ASSERT_FACT),
        "may_publish": may(request.user, Permission.PUBLISH_RULES),
    }
    return render(request, "indicators/desk_indicator.html", context)


@requires(Permission.EDIT_RULES)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: StaffRequest, code: str = "") -> HttpResponse:
    """A new version: tried first, then published by those who may."""
    form = DefinitionForm(request.POST or None, initial=_initial(code))
    trial = None
    if request.method == "POST" and form.is_valid():
        if "publish" in request.POST:
            try:
                row = defining.publish(form.content, request.user)
            except defining.DefinitionRefused as refused:
                _say(form, refused.reasons)
            else:
                messages.success(request, _("The version holds from its first day on."))
                return redirect("figures-desk:indicator", row.code)
        else:
            trial = defining.try_out(form.content)
            _say(form, trial.reasons)
    context = {
        "desk_section": "figures",
        "form": form,
        "code": code,
        "trial": None if form.errors else trial,
        "tried": _tried(trial) if trial else (),
        "zero": ", ".join(formats.period(one, language()) for one in trial.zero) if trial else "",
        "restates": ", ".join(formats.period(one, language()) for one in trial.restates)
        if trial
        else "",
        "may_publish": may(request.user, Permission.PUBLISH_RULES),
    }
    return render(request, "indicators/desk_definition.html", context)


def _initial(code: str) -> dict[str, Any]:
    """The last version of an indicator, to be changed."""
    if not code:
        return {}
    rows = DefinitionVersion.objects.filter(code=code, withdrawn_at=None)
    row = rows.order_by("valid_from", "pk").last()
    if row is None:
        raise Http404(_("There is no indicator “%(code)s”.") % {"code": code})
    values = {name: getattr(row, name) for name in DefinitionForm.base_fields}
    return values | {"valid_from": None, "scale": plain(row.scale)}


def _say(form: DefinitionForm, reasons: Any) -> None:
    for code, what in reasons:
        form.add_error(None, wording.refusal(code, what))


def _tried(trial: defining.Trial) -> list[showing.Shown]:
    sure = Confidence(frozenset(), {})
    return [showing.shown(one, sure, {}, language()) for one in reversed(trial.figures)]


@requires(Permission.PUBLISH_RULES)
@require_POST
def withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(DefinitionVersion, pk=pk, withdrawn_at=None, origin="staff")
    defining.withdraw(row, request.user)
    messages.success(request, _("The version is withdrawn; figures go by the others again."))
    others = DefinitionVersion.objects.filter(code=row.code, withdrawn_at=None).exists()
    return (
        redirect("figures-desk:indicator", row.code) if others else redirect("figures-desk:figures")
    )


@requires(Permission.SEE_FIGURES)
@require_safe
def closed(request: StaffRequest) -> HttpResponse:
    """Closed quarters, those that can be closed, and every restatement."""
    records = Records.open()
    first = records.first_day()
    known = closing.closed_periods()
    names = quarters(first, records.today) if first else []
    book = Book.read()
    over = [name for name in names if closing.last_day(name, book) < records.today]
    rows = Restatement.objects.select_related("closed").order_by("-at", "-pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    kept, restated = _by_closed(ClosedValue), _by_closed(Restatement)
    context = {
        "desk_section": "closed-quarters",
        "closed": [
            {"row": row, "name": formats.period(row.period, language()),
             "figures": kept.get(row.pk, 0), "restated": restated.get(row.pk, 0)}
            for row in ClosedPeriod.objects.order_by("-period").select_related("by")
        ],
        "open": [
            (one, formats.period(one, language())) for one in reversed(over) if one not in known
        ],
        "page": page,
        "restatements": showing.restatements(
            page, book, records.geography.names, language()
        ),
        "may_close": may(request.user, Permission.CLOSE_PERIODS),
    }  # fmt: skip
    return render(request, "indicators/desk_closed.html", context)


def _by_closed(model: type[ClosedValue | Restatement]) -> dict[int, int]:
    """How many rows of a kind each closed quarter has, in one query."""
    counted = model._default_manager.order_by().values_list("closed").annotate(n=Count("pk"))
    return dict(counted)


@requires(Permission.CLOSE_PERIODS)
@require_POST
def close(request: StaffRequest) -> HttpResponse:
    """Close a quarter; what is never taken back is not done by one slip of the hand."""
    name = request.POST.get("period", "")
    if request.POST.get("sure") != "1":
        messages.error(request, _("Say that the quarter is to be closed for good: tick the box."))
        return redirect("figures-desk:closed")
    try:
        row = closing.close(name, by=request.user)
    except closing.ClosingRefused as refused:
        messages.error(request, wording.closing_refusal(refused, language()))
    else:
        messages.success(
            request,
            _("Closed %(period)s: %(count)d figures kept.")
            % {"period": formats.period(row.period, language()), "count": row.values.count()},
        )
    return redirect("figures-desk:closed")
