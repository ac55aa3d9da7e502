"""The public page of coverage: read from the edition, like every public page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from diaban.editions.layer import Layer
from diaban.editions.store import Edition
from diaban.explorer import csv_table, wording
from diaban.explorer.pages import reads_edition, shell
from diaban.explorer.question import edition_day
from diaban.owners import coverage
from diaban.owners.promises import DOCUMENT

MOST_ROWS = 5_000
"""Larger layers have no fact records of their own, so no table either."""

WORDS = {
    coverage.KNOWN: lazy("known"),
    coverage.STALE: lazy("overdue for a check"),
    coverage.DISPUTED: lazy("sources disagree"),
    coverage.UNKNOWN: lazy("unknown"),
}


def choices(edition: Edition) -> list[Layer]:
    """Layers of which something is promised."""
    promised = edition.document(DOCUMENT) or {}
    return [
        layer
        for layer in edition.layers.values()
        if promised.get(layer.kind) and 0 < len(layer) <= MOST_ROWS
    ]


def table_of(edition: Edition, layer: Layer, sort: str) -> coverage.Table:
    """Coverage of what exists on the day of the edition."""
    promised = (edition.document(DOCUMENT) or {})[layer.kind]
    fields = [
        (name, wording.label(layer.fields[name], name)) for name in promised if name in layer.fields
    ]
    keys, names = layer.column("key"), _names(layer)
    subjects = [
        (key.as_py(), name, _told(edition, key.as_py()))
        for key, name, valid in zip(keys, names, layer.valid_on(edition_day(edition)), strict=True)
        if valid
    ]
    return coverage.table(fields, subjects, sort)


def _names(layer: Layer) -> list[str]:
    halves = [layer.column(half).to_pylist() for half in ("name_vi", "name_en", "code")]
    return [
        wording.name({"name_vi": vi, "name_en": en, "code": code})
        for vi, en, code in zip(*halves, strict=True)
    ]


def _told(edition: Edition, key: str) -> dict[str, tuple[bool, Any]]:
    found = {}
    for fact in edition.facts(key):
        if fact.get("value") is not None:
            age = fact.get("freshness") or {}
            overdue = age.get("stale_on") if age.get("state") == "stale" else None
            found[fact["field"]] = (bool(fact.get("conflict")), overdue)
    return found


@reads_edition
def page(request: HttpRequest, edition: Edition) -> HttpResponseBase:
    """Subjects down, promised facts across; `format=csv` takes the table along."""
    layers = choices(edition)
    asked = request.GET.get("layer", "")
    chosen = next((layer for layer in layers if layer.name == asked), None)
    if chosen is None:
        chosen = next((layer for layer in layers if layer.kind == "park"), None) or next(
            iter(layers), None
        )
    sort = request.GET.get("sort", "")
    sort = sort if sort in coverage.SORTS else "share"
    found = table_of(edition, chosen, sort) if chosen else None
    if found and chosen and request.GET.get("format") == "csv":
        return _csv(edition, chosen, found)
    context = {"layers": layers, "chosen": chosen, "table": found, "sort": sort}
    return render(request, "owners/coverage.html", shell(request, edition, "coverage") | context)


def _csv(edition: Edition, layer: Layer, table: coverage.Table) -> HttpResponseBase:
    header = [_("Code"), _("Name"), _("Known"), _("Of"), *(one.label for one in table.columns)]
    rows = (
        [row.key, row.name, row.known, len(row.cells), *(_in_words(cell) for cell in row.cells)]
        for row in table.rows
    )
    answer: HttpResponse | StreamingHttpResponse = StreamingHttpResponse(
        csv_table.lines(header, rows), content_type="text/csv; charset=utf-8"
    )
    name = f"diaban-{edition.id}-{layer.name}-coverage.csv"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def _in_words(cell: coverage.Cell) -> str:
    return str(WORDS[cell.state]) + (f" ({cell.since})" if cell.since else "")
