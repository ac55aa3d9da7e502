"""One writer at a time: a typed row comes from all assertions, so each must see the others'."""

from __future__ import annotations

from django.db import connection

_REGISTRY = 0x6469616261


def lock_registry() -> None:
    """Wait until no other transaction writes to the registry; the lock ends with the transaction.

    SQLite serialises writers itself (`transaction_mode` IMMEDIATE).
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_REGISTRY])
