"""What the ledgers hold, read from the database for the pure rules and for whole provinces."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

import numpy as np
from django.db.models import Q, Sum

from diaban.land import ledger as rules
from diaban.land.balances import Book
from diaban.land.models import Ledger, Leg

_REST = "\0"  # a plot's code never looks like this


def movements(zone: str, cells: Iterable[rules.Cell]) -> list[rules.Movement]:
    """The zone's movements as `ledger.check` needs them: the named cells one by one, all others
    summed up by day and account."""
    of_zone = Leg.objects.filter(entry__ledger_id=zone)
    whole: dict[tuple[date, str], int] = {
        (on, account): area
        for on, account, area in of_zone.values_list("entry__on", "account").annotate(
            area=Sum("area_m2")
        )
    }
    named: list[rules.Movement] = []
    for account, plot, lease in set(cells):
        found = of_zone.filter(account=account).filter(
            Q(plot_id=plot) if plot else Q(plot=None), Q(lease_id=lease) if lease else Q(lease=None)
        )
        for on, area in found.values_list("entry__on").annotate(area=Sum("area_m2")):
            named.append((on, (account, plot, lease), area))
            whole[on, account] -= area
    rest = [(on, (account, _REST, ""), area) for (on, account), area in whole.items() if area]
    return [*named, *rest]


def plot_holdings(plot: str, on: date) -> dict[tuple[str, str], int]:
    """Where a plot's land lies at the end of a day: (account, lease) → square metres."""
    found: dict[tuple[str, str], int] = defaultdict(int)
    legs = Leg.objects.filter(plot_id=plot, entry__on__lte=on)
    for account, lease, area in legs.values_list("account", "lease_id").annotate(
        area=Sum("area_m2")
    ):
        found[account, lease or ""] += area
    return {place: area for place, area in found.items() if area}


def holds_land(plot: str, since: date, until: date = date.max) -> bool:
    """Whether a plot holds land at the end of any day from `since` to the one before `until`."""
    legs = Leg.objects.filter(plot_id=plot, entry__on__lt=until)
    area, held = 0, False
    for on, moved in legs.values_list("entry__on").annotate(Sum("area_m2")).order_by("entry__on"):
        held = held or (on > since and area > 0)
        area += moved
    return held or area > 0


def lease_holdings(lease: str, on: date) -> dict[str, int]:
    """What a contract holds at the end of a day: plot ("" is none) → square metres."""
    return holdings_of([lease], on)[lease]


def holdings_of(leases: Iterable[str], on: date) -> dict[str, dict[str, int]]:
    """What each of these contracts holds, as `lease_holdings`, with one question."""
    found: dict[str, dict[str, int]] = {lease: {} for lease in leases}
    legs = Leg.objects.filter(lease__in=list(found), account=rules.LEASED, entry__on__lte=on)
    rows = legs.values_list("lease_id", "plot_id").annotate(area=Sum("area_m2"))
    for lease, plot, area in rows:
        if area:
            found[lease][plot or ""] = area
    return found


def open_book(zones: Sequence[str], plots: Sequence[str] = ()) -> Book:
    """The ledgers of these zones in memory, with the stages of these plots."""
    place_of_zone = {zone: place for place, zone in enumerate(zones)}
    place_of_plot = {plot: place for place, plot in enumerate(plots)}
    place_of_account = {account: place for place, account in enumerate(rules.ACCOUNTS)}
    rows = Leg.objects.filter(entry__ledger_id__in=zones).values_list(
        "entry__ledger_id", "account", "entry__on", "area_m2", "plot_id"
    )
    table = np.array(
        [
            (
                place_of_zone[zone],
                place_of_account[account],
                on.toordinal(),
                area,
                place_of_plot.get(plot, -1),
            )
            for zone, account, on, area, plot in rows.iterator(chunk_size=20_000)
        ],
        dtype=np.int64,
    ).reshape(-1, 5)
    zone_column, account, day, area, plot = table.T
    return Book.of(zones, zone_column, account, day, area, plot, len(plots))


def shown_ledgers() -> list[Ledger]:
    """The ledgers that count: the real ones, or the demonstration where there is no real one yet.

    The two are never added up.
    """
    every = list(Ledger.objects.order_by("zone"))
    real = [one for one in every if not one.demonstration]
    return real or every
