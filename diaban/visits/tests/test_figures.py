"""The figures of visits, and the document that the public reads."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from diaban.accounts.tests.people import person
from diaban.visits import contribution, made
from diaban.visits.actions import Where
from diaban.visits.commitments import actions as commitment_actions
from diaban.visits.figures import Figures, Seen, figures
from diaban.visits.models import Visit
from diaban.visits.stops import recording
from diaban.visits.tests.making import visit

Q1 = (date(2025, 1, 1), date(2025, 3, 31))


def test_a_visit_counts_once_and_its_stops_each():
    seen = [
        Seen(1, date(2025, 1, 7), "park:a", findings=("power", "land")),
        Seen(1, date(2025, 1, 7), "park:b", "DA-1", findings=("power",), became=1),
        Seen(2, date(2025, 3, 31), "park:a"),
        Seen(3, date(2025, 4, 1), "park:c"),
    ]
    found = figures(seen, *Q1)
    assert (found.visits, found.stops, found.places, found.projects) == (2, 3, 2, 1)
    assert (found.findings, found.became) == (3, 1)
    assert found.by_category == {"land": 1, "power": 2}
    assert (found.by_place["park:a"].visits, found.by_place["park:a"].findings) == (2, 2)


def test_where_nothing_was_recorded_nobody_is_said_to_have_been():
    found = figures([Seen(1, date(2025, 1, 7), "park:a", recorded=False)], *Q1)
    assert (found.visits, found.stops, found.places) == (1, 0, 0)


def test_no_visit_is_zero_and_not_unknown():
    assert figures([], *Q1) == Figures()


DAYS = st.integers(0, 364).map(lambda days: date(2025, 1, 1) + timedelta(days))
SEEN = st.builds(
    Seen, st.integers(1, 6), DAYS,
    st.sampled_from(["", "park:a", "park:b"]), st.sampled_from(["", "DA-1"]), st.booleans(),
    st.lists(st.sampled_from(["power", "land"]), max_size=3).map(tuple),
)  # fmt: skip


@settings(deadline=None)
@given(st.lists(SEEN, max_size=12))
def test_stops_and_findings_of_the_quarters_add_up_to_the_year(seen):
    year = figures(seen, date(2025, 1, 1), date(2025, 12, 31))
    parts = [
        figures(seen, *one) for one in contribution.quarters(date(2025, 1, 1), date(2025, 12, 1))
    ]
    assert len(parts) == 4
    assert sum(one.stops for one in parts) == year.stops
    assert sum(one.findings for one in parts) == year.findings
    assert sum(one.stops for one in year.by_place.values()) <= year.stops
    assert max((one.places for one in parts), default=0) <= year.places


@pytest.mark.django_db
class TestTheDocument:
    def documents(self, now=None):
        return {one.demonstration: one for one in contribution.build(now or timezone.now())}

    def test_a_stop_that_was_put_off_was_not_visited(self):
        officer = person("officer")
        found = visit(Where("park:a"), leader=officer, first_day=timezone.localdate())
        recording.write_fields(
            found.stops.get(), {"state": "put_off", "note": "Đường ngập"}, by=officer
        )
        last = self.documents()[False].content["quarters"][-1]
        assert (last["visits"], last["stops"], last["places"]) == (1, 0, 0)

    def test_without_a_visit_there_is_none(self):
        visit()
        assert self.documents() == {}

    def test_it_counts_what_was_seen_and_names_nobody(self):
        officer = person("officer")
        day = timezone.localdate() - timedelta(days=1)
        found = visit(Where("park:a", "DA-1"), leader=officer, first_day=day)
        stop = found.stops.get()
        recording.add_finding(stop, "power", "Ông Nguyễn Văn A nói trạm đầy tải", by=officer)
        commitment_actions.make(
            stop, commitment_actions.Request("authority", "Bà B gửi công văn"), by=officer
        )
        content = self.documents()[False].content
        last = content["quarters"][-1]
        assert (last["visits"], last["findings"], last["promised"]) == (1, 1, 1)
        assert last["by_field"] == {"power_water": 1}
        assert last["by_place"]["park:a"]["visits"] == 1
        text = json.dumps(content, ensure_ascii=False)
        assert "Nguyễn" not in text and "Bà B" not in text and "DA-1" not in text

    def test_real_and_invented_are_two_documents(self):
        day = timezone.localdate()
        for invented in (False, True):
            made_ = visit(first_day=day)
            Visit.objects.filter(pk=made_.pk).update(state="done", demonstration=invented)
        assert set(self.documents()) == {False, True}

    def test_the_same_records_say_the_same(self):
        found = visit(first_day=date(2025, 1, 7))
        Visit.objects.filter(pk=found.pk).update(state="done")
        now = timezone.make_aware(datetime(2025, 5, 6, 9))
        one, two = self.documents(now), self.documents(now)
        assert one[False].content == two[False].content
        assert [q["period"] for q in one[False].content["quarters"]] == ["2025-Q1", "2025-Q2"]

    def test_what_is_planned_is_not_counted(self, django_assert_num_queries):
        visit(first_day=date(2025, 1, 7))
        with django_assert_num_queries(2):
            assert made.stops(demonstration=False) == []
