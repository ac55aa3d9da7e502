"""What officers do to contracts: sign, renew, transfer, terminate, note that building is done."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import timezone

from diaban.facts.signals import announce
from diaban.land import leases
from diaban.land import ledger as rules
from diaban.land.actions import locked, write
from diaban.land.history import lease_holdings
from diaban.land.ledger import FREE, LEASED, Leg, Refusal
from diaban.land.models import Document, Lease, LeaseEvent, Ledger


@dataclass(frozen=True, slots=True)
class Terms:
    """What a contract says. `lands` are (plot, m²); a plot "" is land that no plot describes."""

    number: str
    lessee: str
    lands: tuple[tuple[str, int], ...]
    start: date
    end: date
    kind: str = "sub_lease"
    payment: str = "annual"
    project: str = ""
    build_by: date | None = None


def sign(zone: str, terms: Terms, *, by: Any, paper: Document | None = None) -> Lease:
    """Sign a contract and move its land from ready to leased.

    Raises:
        Refusal: more than is ready, a number that exists, an end before the start.
    """
    with locked(zone) as ledger:
        lease = _create(ledger, terms, by)
        legs = [Leg(FREE, -area, plot) for plot, area in terms.lands]
        legs += [Leg(LEASED, area, plot, terms.number) for plot, area in terms.lands]
        write(ledger, rules.Entry("lease", terms.start, tuple(legs)), by=by, paper=paper)
    return lease


def carry_over(
    zone: str, terms: Terms, on: date, *, by: Any, paper: Document | None = None
) -> Lease:
    """Put a contract on record whose land an opening balance has as leased already; no total
    changes.

    Raises:
        Refusal: less land is leased without a contract on that day, or the contract is not in force
            then; a number that exists, an end before the start.
    """
    with locked(zone) as ledger:
        lease = _create(ledger, terms, by)
        if not terms.start <= on < terms.end:
            raise Refusal("lease_ended" if on >= terms.end else "bad_term", on=on)
        legs = [Leg(LEASED, -area, plot) for plot, area in terms.lands]
        legs += [Leg(LEASED, area, plot, terms.number) for plot, area in terms.lands]
        write(ledger, rules.Entry("transfer", on, tuple(legs)), by=by, paper=paper)
    return lease


def renew(zone: str, number: str, on: date, end: date, *, by: Any) -> LeaseEvent:
    """Give a contract a later end, also one that has run out while its land was not given back.

    Raises:
        Refusal: the contract was terminated, or the new end is not later.
    """
    with locked(zone) as ledger:
        lease = _of(ledger, number)
        if on > timezone.localdate():
            raise Refusal("future", on=timezone.localdate())
        if standing(lease, on).ended_on or on < lease.start:
            raise Refusal("lease_ended", on=on)
        if end <= standing(lease, on).end:
            raise Refusal("bad_term")
        return _event(lease, "renewed", on, by, end=end)


def transfer(zone: str, number: str, on: date, lessee: str, *, by: Any) -> LeaseEvent:
    """Put another lessee in the place of the present one (chuyển nhượng); the land stays leased.

    Raises:
        Refusal: the contract has ended.
    """
    with locked(zone) as ledger:
        return _event(_in_force(ledger, number, on), "transferred", on, by, lessee=lessee)


def terminate(
    zone: str, number: str, on: date, *, by: Any, paper: Document | None = None, note: str = ""
) -> LeaseEvent:
    """End a contract and give its land back to what is ready and free.

    Raises:
        Refusal: the contract has ended before.
    """
    with locked(zone) as ledger:
        lease = _of(ledger, number)
        if standing(lease, on).ended_on or on < lease.start:
            raise Refusal("lease_ended", on=on)
        held = lease_holdings(number, on)
        legs = [Leg(LEASED, -area, plot, number) for plot, area in held.items()]
        legs += [Leg(FREE, area, plot) for plot, area in held.items()]
        write(ledger, rules.Entry("release", on, tuple(legs)), by=by, paper=paper)
        return _event(lease, "terminated", on, by, note=note)


def built(zone: str, number: str, on: date, *, by: Any) -> LeaseEvent:
    """Note that what was promised stands, so that the land is not counted as idle.

    Raises:
        Refusal: the contract has ended.
    """
    with locked(zone) as ledger:
        return _event(_in_force(ledger, number, on), "built", on, by)


def link(zone: str, number: str, on: date, project: str, *, by: Any) -> LeaseEvent:
    """Say which investment project the lessee leases for, by its code; the last word counts.

    Raises:
        Refusal: there is no such contract in the zone.
    """
    with locked(zone) as ledger:
        return _event(_of(ledger, number), "linked", on, by, project=project)


def of_project(project: str) -> list[Lease]:
    """The contracts under which a project leases land, by the last word on each, oldest first."""
    named = Lease.objects.filter(Q(project=project) | Q(events__project=project)).distinct()
    found = []
    for lease in named.prefetch_related("events").order_by("start", "number"):
        words = [
            (one.on, one.pk, one.project) for one in lease.events.all() if one.kind == "linked"
        ]
        if (max(words)[2] if words else lease.project) == project:
            found.append(lease)
    return found


def standing(lease: Lease, on: date) -> leases.Contract:
    """A contract as it stands on a day."""
    signed = leases.Signed(lease.number, lease.lessee, lease.start, lease.end, lease.build_by)
    return leases.replay(signed, _events(lease.events.all()), on)


def _create(ledger: Ledger, terms: Terms, by: Any) -> Lease:
    if terms.end <= terms.start:
        raise Refusal("bad_term")
    if Lease.objects.filter(pk=terms.number).exists():
        raise Refusal("lease_exists")
    return Lease.objects.create(
        number=terms.number, ledger=ledger, kind=terms.kind, lessee=terms.lessee,
        project=terms.project, payment=terms.payment, start=terms.start, end=terms.end,
        build_by=terms.build_by, recorded_by=by,
    )  # fmt: skip


def _events(found: Iterable[LeaseEvent]) -> list[leases.Event]:
    return [leases.Event(one.kind, one.on, one.end, one.lessee) for one in found]


def _of(ledger: Ledger, number: str) -> Lease:
    lease = Lease.objects.filter(pk=number, ledger=ledger).first()
    if lease is None:
        raise Refusal("unknown_lease")
    return lease


def _in_force(ledger: Ledger, number: str, on: date) -> Lease:
    lease = _of(ledger, number)
    if on > timezone.localdate():
        raise Refusal("future", on=timezone.localdate())
    if not standing(lease, on).in_force(on):
        raise Refusal("lease_ended", on=on)
    return lease


def _event(lease: Lease, kind: str, on: date, by: Any, **details: Any) -> LeaseEvent:
    event = LeaseEvent.objects.create(lease=lease, kind=kind, on=on, recorded_by=by, **details)
    announce("land.lease", {lease.ledger_id}, by)
    return event
