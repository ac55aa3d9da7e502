"""What the forms are computed from: projects, zones and land at the end of the period."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from diaban.land import history
from diaban.land.ledger import M2_PER_HA, Totals
from diaban.projects.actions import event_of
from diaban.projects.models import Investor, Project, ProjectEvent
from diaban.projects.periods import Period
from diaban.projects.records import fixed
from diaban.projects.replay import Event, State, replay
from diaban.projects.statistics import Register
from diaban.zones.models import EconomicZone, IndustrialPark, InfrastructureProject

OUTSIDE, COASTAL, BORDER, SPECIALISED = "outside", "coastal", "border_gate", "specialised"
POSITIONS: Mapping[str, str] = {
    OUTSIDE: "Ngoài KKT",
    COASTAL: "KKT ven biển",
    BORDER: "KKT cửa khẩu",
    SPECIALISED: "KKT chuyên biệt",
}


@dataclass(frozen=True, slots=True)
class Known:
    """A project with its events and its state at the end of the period."""

    project: Project
    events: Sequence[Event]
    state: State


@dataclass(frozen=True, slots=True)
class Data:
    """Everything the forms ask. `land` and `land_before` are hectares by infrastructure project;
    one that has no ledger is not there: its land is unknown. Invented land is used beside invented
    projects only; `demonstration` says that the projects are invented."""

    period: Period
    register: Register
    projects: Sequence[Known]
    investors: Mapping[str, Investor]
    zones: Sequence[EconomicZone]
    parks: Mapping[str, IndustrialPark]
    infrastructure: Sequence[InfrastructureProject]
    land: Mapping[str, Totals]
    land_before: Mapping[str, Totals]
    demonstration: bool

    def position(self, zone: str | None) -> str | None:
        """Outside economic zones, or the type of the zone; None where the type is unknown."""
        if zone is None:
            return OUTSIDE
        return next((one.type for one in self.zones if one.key == zone), None)

    def position_words(self, zone: str | None) -> str | None:
        position = self.position(zone)
        return POSITIONS.get(position) if position else None

    def register_of(self, codes: set[str]) -> Register:
        """The register of these projects alone."""
        return Register.of(
            (fixed(one.project), one.events) for one in self.projects if one.project.code in codes
        )

    def in_force(self) -> list[Known]:
        return [one for one in self.projects if one.state.in_force]

    def investor_names(self, state: State) -> str:
        return "; ".join(self.investors[held.investor].name for held in state.holdings)


def read(period: Period) -> Data:
    """The registry's data for a period; the invented projects where there are no real ones."""
    invented = not Project.objects.filter(demonstration=False).exists()
    projects = list(Project.objects.filter(demonstration=invented).order_by("code"))
    rows = ProjectEvent.objects.filter(
        withdrawn_at=None, project__demonstration=invented
    ).prefetch_related("holdings__investor")
    histories: dict[int, list[Event]] = defaultdict(list)
    for row in rows:
        histories[row.project_id].append(event_of(row))
    demonstration = bool(projects and invented)
    ledgers = [one for one in history.shown_ledgers() if demonstration or not one.demonstration]
    book = history.open_book([ledger.zone for ledger in ledgers])
    return Data(
        period=period,
        register=Register.of((fixed(one), histories[one.pk]) for one in projects),
        projects=[
            Known(one, histories[one.pk], replay(histories[one.pk], period.last))
            for one in projects
        ],
        investors={one.code: one for one in Investor.objects.all()},
        zones=list(EconomicZone.objects.order_by("key")),
        parks=IndustrialPark.objects.in_bulk(),
        infrastructure=list(InfrastructureProject.objects.order_by("park", "key")),
        land=_totals(book, period.last),
        land_before=_totals(book, period.before),
        demonstration=demonstration,
    )


def _totals(book: Any, day: Any) -> dict[str, Totals]:
    return dict(book.totals(day))


def hectares(square_metres: int | None) -> Decimal | None:
    return None if square_metres is None else Decimal(square_metres) / M2_PER_HA


def decimal(value: float | None) -> Decimal | None:
    """A measured value of the map's facts, as it was written."""
    return None if value is None else Decimal(str(value))
