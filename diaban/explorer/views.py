"""Home, explore, figures, sources, about. Profiles and editions have their own files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from diaban.editions.store import Edition
from diaban.explorer import home as glance
from diaban.explorer import map_messages, source_list, streaming, table, wording
from diaban.explorer.api import basemap
from diaban.explorer.dashboard.glance import headlines
from diaban.explorer.dashboard.opened import opened
from diaban.explorer.pages import conditional, reads_edition, show
from diaban.explorer.parameters import BadQuestion, Problem
from diaban.explorer.question import Question, ask, parse


@reads_edition
def home(request: HttpRequest, edition: Edition) -> HttpResponse:
    return show(
        request,
        edition,
        "home.html",
        {
            "counts": glance.counts(edition),
            "totals": glance.totals(edition),
            "quarter": headlines(opened(edition)),
            "statements": glance.headline_statements(edition),
            "layers": glance.layer_ages(edition),
            "authority": edition.authority,
        },
        section="home",
    )


@reads_edition
def explore(request: HttpRequest, edition: Edition) -> HttpResponseBase:
    """The map, and its twin in words at the same address; `format=csv` takes the answer along."""
    as_table = request.GET.get("view") == "table"
    as_csv = request.GET.get("format") == "csv"
    problems: Sequence[Problem] = ()
    try:
        question = parse(request.GET, edition, default_limit=table.PAGE)
    except BadQuestion as error:
        if as_table or as_csv:
            return _bad_question(request, edition, error)
        # An old link still opens the map: what cannot be read is left out and said there.
        problems = error.problems
        faulty = {problem.parameter for problem in problems}
        rest = {name: texts for name, texts in request.GET.lists() if name not in faulty}
        question = parse(rest, edition, default_limit=table.PAGE)
    if as_csv:
        return _csv(request, edition, question)
    answer = ask(edition, question)
    shown = table.columns(edition, question)
    return show(
        request,
        edition,
        "table.html" if as_table else "explore.html",
        {
            "question": question,
            "problems": problems,
            "answer": answer,
            "headings": table.headings(question, shown, request.path),
            "rows": table.rows(edition, answer, shown),
            "left_out": left_out(answer.unknown),
            "choices": table.filter_choices(edition, question),
            "sorts": table.sort_options(question, shown),
            "filters": _filters(edition, question, request.path),
            "pages": _pages(question, answer.total, answer.returned, request.path),
            "gpkg_layer": _to_edit(edition, question),
            "csv_query": question.querystring(format="csv"),
            "map_query": question.querystring(limit=None, offset=None),
            "table_query": question.querystring(view="table"),
            "api_query": question.querystring(),
            "messages": map_messages.of(edition) if not as_table else {},
            "base_version": basemap.version() if not as_table else "",
            "online_base_map": settings.DIABAN_ONLINE_BASE_MAP,
            "plots": _plots(edition),
        },
        section=_section(question) if as_table else "explore",
    )


def _plots(edition: Edition) -> str:
    """Whether the map can draw plots by their stage: "", "real" or "invented"."""
    if edition.layer("plots") is None:
        return ""
    return "invented" if edition.is_demonstration("plots") else "real"


def _to_edit(edition: Edition, question: Question) -> str:
    """The one layer that the table shows, if it is offered to edit; else ""."""
    from diaban.explorer.edition_views import can_be_edited

    layer = edition.layers.get(question.layers[0]) if len(question.layers) == 1 else None
    return layer.name if layer is not None and can_be_edited(edition, layer) else ""


def _section(question: Question) -> str:
    layers = set(question.layers)
    if layers <= {"parks", "infrastructure_projects"}:
        return "parks"
    return "materials" if layers == {"materials"} else "explore"


def _csv(request: HttpRequest, edition: Edition, question: Question) -> StreamingHttpResponse:
    response = StreamingHttpResponse(
        streaming.pieces(request, table.csv_lines(edition, question)),
        content_type="text/csv; charset=utf-8",
    )
    response.headers["Content-Disposition"] = f'attachment; filename="diaban-{edition.id}.csv"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _bad_question(request: HttpRequest, edition: Edition, error: BadQuestion) -> HttpResponse:
    """What is wrong with an address, one line for each parameter, and the way back."""
    return show(
        request,
        edition,
        "bad_question.html",
        {"problems": error.problems},
        section="explore",
        status=400,
    )


def left_out(unknown: Mapping[str, int]) -> list[str]:
    """Sentences about what a filter left out only because nobody knows its value."""
    names = {
        "area_min": _("area"),
        "area_max": _("area"),
        "free_min": _("free land"),
        "port_km": _("distance to a seaport"),
        "status": _("state"),
        "kind": _("kind"),
        "commodity": _("commodity"),
        "confidence": _("confidence"),
        "within": _("place"),
        "bbox": _("location"),
        "polygon": _("location"),
        "radius_km": _("location"),
        "nearest": _("location"),
    }
    grouped: dict[str, int] = {}
    for parameter, count in unknown.items():
        name = names.get(parameter, parameter)
        grouped[name] = max(count, grouped.get(name, 0))
    return [
        _("%(count)d more might fit, but their %(what)s is unknown.")
        % {"count": count, "what": name}
        for name, count in grouped.items()
    ]


def _pages(question: Question, total: int, returned: int, path: str) -> dict[str, Any]:
    """Where this page stands in the answer, and the links before and after."""
    last = max(1, -(-total // question.limit))
    first = question.offset + 1 if returned else 0

    def link(page: int) -> str:
        if not 1 <= page <= last or page == question.page:
            return ""
        return f"{path}?{question.querystring(page=page, view='table')}"

    return {
        "first": first,
        "last": question.offset + returned,
        "total": total,
        "page": question.page,
        "pages": last,
        "previous": link(question.page - 1),
        "next": link(question.page + 1),
    }


def _filters(edition: Edition, question: Question, path: str) -> list[dict[str, str]]:
    """The filters in force, in words, each with a link that takes it off."""
    words = table.filter_choices(edition, question)
    found: list[dict[str, str]] = []

    def add(name: str, text: str, **changes: Any) -> None:
        changes = changes or {name: None}
        found.append(
            {"text": text, "href": f"{path}?{question.querystring(view='table', **changes)}"}
        )

    if question.q:
        add("q", f"“{question.q}”")
    for name in ("kind", "status", "commodity", "confidence"):
        chosen = [option for option in words[name] if option.chosen]
        for option in chosen:
            rest = tuple(one.value for one in chosen if one.value != option.value)
            add(name, option.label, **{name: rest or None})
    for name, text in (
        ("area_min", _("Area from %(value)s ha")),
        ("area_max", _("Area up to %(value)s ha")),
        ("free_min", _("Free land from %(value)s ha")),
        ("port_km", _("Seaport within %(value)s km")),
    ):
        value = getattr(question, name)
        if value is not None:
            shown = wording.formats.number(value, wording.language())
            add(name, text % {"value": shown})
    if question.within:
        place = edition.find(question.within)
        add("within", table.name(*place) if place else question.within)
    if question.near:
        shown = wording.location({"lon": question.near[0], "lat": question.near[1]})
        radius = f" · {question.radius_km:g} km" if question.radius_km else ""
        add("near", f"{shown}{radius}", near=None, radius_km=None, nearest=None)
    if question.bbox:
        add("bbox", _("Inside a box"))
    if question.polygon:
        add("polygon", _("Inside an area"))
    if question.on:
        day = wording.formats.day(question.on, wording.language())
        add("on", _("Valid on %(day)s") % {"day": day})
    if question.known:
        day = wording.formats.day(question.known, wording.language())
        add("known", _("As known on %(day)s") % {"day": day})
    return found


@reads_edition
def sources(request: HttpRequest, edition: Edition) -> HttpResponse:
    return show(
        request,
        edition,
        "sources.html",
        {"groups": source_list.groups(edition), "count": len(edition.sources)},
        section="sources",
    )


@reads_edition
def about(request: HttpRequest, edition: Edition) -> HttpResponse:
    return show(
        request,
        edition,
        "about.html",
        {
            "trust": wording.TRUST.items(),
            "source_kinds": wording.SOURCE_KINDS.items(),
            "methods": wording.METHODS.values(),
        },
        section="about",
    )


def list_of_kind(request: HttpRequest, layer: str) -> HttpResponseBase:
    """`/vi/parks/` is the table of parks."""
    edition = request.GET.get("edition", "")
    kept = f"&edition={edition}" if edition.replace("-", "").isalnum() else ""
    language = wording.language()
    return conditional(
        request,
        HttpResponseRedirect(f"/{language}/explore/?layers={layer}&view=table{kept}"),
    )
