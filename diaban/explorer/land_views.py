"""The public land pages: the whole, and one for each economic zone, park and developer's project.

What they say is decided in `land.pages`; here the edition is opened.
"""

from __future__ import annotations

from typing import Any

import orjson
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from diaban.editions.store import Edition
from diaban.explorer.pages import reads_edition, shell
from diaban.land import pages
from diaban.land.publishing import WHOLE

KINDS = ("park", "economic_zone", "infrastructure_project")


@reads_edition
def land(request: HttpRequest, edition: Edition, key: str = WHOLE) -> HttpResponse:
    document = edition.document("land")
    if document is None:
        return _show(request, edition, {"scope": None}, status=404 if key != WHOLE else 200)
    scope = pages.scope_of(document, key)
    if scope is None:
        raise Http404
    asked = request.GET.get("on", "")
    on = pages.chosen_day(scope, asked)
    totals = pages.totals_on(scope, on)
    whole = key == WHOLE
    most = pages.MOST_PLOTS if whole else None
    found, count = pages.plots(edition.layer("plots"), scope["zones"], free=whole, most=most)
    context = {
        "scope": scope,
        "whole": whole,
        "demonstration": edition.is_demonstration("land"),
        "on": on,
        "in_vain": "" if pages.has_day(scope, asked) else asked,
        "days": list(reversed(pages.days(scope))),
        "part": pages.part(scope),
        "figures": pages.figures(totals),
        "ratios": pages.named_ratios(totals, on),
        "groups": [(kind, pages.rows(document, kind, on)) for kind in KINDS] if whole else [],
        "history": pages.history_chart(scope),
        "history_rows": pages.history_table(scope),
        "supply": pages.supply_chart(scope),
        "supply_rows": pages.supply_table(scope),
        "readings": pages.readings(_published(edition)) if whole else None,
        "plots": found[: pages.MOST_PLOTS],
        "plot_count": count,
        "plan": None if whole else pages.plan(found),
        "stages": pages.stages(found),
    }
    return _show(request, edition, context)


@reads_edition
def plots(request: HttpRequest, edition: Edition) -> HttpResponse:
    """The plots for the map, by stage. Not a file to take along: search engines are sent away."""
    drawn = pages.geojson(edition.layer("plots"), edition.is_demonstration("plots"))
    response = HttpResponse(orjson.dumps(drawn), content_type="application/geo+json")
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _published(edition: Edition) -> dict[str, float | None]:
    """The published figures that the two readings rest on, as far as the edition has them."""
    layer = edition.layers.get("statements")
    found: dict[str, float | None] = {}
    for name, code in pages.READINGS.items():
        row = layer.row(f"statement:{code}") if layer else None
        found[name] = None if layer is None or row is None else layer.record(row).get("value")
    return found


def _show(
    request: HttpRequest, edition: Edition, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    around = shell(request, edition, "land")
    return render(request, "land/public.html", around | context, status=status)
