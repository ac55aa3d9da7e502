"""A stop's minute as other pages show it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied

from diaban.visits import access
from diaban.visits.minutes import actions as minute_actions
from diaban.visits.models import Stop


def panel(user: Any, stop: Stop) -> dict[str, Any]:
    """What `visits/minute_panel.html` needs: the latest version, and whether one may be drafted."""
    found = minute_actions.latest(stop)
    return {
        "minute": found,
        "minute_signed": found is not None and minute_actions.is_signed(found),
        "may_make": may_make(user, stop),
    }


def may_make(user: Any, stop: Stop) -> bool:
    try:
        access.demand_minute(user, stop)
    except PermissionDenied:
        return False
    return True
