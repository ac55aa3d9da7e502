"""Many values at once, in one transaction: what an import or an undoing does to the registry."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from diaban.facts import schema
from diaban.facts.actions import ActionRefused, check_bounds, cited_source, described, known_boxes
from diaban.facts.identity import identity_of
from diaban.facts.locking import lock_registry
from diaban.facts.models import Assertion, Source, Withdrawal
from diaban.facts.refresh import refresh
from diaban.facts.refusal import ValueRefused
from diaban.facts.schema import FieldSpec
from diaban.facts.signals import announce
from diaban.facts.values import clean

_BATCH = 1_000


@dataclass(frozen=True, slots=True)
class Said:
    """One value to record, as `Assertion` keeps it; see `actions.assert_value`."""

    subject: str
    field: str
    value: Any
    unit: str
    trust: str
    as_of: date | None = None
    as_of_period: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    note: str = ""
    note_vi: str = ""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was done: values recorded, withdrawn and brought back, and the subjects touched."""

    added: int
    withdrawn: int
    restored: int
    subjects: frozenset[str]


def record_many(
    said: Iterable[Said],
    *,
    source: Source | str,
    by: Any,
    origin: str,
    action: str,
    withdraw: Collection[int] = (),
    restore: Collection[int] = (),
    why: str = "",
) -> Recorded:
    """Record values of one source, withdraw assertions and bring others back: all or nothing.

    A new subject is described by a `name` among the values. What the source says already with the
    same `origin` is passed over. `withdraw` and `restore` are ids of assertions; what is restored
    is recorded again, as of now, with the content it had.

    Raises:
        ValueRefused, ActionRefused: a value does not hold; nothing was recorded.
    """
    values = list(said)
    with transaction.atomic():
        lock_registry()
        now = timezone.now()
        rows = list(_checked(values, source, by, origin, now)) if values else []
        gone = _withdraw(withdraw, now, by, why)
        back = _again(restore, now)
        added = _create(rows)
        restored = _create(back)
        subjects = frozenset(gone) | {row.subject for row in (*rows, *back)}
        refresh(subjects)
        announce(action, subjects, by)
    return Recorded(added, len(gone), restored, subjects)


def _checked(
    said: Sequence[Said], source: Source | str, by: Any, origin: str, now: datetime
) -> Iterator[Assertion]:
    """Every value as an assertion, if all of them hold."""
    for trust in sorted({one.trust for one in said}):
        cited = cited_source(source, trust)
    named = {one.subject for one in said if one.field == "name"}
    mentioned = {one.subject for one in said} | set(_mentioned(said))
    known = named | described(sorted(mentioned - named))
    boxes = known_boxes()
    for one in said:
        spec = _spec(one, known)
        cleaned = clean(spec, one.value, one.unit)
        for key in schema.references_in(spec, cleaned.value):
            if key not in known:
                raise _unknown(key)
        check_bounds(spec, cleaned.value, boxes)
        content = {
            "subject": one.subject, "field": one.field, "value": cleaned.value,
            "unit": cleaned.unit, "trust": one.trust, "as_of": one.as_of,
            "as_of_period": one.as_of_period,
            "valid_from": one.valid_from, "valid_to": one.valid_to, "note": one.note,
            "note_vi": one.note_vi, "origin": origin,
        }  # fmt: skip
        yield Assertion(
            kind=one.subject.partition(":")[0], source=cited, recorded_by=by, recorded_at=now,
            identity=identity_of(source=cited.id, **content), **content,
        )  # fmt: skip


def _spec(one: Said, known: set[str]) -> FieldSpec:
    kind = schema.kind_of(one.subject)
    if kind is None or one.field not in kind:
        raise ActionRefused(
            _("“%(subject)s” has no field “%(field)s”.")
            % {"subject": one.subject, "field": one.field}
        )
    if one.subject not in known:
        raise ActionRefused(_("Nothing is described as “%(key)s”.") % {"key": one.subject})
    return kind[one.field]


def _mentioned(said: Iterable[Said]) -> Iterator[str]:
    for one in said:
        kind = schema.kind_of(one.subject)
        if kind is not None and one.field in kind:
            yield from schema.references_in(kind[one.field], one.value)


def _unknown(key: str) -> ValueRefused:
    return ValueRefused(
        "unknown_reference", _("Nothing is described as “%(key)s”.") % {"key": key},
        _("Choose one of those that are described."),
    )  # fmt: skip


def _create(rows: list[Assertion]) -> int:
    """Write those that do not stand already; returns how many."""
    live: set[str] = set()
    for batch in _batches(row.identity for row in rows):
        live |= set(
            Assertion.objects.filter(identity__in=batch, withdrawn_at=None).values_list(
                "identity", flat=True
            )
        )
    new = list({row.identity: row for row in rows if row.identity not in live}.values())
    Assertion.objects.bulk_create(new, batch_size=_BATCH)
    return len(new)


def _withdraw(ids: Iterable[int], now: datetime, by: Any, why: str) -> list[str]:
    """Withdraw those that still stand; returns the subject of each."""
    subjects: list[str] = []
    for batch in _batches(ids):
        standing = Assertion.objects.filter(id__in=batch, withdrawn_at=None)
        found = list(standing.values_list("id", "subject"))
        Withdrawal.objects.bulk_create(
            [Withdrawal(assertion_id=number, at=now, by=by, why=why) for number, _key in found]
        )
        Assertion.objects.filter(id__in=[number for number, _key in found]).update(withdrawn_at=now)
        subjects += [key for _number, key in found]
    return subjects


def _again(ids: Iterable[int], now: datetime) -> list[Assertion]:
    """Withdrawn assertions as new ones of the same content."""
    rows: list[Assertion] = []
    for batch in _batches(ids):
        for row in Assertion.objects.filter(id__in=batch).exclude(withdrawn_at=None):
            row.pk, row.withdrawn_at, row.recorded_at = None, None, now
            rows.append(row)
    return rows


def _batches(values: Iterable[Any]) -> Iterator[list[Any]]:
    remaining = iter(values)
    while batch := list(islice(remaining, 500)):
        yield batch
