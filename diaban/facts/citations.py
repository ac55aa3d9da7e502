"""What cites a record of another room: a visit's finding that became a petition, and so on.

A room that makes records out of its own says so here; the page of what was made asks, without
knowing that room.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Citation:
    """`label` says what cites, `title` which; `permission` who may know of it."""

    label: Any
    title: str
    href: str
    permission: str


Provider = Callable[[str], Iterable[Citation]]

_PROVIDERS: dict[str, Provider] = {}


def register(provide: Provider) -> None:
    """Ask `provide(key)` whenever the record of this key ("petition:KN-2025-0001") is shown."""
    _PROVIDERS[f"{provide.__module__}.{provide.__qualname__}"] = provide


def of(key: str) -> list[Citation]:
    return [one for name in sorted(_PROVIDERS) for one in _PROVIDERS[name](key)]
