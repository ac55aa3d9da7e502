"""What officers do to plots: draw, split, merge, correct a boundary, describe an offer.

Every one of them is an entry of the ledger, so that land moves between plots and is never lost.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from shapely.geometry.base import BaseGeometry

from diaban.facts.locking import lock_registry
from diaban.facts.signals import announce
from diaban.land import ledger as rules
from diaban.land import lineage
from diaban.land import plots as geometry
from diaban.land.actions import locked, write
from diaban.land.history import plot_holdings
from diaban.land.ledger import DIFFERENCE, Leg, Refusal
from diaban.land.models import Document, Ledger, Plot, PlotOffer, PlotOutline

CODE = re.compile(r"[A-Za-z0-9]+(?:[-._][A-Za-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Drawing:
    """A plot to be drawn: its code, its area in m² (None: as the outline measures), its outline."""

    code: str
    area_m2: int | None = None
    outline: BaseGeometry | None = None

    @property
    def area(self) -> int:
        if self.area_m2 is not None:
            return self.area_m2
        if self.outline is None:
            raise Refusal("empty")
        return geometry.measure_m2(self.outline)


def draw(
    zone: str,
    drawing: Drawing,
    account: str,
    on: date,
    *,
    by: Any,
    paper: Document | None = None,
) -> Plot:
    """Give land of an account that no plot describes yet to a new plot; no total changes.

    Raises:
        Refusal: the outline does not fit, or the account has not that much land without a plot.
    """
    with locked(zone) as ledger:
        plot = _create(ledger, drawing, on)
        area = drawing.area
        legs = (Leg(account, -area), Leg(account, area, plot.code))
        write(ledger, rules.Entry("identify", on, legs), by=by, paper=paper)
    return plot


def split(
    zone: str,
    code: str,
    parts: Sequence[Drawing],
    on: date,
    *,
    by: Any,
    paper: Document | None = None,
) -> list[Plot]:
    """Divide a plot into new ones; what the parts lack or have over goes to the difference.

    Raises:
        Refusal: the areas or outlines differ by more than the tolerance, or the plot is mixed.
    """
    return _redraw("split", zone, [code], parts, on, by, paper)


def merge(
    zone: str,
    codes: Sequence[str],
    whole: Drawing,
    on: date,
    *,
    by: Any,
    paper: Document | None = None,
) -> Plot:
    """Make one plot of several in the same account and under the same contract.

    Raises:
        Refusal: as for `split`.
    """
    return _redraw("merge", zone, codes, [whole], on, by, paper)[0]


def correct(
    zone: str,
    code: str,
    on: date,
    *,
    area_m2: int | None = None,
    outline: BaseGeometry | None = None,
    by: Any,
    paper: Document | None = None,
) -> None:
    """Correct the boundary of a plot; the change of its area is posted against the difference.

    Raises:
        Refusal: the outline does not fit, or the change is beyond the tolerance.
    """
    with locked(zone) as ledger:
        account, lease, before = _whole(ledger, code, on)
        drawing = Drawing(code, area_m2, outline)
        if outline is not None:
            _check_place(ledger, drawing, on, parents=set())
            PlotOutline.objects.create(plot_id=code, since=on, outline=outline)
        change = drawing.area - before
        if change:
            legs = (
                Leg(account, -before, code, lease),
                Leg(account, drawing.area, code, lease),
                Leg(DIFFERENCE, -change),
            )
            write(ledger, rules.Entry("correct", on, legs), by=by, paper=paper)
        else:
            announce("land.correct", {zone}, by)


def offer(zone: str, code: str, since: date, *, by: Any, **terms: Any) -> PlotOffer:
    """Say what an investor is told about a plot from a day on; what is not given is unknown.

    Raises:
        Refusal: there is no such plot in the zone.
    """
    with locked(zone) as ledger:
        if not Plot.objects.filter(pk=code, ledger=ledger).exists():
            raise Refusal("unknown_plot", plot=code)
        said = PlotOffer.objects.create(plot_id=code, since=since, **terms)
        announce("land.offer", {zone}, by)
    return said


def outlines(codes: Sequence[str] | None, on: date) -> dict[str, BaseGeometry]:
    """The outline of each plot on a day; plots without one are left out."""
    known = PlotOutline.objects.filter(since__lte=on).order_by("since", "id")
    if codes is not None:
        known = known.filter(plot_id__in=codes)
    return {one.plot_id: one.outline for one in known}


def _redraw(
    kind: str,
    zone: str,
    codes: Sequence[str],
    drawings: Sequence[Drawing],
    on: date,
    by: Any,
    paper: Document | None,
) -> list[Plot]:
    with locked(zone) as ledger:
        places = {code: _whole(ledger, code, on) for code in codes}
        if len({(account, lease) for account, lease, _area in places.values()}) != 1:
            raise Refusal("mixed_plot", plot=codes[-1])
        account, lease, _area = places[codes[0]]
        _check_union(codes, drawings, on)
        made = [_create(ledger, one, on, parents=codes) for one in drawings]
        legs = [Leg(account, -area, code, lease) for code, (_a, _l, area) in places.items()]
        legs += [Leg(account, one.area, one.code, lease) for one in drawings]
        over = -sum(leg.area_m2 for leg in legs)
        if over:
            legs.append(Leg(DIFFERENCE, over))
        write(ledger, rules.Entry(kind, on, tuple(legs)), by=by, paper=paper)
    return made


def _whole(ledger: Ledger, code: str, on: date) -> tuple[str, str, int]:
    """The one account and contract in which a plot lies wholly, and its area."""
    if not Plot.objects.filter(pk=code, ledger=ledger).exists():
        raise Refusal("unknown_plot", plot=code)
    held = plot_holdings(code, on)
    if not held:
        raise Refusal("nothing_there", plot=code, on=on)
    if len(held) > 1:
        raise Refusal("mixed_plot", plot=code)
    (account, lease), area = next(iter(held.items()))
    return account, lease, area


def _create(ledger: Ledger, drawing: Drawing, on: date, parents: Sequence[str] = ()) -> Plot:
    if not CODE.fullmatch(drawing.code):
        raise Refusal("bad_code", plot=drawing.code)
    if Plot.objects.filter(pk=drawing.code).exists():
        raise Refusal("plot_exists", plot=drawing.code)
    if drawing.outline is not None:
        _check_place(ledger, drawing, on, parents=set(parents))
    plot = Plot.objects.create(code=drawing.code, ledger=ledger, since=on)
    plot.parents.set(Plot.objects.filter(pk__in=parents))
    if drawing.outline is not None:
        PlotOutline.objects.create(plot=plot, since=on, outline=drawing.outline)
    return plot


def _check_place(ledger: Ledger, drawing: Drawing, on: date, parents: set[str]) -> None:
    """Inside its zone, in no other zone, over no land that is a plot's on that day or later.

    The land of the plot's forebears is its own.
    """
    assert drawing.outline is not None
    # Neighbours may be drawn into another zone's ledger at this moment: one drawing at a time.
    lock_registry()
    others = Ledger.objects.exclude(pk=ledger.pk).exclude(outline=None)
    geometry.check_outline(
        drawing.outline,
        drawing.area,
        zone=ledger.outline,
        other_zones={one.zone: one.outline for one in others if one.outline is not None},
    )
    family = lineage.forebears({drawing.code, *parents})
    for code, outline in lineage.taken(drawing.outline, on, but=family):
        geometry.check_outline(drawing.outline, drawing.area, neighbours={code: outline})


def _check_union(codes: Sequence[str], drawings: Sequence[Drawing], on: date) -> None:
    """New outlines lie apart; where all are known, the old and the new ones cover the same land."""
    before = outlines(codes, on)
    after: Mapping[str, BaseGeometry] = {
        one.code: one.outline for one in drawings if one.outline is not None
    }
    geometry.check_apart(after)
    if len(before) == len(codes) and len(after) == len(drawings):
        geometry.check_redraw(before, after)
