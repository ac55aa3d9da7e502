"""What officers do to a ledger: each action locks it, checks, writes and tells, in one transaction.

Who may do it is asked before, where the request comes in (`accounts.permissions`). Whoever posts
first wins: the lock on the ledger's row (PostgreSQL) or on the whole database (SQLite, IMMEDIATE)
makes the next one see what is left.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from diaban.facts.signals import announce
from diaban.land import ledger as rules
from diaban.land.history import movements
from diaban.land.ledger import Refusal
from diaban.land.models import Document, Entry, Ledger, Leg, Plot
from diaban.zones.models import InfrastructureProject


@contextmanager
def locked(zone: str) -> Iterator[Ledger]:
    """The zone's ledger, nobody else's until the transaction ends.

    Raises:
        Refusal: the zone has no ledger.
    """
    with transaction.atomic():
        ledger = Ledger.objects.select_for_update().filter(pk=zone).first()
        if ledger is None:
            raise Refusal("no_ledger")
        yield ledger


def open_ledger(
    zone: str,
    exists_from: date,
    *,
    by: Any,
    outline: Any = None,
    demonstration: bool = False,
) -> Ledger:
    """Begin the ledger of an infrastructure project, from the day on which the zone existed.

    Raises:
        Refusal: there is no such zone, or it has a ledger.
    """
    with transaction.atomic():
        if not InfrastructureProject.objects.filter(pk=zone).exists():
            raise Refusal("unknown_zone")
        ledger, new = Ledger.objects.get_or_create(
            zone=zone,
            defaults={
                "exists_from": exists_from,
                "outline": outline,
                "demonstration": demonstration,
                "opened_by": by,
            },
        )
        if not new:
            raise Refusal("ledger_exists")
        announce("land.open_ledger", {zone}, by)
    return ledger


def document(number: str, title: str = "", issued_on: date | None = None, source: str = "") -> Any:
    """Record the paper that postings rest on; None where none is named."""
    if not number:
        return None
    return Document.objects.create(number=number, title=title, issued_on=issued_on, source=source)


def post(
    zone: str,
    entry: rules.Entry,
    *,
    by: Any,
    paper: Document | None = None,
    note: str = "",
    published: bool = False,
) -> Entry:
    """Post an entry to a zone's ledger.

    Raises:
        Refusal: why not, with the balance at that moment; nothing is written.
    """
    with locked(zone) as ledger:
        return write(ledger, entry, by=by, paper=paper, note=note, published=published)


def write(
    ledger: Ledger,
    entry: rules.Entry,
    *,
    by: Any,
    paper: Document | None = None,
    note: str = "",
    published: bool = False,
    reverses: Entry | None = None,
) -> Entry:
    """Check an entry against a ledger that the caller has `locked`, and append it.

    Raises:
        Refusal: nothing is written.
    """
    rules.check_form(entry)
    if entry.kind == "open":
        _check_opening(ledger, paper)
    _check_plots(ledger, entry)
    rules.check(
        entry,
        movements(ledger.zone, (leg.cell for leg in entry.legs)),
        exists_from=ledger.exists_from,
        today=timezone.localdate(),
    )
    posted = Entry.objects.create(
        ledger=ledger, kind=entry.kind, on=entry.on, document=paper, note=note,
        published=published, reverses=reverses, recorded_by=by,
    )  # fmt: skip
    Leg.objects.bulk_create(
        Leg(
            entry=posted,
            account=leg.account,
            area_m2=leg.area_m2,
            plot_id=leg.plot or None,
            lease_id=leg.lease or None,
        )
        for leg in entry.legs
    )
    announce("land.post", {ledger.zone}, by)
    return posted


def reverse(entry: Entry, *, on: date, by: Any, note: str) -> Entry:
    """Take an entry back by its opposite (bút toán đảo); both stay on record.

    Land that a clearance block handed over by it is the block's to hand over again.

    Raises:
        Refusal: it was reversed before, belongs to a contract or redraws plots, a later entry
            rests on it, or the day is before its own.
    """
    with locked(entry.ledger_id) as ledger:
        if on < entry.on:
            raise Refusal("reversed_before", on=entry.on)
        taken = entry.as_rule()
        if Entry.objects.filter(reverses=entry).exists():
            raise Refusal("already_reversed")
        if entry.kind in (rules.REDRAWS | {"reverse", "transfer"}) or any(
            leg.lease for leg in taken.legs
        ):
            raise Refusal("not_reversible")
        return write(ledger, rules.reversal(taken, on), by=by, note=note, reverses=entry)


def _check_opening(ledger: Ledger, paper: Document | None) -> None:
    """An opening balance rests on a document and comes before all else that stands in the ledger:
    later, ready land comes of land that was cleared, handed over and serviced."""
    if paper is None:
        raise Refusal("opening_paper")
    later = Entry.objects.filter(ledger=ledger, reversed_by=None)
    if later.exclude(kind__in=(*rules.BEGINNINGS, "reverse")).exists():
        raise Refusal("opening_late")


def _check_plots(ledger: Ledger, entry: rules.Entry) -> None:
    codes = {leg.plot for leg in entry.legs if leg.plot}
    homes = dict(Plot.objects.filter(pk__in=codes).values_list("code", "ledger_id"))
    for code in sorted(codes):
        if code not in homes:
            raise Refusal("unknown_plot", plot=code)
        if homes[code] != ledger.zone:
            raise Refusal("other_zone", plot=code)
