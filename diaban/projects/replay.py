"""What a project is on a day, replayed from its events. Pure, total, deterministic.

`replay` goes through the events in the order of their days (on one day, of their recording) and
refuses the first that cannot be: a history either holds as a whole or not at all. A backdated event
is therefore checked against everything that came after it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from diaban.projects import money
from diaban.projects import vocabulary as v
from diaban.projects.origin import Holding, leading_country, origin_of


class EventRefused(ValueError):
    """An event that cannot be: a stable `code` and the `terms` that its words need.

    `terms["capital"]` is the registered capital per currency at that moment.
    """

    def __init__(self, code: str, event: Event, **terms: Any) -> None:
        super().__init__(f"{code}: {event.kind} on {event.on}")
        self.code = code
        self.event = event
        self.terms = terms


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a project on the day `on`.

    `order` tells events of one day apart. `amount` is in whole units of `currency`; for
    `REALISED` it is the total to date. `until` is the end of the term, or the day for which a
    milestone is committed. `domestic` and `foreign` count people. `text` is the new goal or name,
    `number` the document's. `rate` is frozen with the record.
    """

    kind: str
    on: date
    order: int = 0
    amount: Decimal | None = None
    currency: str = ""
    rate: money.Rate | None = None
    until: date | None = None
    milestone: str = ""
    domestic: int | None = None
    foreign: int | None = None
    holdings: tuple[Holding, ...] = ()
    number: str = ""
    text: str = ""

    def same_as(self, other: Event) -> bool:
        """Whether both say the same, whenever they were recorded."""
        return replace(self, order=0) == replace(other, order=0)


@dataclass(frozen=True, slots=True)
class Labour:
    """People: Vietnamese and foreign; None is unknown."""

    domestic: int | None
    foreign: int | None


@dataclass(frozen=True, slots=True)
class Milestone:
    """What was promised, first and last, and what happened."""

    first_due: date | None = None
    due: date | None = None
    achieved: date | None = None

    def days_late(self, on: date) -> int | None:
        """Days after the last promise (negative: before it); None where nothing was promised or
        the promised day has not come."""
        if self.due is None or (self.achieved is None and on <= self.due):
            return None
        return ((self.achieved or on) - self.due).days


@dataclass(frozen=True, slots=True)
class State:
    """A project on a day. `registered` and `realised` are per currency; an empty `realised` is
    unknown, not zero."""

    status: str = v.UNREGISTERED
    registered: Mapping[str, Decimal] = field(default_factory=dict)
    realised: Mapping[str, Decimal] = field(default_factory=dict)
    holdings: tuple[Holding, ...] = ()
    origin: str | None = None
    country: str = ""
    number: str = ""
    name: str = ""
    goals: str = ""
    registered_on: date | None = None
    ended_on: date | None = None
    term_until: date | None = None
    labour_planned: Labour | None = None
    labour_employed: Labour | None = None
    milestones: Mapping[str, Milestone] = field(default_factory=dict)

    @property
    def in_force(self) -> bool:
        return self.status in v.IN_FORCE

    @property
    def phase(self) -> str:
        """Preparation, construction or operation, by the milestones achieved."""
        done = {name for name, one in self.milestones.items() if one.achieved}
        if v.OPERATION_STARTED in done:
            return v.OPERATING
        started = {v.CONSTRUCTION_STARTED, v.CONSTRUCTION_COMPLETED} & done
        return v.CONSTRUCTING if started else v.PREPARING


def in_order(events: Iterable[Event]) -> list[Event]:
    return sorted(events, key=lambda event: (event.on, event.order))


def replay(events: Iterable[Event], on: date | None = None) -> State:
    """The state at the end of the day `on`; None: after all that is recorded.

    Raises:
        EventRefused: an event up to that day cannot be.
    """
    state = State()
    seen: list[Event] = []
    for event in in_order(events):
        if on is not None and event.on > on:
            break
        _check(event, state, seen)
        state = _STEPS[event.kind](state, event)
        seen.append(event)
    return _expired(state, on)


def admit(events: Iterable[Event], new: Event, today: date) -> State:
    """The last state with `new` among the events, if the whole history still holds.

    Raises:
        EventRefused: it lies in the future, is recorded already, cannot be, or makes a later
            event impossible (`terms["later"]` is then that event).
    """
    earlier = list(events)
    if new.on > today:
        raise EventRefused("in_future", new, today=today)
    if any(new.same_as(event) for event in earlier):
        raise EventRefused("duplicate", new)
    try:
        return replay([*earlier, new])
    except EventRefused as refused:
        if refused.event is new:
            raise
        raise EventRefused(refused.code, new, later=refused.event, **refused.terms) from None


def registered_in_dong(events: Iterable[Event], on: date) -> Decimal | None:
    """Registered capital in VND, every part of it at the rate frozen on its own record.

    None where a part in another currency names no rate. The history is taken as checked.
    """
    parts = [
        (-event.amount if event.kind == v.LOWERED else event.amount, event.currency, event.rate)
        for event in events
        if event.kind in v.CAPITAL and event.on <= on and event.amount is not None
    ]
    return money.in_dong(parts)


def _expired(state: State, on: date | None) -> State:
    """The term's last day is a day in force; the next is not."""
    over = on is not None and state.term_until is not None and on > state.term_until
    return replace(state, status=v.EXPIRED) if over and state.in_force else state


def _check(event: Event, state: State, seen: list[Event]) -> None:
    if event.kind not in v.KINDS:
        raise EventRefused("unknown_kind", event)
    if any(event.same_as(other) for other in seen if other.on == event.on):
        raise EventRefused("duplicate", event)
    if state.ended_on is not None:
        raise EventRefused("after_end", event, ended_on=state.ended_on, capital=state.registered)
    if state.registered_on is None and event.kind not in v.BEFORE_CERTIFICATE:
        raise EventRefused("before_certificate", event, capital=state.registered)
    if event.kind in v.WITH_MONEY:
        _check_money(event)
    if event.kind in v.WITH_LABOUR:
        _check_labour(event)
    if event.kind in v.WITH_MILESTONE and event.milestone not in v.MILESTONES:
        raise EventRefused("unknown_milestone", event)
    if event.kind in v.WITH_TEXT and not event.text.strip():
        raise EventRefused("missing_text", event)
    if event.kind in v.WITH_HOLDINGS:
        _check_holdings(event)


def _check_money(event: Event) -> None:
    if event.currency not in money.CURRENCIES:
        raise EventRefused("unknown_currency", event)
    fault = money.fault_of(event.amount, zero=event.kind == v.REALISED)
    if fault:
        raise EventRefused(fault, event)
    if event.rate is not None and (event.rate.vnd <= 0 or not event.rate.source.strip()):
        raise EventRefused("rate_without_terms", event)


def _check_labour(event: Event) -> None:
    counts = (event.domestic, event.foreign)
    if all(count is None for count in counts) or any(c is not None and c < 0 for c in counts):
        raise EventRefused("bad_headcount", event)


def _check_holdings(event: Event) -> None:
    if not event.holdings:
        raise EventRefused("no_investor", event)
    shares = [holding.share for holding in event.holdings if holding.share is not None]
    if any(share <= 0 for share in shares) or sum(shares) > 100:
        raise EventRefused("bad_shares", event, total=sum(shares, Decimal(0)))
    if len({holding.investor for holding in event.holdings}) < len(event.holdings):
        raise EventRefused("investor_twice", event)


# One step for each kind of event: the state after it.


def _policy_approved(state: State, event: Event) -> State:
    if state.registered_on is not None:
        return state  # an approval of the policy may also be adjusted later
    return replace(state, status=v.APPROVED)


def _registered(state: State, event: Event) -> State:
    if state.registered_on is not None:
        raise EventRefused("second_certificate", event, registered_on=state.registered_on)
    if event.until is not None and event.until <= event.on:
        raise EventRefused("term_not_after", event)
    assert event.amount is not None
    return _held(
        replace(
            state,
            status=v.ACTIVE,
            registered={event.currency: event.amount},
            registered_on=event.on,
            term_until=event.until,
            number=event.number,
            goals=event.text,
        ),
        event,
    )


def _held(state: State, event: Event) -> State:
    return replace(
        state,
        holdings=event.holdings,
        origin=origin_of(event.holdings, event.on),
        country=leading_country(event.holdings),
    )


def _raised(state: State, event: Event) -> State:
    assert event.amount is not None
    return _with_capital(state, event.currency, event.amount)


def _lowered(state: State, event: Event) -> State:
    assert event.amount is not None
    if event.amount > state.registered.get(event.currency, Decimal(0)):
        raise EventRefused("below_zero", event, capital=state.registered)
    return _with_capital(state, event.currency, -event.amount)


def _with_capital(state: State, currency: str, change: Decimal) -> State:
    now = state.registered.get(currency, Decimal(0)) + change
    return replace(state, registered={**state.registered, currency: now})


def _goals_changed(state: State, event: Event) -> State:
    return replace(state, goals=event.text)


def _renamed(state: State, event: Event) -> State:
    return replace(state, name=event.text)


def _term_changed(state: State, event: Event) -> State:
    assert state.registered_on is not None
    if event.until is None or event.until <= state.registered_on:
        raise EventRefused("term_not_after", event)
    return replace(state, term_until=event.until)


def _suspended(state: State, event: Event) -> State:
    if state.status == v.SUSPENDED:
        raise EventRefused("suspended_already", event)
    return replace(state, status=v.SUSPENDED)


def _resumed(state: State, event: Event) -> State:
    if state.status != v.SUSPENDED:
        raise EventRefused("not_suspended", event)
    return replace(state, status=v.ACTIVE)


def _ended(state: State, event: Event) -> State:
    return replace(state, status=event.kind, ended_on=event.on)


def _realised(state: State, event: Event) -> State:
    assert event.amount is not None
    return replace(state, realised={**state.realised, event.currency: event.amount})


def _labour_planned(state: State, event: Event) -> State:
    return replace(state, labour_planned=Labour(event.domestic, event.foreign))


def _labour_employed(state: State, event: Event) -> State:
    return replace(state, labour_employed=Labour(event.domestic, event.foreign))


def _committed(state: State, event: Event) -> State:
    if event.until is None:
        raise EventRefused("missing_until", event)
    before = state.milestones.get(event.milestone, Milestone())
    promised = replace(before, first_due=before.first_due or event.until, due=event.until)
    return replace(state, milestones={**state.milestones, event.milestone: promised})


def _achieved(state: State, event: Event) -> State:
    before = state.milestones.get(event.milestone, Milestone())
    if before.achieved is not None:
        raise EventRefused("achieved_already", event, achieved=before.achieved)
    done = replace(before, achieved=event.on)
    return replace(state, milestones={**state.milestones, event.milestone: done})


_STEPS: dict[str, Callable[[State, Event], State]] = {
    v.POLICY_APPROVED: _policy_approved,
    v.REGISTERED: _registered,
    v.RAISED: _raised,
    v.LOWERED: _lowered,
    v.GOALS_CHANGED: _goals_changed,
    v.RENAMED: _renamed,
    v.TERM_CHANGED: _term_changed,
    v.TRANSFERRED: _held,
    v.SUSPENDED: _suspended,
    v.RESUMED: _resumed,
    v.TERMINATED: _ended,
    v.REVOKED: _ended,
    v.REALISED: _realised,
    v.LABOUR_PLANNED: _labour_planned,
    v.LABOUR_EMPLOYED: _labour_employed,
    v.COMMITTED: _committed,
    v.ACHIEVED: _achieved,
}
