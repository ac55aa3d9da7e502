"""Notices of invented records: other rooms' loaders cause them, this takes them away."""

from __future__ import annotations

from diaban.notices.models import Notice


def load() -> None:
    """Nothing of its own: whoever files an invented petition tells of it."""


def erase() -> None:
    Notice.objects.filter(demonstration=True).delete()
