"""Invented histories of dossiers: plausible, seeded, each with the outcome that was wished. Pure.

Nothing in here is a fact about any enterprise. The first quarter of 2025 is made so that its
figures are those that were published for it: 116 received, 68 early, 16 on time, none late.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from diaban import clock
from diaban.clock.calendar import VIETNAM
from diaban.dossiers import clockwork, outcome
from diaban.dossiers.catalogue import Offer
from diaban.dossiers.lifecycle import Event, Kind
from diaban.dossiers.outcome import Bucket

FIRST_QUARTER = outcome.quarter(2025, 1)
PUBLISHED = {Bucket.EARLY: 68, Bucket.ON_TIME: 16, Bucket.OPEN_IN_TIME: 28, Bucket.WAITING: 4}
"""116 in all. How the 32 open ones divide is invented; that they were 32 is arithmetic."""
RECENT = 30
FATES = {Bucket.EARLY: 68, Bucket.ON_TIME: 22, Bucket.LATE: 4, Bucket.WITHDRAWN: 3,
         Bucket.RETURNED: 3}  # fmt: skip
REASONS = (
    "Bổ sung bản vẽ mặt bằng có xác nhận của chủ đầu tư hạ tầng.",
    "Bổ sung giấy tờ chứng minh năng lực tài chính.",
    "Bản dịch hộ chiếu chưa được chứng thực.",
    "Chưa thống nhất diện tích giữa đơn và hợp đồng thuê lại đất.",
)
AGENCIES = ("Sở Nông nghiệp và Môi trường", "Sở Xây dựng", "Công an tỉnh")
LATE_REASONS = ("Phải xác minh lại ranh giới khu đất.", "Hệ thống dữ liệu gián đoạn hai ngày.")


@dataclass(frozen=True, slots=True)
class Story:
    """One invented dossier; `number` of the enterprise that files it."""

    procedure: str
    version: str
    received: datetime
    online: bool
    enterprise: int
    events: tuple[tuple[Event, str], ...]
    """Each event with its reason."""


@dataclass(frozen=True, slots=True)
class World:
    """What the stories happen in: chance, the calendar, what is on offer on a day, the present."""

    chance: Random
    calendar: clock.Calendar
    offers: Mapping[date, Sequence[Offer]]
    now: datetime
    enterprises: int


def stories(world: World) -> Iterator[Story]:
    """Every story, by the moment of receipt."""
    found = [story for wish, count in PUBLISHED.items() for story in _quarter(world, wish, count)]
    day = FIRST_QUARTER.last + timedelta(days=1)
    while day < world.now.date():
        # Two a working day on average, fewer on some, more on others.
        if world.calendar.is_worked(day):
            for _turn in range(world.chance.choice((0, 1, 2, 2, 2, 3, 4))):
                found.append(_later(world, day))
        day += timedelta(days=1)
    yield from sorted(found, key=lambda story: story.received)


def _quarter(world: World, wish: Bucket, count: int) -> Iterator[Story]:
    """`count` stories of the first quarter that stand in the bucket `wish` at its end."""
    made = 0
    days = [
        FIRST_QUARTER.first + timedelta(days=number)
        for number in range((FIRST_QUARTER.last - FIRST_QUARTER.first).days + 1)
    ]
    days = [day for day in days if world.calendar.is_worked(day)]
    if wish in (Bucket.OPEN_IN_TIME, Bucket.WAITING):
        days = days[-14:]
    while made < count:
        fate = wish if wish in (Bucket.EARLY, Bucket.ON_TIME) else Bucket.EARLY
        story = _story(world, world.chance.choice(days), fate, pause=wish == Bucket.WAITING or None)
        if story is not None and _bucket(world, story, FIRST_QUARTER.last) == wish:
            made += 1
            yield story


def _later(world: World, day: date) -> Story:
    """A story of a later day; whatever lies ahead of the present has not happened."""
    weights = dict(FATES)
    # The desk of today shows what a desk has: some wait, some are overdue.
    recent = (world.now.date() - day).days < RECENT
    if recent:
        weights[Bucket.LATE] *= 3
    fate = world.chance.choices(list(weights), weights=list(weights.values()))[0]
    story = None
    while story is None:
        story = _story(world, day, fate, pause=(recent and world.chance.random() < 0.5) or None)
    return story


def _bucket(world: World, story: Story, last: date) -> Bucket | None:
    end = datetime.combine(last, time(23, 59, 59), VIETNAM)
    events = [event for event, _reason in story.events]
    rule = _rule(world, story)
    found = clockwork.case(events, rule, world.calendar, end, key="", procedure=story.procedure)
    return outcome.bucket(found, last) if found else None


def _rule(world: World, story: Story) -> clock.Rule:
    offers = world.offers[story.received.date()]
    return next(one.rule for one in offers if one.code == story.procedure)


def _story(world: World, day: date, fate: Bucket, pause: bool | None = None) -> Story | None:
    """Try a story; None where chance made one that cannot end as wished."""
    chance = world.chance
    offers = world.offers[day]
    offer = chance.choice(offers)
    received = _moment(world, day)
    events = [
        (Event(Kind.SUBMITTED, received - timedelta(minutes=chance.randint(5, 90))), ""),
        (Event(Kind.RECEIVED, received), ""),
        (Event(Kind.FORWARDED, received + timedelta(minutes=chance.randint(10, 60))), ""),
    ]
    if pause if pause is not None else chance.random() < 0.25:
        events += _pause(world, events[-1][0].at)
    ending = _ending(world, offer.rule, [event for event, _why in events], fate)
    if not ending:
        return None
    events += ending
    happened = tuple(one for one in events if one[0].at <= world.now)
    online = chance.random() < 0.8
    enterprise = chance.randrange(world.enterprises)
    return Story(offer.code, offer.version, received, online, enterprise, happened)


def _pause(world: World, after: datetime) -> list[tuple[Event, str]]:
    """A supplement, or another agency's opinion, some days after the receipt."""
    chance = world.chance
    asked = _moment(world, _worked(world, after.date(), chance.randint(1, 3)))
    back = _moment(world, _worked(world, asked.date(), chance.randint(2, 12)))
    if chance.random() < 0.7:
        return [
            (Event(Kind.SUPPLEMENT_REQUESTED, asked), chance.choice(REASONS)),
            (Event(Kind.SUPPLIED, back), ""),
        ]
    data = {"agency": chance.choice(AGENCIES)}
    return [
        (Event(Kind.SENT_TO_AGENCY, asked, data), "Lấy ý kiến chuyên ngành."),
        (Event(Kind.RETURNED_BY_AGENCY, back, data), ""),
    ]


def _ending(
    world: World, rule: clock.Rule, events: list[Event], fate: Bucket
) -> list[tuple[Event, str]]:
    """How it ends, so that it stands in the bucket `fate`; empty where it cannot."""
    last = events[-1].at
    if rule.term is None:
        some = _worked(world, last.date(), world.chance.randint(4, 20))
        return _finish(world, some, some, Bucket.UNDETERMINED)
    ledger = clock.replay(clockwork.clock_events(events), rule, world.calendar, last)
    if ledger.due is None:
        return []
    if fate in (Bucket.WITHDRAWN, Bucket.RETURNED):
        end = _moment(world, _worked(world, last.date(), world.chance.randint(1, 3)))
        if fate == Bucket.WITHDRAWN:
            return [(Event(Kind.WITHDRAWN, end), "Doanh nghiệp thay đổi kế hoạch.")]
        return [(Event(Kind.STOPPED, end), "Hết thời hạn bổ sung mà không nhận được hồ sơ.")]
    day = _end_day(world, last.date(), ledger.due, fate)
    return _finish(world, ledger.due, day, fate) if day else []


def _end_day(world: World, last: date, due: date, fate: Bucket) -> date | None:
    """A worked day after `last` that lies before, on, or after the due date."""
    if fate == Bucket.ON_TIME:
        return due if due > last else None
    if fate == Bucket.LATE:
        return _worked(world, due, world.chance.randint(1, 6))
    days = [last + timedelta(days=number) for number in range(1, (due - last).days)]
    worked = [day for day in days if world.calendar.is_worked(day)]
    return world.chance.choice(worked) if worked else None


def _finish(world: World, due: date, day: date, fate: Bucket) -> list[tuple[Event, str]]:
    chance = world.chance
    morning = datetime.combine(day, time(8, chance.randint(0, 30)), VIETNAM)
    found = []
    if fate == Bucket.LATE and chance.random() < 0.8:
        sorry = datetime.combine(_worked(world, due, 1), time(7, 45), VIETNAM)
        found.append((Event(Kind.APOLOGISED, sorry), chance.choice(LATE_REASONS)))
    for number, kind in enumerate((Kind.PROPOSED, Kind.APPROVED, Kind.SIGNED, Kind.COMPLETED)):
        why = "Hồ sơ đủ điều kiện." if kind == Kind.PROPOSED else ""
        found.append((Event(kind, morning + timedelta(minutes=40 * number)), why))
    handed = _moment(world, _worked(world, day, chance.randint(1, 3)))
    return [*found, (Event(Kind.HANDED_OVER, handed), "")]


def _worked(world: World, after: date, count: int) -> date:
    """The `count`-th working day after `after`."""
    number = world.calendar.nth_worked(after.toordinal(), count)
    assert number is not None, "the calendar ends too early"
    return date.fromordinal(number)


def _moment(world: World, day: date) -> datetime:
    """A minute of the morning or the early afternoon, before any hour of acceptance."""
    chance = world.chance
    hour = chance.choice((8, 9, 10, 13, 14))
    minute = chance.randint(30, 59) if hour == 13 else chance.randint(0, 59)
    return datetime.combine(day, time(hour, minute, chance.randint(0, 59)), VIETNAM)
