"""Land in figures, out of the hectare ledgers (`land.balances`), in whole square metres."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import fields
from datetime import date, datetime
from functools import reduce
from operator import add
from typing import Any

from diaban.indicators.definitions import FLOW, STOCK, Query
from diaban.indicators.formulas import Amount
from diaban.indicators.queries import Answers, Asked, Room, register
from diaban.land import history
from diaban.land.ledger import Totals
from diaban.land.models import Entry
from diaban.projects.periods import Period
from diaban.zones.models import InfrastructureProject

NAMES = {
    "gross": ("Diện tích quy hoạch", "Gross area"),
    "industrial": ("Đất công nghiệp, dịch vụ", "Industrial and service land"),
    "green": ("Đất cây xanh", "Green land"),
    "cleared": ("Đất đã giải phóng mặt bằng", "Land cleared"),
    "handed_over": ("Đất đã giao chủ đầu tư hạ tầng", "Land handed over to developers"),
    "ready": ("Đất công nghiệp sẵn sàng cho thuê", "Industrial land ready for lease"),
    "leased": ("Đất đã cho thuê", "Land leased"),
    "free": ("Đất sẵn sàng còn trống", "Ready land that is free"),
    "blocked": ("Đất sẵn sàng đang tạm giữ", "Ready land withheld"),
}
FLOWS = {
    "cleared_new": ("cleared", "Đất giải phóng mặt bằng trong kỳ", "Land cleared in the period"),
    "handed_over_new": ("handed_over", "Đất giao trong kỳ", "Land handed over in the period"),
    "leased_new": ("leased", "Đất cho thuê thêm trong kỳ (trừ phần trả lại)",
                   "Land leased in the period, less what was given back"),
}  # fmt: skip
QUERIES = (
    *(Query(f"land.{name}", "m2", STOCK, vi, en) for name, (vi, en) in NAMES.items()),
    *(Query(f"land.{name}", "m2", FLOW, vi, en) for name, (_of, vi, en) in FLOWS.items()),
)
OPENED = "open"
"""An entry that opens a ledger with what was there: before its day nothing is known."""


class Books:
    """The ledgers that count, opened once."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        ledgers = history.shown_ledgers()
        self.demonstration = any(one.demonstration for one in ledgers)
        zones = [one.zone for one in ledgers]
        self._book = history.open_book(zones)
        self.first = min((one.exists_from for one in ledgers), default=None)
        opened = Entry.objects.filter(ledger__in=zones, kind=OPENED).values_list("ledger", "on")
        self._known_from = dict(opened.order_by("-on"))
        self._ledgers: dict[str, list[str]] = defaultdict(list)
        for zone in zones:
            for place in asked.geography.containing(zone):
                self._ledgers[place].append(zone)
        self._projects: dict[str, int] = defaultdict(int)
        for key in InfrastructureProject.objects.values_list("key", flat=True):
            for place in asked.geography.containing(key):
                self._projects[place] += 1
        self.recorded = frozenset(self._ledgers)

    def answer(self, period: Period) -> Answers:
        end = min(period.last, self._asked.today)
        after, before = self._totals(end), self._totals(period.before)
        found: dict[str, dict[str, Amount]] = {query.name: {} for query in QUERIES}
        for place in self.recorded:
            partial = len(self._ledgers[place]) < self._projects[place]
            reasons = ("partial_register",) if partial else ()
            now, then = after[place], before[place]
            for name in NAMES:
                found[f"land.{name}"][place] = _amount(now, None, name, reasons)
            for name, (of, _vi, _en) in FLOWS.items():
                found[f"land.{name}"][place] = _amount(now, then, of, reasons, flow=True)
        return found

    def _totals(self, on: date) -> dict[str, Totals | None]:
        """The figures of every place at the end of a day; None where a part is not known yet."""
        by_zone = self._book.totals(on)
        return {
            place: None
            if any(self._known_from.get(zone, date.min) > on for zone in zones)
            else reduce(add, (by_zone[zone] for zone in zones))
            for place, zones in self._ledgers.items()
        }


def _amount(
    now: Totals | None,
    then: Totals | None,
    name: str,
    reasons: tuple[str, ...],
    *,
    flow: bool = False,
) -> Amount:
    if now is None or (flow and then is None):
        return Amount(None, (*reasons, "before_register"))
    return Amount(getattr(now, name) - (getattr(then, name) if flow else 0), reasons)


def open_books(asked: Asked) -> Any:
    found = Books(asked)
    return found if found.first is not None else None


def changes(since: datetime, until: date, demonstration: bool) -> dict[str, int]:
    rows = Entry.objects.filter(
        recorded_at__gt=since, on__lte=until, ledger__demonstration=demonstration
    )
    return {"land.Entry": rows.count()}


assert set(NAMES) <= {one.name for one in fields(Totals)}
register(Room("land", QUERIES, open_books, changes))
