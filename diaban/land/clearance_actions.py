"""What officers do to clearance blocks: describe one, record a step, make a forecast.

The hectares follow: land that a block hands over is posted to the ledger in the same transaction.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone
from shapely.geometry.base import BaseGeometry

from diaban.facts.signals import announce
from diaban.land import clearance
from diaban.land import ledger as rules
from diaban.land.actions import locked, write
from diaban.land.history import open_book
from diaban.land.ledger import Refusal
from diaban.land.models import (
    ClearanceBlock,
    ClearanceEvent,
    ClearanceForecast,
    Document,
    Ledger,
)
from diaban.land.plot_actions import CODE
from diaban.land.plots import check_outline
from diaban.land.vocabulary import DISPUTES


def add_block(
    zone: str,
    code: str,
    name: str,
    area_m2: int,
    *,
    by: Any,
    households: int,
    organisations: int = 0,
    outline: BaseGeometry | None = None,
) -> ClearanceBlock:
    """Describe a block of land to be cleared and whom it affects.

    Raises:
        Refusal: the code exists, the outline does not fit the zone or the area, or the zone has
            less uncleared land that is in no other block.
    """
    with locked(zone) as ledger:
        if not CODE.fullmatch(code):
            raise Refusal("bad_code")
        if ClearanceBlock.objects.filter(pk=code).exists():
            raise Refusal("block_exists")
        _check_uncleared(ledger, area_m2)
        if outline is not None:
            check_outline(outline, area_m2, zone=ledger.outline)
        block = ClearanceBlock.objects.create(
            code=code, ledger=ledger, name=name, area_m2=area_m2, households=households,
            organisations=organisations, outline=outline,
        )  # fmt: skip
        announce("land.clearance", {zone}, by)
    return block


def record(
    zone: str,
    code: str,
    kind: str,
    on: date,
    *,
    by: Any,
    households: int = 0,
    organisations: int = 0,
    area_m2: int = 0,
    use: str = rules.INDUSTRIAL,
    paper: Document | None = None,
    note: str = "",
) -> ClearanceEvent:
    """Record a step of a block. Land that is handed over (bàn giao mặt bằng) is cleared land: it is
    posted from "not cleared" to "cleared" of `use`.

    Raises:
        Refusal: more households, organisations or land than the block has, or than the ledger has.
    """
    with locked(zone) as ledger:
        if on > timezone.localdate():
            raise Refusal("future", on=timezone.localdate())
        block = _of(ledger, code)
        _check_counts(block, kind, households, organisations, area_m2)
        entry = None
        if kind == "handed_over" and area_m2:
            cleared = rules.step("clear", on, area_m2, use)
            entry = write(ledger, cleared, by=by, paper=paper, note=code)
        event = ClearanceEvent.objects.create(
            block=block, kind=kind, on=on, households=households, organisations=organisations,
            area_m2=area_m2, entry=entry, note=note, recorded_by=by,
        )  # fmt: skip
        announce("land.clearance", {zone}, by)
    return event


def forecast(
    zone: str, code: str, earliest: date, latest: date, *, by: Any, reason: str = ""
) -> ClearanceForecast:
    """Say when a block will be handed over, as it looks today; earlier forecasts stay on record.

    Raises:
        Refusal: the range runs backwards.
    """
    with locked(zone) as ledger:
        if latest < earliest:
            raise Refusal("bad_range")
        made = ClearanceForecast.objects.create(
            block=_of(ledger, code), made_on=timezone.localdate(), earliest=earliest,
            latest=latest, reason=reason, recorded_by=by,
        )  # fmt: skip
        announce("land.clearance", {zone}, by)
    return made


def blocks(ledgers: list[Ledger]) -> list[clearance.Block]:
    """The blocks of these ledgers with their events and forecasts, for the pure rules."""
    found = ClearanceBlock.objects.filter(ledger__in=ledgers).order_by("code")
    events = ClearanceEvent.objects.select_related("entry__reversed_by")
    return [as_rule(one) for one in found.prefetch_related(Prefetch("events", events), "forecasts")]


def as_rule(block: ClearanceBlock) -> clearance.Block:
    return clearance.Block(
        block.code,
        block.ledger_id,
        block.area_m2,
        block.households,
        block.organisations,
        tuple(one for e in sorted(block.events.all(), key=_order) for one in _happened(e)),
        tuple(
            clearance.Forecast(f.made_on, f.earliest, f.latest)
            for f in sorted(block.forecasts.all(), key=lambda f: (f.made_on, f.id))
        ),
    )


def _order(event: ClearanceEvent) -> tuple[date, int]:
    return event.on, event.pk


def _happened(event: ClearanceEvent) -> Iterator[clearance.Event]:
    """A step as recorded, and its undoing where its entry was reversed."""
    much = (event.households, event.organisations, event.area_m2)
    yield clearance.Event(event.kind, event.on, *much)
    undone = getattr(event.entry, "reversed_by", None)
    if undone is not None:
        yield clearance.Event(clearance.TAKEN_BACK, undone.on, *much)


def _check_uncleared(ledger: Ledger, area_m2: int) -> None:
    today = timezone.localdate()
    described = sum(max(0, clearance.standing(one, today).left_m2) for one in blocks([ledger]))
    uncleared = open_book([ledger.zone]).totals(today)[ledger.zone].not_cleared
    left = max(0, uncleared - described)
    if area_m2 > left:
        raise Refusal("more_than_uncleared", balance_m2=left, asked_m2=area_m2)


def _of(ledger: Ledger, code: str) -> ClearanceBlock:
    block = ClearanceBlock.objects.filter(pk=code, ledger=ledger).first()
    if block is None:
        raise Refusal("unknown_block")
    return block


def _check_counts(
    block: ClearanceBlock, kind: str, households: int, organisations: int, area_m2: int
) -> None:
    """A step is taken by no more than the block has; only what is disputed can be settled."""
    now = clearance.standing(as_rule(block), date.max)
    if kind in DISPUTES:
        sign = 1 if kind == "disputed" else -1
        done = (now.disputed[0] + sign * households, now.disputed[1] + sign * organisations, 0)
    else:
        before = now.done[kind]
        done = (before[0] + households, before[1] + organisations, before[2] + area_m2)
    most = (block.households, block.organisations, block.area_m2)
    if any(not 0 <= much <= many for much, many in zip(done, most, strict=True)):
        raise Refusal("more_than_block", balance_m2=block.area_m2, asked_m2=done[2])
