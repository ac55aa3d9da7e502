"""What land gives to an edition: the document "land" and the layer "plots".

The document holds, for each infrastructure project and for each park, economic zone and the whole:
the balances of the day, the named ratios, a series by quarter, and the supply curve. Areas are
whole square metres. No lessee is named. `projects` counts the infrastructure projects of a scope:
where `zones`, those with a ledger, are fewer, all figures of the scope are partial.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from functools import reduce
from operator import add
from typing import Any

from django.utils import timezone

from diaban.facts.contributions import ContributedLayer, Contribution, Document
from diaban.facts.schema import FieldSpec, choice, day, hectares, number, reference
from diaban.land import clearance, clearance_actions, history, plot_actions, ratios
from diaban.land import ledger as rules
from diaban.land.balances import Book
from diaban.land.models import Entry, Ledger, Plot, PlotOffer
from diaban.zones.models import EconomicZone, IndustrialPark, InfrastructureProject

WHOLE = "all"
SERIES = ("gross", "industrial", "cleared", "handed_over", "ready", "leased", "free")
STAGES = {
    "not_cleared": ("Chưa giải phóng mặt bằng", "Not cleared"),
    "cleared": ("Đã giải phóng mặt bằng", "Cleared"),
    "handed_over": ("Đã giao đất", "Handed over"),
    "serviced": ("Đã hoàn thành", "Finished"),
    "free": ("Sẵn sàng, còn trống", "Ready, free"),
    "leased": ("Đã cho thuê", "Leased"),
    "blocked": ("Sẵn sàng, tạm giữ", "Ready, withheld"),
    "mixed": ("Nhiều trạng thái", "In several stages"),
}
FIELDS = (
    choice("stage", "Trạng thái đất", "Stage", STAGES),
    reference("infrastructure_project", "Dự án hạ tầng", "Infrastructure project",
              "infrastructure_project"),
    hectares("area", "Diện tích", "Area"),
    hectares("free_area", "Đất còn trống", "Free area"),
    FieldSpec("sectors", "list", "Ngành cho phép (VSIC)", "Permitted sectors (VSIC)"),
    number("ground_load", "Tải trọng nền", "Ground load", "t/m2", 1000),
    number("power", "Cấp điện", "Power", "kVA", 1e7),
    number("water", "Cấp nước", "Water", "m3/day", 1e7),
    number("price", "Giá thuê", "Price", units=frozenset({"USD/m2", "VND/m2"}),
           unit_column="price_unit"),
    day("price_on", "Ngày của giá", "Price as of"),
    day("earliest", "Sớm nhất có đất", "Available at the earliest"),
    day("latest", "Muộn nhất có đất", "Available at the latest"),
)  # fmt: skip


def build(now: datetime) -> Iterable[Contribution]:
    """The contributions of the day at the aware moment `now`; none where no ledger is kept."""
    ledgers = history.shown_ledgers()
    if not ledgers:
        return
    on = timezone.localdate(now)
    invented = ledgers[0].demonstration
    plots = list(Plot.objects.filter(ledger__in=ledgers).order_by("code"))
    codes = [plot.code for plot in plots]
    book = history.open_book([ledger.zone for ledger in ledgers], codes)
    yield Document("land", document(ledgers, book, on), demonstration=invented)
    rows = plot_rows(plots, book, on)
    if rows:
        yield ContributedLayer("plots", "plot", "Lô đất", "Plots", FIELDS, rows, invented)


def document(ledgers: Sequence[Ledger], book: Book, on: date) -> dict[str, Any]:
    """Balances, ratios, series and supply of every scope on a day."""
    ends = _quarter_ends(min(ledger.exists_from for ledger in ledgers), on)
    by_day = {end: book.totals(end) for end in ends}
    blocks = clearance_actions.blocks(list(ledgers))
    published = set(
        Entry.objects.filter(ledger__in=ledgers, published=True).values_list("ledger_id", flat=True)
    )
    every = projects_of_scopes()
    found = []
    for scope in scopes(ledgers):
        zones = scope["zones"]
        days = [reduce(add, (by_day[end][zone] for zone in zones)) for end in ends]
        mine = [block for block in blocks if block.zone in zones]
        found.append(
            scope
            | {
                "projects": max(every[scope["key"]], len(zones)),
                "published": any(zone in published for zone in zones),
                "totals": asdict(days[-1]),
                "ratios": [as_json(one) for one in ratios.ratios([days[-1]], on)],
                "series": {
                    "on": [end.isoformat() for end in ends],
                    **{name: [getattr(one, name) for one in days] for name in SERIES},
                },
                "supply": supply(mine, on),
            }
        )
    return {"as_of": on.isoformat(), "scopes": found}


def scopes(ledgers: Sequence[Ledger]) -> list[dict[str, Any]]:
    """The whole, each economic zone, park and infrastructure project, with the ledgers in each."""
    projects = InfrastructureProject.objects.in_bulk([ledger.zone for ledger in ledgers])
    groups: dict[str, list[str]] = defaultdict(list)
    names: dict[str, Any] = {WHOLE: {"vi": "Toàn bộ", "en": "All zones"}}
    for ledger in ledgers:
        groups[WHOLE].append(ledger.zone)
        project = projects.get(ledger.zone)
        for key in (project.economic_zone, project.park) if project else ():
            if key:
                groups[key].append(ledger.zone)
        groups[ledger.zone].append(ledger.zone)
        names[ledger.zone] = _name(project, ledger.zone)
    for model in (EconomicZone, IndustrialPark):
        names |= {one.key: _name(one, one.key) for one in model.objects.filter(key__in=groups)}
    order = ("all", "economic_zone", "park", "infrastructure_project")
    keys = sorted(groups, key=lambda key: (order.index(key.partition(":")[0]), key))
    return [
        {"key": key, "name": names.get(key, {"vi": key, "en": key}), "zones": groups[key]}
        for key in keys
    ]


def projects_of_scopes() -> Counter[str]:
    """How many infrastructure projects lie in each scope, with a ledger or without."""
    found: Counter[str] = Counter()
    places = InfrastructureProject.objects.values_list("key", "economic_zone", "park")
    for key, economic_zone, park in places:
        found.update(scope for scope in (WHOLE, key, economic_zone, park) if scope)
    return found


def _name(subject: Any, key: str) -> dict[str, str]:
    return {
        language: getattr(subject, f"name_{language}", None) or key for language in ("vi", "en")
    }


def as_json(ratio: ratios.Ratio) -> dict[str, Any]:
    """A ratio with its terms; the percentage as text, so that no digit is lost."""
    percent = ratio.percent
    return {
        "name": ratio.name,
        "numerator": ratio.numerator,
        "denominator": ratio.denominator,
        "numerator_m2": ratio.numerator_m2,
        "denominator_m2": ratio.denominator_m2,
        "percent": None if percent is None else str(percent),
        "as_of": ratio.as_of.isoformat(),
    }


def supply(blocks: Sequence[clearance.Block], on: date) -> dict[str, Any]:
    """The supply curve and how past forecasts came true."""
    curve = clearance.supply_curve(blocks, on)
    judged = clearance.accuracy(blocks, on)
    return {
        "quarters": [row.quarter for row in curve.quarters],
        "surely": [row.surely_m2 for row in curve.quarters],
        "perhaps": [row.perhaps_m2 for row in curve.quarters],
        "unknown": curve.unknown_m2,
        "overdue": curve.overdue_m2,
        "blocks": sum(not clearance.standing(block, on).finished for block in blocks),
        "accuracy": asdict(judged),
    }


def plot_rows(plots: Sequence[Plot], book: Book, on: date) -> list[dict[str, Any]]:
    """A row for every plot that holds land on a day."""
    codes = [plot.code for plot in plots]
    outlines = plot_actions.outlines(codes, on)
    offers = {
        offer.plot_id: offer
        for offer in PlotOffer.objects.filter(plot__in=codes, since__lte=on).order_by("since", "id")
    }
    areas = book.plot_areas(on).tolist()
    rows = []
    for plot, row in zip(plots, areas, strict=True):
        held = {account: area for account, area in zip(rules.ACCOUNTS, row, strict=True) if area}
        if held:
            rows.append(_row(plot, held, outlines.get(plot.code), offers.get(plot.code)))
    return rows


def stage_of(held: Mapping[str, int]) -> str:
    """The one stage of all of a plot's land, or "mixed"."""
    stages = {account.partition(".")[2] for account in held}
    return stages.pop() if len(stages) == 1 else "mixed"


def _row(plot: Plot, held: Mapping[str, int], outline: Any, offer: PlotOffer | None) -> Any:
    stage = stage_of(held)
    row: dict[str, Any] = {
        "key": plot.key,
        "code": plot.code,
        "name": {"vi": f"Lô {plot.code}", "en": f"Plot {plot.code}"},
        "kind": stage,
        "geometry": outline,
        "valid_from": plot.since,
        "area_ha": sum(held.values()) / rules.M2_PER_HA,
        "free_ha": held.get(rules.FREE, 0) / rules.M2_PER_HA,
        "stage": stage,
        "infrastructure_project": plot.ledger_id,
    }
    row |= {"area": row["area_ha"], "free_area": row["free_ha"]}
    if offer is not None:
        row |= {
            "sectors": offer.sectors,
            "ground_load": offer.ground_load,
            "power": offer.power,
            "water": offer.water,
            "price": offer.price,
            "price_unit": f"{offer.currency}/m2" if offer.price is not None else None,
            "price_on": offer.price_on,
            "earliest": offer.earliest,
            "latest": offer.latest,
        }
    return row


def _quarter_ends(first: date, last: date) -> list[date]:
    """The last day of every quarter from the first to the last day, and the last day itself."""
    ends = [clearance.quarter_end(first)]
    while ends[-1] < last:
        ends.append(clearance.quarter_ends(ends[-1], 2)[1])
    return [*(end for end in ends if end < last), last]
