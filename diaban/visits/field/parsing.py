"""What a device sent, read strictly: a form that cannot be understood is named, never guessed."""

from __future__ import annotations

import json
import math
import re
import uuid as uuids
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, TypeVar
from urllib.parse import unquote

from django.utils import timezone

from diaban.petitions.models import Body
from diaban.visits.commitments.actions import Request
from diaban.visits.field.media_actions import Sent
from diaban.visits.field.merging import Change
from diaban.visits.field.notes import Found, Note, Promised
from diaban.visits.models import Media

MOST_CHANGES, MOST_ITEMS = 400, 200
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
"""Signs that no database keeps as text: NUL, and halves of a pair of surrogates."""
FIRST_YEAR, LAST_YEAR = 1970, 2200
"""A clock may be years wrong; beyond these no device writes a time of its own."""
T = TypeVar("T")


class Malformed(ValueError):
    """The message is not what the application sends; `part` names where."""

    def __init__(self, part: str) -> None:
        self.part = part
        super().__init__(part)


def read(body: bytes) -> Any:
    """JSON that can be kept: signs that no database stores are replaced, so no note is lost.

    Raises `Malformed` for what is no JSON, NaN and the infinite among it.
    """
    try:
        return storable(json.loads(body, parse_constant=_finite, parse_float=_finite))
    except (ValueError, RecursionError) as error:
        raise Malformed("json") from error


def storable(told: Any) -> Any:
    if isinstance(told, str):
        return UNSTORABLE.sub("\ufffd", told)
    if isinstance(told, list):
        return [storable(one) for one in told]
    if isinstance(told, dict):
        return {storable(name): storable(one) for name, one in told.items()}
    return told


def _finite(told: str) -> float:
    number = float(told)
    if not math.isfinite(number):
        raise ValueError(told)
    return number


def note(payload: Any) -> Note:
    """A submission. Raises `Malformed`."""
    if not isinstance(payload, dict):
        raise Malformed("payload")
    changes, resolves = _changes(payload.get("changes", {}))
    return Note(
        id=uuid(payload.get("id"), "id"),
        device=text(payload.get("device"), "device", 64),
        base_version=_count(payload.get("base_version", 0), "base_version"),
        device_time=moment(payload.get("device_time"), "device_time"),
        changes=changes,
        resolves=resolves,
        findings=tuple(_each(payload, "findings", _finding)),
        commitments=tuple(_each(payload, "commitments", _promise)),
        media=tuple(_each(payload, "media", lambda one: uuid(one, "media"))),
        payload=payload,
    )


def file(pk: uuids.UUID, headers: Mapping[str, str], content: bytes) -> Sent:
    """A file, described by the headers of its request. Raises `Malformed`."""
    kind = headers.get("X-Kind", "")
    if kind not in Media.Kind.values:
        raise Malformed("kind")
    return Sent(
        id=pk, kind=kind, content=content, name=file_name(headers),
        sha256=headers.get("X-Sha256", "").lower(),
        side=storable(headers.get("X-Side", ""))[:12],
        caption=storable(unquote(headers.get("X-Caption", "")))[:250],
        device=storable(headers.get("X-Device", ""))[:64],
        device_time=moment(headers.get("X-Device-Time") or None, "device_time"),
        taken_at=moment(headers.get("X-Taken-At") or None, "taken_at"),
        point=_position(headers.get("X-Position", "")),
        blurred=headers.get("X-Blurred") == "1",
    )  # fmt: skip


def file_name(headers: Mapping[str, str]) -> str:
    """What the device calls the file; only ever shown, never a path."""
    name = unquote(headers.get("X-Name", ""), errors="replace")
    name = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(sign for sign in name if sign.isprintable())[:200] or "?"


def _changes(told: Any) -> tuple[tuple[Change, ...], dict[str, uuids.UUID]]:
    if not isinstance(told, dict) or len(told) > MOST_CHANGES:
        raise Malformed("changes")
    changes, resolves = [], {}
    for name, one in told.items():
        if not isinstance(one, dict) or len(name) > 80:
            raise Malformed(f"changes.{name[:80]}")
        after = str(uuid(one["after"], f"changes.{name}.after")) if one.get("after") else ""
        changes.append(Change(name, one.get("base"), one.get("value"), after))
        if one.get("resolves"):
            resolves[name] = uuid(one["resolves"], f"changes.{name}.resolves")
    return tuple(changes), resolves


def _each(payload: Mapping[str, Any], name: str, read: Callable[[Any], T]) -> list[T]:
    told = payload.get(name, [])
    if not isinstance(told, list) or len(told) > MOST_ITEMS:
        raise Malformed(name)
    return [read(one) for one in told]


def _finding(told: Any) -> Found:
    if not isinstance(told, dict):
        raise Malformed("findings")
    point = told.get("point")
    return Found(
        id=uuid(told.get("id"), "findings.id"),
        category=text(told.get("category", ""), "findings.category", 40),
        text=text(told.get("text", ""), "findings.text", 20_000),
        point=_numbers(point, "findings.point")[:2] if point else None,  # type: ignore[arg-type]
        at=moment(told.get("at"), "findings.at"),
    )


def _promise(told: Any) -> Promised:
    if not isinstance(told, dict):
        raise Malformed("commitments")
    code = text(told.get("body") or "", "commitments.body", 60)
    request = Request(
        side=text(told.get("side", ""), "commitments.side", 12),
        what=text(told.get("what", ""), "commitments.what", 20_000),
        due_on=_day(told.get("due_on"), "commitments.due_on"),
        body=Body.objects.filter(pk=code).first() if code else None,
        evidence=text(told.get("evidence") or "", "commitments.evidence", 20_000),
        uuid=uuid(told.get("id"), "commitments.id"),
    )
    return Promised(request, moment(told.get("at"), "commitments.at"))


def uuid(told: Any, part: str) -> uuids.UUID:
    try:
        return uuids.UUID(told)
    except (ValueError, TypeError, AttributeError) as error:
        raise Malformed(part) from error


def text(told: Any, part: str, longest: int) -> str:
    if not isinstance(told, str) or len(told) > longest or "\x00" in told:
        raise Malformed(part)
    return told


def _count(told: Any, part: str) -> int:
    if isinstance(told, bool) or not isinstance(told, int) or not 0 <= told < 2**31:
        raise Malformed(part)
    return told


def moment(told: Any, part: str) -> datetime | None:
    """A point in time with its zone; without one it is taken as the authority's own time."""
    if told is None:
        return None
    try:
        found = datetime.fromisoformat(told)
    except (ValueError, TypeError) as error:
        raise Malformed(part) from error
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise Malformed(part)
    return found if timezone.is_aware(found) else timezone.make_aware(found)


def _day(told: Any, part: str) -> date | None:
    if not told:
        return None
    try:
        return date.fromisoformat(told)
    except (ValueError, TypeError) as error:
        raise Malformed(part) from error


def _position(told: str) -> tuple[float, float, float | None] | None:
    """ "107.0512,20.9876,12" : longitude, latitude, accuracy in metres if known."""
    if not told:
        return None
    numbers = _numbers(told.split(","), "position")
    return numbers[0], numbers[1], numbers[2] if len(numbers) > 2 else None


def _numbers(told: Any, part: str) -> tuple[float, ...]:
    try:
        numbers = tuple(float(one) for one in told)
    except (TypeError, ValueError, OverflowError) as error:
        raise Malformed(part) from error
    if len(numbers) < 2 or not all(math.isfinite(one) for one in numbers):
        raise Malformed(part)
    return numbers
