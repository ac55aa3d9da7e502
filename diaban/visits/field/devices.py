"""Telephones and tablets that carry visits: known by their own name, told when they are lost.

A lost device cannot be reached; it hears that it is lost when it next asks. Until then, and for
what was written on it and not sent, its screen lock is all there is.
"""

from __future__ import annotations

import re

from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from diaban.accounts.models import User
from diaban.accounts.permissions import Permission, may
from diaban.visits.models import FieldDevice

SYSTEMS = ("Android", "iPhone", "iPad", "Windows", "Macintosh", "CrOS", "Linux")
BROWSERS = ("Edg", "OPR", "SamsungBrowser", "Firefox", "CriOS", "Chrome", "Safari")
NAME = re.compile(r"[A-Za-z0-9-]{1,64}")


def kind_of(agent: str) -> str:
    """“Android, Chrome” from what a browser says of itself; "" where it says nothing known."""
    found = [next((name for name in names if name in agent), "") for names in (SYSTEMS, BROWSERS)]
    return ", ".join(filter(None, found))


def took_along(device: str, user: User, agent: str) -> None:
    """Remember that this device carries something of `user`. Without a name it is not known."""
    if not NAME.fullmatch(device):
        return
    told = {"last_at": timezone.now(), "kind": kind_of(agent)}
    FieldDevice.objects.update_or_create(device=device, user=user, defaults=told)


def hears_that_it_is_lost(device: str) -> bool:
    """Whether this device is lost. The first time it hears so is kept."""
    lost = FieldDevice.objects.filter(device=device, lost_at__isnull=False) if device else None
    if lost is None or not lost.exists():
        return False
    lost.filter(emptied_at=None).update(emptied_at=timezone.now())
    return True


def seen_by(user: User) -> QuerySet[FieldDevice]:
    """One's own devices; everybody's for who manages accounts."""
    rows = FieldDevice.objects.select_related("user", "lost_by")
    return rows if may(user, Permission.MANAGE_ACCOUNTS) else rows.filter(user=user)


def _demand(by: User, device: FieldDevice) -> None:
    if not seen_by(by).filter(pk=device.pk).exists():
        raise PermissionDenied(_("Only its owner or an administrator says that a device is lost."))


def lose(device: FieldDevice, *, by: User) -> None:
    """Say that a device is lost: whoever used it is signed out everywhere, and at its next contact
    it forgets what it carries.

    Raises:
        PermissionDenied: it is somebody else's device.
    """
    _demand(by, device)
    with transaction.atomic():
        rows = FieldDevice.objects.filter(device=device.device)
        rows.update(lost_at=timezone.now(), lost_by=by, emptied_at=None)
        for user in User.objects.filter(field_devices__in=rows):
            sign_out_everywhere(user)
    device.refresh_from_db()


def find_again(device: FieldDevice, *, by: User) -> None:
    """The device is back: its owner may sign in on it again, and send what he had written.

    Raises:
        PermissionDenied: it is somebody else's device.
    """
    _demand(by, device)
    FieldDevice.objects.filter(device=device.device).update(lost_at=None, lost_by=None)
    device.refresh_from_db()


def sign_out_everywhere(user: User) -> int:
    """End every session of `user`; how many there were."""
    running = Session.objects.filter(expire_date__gte=timezone.now()).iterator()
    own = [one.pk for one in running if one.get_decoded().get("_auth_user_id") == str(user.pk)]
    return Session.objects.filter(pk__in=own).delete()[0]
