"""What an edition says of plots: how many and how large by region, and never which or whose."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Count, Sum

from diaban.facts.contributions import Document

FEWEST = 5
"""With fewer plots of known area than these their sum could be traced to a household."""


def build(now: datetime) -> Iterator[Document]:
    """The document "material_plots": region → number of plots and, of FEWEST known, hectares.

    `measured_ha` adds the areas that are known (`known` of `plots`); polygons by measure, points as
    declared.
    """
    from django.db.models.functions import Coalesce

    from diaban.materials.models import MaterialPlot

    plots: Any = MaterialPlot.objects
    rows = (
        plots.exclude(region=None)
        .values("region")
        .annotate(plots=Count("pk"), known=Count(Coalesce("measured", "area")),
                  measured_ha=Sum(Coalesce("measured", "area")))
        .order_by("region")
    )  # fmt: skip
    regions = {
        row["region"]: {
            "plots": row["plots"],
            "known": row["known"] if row["plots"] >= FEWEST else None,
            "measured_ha": round(row["measured_ha"], 2) if row["known"] >= FEWEST else None,
        }
        for row in rows
    }
    if regions:
        yield Document("material_plots", {"fewest": FEWEST, "regions": regions})
