"""A case as JSON: events, rule and calendar versions in, the ledger out. Pure.

The format is described in docs/deadline.md; `read` names the place of whatever it cannot take.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from diaban.clock.calendar import CalendarRefused, DayKind, OfficeHours, Sessions
from diaban.clock.events import Event, Kind, Reason
from diaban.clock.explain import DayRow
from diaban.clock.ledger import Ledger
from diaban.clock.rules import Pause, Rule, RuleRefused, Term, Unit
from diaban.clock.saying import gettext as _
from diaban.clock.versions import CalendarHistory, Change, Version

FORMAT = "diaban-deadline/1"


class CaseRefused(ValueError):
    """A case cannot be read: `place` in the file (`events[2].at`) and what is wrong there."""

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(f"{place}: {reason}" if place else reason)
        self.place = place
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Case:
    """What is needed to count."""

    events: tuple[Event, ...]
    rule: Rule
    history: CalendarHistory
    as_of: datetime | None


def one_of(words: Iterable[str]) -> str:
    return _("one of %(words)s") % {"words": ", ".join(words)}


class Node:
    """A value of the file that knows its place."""

    def __init__(self, value: Any, place: str = "") -> None:
        self.value = value
        self.place = place

    def fields(self, *known: str) -> Mapping[str, Node]:
        """The members of an object; an unknown one is refused, so that no slip goes unseen."""
        if not isinstance(self.value, dict):
            raise CaseRefused(self.place, _("must be an object"))
        for name in self.value:
            if name not in known:
                raise CaseRefused(
                    self._at(name),
                    _("is not known here; known: %(known)s") % {"known": ", ".join(known)},
                )
        return {name: Node(value, self._at(name)) for name, value in self.value.items()}

    def items(self) -> list[Node]:
        """The members of a list."""
        if not isinstance(self.value, list):
            raise CaseRefused(self.place, _("must be a list"))
        return [Node(value, f"{self.place}[{n}]") for n, value in enumerate(self.value)]

    def take(self, kind: type, what: str) -> Any:
        """The value, of a plain kind."""
        if not isinstance(self.value, kind) or (kind is int and isinstance(self.value, bool)):
            raise CaseRefused(self.place, _("must be %(what)s") % {"what": what})
        return self.value

    def parse(self, parse: Callable[[str], Any], what: str) -> Any:
        """The value that a text stands for."""
        text = self.take(str, what)
        try:
            return parse(text)
        except ValueError:
            raise CaseRefused(
                self.place, _("“%(text)s” is not %(what)s") % {"text": text, "what": what}
            ) from None

    def _at(self, name: str) -> str:
        return f"{self.place}.{name}" if self.place else name


def read(content: Any) -> Case:
    """A case from decoded JSON. Raises `CaseRefused` with the first place that is wrong."""
    top = Node(content).fields("format", "events", "rule", "calendar", "as_of")
    stated = top["format"].value if "format" in top else FORMAT
    if stated != FORMAT:
        raise CaseRefused(
            "format",
            _("“%(stated)s” is not read; write “%(known)s”") % {"stated": stated, "known": FORMAT},
        )
    for name in ("events", "rule"):
        if name not in top:
            raise CaseRefused(name, _("is missing"))
    history = read_calendar(top["calendar"]) if "calendar" in top else CalendarHistory()
    return Case(
        tuple(read_event(node) for node in top["events"].items()),
        read_rule(top["rule"]),
        history,
        _moment(top["as_of"]) if "as_of" in top else None,
    )


def read_event(node: Node) -> Event:
    """One event of a case."""
    fields = node.fields("kind", "at", "note", "agency", "amount", "agreed", "promised")
    for name in ("kind", "at"):
        if name not in fields:
            raise CaseRefused(f"{node.place}.{name}", _("is missing"))
    return Event(
        fields["kind"].parse(Kind, one_of(Kind)),
        _moment(fields["at"]),
        _text(fields, "note"),
        _text(fields, "agency"),
        fields["amount"].take(int, _("a whole number")) if "amount" in fields else 0,
        _flag(fields, "agreed", False),
        _day(fields["promised"]) if "promised" in fields else None,
    )


def read_rule(node: Node) -> Rule:
    """The rule of a case, or of a procedure's version."""
    fields = node.fields(
        "term", "basis", "cutoff", "pauses", "request_day_counts", "supply_day_counts",
        "extensions", "extension_notice_days", "trust",
    )  # fmt: skip
    usual = Rule(None)
    try:
        return Rule(
            read_term(fields["term"]) if "term" in fields else None,
            _text(fields, "basis"),
            _cutoff(fields["cutoff"]) if "cutoff" in fields else None,
            _pauses(fields["pauses"]) if "pauses" in fields else {},
            _flag(fields, "request_day_counts", usual.request_day_counts),
            _flag(fields, "supply_day_counts", usual.supply_day_counts),
            _count(fields, "extensions", usual.extensions),
            _count(fields, "extension_notice_days", usual.extension_notice_days),
            _text(fields, "trust"),
        )
    except RuleRefused as refused:
        raise CaseRefused(node.place, str(refused)) from None


def rule_as_dict(rule: Rule) -> dict[str, Any]:
    """The rule as `read_rule` reads it."""
    term = rule.term
    return {
        "term": {"amount": term.amount, "unit": str(term.unit)} if term else None,
        "basis": rule.basis,
        "cutoff": rule.cutoff.strftime("%H:%M") if rule.cutoff else None,
        "pauses": {str(reason): str(pause) for reason, pause in rule.pauses.items()},
        "request_day_counts": rule.request_day_counts,
        "supply_day_counts": rule.supply_day_counts,
        "extensions": rule.extensions,
        "extension_notice_days": rule.extension_notice_days,
        "trust": rule.trust,
    }


def read_calendar(node: Node) -> CalendarHistory:
    """The calendar's versions of a case."""
    fields = node.fields("national", "versions")
    versions = fields["versions"].items() if "versions" in fields else []
    try:
        return CalendarHistory(
            [read_version(version) for version in versions],
            national=_flag(fields, "national", True),
        )
    except CalendarRefused as refused:
        raise CaseRefused(node.place, str(refused)) from None


def read_version(node: Node) -> Version:
    """One version of an authority's calendar."""
    fields = node.fields(
        "code", "recorded", "basis", "changes", "hours", "confirms_until", "trust", "note"
    )
    for name in ("code", "recorded", "basis"):
        if name not in fields:
            raise CaseRefused(f"{node.place}.{name}", _("is missing"))
    changes = fields["changes"].items() if "changes" in fields else []
    return Version(
        _text(fields, "code"),
        _day(fields["recorded"]),
        _text(fields, "basis"),
        tuple(read_change(change) for change in changes),
        OfficeHours(_sessions(fields["hours"])) if "hours" in fields else None,
        _day(fields["confirms_until"]) if "confirms_until" in fields else None,
        _text(fields, "trust"),
        _text(fields, "note"),
    )


def read_change(node: Node) -> Change:
    """One changed day of a version."""
    fields = node.fields("day", "kind", "name_vi", "name_en", "sessions")
    for name in ("day", "kind"):
        if name not in fields:
            raise CaseRefused(f"{node.place}.{name}", _("is missing"))
    return Change(
        _day(fields["day"]),
        fields["kind"].parse(DayKind, one_of(DayKind)),
        _text(fields, "name_vi"),
        _text(fields, "name_en"),
        _sessions(fields["sessions"]) if "sessions" in fields else None,
    )


def ledger_as_dict(ledger: Ledger, rows: Iterable[DayRow] = ()) -> dict[str, Any]:
    """The ledger as JSON: dates in ISO form, amounts of terms in hours in minutes."""
    clocks = ledger.clocks
    return {
        "format": FORMAT,
        "state": str(ledger.state),
        "timing": str(ledger.timing) if ledger.timing else None,
        "unit": str(ledger.unit) if ledger.unit else None,
        "counted_in": "minutes" if ledger.unit is Unit.HOURS else "days",
        "received": _iso(ledger.received),
        "start": _iso(ledger.start),
        "due": _iso(ledger.due),
        "due_at": _iso(ledger.due_at),
        "promised": _iso(ledger.promised),
        "projected": _iso(ledger.projected),
        "ended": _iso(ledger.ended),
        "waiting_for": [str(reason) for reason in ledger.waiting],
        "limit": ledger.limit,
        "used": ledger.used,
        "remaining": ledger.remaining,
        "clocks": {
            "authority": clocks.authority,
            "applicant": clocks.applicant,
            "agencies": clocks.agencies,
            "law": clocks.law,
            "lived_calendar_days": clocks.lived,
        },
        "extensions": ledger.extensions,
        "restarts": ledger.restarts,
        "unconfirmed": ledger.unconfirmed,
        "as_of": _iso(ledger.as_of),
        "refused": [
            {
                "index": refusal.index,
                "kind": str(refusal.event.kind),
                "at": _iso(refusal.event.at),
                "code": refusal.code,
            }
            for refusal in ledger.refused
        ],
        "days": [row_as_dict(row) for row in rows],
    }


def row_as_dict(row: DayRow) -> dict[str, Any]:
    """One day of the explanation as JSON."""
    return {
        "day": row.day.isoformat(),
        "counted": row.counted,
        "number": row.number,
        "minutes": row.minutes,
        "why": row.why,
        "basis": row.basis,
        "holder": str(row.holder),
        "is_due": row.is_due,
        "ahead": row.ahead,
        "unconfirmed": row.unconfirmed,
        "events": [str(kind) for kind in row.events],
        "name_vi": row.name_vi,
        "name_en": row.name_en,
    }


def _iso(value: date | datetime | None) -> str | None:
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    return value.isoformat() if value is not None else None


def _text(fields: Mapping[str, Node], name: str) -> str:
    return str(fields[name].take(str, _("a text"))) if name in fields else ""


def _flag(fields: Mapping[str, Node], name: str, usual: bool) -> bool:
    return bool(fields[name].take(bool, _("true or false"))) if name in fields else usual


def _count(fields: Mapping[str, Node], name: str, usual: int) -> int:
    return int(fields[name].take(int, _("a whole number"))) if name in fields else usual


def _moment(node: Node) -> datetime:
    moment: datetime = node.parse(datetime.fromisoformat, _("a moment such as 2026-02-09T09:30"))
    return moment


def _day(node: Node) -> date:
    day: date = node.parse(date.fromisoformat, _("a day such as 2026-02-09"))
    return day


def read_term(node: Node) -> Term | None:
    """A term, or None where the file says null."""
    if node.value is None:
        return None
    fields = node.fields("amount", "unit")
    for name in ("amount", "unit"):
        if name not in fields:
            raise CaseRefused(f"{node.place}.{name}", _("is missing"))
    unit = fields["unit"].parse(Unit, one_of(Unit))
    amount = fields["amount"].take(int, _("a whole number"))
    try:
        return Term(amount, unit)
    except RuleRefused as refused:
        raise CaseRefused(node.place, str(refused)) from None


def _cutoff(node: Node) -> time | None:
    if node.value is None:
        return None
    cutoff: time = node.parse(time.fromisoformat, _("an hour such as 15:00"))
    return cutoff


def _pauses(node: Node) -> dict[Reason, Pause]:
    return {
        Reason(name): value.parse(Pause, one_of(Pause))
        for name, value in node.fields(*Reason).items()
    }


def _sessions(node: Node) -> Sessions:
    found = []
    for pair in node.items():
        ends = pair.items()
        if len(ends) != 2:
            raise CaseRefused(pair.place, _('must be two hours, such as ["07:30", "11:30"]'))
        begin, end = (_minutes(hour) for hour in ends)
        found.append((begin, end))
    return tuple(found)


def _minutes(node: Node) -> int:
    at: time = node.parse(time.fromisoformat, _("an hour such as 07:30"))
    return at.hour * 60 + at.minute
