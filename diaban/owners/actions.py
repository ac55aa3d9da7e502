"""Who answers for an owner, and how a person wants to be told of it."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from diaban.accounts.models import User
from diaban.accounts.permissions import Permission, demand, may
from diaban.owners import worklist
from diaban.owners.models import Preference, Steward


class NotAnOwner(ValueError):
    """The words name no owner, or the person cannot be one's steward."""


def name_steward(owner: str, person: User, *, by: User) -> Steward:
    """Tie a person to an owner; doing it twice changes nothing.

    Raises:
        NotAnOwner: no policy names the owner, or the person may not work at the desk.
    """
    demand(by, Permission.LEAD_OWNERS)
    if owner not in worklist.owners():
        raise NotAnOwner(_("Nothing is looked after by “%(owner)s”.") % {"owner": owner[:80]})
    if not may(person, Permission.SEE_DESK):
        raise NotAnOwner(_("%(person)s may not work at the desk.") % {"person": person})
    with transaction.atomic():
        return Steward.objects.get_or_create(owner=owner, person=person)[0]


def release_steward(steward: Steward, *, by: User) -> None:
    """Untie a person from an owner. What the person checked and recorded stays theirs."""
    demand(by, Permission.LEAD_OWNERS)
    steward.delete()


def prefer(person: User, *, language: str, weekly: bool) -> Preference:
    """How `person` wants the weekly letter; everybody decides it for oneself."""
    return Preference.objects.update_or_create(
        person=person, defaults={"language": language, "weekly": weekly}
    )[0]
