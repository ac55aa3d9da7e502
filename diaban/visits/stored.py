"""Which stored contents the rows of this room name; see `dossiers.blobs`."""

from __future__ import annotations

from collections.abc import Iterator

from diaban.visits.field import media_actions
from diaban.visits.models import CommitmentEvent, Media, Minute


def named() -> Iterator[str]:
    for media in Media.objects.only("sha256", "warnings"):
        yield from media_actions.contents(media)
    yield from CommitmentEvent.objects.exclude(file_sha256="").values_list("file_sha256", flat=True)
    for pair in Minute.objects.values_list("docx_sha256", "pdf_sha256"):
        yield from pair
