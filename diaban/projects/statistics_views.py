"""The desk's page of statistics: what is in force on a day, what happened in a period."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from diaban.accounts.permissions import Permission, StaffRequest, requires
from diaban.projects import periods, places, records, vsic, wording
from diaban.projects.desk_views import show
from diaban.projects.entry import asked_day
from diaban.projects.models import Project
from diaban.projects.report_views import asked_period, cutoffs, period_choices
from diaban.projects.statistics import Group, movements, standing, total

DIMENSIONS = ("park", "zone", "sector", "country", "kind")


@requires(Permission.SEE_PROJECTS)
@require_safe
def statistics(request: StaffRequest) -> HttpResponse:
    """Both questions for the same division; origins stand apart in every row."""
    today = timezone.localdate()
    by = request.GET.get("by", "")
    by = by if by in DIMENSIONS else DIMENSIONS[0]
    on = asked_day(request.GET.get("on", "")) or today
    last = periods.last_finished(today)
    chosen = asked_period(request.GET.get("period") or last.name, request.GET.get("cutoff", ""))
    invented = not Project.objects.filter(demonstration=False).exists()
    register = records.register(demonstration=invented)
    force = standing(register, on, (by, "origin"))
    moved = movements(register, chosen.first, chosen.last, (by, "origin"))
    names = _names(by)
    context = {
        "on": on,
        "by": by,
        "dimensions": [(one, _labels()[one]) for one in DIMENSIONS],
        "label": _labels()[by],
        "period": chosen,
        "periods": period_choices(),
        "cutoffs": cutoffs(),
        "force": [_force_row(names, group, one) for group, one in _sorted(force, names)],
        "force_totals": [
            (wording.ORIGINS[origin or ""],
             total(one for group, one in force.items() if group[1] == origin))
            for origin in sorted({group[1] for group in force}, key=str)
        ],
        "moved": [_moved_row(names, group, one) for group, one in _sorted(moved, names)],
        "invented": invented and bool(register.rows),
    }  # fmt: skip
    return show(request, "projects/desk_statistics.html", "project-statistics", context)


def _labels() -> Mapping[str, str]:
    return {
        "park": _("Industrial park"),
        "zone": _("Economic zone"),
        "sector": _("Sector"),
        "country": _("Country"),
        "kind": _("Kind"),
    }


def _names(by: str) -> Mapping[str, str]:
    """What the values of a division are called; a value without a name is shown as it is."""
    language = wording.language()
    match by:
        case "park":
            return places.parks()
        case "zone":
            return places.zones()
        case "sector":
            return {code: f"{code} {vsic.name_of(code, language)}" for code in vsic.DIVISIONS}
        case "country":
            return wording.countries()
        case _other:
            return {kind: str(words) for kind, words in wording.PROJECT_KINDS.items()}


def _sorted(found: Mapping[Group, Any], names: Mapping[str, str]) -> list[tuple[Group, Any]]:
    def place(item: tuple[Group, Any]) -> tuple[bool, str, str]:
        value, origin = item[0]
        return value is None, names.get(value or "", value or ""), origin or ""

    return sorted(found.items(), key=place)


def _common(names: Mapping[str, str], group: Group) -> dict[str, Any]:
    value, origin = group
    return {"name": names.get(value, value) if value else "", "origin": origin}


def _force_row(names: Mapping[str, str], group: Group, one: Any) -> dict[str, Any]:
    return _common(names, group) | {
        "one": one,
        "capital": wording.money(one.capital),
        "realised": wording.money(one.realised) if one.reported else "",
    }


def _moved_row(names: Mapping[str, str], group: Group, one: Any) -> dict[str, Any]:
    money = ("new_capital", "raised_capital", "lowered_capital", "ended_capital")
    return (
        _common(names, group)
        | {"one": one}
        | {name: wording.money(getattr(one, name)) if getattr(one, name) else "–" for name in money}
    )
