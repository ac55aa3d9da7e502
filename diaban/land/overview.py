"""What the desk's land pages show of the ledgers, read from the database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Prefetch, Sum

from diaban.land import (
    chart,
    clearance,
    clearance_actions,
    history,
    lease_actions,
    leases,
    pages,
    publishing,
    wording,
)
from diaban.land import ledger as rules
from diaban.land.balances import Book
from diaban.land.ledger import Totals
from diaban.land.models import Entry, Lease, Ledger, Leg, Plot
from diaban.zones.models import InfrastructureProject


def names(zones: Sequence[str]) -> dict[str, dict[str, str]]:
    """The names of zones in both languages, by key."""
    found = InfrastructureProject.objects.in_bulk(list(zones))
    return {
        zone: {
            language: getattr(found.get(zone), f"name_{language}", None) or zone
            for language in ("vi", "en")
        }
        for zone in zones
    }


def without_ledger() -> list[InfrastructureProject]:
    """The infrastructure projects whose ledger can be opened."""
    kept = Ledger.objects.values_list("zone", flat=True)
    return list(InfrastructureProject.objects.exclude(key__in=kept).order_by("key"))


def all_ledgers(on: date) -> list[dict[str, Any]]:
    """Every ledger with its figures on a day."""
    ledgers = list(Ledger.objects.order_by("zone"))
    zones = [one.zone for one in ledgers]
    totals = history.open_book(zones).totals(on)
    called = names(zones)
    return [
        {
            "ledger": one,
            "name": called[one.zone],
            "figures": pages.figures(totals[one.zone]),
            "ratios": pages.named_ratios(totals[one.zone], on)[:2],
        }
        for one in ledgers
    ]


def totals(zone: str, on: date) -> Totals:
    return history.open_book([zone]).totals(on)[zone]


def open_zone(ledger: Ledger) -> tuple[list[Plot], Book]:
    """A zone's plots, and its ledger opened with them."""
    known = list(Plot.objects.filter(ledger=ledger).order_by("code"))
    return known, history.open_book([ledger.zone], [plot.code for plot in known])


def accounts(book: Book, on: date) -> list[dict[str, Any]]:
    """Every account of one zone with something in it, in the ledger's order."""
    row = book.balances(on)[0].tolist()
    return [
        {"name": name, "area_m2": area}
        for name, area in zip(rules.ACCOUNTS, row, strict=True)
        if area and name != rules.OUTSIDE
    ]


def plots(known: Sequence[Plot], book: Book, on: date) -> list[dict[str, Any]]:
    """The plots that hold land, with stage and outline, the largest free ones first."""
    rows = publishing.plot_rows(known, book, on)
    for row in rows:
        row |= {
            "stage_label": wording.STAGES.get(row["stage"], wording.MIXED),
            "outline": row["geometry"],
        }
    return sorted(rows, key=lambda row: (-row["free_ha"], -row["area_ha"], row["code"]))


def contracts(ledger: Ledger, on: date) -> dict[str, list[dict[str, Any]]]:
    """What is in force, expires within a year, lies idle, or has run out while its land was not
    given back, with the hectares and plots of each."""
    stored = Lease.objects.filter(ledger=ledger).prefetch_related("events")
    standing = [lease_actions.standing(one, on) for one in stored]
    held = _held([one.number for one in standing], on)
    return {
        name: [
            {"contract": one, "area_m2": sum(held.get(one.number, {}).values()),
             "plots": [plot for plot in held.get(one.number, {}) if plot]}
            for one in chosen
        ]
        for name, chosen in (
            ("in_force", [one for one in standing if one.in_force(on)]),
            ("expiring", leases.expiring(standing, on)),
            ("idle", leases.idle(standing, on)),
            ("run_out", [one for one in standing if one.run_out(on) and one.number in held]),
        )
    }  # fmt: skip


def _held(numbers: Sequence[str], on: date) -> dict[str, dict[str, int]]:
    legs = Leg.objects.filter(lease__in=numbers, account=rules.LEASED, entry__on__lte=on)
    found: dict[str, dict[str, int]] = {}
    for lease, plot, area in legs.values_list("lease_id", "plot_id").annotate(area=Sum("area_m2")):
        if area:
            found.setdefault(lease, {})[plot or ""] = area
    return found


def blocks(ledger: Ledger, on: date) -> list[clearance.Standing]:
    """The blocks as they stand, those with land still to come first."""
    found = [clearance.standing(one, on) for one in clearance_actions.blocks([ledger])]
    return sorted(found, key=lambda one: (one.finished, one.block.code))


def entries(ledger: Ledger) -> Any:
    """All entries, the newest first, with their lines."""
    legs = Leg.objects.order_by("id")
    return (
        Entry.objects.filter(ledger=ledger)
        .select_related("document", "recorded_by", "reversed_by")
        .prefetch_related(Prefetch("legs", legs))
        .order_by("-on", "-id")
    )


def plot_history(plot: Plot) -> list[dict[str, Any]]:
    """Every entry that moved a plot's land, the newest first: what it did, what was after it."""
    entries = Entry.objects.filter(legs__plot=plot).distinct().select_related("document")
    held: Counter[tuple[str, str]] = Counter()
    rows = []
    for entry in entries.prefetch_related("legs").order_by("on", "id"):
        moved = [leg for leg in entry.legs.all() if leg.plot_id == plot.code]
        for leg in moved:
            held[leg.account, leg.lease_id or ""] += leg.area_m2
        after = {place: area for place, area in held.items() if area}
        rows.append({"entry": entry, "moved": moved, "after": sorted(after.items())})
    return rows[::-1]


def plan(found: Sequence[Mapping[str, Any]], idle: Sequence[str]) -> chart.Plan | None:
    """The plots as a drawing; what lies idle is marked."""
    marked = [dict(one) | {"idle": one["code"] in set(idle)} for one in found]
    return pages.plan(marked)
