"""The desk's lists: today, what to check, what disagrees, what is unknown, subjects, sources."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from diaban.accounts.permissions import Permission, StaffRequest, may, requires
from diaban.design.vietnamese import fold
from diaban.desk import changes, lines
from diaban.desk import subjects as subject_names
from diaban.desk.forms import CheckedForm
from diaban.editions import store, tasks
from diaban.editions.errors import EditionError
from diaban.facts import schema
from diaban.facts.models import Source
from diaban.indicators.early import due_items

PAGE = 100
FEW = 8


def page_of(request: StaffRequest, found: Sequence[Any]) -> Page:
    """The asked-for page; a page that does not exist is the nearest one."""
    return Paginator(found, PAGE).get_page(request.GET.get("page"))


def kept_query(request: StaffRequest) -> str:
    """The question without its page, for links to other pages of the same answer."""
    query = request.GET.copy()
    query.pop("page", None)
    return query.urlencode()


def current_edition() -> store.Edition | None:
    try:
        return store.current(settings.DIABAN_EDITIONS)
    except EditionError:
        return None


@requires(Permission.SEE_DESK)
@require_safe
def home(request: StaffRequest) -> HttpResponse:
    every = lines.every_line()
    edition = current_edition()
    publication = tasks.latest()
    context = {
        "stale_lines": lines.stale(every)[:FEW],
        "conflict_lines": lines.conflicts(every)[:FEW],
        "unpublished": changes.since_published(edition),
        "mine": changes.latest(by=request.user, limit=FEW),
        "edition": edition,
        "edition_is_current": True,
        "counts": lines.counts(),
        "publication": publication,
        "nobody_takes_it": tasks.nobody_takes_it(publication),
        "known": len(every),
        "pressing": due_items.pressing(request.user),
    }
    return render(request, "desk/home.html", {"desk_section": "home"} | context)


def narrowed(request: StaffRequest, found: list[lines.Line]) -> list[lines.Line]:
    """The lines that the list's filters leave: kind, owner, words."""
    kind, owner = request.GET.get("kind", ""), request.GET.get("owner", "")
    words = fold(request.GET.get("q", "")).split()
    return [
        line
        for line in found
        if (not kind or line.subject.kind.name == kind)
        and (not owner or line.owner == owner)
        and all(w in fold(f"{line.subject.name} {line.subject.code} {line.label}") for w in words)
    ]


def filters(request: StaffRequest, found: list[lines.Line]) -> dict[str, Any]:
    """What the list can be narrowed by, as far as it makes a difference."""
    kinds = {line.subject.kind.name: line.subject.kind_title for line in found}
    return {
        "kinds": sorted(kinds.items(), key=lambda item: item[1]),
        "owners": sorted({line.owner for line in found if line.owner}),
        "chosen": {name: request.GET.get(name, "") for name in ("kind", "owner", "q")},
        "query": kept_query(request),
    }


@requires(Permission.SEE_DESK)
@require_safe
def stale(request: StaffRequest) -> HttpResponse:
    found = lines.stale(lines.every_line())
    chosen = narrowed(request, found)
    context = filters(request, found) | {
        "page": page_of(request, chosen),
        "total": len(chosen),
        "form": CheckedForm(),
        "may_check": may(request.user, Permission.MARK_CHECKED),
    }
    return render(request, "desk/stale.html", {"desk_section": "stale"} | context)


@requires(Permission.SEE_DESK)
@require_safe
def conflicts(request: StaffRequest) -> HttpResponse:
    found = lines.conflicts(lines.every_line())
    chosen = narrowed(request, found)
    context = filters(request, found) | {"page": page_of(request, chosen), "total": len(chosen)}
    return render(request, "desk/conflicts.html", {"desk_section": "conflicts"} | context)


@requires(Permission.SEE_DESK)
@require_safe
def unknown(request: StaffRequest) -> HttpResponse:
    context = {"coverage": lines.coverage(lines.every_line())}
    return render(request, "desk/unknown.html", {"desk_section": "unknown"} | context)


@requires(Permission.SEE_DESK)
@require_safe
def lacking(request: StaffRequest, kind: str, field: str) -> HttpResponse:
    known_kinds = {one.name: one for one in schema.kinds()}
    if kind not in known_kinds or field not in known_kinds[kind]:
        raise Http404
    told = {line.subject.key for line in lines.every_line() if line.spec.name == field}
    of_kind = [one for one in subject_names.of_kind(known_kinds[kind]) if not one.ended]
    context = {
        "kind": known_kinds[kind],
        "spec": known_kinds[kind][field],
        "kind_name": kind,
        "kind_title": subject_names.kind_title(known_kinds[kind]),
        "label": lines.label_of(known_kinds[kind][field]),
        "page": page_of(request, [one for one in of_kind if one.key not in told]),
        "query": kept_query(request),
    }
    return render(request, "desk/lacking.html", {"desk_section": "unknown"} | context)


@requires(Permission.SEE_DESK)
@require_safe
def subjects(request: StaffRequest) -> HttpResponse:
    kinds = {kind.name: subject_names.kind_title(kind) for kind in schema.kinds()}
    text, kind = request.GET.get("q", ""), request.GET.get("kind", "")
    found = subject_names.search(text, kind if kind in kinds else "")
    context = {
        "kinds": list(kinds.items()),
        "chosen": {"q": text, "kind": kind},
        "page": page_of(request, found),
        "total": len(found),
        "query": kept_query(request),
    }
    return render(request, "desk/subjects.html", {"desk_section": "subjects"} | context)


@requires(Permission.SEE_DESK)
@require_safe
def sources(request: StaffRequest) -> HttpResponse:
    standing = Count("assertions", filter=Q(assertions__withdrawn_at=None))
    words = fold(request.GET.get("q", "")).split()
    found = [
        source
        for source in Source.objects.annotate(standing=standing).order_by("kind", "id")
        if all(
            word in fold(f"{source.id} {source.title_vi} {source.title_en} {source.publisher}")
            for word in words
        )
    ]
    context = {
        "page": page_of(request, found),
        "total": len(found),
        "chosen": {"q": request.GET.get("q", "")},
        "query": kept_query(request),
    }
    return render(request, "desk/sources.html", {"desk_section": "sources"} | context)


@requires(Permission.SEE_DESK)
@require_safe
def source(request: StaffRequest, pk: str) -> HttpResponse:
    found = get_object_or_404(Source, pk=pk)
    said = changes.of_source(found)
    context = {"source": found, "page": page_of(request, said), "query": kept_query(request)}
    return render(request, "desk/source.html", {"desk_section": "sources"} | context)
