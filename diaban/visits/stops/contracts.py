"""The contracts and plots of a stop (hợp đồng, lô đất), as they stand on the day of the visit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from diaban.design import formats
from diaban.land import history, lease_actions, leases
from diaban.land import wording as land_wording
from diaban.land.models import Lease


@dataclass(frozen=True, slots=True)
class Contract:
    """One contract: `said` is who holds the land until when, `mark` why it is not in force (""
    where it is), `lands` its plots with their areas. It `presses` where it has run out and its
    land was not given back."""

    number: str
    said: str
    mark: str = ""
    lands: tuple[str, ...] = ()
    presses: bool = False


def of_project(project: str, on: date, most: int) -> tuple[list[Contract], int]:
    """The contracts of a project, also those that have ended; and how many are not listed."""
    found = lease_actions.of_project(project)
    return _told([(lease, lease_actions.standing(lease, on)) for lease in found], on, most)


def of_zones(
    zones: Sequence[str], on: date, most: int, *, invented: bool
) -> tuple[list[Contract], int]:
    """The contracts in these zones, without those whose land was given back, what has run out or
    ends soonest first; and how many are not listed."""
    rows = Lease.objects.filter(ledger__in=zones, ledger__demonstration=invented)
    found = [
        (lease, lease_actions.standing(lease, on)) for lease in rows.prefetch_related("events")
    ]
    held = [(lease, stands) for lease, stands in found if stands.ended_on is None]
    return _told(sorted(held, key=lambda one: (one[1].end, one[0].number)), on, most)


def _told(
    found: Sequence[tuple[Lease, leases.Contract]], on: date, most: int
) -> tuple[list[Contract], int]:
    shown = found[:most]
    lands = history.holdings_of([lease.number for lease, _stands in shown], on)
    return [
        Contract(
            stands.number, _said(stands, on), _mark(stands, on), _lands(lands[stands.number]),
            stands.run_out(on),
        )
        for _lease, stands in shown
    ], len(found) - len(shown)  # fmt: skip


def _said(stands: leases.Contract, on: date) -> str:
    if stands.ended_on is not None or stands.run_out(on):
        return stands.lessee
    return _("%(who)s, until %(day)s") % {"who": stands.lessee, "day": _day(stands.end)}


def _mark(stands: leases.Contract, on: date) -> str:
    if stands.ended_on is not None:
        return _("ended on %(day)s") % {"day": _day(stands.ended_on)}
    if stands.run_out(on):
        return _("expired on %(day)s, not renewed") % {"day": _day(stands.end)}
    if on < stands.start:
        return _("not in force before %(day)s") % {"day": _day(stands.start)}
    return ""


def _lands(held: dict[str, int]) -> tuple[str, ...]:
    """Plots by their codes; what no plot describes comes last."""
    rows = sorted(held.items(), key=lambda one: (not one[0], one[0]))
    nameless = _("no plot named")
    return tuple(f"{plot or nameless}: {land_wording.area(area)}" for plot, area in rows)


def _day(day: date) -> str:
    return formats.day(day, (get_language() or "vi")[:2])
