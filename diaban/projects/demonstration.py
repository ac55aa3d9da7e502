"""The demonstration register: `invented.projects()` in the database, every row marked."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from diaban.accounts.demonstration import organisation
from diaban.facts.signals import announce
from diaban.land.models import Lease, LeaseEvent
from diaban.projects import actions, invented
from diaban.projects import vocabulary as v
from diaban.projects.models import (
    EventWithdrawal,
    Holding,
    Investor,
    Project,
    ProjectEvent,
    ReportStep,
    StatisticalReport,
)
from diaban.projects.replay import replay


def load() -> None:
    """Make the invented projects; where there are some already nothing is changed."""
    made = invented.projects()
    if not Project.objects.filter(demonstration=True).exists():
        _make(made)
    _link_organisation(made)


def _make(made: list[invented.Invented]) -> None:
    now = timezone.now()
    investors = {one.investor: _investor(one) for one in made}
    rows = {one.code: _project(one) for one in made}
    with transaction.atomic():
        Investor.objects.bulk_create(investors.values())
        Project.objects.bulk_create(rows.values())
        events, holdings = [], []
        for one in made:
            for event in one.events:
                shares = [(investors[held.investor], held.share) for held in event.holdings]
                row, held_rows = actions.row_of(
                    rows[one.code], event, by=None, at=now, shares=shares
                )
                events.append(row)
                holdings += held_rows
        ProjectEvent.objects.bulk_create(events, batch_size=1000)
        Holding.objects.bulk_create(holdings)
        _link_leases(made)
        announce("load_demonstration_projects", [])


def _link_organisation(made: list[invented.Invented]) -> None:
    """Let the invented enterprise follow a project in each phase: the first of the register."""
    ours = organisation()
    if ours.investors.exists():
        return
    first: dict[str, str] = {}
    for one in made:
        state = replay(one.events)
        if one.kind == v.SECONDARY and state.in_force:
            first.setdefault(state.phase, one.investor)
    names = Investor.objects.filter(demonstration=True, name__in=first.values())
    names.update(organisation=ours)


def _link_leases(made: list[invented.Invented]) -> None:
    """Give the invented contracts for land to invented projects of the same place, the oldest that
    was granted before the contract began and leases nothing yet."""
    waiting = [one for one in made if one.infrastructure and one.kind == v.SECONDARY]
    leases = Lease.objects.filter(ledger__demonstration=True).exclude(events__kind="linked")
    links = []
    for lease in leases.order_by("start", "number"):
        for one in waiting:
            here = lease.ledger_id == f"infrastructure_project:{one.infrastructure}"
            if here and one.granted <= lease.start and not one.ended:
                links.append(
                    LeaseEvent(lease=lease, kind="linked", on=lease.start, project=one.code)
                )
                waiting.remove(one)
                break
    LeaseEvent.objects.bulk_create(links)


def _investor(one: invented.Invented) -> Investor:
    return Investor(
        code=f"{one.code}-NDT", name=one.investor, country=one.country, person=False,
        demonstration=True,
    )  # fmt: skip


def _project(one: invented.Invented) -> Project:
    place, code = one.place, one.infrastructure
    row = Project(
        code=one.code,
        registered_name=one.name,
        kind=one.kind,
        park=place.park,
        economic_zone=place.zone,
        infrastructure_project=f"infrastructure_project:{code}" if code else None,
        sector=one.sector,
        area=one.area,
        demonstration=True,
    )
    actions.repeat(row, replay(one.events))
    return row


def erase() -> None:
    """Take the invented projects away, with everything that hangs on them here."""
    with transaction.atomic():
        ours = Project.objects.filter(demonstration=True)
        events = ProjectEvent.objects.filter(project__in=ours)
        EventWithdrawal.objects.filter(event__in=events).delete()
        Holding.objects.filter(event__in=events).delete()
        events.delete()
        gone, _ = ours.delete()
        Investor.objects.filter(demonstration=True, holdings=None).delete()
        ReportStep.objects.filter(report__demonstration=True).delete()
        StatisticalReport.objects.filter(demonstration=True).delete()
        if gone:
            announce("erase_demonstration_projects", [])
