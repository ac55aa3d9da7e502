"""Publishing a new version of a definition: tried on the known records first, then let to hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from diaban.accounts.permissions import Permission, demand
from diaban.facts.signals import announce
from diaban.indicators import tables
from diaban.indicators.closing.actions import closed_periods
from diaban.indicators.computing import (
    Book,
    Figure,
    Records,
    definition_of,
    quarters,
    zero_denominators,
)
from diaban.indicators.definitions import EXTERNAL, Definition, refusals
from diaban.indicators.models import DefinitionVersion
from diaban.indicators.queries import QUERIES
from diaban.indicators.reading import WHOLE
from diaban.projects import periods

TRIED = 8
"""So many of the last quarters are computed when a version is tried."""


class DefinitionRefused(ValueError):
    """A version that cannot stand: `reasons` are codes (`wording.REFUSALS`) with what they name."""

    def __init__(self, reasons: Sequence[tuple[str, str]]) -> None:
        super().__init__(", ".join(code for code, _what in reasons))
        self.reasons = list(reasons)


@dataclass(frozen=True, slots=True)
class Trial:
    """What a version would say: values of the last quarters, the quarters in which it would have
    nothing to divide by, and the closed ones that it would restate."""

    reasons: Sequence[tuple[str, str]]
    figures: Sequence[Figure] = ()
    zero: Sequence[str] = ()
    restates: Sequence[str] = field(default_factory=tuple)


def try_out(content: Mapping[str, Any]) -> Trial:
    """Look at a version before it is published; nothing is written."""
    reasons = _objections(content)
    made = _definition(content)
    if reasons or made.kind == EXTERNAL:
        return Trial(reasons)
    records = Records.open()
    first = records.first_day()
    names = quarters(first, records.today, TRIED) if first else []
    figures = [
        one
        for name in names
        for one in records.figures(made, periods.period(name, made.cutoff), [WHOLE])
    ]
    closed = [
        name
        for name in sorted(closed_periods())
        if made.code in Book.read().versions and made.holds(periods.period(name).last)
    ]
    return Trial((), figures, zero_denominators(records, made), closed)


def publish(content: Mapping[str, Any], by: Any) -> DefinitionVersion:
    """Let a version hold from its first day on; earlier ones stand for the time before it.

    Raises:
        PermissionDenied: `by` may not.
        DefinitionRefused: why it cannot stand.
    """
    demand(by, Permission.PUBLISH_RULES)
    reasons = _objections(content)
    if reasons:
        raise DefinitionRefused(reasons)
    identity = tables.identity(content, "staff")
    try:
        with transaction.atomic():
            row = DefinitionVersion.objects.create(
                **content, origin="staff", identity=identity, recorded_by=by
            )
            announce("indicators.define", [])
    except IntegrityError as error:
        raise DefinitionRefused([("stands_already", "")]) from error
    return row


def withdraw(row: DefinitionVersion, by: Any) -> None:
    """Take a version that was published on the desk back; figures go by the others again.

    Raises:
        PermissionDenied: `by` may not.
    """
    demand(by, Permission.PUBLISH_RULES)
    with transaction.atomic():
        DefinitionVersion.objects.filter(pk=row.pk, withdrawn_at=None, origin="staff").update(
            withdrawn_at=timezone.now()
        )
        announce("indicators.withdraw", [])


def _objections(content: Mapping[str, Any]) -> list[tuple[str, str]]:
    found = refusals(_definition(content), QUERIES)
    if not isinstance(content.get("valid_from"), date):
        found.append(("no_first_day", ""))
    same = DefinitionVersion.objects.filter(
        identity=tables.identity(content, "staff"), withdrawn_at=None
    )
    return [*found, ("stands_already", "")] if same.exists() else found


def _definition(content: Mapping[str, Any]) -> Definition:
    return definition_of(DefinitionVersion(**content))
