"""What a strict reader found: no figure, date or name that looks better than what happened."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from diaban import clock
from diaban.accounts.tests.people import client_of
from diaban.clock.calendar import VIETNAM
from diaban.dossiers import actions, clockwork, index766, outcome, telling
from diaban.dossiers.lifecycle import Event, Kind, progress
from diaban.dossiers.models import Dossier
from diaban.dossiers.outcome import Bucket, Case, Ending, Flag, Period
from diaban.dossiers.tests.desk import procedure

DAY = Period(date(2025, 3, 3), date(2025, 3, 3))  # a Monday
CALENDAR = clock.CalendarHistory().known_at(date(2025, 12, 31))
TEN_DAYS = clock.Rule(clock.Term(10, clock.Unit.WORKING_DAYS))
TWO_HOURS = clock.Rule(clock.Term(2, clock.Unit.HOURS))


def on(day: int, hour: int = 8, month: int = 3) -> datetime:
    return datetime(2025, month, day, hour, tzinfo=VIETNAM)


def case(events, rule, at, **more) -> Case:
    more.setdefault("key", "d")
    found = clockwork.case(events, rule, CALENDAR, at, procedure="p", **more)
    assert found is not None
    return found


def points(found: list[Case], period: Period) -> int:
    parts = index766.parts(found, outcome.figures(found, period))
    return next(part.rate.numerator for part in parts if part.name == "progress" and part.rate)


def test_a_term_of_two_hours_is_overdue_on_the_evening_of_its_day():
    received = [Event(Kind.RECEIVED, on(3))]
    evening = case(received, TWO_HOURS, on(3, 23))
    assert outcome.bucket(evening, DAY.last) == Bucket.OPEN_OVERDUE
    assert outcome.bucket(case(received, TWO_HOURS, on(3, 9)), DAY.last) == Bucket.OPEN_IN_TIME


def test_index_766_takes_who_waits_after_two_requests_as_overdue():
    once = [Event(Kind.RECEIVED, on(3)), Event(Kind.SUPPLEMENT_REQUESTED, on(5))]
    twice = [*once, Event(Kind.SUPPLIED, on(6)), Event(Kind.SUPPLEMENT_REQUESTED, on(7))]
    period = Period(date(2025, 3, 1), date(2025, 3, 31))
    assert points([case(once, TEN_DAYS, on(31))], period) == 1
    assert points([case(twice, TEN_DAYS, on(31))], period) == 0


def test_index_766_does_not_subtract_what_another_agency_took():
    events = [Event(Kind.RECEIVED, on(3)), Event(Kind.SENT_TO_AGENCY, on(4), {"agency": "Sở"})]
    march = Period(date(2025, 3, 1), date(2025, 3, 31))
    waits = case(events, TEN_DAYS, on(31))
    assert outcome.bucket(waits, march.last) == Bucket.WAITING and points([waits], march) == 0
    early = Period(date(2025, 3, 1), date(2025, 3, 10))
    assert points([case(events, TEN_DAYS, on(10))], early) == 1


def test_an_open_dossier_without_a_known_term_is_open_all_the_same():
    moment = datetime(2025, 3, 3, 8)
    open_one = Case("a", "p", moment, None)
    ended = Case("b", "p", moment, None, ended=moment, ending=Ending.COMPLETED)
    told = outcome.figures([open_one, ended], DAY)
    assert told.buckets[Bucket.UNDETERMINED] == 2
    assert (told.open, told.undetermined_open, told.total) == (1, 1, 2)


def test_an_end_that_was_written_down_after_the_due_date_is_flagged():
    due = datetime(2025, 3, 10, 23, 59, 59)
    done = {"ended": datetime(2025, 3, 10, 16), "ending": Ending.COMPLETED, "has_result": True}
    for recorded, flagged in ((datetime(2025, 3, 10, 17), False), (datetime(2025, 3, 12, 9), True)):
        one = Case("a", "p", datetime(2025, 3, 3, 8), due, recorded=recorded, **done)
        assert (Flag.RECORDED_LATE in outcome.flags(one)) == flagged


def test_the_moment_of_recording_comes_from_the_events():
    events = [Event(Kind.RECEIVED, on(3)), Event(Kind.COMPLETED, on(4), recorded=on(28))]
    assert Flag.RECORDED_LATE in outcome.flags(case(events, TEN_DAYS, on(31), has_result=True))


def test_the_article_s_quarter_never_leaves_new_editions():
    assert telling.quarters(date(2031, 5, 1))[-1].name == "2025-Q1"
    assert len(telling.quarters(date(2031, 5, 1), 8)) == 8


def test_the_officer_named_at_receipt_has_the_dossier():
    events = [Event(Kind.SUBMITTED, on(3)), Event(Kind.RECEIVED, on(3), {"to": 7})]
    assert progress(events).assignee == 7


@pytest.mark.django_db
def test_who_takes_it_in_at_the_counter_has_it_with_its_receipt(desk):
    given = {"channel": 1, "applicant_name": "Bà Lan", "f-project_name": "Xưởng gỗ"}
    client_of("officer").post(reverse("dossiers:enter") + "?procedure=irc", given)
    made = Dossier.objects.get()
    assert made.assignee == desk.officer and [one.form for one in made.letters.all()] == ["01"]


@pytest.mark.django_db
def test_no_step_is_recorded_without_its_letter(desk, filed, monkeypatch):
    def fail(*_args, **_more):
        raise OSError("no letter")

    monkeypatch.setattr("diaban.dossiers.letters.draft", fail)
    with pytest.raises(OSError, match="no letter"):
        client_of("officer").post(
            reverse("dossiers:act", args=[filed.pk, "received"]),
            {"received-version": 1, "received-to": desk.officer.pk},
        )
    assert list(filed.events.values_list("kind", flat=True)) == ["submitted"]


@pytest.mark.django_db
def test_an_event_a_minute_ahead_is_in_the_columns_at_once(desk, filed):
    ahead = timezone.now() + timedelta(minutes=1)
    desk.do(filed, Kind.RECEIVED, at=ahead)
    assert filed.received_on == timezone.localdate(ahead) and filed.due_at and filed.first_due_on


@pytest.mark.django_db
def test_the_columns_of_a_two_hour_term_are_counted_too(desk):
    procedure("fast", statutory={"amount": 2, "unit": "hours"})
    made = actions.draft(actions.Application("fast", {}), by=desk.owner, channel=2)
    desk.do(actions.file_dossier(made.pk, by=desk.owner), Kind.RECEIVED)
    assert Dossier.objects.get().due_at is not None
