"""What the registry tells the rest of the house."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.dispatch import Signal

registry_changed = Signal()
"""Sent once after a change is committed, with `subjects` (frozenset of keys; empty means that any
may have changed) and `by` (a user or None). `sender` is the name of the action."""


def announce(action: str, subjects: Collection[str], by: object | None = None) -> None:
    """Tell of a change when the transaction at hand is committed, and never if it is not.

    A listener that fails is logged and does not turn a saved change into an error page.
    """
    told = frozenset(subjects)
    transaction.on_commit(lambda: registry_changed.send_robust(sender=action, subjects=told, by=by))
