"""The demonstration of closing: quarters of the invented registers closed one after the other, and
one posting that was written down after its quarter had been closed.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from diaban.facts.signals import announce
from diaban.indicators.closing import actions as closing
from diaban.indicators.computing import Book, Records, compute, quarters
from diaban.indicators.early import rounds
from diaban.indicators.models import ClosedPeriod, ClosedValue, Restatement
from diaban.land import actions, history
from diaban.land.ledger import ACCOUNTS, M2_PER_HA, Refusal, step
from diaban.land.models import Ledger
from diaban.projects import periods

FIRST = "2025-Q1"
LATE_ON = date(2025, 8, 20)
LATE = 2 * M2_PER_HA


def load() -> None:
    """Close what is over since the article's quarter; where anything is closed nothing changes."""
    if ClosedPeriod.objects.exists() or not Ledger.objects.filter(demonstration=True).exists():
        return
    records, book = Records.open(), Book.read()
    over = [name for name in quarters(periods.period(FIRST).first, records.today)
            if closing.last_day(name, book) < records.today]  # fmt: skip
    with transaction.atomic():
        for name in over:
            figures = list(compute(records, book, names=[name]))
            if figures and all(one.demonstration for one in figures):
                # Closed today: the invented records were all written down today too.
                closing.keep(name, figures, records, by=None, at=records.now)
        _write_late()
        closing.check_now(timezone.now())
        announce("indicators.load_demonstration", [])


def _write_late() -> None:
    """Land cleared in a quarter that is closed, recorded only now: a restatement comes of it."""
    for ledger in Ledger.objects.filter(demonstration=True).order_by("zone"):
        book = history.open_book([ledger.zone])
        for account in ("infrastructure.not_cleared", "industrial_service.not_cleared"):
            if book.balances(LATE_ON)[0][ACCOUNTS.index(account)] < LATE:
                continue
            entry = step("clear", LATE_ON, LATE, account.partition(".")[0])
            try:
                actions.post(ledger.zone, entry, by=None, note="Ghi sau khi chốt quý (minh họa)")
            except Refusal:
                continue  # a later entry needs that land uncleared
            return


def erase() -> None:
    """Take away what was closed, raised and forecast of invented registers; nothing real."""
    with transaction.atomic():
        rounds.forget_invented()
        invented = ClosedValue.objects.filter(demonstration=True)
        same = invented.filter(
            closed=OuterRef("closed"), indicator=OuterRef("indicator"), place=OuterRef("place")
        )
        for forgotten in (
            Restatement.objects.filter(Exists(same)),
            invented,
            ClosedPeriod.objects.filter(
                ~Exists(ClosedValue.objects.filter(closed=OuterRef("pk"))), demonstration=True
            ),
        ):
            forgotten.forget_demonstration()
        announce("indicators.erase_demonstration", [])
