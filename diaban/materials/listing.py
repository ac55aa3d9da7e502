"""The plots with their standing, as the desk lists them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from diaban.materials.legality import EXPIRED, EXPIRING, SOON_DAYS, Standing, standing
from diaban.materials.models import MaterialPlot, PlotDocument, PlotProducer


@dataclass(frozen=True, slots=True)
class Line:
    """One plot: how its papers stand, and who produces there if the reader may know."""

    plot: MaterialPlot
    standing: Standing
    days_left: int | None
    producer: str
    area: float | None


def lines(
    today: date,
    *,
    region: str = "",
    state: str = "",
    within_days: int | None = None,
    producers: bool = False,
) -> list[Line]:
    """Plots, those first whose papers end first.

    `within_days` keeps plots whose papers are over or end within so many days.
    """
    plots: Any = MaterialPlot.objects.all()
    if region:
        plots = plots.filter(region=region)
    papers: defaultdict[str, list[PlotDocument]] = defaultdict(list)
    for paper in PlotDocument.objects.filter(withdrawn_at=None):
        papers[paper.plot].append(paper)
    names = dict(PlotProducer.objects.values_list("plot", "name")) if producers else {}
    soon = SOON_DAYS if within_days is None else within_days
    found = [_line(plot, papers[plot.key], today, soon, names.get(plot.key, "")) for plot in plots]
    if state:
        found = [line for line in found if line.standing.state == state]
    if within_days is not None:
        found = [line for line in found if line.standing.state in (EXPIRED, EXPIRING)]
    never = today + timedelta(days=40_000)
    return sorted(found, key=lambda line: (line.standing.until or never, line.plot.code))


def _line(
    plot: MaterialPlot, papers: Sequence[PlotDocument], today: date, soon: int, producer: str
) -> Line:
    stands = standing(papers, today, soon)
    area = plot.measured if plot.measured is not None else plot.area
    return Line(plot, stands, stands.days_left(today), producer, area)
