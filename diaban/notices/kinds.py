"""The kinds of notices: each room names its own when the program starts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from diaban.accounts.permissions import Permission, may
from diaban.notices.models import Delivery

ROOMS: dict[str, str | Promise] = {
    "petitions": _("Petitions"),
    "dossiers": _("Dossiers"),
    "visits": _("Visits"),
    "commitments": _("Commitments"),
    "reports": _("Reports"),
    "figures": _("Figures"),
}
"""What the groups of kinds are called."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of notice: `petition.answered`.

    `default`: how it is mailed to those who have not chosen. `permissions`: who is ever told of it
    has one of these; others are not asked how they want it. Empty: everybody is asked.
    """

    name: str
    label: str | Promise
    room: str
    default: Delivery = Delivery.DIGEST
    permissions: tuple[Permission, ...] = ()

    def concerns(self, user: Any) -> bool:
        return not self.permissions or any(may(user, one) for one in self.permissions)


_KNOWN: dict[str, Kind] = {}


def register(*kinds: Kind) -> None:
    """Make kinds known; called by a room's `AppConfig.ready`."""
    for kind in kinds:
        _KNOWN[kind.name] = kind


def of(name: str) -> Kind:
    """Raises `KeyError` for a kind that no room has named: a mistake in the program."""
    return _KNOWN[name]


def known() -> list[Kind]:
    return list(_KNOWN.values())


def is_known(name: str) -> bool:
    return name in _KNOWN


def room_of(name: str) -> str:
    """What the group of a kind is called; of a kind of yesterday's program, nothing."""
    kind = _KNOWN.get(name)
    return str(ROOMS.get(kind.room, kind.room)) if kind else ""
