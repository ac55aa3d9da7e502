"""Counts and sums of all projects at any date or over any period. Pure, over compact arrays.

The arrays are made once from the events (`Register.of`) and asked many times. Money is summed as
whole numbers in the smallest unit that the amounts of its currency need, so every sum is exact.
The history of each project is taken as checked (`replay`); nothing is refused here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np

from diaban.projects import vocabulary as v
from diaban.projects.origin import leading_country, origin_of
from diaban.projects.replay import Event

KIND_CODES = {kind: code for code, kind in enumerate(v.KINDS)}
LIFE = (v.REGISTERED, v.SUSPENDED, v.RESUMED, v.TERMINATED, v.REVOKED)
ADJUSTMENTS = (v.RAISED, v.LOWERED, v.GOALS_CHANGED, v.TERM_CHANGED, v.TRANSFERRED, v.RENAMED)
UNKNOWN = -1
NEVER = np.iinfo(np.int32).max
Money = dict[str, Decimal]
Parts = dict[str, dict[str, int]]
"""How many projects moved each sum: its name → currency → projects."""
Group = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """What is fixed about a project: None is unknown."""

    code: str
    kind: str
    park: str | None
    zone: str | None
    sector: str | None
    infrastructure_project: str | None = None


@dataclass(slots=True)
class Standing:
    """Projects in force at a date. `reported` projects have told their realised capital,
    `counted_domestic` and `counted_foreign` ones these people; the sums are of those and say
    nothing about the others."""

    count: int = 0
    suspended: int = 0
    operating: int = 0
    capital: Money = field(default_factory=dict)
    realised: Money = field(default_factory=dict)
    reported: int = 0
    counted_domestic: int = 0
    counted_foreign: int = 0
    labour_domestic: int = 0
    labour_foreign: int = 0


@dataclass(slots=True)
class Movements:
    """What happened in a period. `raised` and `lowered` count projects, not events; an ended
    project's capital is what it had on that day."""

    new: int = 0
    new_capital: Money = field(default_factory=dict)
    raised: int = 0
    raised_capital: Money = field(default_factory=dict)
    lowered: int = 0
    lowered_capital: Money = field(default_factory=dict)
    adjusted: int = 0
    terminated: int = 0
    revoked: int = 0
    expired: int = 0
    ended_capital: Money = field(default_factory=dict)
    parts: Parts = field(default_factory=dict, compare=False)

    @property
    def ended(self) -> int:
        return self.terminated + self.revoked


@dataclass(frozen=True, slots=True)
class Register:
    """All projects and events as columns; events in the order of project, day, recording.

    `amount` is signed for capital (lowered is negative). `origin` and `country` are indices, given
    with certificates and transfers. `until` is a day's ordinal.
    """

    rows: Sequence[Row]
    currencies: Sequence[str]
    scales: Sequence[int]
    names: Mapping[str, Sequence[str | None]]
    static: Mapping[str, np.ndarray]
    project: np.ndarray
    day: np.ndarray
    kind: np.ndarray
    amount: np.ndarray
    currency: np.ndarray
    until: np.ndarray
    origin: np.ndarray
    country: np.ndarray
    domestic: np.ndarray
    foreign: np.ndarray
    operation: np.ndarray

    @classmethod
    def of(cls, projects: Iterable[tuple[Row, Sequence[Event]]]) -> Register:
        """The arrays of these projects with their events."""
        rows, events, owner = [], [], []
        for number, (row, history) in enumerate(projects):
            rows.append(row)
            ordered = sorted(history, key=lambda event: (event.on, event.order))
            events += ordered
            owner += [number] * len(ordered)
        return _arrays(rows, events, np.array(owner, np.int32))

    def terms(self) -> list[int]:
        """The last days of all terms that certificates and their changes gave; NEVER for none."""
        return self.until[_kinds(self, v.REGISTERED, v.TERM_CHANGED)].tolist()


def _arrays(rows: list[Row], events: list[Event], owner: np.ndarray) -> Register:
    currencies = sorted({event.currency for event in events if event.amount is not None})
    scales = [_scale(events, currency) for currency in currencies]
    index = {currency: number for number, currency in enumerate(currencies)}
    amounts = [_amount(event, scales, index) for event in events]
    largest = sum(map(abs, amounts))
    countries = sorted({leading_country(e.holdings) for e in events if e.holdings} - {""})
    names: dict[str, list[str | None]] = {"origin": list(v.ORIGINS), "country": list(countries)}
    static = {}
    for name in ("kind", "park", "zone", "sector", "infrastructure_project"):
        names[name], static[name] = _coded([getattr(row, name) for row in rows])
    return Register(
        rows=rows,
        currencies=currencies,
        scales=scales,
        names=names,
        static=static,
        project=owner,
        day=_column(events, np.int32, lambda e: e.on.toordinal()),
        kind=_column(events, np.uint8, lambda e: KIND_CODES[e.kind]),
        # Beyond what 64 bits can sum, Python's own whole numbers are used: slower, never wrong.
        amount=np.array(amounts, np.int64 if largest < 2**63 else object),
        currency=_column(events, np.int16, lambda e: index.get(e.currency, UNKNOWN)),
        until=_column(events, np.int32, lambda e: e.until.toordinal() if e.until else NEVER),
        origin=_column(events, np.int8, lambda e: _origin(e)),
        country=_column(events, np.int16, lambda e: _country(e, countries)),
        domestic=_column(events, np.int32, lambda e: UNKNOWN if e.domestic is None else e.domestic),
        foreign=_column(events, np.int32, lambda e: UNKNOWN if e.foreign is None else e.foreign),
        operation=_column(events, np.bool_, lambda e: e.milestone == v.OPERATION_STARTED),
    )


def _column(events: list[Event], kind: Any, value: Callable[[Event], Any]) -> np.ndarray:
    return np.fromiter((value(event) for event in events), kind, len(events))


def _coded(values: list[str | None]) -> tuple[list[str | None], np.ndarray]:
    names = sorted({value for value in values if value})
    index = {name: number for number, name in enumerate(names)}
    codes = [index.get(value, UNKNOWN) if value else UNKNOWN for value in values]
    return list(names), np.array(codes, np.int32)


def _scale(events: list[Event], currency: str) -> int:
    """1 where all amounts of the currency are whole, else 100."""
    amounts = (event.amount for event in events if event.currency == currency and event.amount)
    return 1 if all(amount == amount.to_integral_value() for amount in amounts) else 100


def _amount(event: Event, scales: list[int], index: Mapping[str, int]) -> int:
    if event.amount is None:
        return 0
    whole = int(event.amount * scales[index[event.currency]])
    return -whole if event.kind == v.LOWERED else whole


def _origin(event: Event) -> int:
    known = origin_of(event.holdings, event.on) if event.holdings else None
    return v.ORIGINS.index(known) if known else UNKNOWN


def _country(event: Event, countries: list[str]) -> int:
    code = leading_country(event.holdings)
    return countries.index(code) if code else UNKNOWN


def _kinds(register: Register, *kinds: str) -> np.ndarray:
    """Which events are of these kinds."""
    wanted = np.zeros(len(v.KINDS), np.bool_)
    wanted[[KIND_CODES[kind] for kind in kinds]] = True
    return wanted[register.kind]


def _last(register: Register, chosen: np.ndarray) -> np.ndarray:
    """For each project the number of its last chosen event, -1 for none."""
    last = np.full(len(register.rows), UNKNOWN, np.int64)
    where = np.flatnonzero(chosen)
    last[register.project[where]] = where  # events are in order: the last assignment stays
    return last


def _given(column: np.ndarray, last: np.ndarray, missing: Any) -> np.ndarray:
    """The column's value at each project's last event, `missing` where it has none."""
    if not len(column):
        return np.full(len(last), missing)
    return np.where(last >= 0, column[last], missing)


@dataclass(frozen=True, slots=True)
class Moment:
    """Every project at the end of one day."""

    in_force: np.ndarray
    suspended: np.ndarray
    expired: np.ndarray
    origin: np.ndarray
    country: np.ndarray


def moment(register: Register, day: date) -> Moment:
    until = register.day <= day.toordinal()
    life = _last(register, until & _kinds(register, *LIFE))
    state = _given(register.kind, life, 255)
    ended = (state == KIND_CODES[v.TERMINATED]) | (state == KIND_CODES[v.REVOKED])
    alive = (life >= 0) & ~ended
    term = _last(register, until & _kinds(register, v.REGISTERED, v.TERM_CHANGED))
    over = _given(register.until, term, NEVER) < day.toordinal()
    held = _last(register, until & _kinds(register, v.REGISTERED, v.TRANSFERRED))
    return Moment(
        in_force=alive & ~over,
        suspended=alive & ~over & (state == KIND_CODES[v.SUSPENDED]),
        expired=alive & over,
        origin=_given(register.origin, held, UNKNOWN),
        country=_given(register.country, held, UNKNOWN),
    )


def _groups(register: Register, at: Moment, by: Sequence[str]) -> tuple[np.ndarray, list[Group]]:
    """The group of each project, and what each group is called."""
    codes = np.zeros(len(register.rows), np.int64)
    sizes = []
    for name in by:
        values = getattr(at, name) if name in ("origin", "country") else register.static[name]
        size = len(register.names[name]) + 1
        codes = codes * size + (values + 1)
        sizes.append(size)
    used, groups = np.unique(codes, return_inverse=True)
    return groups, [_called(register, by, sizes, int(code)) for code in used]


def _called(register: Register, by: Sequence[str], sizes: list[int], code: int) -> Group:
    parts: list[str | None] = []
    for name, size in zip(reversed(by), reversed(sizes), strict=True):
        code, value = divmod(code, size)
        parts.append(register.names[name][value - 1] if value else None)
    return tuple(reversed(parts))


def _count(groups: np.ndarray, size: int, chosen: np.ndarray) -> list[int]:
    return np.bincount(groups[chosen], minlength=size).tolist()


def _by_project(register: Register, events: np.ndarray) -> np.ndarray:
    """Money of the chosen events: a row for each project, a column for each currency."""
    width = max(len(register.currencies), 1)
    totals = np.zeros(len(register.rows) * width, register.amount.dtype)
    where = np.flatnonzero(events)
    place = register.project[where].astype(np.int64) * width + register.currency[where]
    np.add.at(totals, place, register.amount[where])
    return totals.reshape(-1, width)


def _sums(register: Register, groups: np.ndarray, size: int, amounts: np.ndarray) -> list[Money]:
    """Money of the projects per group and currency."""
    table = np.zeros((size, amounts.shape[1]), amounts.dtype)
    np.add.at(table, groups, amounts)
    return [
        {
            currency: Decimal(int(row[number])) / register.scales[number]
            for number, currency in enumerate(register.currencies)
            if row[number]
        }
        for row in table
    ]


def _parts(
    register: Register, groups: np.ndarray, size: int, amounts: Mapping[str, np.ndarray]
) -> list[Parts]:
    """How many projects have an amount in each sum, per group."""
    found: list[Parts] = [{} for _ in range(size)]
    for name, table in amounts.items():
        for number, currency in enumerate(register.currencies):
            counts = _count(groups, size, table[:, number] != 0)
            for parts, count in zip(found, counts, strict=True):
                if count:
                    parts.setdefault(name, {})[currency] = count
    return found


def standing(
    register: Register, day: date, by: Sequence[str] = ("origin",)
) -> dict[Group, Standing]:
    """Projects in force at the end of `day`, by any of origin, country, kind, park, zone, sector,
    infrastructure_project. A part of a group's name that is None is "unknown"."""
    at = moment(register, day)
    groups, names = _groups(register, at, by)
    size = len(names)
    until = register.day <= day.toordinal()
    ours = until & at.in_force[register.project]
    operating = np.zeros(len(register.rows), np.bool_)
    operating[register.project[until & _kinds(register, v.ACHIEVED) & register.operation]] = True
    told = _last_realised(register, ours)
    reported = np.zeros(len(register.rows), np.bool_)
    reported[register.project[told]] = True
    labour = _last(register, ours & _kinds(register, v.LABOUR_EMPLOYED))
    people = [_given(column, labour, UNKNOWN) for column in (register.domestic, register.foreign)]
    counts = [
        _count(groups, size, chosen)
        for chosen in (
            at.in_force, at.suspended, at.in_force & operating, reported,
            people[0] != UNKNOWN, people[1] != UNKNOWN,
        )
    ]  # fmt: skip
    capital, realised = (
        _sums(register, groups, size, _by_project(register, chosen))
        for chosen in (ours & _kinds(register, *v.CAPITAL), told)
    )
    domestic, foreign = (_added(groups, size, one) for one in people)
    in_force, suspended, operates, reporting, counted_domestic, counted_foreign = counts
    return {
        name: Standing(
            count=in_force[n],
            suspended=suspended[n],
            operating=operates[n],
            capital=capital[n],
            realised=realised[n],
            reported=reporting[n],
            counted_domestic=counted_domestic[n],
            counted_foreign=counted_foreign[n],
            labour_domestic=domestic[n],
            labour_foreign=foreign[n],
        )
        for n, name in enumerate(names)
        if in_force[n]
    }


def _last_realised(register: Register, ours: np.ndarray) -> np.ndarray:
    """The last report of realised capital of each project and currency: it is a total to date."""
    width = max(len(register.currencies), 1)
    where = np.flatnonzero(ours & _kinds(register, v.REALISED))
    last = np.full(len(register.rows) * width, UNKNOWN, np.int64)
    last[register.project[where].astype(np.int64) * width + register.currency[where]] = where
    told = np.zeros(len(register.day), np.bool_)
    told[last[last >= 0]] = True
    return told


def _added(groups: np.ndarray, size: int, values: np.ndarray) -> list[int]:
    """Whole numbers per group; what is unknown (-1) adds nothing."""
    totals = np.zeros(size, np.int64)
    np.add.at(totals, groups, np.maximum(values, 0))
    return totals.tolist()


def movements(
    register: Register, first: date, last: date, by: Sequence[str] = ("origin",)
) -> dict[Group, Movements]:
    """What happened from `first` to `last`, both included. A project counts under what it is at the
    end of `last`."""
    at = moment(register, last)
    groups, names = _groups(register, at, by)
    size = len(names)
    inside = (register.day >= first.toordinal()) & (register.day <= last.toordinal())
    until = register.day <= last.toordinal()

    def projects(*kinds: str) -> np.ndarray:
        touched = np.zeros(len(register.rows), np.bool_)
        touched[register.project[inside & _kinds(register, *kinds)]] = True
        return touched

    def counted(*kinds: str) -> list[int]:
        return _count(groups, size, projects(*kinds))

    before = moment(register, date.fromordinal(first.toordinal() - 1))
    expired = _count(groups, size, at.expired & ~before.expired)
    ended = projects(v.TERMINATED, v.REVOKED)
    lost = until & ended[register.project] & _kinds(register, *v.CAPITAL)
    amounts = {
        "new_capital": _by_project(register, inside & _kinds(register, v.REGISTERED)),
        "raised_capital": _by_project(register, inside & _kinds(register, v.RAISED)),
        "lowered_capital": -_by_project(register, inside & _kinds(register, v.LOWERED)),
        "ended_capital": _by_project(register, lost),
    }
    new, raised, lowered, ending = (_sums(register, groups, size, one) for one in amounts.values())
    figures = zip(
        counted(v.REGISTERED), new, counted(v.RAISED), raised, counted(v.LOWERED), lowered,
        counted(*ADJUSTMENTS), counted(v.TERMINATED), counted(v.REVOKED), expired, ending,
        _parts(register, groups, size, amounts),
        strict=True,
    )  # fmt: skip
    found = {name: Movements(*one) for name, one in zip(names, figures, strict=True)}
    return {name: one for name, one in found.items() if one != Movements()}


def total(parts: Iterable[Standing]) -> Standing:
    """The sum of standings: counts and, per currency, money."""
    summed = Standing()
    for one in parts:
        for name in ("count", "suspended", "operating", "reported", "counted_domestic",
                     "counted_foreign", "labour_domestic", "labour_foreign"):  # fmt: skip
            setattr(summed, name, getattr(summed, name) + getattr(one, name))
        for name in ("capital", "realised"):
            sums = getattr(summed, name)
            for currency, amount in getattr(one, name).items():
                sums[currency] = sums.get(currency, Decimal(0)) + amount
    return summed
