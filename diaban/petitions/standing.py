"""A petition with what its events make of it, and the columns that repeat it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby, islice

from django.db.models import QuerySet
from django.utils import timezone

from diaban import clock
from diaban.petitions import escalation
from diaban.petitions.course import CLOSING, Course, Event, Kind, Terms, course, end_of_day
from diaban.petitions.escalation import Rung
from diaban.petitions.figures import Case
from diaban.petitions.models import Petition, PetitionEvent
from diaban.procedures.catalogue import calendars


def calendar() -> clock.Calendar:
    """The authority's working calendar with every version that is known now."""
    return calendars().latest()


def _counted_by(events: Sequence[Event], history: clock.CalendarHistory) -> clock.Calendar:
    """The calendar by which a petition is counted: what is closed keeps that of its last day."""
    closed = [event for event in events if event.kind in CLOSING]
    return history.known_at(closed[-1].day) if closed else history.latest()


def event_of(row: PetitionEvent) -> Event:
    return Event(Kind(row.kind), row.at, row.data)


def events_of(petition: Petition) -> list[Event]:
    """What happened, oldest first."""
    if petition.version == 0:
        return []
    return [event_of(row) for row in petition.events.order_by("sequence")]


def terms_of(petition: Petition) -> Terms:
    """The terms that held on the day of filing."""
    return Terms(
        term_days=petition.term_days,
        first_answer_days=petition.first_answer_days,
        notice_days=petition.notice_days,
        basis=petition.route.basis if petition.route else "",
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """A petition at a moment, replayed."""

    petition: Petition
    events: list[Event]
    course: Course

    @property
    def due(self) -> date | None:
        """The date that counts now: of the answer, while a body has it."""
        return self.course.ledger.due if self.course.is_with_body else None

    @property
    def overdue(self) -> bool:
        return self.course.ledger.timing == clock.Timing.OVERDUE

    def level(self, ladder: Sequence[Rung]) -> str:
        """The level that should know by now."""
        return escalation.level(self.course.ledger, ladder)

    def news(self, ladder: Sequence[Rung]) -> str:
        """The level that should know by now and was not told; "" if there is none."""
        level = self.level(ladder)
        return level if escalation.is_news(level, self.course.level) else ""


def of(
    petition: Petition,
    events: list[Event] | None = None,
    at: datetime | None = None,
    history: clock.CalendarHistory | None = None,
) -> Standing:
    """What `petition` is at the aware moment `at` (now, but not before its last event: another
    machine's clock may be a little ahead). `history`: the calendars, where many are asked.
    """
    known = events_of(petition) if events is None else events
    moment = max(timezone.now(), known[-1].at) if at is None else at
    counted_by = _counted_by(known, history or calendars())
    found = course(known, terms_of(petition), counted_by, moment)
    assert found is not None  # a petition is written together with its filing
    return Standing(petition, known, found)


def renew(petition: Petition, events: list[Event], at: datetime | None = None) -> Standing:
    """Set the columns of `petition` that repeat its course; the caller saves it."""
    standing = of(petition, events, at)
    found = standing.course
    petition.state = found.state
    petition.lead_id = found.lead or None
    petition.coordinating = list(found.coordinating)
    petition.assignee_id = found.assignee
    petition.filed_on = timezone.localdate(found.filed_at)
    petition.due_on = standing.due
    petition.confirm_by = found.confirm_by
    petition.follow_up_on = found.follow_up_on
    petition.is_open = found.is_open
    return standing


REPEATED = (
    "state", "lead", "coordinating", "assignee", "filed_on", "due_on", "confirm_by",
    "follow_up_on", "is_open", "version",
)  # fmt: skip


def with_events(
    petitions: QuerySet[Petition], size: int = 500
) -> Iterator[tuple[Petition, list[Event]]]:
    """Each petition with its events, read in batches."""
    rows = iter(petitions.select_related("route").iterator(chunk_size=size))
    while batch := list(islice(rows, size)):
        found = PetitionEvent.objects.filter(petition__in=[one.pk for one in batch])
        ordered = found.order_by("petition_id", "sequence")
        by_petition = {
            pk: [event_of(row) for row in group]
            for pk, group in groupby(ordered, key=lambda row: row.petition_id)
        }
        for one in batch:
            yield one, by_petition.get(one.pk, [])


def standings(petitions: QuerySet[Petition], at: datetime | None = None) -> Iterable[Standing]:
    history = calendars()
    return (of(petition, events, at, history) for petition, events in with_events(petitions))


def cases(end: date, petitions: QuerySet[Petition] | None = None) -> list[Case]:
    """Every petition filed by the end of the day `end`, as it stood then, for the figures."""
    moment = min(end_of_day(end), timezone.now())
    asked = Petition.objects.all() if petitions is None else petitions
    rows = asked.filter(filed_on__lte=end).order_by("pk")
    return [case(one) for one in standings(rows, moment)]


def case(one: Standing) -> Case:
    """A petition as the figures count it."""
    return Case(
        key=one.petition.pk,
        category=one.petition.category,
        petitioner_kind=one.petition.petitioner_kind,
        petitioner=petitioner_of(one.petition),
        course=one.course,
        place=one.petition.place,
        recurs=one.petition.recurs_id is not None,
    )


def petitioner_of(petition: Petition) -> str | None:
    """By what petitioners are told apart; None for an anonymous report."""
    if petition.organisation_id:
        return f"organisation:{petition.organisation_id}"
    return petition.petitioner_name.strip().casefold() or None


def renew_open() -> int:
    """Replay what is open, after the calendar has changed; how many dates moved."""
    moved = 0
    for petition, events in with_events(Petition.objects.filter(is_open=True)):
        before = petition.due_on
        renew(petition, events)
        if petition.due_on != before:
            # Only where nobody has acted meanwhile: he replayed it himself.
            moved += Petition.objects.filter(pk=petition.pk, version=petition.version).update(
                due_on=petition.due_on
            )
    return moved
