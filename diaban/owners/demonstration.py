"""Demonstration accounts answer for owners of the pack, so that “My list” has something to show."""

from __future__ import annotations

from diaban.accounts.models import User
from diaban.owners import worklist
from diaban.owners.models import Steward

ROLES = ("demo-officer", "demo-editor")


def load() -> None:
    """Tie the demonstration officer and editor to the pack's owners in turn; safe to run again."""
    people = [
        user
        for name in ROLES
        if (user := User.objects.filter(username=name, demonstration=True).first())
    ]
    if not people or Steward.objects.filter(person__in=people).exists():
        return
    for number, owner in enumerate(worklist.owners()):
        Steward.objects.create(owner=owner, person=people[number % len(people)])


def erase() -> None:
    """Untie the demonstration accounts."""
    Steward.objects.filter(person__demonstration=True).delete()
