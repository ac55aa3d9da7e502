"""The authority's calendar on the desk: its special days, its versions, and adding one safely."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from diaban.accounts.permissions import Permission, StaffRequest, may, requires
from diaban.clock import CalendarHistory
from diaban.clock.calendar import minutes_as_text
from diaban.procedures import actions, calendar_forms, catalogue, impact
from diaban.procedures.models import CalendarVersion

SHOWN = 50
"""So many dates that move stand on the page; all are counted."""


@requires(Permission.SEE_DESK)
@require_safe
def calendar(request: StaffRequest) -> HttpResponse:
    """The special days of a year as known today, and every version with its day and basis."""
    today = timezone.localdate()
    history = catalogue.calendars()
    known = history.known_at(today)
    years = range(today.year - 2, today.year + 3)
    asked = request.GET.get("year", "")
    known_year = len(asked) == 4 and asked.isdecimal() and int(asked) in years
    year = int(asked) if known_year else today.year
    confirmed = known.confirmed_until
    context = {
        "desk_section": "calendar",
        "year": year,
        "years": years,
        "days": days_of(known.days.values(), year),
        "hours": known.hours.sessions,
        "confirmed_until": confirmed,
        "unconfirmed": confirmed is None or confirmed < date(year, 12, 31),
        "versions": sorted(history.versions, key=lambda one: one.recorded, reverse=True),
        "own": {one.code for one in history.own},
        "may_record": may(request.user, Permission.PUBLISH_RULES),
    }
    return render(request, "procedures/calendar.html", context)


def days_of(days: Any, year: int) -> list[Any]:
    return sorted((one for one in days if one.day.year == year), key=lambda one: one.day)


@requires(Permission.PUBLISH_RULES)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: StaffRequest) -> HttpResponse:
    """Add a swap, a storm day or office hours: first what would move, then save."""
    form = calendar_forms.CalendarForm(request.POST or None)
    hours = form.cleaned_data.get("hours") if form.is_valid() else None
    days = calendar_forms.Days(
        request.POST or None, prefix="days", needed=not (hours or "hours" in form.errors)
    )
    context: dict[str, Any] = {"desk_section": "calendar", "form": form, "days": days}
    if request.method == "POST" and all([form.is_valid(), days.is_valid()]):
        try:
            row = actions.new_calendar(
                basis=form.cleaned_data["basis"],
                note=form.cleaned_data["note"],
                confirms_until=form.cleaned_data["confirms_until"],
                hours=hours,
                changes=calendar_forms.changes(days, hours[0] if hours else usual_morning()),
                by=request.user,
            )
        except actions.ActionRefused as refused:
            form.add_error(None, str(refused))
        else:
            if request.POST.get("step") == "save":
                return recorded(request, row)
            found = impact.of(with_version(row), timezone.now())
            context |= {
                "impact": found,
                "shown": found.moved[:SHOWN],
                "more": max(len(found.moved) - SHOWN, 0),
            }
    return render(request, "procedures/calendar_add.html", context)


def usual_morning() -> list[str]:
    """The first session of the office hours as known today."""
    begin, end = catalogue.calendars().known_at(timezone.localdate()).hours.sessions[0]
    return [minutes_as_text(begin), minutes_as_text(end)]


def recorded(request: StaffRequest, row: CalendarVersion) -> HttpResponse:
    actions.record_calendar(row)
    messages.success(
        request,
        _("Recorded today: %(basis)s. Open dossiers are counted again; first promises stay.")
        % {"basis": row.basis},
    )
    return redirect("procedures:calendar")


def with_version(row: CalendarVersion) -> CalendarHistory:
    """The present calendar with an unsaved version on top."""
    present = catalogue.calendars()
    return CalendarHistory([*present.own, catalogue.version_of(row)])
