"""A visit ends when a person says so; the program asks, and says what is missing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from diaban.accounts.models import User
from diaban.accounts.tests.people import client_of, person
from diaban.notices.models import Notice
from diaban.visits import actions, daily, ending, over
from diaban.visits.actions import Where
from diaban.visits.ending import Missing, Seen
from diaban.visits.models import Media, Minute, Stop, Submission, Visit
from diaban.visits.stops import recording
from diaban.visits.tests.making import colleague, visit

DAY = date(2026, 11, 26)
TWO = (Where("park:dong-mai"), Where("park:hai-yen"))


@pytest.mark.parametrize(
    ("stop", "lacks"),
    [
        (Seen(), [Missing.OUTCOME]),
        (Seen("visited"), [Missing.MINUTE]),
        (Seen("visited", minute_sent=True), []),
        (Seen(minute_sent=True), []),
        (Seen("nobody_there"), []),
        (Seen("put_off"), []),
        (Seen("put_off", to_decide=1), [Missing.DECISION]),
        (Seen("visited", to_decide=2), [Missing.MINUTE, Missing.DECISION]),
    ],
)
def test_what_is_missing_at_a_stop(stop, lacks):
    assert ending.missing(stop) == lacks


def test_a_visit_is_complete_when_nothing_is_missing_anywhere():
    assert ending.is_complete([Seen("put_off"), Seen("visited", minute_sent=True)])
    assert not ending.is_complete([Seen("put_off"), Seen()])
    assert not ending.is_complete([])


@given(st.integers(-400, 400))
def test_one_is_asked_the_day_after_and_then_once_a_week(days):
    asked = [n for n in range(1, days + 1) if (n - 1) % 7 == 0]
    assert ending.times_to_ask(DAY, DAY + timedelta(days)) == len(asked)


def past(days: int = 1, **more) -> Visit:
    day = timezone.localdate() - timedelta(days)
    return visit(*TWO, first_day=day, last_day=day, **more)


def told() -> list[str]:
    return list(
        Notice.objects.filter(kind="visit.to_end")
        .order_by("pk")
        .values_list("person__username", flat=True)
    )


@pytest.mark.django_db
class TestAsking:
    def test_the_leader_is_asked_once_the_day_after_the_last_day(self):
        past(0, leader=colleague("today"))
        found = past(1, leader=colleague("an"), members=[colleague("binh")])
        assert daily.owed()
        assert over.remind() == 1
        assert told() == ["an"]
        assert over.remind() == 0
        assert not daily.owed()
        found.refresh_from_db()
        assert found.state == "planned"  # nothing is closed silently

    def test_and_again_a_week_later_until_somebody_ends_it(self):
        found = past(1, leader=colleague("an"))
        today = timezone.localdate()
        for days in range(15):
            over.remind(today + timedelta(days))
        assert told() == ["an"] * 3
        actions.end_visit(found, by=found.leader)
        assert over.remind(today + timedelta(21)) == 0

    def test_without_a_leader_the_members_are_asked_else_whoever_planned_it(self):
        past(1, members=[colleague("an"), colleague("binh")])
        past(1, by=colleague("planner"))
        left = past(1, leader=colleague("gone"), by=colleague("other")).leader
        left.is_active = False
        left.save()
        past(1)
        assert over.remind() == 3
        assert set(told()) == {"an", "binh", "planner", "other"}
        assert not daily.owed()

    def test_who_may_no_longer_see_visits_is_not_asked_but_those_who_may(self):
        left = past(1, leader=colleague("an"), members=[colleague("binh"), colleague("chi")])
        planned = past(1, leader=colleague("dung"), by=colleague("planner"))
        User.objects.filter(username__in=["an", "chi", "dung"]).update(role="enterprise")
        assert over.remind() == 2
        assert sorted(told()) == ["binh", "planner"]
        User.objects.update(role="agency")
        for found in (left, planned):
            assert over.people(Visit.objects.get(pk=found.pk)) == []

    def test_a_visit_that_was_moved_is_asked_of_anew(self):
        found = past(3, leader=colleague("an"))
        over.remind()
        Visit.objects.filter(pk=found.pk).update(last_day=timezone.localdate() - timedelta(1))
        assert over.remind() == 1

    def test_a_cancelled_visit_is_asked_of_no_more(self):
        found = past(1, leader=colleague("an"))
        Visit.objects.filter(pk=found.pk).update(state=Visit.State.CANCELLED)
        assert over.remind() == 0


def settle(found: Visit) -> None:
    """Nobody was there at any stop."""
    for stop in found.stops.all():
        recording.write_fields(stop, {"state": "nobody_there"}, by=None)


@pytest.mark.django_db
class TestThePage:
    def shown(self, found: Visit, role: str = "officer") -> str:
        page = client_of(role).get(f"/en/desk/visits/{found.number}/")
        return page.content.decode()

    def test_says_what_is_missing_and_offers_the_end_all_the_same(self):
        found = past(1)
        stop = found.stops.first()
        recording.write_fields(stop, {"state": "visited"}, by=None)
        Submission.objects.create(device="d", stop=stop, outcome="held")
        page = self.shown(found)
        assert "Still missing" in page
        assert "its minute is not sent yet; something from the field waits" in page
        assert "nobody has said what became of it" in page
        assert page.count(f"/en/desk/visits/{found.number}/end/") == 1

    def test_proposes_the_end_as_soon_as_nothing_is_missing(self):
        found = past(0)
        assert "Is the task force back?" not in self.shown(found)
        settle(found)
        assert "nothing is missing any more" in self.shown(found)

    def test_counts_a_minute_when_it_is_sent(self):
        found = past(0)
        settle(found)
        stop = found.stops.first()
        recording.write_fields(stop, {"state": "visited"}, by=None)
        minute = Minute.objects.create(stop=stop, version=1)
        assert not over.standing(found).complete
        minute.sent_at = timezone.now()
        minute.save()
        assert over.standing(found).complete

    def test_twenty_stops_are_looked_at_in_as_many_queries_as_two(
        self, django_assert_max_num_queries
    ):
        for more in (0, 18):
            found = past(0)
            for n in range(more):
                Stop.objects.create(visit=found, order=n + 3, place=f"park:{n}")
            settle(found)
            with django_assert_max_num_queries(6):
                assert over.standing(found).complete

    def test_what_is_on_record_of_one_stop_says_nothing_of_another(self):
        found = past(0)
        first, second = found.stops.all()
        recording.write_fields(first, {"state": "visited"}, by=None)
        for version, sent in ((1, timezone.now()), (2, None)):
            Minute.objects.create(stop=first, version=version, sent_at=sent)
        Minute.objects.create(stop=second, version=1, sent_at=timezone.now())
        Submission.objects.create(device="d", stop=second, outcome="conflict")
        Submission.objects.create(device="d", stop=second, outcome="merged")
        Media.objects.create(stop=second, kind="photo", state="held", size=1)
        Media.objects.create(stop=first, kind="photo", state="stored", size=1)
        missing = dict(over.standing(found).missing)
        assert missing == {first: [Missing.MINUTE], second: [Missing.DECISION]}

    def test_asks_nothing_of_a_visit_to_come_or_one_that_is_over(self):
        coming, done = past(-3), past(1)
        actions.end_visit(done, by=person("officer"))
        for found in (coming, done):
            assert "Is the task force back?" not in self.shown(found)

    def test_the_list_marks_what_waits_for_its_end(self):
        past(1)
        page = client_of("officer").get("/en/desk/visits/").content.decode()
        assert page.count("last day has passed") == 1
        past(0)
        page = client_of("officer").get("/en/desk/visits/").content.decode()
        assert page.count("last day has passed") == 1
