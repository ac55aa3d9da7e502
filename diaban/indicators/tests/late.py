"""A record that is written down late."""

from __future__ import annotations

from datetime import date

from diaban.land import actions, history
from diaban.land.ledger import ACCOUNTS, USES, step
from diaban.land.models import Entry


def clear_late(zone: str, on: date = date(2025, 3, 20)) -> None:
    """Say today that a hectare was cleared in the first quarter of 2025."""
    book = history.open_book([zone])
    days = [on, *Entry.objects.filter(ledger=zone, on__gt=on).values_list("on", flat=True)]
    for use in USES:
        account = ACCOUNTS.index(f"{use}.not_cleared")
        if min(int(book.balances(day)[0][account]) for day in days) >= 10_000:
            actions.post(zone, step("clear", on, 10_000, use), by=None)
            return
    raise AssertionError("nothing is left to clear")
