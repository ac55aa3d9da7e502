"""The desk's early sight: alerts and their rules, next week, forecasts, the week's letter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from diaban.accounts.permissions import Permission, StaffRequest, may, requires
from diaban.indicators.computing import Book
from diaban.indicators.definitions import Definition
from diaban.indicators.early import (
    alert_actions,
    due_items,
    forecast_showing,
    leadership,
    present,
    rounds,
    weekly,
)
from diaban.indicators.early.alert_actions import AlertRefused
from diaban.indicators.early.alerts import State
from diaban.indicators.early.coming_due import COMMITMENT, DOSSIER, PETITION
from diaban.indicators.early.forms import NoteForm, RuleForm
from diaban.indicators.early.present import Present, Sight
from diaban.indicators.geography import Geography
from diaban.indicators.models import AlertEvent, AlertRule

KINDS: Mapping[str, Any] = {
    DOSSIER: lazy("Dossier"),
    PETITION: lazy("Petition"),
    COMMITMENT: lazy("Commitment"),
}
BADGES = {State.RAISED: "late", State.SEEN: "stale", State.RESOLVED: "ok"}
SETTLED_SHOWN = 30


def language() -> str:
    return (translation.get_language() or "vi")[:2]


@requires(Permission.SEE_FIGURES)
@require_safe
def alerts(request: StaffRequest) -> HttpResponse:
    """Open alerts, the unacknowledged first, and those that were settled last."""
    book, names = Book.read(), Geography.read().names
    sight = Sight(timezone.now(), book)
    found = [_alert(events, sight, names) for events in rounds.standing().values()]
    is_open = [one for one in found if one["state"] != State.RESOLVED]
    is_open.sort(key=lambda one: (one["state"] != State.RAISED, one["raised_at"]))
    settled = [one for one in found if one["state"] == State.RESOLVED]
    settled.sort(key=lambda one: one["last"].at, reverse=True)
    context = {
        "desk_section": "figure-alerts",
        "open": is_open,
        "settled": settled[:SETTLED_SHOWN],
        "may_handle": may(request.user, Permission.HANDLE_ALERTS),
        "rules": AlertRule.objects.filter(withdrawn_at=None).count(),
        "form": NoteForm(),
        "demonstration": any(one["invented"] for one in is_open),
    }
    return render(request, "indicators/alerts.html", context)


def _alert(
    events: Sequence[AlertEvent], sight: Sight, names: Mapping[str, Mapping[str, str]]
) -> dict[str, Any]:
    """An open alert with its figure of today, a settled one with that by which it was settled."""
    last, raised = events[-1], present.raised(events)
    rule = last.rule
    definition = leadership.definition_of(sight.book, rule.indicator, last.period)
    now = Present(rounds.number(last.value), rounds.number(last.against))
    if last.kind != State.RESOLVED:
        now = sight.of(rule, last.period)
    return {
        "code": last.code,
        "period": last.period,
        "last": last,
        "state": last.kind,
        "state_words": last.get_kind_display(),
        "badge": BADGES[State(last.kind)],
        "raised_at": raised.at,
        "name": rule.name_vi if language() == "vi" else rule.name_en,
        "kind": rule.get_kind_display(),
        "indicator": rule.indicator,
        "indicator_name": _name(definition, rule.indicator),
        "place": names.get(rule.place, {}).get(language(), rule.place),
        "value": present.words(now.value, definition, language()),
        "then": present.when_raised(raised, now.value, definition, language()),
        "against": ""
        if now.against is None
        else present.words(now.against, definition, language()),
        "change": now.change,
        "invented": last.demonstration or now.demonstration,
        "limit": rule.limit,
        "events": events,
    }


def _name(definition: Definition | None, code: str) -> str:
    if definition is None:
        return code
    return definition.name_vi if language() == "vi" else definition.name_en


@requires(Permission.HANDLE_ALERTS)
@require_POST
def act(request: StaffRequest, code: str, period: str, step: str) -> HttpResponse:
    """Acknowledge an alert, or settle it with a reason."""
    form = NoteForm(request.POST)
    note = form.cleaned_data["note"] if form.is_valid() else ""
    do = alert_actions.resolve if step == "resolve" else alert_actions.acknowledge
    try:
        do(code, period, note, by=request.user)
    except AlertRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("It is on record."))
    return redirect("early:alerts")


@requires(Permission.SEE_FIGURES)
@require_safe
def rules(request: StaffRequest) -> HttpResponse:
    """The live rules and those that were before them."""
    book, names = Book.read(), Geography.read().names
    rows = AlertRule.objects.select_related("recorded_by", "withdrawn_by").order_by("code", "-pk")
    live: list[dict[str, Any]] = []
    former: list[dict[str, Any]] = []
    for row in rows:
        line = {
            "row": row,
            "name": row.name_vi if language() == "vi" else row.name_en,
            "indicator": _name(_latest(book, row.indicator), row.indicator),
            "place": names.get(row.place, {}).get(language(), row.place),
        }
        (live if row.withdrawn_at is None else former).append(line)
    context = {
        "desk_section": "figure-rules",
        "live": live,
        "former": former,
        "may_publish": may(request.user, Permission.PUBLISH_RULES),
    }
    return render(request, "indicators/alert_rules.html", context)


def _latest(book: Book, code: str) -> Definition | None:
    versions = book.versions.get(code)
    return versions[-1] if versions else None


@requires(Permission.PUBLISH_RULES)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def rule(request: StaffRequest, pk: int | None = None) -> HttpResponse:
    """A new rule, or a new version of one; the earlier version stays on record."""
    earlier = get_object_or_404(AlertRule, pk=pk) if pk is not None else None
    initial = {name: getattr(earlier, name) for name in RuleForm.Meta.fields} if earlier else {}
    form = RuleForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            alert_actions.publish_rule(form.cleaned_data, by=request.user)
        except AlertRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The rule holds from the next round on."))
            return redirect("early:rules")
    context = {"desk_section": "figure-rules", "form": form, "earlier": earlier}
    return render(request, "indicators/alert_rule.html", context)


@requires(Permission.PUBLISH_RULES)
@require_POST
def withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    alert_actions.withdraw_rule(get_object_or_404(AlertRule, pk=pk), by=request.user)
    messages.success(request, _("The rule has ended; what it raised stays on record."))
    return redirect("early:rules")


@requires(Permission.SEE_DESK)
@require_safe
def week(request: StaffRequest) -> HttpResponse:
    """What will be late next week if nothing is done, for the reader's own rights."""
    found = due_items.read(request.user)
    context = {
        "desk_section": "figure-week",
        "due": found,
        "outlook": found.outlook,
        "sunday": found.outlook.monday + timedelta(days=6),
        "kinds": KINDS,
    }
    return render(request, "indicators/week.html", context)


@requires(Permission.SEE_FIGURES)
@require_safe
def forecasts(request: StaffRequest) -> HttpResponse:
    """The running quarter's closing figures, each with its method and that method's past."""
    book = Book.read()
    rows = leadership.latest_forecasts(timezone.localdate())
    by_code = {row.indicator: row for row in rows}
    lines = [
        forecast_showing.line(by_code[code], book, language())
        for code in book.codes
        if code in by_code
    ]
    context = {
        "desk_section": "figure-forecasts",
        "lines": [one for one in lines if one["method"]],
        "silent": [one for one in lines if not one["method"]],
        "made_on": rows[0].made_on if rows else None,
        "period": rows[0].period if rows else "",
        "gone": rows[0].gone if rows else 0,
        "of": rows[0].of if rows else 0,
        "demonstration": any(row.demonstration for row in rows),
        "methods": forecast_showing.METHODS.values(),
    }
    return render(request, "indicators/forecasts.html", context)


@requires(Permission.LEAD_FIGURES)
@require_safe
def letter(request: StaffRequest) -> HttpResponse:
    """This week's letter as it stands now, in the reader's language."""
    composed = leadership.compose(request.user, timezone.now(), language())
    context = {
        "desk_section": "figure-letter",
        "lines": composed.lines,
        "week": weekly.week_name(composed.week),
        "monday": composed.week,
        "demonstration": composed.demonstration,
    }
    return render(request, "indicators/letter.html", context)
