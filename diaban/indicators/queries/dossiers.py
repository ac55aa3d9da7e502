"""Dossiers in figures, as `dossiers.outcome` counts them: each stands in exactly one bucket."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from diaban.clock.calendar import VIETNAM
from diaban.dossiers import catalogue, clockwork, outcome, publishing, standing
from diaban.dossiers.models import DossierEvent
from diaban.dossiers.outcome import Bucket, Case, Figures
from diaban.indicators.definitions import FLOW, Query
from diaban.indicators.formulas import Amount
from diaban.indicators.queries import Answers, Asked, Room, calendar_changes, register
from diaban.indicators.reading import WHOLE
from diaban.projects.periods import Period

_UNIT = "dossiers"
QUERIES = (
    Query("dossiers.received", _UNIT, FLOW, "Hồ sơ tiếp nhận trong kỳ", "Dossiers received"),
    Query("dossiers.carried", _UNIT, FLOW, "Hồ sơ kỳ trước chuyển sang", "Dossiers carried over"),
    Query("dossiers.in_hand", _UNIT, FLOW, "Hồ sơ tiếp nhận và chuyển sang",
          "Dossiers received or carried over"),
    Query("dossiers.early", _UNIT, FLOW, "Hồ sơ giải quyết trước hạn", "Dossiers resolved early"),
    Query("dossiers.on_time", _UNIT, FLOW, "Hồ sơ giải quyết đúng hạn",
          "Dossiers resolved on time"),
    Query("dossiers.in_time", _UNIT, FLOW, "Hồ sơ giải quyết trước hạn và đúng hạn",
          "Dossiers resolved early or on time"),
    Query("dossiers.late", _UNIT, FLOW, "Hồ sơ giải quyết quá hạn", "Dossiers resolved late"),
    Query("dossiers.open", _UNIT, FLOW, "Hồ sơ đang giải quyết cuối kỳ",
          "Dossiers open at the end"),
    Query("dossiers.open_in_time", _UNIT, FLOW, "Hồ sơ đang giải quyết, còn hạn",
          "Dossiers open and in time"),
    Query("dossiers.waiting", _UNIT, FLOW, "Hồ sơ chờ bổ sung, tạm dừng",
          "Dossiers waiting, the clock standing"),
    Query("dossiers.open_overdue", _UNIT, FLOW, "Hồ sơ đang giải quyết, đã quá hạn",
          "Dossiers open and overdue"),
    Query("dossiers.ended_otherwise", _UNIT, FLOW, "Hồ sơ rút, trả lại",
          "Dossiers withdrawn or returned"),
    Query("dossiers.undetermined", _UNIT, FLOW, "Hồ sơ không xác định được thời hạn",
          "Dossiers of no known term"),
)  # fmt: skip


class Register:
    """The dossiers that figures are made of, and where each was filed for.

    What had ended by a period's end is counted as it ended; only what was open then is replayed.
    """

    def __init__(self, asked: Asked) -> None:
        rows, self.demonstration = publishing.register()
        self._asked = asked
        columns = ("pk", "received_on", "zone", "procedure", "procedure_version")
        self._rows = list(
            rows.exclude(received_on=None).order_by("received_on").values_list(*columns)
        )
        self.first = self._rows[0][1] if self._rows else None
        self._ended = standing.ended_cases(rows)
        self._book = catalogue.book() if self._rows else None
        self.recorded = frozenset(
            place
            for zone in {row[2] for row in self._rows}
            for place in asked.geography.containing(zone)
        )

    def _cases(self, span: outcome.Period) -> Iterator[tuple[Case, str]]:
        """Every dossier in hand in the period as it stood at its end, and its zone."""
        end = datetime.combine(span.last + timedelta(days=1), time.min, VIETNAM)
        moment = min(end - timedelta(seconds=1), self._asked.now)
        local = moment.astimezone(VIETNAM).replace(tzinfo=None)
        begin = datetime.combine(span.first, time.min)
        was_open = {}
        for pk, received, zone, procedure, version in self._rows:
            if received > span.last:
                break  # they are in the order of their receipt
            ended = self._ended.get(pk)
            if ended is None or ended.ended is None or ended.ended > local:
                was_open[pk] = zone, procedure, version
            elif ended.ended >= begin:
                yield ended, zone
        events = standing.events_of(was_open, clockwork.CLOCK_KINDS)
        assert self._book is not None
        for pk, (zone, procedure, version) in was_open.items():
            rule = self._book.rule(procedure, version)
            found = clockwork.case(
                events.get(pk, []), rule, self._book.calendar, moment, buckets_only=True,
                key=str(pk), procedure=procedure,
            )  # fmt: skip
            if found is not None:
                yield found, zone

    def answer(self, period: Period) -> Answers:
        span = outcome.Period(period.first, min(period.last, self._asked.today))
        by_place: dict[str, list[Case]] = defaultdict(list)
        unplaced = 0
        for case, zone in self._cases(span):
            unplaced += not zone
            for place in self._asked.geography.containing(zone):
                by_place[place].append(case)
        found: dict[str, dict[str, Amount]] = {query.name: {} for query in QUERIES}
        for place in self._asked.geography.places(self.recorded):
            # Filed for no zone that we know: it may be this one's, so this one's is unknown.
            if place != WHOLE and unplaced:
                amounts: Mapping[str, int | None] = dict.fromkeys(found)
                reasons: tuple[str, ...] = ("place_unknown",)
            else:
                told = outcome.figures(by_place[place], span)
                amounts, reasons = _amounts(told), _reasons(told)
            for name in found:
                found[name][place] = Amount(amounts[name], reasons)
        return found


def _amounts(told: Figures) -> dict[str, int]:
    buckets = told.buckets
    return {
        "dossiers.received": told.received,
        "dossiers.carried": told.carried_over,
        "dossiers.in_hand": told.strict.denominator,
        "dossiers.early": buckets[Bucket.EARLY],
        "dossiers.on_time": buckets[Bucket.ON_TIME],
        "dossiers.in_time": told.strict.numerator,
        "dossiers.late": buckets[Bucket.LATE],
        "dossiers.open": told.open,
        "dossiers.open_in_time": buckets[Bucket.OPEN_IN_TIME],
        "dossiers.waiting": buckets[Bucket.WAITING],
        "dossiers.open_overdue": buckets[Bucket.OPEN_OVERDUE],
        "dossiers.ended_otherwise": buckets[Bucket.RETURNED] + buckets[Bucket.WITHDRAWN],
        "dossiers.undetermined": buckets[Bucket.UNDETERMINED],
    }


def _reasons(told: Figures) -> tuple[str, ...]:
    return ("term_unknown",) if told.buckets[Bucket.UNDETERMINED] else ()


def open_register(asked: Asked) -> Any:
    found = Register(asked)
    return found if found.first is not None else None


def changes(since: datetime, until: date, demonstration: bool) -> dict[str, int]:
    rows = DossierEvent.objects.filter(
        recorded_at__gt=since, at__date__lte=until, dossier__demonstration=demonstration
    )
    return {"dossiers.DossierEvent": rows.count()} | calendar_changes(since)


register(Room("dossiers", QUERIES, open_register, changes))
