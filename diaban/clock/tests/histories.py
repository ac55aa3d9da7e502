"""Random histories: sound ones, and such as nobody could have lived. Seeded."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random

from diaban.clock import (
    Calendar,
    CalendarHistory,
    Change,
    DayKind,
    Event,
    Kind,
    OfficeHours,
    Pause,
    Reason,
    Rule,
    Term,
    Unit,
    Version,
)
from diaban.clock.calendar import Sessions
from diaban.clock.tests.oracle import Office

FIRST, LAST = date(2025, 1, 1), date(2026, 12, 31)
ASKING = (
    Kind.SUPPLEMENT_REQUESTED, Kind.SENT_TO_AGENCY, Kind.OBLIGATION_RAISED, Kind.SUSPENDED,
)  # fmt: skip
ANSWER = dict(
    zip(ASKING, (Kind.SUPPLIED, Kind.RETURNED, Kind.OBLIGATION_MET, Kind.RESUMED), strict=True)
)
ENDING = (Kind.COMPLETED, Kind.COMPLETED, Kind.HANDED_OVER, Kind.REFUSED, Kind.WITHDRAWN,
          Kind.STOPPED)  # fmt: skip
HOURS: tuple[Sessions, ...] = (
    ((450, 690), (780, 1020)),
    ((480, 720), (810, 1050)),
    ((420, 1020),),
    ((450, 690),),
)


def random_calendar(random: Random) -> Calendar:
    """The national calendar with an authority's own storms, swaps and half days on top."""
    changes = {}
    for _ in range(random.randrange(40)):
        day = FIRST + timedelta(days=random.randrange((LAST - FIRST).days))
        if day.weekday() >= 5:
            kind = DayKind.MAKE_UP
        else:
            kind = random.choice((DayKind.CLOSED, DayKind.SWAP, DayKind.WORKING))
        half = HOURS[3] if kind.worked and random.random() < 0.5 else None
        changes[day] = Change(day, kind, sessions=half)
    version = Version(
        "own", FIRST, "test", tuple(changes.values()), OfficeHours(random.choice(HOURS))
    )
    full = CalendarHistory([version]).latest()
    return Calendar(FIRST, date(2027, 12, 31), full.days, full.hours)


def office(calendar: Calendar) -> Office:
    """The same calendar as plain sets, made from its days and not from its arrays."""
    worked: set[date] = set()
    sessions = {}
    day = calendar.first
    while day <= calendar.last:
        special = calendar.days.get(day)
        kind = special.kind if special else None
        if kind in ("working", "make_up") or (kind is None and day.weekday() < 5):
            worked.add(day)
            own = special.sessions if special else None
            sessions[day] = tuple(
                (as_time(begin), as_time(end)) for begin, end in own or calendar.hours.sessions
            )
        day += timedelta(days=1)
    return Office(worked, sessions, calendar.last)


def as_time(minutes: int) -> time:
    return time(minutes // 60, minutes % 60)


def random_rule(random: Random) -> Rule:
    unit = random.choice(
        (Unit.WORKING_DAYS, Unit.WORKING_DAYS, Unit.WORKING_DAYS, Unit.CALENDAR_DAYS, Unit.HOURS)
    )
    amount = random.choice((0, 1, 2, 3, 5, 10, 15, 20)) or int(unit is Unit.HOURS)
    return Rule(
        Term(amount, unit) if random.random() < 0.96 else None,
        cutoff=random.choice((None, None, time(15), time(11, 30))),
        pauses={
            reason: random.choice((Pause.CONTINUE, Pause.CONTINUE, Pause.RESTART, Pause.RUNS))
            for reason in Reason
            if random.random() < 0.4
        },
        request_day_counts=random.random() < 0.8,
        supply_day_counts=random.random() < 0.2,
        extensions=random.choice((0, 1, 1, 2)),
        extension_notice_days=random.choice((0, 1, 1, 3)),
    )


def random_events(random: Random, rule: Rule) -> tuple[list[Event], datetime]:
    """A history, and the moment at which it is looked at."""
    hours = rule.term is not None and rule.term.unit is Unit.HOURS
    stride = 600 if hours else 5760
    moment = datetime(2025, 1, 2) + timedelta(minutes=30 * random.randrange(48 * 600))
    events = [Event(Kind.RECEIVED, moment)]
    waiting: list[Event] = []
    for _ in range(random.choice((0, 1, 1, 2, 2, 3, 4, 6, 9))):
        moment += timedelta(minutes=30 * (int(random.random() ** 2 * stride) // 30))
        events.append(random_step(random, moment, waiting))
    if random.random() < 0.6:
        moment += timedelta(minutes=30 * (random.randrange(stride) // 30))
        events.append(Event(random.choice(ENDING), moment))
        if random.random() < 0.5:
            events.append(Event(Kind.HANDED_OVER, moment + timedelta(days=random.randrange(9))))
    if random.random() < 0.15:
        spoil(random, events)
    later = timedelta(minutes=30 * random.randrange(2 * stride // 30))
    return events, moment + later if random.random() < 0.9 else moment


def random_step(random: Random, moment: datetime, waiting: list[Event]) -> Event:
    """An answer to what is open, a question, or an extension."""
    draw = random.random()
    if waiting and draw < 0.55:
        asked = waiting.pop(random.randrange(len(waiting)))
        return Event(ANSWER[asked.kind], moment, agency=asked.agency)
    if draw < 0.9:
        kind = random.choice(ASKING)
        agency = random.choice("AB") if kind is Kind.SENT_TO_AGENCY else ""
        event = Event(kind, moment, agency=agency)
        if all((event.kind, event.agency) != (one.kind, one.agency) for one in waiting):
            waiting.append(event)
        return event
    return Event(
        Kind.EXTENDED,
        moment,
        note="" if random.random() < 0.05 else "lý do",
        amount=random.choice((1, 1, 3, 5, 10, 0)),
        agreed=random.random() < 0.95,
    )


def spoil(random: Random, events: list[Event]) -> None:
    """Something that cannot be: twice, out of order, without its question."""
    match random.randrange(4):
        case 0:
            events.insert(random.randrange(len(events) + 1), random.choice(events))
        case 1:
            random.shuffle(events)
        case 2:
            moment = random.choice(events).at - timedelta(days=random.randrange(9))
            events.append(Event(random.choice(list(Kind)), moment))
        case 3:
            events.insert(0, Event(random.choice(list(Kind)), events[0].at))
