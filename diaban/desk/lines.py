"""The registry as officers read it: a line for each fact, with rivals, age and source.

The lines of the whole registry are kept per process for as long as nothing has been recorded.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as lazy

from diaban.accounts.models import User
from diaban.desk import subjects
from diaban.desk.fields import in_language, language
from diaban.desk.subjects import SubjectName
from diaban.explorer import wording
from diaban.facts import freshness, registry, resolution, schema
from diaban.facts.models import Assertion, Check, Pack, Source, Withdrawal
from diaban.facts.registry import FieldState, Recorded
from diaban.facts.schema import FieldSpec
from diaban.facts.vocabulary import CONFIDENCE

RULES = wording.RULES | {
    "trust": lazy("It was chosen because it is more trusted; kind and dates are level."),
    "order": lazy("It was chosen because it was written down first; all else is level."),
}
LOST_BY = wording.LOST_BY | {
    "trust": lazy("it is less trusted"),
    "order": lazy("it was written down later"),
}


@dataclass(frozen=True, slots=True)
class Books:
    """What lines look names up in: subjects, sources, people."""

    names: Mapping[str, str]
    sources: Mapping[str, Source]
    people: Mapping[int, str]

    @classmethod
    def read(cls) -> Books:
        return cls(
            names=subjects.names(),
            sources=Source.objects.in_bulk(),
            people={user.pk: str(user) for user in User.objects.all()},
        )


@dataclass(frozen=True, slots=True)
class Told:
    """One assertion in words: what it says, who says it, and why it is not shown if it is not."""

    claim: Recorded
    text: str
    source: Source
    by: str
    why_lost: str = ""

    @property
    def confidence(self) -> str:
        return CONFIDENCE[self.claim.trust]


@dataclass(frozen=True, slots=True)
class Line:
    """One field of one subject as it stands. `winner` is None where nothing holds on the day."""

    subject: SubjectName
    state: FieldState
    books: Books

    @property
    def spec(self) -> FieldSpec:
        return self.state.spec

    @property
    def outcome(self) -> resolution.Resolution[Recorded]:
        return self.state.resolution

    @property
    def freshness(self) -> freshness.Freshness:
        return self.state.freshness

    @property
    def owner(self) -> str:
        """Who promised to look after it."""
        return self.freshness.owner

    @property
    def label(self) -> str:
        return label_of(self.spec)

    @property
    def winner(self) -> Told | None:
        return None if self.outcome.winner is None else self.told(self.outcome.winner)

    @property
    def rivals(self) -> list[Told]:
        return [self.told(rival.claim, rival.lost_by) for rival in self.outcome.competing]

    @property
    def agreeing(self) -> list[Told]:
        return [self.told(claim) for claim in self.outcome.agreeing]

    @property
    def history(self) -> list[Told]:
        return [self.told(claim) for claim in self.outcome.history]

    @property
    def rule(self) -> str:
        return str(RULES.get(self.outcome.rule, ""))

    @property
    def choice(self) -> str:
        """How a form names the line."""
        return f"{self.subject.key}|{self.spec.name}"

    def told(self, claim: Recorded, lost_by: str = "") -> Told:
        return Told(
            claim=claim,
            text=say(self.spec, claim.value, claim.unit, self.books.names),
            source=self.books.sources[claim.source],
            by=self.books.people.get(claim.recorded_by or 0, ""),
            why_lost=str(LOST_BY.get(lost_by, "")),
        )


def label_of(spec: FieldSpec) -> str:
    return in_language((spec.label_vi, spec.label_en))


def say(spec: FieldSpec, value: Any, unit: str, names: Mapping[str, str]) -> str:
    """A stored value in the reader's words; a subject is said by its name."""
    if value is None:
        return ""
    match spec.type:
        case "year":
            return str(value)
        case "reference":
            return names.get(value, value)
        case "references":
            return ", ".join(names.get(key, key) for key in value)
        case "outline":
            return str(value.get("type", ""))
    said = wording.say(spec, value, unit=unit or spec.unit, field=spec.name)  # type: ignore[arg-type]
    return said.text if said else ""


def of_subject(
    subject: SubjectName, *, on: date | None = None, known_at: datetime | None = None
) -> list[Line]:
    """Its facts on a day (None: today) as known at a moment (None: now), in field order."""
    state = registry.read(on=on, known_at=known_at, subjects=[subject.key]).get(subject.key)
    if state is None:
        return []
    books = Books.read()
    return [Line(subject, held, books) for held in state.fields.values()]


def one(subject: SubjectName, field: str) -> Line | None:
    return next((line for line in of_subject(subject) if line.spec.name == field), None)


Version = tuple[Any, ...]
_kept: dict[str, tuple[Version, list[Line]]] = {}


def version() -> Version:
    """Changes whenever something was recorded, and at midnight."""
    last = {"last": Max("pk"), "count": Count("pk")}
    return (
        settings.DIABAN_DATA,
        timezone.localdate(),
        *Assertion.objects.aggregate(**last).values(),
        *Withdrawal.objects.aggregate(**last).values(),
        *Check.objects.aggregate(**last).values(),
        *Pack.objects.aggregate(last=Max("loaded_at")).values(),
        *User.objects.aggregate(**last).values(),
    )


def every_line() -> list[Line]:
    """The facts that hold today, of every subject, in the reader's language."""
    now = version()
    kept = _kept.get(language())
    if kept is not None and kept[0] == now:
        return kept[1]
    books = Books.read()
    known = {subject.key: subject for subject in subjects.everything()}
    lines = [
        Line(known[key], held, books)
        for key, state in registry.read().items()
        if key in known
        for held in state.fields.values()
        if held.resolution.winner is not None
    ]
    _kept[language()] = (now, lines)
    return lines


def stale(lines: Iterable[Line]) -> list[Line]:
    """Facts due for a check, the longest overdue first."""
    due = [line for line in lines if line.freshness.state == freshness.STALE]
    return sorted(due, key=lambda line: (line.freshness.stale_on or date.min, line.subject.key))


def conflicts(lines: Iterable[Line]) -> list[Line]:
    """Facts for which sources give different values."""
    return [line for line in lines if line.outcome.conflict]


def counts() -> dict[str, int]:
    lines = every_line()
    return {"stale": len(stale(lines)), "conflicts": len(conflicts(lines))}


@dataclass(frozen=True, slots=True)
class Coverage:
    """Of how many subjects of a kind a field is known."""

    spec: FieldSpec
    known: int
    total: int

    @property
    def label(self) -> str:
        return label_of(self.spec)

    @property
    def lacking(self) -> int:
        return self.total - self.known


def coverage(lines: Iterable[Line]) -> list[dict[str, Any]]:
    """For each kind: its title, how many subjects exist today, and the coverage of every field."""
    told: dict[tuple[str, str], int] = defaultdict(int)
    for line in lines:
        if not line.subject.ended:
            told[line.subject.kind.name, line.spec.name] += 1
    table = []
    for kind in schema.kinds():
        total = sum(1 for subject in subjects.of_kind(kind) if not subject.ended)
        fields = [
            Coverage(spec, told[kind.name, spec.name], total)
            for spec in kind.fields
            if spec.name not in ("valid_from", "valid_to", "outline")
        ]
        title = subjects.kind_title(kind)
        table.append(
            {"kind": kind, "name": kind.name, "title": title, "total": total, "fields": fields}
        )
    return table
