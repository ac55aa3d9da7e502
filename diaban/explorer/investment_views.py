"""The public page of investment projects, read from the edition's document."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from diaban.editions.layer import Layer
from diaban.editions.store import Edition
from diaban.explorer import circle_map, subjects
from diaban.explorer.pages import reads_edition, shell
from diaban.projects import contribution, pages


@reads_edition
def investment(request: HttpRequest, edition: Edition) -> HttpResponse:
    document = edition.document(contribution.NAME)

    def place_name(key: str) -> str:
        found = edition.find(key)
        return subjects.card(*found).name if found else key

    places = edition.layer(contribution.LAYER)
    context = {
        "map": _map(places) if places else None,
        "on_map": contribution.LAYER in edition.layers,
        "page": pages.of(document, place_name) if document else None,
        "demonstration": edition.is_demonstration(contribution.NAME),
    }
    around = shell(request, edition, "investment")
    return render(request, "projects/public.html", around | context)


def _map(places: Layer) -> dict[str, Any] | None:
    counts = places.table["projects"].to_pylist()
    return circle_map.circles(((places, row), count) for row, count in enumerate(counts))
