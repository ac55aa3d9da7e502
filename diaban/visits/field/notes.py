"""What a device sends about a stop, once it is read, and what is odd about it."""

from __future__ import annotations

import uuid as uuids
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from diaban.visits.commitments import actions as commitment_actions
from diaban.visits.field import submission_words
from diaban.visits.field.merging import Change

CLOCK_TOLERANCE_S = 86_400
"""A device whose clock differs from ours by more is told so; both times are kept."""


class RecordRefused(Exception):
    """What came cannot be put on record; the words say why. `code` is stable."""

    def __init__(self, code: str, **values: Any) -> None:
        self.code = code
        self.reason = submission_words.say(code, values)
        super().__init__(self.reason)


@dataclass(frozen=True, slots=True)
class Found:
    """A finding as the device has it; `at` is the device's time."""

    id: uuids.UUID
    category: str
    text: str
    point: tuple[float, float] | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Promised:
    """A commitment as the device has it; `at` is the device's time."""

    request: commitment_actions.Request
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """One submission, read. `resolves` is field → the submission whose conflict it ends."""

    id: uuids.UUID
    device: str
    base_version: int
    device_time: datetime | None
    changes: tuple[Change, ...]
    resolves: Mapping[str, uuids.UUID] = field(default_factory=dict)
    findings: tuple[Found, ...] = ()
    commitments: tuple[Promised, ...] = ()
    media: tuple[uuids.UUID, ...] = ()
    payload: Mapping[str, Any] = field(default_factory=dict)


def warning(code: str, **values: Any) -> dict[str, Any]:
    """A warning as it is kept: its words are made when it is told, in the reader's language."""
    return {"code": code, "values": values}


def about_the_clock(device_time: datetime | None, now: datetime) -> list[dict[str, Any]]:
    """A warning if the device's clock is off by more than a day."""
    if device_time is None or abs((device_time - now).total_seconds()) <= CLOCK_TOLERANCE_S:
        return []
    days = round((device_time - now).total_seconds() / 86_400)
    return [warning("clock", days=days, device=device_time.isoformat(), server=now.isoformat())]
