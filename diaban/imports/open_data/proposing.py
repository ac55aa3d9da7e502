"""Hand pulled data to the review that every import goes through, as its publisher's own word."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from diaban.facts import schema
from diaban.facts.models import Source
from diaban.imports import actions
from diaban.imports.decisions import Decisions
from diaban.imports.models import Import
from diaban.imports.open_data.manifest import Manifest
from diaban.imports.open_data.pulling import Pulled
from diaban.imports.standing import kind_of_layer

ORIGIN = "open-data"


def propose(
    manifest: Manifest,
    pulled: Pulled,
    *,
    by: Any = None,
    accuracy_m: float | None = None,
    method: str | None = None,
    progress: actions.Progress | None = None,
) -> Import:
    """A change set of what was pulled against the registry; nothing is applied.

    `accuracy_m` and `method` are of points; where nobody says them, the review asks.
    """
    kind = kind_of_layer(manifest.layer)
    assert kind is not None, manifest.layer  # a test holds every manifest to a layer that exists
    decisions = Decisions(
        mapping={column: column for column in _columns(manifest, kind)},
        accuracy_m=accuracy_m,
        method=method,
        as_of=manifest.published_on or timezone.localdate().isoformat(),
    )
    return actions.propose(
        pulled.ready, kind, source_of(manifest, pulled), decisions,
        by=by, name=f"{manifest.name}.geojson", sender=manifest.publisher, progress=progress,
    )  # fmt: skip


def source_of(manifest: Manifest, pulled: Pulled) -> Source:
    """The source of this version, described once; a live one is another source with each hash."""
    version = pulled.sha256[:12] if manifest.version == "live" else manifest.version[:12]
    made, _is_new = Source.objects.get_or_create(
        id=f"open-{manifest.name}-{version}",
        defaults={
            "kind": "open_data",
            "title_vi": manifest.title_vi,
            "title_en": manifest.title_en,
            "publisher": manifest.publisher,
            "url": manifest.homepage,
            "published_on": manifest.published_on,
            "retrieved_on": timezone.localdate().isoformat(),
            "licence": f"{manifest.licence} ({manifest.licence_url})",
            "note": f"{manifest.caveat_en} {manifest.attribution}. SHA-256 {pulled.sha256}".strip(),
            "note_vi": (
                f"{manifest.caveat_vi} {manifest.attribution}. SHA-256 {pulled.sha256}".strip()
            ),
            "origin": ORIGIN,
        },
    )
    return made


def _columns(manifest: Manifest, kind: schema.Kind) -> list[str]:
    known = {"code", *(column for spec in kind.fields for column in spec.columns)}
    return [column for column in manifest.columns if column in known]
