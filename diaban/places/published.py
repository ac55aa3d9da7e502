"""What an edition says of how communes were divided, beside the crosswalk itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from diaban.facts.contributions import Document


def build(now: datetime) -> Iterator[Document]:
    """The document "crosswalk_shares": one entry for each share, with its trust and source."""
    from diaban.places.models import CrosswalkShare

    rows = CrosswalkShare.objects.filter(withdrawn_at=None).select_related("source")
    shares = [
        {
            "old_code": row.old_code,
            "new_code": row.new_code,
            "measure": row.measure,
            "share": row.share,
            "trust": row.trust,
            "source": {"vi": row.source.title_vi, "en": row.source.title_en},
            "note": {"vi": row.note_vi or row.note, "en": row.note or row.note_vi},
        }
        for row in rows.order_by("measure", "old_code", "new_code", "id")
    ]
    if shares:
        yield Document("crosswalk_shares", shares)
