"""A visit as a calendar file (RFC 5545), so that every calendar program takes it in. Pure.

The whole visit is one event of whole days; each stop with an hour is another one. An event keeps
its UID for ever and counts its SEQUENCE up with every change: a program that holds an older copy
replaces it, and one that is cancelled goes; so does a stop that was taken out. What is published
names its organizer and no attendees (RFC 5546, 3.2.1): who goes stands in the text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from diaban.clock.calendar import VIETNAM

PRODUCT = "-//Dia Ban//Visits//VI"
ZONE = "Asia/Ho_Chi_Minh"
LONGEST_LINE = 75
"""Octets of a line before it is folded (3.1)."""
STOP_TAKES = timedelta(minutes=90)

# Việt Nam has had one offset since 1975: no rule of summer time is needed (3.6.5).
TIME_ZONE = (
    "BEGIN:VTIMEZONE",
    f"TZID:{ZONE}",
    "BEGIN:STANDARD",
    "DTSTART:19750613T000000",
    "TZOFFSETFROM:+0800",
    "TZOFFSETTO:+0700",
    "TZNAME:+07",
    "END:STANDARD",
    "END:VTIMEZONE",
)


@dataclass(frozen=True, slots=True)
class Stop:
    """A stop as a calendar shows it: `id` is stable, `at` an aware moment or None, `point`
    (longitude, latitude) in degrees."""

    id: str
    title: str
    at: datetime | None = None
    point: tuple[float, float] | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Visit:
    """What the file says. `host` makes the UIDs the installation's own; `changed` is the moment of
    the last change, `organizer` a name with an e-mail address, `people` the names of who goes.
    `gone` are stops of an earlier copy that are no longer in the visit or have no hour any more,
    with the hours they had.
    """

    number: str
    host: str
    title: str
    first_day: date
    last_day: date
    sequence: int
    changed: datetime
    organizer: tuple[str, str]
    cancelled: bool = False
    text: str = ""
    href: str = ""
    people: Sequence[str] = ()
    stops: Sequence[Stop] = ()
    gone: Sequence[Stop] = ()


def write(visit: Visit) -> bytes:
    """The file, in UTF-8, its lines folded and ended by CRLF; the same visit, the same bytes."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        "CALSCALE:GREGORIAN",
        f"METHOD:{'CANCEL' if visit.cancelled else 'PUBLISH'}",
        *(TIME_ZONE if any(stop.at for stop in (*visit.stops, *visit.gone)) else ()),
        *_whole(visit),
        *(line for stop in visit.stops if stop.at for line in _hour(visit, stop, stop.at)),
        *(line for stop in visit.gone if stop.at for line in _hour(visit, stop, stop.at, True)),
        "END:VCALENDAR",
    ]
    return "".join(f"{folded}\r\n" for line in lines for folded in fold(line)).encode()


def _whole(visit: Visit) -> Iterator[str]:
    stops = (f"{n}. {stop.title}" for n, stop in enumerate(visit.stops, 1))
    told = [visit.text, *stops, ", ".join(visit.people)]
    yield "BEGIN:VEVENT"
    yield from _common(visit, visit.number, visit.cancelled)
    yield f"DTSTART;VALUE=DATE:{visit.first_day:%Y%m%d}"
    # The end is the first day on which it is over (3.6.1).
    yield f"DTEND;VALUE=DATE:{visit.last_day + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{escape(f'{visit.number} {visit.title}')}"
    if text := "\n".join(part for part in told if part):
        yield f"DESCRIPTION:{escape(text)}"
    if visit.href:
        yield f"URL:{visit.href}"
    yield "END:VEVENT"


def _hour(visit: Visit, stop: Stop, at: datetime, gone: bool = False) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield from _common(visit, f"{visit.number}-{stop.id}", gone or visit.cancelled)
    yield f"DTSTART;TZID={ZONE}:{_local(at)}"
    yield f"DTEND;TZID={ZONE}:{_local(at + STOP_TAKES)}"
    yield f"SUMMARY:{escape(stop.title)}"
    yield f"LOCATION:{escape(stop.title)}"
    if stop.point:
        longitude, latitude = stop.point
        yield f"GEO:{latitude:.6f};{longitude:.6f}"
    if stop.text:
        yield f"DESCRIPTION:{escape(stop.text)}"
    yield f"RELATED-TO:{_uid(visit, visit.number)}"
    yield "END:VEVENT"


def _common(visit: Visit, name: str, cancelled: bool) -> Iterator[str]:
    yield f"UID:{_uid(visit, name)}"
    yield f"DTSTAMP:{visit.changed.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"LAST-MODIFIED:{visit.changed.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"SEQUENCE:{visit.sequence}"
    yield f"STATUS:{'CANCELLED' if cancelled else 'CONFIRMED'}"
    yield f"ORGANIZER;CN={quoted(visit.organizer[0])}:mailto:{visit.organizer[1]}"


def _uid(visit: Visit, name: str) -> str:
    return f"{name.lower()}@{visit.host}"


def _local(at: datetime) -> str:
    return f"{at.astimezone(VIETNAM):%Y%m%dT%H%M%S}"


def escape(text: str) -> str:
    """A text value (3.3.11): backslash, comma, semicolon and line ends; other control characters
    have no place in one."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = "".join(one for one in text if one == "\n" or one >= " ")
    for mark in "\\;,":
        text = text.replace(mark, f"\\{mark}")
    return text.replace("\n", "\\n")


def quoted(text: str) -> str:
    """A parameter's value (3.2): in quotation marks, which it cannot contain itself."""
    return '"' + "".join(one for one in text.replace('"', "'") if one >= " ") + '"'


def fold(line: str) -> list[str]:
    """The line in parts of 75 octets at most, none of which breaks a character; every part after
    the first begins with a blank (3.1)."""
    parts, part, size = [], "", 0
    for one in line:
        octets = len(one.encode())
        if size + octets > LONGEST_LINE:
            parts.append(part)
            part, size = " ", 1
        part += one
        size += octets
    return [*parts, part]
