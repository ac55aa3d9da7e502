"""The procedures and the calendar as the rest of the house asks for them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from diaban.clock import CalendarHistory, Rule, Version
from diaban.clock.case import Node, read_version
from diaban.design.numbers import whole_number
from diaban.procedures import content as contents
from diaban.procedures.content import Component, Content, FormField, Words
from diaban.procedures.models import CalendarVersion, ProcedureVersion


@dataclass(frozen=True, slots=True)
class Offer:
    """A version of a procedure: what a dossier received while it held is judged by."""

    code: str
    version: str
    valid_from: date
    content: Content

    @property
    def name(self) -> Words:
        return self.content.name

    @property
    def rule(self) -> Rule:
        return self.content.rule

    @property
    def components(self) -> tuple[Component, ...]:
        return self.content.components

    @property
    def fields(self) -> tuple[FormField, ...]:
        return self.content.fields

    @property
    def basis(self) -> str:
        return "; ".join(self.content.legal_basis)


@lru_cache(maxsize=2048)
def _parsed(text: str) -> Content:
    return contents.read(json.loads(text))


def content_of(row: ProcedureVersion) -> Content:
    """What a stored version says."""
    return _parsed(json.dumps(row.content, sort_keys=True))


def offer_of(row: ProcedureVersion) -> Offer:
    """A stored version as the house sees it. Wants `procedure` selected."""
    return Offer(row.procedure.code, str(row.number), row.valid_from, content_of(row))


def published() -> Any:
    """The published versions, in the order of code, day and number."""
    return ProcedureVersion.objects.filter(published_at__isnull=False).select_related("procedure")


def offered(day: date) -> list[Offer]:
    """Of every procedure the version that holds on `day`, in the order of codes."""
    held: dict[str, ProcedureVersion] = {}
    for row in published().filter(valid_from__lte=day):
        held[row.procedure.code] = row
    return [offer_of(row) for row in held.values()]


def on(code: str, day: date) -> Offer | None:
    """The version of a procedure that holds on `day`; None if there is none yet."""
    row = published().filter(procedure__code=code, valid_from__lte=day).last()
    return offer_of(row) if row else None


def version(code: str, number: str) -> Offer | None:
    """A version by its number, as a dossier remembers it."""
    row = published().filter(procedure__code=code, number=whole_number(number)).first()
    return offer_of(row) if row else None


def rules() -> Mapping[tuple[str, str], Rule]:
    """(code, number) → rule of every published version, for counting many dossiers."""
    return {(row.procedure.code, str(row.number)): content_of(row).rule for row in published()}


def calendars() -> CalendarHistory:
    """The national calendar with every version of the authority on top."""
    return _history(tuple(version_of(row) for row in CalendarVersion.objects.all()))


@lru_cache(maxsize=8)
def _history(versions: tuple[Version, ...]) -> CalendarHistory:
    return CalendarHistory(versions)


def version_of(row: CalendarVersion) -> Version:
    """A stored version of the calendar as the clock reads it."""
    said: dict[str, Any] = {
        "code": row.code,
        "recorded": row.recorded.isoformat(),
        "basis": row.basis,
        "changes": row.changes,
        "note": row.note,
    }
    if row.hours:
        said["hours"] = row.hours
    if row.confirms_until:
        said["confirms_until"] = row.confirms_until.isoformat()
    return read_version(Node(said, row.code))
