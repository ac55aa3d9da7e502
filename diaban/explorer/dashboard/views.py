"""The dashboard's pages: the quarter at a glance, and the figures of one indicator.

They read an edition's document and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy

from diaban.editions.store import Edition
from diaban.explorer import wording
from diaban.explorer.dashboard import (
    compare,
    files,
    glance,
    indicator,
    mapping,
    periods,
    spots,
    words,
)
from diaban.explorer.dashboard.opened import Opened, opened
from diaban.explorer.pages import is_current, reads_edition, show
from diaban.indicators.reading import WHOLE
from diaban.indicators.wording import unit_time

SECTION = "figures"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for, as far as it is known here."""

    period: periods.Choice
    place: str
    place_name: str
    place_in_vain: str
    query: str
    units: str = ""
    """Of a locality: in which time it stood."""
    out_of_time: bool = False
    """Whether it had not been formed, or had been dissolved, by the end of the period."""
    of_its_time: str = ""
    """Then the latest period of the same kind at whose end it stood."""


def asked(request: HttpRequest, edition: Edition, found: Opened, code: str = "") -> Asked | None:
    """Period and place of the address; what is not known here is said, and the usual is shown.

    Of one indicator (`code`) also the periods that only its publications know can be asked for.
    """
    known = found.periods | found.cited_periods(code)
    choice = periods.choose(known, request.GET.get("period", ""), found.closed_periods, found.as_of)
    if choice is None:
        return None
    wanted = request.GET.get("place", WHOLE)
    definition = found.definition(code) if code else None
    places = found.places_of(definition) if definition else found.places
    place = wanted if wanted in places else WHOLE
    unit = found.figures.localities.get(place)
    stood = [
        name
        for name in choice.groups[choice.kind]
        if unit is not None and unit.stood(periods.period(name).last)
    ]
    return Asked(
        choice,
        place,
        found.place_name(place),
        wanted if wanted != place else "",
        query(edition, choice.shown, place),
        unit_time(unit.first, unit.until, wording.language()) if unit else "",
        unit is not None and choice.shown not in stood,
        stood[0] if stood else "",
    )


def query(edition: Edition, period: str, place: str) -> str:
    """The end of an address that keeps period, place and edition."""
    pairs = {"period": period}
    if place != WHOLE:
        pairs["place"] = place
    if not is_current(edition):
        pairs["edition"] = edition.id
    return f"?{urlencode(pairs)}"


def choices(found: Opened, on: Asked, edition: Edition) -> dict[str, Any]:
    """What the choosers of a page offer."""
    grouped: dict[str, list[tuple[str, str]]] = {}
    for key in found.places:
        unit = found.figures.localities.get(key)
        if unit is not None and not unit.is_unit:
            continue  # what is not divided is told beside the units
        kind = unit.level if unit else key.partition(":")[0]
        grouped.setdefault(kind, []).append((key, found.place_name(key)))
    before, after = on.period.before, on.period.after
    others = on.period.others(found.as_of)
    return {
        "period_groups": words.grouped(on.period.groups),
        "period_kinds": [
            (words.PERIOD_KINDS[kind], query(edition, name, on.place), kind == on.period.kind)
            for kind, name in others.items()
        ],
        "asked": on,
        "query": on.query,
        "before": (before, query(edition, before, on.place)) if before else None,
        "after": (after, query(edition, after, on.place)) if after else None,
        "place_groups": list(grouped.items()),
        "as_of": found.as_of,
        "closed": on.period.shown in found.closed_periods,
    }


@reads_edition
def figures(request: HttpRequest, edition: Edition) -> HttpResponse:
    """The quarter at a glance."""
    found = opened(edition)
    on = asked(request, edition, found) if found else None
    if found is None or on is None:
        return show(request, edition, "dashboard/none.html", {}, section=SECTION)
    parts = glance.of(found, on.period.shown, on.place)
    context = choices(found, on, edition) | {
        "parts": parts,
        "demonstration": any(c.shown.demonstration for part in parts for c in part.cards),
    }
    return show(request, edition, "dashboard/glance.html", context, section=SECTION)


@reads_edition
def one(request: HttpRequest, edition: Edition, code: str) -> HttpResponse:
    """Everything about one indicator."""
    found = opened(edition)
    definition = found.definition(code) if found else None
    on = asked(request, edition, found, code) if found else None
    if found is None or definition is None or on is None:
        raise Http404
    context = choices(found, on, edition)
    context |= indicator.page(
        found,
        definition,
        on.period.shown,
        on.place,
        kept="" if is_current(edition) else edition.id,
    )
    context |= {
        "formats": files.FORMATS,
        "invented": found.invented_series(code),
        "embed": embed_code(request, code, context["card"].name, on),
    }
    return show(request, edition, "dashboard/indicator.html", context, section=SECTION)


def embed_code(request: HttpRequest, code: str, title: str, on: Asked) -> str:
    """What another site puts into its page to show the figure there."""
    pairs = {"language": wording.language(), "period": on.period.shown, "place": on.place}
    address = request.build_absolute_uri(reverse("figure-embed", args=[code]))
    kept = urlencode({name: value for name, value in pairs.items() if value})
    return format_html(
        '<iframe src="{}?{}" title="{}" width="360" height="260" loading="lazy"></iframe>',
        address,
        kept,
        title,
    )


@reads_edition
def compared(request: HttpRequest, edition: Edition) -> HttpResponse:
    """One indicator over periods and places, side by side."""
    found = opened(edition)
    if found is None or not found.figures.codes:
        return show(request, edition, "dashboard/none.html", {}, section=SECTION)
    context = compare.page(found, request.GET)
    if request.GET.get("format") == "csv":
        return _compared_file(context)
    context["csv_query"] = _as_csv(request)
    return show(request, edition, "dashboard/compare.html", context, section=SECTION)


def _as_csv(request: HttpRequest) -> str:
    """This comparison's own address, as a file."""
    asked = request.GET.copy()
    asked["format"] = "csv"
    return asked.urlencode()


def _compared_file(page: dict[str, Any]) -> HttpResponse:
    response = HttpResponse(
        "".join(compare.csv_lines(page)), content_type="text/csv; charset=utf-8"
    )
    mark = "demonstration-" if page["demonstration"] else ""
    name = f"{mark}{page['definition'].code}-compared.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    if page["demonstration"]:
        response.headers["X-Robots-Tag"] = "noindex"
    return response


@reads_edition
def mapped(request: HttpRequest, edition: Edition) -> HttpResponse:
    """One indicator on a map, with its table at the same address."""
    found = opened(edition)
    on = asked(request, edition, found) if found else None
    codes = [code for code in found.figures.codes if has_places(found, code)] if found else []
    if found is None or on is None or not codes:
        return show(request, edition, "dashboard/none.html", {}, section=SECTION)
    wanted = request.GET.get("indicator", "")
    usual = next((code for code in USUAL_ON_MAP if code in codes), codes[0])
    code = wanted if wanted in codes else usual
    definition = found.known(code)
    ways = spots.offered(found, definition)
    by = request.GET.get("by", "")
    by = by if by in ways else ways[0]
    shown = spots.of(found, definition, on.period.shown, by)
    points = [(one, spots.point(found, one.key)) for one in shown.spots]
    outlines = {one.key: line for one in shown.spots if (line := spots.outline(found, one.key))}
    widths = glance.widths([one.value for one in shown.spots])
    context = choices(found, on, edition) | {
        "definition": definition,
        "in_vain": wanted if wanted not in ("", code) else "",
        "indicators": [
            (one, words.name(known), one == code)
            for one in codes
            if (known := found.definition(one))
        ],
        "by": by,
        "ways": [(name, WAYS[name]) for name in ways],
        "map": mapping.of(definition, points, outlines),
        "spots": list(zip(shown.spots, widths, strict=True)),
        "undivided": shown.undivided,
        "units": shown.units,
        "demonstration": any(one.demonstration for one in (*shown.spots, *shown.undivided)),
    }
    return show(request, edition, "dashboard/map.html", context, section=SECTION)


WAYS = {
    spots.PARKS: gettext_lazy("Industrial parks"),
    spots.ZONES: gettext_lazy("Economic zones"),
    spots.LOCALITIES: gettext_lazy("Localities"),
}
USUAL_ON_MAP = ("land.leased", "land.cleared", "projects.in_force")


def has_places(found: Opened, code: str) -> bool:
    definition = found.definition(code)
    return definition is not None and bool(spots.offered(found, definition))
