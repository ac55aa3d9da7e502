"""Petitions in figures, as `petitions.figures` counts them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from diaban.clock.calendar import VIETNAM
from diaban.indicators.definitions import FLOW, Query
from diaban.indicators.formulas import Amount
from diaban.indicators.queries import Answers, Asked, Room, calendar_changes, register
from diaban.petitions import standing
from diaban.petitions.course import CLOSED, end_of_day
from diaban.petitions.figures import ANSWERED, Bucket, Case, Figures, figures
from diaban.petitions.models import Petition, PetitionEvent
from diaban.petitions.vocabulary import PUBLISHED_LABELS, published_field
from diaban.procedures.catalogue import calendars
from diaban.projects.periods import Period

DEVELOPER, ENTERPRISE = "infrastructure_developer", "enterprise"
_UNIT = "petitions"
QUERIES = (
    Query("petitions.received", _UNIT, FLOW, "Kiến nghị tiếp nhận trong kỳ", "Petitions received"),
    Query("petitions.from_developers", _UNIT, FLOW, "Kiến nghị của chủ đầu tư hạ tầng",
          "Petitions of infrastructure developers"),
    Query("petitions.from_enterprises", _UNIT, FLOW, "Kiến nghị của doanh nghiệp",
          "Petitions of enterprises"),
    Query("petitions.developers", "units", FLOW, "Chủ đầu tư hạ tầng có kiến nghị",
          "Infrastructure developers with petitions"),
    Query("petitions.enterprises", "units", FLOW, "Doanh nghiệp có kiến nghị",
          "Enterprises with petitions"),
    Query("petitions.in_hand", _UNIT, FLOW, "Kiến nghị tiếp nhận và kỳ trước chuyển sang",
          "Petitions received or carried over"),
    Query("petitions.answered", _UNIT, FLOW, "Kiến nghị đã trả lời, giải quyết",
          "Petitions answered"),
    Query("petitions.answered_in_term", _UNIT, FLOW, "Kiến nghị đã trả lời đúng hạn",
          "Petitions answered in term"),
    Query("petitions.open_overdue", _UNIT, FLOW, "Kiến nghị chưa trả lời, quá hạn",
          "Petitions unanswered and overdue"),
    Query("petitions.reopened", _UNIT, FLOW, "Kiến nghị mở lại", "Petitions reopened"),
    *(
        Query(f"petitions.field.{field}", _UNIT, FLOW, f"Kiến nghị: {vi.lower()}",
              f"Petitions: {en.lower()}")
        for field, (vi, en) in PUBLISHED_LABELS.items()
    ),
)  # fmt: skip


class Register:
    """The petitions of one kind, real or invented. What was closed by a period's end is not
    replayed again for it."""

    def __init__(self, asked: Asked) -> None:
        real = Petition.objects.filter(demonstration=False)
        self.demonstration = not real.exists()
        self._asked = asked
        self._history = calendars()
        rows = Petition.objects.filter(demonstration=self.demonstration)
        self._rows = [
            (events, standing.of(petition, events, history=self._history))
            for petition, events in standing.with_events(rows.order_by("filed_on", "pk"))
        ]
        filed = [one.course.filed_at.astimezone(VIETNAM).date() for _events, one in self._rows]
        self.first = min(filed, default=None)
        self.recorded = frozenset(
            place
            for key in {one.petition.place for _events, one in self._rows}
            for place in asked.geography.containing(key)
        )

    def _cases(self, first: date, last: date) -> Iterator[Case]:
        """Every petition that may be in hand in the period, as it stood at its end."""
        moment = min(end_of_day(last), self._asked.now)
        for events, now in self._rows:
            found = now
            closed = now.course.closed_at if now.course.state in CLOSED else None
            if now.course.filed_at > moment:
                continue
            if closed is not None and closed.astimezone(VIETNAM).date() < first:
                continue
            # While no body has it no clock runs: it is at any later moment what it is now.
            if now.course.is_with_body or now.course.last_at > moment:
                found = standing.of(now.petition, events, moment, self._history)
            yield standing.case(found)

    def answer(self, period: Period) -> Answers:
        end = min(period.last, self._asked.today)
        by_place: dict[str, list[Case]] = defaultdict(list)
        for case in self._cases(period.first, end):
            for place in self._asked.geography.containing(case.place):
                by_place[place].append(case)
        found: dict[str, dict[str, Amount]] = {query.name: {} for query in QUERIES}
        empty = _told(figures((), period.first, end))
        for place in self._asked.geography.places(self.recorded):
            cases = by_place.get(place)
            told = _told(figures(cases, period.first, end)) if cases else empty
            for name, amount in told.items():
                found[name][place] = amount
        return found


def _amounts(told: Figures) -> dict[str, int]:
    fields: Counter[str] = Counter()
    for category, count in told.by_category.items():
        fields[published_field(category)] += count
    return {
        "petitions.received": told.received,
        "petitions.from_developers": told.by_petitioner_kind.get(DEVELOPER, 0),
        "petitions.from_enterprises": told.by_petitioner_kind.get(ENTERPRISE, 0),
        "petitions.developers": told.petitioners.get(DEVELOPER, 0),
        "petitions.enterprises": told.petitioners.get(ENTERPRISE, 0),
        "petitions.in_hand": told.in_hand,
        "petitions.answered": sum(told.buckets[one] for one in ANSWERED),
        "petitions.answered_in_term": told.buckets[Bucket.ANSWERED_IN_TERM],
        "petitions.open_overdue": told.buckets[Bucket.OPEN_OVERDUE],
        "petitions.reopened": told.reopened,
        **{f"petitions.field.{field}": fields[field] for field in PUBLISHED_LABELS},
    }


def _told(told: Figures) -> dict[str, Amount]:
    reasons = _reasons(told)
    return {name: Amount(amount, reasons) for name, amount in _amounts(told).items()}


def _reasons(told: Figures) -> tuple[str, ...]:
    unknown = told.buckets[Bucket.ANSWERED_UNDETERMINED] + told.buckets[Bucket.OPEN_UNDETERMINED]
    return ("term_unknown",) if unknown else ()


def open_register(asked: Asked) -> Any:
    found = Register(asked)
    return found if found.first is not None else None


def changes(since: datetime, until: date, demonstration: bool) -> dict[str, int]:
    rows = PetitionEvent.objects.filter(
        recorded_at__gt=since, at__date__lte=until, petition__demonstration=demonstration
    )
    return {"petitions.PetitionEvent": rows.count()} | calendar_changes(since)


register(Room("petitions", QUERIES, open_register, changes))
