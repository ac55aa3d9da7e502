"""Who keeps every edition and subtracts as he likes learns no private person's capital.

The attacker reads the numbers of both documents and of restatements, nothing else. Every amount in
the invented registers is a power of eight of its own, so that each number shows which amounts it is
made of, and no difference of numbers is somebody's capital by coincidence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone
from hypothesis import example, given, settings
from hypothesis import strategies as st

from diaban.indicators.geography import SCOPE_NAMES, Geography
from diaban.indicators.localities.dividing import COMMUNE, DISTRICT, Localities, Unit
from diaban.indicators.queries import Asked
from diaban.indicators.queries.projects import Projects
from diaban.projects import disclosure, periods
from diaban.projects import vocabulary as v
from diaban.projects.contribution import content
from diaban.projects.disclosure import Recorded
from diaban.projects.origin import Holding
from diaban.projects.records import Books
from diaban.projects.replay import Event
from diaban.projects.statistics import Row

FIRST, STEP, EDITIONS = date(2025, 5, 20), timedelta(days=50), 5
PARKS = ("park:a", "park:b", None)
PERIODS = [
    periods.period(f"2025{mark}") for mark in ("-Q2", "-Q3", "-Q4", "-06", "-08", "-H1", "-9M", "")
]
WARD, TOWN = Unit("locality:1", COMMUNE), Unit("locality:2", DISTRICT)
LOCALITIES = Localities.of(
    {
        "park:a": {COMMUNE: frozenset({WARD.key}), DISTRICT: frozenset({TOWN.key})},
        "park:b": {DISTRICT: frozenset({TOWN.key})},
    },
    {WARD.key: WARD, TOWN.key: TOWN},
)
GEOGRAPHY = Geography(
    {**SCOPE_NAMES, "park:a": {}, "park:b": {}, WARD.key: {}, TOWN.key: {}, "among:commune": {}},
    {}, {}, frozenset(), LOCALITIES,
)  # fmt: skip
CLOSED, CLOSED_AT, LATE = "2025-Q2", 2, date(2025, 6, 25)
"""A quarter, the step that closes it (which counts as an edition), and the day in the quarter of
what is written down before it."""
BASE = 8
EXAMPLES = 20
Told = dict[tuple[Any, ...], int]
Number = dict[int, int]
"""Event → how often its amount is in a published number."""


@dataclass(slots=True)
class World:
    """Projects with what was recorded of them so far, and whose they are today."""

    rows: list[Row]
    histories: list[list[Recorded]]
    holders: list[list[bool | None]]
    amounts: list[int] = field(default_factory=list)

    def private(self, number: int) -> bool:
        return disclosure.private([[one] for one in self.holders[number]])

    def amount(self) -> tuple[int, Decimal]:
        self.amounts.append(len(self.amounts))
        return len(self.amounts), Decimal(BASE ** (len(self.amounts) - 1))

    def books(self) -> Books:
        return Books.of([
            (row, self.histories[number], self.private(number))
            for number, row in enumerate(self.rows)
        ])  # fmt: skip

    def remember(self, day: date) -> None:
        """What an edition counts is noted, as `records.remember` does."""
        for number, history in enumerate(self.histories):
            if not self.private(number):
                self.histories[number] = [
                    replace(one, counted_on=None if one.withdrawn else day) for one in history
                ]


@dataclass(frozen=True, slots=True)
class Plan:
    """A project: where it lies, whether foreign, and what happens before each edition."""

    park: str | None
    foreign: bool
    steps: Sequence[tuple[str, bool | None]]


WHAT = ("nothing", "nothing", v.RAISED, v.LOWERED, v.REALISED, v.TERMINATED, v.TRANSFERRED,
        v.TERM_CHANGED, "said", "said", "withdrawn")  # fmt: skip
PLANS = st.lists(
    st.builds(
        Plan,
        st.sampled_from(PARKS),
        st.booleans(),
        st.lists(
            st.tuples(st.sampled_from(WHAT), st.sampled_from([True, False, None])),
            min_size=EDITIONS, max_size=EDITIONS,
        ),
    ),
    min_size=1,
    max_size=5,
)  # fmt: skip

RAISED_LATE = Plan(None, True, [
    ("nothing", False), ("nothing", None), (v.RAISED, None), ("said", True), ("nothing", None),
])  # fmt: skip
"""An organisation that only a closed quarter counted whole, before it was said to be a person."""


def begin(plans: Sequence[Plan]) -> World:
    rows = [Row(f"P-{n}", v.SECONDARY, one.park, None, "26") for n, one in enumerate(plans)]
    return World(rows, [[] for _ in plans], [[] for _ in plans])


def happen(world: World, number: int, plan: Plan, step: int, on: date) -> None:
    """One thing happens to a project; at first it is granted its certificate."""
    what, person = plan.steps[step]
    history, holders = world.histories[number], world.holders[number]
    currency = "USD" if plan.foreign else "VND"
    held = (Holding(f"I-{number}", "KR" if plan.foreign else "VN", Decimal(100), plan.foreign),)
    if not history:
        order, amount = world.amount()
        until = on + timedelta(days=90) if what == v.TERM_CHANGED else None
        history.append(Recorded(
            Event(v.REGISTERED, on, order, amount, currency, until=until, holdings=held)
        ))  # fmt: skip
        holders.append(person)
    elif what in (v.RAISED, v.LOWERED, v.REALISED):
        order, amount = world.amount()
        history.append(Recorded(Event(what, on, order, amount, currency)))
    elif what == v.TERMINATED:
        history.append(Recorded(Event(what, on, 90)))
    elif what == v.TERM_CHANGED:
        history.append(Recorded(Event(what, on, 91, until=on + timedelta(days=30))))
    elif what == v.TRANSFERRED:
        history.append(Recorded(Event(what, on, 92, holdings=held)))
        holders.append(person)
    elif what == "said":
        holders[-1] = person
    elif what == "withdrawn" and history[-1].event.kind in (v.RAISED, v.LOWERED, v.REALISED):
        history[-1] = replace(history[-1], withdrawn=True)


def published(world: World, on: date) -> Told:
    """Every amount of money that an edition of this day tells."""
    books = world.books()
    return {
        **dict(_document(content(books, on))),
        **dict(_indicators(books, on)),
    }


def _document(said: dict[str, Any]) -> Iterator[tuple[tuple[Any, ...], int]]:
    tables = {name: lines for name, lines in said.items() if isinstance(lines, list)}
    tables["published"] = said["published"]["totals"]
    for name, lines in tables.items():
        for line in lines:
            which = tuple(
                line.get(part) for part in ("period", "park", "country", "sector", "kind", "origin")
            )
            for measure, amounts in line.items():
                for currency, amount in amounts.items() if isinstance(amounts, dict) else ():
                    yield (name, *which, measure, currency), int(amount)


def _indicators(books: Books, on: date) -> Iterator[tuple[tuple[Any, ...], int]]:
    source = Projects.__new__(Projects)
    source._books, source._unplaced = books, 0
    source._asked = Asked(GEOGRAPHY, timezone.now(), on)
    source.recorded = frozenset(LOCALITIES.groups)
    for period in PERIODS:
        for name, places in source.answer(period).items():
            if period.first <= on and name.rpartition("_")[2] in ("usd", "vnd"):
                for place, amount in places.items():
                    if amount.value is not None:
                        yield (name, period.name, place), int(amount.value)


def made_of(amount: int) -> Number:
    """Which amounts a number adds up, and how often: its digits to the base, from -3 to 4."""
    found, number = {}, 0
    while amount:
        amount, digit = divmod(amount, BASE)
        if digit > BASE // 2:
            amount, digit = amount + 1, digit - BASE
        number += 1
        if digit:
            found[number] = digit
    return found


def restated(last_said: Told, told: Told, step: int) -> Told:
    """How much each restatement of the closed quarter moves a figure; what was last said of it is
    brought up to date."""
    found = {
        ("restated", step, *which): told[which] - was
        for which, was in last_said.items()
        if told.get(which, was) != was
    }
    for which in list(last_said):
        if which in told:
            last_said[which] = told[which]
        else:  # restated as unknown: there is nothing to subtract from
            del last_said[which]
    return found


def editions(plans: Sequence[Plan]) -> Iterator[tuple[World, Told]]:
    """The world at each edition and what the edition tells, before it is noted."""
    world = begin(plans)
    closed: Told = {}
    moved: Told = {}
    for step in range(EDITIONS):
        on = FIRST + step * STEP
        for number, plan in enumerate(plans):
            day = LATE if step == CLOSED_AT else on
            happen(world, number, plan, step, day - timedelta(days=number + 1))
        told = published(world, on)
        moved |= restated(closed, told, step)
        if step == CLOSED_AT:
            closed = {
                which: amount for which, amount in told.items()
                if which[0].startswith("projects.") and which[1] == CLOSED
            }  # fmt: skip
        yield world, told | moved
        world.remember(on)


@settings(deadline=None, max_examples=EXAMPLES)
@example([RAISED_LATE])
@given(PLANS)
def test_what_happens_to_a_private_person_s_project_is_in_no_number_and_no_difference(plans):
    numbers, never = {0}, set(range(len(plans)))
    for world, told in editions(plans):
        never = {number for number in never if world.private(number)}
        secret = {
            one.event.order
            for number, history in enumerate(world.histories)
            if world.private(number)
            for one in history
            if one.counted_on is None
        }
        for which, amount in told.items():
            assert not secret & made_of(amount).keys(), which
        numbers |= set(told.values())
    capitals = {capital for number in never for capital in _capitals(world.histories[number])}
    assert not capitals & {abs(one - other) for one in numbers for other in numbers}


@settings(deadline=None, max_examples=EXAMPLES)
@example([RAISED_LATE])
@given(PLANS)
def test_no_number_moves_by_what_an_organisation_had_before_a_person_took_over(plans):
    before: Told = {}
    for world, told in editions(plans):
        kept = {
            one.event.order
            for number, history in enumerate(world.histories)
            if world.private(number)
            for one in history
        }
        for which in before.keys() & told.keys():
            was, now = made_of(before[which]), made_of(told[which])
            assert [was.get(one) for one in kept] == [now.get(one) for one in kept], which
        for which in before.keys() ^ told.keys():
            latest = _stood_before(which, before) if which in told else {}
            now = made_of({**before, **told}[which])
            assert not kept & {one for one in now if now[one] != latest.get(one)}, which
        before = told


def _stood_before(which: tuple[Any, ...], before: Told) -> Number:
    """What the edition before said of the quarter that ran then: a stock goes on from it."""
    if not which[0].startswith("projects."):
        return {}
    earlier = [one for one in before if one[0] == which[0] and one[2] == which[2]]
    return made_of(before[max(earlier)]) if earlier else {}


def _capitals(history: Sequence[Recorded]) -> Iterator[int]:
    """Every registered or realised capital that a project had at some time."""
    held = 0
    for one in history:
        if one.event.kind == v.REALISED:
            yield int(one.event.amount or 0)
        elif one.event.amount is not None:
            held += int(one.event.amount) * (-1 if one.event.kind == v.LOWERED else 1)
            yield held


def test_the_attacker_sees_what_restatements_move():
    closed = {("projects.capital_vnd", CLOSED, ""): 1}
    assert restated(closed, {("projects.capital_vnd", CLOSED, ""): 9}, 3) == {
        ("restated", 3, "projects.capital_vnd", CLOSED, ""): 8
    }
    assert restated(closed, {("projects.capital_vnd", CLOSED, ""): 9}, 4) == {}


def test_the_attacker_sees_the_capital_of_organisations():
    plan = Plan("park:a", False, [("nothing", False)] * EDITIONS)
    *_others, (_world, told) = editions([plan])
    for place in ("park:a", WARD.key, TOWN.key):
        assert told["projects.capital_vnd", "2025-Q4", place] == 1
    assert ("totals", None, None, None, None, None, v.DOMESTIC, "capital", "VND") in told
