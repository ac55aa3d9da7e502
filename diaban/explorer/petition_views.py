"""The public page of petitions, read from the edition's document."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from diaban.editions.store import Edition
from diaban.explorer import circle_map, subjects
from diaban.explorer.pages import asked_in_vain, reads_edition, shell
from diaban.petitions import pages

NAME = "petitions"


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
    found = [(edition.find(line["key"]), line["count"]) for line in lines if line["key"]]
    return circle_map.circles((place, count) for place, count in found if place)
