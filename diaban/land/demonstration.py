"""The demonstration register: `invented.register()` in the database, every ledger marked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import shapely
from django.db import transaction
from pyproj import Transformer

from diaban.facts.signals import announce
from diaban.geo.measure import QUANG_NINH_VN2000
from diaban.land import invented, models
from diaban.zones.models import InfrastructureProject

SECTORS = ("10", "13", "14", "22", "25", "26", "27", "28", "29", "30")
_DEGREES = Transformer.from_crs(QUANG_NINH_VN2000, 4326, always_xy=True)
_GRID = Transformer.from_crs(4326, QUANG_NINH_VN2000, always_xy=True)


def load() -> None:
    """Make the invented register; where a ledger is kept already nothing is changed."""
    if models.Ledger.objects.exists():
        return
    projects = {one.code: one for one in InfrastructureProject.objects.all()}
    areas = {code: one.area for code, one in projects.items() if one.area is not None}
    with transaction.atomic():
        for zone in invented.register(areas):
            _write(zone, projects[zone.mark.code])
        announce("land.load_demonstration", [])


def erase() -> None:
    """Take the invented register away, with whatever was posted into its ledgers."""
    ours = models.Ledger.objects.filter(demonstration=True)
    with transaction.atomic():
        codes = list(ours.values_list("zone", flat=True))
        if not codes:
            return
        papers = list(
            models.Entry.objects.filter(ledger__in=codes, document__isnull=False)
            .values_list("document", flat=True).distinct()
        )  # fmt: skip
        for forgotten in (
            models.ClearanceEvent.objects.filter(block__ledger__in=codes),
            models.Leg.objects.filter(entry__ledger__in=codes),
            models.LeaseEvent.objects.filter(lease__ledger__in=codes),
            models.Entry.objects.filter(ledger__in=codes, reverses__isnull=False),
            models.Entry.objects.filter(ledger__in=codes),
            models.Document.objects.filter(pk__in=papers),
            models.Lease.objects.filter(ledger__in=codes),
            models.PlotOffer.objects.filter(plot__ledger__in=codes),
            models.PlotOutline.objects.filter(plot__ledger__in=codes),
            models.ClearanceForecast.objects.filter(block__ledger__in=codes),
            models.ClearanceBlock.objects.filter(ledger__in=codes),
        ):
            forgotten.forget_demonstration()
        lineage = models.Plot.parents.through.objects
        lineage.filter(from_plot__ledger__in=codes).delete()
        models.Plot.objects.filter(ledger__in=codes).forget_demonstration()
        ours.delete()
        announce("land.erase_demonstration", [])


def _write(zone: invented.Zone, project: InfrastructureProject) -> None:
    ledger = models.Ledger.objects.create(
        zone=project.key, exists_from=zone.mark.founded, demonstration=True
    )
    plots = models.Plot.objects.bulk_create(
        models.Plot(code=lot.code, ledger=ledger, since=lot.ready_on) for lot in zone.lots
    )
    models.PlotOutline.objects.bulk_create(_outlines(zone, project.location))
    models.PlotOffer.objects.bulk_create(_offer(plot, number) for number, plot in enumerate(plots))
    _write_contracts(zone, ledger)
    _write_entries(zone, ledger)
    _write_blocks(zone, ledger)


def _write_entries(zone: invented.Zone, ledger: models.Ledger) -> None:
    paper = models.Document.objects.create(
        number=f"{invented.PREFIX}-{zone.mark.code}", title="Căn cứ minh họa"
    )
    entries = models.Entry.objects.bulk_create(
        models.Entry(ledger=ledger, kind=one.kind, on=one.on, document=paper)
        for one in zone.entries
    )
    models.Leg.objects.bulk_create(
        models.Leg(
            entry=entry,
            account=leg.account,
            area_m2=leg.area_m2,
            plot_id=leg.plot or None,
            lease_id=leg.lease or None,
        )
        for entry, one in zip(entries, zone.entries, strict=True)
        for leg in one.legs
    )


def _write_contracts(zone: invented.Zone, ledger: models.Ledger) -> None:
    models.Lease.objects.bulk_create(
        models.Lease(
            number=one.number, ledger=ledger, kind="sub_lease", lessee=one.lessee,
            payment=one.payment, start=one.start, end=one.end, build_by=one.build_by,
        )
        for one in zone.contracts
    )  # fmt: skip
    events = []
    for one in zone.contracts:
        for kind, on in (("built", one.built_on), ("terminated", one.ended_on)):
            if on is not None:
                events.append(models.LeaseEvent(lease_id=one.number, kind=kind, on=on))
    models.LeaseEvent.objects.bulk_create(events)


def _write_blocks(zone: invented.Zone, ledger: models.Ledger) -> None:
    models.ClearanceBlock.objects.bulk_create(
        models.ClearanceBlock(
            code=one.code, ledger=ledger, name=f"Khu vực minh họa {number}", area_m2=one.area,
            households=one.households, organisations=one.organisations,
        )
        for number, one in enumerate(zone.blocks, 1)
    )  # fmt: skip
    events: list[Any] = []
    forecasts: list[Any] = []
    for one in zone.blocks:
        events += _steps(one)
        forecasts += [
            models.ClearanceForecast(block_id=one.code, made_on=made, earliest=first, latest=last)
            for made, first, last in one.forecasts
        ]
    models.ClearanceEvent.objects.bulk_create(events)
    models.ClearanceForecast.objects.bulk_create(forecasts)


def _steps(block: invented.Cleared) -> Iterable[models.ClearanceEvent]:
    """A finished block took every step; one under way is at its payments."""
    until = block.on or invented.LAST_DAY
    span = (until - block.begun).days
    steps = ("inventoried", "plan_approved", "paid", "moved", "handed_over")
    share = {"paid": 0.6, "moved": 0.3, "handed_over": 0} if block.on is None else {}
    for number, kind in enumerate(steps, 1):
        part = share.get(kind, 1)
        if not part:
            continue
        yield models.ClearanceEvent(
            block_id=block.code,
            kind=kind,
            on=block.begun + timedelta(days=span * number // len(steps)),
            households=int(block.households * part),
            organisations=int(block.organisations * part),
            area_m2=block.area if kind == "handed_over" else 0,
        )
    if block.disputed and block.on is None:
        most = min(block.disputed, block.households)
        yield models.ClearanceEvent(
            block_id=block.code, kind="disputed", on=invented.LAST_DAY, households=most
        )


def _outlines(zone: invented.Zone, location: Any) -> Iterable[models.PlotOutline]:
    """Rectangles around the symbol of the project; none where its place is unknown."""
    if location is None:
        return
    east, north = _GRID.transform(location.x, location.y)
    since = {lot.code: lot.ready_on for lot in zone.lots}
    for code, corners in invented.outlines(zone.lots, zone.gross, east, north).items():
        outline = shapely.Polygon([_DEGREES.transform(x, y) for x, y in corners])
        yield models.PlotOutline(plot_id=code, since=since[code], outline=outline)


def _offer(plot: models.Plot, number: int) -> models.PlotOffer:
    return models.PlotOffer(
        plot=plot,
        since=plot.since,
        sectors=sorted({SECTORS[number % 10], SECTORS[(number * 7 + 3) % 10]}),
        ground_load=Decimal(2 + number % 4),
        power=1000 * (1 + number % 5),
        water=50 * (1 + number % 8),
        price=Decimal(70 + number * 13 % 60),
        currency="USD",
        price_on=date(2026, 7, 1),
    )
