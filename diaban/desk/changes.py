"""What was recorded when and by whom: assertions, withdrawals, checks as one stream."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from diaban.accounts.models import User
from diaban.desk import lines, subjects
from diaban.editions.models import Publication, State
from diaban.editions.store import Edition
from diaban.facts import schema
from diaban.facts.models import Assertion, Check, Source, Withdrawal

SAID, WITHDRAWN, CHECKED = "said", "withdrawn", "checked"
MOST = 200


@dataclass(frozen=True, slots=True)
class Change:
    """One event about one field of one subject; `assertion` is the row it is about, if any."""

    what: str
    at: datetime
    by: User | None
    subject: str
    subject_name: str
    field: str
    label: str
    text: str
    note: str
    note_vi: str
    assertion: Assertion | None = None


class Teller:
    """Puts rows into words; looks the names of subjects up once."""

    def __init__(self) -> None:
        self.names = subjects.names()

    def label(self, subject: str, field: str) -> str:
        kind = schema.kind_of(subject)
        return lines.label_of(kind[field]) if kind is not None and field in kind else ""

    def text(self, row: Assertion) -> str:
        kind = schema.kind_of(row.subject)
        if kind is None or row.field not in kind:
            return str(row.value)
        return lines.say(kind[row.field], row.value, row.unit, self.names)

    def change(self, what: str, at: datetime, by: User | None, row: Any, **more: Any) -> Change:
        return Change(
            what=what,
            at=at,
            by=by,
            subject=row.subject,
            subject_name=self.names.get(row.subject, row.subject),
            field=row.field,
            label=self.label(row.subject, row.field),
            **more,
        )

    def said(self, rows: Iterable[Assertion]) -> list[Change]:
        return [
            self.change(SAID, row.recorded_at, row.recorded_by, row, text=self.text(row),
                        note=row.note, note_vi=row.note_vi, assertion=row)
            for row in rows
        ]  # fmt: skip

    def withdrawn(self, rows: Iterable[Withdrawal]) -> list[Change]:
        # A reason is in its writer's own words, whatever language the page had: it is said in both.
        return [
            self.change(WITHDRAWN, row.at, row.by, row.assertion, text=self.text(row.assertion),
                        note=row.why, note_vi=row.why, assertion=row.assertion)
            for row in rows
        ]  # fmt: skip

    def checked(self, rows: Iterable[Check]) -> list[Change]:
        return [
            self.change(CHECKED, row.at, row.by, row, text="", note=row.note, note_vi=row.note_vi)
            for row in rows
        ]


def events(
    *, subject: str = "", by: User | None = None, after: datetime | None = None, limit: int = MOST
) -> list[Change]:
    """The newest events that fit, newest first."""
    said = Assertion.objects.select_related("source", "recorded_by").order_by("-pk")
    taken_back = Withdrawal.objects.select_related("assertion__source", "by").order_by("-pk")
    checks = Check.objects.select_related("by").order_by("-pk")
    if subject:
        said, checks = said.filter(subject=subject), checks.filter(subject=subject)
        taken_back = taken_back.filter(assertion__subject=subject)
    if by is not None:
        said, checks = said.filter(recorded_by=by), checks.filter(by=by)
        taken_back = taken_back.filter(by=by)
    if after is not None:
        said, checks = said.filter(recorded_at__gt=after), checks.filter(at__gt=after)
        taken_back = taken_back.filter(at__gt=after)
    teller = Teller()
    found = [
        *teller.said(said[:limit]),
        *teller.withdrawn(taken_back[:limit]),
        *teller.checked(checks[:limit]),
    ]
    return sorted(found, key=lambda change: change.at, reverse=True)[:limit]


def latest(by: User, limit: int) -> list[Change]:
    return events(by=by, limit=limit)


def of_source(source: Source) -> list[Change]:
    """What the source is cited for and still stands."""
    rows = source.assertions.filter(withdrawn_at=None).select_related("source", "recorded_by")
    return Teller().said(rows.order_by("subject", "field"))


def since_published(edition: Edition | None) -> list[Change]:
    """What has been recorded since the registry was last read for the public."""
    if edition is None:
        return events()
    done = Publication.objects.filter(state__in=(State.PUBLISHED, State.UNCHANGED)).first()
    read_at = edition.created_at
    if done is not None and done.started_at is not None:
        read_at = max(read_at, done.started_at)
    return events(after=read_at)
