"""The registry as it stands: every subject, resolved, in a handful of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from diaban.facts import freshness, schema
from diaban.facts.freshness import Freshness, Policy
from diaban.facts.models import Assertion, Check, FreshnessPolicy
from diaban.facts.periods import as_given
from diaban.facts.resolution import Claim, Resolution, resolve, same_value
from diaban.facts.schema import FieldSpec, Kind
from diaban.geo.measure import distance_m

ASKED_SINGLY = 300
"""Up to so many subjects are asked for by key; more are read with the whole table."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """An assertion as it was recorded; a `resolution.Claim`."""

    order: int
    subject: str
    field: str
    value: Any
    unit: str
    source: str
    source_kind: str
    trust: str
    as_of: date | None
    as_of_period: str
    valid_from: date | None
    valid_to: date | None
    recorded_at: datetime
    withdrawn_at: datetime | None
    recorded_by: int | None
    origin: str
    note: str
    note_vi: str

    @property
    def id(self) -> int:
        """Primary key of the assertion."""
        return self.order

    @property
    def as_of_given(self) -> str | None:
        """The day or the period for which the source gives the value, as it gives it."""
        return as_given(self.as_of, self.as_of_period)


_COLUMNS = (
    "id", "subject", "field", "value", "unit", "source_id", "source__kind", "trust", "as_of",
    "as_of_period", "valid_from", "valid_to", "recorded_at", "withdrawn_at", "recorded_by_id",
    "origin", "note", "note_vi",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FieldState:
    """One field of a subject: what is shown, what competes, and how fresh it is."""

    spec: FieldSpec
    resolution: Resolution[Recorded]
    freshness: Freshness

    @property
    def value(self) -> Any:
        """The winning value; None where none holds."""
        return self.resolution.winner.value if self.resolution.winner else None

    @property
    def unit(self) -> str:
        return self.resolution.winner.unit if self.resolution.winner else ""


@dataclass(frozen=True, slots=True)
class SubjectState:
    """One subject with the fields of which something is said, in the order of its kind.

    The values are those of `day`: the day asked about, moved into the time in which the subject
    exists.
    """

    key: str
    kind: Kind
    day: date
    fields: Mapping[str, FieldState] = field(default_factory=dict)

    @property
    def code(self) -> str:
        return self.key.partition(":")[2]

    def value(self, name: str) -> Any:
        """The winning value of a field; None where it is unknown."""
        state = self.fields.get(name)
        return state.value if state else None

    def name(self, language: str) -> str:
        """The name in "vi" or "en"; the code of a subject whose name is unknown."""
        words = self.value("name") or {}
        return str(words.get(language) or words.get("vi") or self.code)

    @property
    def valid_from(self) -> date | None:
        return _day(self.value("valid_from"))

    @property
    def valid_to(self) -> date | None:
        return _day(self.value("valid_to"))

    def exists(self, on: date) -> bool:
        """Does the subject exist on this day, as far as is known?"""
        return (self.valid_from is None or self.valid_from <= on) and (
            self.valid_to is None or on < self.valid_to
        )


def read(
    on: date | None = None,
    known_at: datetime | None = None,
    subjects: Collection[str] | None = None,
) -> dict[str, SubjectState]:
    """Subjects by key, resolved for the day `on` (None: today) as known at `known_at` (None: now).

    `subjects` limits the reading to these keys. Subjects of undeclared kinds are left out.
    """
    today = timezone.localdate()
    on = on or today
    claims: defaultdict[str, defaultdict[str, list[Recorded]]]
    claims = defaultdict(lambda: defaultdict(list))
    for claim in _claims(subjects, known_at):
        claims[claim.subject][claim.field].append(claim)
    checks = _checks(subjects, known_at)
    policies = _policies()
    told = on if known_at is None else timezone.localdate(known_at)
    found = {}
    for key in sorted(claims):
        if kind := schema.kind_of(key):
            maker = _Maker(kind, checks.get(key, {}), policies, known_at, min(told, today))
            found[key] = maker.subject(key, claims[key], on)
    return found


def _limited(query: QuerySet[Any], subjects: Collection[str] | None) -> QuerySet[Any]:
    if subjects is None or len(subjects) > ASKED_SINGLY:
        return query
    return query.filter(subject__in=list(subjects))


def _claims(subjects: Collection[str] | None, known_at: datetime | None) -> Iterator[Recorded]:
    query = _limited(Assertion.objects.all(), subjects)
    if known_at is None:
        query = query.filter(withdrawn_at=None)
    else:
        query = query.filter(recorded_at__lte=known_at).filter(
            Q(withdrawn_at=None) | Q(withdrawn_at__gt=known_at)
        )
    wanted = None if subjects is None else set(subjects)
    for row in query.order_by("id").values_list(*_COLUMNS):
        if wanted is None or row[1] in wanted:
            yield Recorded(*row)


def _checks(
    subjects: Collection[str] | None, known_at: datetime | None
) -> dict[str, dict[str, list[date]]]:
    query = _limited(Check.objects.all(), subjects)
    if known_at is not None:
        query = query.filter(at__lte=known_at)
    found: dict[str, dict[str, list[date]]] = {}
    for subject, name, at in query.values_list("subject", "field", "at"):
        found.setdefault(subject, {}).setdefault(name, []).append(timezone.localdate(at))
    return found


def _policies() -> dict[tuple[str, str], Policy]:
    columns = ("kind", "field", "owner", "rhythm_days", "stale_after_days")
    return {
        (kind, name): Policy(*promise)
        for kind, name, *promise in FreshnessPolicy.objects.values_list(*columns)
    }


def promised() -> dict[str, tuple[str, ...]]:
    """Kind → the fields of it that a policy names by themselves, in field order.

    Somebody promised to look at them; a name, a place and a period are no such facts.
    """
    named = set(FreshnessPolicy.objects.values_list("kind", "field"))
    found = {
        kind.name: tuple(
            spec.name
            for spec in kind.fields
            if not spec.identity and (kind.name, spec.name) in named
        )
        for kind in schema.kinds()
    }
    return {kind: fields for kind, fields in found.items() if fields}


@dataclass(frozen=True, slots=True)
class _Maker:
    """Resolves one subject."""

    kind: Kind
    checks: Mapping[str, Iterable[date]]
    policies: Mapping[tuple[str, str], Policy]
    known_at: datetime | None
    today: date

    def subject(self, key: str, claims: Mapping[str, list[Recorded]], on: date) -> SubjectState:
        ends = {
            name: _day(winner.value)
            for name in ("valid_from", "valid_to")
            if (winner := resolve(claims.get(name, ()), on, self.known_at).winner)
        }
        day = _within(on, ends.get("valid_from"), ends.get("valid_to"))
        closed = ends.get("valid_to") is not None and ends["valid_to"] <= self.today  # type: ignore[operator]
        fields = {
            spec.name: self.field(spec, claims[spec.name], day, closed)
            for spec in self.kind.fields
            if spec.name in claims
        }
        return SubjectState(key, self.kind, day, fields)

    def field(
        self, spec: FieldSpec, claims: Iterable[Recorded], day: date, closed: bool
    ) -> FieldState:
        same = same_place if spec.type == "location" else same_value
        outcome = resolve(claims, day, self.known_at, same)
        agreed = (outcome.winner, *outcome.agreeing) if outcome.winner else ()
        kind = self.kind.name
        return FieldState(
            spec,
            outcome,
            freshness.state(
                [claim.as_of for claim in agreed if claim.as_of],
                [*self.checks.get(spec.name, ()), *self.checks.get("*", ())],
                self.policies.get((kind, spec.name)) or self.policies.get((kind, "*")),
                self.today,
                closed=closed,
            ),
        )


def same_place(one: Claim, other: Claim) -> bool:
    """Two locations agree if their distance is within their stated accuracies."""
    here, there = one.value, other.value
    apart = distance_m(here["lon"], here["lat"], there["lon"], there["lat"])
    return bool(apart <= here["accuracy_m"] + there["accuracy_m"])


def _within(on: date, start: date | None, end: date | None) -> date:
    """`on`, moved into the time from `start` until before `end`."""
    if end is not None and on >= end:
        on = end - timedelta(days=1)
    return start if start is not None and on < start else on


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
