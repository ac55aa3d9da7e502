"""An invented land register that shows how the program works. Pure and seeded.

Real are only the infrastructure projects, their areas, and the published totals of 31 March 2025
that it reproduces exactly: 2,717.0 ha cleared, 1,105.9 ha leased, and the 1,972.7 ha ready that the
published share implies (`MARKS`). Every division of them among parks, every plot, contract,
household and date is made up, and is marked so wherever it is stored or shown.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, field
from datetime import date, timedelta

from diaban.land.clearance import quarter_end
from diaban.land.ledger import FREE, INDUSTRIAL, LEASED, OUTSIDE, USES, Entry, Leg

SEED = 27170
MARK_DAY = date(2025, 3, 31)
LAST_DAY = date(2026, 10, 31)
PREFIX = "MH"  # minh họa


@dataclass(frozen=True, slots=True)
class Mark:
    """One infrastructure project: code, founded, and hectares on the day of the mark.

    `industrial` is known for Đông Mai and Nam Tiền Phong and made up for the others.
    """

    code: str
    founded: date
    industrial: float
    cleared: float
    ready: float
    leased: float


MARKS = (
    Mark("cai-lan", date(1997, 6, 2), 66, 78, 66, 66),
    Mark("hai-yen", date(2005, 6, 1), 133, 165, 118, 72),
    Mark("viet-hung", date(2006, 5, 15), 216, 260, 190, 118),
    Mark("dong-mai", date(2008, 6, 2), 124.17, 160, 124.17, 106.8),
    Mark("texhong-hai-ha", date(2014, 4, 25), 480, 520, 375, 262),
    Mark("nam-tien-phong", date(2014, 12, 24), 317.2, 340.3, 230, 78),
    Mark("bac-tien-phong", date(2016, 9, 16), 830, 560, 390, 130),
    Mark("song-khoai", date(2018, 4, 2), 500, 560, 430, 248),
    Mark("bach-dang", date(2019, 6, 3), 125, 73.7, 49.53, 25.1),
)


@dataclass(slots=True)
class Lot:
    """An invented plot: m², when it became ready, and its contract, if any."""

    code: str
    area: int
    ready_on: date
    lease: str = ""


@dataclass(slots=True)
class Contract:
    number: str
    lessee: str
    lots: list[Lot]
    start: date
    end: date
    build_by: date
    built_on: date | None = None
    ended_on: date | None = None
    payment: str = "annual"


@dataclass(slots=True)
class Cleared:
    """An invented clearance block with m² by use; `on` is None where it is not handed over yet."""

    code: str
    areas: dict[str, int]
    households: int
    organisations: int
    begun: date
    on: date | None
    forecasts: list[tuple[date, date, date]] = field(default_factory=list)
    disputed: int = 0

    @property
    def area(self) -> int:
        return sum(self.areas.values())


@dataclass(slots=True)
class Zone:
    """The invented register of one real infrastructure project."""

    mark: Mark
    gross: int
    entries: list[Entry] = field(default_factory=list)
    lots: list[Lot] = field(default_factory=list)
    contracts: list[Contract] = field(default_factory=list)
    blocks: list[Cleared] = field(default_factory=list)


def m2(hectares: float) -> int:
    return round(hectares * 10_000)


def register(areas: dict[str, float]) -> list[Zone]:
    """The whole register, the same at every call; `areas` are hectares by code of the project."""
    chance = random.Random(SEED)  # noqa: S311  (an invented world, not a secret)
    return [_zone(mark, m2(areas[mark.code]), chance) for mark in MARKS if areas.get(mark.code)]


def _zone(mark: Mark, gross: int, chance: random.Random) -> Zone:
    zone = Zone(mark, gross)
    plan = _plan(mark, gross)
    founding = [Leg(f"{use}.not_cleared", area) for use, area in plan.items() if area]
    zone.entries.append(Entry("found", mark.founded, (Leg(OUTSIDE, -gross), *founding)))
    cleared = _cleared_by_mark(mark, plan)
    handed = {use: round(area * 0.92) for use, area in cleared.items()}
    handed[INDUSTRIAL] = max(m2(mark.ready), round(cleared[INDUSTRIAL] * 0.95))
    late = {use: cleared[use] - handed[use] for use in USES}
    years = _days_of_clearance(mark.founded, chance)
    for number, areas in enumerate(_shares(handed, len(years), chance)):
        _clear(zone, number, areas, years[number], chance)
        _hand_over(zone, areas, years[number] + timedelta(days=chance.randint(60, 150)))
    if any(late.values()):
        _clear(
            zone, len(years), late, date(2025, chance.randint(2, 3), chance.randint(3, 25)), chance
        )
    _lots(zone, years, chance)
    _contracts(zone, chance)
    left = {use: plan[use] - cleared[use] for use in USES}
    _after_mark(zone, left, late, handed[INDUSTRIAL] - m2(mark.ready), chance)
    zone.entries.sort(key=lambda entry: entry.on)
    return zone


def _plan(mark: Mark, gross: int) -> dict[str, int]:
    industrial = min(m2(mark.industrial), gross)
    rest = gross - industrial
    infrastructure, green = rest * 48 // 100, rest * 40 // 100
    return {
        INDUSTRIAL: industrial,
        "infrastructure": infrastructure,
        "green": green,
        "other": rest - infrastructure - green,
    }


def _cleared_by_mark(mark: Mark, plan: dict[str, int]) -> dict[str, int]:
    """What is cleared of each use on the day of the mark; the sum is exact."""
    total, gross = m2(mark.cleared), sum(plan.values())
    industrial = max(m2(mark.ready), total * plan[INDUSTRIAL] // gross)
    rest = total - industrial
    others = {use: plan[use] for use in USES if use != INDUSTRIAL}
    found = {INDUSTRIAL: industrial}
    for use, area in others.items():
        found[use] = rest * area // max(1, sum(others.values()))
    found["infrastructure"] += total - sum(found.values())
    return {use: found[use] for use in USES}


def _shares(areas: dict[str, int], count: int, chance: random.Random) -> list[dict[str, int]]:
    """The areas in `count` parts of about the same mixture; nothing is lost in rounding."""
    weights = [chance.uniform(0.6, 1.4) for _ in range(count)]
    parts = [
        {use: int(area * weight / sum(weights)) for use, area in areas.items()}
        for weight in weights
    ]
    for use, area in areas.items():
        parts[0][use] += area - sum(part[use] for part in parts)
    return parts


def _days_of_clearance(founded: date, chance: random.Random) -> list[date]:
    """The first a year after the founding, the others over ten years or until 2023."""
    first = founded + timedelta(days=365)
    span = (min(date(2023, 9, 1), first + timedelta(days=3_650)) - first).days
    count = max(3, span // 600)
    ends = [first + timedelta(days=span * number // (count - 1)) for number in range(count)]
    return [first, *(day - timedelta(days=chance.randint(0, 120)) for day in ends[1:])]


def _clear(zone: Zone, number: int, areas: dict[str, int], on: date, chance: random.Random) -> None:
    legs = []
    for use, area in areas.items():
        if area:
            legs += [Leg(f"{use}.not_cleared", -area), Leg(f"{use}.cleared", area)]
    zone.entries.append(Entry("clear", on, tuple(legs)))
    zone.blocks.append(_block(zone, number, areas, on, chance))


def _block(
    zone: Zone, number: int, areas: dict[str, int], on: date | None, chance: random.Random
) -> Cleared:
    hectares = sum(areas.values()) / 10_000
    until = on or LAST_DAY
    begun = max(zone.mark.founded, until - timedelta(days=chance.randint(400, 800)))
    block = Cleared(
        f"{PREFIX}-{zone.mark.code}-K{number + 1}", areas,
        max(1, round(hectares * chance.uniform(0.4, 1.3))), chance.randint(0, 3), begun, on,
    )  # fmt: skip
    if on is not None:
        for before in (540, 360, 150):
            made = on - timedelta(days=before + chance.randint(0, 40))
            if made > begun:
                # Forecasts grow better as the day comes near, and are seldom too dark.
                miss = timedelta(days=round(before * chance.uniform(-0.55, 0.12)))
                width = timedelta(days=60 + before // 4)
                block.forecasts.append((made, on + miss - width, on + miss + width // 3))
    return block


def _hand_over(zone: Zone, areas: dict[str, int], on: date) -> None:
    legs, finished = [], []
    for use, area in areas.items():
        if area:
            legs += [Leg(f"{use}.cleared", -area), Leg(f"{use}.handed_over", area)]
        if use != INDUSTRIAL and area * 4 // 5:
            done = area * 4 // 5
            finished += [Leg(f"{use}.handed_over", -done), Leg(f"{use}.serviced", done)]
    zone.entries.append(Entry("hand_over", on, tuple(legs)))
    if finished:
        later = min(on + timedelta(days=300), MARK_DAY)
        zone.entries.append(Entry("service", later, tuple(finished)))


def _lots(zone: Zone, years: list[date], chance: random.Random) -> None:
    """Plots that are ready by the mark; those to be leased by then add up to the leased area."""
    leased = _sizes(m2(zone.mark.leased), chance)
    free = _sizes(m2(zone.mark.ready) - m2(zone.mark.leased), chance)
    order = [*(("leased", area) for area in leased), *(("free", area) for area in free)]
    # The first plots are the longest on offer and mostly leased; the free ones came late.
    order.sort(key=lambda one: chance.random() + (0.6 if one[0] == "free" else 0))
    total, done = sum(area for _kind, area in order), 0
    for number, (kind, area) in enumerate(order, 1):
        done += area
        ready = _ready_day(zone, done, total, years, chance)
        code = f"{PREFIX}-{zone.mark.code}-{number:03d}"
        zone.lots.append(Lot(code, area, ready, lease="yes" if kind == "leased" else ""))
    _service(zone, zone.lots)


def _ready_day(zone: Zone, done: int, total: int, years: list[date], chance: random.Random) -> date:
    """A day on which so much land had been handed over, and infrastructure had been built."""
    handed, needed = 0, done
    for entry in sorted(zone.entries, key=lambda one: one.on):
        if entry.kind == "hand_over":
            handed += sum(leg.area_m2 for leg in entry.legs if leg.account == f"{INDUSTRIAL}.handed_over")  # fmt: skip  # noqa: E501
            if handed >= needed:
                built = entry.on + timedelta(days=chance.randint(150, 400))
                return min(quarter_end(built), date(2024, 12, 31))
    return date(2024, 12, 31)


def _sizes(total: int, chance: random.Random) -> list[int]:
    """Plots of half a hectare to thirty that add up to a total."""
    sizes = []
    while total > 0:
        large = chance.random() < 0.12
        size = m2(chance.uniform(9, 28) if large else chance.triangular(0.6, 7, 2.4))
        size = size // 10 * 10
        if total - size < 8_000:
            size = total
        sizes.append(size)
        total -= size
    return sizes


def _service(zone: Zone, lots: list[Lot]) -> None:
    by_day: dict[date, list[Lot]] = {}
    for lot in lots:
        by_day.setdefault(lot.ready_on, []).append(lot)
    for day, ready in sorted(by_day.items()):
        legs = [Leg(f"{INDUSTRIAL}.handed_over", -sum(lot.area for lot in ready))]
        legs += [Leg(FREE, lot.area, lot.code) for lot in ready]
        zone.entries.append(Entry("service", day, tuple(legs)))


def _contracts(zone: Zone, chance: random.Random) -> None:
    waiting = [lot for lot in zone.lots if lot.lease]
    waiting.sort(key=lambda lot: lot.ready_on)
    while waiting:
        taken = [waiting.pop(0) for _ in range(min(len(waiting), chance.choice((1, 1, 1, 2, 3))))]
        ready = max(lot.ready_on for lot in taken)
        room = max(1, (MARK_DAY - ready).days)
        start = ready + timedelta(days=chance.randint(1, min(room, 900)))
        _sign(zone, taken, min(start, MARK_DAY), chance)
    offered = [lot for lot in zone.lots if not lot.lease and lot.ready_on < date(2017, 1, 1)]
    for lot in offered[:2]:  # a contract that was given up before the mark
        contract = _sign(zone, [lot], lot.ready_on + timedelta(days=200), chance)
        contract.ended_on = contract.start + timedelta(days=1_500)
        contract.built_on = None
        _release(zone, contract)


def _sign(zone: Zone, lots: list[Lot], start: date, chance: random.Random) -> Contract:
    number = f"{PREFIX}-{zone.mark.code}/{len(zone.contracts) + 1:03d}/HĐTL"
    end = date(zone.mark.founded.year + 50, zone.mark.founded.month, zone.mark.founded.day)
    if chance.random() < 0.07:
        end = start + timedelta(days=3650 if start.year < 2014 else chance.choice((1825, 3650)))
    if end <= LAST_DAY + timedelta(days=30):
        end = LAST_DAY + timedelta(days=chance.randint(60, 360))
    build_by = start + timedelta(days=730)
    built = start + timedelta(days=chance.randint(300, 900))
    contract = Contract(
        number, f"Bên thuê minh họa {zone.mark.code} {len(zone.contracts) + 1:03d}", lots, start,
        end, build_by, payment=chance.choice(("annual", "once", "once")),
    )  # fmt: skip
    if built <= LAST_DAY and chance.random() > 0.07:
        contract.built_on = built
    legs = [Leg(FREE, -lot.area, lot.code) for lot in lots]
    legs += [Leg(LEASED, lot.area, lot.code, number) for lot in lots]
    zone.entries.append(Entry("lease", start, tuple(legs)))
    zone.contracts.append(contract)
    for lot in lots:
        lot.lease = number
    return contract


def _release(zone: Zone, contract: Contract) -> None:
    assert contract.ended_on is not None
    legs = [Leg(LEASED, -lot.area, lot.code, contract.number) for lot in contract.lots]
    legs += [Leg(FREE, lot.area, lot.code) for lot in contract.lots]
    zone.entries.append(Entry("release", contract.ended_on, tuple(legs)))
    for lot in contract.lots:
        lot.lease = ""


def _after_mark(
    zone: Zone, left: dict[str, int], late: dict[str, int], unfinished: int, chance: random.Random
) -> None:
    """From the mark to today: land handed over, made ready and leased; blocks still to come.

    `unfinished` is industrial land handed over by the mark and not ready then, in m².
    """
    if any(late.values()):
        _hand_over(zone, late, date(2025, 8, chance.randint(4, 25)))
    fresh = (late[INDUSTRIAL] // 2 + unfinished * 2 // 3) // 100 * 100
    if fresh:
        lots = [
            Lot(f"{PREFIX}-{zone.mark.code}-{len(zone.lots) + number:03d}", area, date(2026, 6, 30))
            for number, area in enumerate(_sizes(fresh, chance), 1)
        ]
        zone.lots += lots
        _service(zone, lots)
    for lot in [one for one in zone.lots if not one.lease and one.ready_on <= MARK_DAY]:
        if chance.random() < 0.1:
            start = MARK_DAY + timedelta(days=chance.randint(20, 560))
            _sign(zone, [lot], start, chance)
    _blocks_to_come(zone, left, chance)


def _blocks_to_come(zone: Zone, left: dict[str, int], chance: random.Random) -> None:
    """Land not cleared yet: one block came since the mark, some have forecasts, some have none."""
    if sum(left.values()) < 50_000:
        return
    parts = _shares(left, 5, chance)
    done, *waiting = parts
    _clear(zone, len(zone.blocks), done, date(2026, chance.randint(3, 8), 15), chance)
    for number, areas in enumerate(waiting, len(zone.blocks)):
        block = _block(zone, number, areas, None, chance)
        if number % 4 != 3:
            start = LAST_DAY + timedelta(days=chance.randint(-60, 700))
            for made, slip in ((date(2025, 10, 5), -120), (date(2026, 7, 6), 0)):
                first = start + timedelta(days=slip)
                block.forecasts.append((made, first, first + timedelta(days=150)))
        block.disputed = chance.choice((0, 0, 1, 3))
        zone.blocks.append(block)


def outlines(
    lots: list[Lot], gross: int, east: float, north: float
) -> dict[str, list[tuple[float, float]]]:
    """Rectangles in metres for plots, in rows within the circle of the zone's area.

    What finds no room has an area and no outline. The middle rows are filled first.
    """
    radius = math.sqrt(gross / math.pi)
    height = max(90.0, radius / 7)
    rows = int(radius // height)
    places = [row for distance in range(rows + 1) for row in {distance, -distance - 1}]
    found: dict[str, list[tuple[float, float]]] = {}
    waiting = list(lots)
    for row in places:
        low, high = row * height, (row + 1) * height
        reach = radius**2 - max(abs(low), abs(high)) ** 2
        if reach <= 0:
            continue
        half = math.sqrt(reach)
        x = -half
        for lot in list(waiting):
            width = lot.area / height
            if x + width <= half:
                corners = [(x, low), (x + width, low), (x + width, high), (x, high)]
                found[lot.code] = [(east + a, north + b) for a, b in corners]
                waiting.remove(lot)
                x += width
    return found
