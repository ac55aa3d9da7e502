"""Closing a quarter, and what becomes of closed figures afterwards.

What is closed is kept as it was. Figures go on being computed out of the records; where one comes
out differently, a restatement says from what to what, why as far as that is known, and since when.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import Any

from django.db import transaction

from diaban.accounts.permissions import Permission, demand
from diaban.facts.published import current_edition
from diaban.facts.signals import announce
from diaban.indicators.computing import Book, Figure, Records, compute, definition_of, live
from diaban.indicators.definitions import Definition
from diaban.indicators.formulas import plain
from diaban.indicators.models import ClosedPeriod, ClosedValue, DefinitionVersion, Restatement
from diaban.indicators.queries import rooms_of
from diaban.projects import periods

BATCH = 2000
Key = tuple[str, str, str]


class ClosingRefused(ValueError):
    """A period that cannot be closed: a stable `code` with the `terms` of its words
    (`wording.closing_refusal`)."""

    def __init__(self, code: str, **terms: Any) -> None:
        super().__init__(f"{code}: {terms}")
        self.code, self.terms = code, terms


@dataclass(frozen=True, slots=True)
class Stood:
    """What a closed figure was when it was closed, or last restated."""

    closed: ClosedPeriod
    value: str
    definition: str
    demonstration: bool
    since: datetime


def last_day(name: str, book: Book) -> date:
    """The day with which a period is over under every cut-off that an indicator uses.

    Raises:
        ClosingRefused: there is no such quarter.
    """
    if "-Q" not in name:
        raise ClosingRefused("no_period", period=name)
    try:
        rules = {one.cutoff for versions in book.versions.values() for one in versions}
        return max(periods.period(name, rule).last for rule in rules | {periods.CALENDAR})
    except ValueError as error:
        raise ClosingRefused("no_period", period=name) from error


def close(name: str, *, by: Any = None, now: datetime | None = None) -> ClosedPeriod:
    """Close a quarter: keep every figure of it as it comes out now.

    `by` None is the command line, where whoever may run it may close.

    Raises:
        PermissionDenied: `by` may not.
        ClosingRefused: no such quarter, not over yet, closed already, or nothing is known of it.
    """
    if by is not None:
        demand(by, Permission.CLOSE_PERIODS)
    book, records = Book.read(), Records.open(now)
    ends = last_day(name, book)
    if records.today <= ends:
        raise ClosingRefused("not_over", period=name, ends=ends)
    figures = list(compute(records, book, names=[name]))
    if all(one.computed.value is None for one in figures):
        raise ClosingRefused("nothing_known", period=name)
    with transaction.atomic():
        if ClosedPeriod.objects.filter(period=name).exists():
            raise ClosingRefused("closed_already", period=name)
        closed = keep(name, figures, records, by=by, at=records.now)
        announce("indicators.close", [])
    return closed


def keep(
    name: str, figures: Sequence[Figure], records: Records, *, by: Any, at: datetime
) -> ClosedPeriod:
    """Write the figures of a period as closed at a moment, inside the caller's transaction.

    A restatement will tell the public what they were: what they count is noted as published.
    """
    records.note()
    closed = ClosedPeriod.objects.create(
        period=name, at=at, by=by, edition=current_edition(), geography=geography(records),
        demonstration=any(one.demonstration for one in figures), without_private=True,
    )  # fmt: skip
    identities = _identities()
    ClosedValue.objects.bulk_create(
        (
            ClosedValue(
                closed=closed, indicator=one.definition.code, place=one.place,
                definition=identities.get((one.definition.code, one.definition.version), ""),
                demonstration=one.demonstration, **_texts(one),
            )
            for one in figures
        ),
        batch_size=BATCH,
    )  # fmt: skip
    return closed


def _texts(one: Figure) -> dict[str, str]:
    under = one.computed.denominator
    return {
        "value": plain(one.computed.value) or "",
        "numerator": plain(one.computed.numerator.value) or "",
        "denominator": (plain(under.value) or "") if under else "",
    }


def geography(records: Records) -> dict[str, list[str]]:
    """Which parks and projects lie in which place."""
    found: dict[str, list[str]] = {}
    divided = records.geography.localities
    keys = {*records.geography.park_of, *records.geography.zone_of, *records.geography.names}
    sites = (key for key in keys if ":" in key and key not in divided)
    for key in sorted(key for key in sites if not key.startswith("scope:")):
        for place in records.geography.containing(key):
            if place != key:
                found.setdefault(place, []).append(key)
    return found


def _identities() -> dict[tuple[str, int], str]:
    """(code, number of the version) → identity, as `computing.live` numbers them."""
    return {(one.code, one.version): row.identity for one, row in live()}


def closed_periods() -> dict[str, ClosedPeriod]:
    return {one.period: one for one in ClosedPeriod.objects.all()}


def stood(closed: Mapping[str, ClosedPeriod]) -> dict[Key, Stood]:
    """Every closed figure as it was last said: (indicator, period, place)."""
    by_pk = {one.pk: one for one in closed.values()}
    found: dict[Key, Stood] = {}
    columns = ("closed_id", "indicator", "place", "definition")
    values = ClosedValue.objects.filter(closed__in=by_pk).values_list(
        *columns, "value", "demonstration"
    )
    for pk, code, place, definition, value, invented in values:
        one = by_pk[pk]
        found[code, one.period, place] = Stood(one, value, definition, invented, one.at)
    rows = (
        Restatement.objects.filter(closed__in=by_pk)
        .order_by("at", "pk")
        .values_list(*columns, "new", "at")
    )
    for pk, code, place, definition, value, at in rows:
        key = (code, by_pk[pk].period, place)
        found[key] = replace(found[key], value=value, definition=definition, since=at)
    return found


def check(
    records: Records, figures: Iterable[Figure], names: Iterable[str] | None = None
) -> list[Restatement]:
    """Compare figures with what was closed, and write a restatement of each that differs.

    `figures` are all there are of the periods `names` (where none are given, of their own periods):
    what was closed and is not among them is known no more. Asked before every publication; where
    nothing changed nothing is written. Figures of an invented register are compared with what was
    closed of one, and real ones with real ones.
    """
    known = {(one.definition.code, one.period.name, one.place): one for one in figures}
    asked = {period for _code, period, _place in known} if names is None else set(names)
    with transaction.atomic():
        # Held until it is written: of two checks at once the second sees what the first wrote.
        held = ClosedPeriod.objects.filter(period__in=asked).select_for_update().order_by("pk")
        return _compare(records, known, {one.period: one for one in held})


def _compare(
    records: Records, known: Mapping[Key, Figure], closed: Mapping[str, ClosedPeriod]
) -> list[Restatement]:
    if not closed:
        return []
    before, identities = stood(closed), _identities()
    places, ask = geography(records), cache(changes)
    rows = {one.identity: definition_of(one) for one in DefinitionVersion.objects.all()}
    found = [
        _restated(key, one, before[key], identities, rows, places, ask, records)
        for key, one in known.items()
        if key in before
        and before[key].demonstration == one.demonstration
        and before[key].value != (plain(one.computed.value) or "")
    ]
    live = {rows[identity].formula for identity in identities.values()}
    for key, was in before.items():
        if key not in known and was.value:
            last = rows.get(was.definition)
            if _still_asked(records, last, was.demonstration):
                found.append(_gone(key, was, last, live, places, ask, records))
    if found:
        Restatement.objects.bulk_create(found, batch_size=BATCH)
    return found


def _still_asked(records: Records, last: Definition | None, demonstration: bool) -> bool:
    """Whether the register of a closed figure is the one that figures are made of now: an invented
    one that gave way to real records, or was taken away, restates nothing."""
    rooms = rooms_of(last.terms) if last else ()
    sources = [source for room in rooms if (source := records.source(room.name)) is not None]
    return any(source.demonstration for source in sources) == demonstration


def _gone(
    key: Key,
    was: Stood,
    last: Definition | None,
    live: Collection[tuple[object, ...]],
    places: Mapping[str, list[str]],
    ask: Callable[..., dict[str, int]],
    records: Records,
) -> Restatement:
    """The restatement of a closed figure that is computed no more: its new value is unknown.

    `live`: formulas of the versions that hold.
    """
    code, name, place = key
    cause: dict[str, Any]
    lay = was.closed.geography.get(place, ())
    if last is None or last.formula not in live:
        kind, cause = Restatement.Kind.DEFINITION, {"ended": True}
    elif lay and place not in places:
        kind, cause = Restatement.Kind.BOUNDARY, {"added": [], "removed": sorted(lay)}
    else:
        kind = Restatement.Kind.RECORD
        until = periods.period(name, last.cutoff).last
        cause = {"records": ask(last.terms, was.since, until, was.demonstration)}
    return Restatement(
        closed=was.closed, indicator=code, place=place, old=was.value, new="",
        definition="" if kind == Restatement.Kind.DEFINITION else was.definition,
        kind=kind, cause=cause, at=records.now,
    )  # fmt: skip


def _restated(
    key: Key,
    one: Figure,
    was: Stood,
    identities: Mapping[tuple[str, int], str],
    versions: Mapping[str, Definition],
    places: Mapping[str, list[str]],
    ask: Callable[..., dict[str, int]],
    records: Records,
) -> Restatement:
    code, _period, place = key
    identity = identities.get((one.definition.code, one.definition.version), "")
    then, now = set(was.closed.geography.get(place, ())), set(places.get(place, ()))
    cause: dict[str, Any]
    before = versions.get(was.definition)
    if before is None or before.formula != one.definition.formula:
        kind, cause = Restatement.Kind.DEFINITION, {"version": one.definition.version}
    elif then != now:
        kind = Restatement.Kind.BOUNDARY
        cause = {"added": sorted(now - then), "removed": sorted(then - now)}
    else:
        kind = Restatement.Kind.RECORD
        until = one.period.last
        cause = {"records": ask(one.definition.terms, was.since, until, one.demonstration)}
    return Restatement(
        closed=was.closed, indicator=code, place=place, definition=identity, old=was.value,
        new=_texts(one)["value"], numerator=_texts(one)["numerator"],
        denominator=_texts(one)["denominator"], kind=kind, cause=cause, at=records.now,
    )  # fmt: skip


def changes(
    terms: tuple[str, ...], since: datetime, until: date, demonstration: bool
) -> dict[str, int]:
    """How many records of which kind were written down after the moment `since` about days up to
    `until`: what is known of why a figure changed."""
    found: dict[str, int] = {}
    for room in rooms_of(terms):
        found |= room.changes(since, until, demonstration)
    return {kind: count for kind, count in found.items() if count}


def check_now(now: datetime | None = None) -> list[Restatement]:
    """Compute every closed period again and write what changed (`diaban indicators check`)."""
    closed = closed_periods()
    if not closed:
        return []
    records = Records.open(now)
    with transaction.atomic():
        found = check(records, compute(records, Book.read(), names=sorted(closed)), closed)
        records.note()
    if found:
        announce("indicators.restate", [])
    return found
