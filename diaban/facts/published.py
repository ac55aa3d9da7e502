"""Which edition is current: all that the registry knows of editions, for what is computed from the
registry and kept, such as a statistical form.

The rooms above editions do not import them; `editions` says here how to find out.
"""

from __future__ import annotations

from collections.abc import Callable

_ask: list[Callable[[], str]] = []


def register(current: Callable[[], str]) -> None:
    """Let `current()` tell the id of the current edition, "" where nothing is published."""
    _ask[:] = [current]


def current_edition() -> str:
    return _ask[0]() if _ask else ""
