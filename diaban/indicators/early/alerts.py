"""When an indicator should be looked at: rules as data, and what becomes of what they raise. Pure.

A rule looks at one indicator at one place:

- *above* a limit: the latest figure of a count or sum, the running quarter included: what was
  counted stays counted; of a ratio, and *below* a limit, the last quarter that ended: one that has
  just begun is always low, and a share of little says little;
- *rise* / *fall*: the last quarter that ended against the one before, changed by more than so many
  per cent; *year_rise* / *year_fall*: against the same quarter of the year before;
- *missing*: a quarter ended more than so many days ago and its figure is still unknown;
- *stale*: the figure rests on facts that nobody has looked at in time.

An alert belongs to a rule and a quarter. It is raised, seen by somebody (acknowledged), and
resolved: by itself when the rule no longer holds for that very quarter, or by a person with a
reason. That another quarter has begun ends nothing, nor that the figure is not known any more;
only *stale*, which is about today's facts, moves on to the running quarter. What a person resolved
stays so unless the figure moves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Kind(StrEnum):
    ABOVE = "above"
    BELOW = "below"
    RISE = "rise"
    FALL = "fall"
    YEAR_RISE = "year_rise"
    YEAR_FALL = "year_fall"
    MISSING = "missing"
    STALE = "stale"


CHANGES: Mapping[Kind, tuple[int, int]] = {
    Kind.RISE: (1, 1),
    Kind.FALL: (1, -1),
    Kind.YEAR_RISE: (4, 1),
    Kind.YEAR_FALL: (4, -1),
}
"""Kind of change → how many quarters back, and the sign of the change that is meant."""
LIMITS = frozenset({Kind.ABOVE, Kind.BELOW})
STALE_REASONS = frozenset({"stale_facts"})


@dataclass(frozen=True, slots=True)
class Rule:
    """`limit`: in the indicator's unit (above, below), per cent (changes) or days (missing);
    `ratio`: the indicator is a share of something.
    """

    code: str
    indicator: str
    kind: Kind
    limit: Decimal = Decimal(0)
    place: str = ""
    ratio: bool = False


@dataclass(frozen=True, slots=True)
class Point:
    """The figure of one quarter; `last` is its last day."""

    period: str
    last: date
    value: Decimal | None
    reasons: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """That a rule holds for a quarter: the figure, what it was held against, by how much."""

    period: str
    value: Decimal | None
    against: Decimal | None = None
    change: Decimal | None = None


def look(rule: Rule, points: Sequence[Point], today: date) -> Finding | None:
    """What the rule finds in the quarters of its indicator (oldest first); None where nothing.

    What is unknown is neither above nor below anything.
    """
    if not points:
        return None
    latest = points[-1]
    if rule.kind == Kind.ABOVE and not rule.ratio:
        return _beyond(rule, latest)
    if rule.kind == Kind.STALE:
        found = STALE_REASONS & set(latest.reasons)
        return Finding(latest.period, latest.value) if found else None
    ended = [point for point in points if point.last < today]
    if rule.kind in LIMITS:
        return _beyond(rule, ended[-1]) if ended else None
    if rule.kind == Kind.MISSING:
        return _missing(rule, ended, today)
    return _changed(rule, ended)


def _beyond(rule: Rule, latest: Point) -> Finding | None:
    if latest.value is None:
        return None
    over = latest.value > rule.limit if rule.kind == Kind.ABOVE else latest.value < rule.limit
    return Finding(latest.period, latest.value, rule.limit) if over else None


def _missing(rule: Rule, ended: Sequence[Point], today: date) -> Finding | None:
    if not ended or ended[-1].value is not None or (today - ended[-1].last).days <= rule.limit:
        return None
    return Finding(ended[-1].period, None)


def _changed(rule: Rule, ended: Sequence[Point]) -> Finding | None:
    back, sign = CHANGES[rule.kind]
    if len(ended) <= back:
        return None
    now, then = ended[-1], ended[-1 - back]
    change = moved(now.value, then.value)
    if change is None or change * sign <= rule.limit:
        return None
    return Finding(now.period, now.value, then.value, change)


def moved(now: Decimal | None, then: Decimal | None) -> Decimal | None:
    """By how many per cent a figure changed; None from zero, from or to the unknown."""
    if now is None or not then:
        return None
    return (now - then) * 100 / abs(then)


def look_at(rule: Rule, points: Sequence[Point], period: str, today: date) -> Finding | None:
    """What the rule finds today in that very quarter, whatever came after it."""
    names = [point.period for point in points]
    if rule.kind == Kind.STALE or period not in names:
        return None
    found = look(rule, points[: names.index(period) + 1], today)
    return found if found is not None and found.period == period else None


class State(StrEnum):
    RAISED = "raised"
    SEEN = "acknowledged"
    RESOLVED = "resolved"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing about one alert; `by_person`: somebody did it, and not the passing of time."""

    kind: State
    value: Decimal | None
    by_person: bool = False


@dataclass(frozen=True, slots=True)
class Alert:
    """An alert as its events have made it."""

    state: State
    value: Decimal | None
    by_person: bool

    @property
    def is_open(self) -> bool:
        return self.state != State.RESOLVED


def replay(events: Iterable[Event]) -> Alert | None:
    """The state after all events, oldest first; None before the first.

    Raises:
        ValueError: an event cannot follow the one before it.
    """
    alert: Alert | None = None
    for event in events:
        if event.kind not in allowed(alert):
            raise ValueError(f"{event.kind} after {alert.state if alert else 'nothing'}")
        alert = Alert(event.kind, event.value, event.by_person)
    return alert


def allowed(alert: Alert | None) -> frozenset[State]:
    """What may happen next to an alert."""
    if alert is None or alert.state == State.RESOLVED:
        return frozenset({State.RAISED})
    if alert.state == State.RAISED:
        return frozenset({State.SEEN, State.RESOLVED})
    return frozenset({State.RESOLVED})


def next_step(alert: Alert | None, finding: Finding | None) -> State | None:
    """What time brings: raise, resolve, or nothing."""
    if finding is None:
        return State.RESOLVED if alert is not None and alert.is_open else None
    if alert is not None and alert.is_open:
        return None
    settled = alert is not None and alert.by_person and alert.value == finding.value
    return None if settled else State.RAISED


def steps(
    rule: Rule, points: Sequence[Point], held: Mapping[str, Alert], today: date
) -> dict[str, tuple[State, Finding | None]]:
    """What today's round writes of one rule: quarter → what happens, and what was found in it.

    `held`: its alerts by quarter. Open ones are held against the figure of their own quarter.
    """
    newest = look(rule, points, today)
    found = {newest.period: newest} if newest else {}
    for period, alert in held.items():
        if alert.is_open and period not in found:
            own = look_at(rule, points, period, today)
            if own is not None:
                found[period] = own
    unknown = {point.period for point in points if point.value is None}
    if rule.kind in (Kind.MISSING, Kind.STALE):
        unknown = set()  # they do not ask what the figure is
    written = {}
    for period in sorted({*held, *found}):
        step = next_step(held.get(period), found.get(period))
        if step is not None and not (step == State.RESOLVED and period in unknown):
            written[period] = (step, found.get(period))
    return written
