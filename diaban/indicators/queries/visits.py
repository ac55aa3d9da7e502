"""Task-force visits and what was promised on them, as `visits.figures` and its `promises` count.

A promise counts in the period in which its day lies, as it stood at the end of that period: what is
kept later makes no earlier quarter better.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from diaban.indicators.definitions import FLOW, Query
from diaban.indicators.formulas import Amount
from diaban.indicators.queries import Answers, Asked, Room, register
from diaban.projects.models import Project
from diaban.projects.periods import Period
from diaban.visits import made
from diaban.visits.commitments import promises
from diaban.visits.commitments import standing as commitment_standing
from diaban.visits.commitments.promises import Event, Promise
from diaban.visits.figures import Seen, figures
from diaban.visits.models import Commitment, CommitmentEvent, StopField, Visit
from diaban.visits.stops.checklist import PREFIX

VISITS = (
    Query("visits.made", "visits", FLOW, "Chuyến công tác trong kỳ", "Visits made"),
    Query("visits.stops", "units", FLOW, "Điểm đến đã làm việc", "Stops with a record"),
    Query("visits.findings", "units", FLOW, "Vấn đề ghi nhận", "Findings"),
    Query("visits.wastewater_seen", "units", FLOW, "Điểm đến đã xem nước thải, môi trường",
          "Stops where wastewater was looked at"),
    Query("visits.wastewater_good", "units", FLOW, "Điểm đến có nước thải, môi trường tốt",
          "Stops where wastewater was found good"),
)  # fmt: skip
WASTEWATER = f"{PREFIX}wastewater"
COMMITMENTS = (
    Query("commitments.due", "commitments", FLOW, "Cam kết đến hạn trong kỳ", "Commitments due"),
    Query("commitments.kept", "commitments", FLOW, "Cam kết đã thực hiện đến cuối kỳ",
          "Commitments kept by the end of the period"),
    Query("commitments.kept_in_time", "commitments", FLOW, "Cam kết thực hiện đúng hạn",
          "Commitments kept in time"),
    Query("commitments.broken", "commitments", FLOW, "Cam kết không thực hiện",
          "Commitments broken"),
)  # fmt: skip


class Visits:
    """The stops of visits that were begun: of real ones, or of the invented where none is real."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        self.demonstration = _invented()
        self._seen = made.stops(demonstration=self.demonstration, until=asked.today)
        self.first = min((one.day for one in self._seen), default=None)
        self._where = _Where(asked)
        self.recorded = self._where.all((one.place, one.project) for one in self._seen)
        looked = StopField.objects.filter(
            name=WASTEWATER, stop__visit__demonstration=self.demonstration,
            stop__visit__state__in=made.BEGUN,
        )  # fmt: skip
        self._wastewater = list(
            looked.values_list("stop__visit__first_day", "stop__place", "stop__project", "value")
        )

    def answer(self, period: Period) -> Answers:
        end = min(period.last, self._asked.today)
        by_place: dict[str, list[Seen]] = defaultdict(list)
        for one in self._seen:
            for place in self._where(one.place, one.project):
                by_place[place].append(one)
        looked: dict[str, list[str]] = defaultdict(list)
        for day, place_, project, said in self._wastewater:
            if period.first <= day <= end and said in ("good", "problem"):
                for place in self._where(place_, project):
                    looked[place].append(said)
        found: dict[str, dict[str, Amount]] = {query.name: {} for query in VISITS}
        for place in self._asked.geography.places(self.recorded):
            told = figures(by_place[place], period.first, end)
            found["visits.made"][place] = Amount(told.visits)
            found["visits.stops"][place] = Amount(told.stops)
            found["visits.findings"][place] = Amount(told.findings)
            found["visits.wastewater_seen"][place] = Amount(len(looked[place]))
            found["visits.wastewater_good"][place] = Amount(looked[place].count("good"))
        return found


class Promises:
    """Commitments with what was said of them, read once."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        self.demonstration = _invented()
        rows = Commitment.objects.filter(demonstration=self.demonstration)
        events: dict[int, list[Event]] = defaultdict(list)
        said = CommitmentEvent.objects.filter(commitment__in=rows)
        for row in said.order_by("commitment_id", *commitment_standing.IN_ORDER):
            events[row.commitment_id].append(commitment_standing.event_of(row))
        self._where = _Where(asked)
        self._rows = [
            ((place, project), events[pk])
            for pk, place, project in rows.values_list("pk", "stop__place", "stop__project")
            if events[pk]
        ]
        self._calendar = commitment_standing.calendar() if self._rows else None
        self.first = min((ours[0].said for _place, ours in self._rows), default=None)
        self.recorded = self._where.all(stop for stop, _events in self._rows)

    def answer(self, period: Period) -> Answers:
        end = min(period.last, self._asked.today)
        by_place: dict[str, list[Promise]] = defaultdict(list)
        for stop, events in self._rows:
            # The day that counts is one of those promised: no other can lie in the period.
            if not any(one.until and period.first <= one.until <= period.last for one in events):
                continue
            assert self._calendar is not None
            promise = promises.replay(events, self._calendar, end)
            if promise is not None:
                for place in self._where(*stop):
                    by_place[place].append(promise)
        found: dict[str, dict[str, Amount]] = {query.name: {} for query in COMMITMENTS}
        for place in self._asked.geography.places(self.recorded):
            told = promises.figures(by_place[place], period.first, period.last)
            found["commitments.due"][place] = Amount(told.due)
            found["commitments.kept"][place] = Amount(told.kept_in_time + told.kept_late)
            found["commitments.kept_in_time"][place] = Amount(told.kept_in_time)
            found["commitments.broken"][place] = Amount(told.broken)
        return found


def _invented() -> bool:
    return not Visit.objects.filter(demonstration=False).exists()


class _Where:
    """The places in which a stop counts: its own, or that of the project where it was made."""

    def __init__(self, asked: Asked) -> None:
        self._geography = asked.geography
        columns = ("code", "park", "economic_zone")
        self._projects = {code: rest for code, *rest in Project.objects.values_list(*columns)}

    def __call__(self, place: str, project: str) -> tuple[str, ...]:
        if place or project not in self._projects:
            return self._geography.containing(place)
        return self._geography.containing_both(*self._projects[project])

    def all(self, stops: Iterable[tuple[str, str]]) -> frozenset[str]:
        return frozenset(place for stop in set(stops) for place in self(*stop))


def open_visits(asked: Asked) -> Any:
    found = Visits(asked)
    return found if found.first is not None else None


def open_promises(asked: Asked) -> Any:
    found = Promises(asked)
    return found if found.first is not None else None


def visit_changes(since: datetime, until: date, demonstration: bool) -> dict[str, int]:
    rows = StopField.objects.filter(
        at__gt=since, stop__visit__first_day__lte=until, stop__visit__demonstration=demonstration
    )
    return {"visits.StopField": rows.count()}


def promise_changes(since: datetime, until: date, demonstration: bool) -> dict[str, int]:
    rows = CommitmentEvent.objects.filter(
        recorded_at__gt=since, on__lte=until, commitment__demonstration=demonstration
    )
    return {"visits.CommitmentEvent": rows.count()}


register(Room("visits", VISITS, open_visits, visit_changes))
register(Room("commitments", COMMITMENTS, open_promises, promise_changes))
