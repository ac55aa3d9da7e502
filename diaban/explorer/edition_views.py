"""Editions: the list, one edition with its changes, and the files to take along."""

from __future__ import annotations

import mimetypes
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from diaban.editions import change_words, geopackage, store
from diaban.editions.errors import EditionError
from diaban.editions.layer import Layer
from diaban.editions.store import Edition
from diaban.explorer import home, wording
from diaban.explorer.pages import conditional, is_current, no_edition, reads_edition, show

MOST_LISTED = 200
MOST_CHANGES = 300
MOST_EDITED = 20_000


@reads_edition
def editions(request: HttpRequest, edition: Edition) -> HttpResponse:
    root = settings.DIABAN_EDITIONS
    listed = []
    for name in store.ids(root)[:MOST_LISTED]:
        try:
            manifest = store.read_manifest(root, name)
        except EditionError as error:
            listed.append({"id": name, "error": error})
            continue
        listed.append(
            {
                "id": name,
                "created_at": manifest["created_at"],
                "current": name == store.current_id(root),
                "changes": manifest.get("changes") or {},
                "first": manifest.get("previous") is None,
                "features": sum(entry["count"] for entry in manifest["layers"]),
            }
        )
    return show(request, edition, "editions.html", {"listed": listed}, section="editions")


@require_safe
def one_edition(request: HttpRequest, edition_id: str) -> HttpResponseBase:
    try:
        edition = store.open(settings.DIABAN_EDITIONS, edition_id)
    except EditionError as error:
        return no_edition(request, error)
    changes = edition.changes()
    grouped: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for change in changes:
        group = grouped[change["change"]]
        if len(group) < MOST_CHANGES:
            group.append(_said(edition, change))
    counts = edition.manifest.get("changes") or {}
    response = show(
        request,
        edition,
        "edition.html",
        {
            "manifest": edition.manifest,
            "layers": home.layer_ages(edition),
            "changes": [
                {
                    "kind": kind,
                    "count": counts.get(kind, len(grouped[kind])),
                    "items": grouped[kind],
                }
                for kind in ("added", "changed", "removed")
                if grouped.get(kind)
            ],
            "files": _files(edition),
            "this_is_current": is_current(edition),
            "permanent": request.build_absolute_uri(request.path),
        },
        section="editions",
    )
    return conditional(request, response)


def _said(edition: Edition, change: dict[str, Any]) -> dict[str, Any]:
    """A change in words; the subject is linked where this edition has it."""
    key = change.get("key") or ""
    return {
        "words": change_words.in_words(change, wording.language()),
        "key": key if edition.find(key) else "",
    }


def _files(edition: Edition) -> list[dict[str, Any]]:
    """Files worth taking: the data itself first. Every file's hash is in the manifest."""
    files = edition.manifest["files"]
    found = []
    for name, layer in edition.layers.items():
        path = f"layers/{name}.parquet"
        if path in files:
            edited = layer.name if can_be_edited(edition, layer) else ""
            found.append(
                {"path": path, "title": wording.title(layer), "gpkg": edited, **files[path]}
            )
    return found


@require_safe
def edition_file(request: HttpRequest, edition_id: str, path: str) -> HttpResponseBase:
    """A file that the edition's manifest names: nothing else in the folder can be had."""
    try:
        edition = store.open(settings.DIABAN_EDITIONS, edition_id)
    except EditionError as error:
        return no_edition(request, error)
    if path != store.MANIFEST and path not in edition.manifest["files"]:
        raise Http404
    if path.startswith(f"{store.DEMONSTRATION}/"):
        raise Http404  # invented records never become open data
    target = edition.path / path
    if not target.is_file():
        raise Http404
    response = FileResponse(target.open("rb"), content_type=_content_type(target))
    name = path.replace("/", "-")
    if target.suffix not in {".json", ".jsonl"}:
        response.headers["Content-Disposition"] = f'attachment; filename="{edition.id}-{name}"'
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.headers["ETag"] = (
        f'"{edition.manifest["files"].get(path, {}).get("sha256", edition.id)}"'
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
def edition_geopackage(request: HttpRequest, edition_id: str, layer: str) -> HttpResponseBase:
    """A layer to edit in QGIS, made when it is asked for; large ones are had as Parquet."""
    try:
        edition = store.open(settings.DIABAN_EDITIONS, edition_id)
    except EditionError as error:
        return no_edition(request, error)
    found = edition.layers.get(layer)
    if found is None or not can_be_edited(edition, found):
        raise Http404
    with tempfile.TemporaryDirectory(prefix="diaban-") as folder:
        target = Path(folder) / f"{layer}.gpkg"
        geopackage.write(edition, found, target, wording.language())
        response = HttpResponse(target.read_bytes(), "application/geopackage+sqlite3")
    response.headers["Content-Disposition"] = f'attachment; filename="{edition.id}-{layer}.gpkg"'
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def can_be_edited(edition: Edition, layer: Layer) -> bool:
    """Whether a layer is offered as GeoPackage: open data of a size that is made in a second."""
    return len(layer) <= MOST_EDITED and not edition.is_demonstration(layer.name)


def _content_type(path: Path) -> str:
    known = {".parquet": "application/vnd.apache.parquet", ".jsonl": "application/x-ndjson"}
    return (
        known.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    )
