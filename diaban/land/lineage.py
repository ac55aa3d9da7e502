"""Which land plots take up over time, also those that were divided without a new drawing.

A plot without an outline of its own lies somewhere within those of its forebears: nobody else may
draw there, for as long as it holds land.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from shapely.geometry.base import BaseGeometry

from diaban.land.history import holds_land
from diaban.land.models import Plot, PlotOutline


def forebears(codes: Iterable[str]) -> set[str]:
    """The plots and all from which they came."""
    found: set[str] = set()
    after = set(codes)
    while after:
        found |= after
        parents = Plot.objects.filter(children__in=after).values_list("code", flat=True)
        after = set(parents) - found
    return found


def taken(
    place: BaseGeometry, on: date, but: Iterable[str] = ()
) -> Iterator[tuple[str, BaseGeometry]]:
    """The plots that may hold land within `place` on a day or later, with the outlines at fault.

    Outlines of the plots `but` are left out.
    """
    drawn: dict[str, list[PlotOutline]] = {}
    for one in PlotOutline.objects.exclude(plot__in=set(but)).order_by("since", "id"):
        drawn.setdefault(one.plot_id, []).append(one)
    for code, stages in drawn.items():
        ends = [one.since for one in stages[1:]] + [date.max]
        for stage, end in zip(stages, ends, strict=True):
            if stage.since == end or not stage.outline.intersects(place):
                continue  # replaced on the day on which it was drawn, or elsewhere
            if end > on and holds_land(code, max(stage.since, on), end):
                yield code, stage.outline
            for heir in _heirs(code, stage.since, end, on):
                yield heir, stage.outline


def _heirs(code: str, since: date, end: date, on: date) -> Iterator[str]:
    """The descendants that hold land on a day or later and have only the outline that the plot
    `code` had from `since` to `end`."""
    for child in Plot.objects.filter(parents=code, since__gte=since, since__lt=end):
        own = child.outlines.order_by("since").values_list("since", flat=True).first() or date.max
        begin = max(child.since, on)
        if begin < own and holds_land(child.code, begin, own):
            yield child.code
        if child.since < own:
            yield from _heirs(child.code, child.since, own, on)
