"""Where task forces were and what became of what was promised: from the edition, for everybody."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from diaban.editions.store import Edition
from diaban.explorer import circle_map, csv_table, subjects
from diaban.explorer.pages import asked_in_vain, reads_edition, shell
from diaban.visits import pages
from diaban.visits.contribution import NAME

HEADER = ("quarter", "visits", "stops", "findings", "commitments_due", "kept_in_time",
          "kept_late", "broken", "open")  # fmt: skip


@reads_edition
def visits(request: HttpRequest, edition: Edition) -> HttpResponse:
    document = edition.document(NAME)

    def place_name(key: str) -> str:
        found = edition.find(key)
        return subjects.card(*found).name if found else key

    page = pages.of(document, request.GET.get("period", ""), place_name) if document else None
    context = {
        "page": page,
        "map": _map(edition, page["at"]) if page else None,
        "in_vain": asked_in_vain(request, "period", page["period"]) if page else "",
        "demonstration": edition.is_demonstration(NAME),
    }
    return render(request, "visits/public.html", shell(request, edition, "petitions") | context)


def _map(edition: Edition, lines: list[dict[str, Any]]) -> dict[str, Any] | None:
    found = [(edition.find(line["key"]), line["visits"]) for line in lines]
    return circle_map.circles((place, count) for place, count in found if place)


@reads_edition
def series(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Every quarter as CSV; invented figures are not open data."""
    document = edition.document(NAME)
    if document is None or edition.is_demonstration(NAME):
        raise Http404(_("These figures are a demonstration: they are not given as open data."))
    rows = []
    for one in document["quarters"]:
        promised = pages.commitments(one)
        counts = [one[name] for name in ("visits", "stops", "findings")]
        rows.append([one["period"], *counts, *(promised[name] for name in pages.PARTS)])
    answer = HttpResponse("".join(csv_table.lines(HEADER, rows)), content_type="text/csv")
    answer["Content-Disposition"] = f'attachment; filename="visits-{edition.id}.csv"'
    return answer
