"""A page for each subject, and for what no longer is one."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.safestring import mark_safe

from diaban.editions import store
from diaban.editions.errors import EditionError
from diaban.editions.store import Edition
from diaban.explorer import became, jsonld, profile, wording
from diaban.explorer.api import history
from diaban.explorer.dashboard.opened import opened
from diaban.explorer.links import profile_path
from diaban.explorer.pages import is_current, reads_edition, show

SECTIONS = {
    "park": "parks",
    "infrastructure_project": "parks",
    "material": "materials",
    "commodity": "materials",
}


@reads_edition
def subject(request: HttpRequest, edition: Edition, kind: str, code: str) -> HttpResponse:
    key = f"{kind}:{code}"
    found = edition.find(key)
    if found is None:
        return _no_longer(request, edition, kind, code)
    layer, row = found
    kept = "" if is_current(edition) else edition.id
    page = profile.build(edition, layer, row, kept)
    permanent = request.build_absolute_uri(profile_path(key, wording.language(), edition.id))
    return show(
        request,
        edition,
        "profile.html",
        {
            "profile": page,
            "record": page.record,
            "plots": _plots(edition, key),
            "has_land": _has_land(edition, key),
            "has_figures": _has_figures(edition, key),
            "kind_name": wording.KINDS.get(kind) or wording.title(layer),
            "permanent": permanent,
            "jsonld": mark_safe(jsonld.script(_described(request, edition, page))),  # noqa: S308
        },
        section=SECTIONS.get(kind, "explore"),
    )


def _plots(edition: Edition, key: str) -> dict | None:
    """How many plots are on record under a raw-material area; None for anything else."""
    document = edition.document("material_plots") or {}
    found: dict | None = document.get("regions", {}).get(key)
    return found


def _has_land(edition: Edition, key: str) -> bool:
    """Whether a ledger is kept of the subject's land."""
    document = edition.document("land")
    return document is not None and any(scope["key"] == key for scope in document["scopes"])


def _has_figures(edition: Edition, key: str) -> bool:
    """Whether any indicator is computed for the subject."""
    found = opened(edition)
    return found is not None and key in found.places


def _described(request: HttpRequest, edition: Edition, page: profile.Profile) -> dict:
    licences = [source["licence"] for source in page.sources if source.get("licence")]
    return jsonld.place(
        key=page.key,
        kind=page.layer.kind,
        subkind=page.record.get("kind"),
        names=(page.record.get("name_vi"), page.record.get("name_en")),
        language=wording.language(),
        url=request.build_absolute_uri(profile_path(page.key, wording.language())),
        point=page.point,
        facts=[fact for fact in page.facts if fact.field != "location"],
        edition=edition.id,
        licences=list(dict.fromkeys(licences)),
    )


def _no_longer(request: HttpRequest, edition: Edition, kind: str, code: str) -> HttpResponse:
    """A former commune says what it became; what an older edition knew says where it is kept."""
    if kind == "locality":
        commune = became.former_commune(edition.crosswalk, code)
        if commune is not None:
            return _former_commune(request, edition, commune)
    kept_in = _last_edition_with(f"{kind}:{code}", edition)
    if kept_in is None:
        raise Http404
    layer, row = kept_in.find(f"{kind}:{code}") or (None, 0)
    name = wording.name(layer.record(row)) if layer else code
    return show(
        request,
        edition,
        "gone.html",
        {"name": name, "key": f"{kind}:{code}", "kept_in": kept_in},
        status=410,
    )


def _former_commune(request: HttpRequest, edition: Edition, commune: became.Former) -> HttpResponse:
    heirs = [
        profile.Became(profile.locality(edition, one.code), one.code, one.former)
        for one in became.successors(edition.crosswalk, commune.code)
    ]
    layer = edition.layers.get("localities")
    info = layer.fields.get("type") if layer else None
    return show(
        request,
        edition,
        "former_commune.html",
        {
            "commune": commune,
            "type": wording.choice(info, commune.type) if commune.type else "",
            "district": profile.locality(edition, commune.district),
            "heirs": heirs,
        },
        section="explore",
    )


def _last_edition_with(key: str, edition: Edition) -> Edition | None:
    """The newest edition that knew a subject, if it is older than this one."""
    root = settings.DIABAN_EDITIONS
    try:
        name = history.last_edition_with(root, key)
        return store.open(root, name) if name and name < edition.id else None
    except EditionError:
        return None
