"""The public page of petitions, read from the edition's document."""

from __future__ import annotations

import math
from statistics import fmean
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from diaban.editions.layer import Layer
from diaban.editions.store import Edition
from diaban.explorer import circle_map, subjects
from diaban.explorer.pages import asked_in_vain, reads_edition, shell
from diaban.petitions import pages

NAME = "petitions"
PROJECTS = "infrastructure_projects"


@reads_edition
def petitions(request: HttpRequest, edition: Edition) -> HttpResponse:
    document = edition.document(NAME)

    def place_name(key: str) -> str:
        found = edition.find(key)
        return subjects.card(*found).name if found else key

    page = pages.of(document, request.GET.get("period", ""), place_name) if document else None
    context = {
        "page": page,
        "map": _map(edition, page["open"]) if page else None,
        "in_vain": asked_in_vain(request, "period", page["period"]) if page else "",
        "demonstration": edition.is_demonstration(NAME),
        "may_file": settings.DIABAN_ANONYMOUS_PETITIONS,
    }
    return render(request, "petitions/public.html", shell(request, edition, NAME) | context)


def _map(edition: Edition, lines: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Rings of what is open at each place, filled as far as its cause is published."""
    placed = []
    for line in lines:
        found = edition.find(line["key"]) if line["key"] else None
        point = _point(edition, *found) if found else None
        if point:
            placed.append((point, line))
    counted = [(point, line["name"], line["count"]) for point, line in placed]
    drawn = circle_map.drawn(counted)
    if drawn is None:
        return None
    shown = [
        {"mark": mark, "line": line, "filled": mark.radius * math.sqrt(line["known"] / count)}
        for (mark, count), (_where, line) in zip(drawn["circles"], placed, strict=True)
    ]
    return {"ground": drawn["ground"], "circles": shown}


def _point(edition: Edition, layer: Layer, row: int) -> tuple[float, float] | None:
    """Where a place is; a park without a point of its own lies amid its infrastructure projects."""
    if own := subjects.representative_point(layer, row):
        return own
    projects = edition.layer(PROJECTS)
    if projects is None:
        return None
    within = subjects.referring(projects, layer.kind, subjects.card(layer, row).key)
    known = [
        point for one in within if (point := subjects.representative_point(projects, int(one)))
    ]
    if not known:
        return None
    return fmean(lon for lon, _lat in known), fmean(lat for _lon, lat in known)
