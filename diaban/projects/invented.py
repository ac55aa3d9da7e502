"""An invented register of projects that shows how the program works. Pure and seeded.

Everything in it is made up and says so; real are only the parks in which it plays, the years from
which they existed, and the published totals that it reproduces: 147 foreign projects with 10.367
billion USD and 204 domestic ones with 132,134 billion VND in force on 31 March 2025 (`MARKS`), and
on the way there the published 91 with 4.36 billion (September 2022) and 127 with 8.2 billion USD
(early 2024). Domestic marks before 2025 are made up.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

from diaban.projects import vocabulary as v
from diaban.projects import vsic
from diaban.projects.money import Rate
from diaban.projects.origin import Holding
from diaban.projects.replay import Event

SEED = 19970327
LAST_DAY = date(2026, 10, 31)
PREFIX = "MH"  # minh họa
RATE = (Decimal(25000), "Tỷ giá minh họa, không phải tỷ giá thật")


@dataclass(frozen=True, slots=True)
class Place:
    """Where projects play: real keys, the first possible year, how likely, which sectors."""

    park: str | None
    zone: str | None
    infrastructure: tuple[tuple[str, int], ...]  # real infrastructure projects with first years
    sectors: str
    weight: int
    origins: tuple[str, ...] = v.ORIGINS


PLACES = (
    Place("park:cai-lan", None, (("cai-lan", 1997),), "10 11 23 28 17", 11),
    Place("park:hai-yen", "economic_zone:mong-cai", (("hai-yen", 2005),), "13 14 15 22", 5),
    Place("park:viet-hung", None, (("viet-hung", 2006),), "29 30 25 22 28", 7),
    Place("park:dong-mai", None, (("dong-mai", 2008),), "26 27 14 25 22", 9),
    Place("park:cang-bien-hai-ha", "economic_zone:mong-cai", (("texhong-hai-ha", 2014),),
          "13 14 20 35", 8),
    Place("park:dam-nha-mac", "economic_zone:quang-yen",
          (("nam-tien-phong", 2014), ("bac-tien-phong", 2016), ("bach-dang", 2019)),
          "52 24 26 27 16 20", 10),
    Place("park:song-khoai", "economic_zone:quang-yen", (("song-khoai", 2018),), "26 27 25 22", 10),
    Place(None, "economic_zone:mong-cai", (("", 2012),), "46 52 47 10 56", 9, (v.DOMESTIC,)),
    Place(None, "economic_zone:van-don", (("", 2007),), "55 68 56 03", 8, (v.DOMESTIC,)),
    Place(None, "economic_zone:quang-yen", (("", 2020),), "52 03 35", 4, (v.DOMESTIC,)),
)  # fmt: skip
COUNTRIES = ("CN", "HK", "KR", "JP", "TW", "SG", "TH", "US", "DE", "NL")
COUNTRY_WEIGHTS = (30, 16, 14, 12, 9, 7, 5, 3, 2, 2)


@dataclass(frozen=True, slots=True)
class Mark:
    """What is in force at the end of a day: projects, and capital in steps of `UNIT`."""

    day: date
    count: int
    capital: int


UNIT = {v.FOREIGN: 10_000, v.DOMESTIC: 100_000_000}
CURRENCY = {v.FOREIGN: "USD", v.DOMESTIC: "VND"}
MARKS = {
    v.FOREIGN: (
        Mark(date(2022, 9, 30), 91, 436_000),
        Mark(date(2023, 12, 31), 127, 820_000),
        Mark(date(2025, 3, 31), 147, 1_036_700),
        Mark(LAST_DAY, 176, 1_132_000),
    ),
    v.DOMESTIC: (
        Mark(date(2022, 9, 30), 158, 742_500),
        Mark(date(2023, 12, 31), 183, 998_400),
        Mark(date(2025, 3, 31), 204, 1_321_340),
        Mark(LAST_DAY, 236, 1_612_500),
    ),
}
ENDED_FIRST = {v.FOREIGN: 19, v.DOMESTIC: 31}  # granted and ended before the first mark
ENDED_BETWEEN = 3  # granted and ended between two marks, for each origin


@dataclass(slots=True)
class Invented:
    """An invented project with its history; the investor is named by its number and country."""

    origin: str
    place: Place
    infrastructure: str
    sector: str
    country: str
    granted: date
    kind: str = v.SECONDARY
    number: int = 0
    area: Decimal | None = None
    ended: date | None = None
    how: str = ""
    lines: list[tuple[date, int]] = field(default_factory=list)  # capital, the certificate's first
    events: list[Event] = field(default_factory=list)

    @property
    def code(self) -> str:
        return f"{PREFIX}-{self.number:03d}"

    @property
    def name(self) -> str:
        if self.kind == v.INFRASTRUCTURE:
            return f"Dự án hạ tầng minh họa {self.number:03d}"
        return f"Dự án minh họa {self.number:03d}: {vsic.name_of(self.sector, 'vi').lower()}"

    @property
    def investor(self) -> str:
        return f"Doanh nghiệp minh họa {self.number:03d}"

    def held(self, order: int) -> int:
        return sum(amount for on, amount in self.lines if on.toordinal() <= order)


def projects() -> list[Invented]:
    """The whole register, the same at every call."""
    chance = random.Random(SEED)  # noqa: S311  (an invented world, not a secret)
    made: list[Invented] = []
    for origin in v.ORIGINS:
        made += _of_origin(origin, chance)
    made.sort(key=lambda one: (one.granted, one.origin, one.place.park or ""))
    for number, one in enumerate(made, 1):
        one.number = number
        one.events = _life(one, chance)
    return made


def _of_origin(origin: str, chance: random.Random) -> list[Invented]:
    alive: list[Invented] = []
    gone = [_short_lived(origin, date(1997, 6, 1), MARKS[origin][0].day, chance)
            for _ in range(ENDED_FIRST[origin])]  # fmt: skip
    before = Mark(date(1997, 3, 26), 0, 0)
    for mark in MARKS[origin]:
        first = before.day + timedelta(days=1)
        fresh = [_new(origin, first, mark.day, chance) for _ in range(mark.count - len(alive))]
        if before.count == 0:
            fresh = [*_infrastructure(origin), *fresh[len(_infrastructure(origin)) :]]
        else:
            gone += [_short_lived(origin, first, mark.day, chance) for _ in range(ENDED_BETWEEN)]
        _spread(alive, fresh, mark.capital - before.capital, first, mark.day, chance)
        alive += fresh
        before = mark
    for one in gone:
        one.lines = [(one.granted, chance.randint(40, 900))]
    return alive + gone


def _infrastructure(origin: str) -> list[Invented]:
    """One project for each real infrastructure project; the developers are invented."""
    made = []
    for place in PLACES:
        for code, year in place.infrastructure:
            foreign = code in ("texhong-hai-ha", "nam-tien-phong", "bac-tien-phong", "song-khoai")
            if code and foreign == (origin == v.FOREIGN):
                country = "SG" if foreign else v.HOME
                granted = date(year, 4, 25) if year > 1997 else date(1997, 3, 27)
                made.append(Invented(
                    origin, place, code, "68", country, granted, v.INFRASTRUCTURE
                ))  # fmt: skip
    return made


def _new(origin: str, first: date, last: date, chance: random.Random) -> Invented:
    """A secondary project granted within these days, somewhere that existed by then."""
    possible = [
        (place, code, max(first, date(year, 9, 1)))
        for place in PLACES
        if origin in place.origins
        for code, year in place.infrastructure
        if date(year, 9, 1) < last
    ]
    weights = [one[0].weight / len(one[0].infrastructure) for one in possible]
    place, code, earliest = chance.choices(possible, weights)[0]
    days = (last - earliest).days
    # More of them late than early, as the parks filled.
    granted = earliest + timedelta(days=int(days * chance.random() ** 0.8))
    country = v.HOME
    if origin == v.FOREIGN:
        country = chance.choices(COUNTRIES, COUNTRY_WEIGHTS)[0]
    made = Invented(
        origin, place, code, chance.choice(place.sectors.split()), country, _weekday(granted, first)
    )
    if place.park:
        made.area = Decimal(chance.randint(60, 1400)) / 100
    return made


def _weekday(day: date, first: date) -> date:
    """That day, or the Friday before a weekend, not before `first`."""
    return max(day - timedelta(days=max(0, day.weekday() - 4)), first)


def _short_lived(origin: str, first: date, last: date, chance: random.Random) -> Invented:
    """Granted and ended within these days."""
    one = _new(origin, first, last - timedelta(days=120), chance)
    room = (last - one.granted).days
    one.ended = one.granted + timedelta(days=chance.randint(min(90, room), room))
    one.how = chance.choice((v.REVOKED, v.REVOKED, v.TERMINATED))
    return one


def _spread(
    alive: list[Invented], fresh: list[Invented], growth: int, first: date, last: date,
    chance: random.Random,
) -> None:  # fmt: skip
    """Give these projects certificates and adjustments within the days that add up to `growth`."""
    lowered = 0
    for one in chance.sample(alive, len(alive) // 12):
        held = one.held(first.toordinal())
        cut = held * chance.randint(5, 25) // 100
        if cut:
            one.lines.append((_day_within(one, first, last, chance), -cut))
            lowered += cut
    raised = [(one, one.granted) for one in fresh]
    for one in [*alive, *fresh]:
        for _ in range(chance.choices((0, 1, 2), (60, 30, 10))[0]):
            on = _day_within(one, first, last, chance)
            if on > one.granted:
                raised.append((one, on))
    weights = [chance.lognormvariate(0, 1.25) * _size(one) for one, _on in raised]
    whole = growth + lowered - len(raised)
    parts = [1 + int(whole * weight / sum(weights)) for weight in weights]
    parts[parts.index(max(parts))] += growth + lowered - sum(parts)
    for (one, on), part in zip(raised, parts, strict=True):
        one.lines.append((on, part))
    for one in [*alive, *fresh]:
        one.lines.sort()


def _day_within(one: Invented, first: date, last: date, chance: random.Random) -> date:
    """A day in the period, half a year after the certificate at least where there is room."""
    earliest = min(max(first, one.granted + timedelta(days=180)), last)
    return _weekday(earliest + timedelta(days=chance.randint(0, (last - earliest).days)), earliest)


def _size(one: Invented) -> float:
    return 4.0 if one.kind == v.INFRASTRUCTURE else 1.0


def _life(one: Invented, chance: random.Random) -> list[Event]:
    """The events of an invented project, up to the last day of the register."""
    unit, currency = UNIT[one.origin], CURRENCY[one.origin]
    end = one.ended or LAST_DAY
    events = []
    for on, amount in _merged(one.lines):
        kind = v.RAISED if amount > 0 else v.LOWERED
        rate = Rate(RATE[0], on, RATE[1]) if currency == "USD" else None
        events.append(Event(kind, on, 0, Decimal(abs(amount) * unit), currency, rate))
    term = date(one.granted.year + 50, one.granted.month, min(one.granted.day, 28))
    holding = Holding(one.investor, one.country, Decimal(100))
    events[0] = replace(
        events[0], kind=v.REGISTERED, until=term, holdings=(holding,), number=f"{one.code}/GCN-MH"
    )
    events += _progress(one, end, sum(e.amount or 0 for e in events), chance)
    if one.ended:
        events = [event for event in events if event.on < one.ended]
        events.append(Event(one.how, one.ended, number=f"{one.code}/QĐ-MH"))
    elif chance.random() < 0.02 and end.year - one.granted.year > 3:
        events.append(Event(v.SUSPENDED, end - timedelta(days=chance.randint(20, 300))))
    ordered = sorted(events, key=lambda event: (event.on, v.KINDS.index(event.kind)))
    return [replace(event, order=place) for place, event in enumerate(ordered)]


def _merged(lines: Sequence[tuple[date, int]]) -> list[tuple[date, int]]:
    """One adjustment a day; those that cancel each other out never happened."""
    days: dict[date, int] = {}
    for on, amount in sorted(lines):
        days[on] = days.get(on, 0) + amount
    return [(on, amount) for on, amount in days.items() if amount]


def _progress(
    one: Invented, end: date, capital: Decimal | int, chance: random.Random
) -> list[Event]:
    """Promises and what came of them, labour planned and reported, capital realised."""
    people = max(12, int(chance.lognormvariate(4.6, 0.8)))
    foreign = people // 40 if one.origin == v.FOREIGN else 0
    events = [Event(v.LABOUR_PLANNED, one.granted, domestic=people, foreign=foreign)]
    offsets = {
        v.LAND_RECEIVED: chance.randint(30, 150),
        v.CONSTRUCTION_STARTED: chance.randint(160, 300),
        v.OPERATION_STARTED: chance.randint(450, 1000),
    }
    late = 0
    for milestone, offset in offsets.items():
        due = one.granted + timedelta(days=offset)
        events.append(Event(v.COMMITTED, one.granted, milestone=milestone, until=due))
        late += chance.choice((-20, 0, 0, 15, 40, 120, 260))
        done = due + timedelta(days=late)
        if milestone == v.OPERATION_STARTED and one.granted.year > 2020 and chance.random() < 0.2:
            break  # promised and not begun
        if one.granted < done <= end:
            events.append(Event(v.ACHIEVED, done, milestone=milestone))
    begun = [e.on for e in events if (e.kind, e.milestone) == (v.ACHIEVED, v.OPERATION_STARTED)]
    started = begun[0] if begun else end
    for year in range(max(started.year, end.year - 3), end.year + 1):
        on = date(year, 12, 14) if year < end.year else end - timedelta(days=1)
        if started < on < end:
            working = int(people * chance.uniform(0.55, 1.1))
            events.append(Event(
                v.LABOUR_EMPLOYED, on, domestic=working, foreign=working // 45 if foreign else 0
            ))  # fmt: skip
    share = min(1.0, max(0.0, (end - one.granted).days / 1500)) * chance.uniform(0.5, 0.98)
    if capital and chance.random() < 0.9:
        on = min(end, date(2025, 3, 14)) if one.granted < date(2025, 3, 1) else end
        realised = int(one.held(on.toordinal()) * share) * UNIT[one.origin]
        events.append(Event(v.REALISED, on, 0, Decimal(realised), CURRENCY[one.origin]))
    return events
