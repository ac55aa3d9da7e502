"""The values of indicators for any periods and places, at any moment, out of the rooms' records."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import NamedTuple

from django.utils import timezone

from diaban.indicators import definitions as rules
from diaban.indicators.definitions import EXTERNAL, FLOW, Computed, Definition
from diaban.indicators.formulas import Amount
from diaban.indicators.geography import Geography
from diaban.indicators.models import DefinitionVersion
from diaban.indicators.queries import QUERIES, ROOMS, Answers, Asked, Noting, Source, room_of
from diaban.indicators.reading import WHOLE
from diaban.projects import periods
from diaban.projects.periods import CALENDAR, LONGER, Period

QUARTERS = 40
"""How many quarters an edition shows: ten years."""
BEFORE_REGISTER = Amount(None, ("before_register",))


class Figure(NamedTuple):
    """One computed value; `demonstration`: it comes out of an invented register."""

    definition: Definition
    period: Period
    place: str
    computed: Computed
    running: bool
    demonstration: bool


@dataclass(slots=True)
class Records:
    """Everything that figures are made of, opened once and asked as often as needed."""

    now: datetime
    today: date
    geography: Geography
    _sources: dict[str, Source | None] = field(default_factory=dict)
    _answers: dict[tuple[str, Period], Answers] = field(default_factory=dict)

    @classmethod
    def open(cls, now: datetime | None = None, *, localities: bool = True) -> Records:
        """As of a moment; without `localities` only the whole, parks and zones can be asked for."""
        moment = now or timezone.now()
        geography = Geography.read(localities=localities)
        return cls(moment, timezone.localdate(moment), geography)

    def source(self, room: str) -> Source | None:
        """A room's records; None where it has none."""
        if room not in self._sources:
            known = ROOMS.get(room)
            asked = Asked(self.geography, self.now, self.today)
            self._sources[room] = known.open(asked) if known else None
        return self._sources[room]

    def terms(self, query: str, period: Period) -> Mapping[str, Amount] | None:
        """The amounts of a query by place; None before the room's first record, empty without."""
        room = room_of(query)
        source = self.source(room)
        if source is None:
            return {}
        if _known_by(query, period) < source.first:
            return None
        key = (room, period)
        if key not in self._answers:
            settled = self.geography.localities.settled
            answers = source.answer(period)
            self._answers[key] = {name: settled(amounts) for name, amounts in answers.items()}
        return self._answers[key].get(query, {})

    def note(self) -> None:
        """What was answered is about to be published, or kept to be restated later."""
        for source in self._sources.values():
            if isinstance(source, Noting):
                source.note()

    def first_day(self) -> date | None:
        """The day of the first record of any room."""
        found = [source.first for room in ROOMS if (source := self.source(room)) is not None]
        return min(found, default=None)

    def places(self) -> list[str]:
        recorded = {
            place
            for room in ROOMS
            if (source := self.source(room)) is not None
            for place in source.recorded
        }
        return self.geography.places(recorded)

    def figures(
        self, definition: Definition, period: Period, places: Sequence[str]
    ) -> Iterator[Figure]:
        """The values of one indicator in these places; where it does not exist there is none."""
        rooms = {room_of(name) for name in definition.terms}
        sources = [source for room in rooms if (source := self.source(room)) is not None]
        if not definition.terms or len(sources) < len(rooms):
            return
        invented = any(source.demonstration for source in sources)
        running = period.last >= self.today
        numerators = self.terms(definition.numerator, period)
        denominators = self.terms(definition.denominator, period) if definition.denominator else {}
        stood = self.geography.localities.stood
        for place in places:
            if not stood(place, period.last):
                continue
            over, under = _term(numerators, place), _term(denominators, place)
            if over is None or (definition.denominator and under is None):
                continue
            computed = rules.compute(definition, over, under)
            yield Figure(definition, period, place, computed, running, invented)


def _known_by(query: str, period: Period) -> date:
    """The day by which a room's register must have begun, so that it can tell of a period.

    What happened in a longer period is not what happened in those of its quarters that a register
    knows: it must have begun in the first of them.
    """
    asked = QUERIES.get(query)
    if asked is not None and asked.period == FLOW and periods.kind_of(period.name) in LONGER:
        return periods.period(periods.quarters_of(period.name)[0], period.cutoff).last
    return period.last


def _term(amounts: Mapping[str, Amount] | None, place: str) -> Amount | None:
    return BEFORE_REGISTER if amounts is None else amounts.get(place)


class Book:
    """The live versions of every definition."""

    def __init__(self, versions: Iterable[Definition]) -> None:
        self.versions: dict[str, list[Definition]] = {}
        for one in versions:
            self.versions.setdefault(one.code, []).append(one)

    @classmethod
    def read(cls) -> Book:
        return cls(one for one, _row in live())

    @cached_property
    def codes(self) -> list[str]:
        return list(self.versions)

    def on(self, code: str, day: date) -> Definition | None:
        return rules.at(self.versions.get(code, ()), day)


def live() -> list[tuple[Definition, DefinitionVersion]]:
    """Every live version with its row, in the order of topics, then as the pack lists them."""
    rows = list(DefinitionVersion.objects.filter(withdrawn_at=None))
    first: dict[str, int] = {}
    for row in sorted(rows, key=lambda row: row.pk):
        first.setdefault(row.code, row.pk)
    order = list(rules.TOPICS)
    rows.sort(key=lambda row: (
        order.index(row.topic) if row.topic in order else len(order), first[row.code],
        row.valid_from or date.min, row.pk,
    ))  # fmt: skip
    numbers: dict[str, int] = {}
    found = []
    for row in rows:
        numbers[row.code] = numbers.get(row.code, 0) + 1
        found.append((definition_of(row, numbers[row.code]), row))
    return found


def definition_of(row: DefinitionVersion, version: int = 1) -> Definition:
    return Definition(
        version=version,
        **{name: getattr(row, name) for name in (
            "code", "topic", "name_vi", "name_en", "short_vi", "short_en", "unit", "decimals",
            "kind", "numerator", "denominator", "scale", "period", "cutoff", "direction",
            "basis_vi", "basis_en", "owner", "trust", "source", "valid_from", "valid_to",
        )},
    )  # fmt: skip


def quarters(first: date, today: date, most: int = QUARTERS) -> list[str]:
    """The quarters from the first day to today, the last `most` of them."""
    names: list[str] = []
    day = today
    while len(names) < most:
        period = periods.period(periods.quarter_of(day))
        names.append(period.name)
        if period.first <= first:
            break
        day = period.before
    return names[::-1]


def longer(names: Iterable[str]) -> list[str]:
    """The half-years, nine months and years in which these quarters lie, kind by kind.

    A longer period has begun with its first quarter: no other is named.
    """
    found: dict[tuple[str, str], None] = {}
    for kind in LONGER:
        for name in names:
            year, number = int(name[:4]), int(name[-1])
            held = periods.holding(kind, 3 * number, year)
            if name in periods.quarters_of(held):
                found[kind, held] = None
    return [name for _kind, name in found]


def months(names: Iterable[str], today: date) -> list[str]:
    """The months of these quarters that have begun."""
    found = [f"{name[:4]}-{3 * int(name[-1]) - back:02d}" for name in names for back in (2, 1, 0)]
    return [name for name in found if periods.period(name).first <= today]


def compute(
    records: Records,
    book: Book,
    codes: Sequence[str] | None = None,
    names: Sequence[str] | None = None,
    places: Sequence[str] | None = None,
) -> Iterator[Figure]:
    """Every value of these indicators, periods and places (all quarters, where none are given).

    The version of a definition that holds at the end of a period makes its figure; of one that
    runs, the version at the end of this quarter.

    Raises:
        ValueError: there is no period of that name.
    """
    if names is None:
        first = records.first_day()
        names = quarters(first, records.today) if first else []
    where = records.places() if places is None else places
    so_far = periods.period(periods.quarter_of(records.today)).last
    for code in codes or book.codes:
        for name in names:
            definition = book.on(code, min(periods.period(name, CALENDAR).last, so_far))
            if definition is None or definition.kind == EXTERNAL:
                continue
            period = periods.period(name, definition.cutoff)
            yield from records.figures(definition, period, where)


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """While very many figures are made: the garbage collector would look through all of them again
    and again, and none of them is garbage."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def zero_denominators(records: Records, definition: Definition) -> list[str]:
    """The periods of the known records in which a ratio would have nothing to divide by."""
    first = records.first_day()
    if first is None or not definition.denominator:
        return []
    found = []
    for name in quarters(first, records.today):
        terms = records.terms(definition.denominator, periods.period(name, definition.cutoff))
        if terms and WHOLE in terms:
            found.append((name, terms[WHOLE]))
    return rules.zero_denominators(definition, found)


def by_key(figures: Iterable[Figure]) -> Mapping[tuple[str, str, str], Figure]:
    """(code, period, place) → figure."""
    return {(one.definition.code, one.period.name, one.place): one for one in figures}
