"""What the events of a dossier make of it today: its ledger, and the columns that repeat it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from diaban import clock
from diaban.clock.calendar import VIETNAM
from diaban.dossiers import applicant_notices, catalogue, clockwork, lifecycle
from diaban.dossiers.catalogue import Book
from diaban.dossiers.lifecycle import Event, Kind, Progress
from diaban.dossiers.models import Attachment, Channel, Dossier, DossierEvent
from diaban.dossiers.outcome import Case, Ending

BATCH = 2000


@dataclass(frozen=True, slots=True)
class Standing:
    """A dossier with everything that is replayed of it at a moment."""

    dossier: Dossier
    progress: Progress
    ledger: clock.Ledger
    rule: clock.Rule
    events: list[Event]
    book: Book

    @property
    def share(self) -> float | None:
        return clockwork.used_share(self.ledger)

    @property
    def due(self) -> date | None:
        return self.ledger.due

    @property
    def last_day(self) -> bool:
        """Whether today is the last day that is in time."""
        return self.ledger.timing == clock.Timing.IN_TIME and self.ledger.remaining == 0

    @property
    def overdue(self) -> bool:
        return self.ledger.timing == clock.Timing.OVERDUE

    @property
    def lacks_apology(self) -> bool:
        return self.overdue and not self.progress.apologised


def event_of(row: DossierEvent) -> Event:
    data = row.data | {"why": row.reason}
    return Event(Kind(row.kind), row.at, data, row.recorded_at)


def history(dossier: Dossier) -> list[Event]:
    """The events, oldest first."""
    if dossier.version == 0:
        return []
    return [event_of(row) for row in dossier.events.order_by("sequence")]


def promise_calendar(received: datetime | None, book: Book) -> clock.Calendar | None:
    """The calendar as it was known on the day of receipt: what was promised then stays promised."""
    return book.history.known_at(received.astimezone(VIETNAM).date()) if received else None


def calendar_of(ended: datetime | None, book: Book) -> clock.Calendar:
    """By which calendar a dossier is counted: an open one by that of now, so that a swap announced
    late moves its date; a closed one by that of the day of its end, so that it moves no more."""
    return book.history.known_at(ended.astimezone(VIETNAM).date()) if ended else book.calendar


def of(
    dossier: Dossier,
    events: list[Event] | None = None,
    at: datetime | None = None,
    book: Book | None = None,
) -> Standing:
    """What `dossier` is at the aware moment `at` (now)."""
    events = history(dossier) if events is None else events
    book = book or catalogue.book()
    progress = lifecycle.progress(events)
    rule = book.rule(dossier.procedure, dossier.procedure_version)
    ledger = clock.replay(
        clockwork.clock_events(events),
        rule,
        calendar_of(progress.ended_at, book),
        at or timezone.now(),
        promise_calendar=promise_calendar(progress.received_at, book),
    )
    return Standing(dossier, progress, ledger, rule, events, book)


def clock_objection(dossier: Dossier, before: list[Event], new: Event, book: Book) -> str | None:
    """Why the deadline ledger cannot count `new` after `before`: its code, or None."""
    reads = clockwork.clock_event(new)
    known = clockwork.clock_events(before)
    if reads is None or (not known and new.kind != Kind.RECEIVED):
        return None
    rule = book.rule(dossier.procedure, dossier.procedure_version)
    return clock.judge(known, reads, rule, book.calendar)


def renew(
    dossier: Dossier, events: list[Event], at: datetime | None = None, book: Book | None = None
) -> Standing:
    """Set the cached columns of `dossier` from its events; the caller saves it."""
    book = book or catalogue.book()
    progress = lifecycle.progress(events)
    if progress.received_at is not None and not dossier.procedure_version:
        offer = book.on(dossier.procedure, timezone.localdate(progress.received_at))
        dossier.procedure_version = offer.version if offer else ""
    at = at or timezone.now()
    if progress.last_at is not None:
        # An event may lie a little ahead (`lifecycle.TOLERANCE`): the columns must count it too.
        at = max(at, progress.last_at)
    found = of(dossier, events, at, book)
    ledger = found.ledger
    dossier.state = progress.national
    dossier.assignee_id = progress.assignee
    dossier.received_on = ledger.received.date() if ledger.received else None
    dossier.due_at = clockwork.last_moment(ledger)
    dossier.first_due_on = ledger.promised
    dossier.ended_at = progress.ended_at
    dossier.open = bool(progress.submitted_at) and not progress.ended
    dossier.waiting = dossier.open and bool(progress.waiting)
    dossier.apologised = progress.apologised
    return found


def events_of(
    dossiers: Collection[int], kinds: Collection[Kind] | None = None
) -> dict[int, list[Event]]:
    """The events of many dossiers (of these kinds), oldest first, without an instance for each."""
    found_rows = DossierEvent.objects.filter(dossier__in=dossiers)
    if kinds is not None:
        found_rows = found_rows.filter(kind__in=list(kinds))
    rows = found_rows.order_by("dossier_id", "sequence").values_list(
        "dossier_id", "kind", "at", "reason", "data", "recorded_at"
    )
    found: dict[int, list[Event]] = {}
    for pk, kind, at, why, data, recorded in rows:
        found.setdefault(pk, []).append(Event(Kind(kind), at, {**data, "why": why}, recorded))
    return found


def with_events(
    dossiers: QuerySet[Dossier], size: int = 500
) -> Iterator[tuple[Dossier, list[Event]]]:
    """Each dossier with its events, read in batches."""
    rows = iter(dossiers.iterator(chunk_size=size))
    while batch := list(islice(rows, size)):
        found = events_of([one.pk for one in batch])
        for one in batch:
            yield one, found.get(one.pk, [])


def renew_open(progress: Callable[[int], None] = lambda done: None) -> int:
    """Count every open dossier again, after the calendar has changed; how many dates moved.

    `progress` is told after each batch how many are done. It may be killed and started again.
    """
    book, now = catalogue.book(), timezone.now()
    moved = done = last = 0
    rows = Dossier.objects.filter(open=True, received_on__isnull=False).order_by("pk")
    columns = ("pk", "version", "procedure", "procedure_version", "due_at")
    while batch := list(rows.filter(pk__gt=last).values_list(*columns)[:BATCH]):
        events = events_of([row[0] for row in batch])
        dates: dict[datetime | None, dict[int, int]] = {}
        for pk, version, procedure, number, before in batch:
            history = clockwork.clock_events(events.get(pk, []))
            ledger = clock.replay(history, book.rule(procedure, number), book.calendar, now)
            due = clockwork.last_moment(ledger)
            if due != before:
                dates.setdefault(due, {})[pk] = version
        moved += _write_dates(dates)
        done, last = done + len(batch), batch[-1][0]
        progress(done)
    return moved


def _write_dates(dates: dict[datetime | None, dict[int, int]]) -> int:
    """Write dates that moved, but only where nobody has acted meanwhile: he replayed it himself."""
    moved = 0
    with transaction.atomic():
        for due, seen in dates.items():  # a day's dossiers share their date: few statements
            rows = Dossier.objects.select_for_update().filter(pk__in=seen)
            still = [pk for pk, version in rows.values_list("pk", "version") if seen[pk] == version]
            moved += Dossier.objects.filter(pk__in=still).update(due_at=due)
            applicant_notices.moved(still)
    return moved


def cases(
    at: date, dossiers: QuerySet[Dossier] | None = None, since: date | None = None
) -> list[Case]:
    """Every dossier received by the end of the day `at`, as it stood then, for the figures.

    `since`: those that had ended before this day are left out; no figure of a period from it on
    counts them.
    """
    end = datetime.combine(at + timedelta(days=1), datetime.min.time(), VIETNAM)
    moment = min(end - timedelta(seconds=1), timezone.now())
    queryset = Dossier.objects.all() if dossiers is None else dossiers
    queryset = queryset.filter(received_on__lte=at).order_by("pk")
    if since is not None:
        begin = datetime.combine(since, datetime.min.time(), VIETNAM)
        queryset = queryset.exclude(ended_at__lt=begin)
    book = catalogue.book()
    results = with_results()
    refiled = set(queryset.model.objects.exclude(replaces=None).values_list("replaces", flat=True))
    found = []
    for dossier, events in with_events(queryset):
        ended = dossier.ended_at if dossier.ended_at and dossier.ended_at <= moment else None
        one = clockwork.case(
            events, book.rule(dossier.procedure, dossier.procedure_version),
            calendar_of(ended, book), moment, key=dossier.code or "",
            procedure=dossier.procedure, online=dossier.channel == Channel.ONLINE,
            refiled=dossier.pk in refiled, has_result=dossier.pk in results,
        )  # fmt: skip
        if one is not None:
            found.append(one)
    return found


_ENDINGS = {
    Kind.COMPLETED: Ending.COMPLETED,
    Kind.REFUSED: Ending.RETURNED,
    Kind.STOPPED: Ending.RETURNED,
    Kind.WITHDRAWN: Ending.WITHDRAWN,
}


def ended_cases(dossiers: QuerySet[Dossier]) -> dict[int, Case]:
    """Those that have ended, by primary key, out of the columns that repeat what was replayed.

    It is what `cases` makes of them, but for what no bucket needs (flags, clocks): thousands cost
    two queries.
    """
    found = dossiers.exclude(received_on=None).exclude(ended_at=None)
    ends = DossierEvent.objects.filter(dossier__in=found, kind__in=lifecycle.ENDS)
    ending = {pk: _ENDINGS[Kind(kind)] for pk, kind in ends.values_list("dossier_id", "kind")}
    return {
        pk: Case(
            key=code or "", procedure=procedure,
            received=datetime.combine(received, datetime.min.time()),
            due=_local(due), ended=_local(ended), ending=ending.get(pk),
        )
        for pk, code, procedure, received, due, ended in found.values_list(
            "pk", "code", "procedure", "received_on", "due_at", "ended_at"
        )
        if received is not None
    }  # fmt: skip


def _local(moment: datetime | None) -> datetime | None:
    """A moment as a Vietnamese clock showed it."""
    return moment.astimezone(VIETNAM).replace(tzinfo=None) if moment else None


def with_results() -> set[int]:
    """The dossiers to which a result is attached."""
    return set(
        Attachment.objects.filter(purpose=Attachment.Purpose.RESULT).values_list(
            "dossier_id", flat=True
        )
    )
