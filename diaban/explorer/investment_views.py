"""The public page of investment projects, read from the edition's document."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from diaban.editions.layer import Layer
from diaban.editions.store import Edition
from diaban.explorer import locator, subjects
from diaban.explorer.pages import reads_edition, shell
from diaban.projects import contribution, pages

LARGEST_CIRCLE = 4.5
"""Radius of the largest circle, in the map's own units of line width."""


@reads_edition
def investment(request: HttpRequest, edition: Edition) -> HttpResponse:
    document = edition.document(contribution.NAME)

    def place_name(key: str) -> str:
        found = edition.find(key)
        return subjects.card(*found).name if found else key

    places = edition.layer(contribution.LAYER)
    context = {
        "map": _map(places) if places else None,
        "page": pages.of(document, place_name) if document else None,
        "demonstration": edition.is_demonstration(contribution.NAME),
    }
    around = shell(request, edition, "investment")
    return render(request, "projects/public.html", around | context)


def _map(places: Layer) -> dict[str, Any] | None:
    """Circles whose areas are in proportion to the projects there, the largest drawn first."""
    counts = places.table["projects"].to_pylist()
    found = []
    for row in sorted(range(len(counts)), key=lambda row: -counts[row]):
        point = subjects.representative_point(places, row)
        if point and counts[row]:
            name = subjects.card(places, row).name
            found.append((locator.mark(*point, "park", name, main=True), counts[row]))
    frame = locator.locate([mark for mark, _count in found])
    if frame is None:
        return None
    scale = LARGEST_CIRCLE * frame.unit / math.sqrt(max(count for _mark, count in found))
    circles = [
        (replace(mark, radius=round(scale * math.sqrt(count), 1)), count) for mark, count in found
    ]
    # Once more, now that the circles have their size: none is cut off by the frame.
    return {"ground": locator.locate([mark for mark, _count in circles]), "circles": circles}
