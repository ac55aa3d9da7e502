"""What waits for an owner: facts to check, in conflict or unknown, and imports that were rejected.

Read from the registry as it stands. "Incomplete" is measured over promised facts: those for which
a freshness policy names the field itself, not the kind's "*".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from diaban.desk import lines, subjects
from diaban.desk.lines import Line
from diaban.desk.subjects import SubjectName
from diaban.facts import freshness, registry, schema
from diaban.facts.models import FreshnessPolicy
from diaban.facts.schema import FieldSpec, Kind
from diaban.imports.models import Import, State
from diaban.owners import coverage

NOBODY = ""
"""The owner of facts that no policy names."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A promised fact of a kind that is unknown of some subjects that exist today."""

    kind: Kind
    spec: FieldSpec
    lacking: tuple[SubjectName, ...]
    total: int

    @property
    def kind_name(self) -> str:
        return self.kind.name

    @property
    def label(self) -> str:
        return lines.label_of(self.spec)

    @property
    def kind_title(self) -> str:
        return subjects.kind_title(self.kind)


@dataclass(frozen=True, slots=True)
class Rejected:
    """An import that was rejected and waits for somebody to mend it or to give it up."""

    number: int
    name: str
    kind_title: str
    why: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Worklist:
    """Everything that waits for one owner."""

    owner: str
    stale: list[Line] = field(default_factory=list)
    conflicts: list[Line] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)

    @property
    def lacking(self) -> int:
        """How many single facts are unknown."""
        return sum(len(gap.lacking) for gap in self.gaps)

    @property
    def empty(self) -> bool:
        return not (self.stale or self.conflicts or self.gaps or self.rejected)


def owners() -> list[str]:
    """Every owner that a policy names."""
    return sorted(set(FreshnessPolicy.objects.values_list("owner", flat=True)))


def every() -> dict[str, Worklist]:
    """Owner → what waits for it, owners without work included, in the reader's language."""
    told = lines.every_line()
    found = {owner: Worklist(owner) for owner in owners()}
    for line in lines.stale(told):
        _of(found, line.owner).stale.append(line)
    for line in lines.conflicts(told):
        _of(found, line.owner).conflicts.append(line)
    for owner, gap in _gaps(told):
        _of(found, owner).gaps.append(gap)
    for owner, rejected in _rejected():
        _of(found, owner).rejected.append(rejected)
    return found


def of(owner: str) -> Worklist:
    """What waits for one owner."""
    return every().get(owner) or Worklist(owner)


def _of(found: dict[str, Worklist], owner: str) -> Worklist:
    return found.setdefault(owner, Worklist(owner))


def _gaps(told: Iterable[Line]) -> Iterable[tuple[str, Gap]]:
    known: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for line in told:
        known[line.subject.kind.name, line.spec.name].add(line.subject.key)
    owner_of = {
        (kind, name): owner
        for kind, name, owner in FreshnessPolicy.objects.values_list("kind", "field", "owner")
    }
    for name, fields in registry.promised().items():
        kind = schema.kind(name)
        existing = [one for one in subjects.of_kind(kind) if not one.ended]
        for spec in (kind[promised] for promised in fields):
            lacking = tuple(one for one in existing if one.key not in known[kind.name, spec.name])
            if lacking:
                yield owner_of[kind.name, spec.name], Gap(kind, spec, lacking, len(existing))


def _rejected() -> Iterable[tuple[str, Rejected]]:
    """Rejected imports, each for whoever looks after the kind as a whole."""
    of_kind = dict(FreshnessPolicy.objects.filter(field="*").values_list("kind", "owner"))
    imports = Import.objects.filter(state=State.REJECTED).order_by("-pk")
    for one in imports.prefetch_related("events__by"):
        last = list(one.events.all())[-1]
        kind = schema.kind(one.kind)
        yield (
            of_kind.get(one.kind, NOBODY),
            Rejected(one.pk, str(one), subjects.kind_title(kind), last.note, str(last.by), last.at),
        )


def coverage_of(kind: Kind, sort: str) -> coverage.Table:
    """Which promised facts of a kind are known of its subjects that exist today."""
    fields = registry.promised().get(kind.name, ())
    told: defaultdict[str, dict[str, tuple[bool, Any]]] = defaultdict(dict)
    for line in lines.every_line():
        if line.subject.kind.name == kind.name:
            age = line.freshness
            overdue = age.stale_on if age.state == freshness.STALE else None
            told[line.subject.key][line.spec.name] = (line.outcome.conflict, overdue)
    labels = [(name, lines.label_of(kind[name])) for name in fields]
    existing = [
        (one.key, one.name, told[one.key]) for one in subjects.of_kind(kind) if not one.ended
    ]
    return coverage.table(labels, existing, sort)
